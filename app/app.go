// Package app wires the packages together and is the command line.
//
// It is the only place that reads the clock, the environment and the command line, and the only one that prints. A
// Program is a value, so that tests start the real thing with a clock of their own.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"strings"
	"syscall"
	"time"

	"xiaohao/city"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Version is set by the linker.
var Version = "dev"

// Exit codes that scripts can trust.
const (
	OK      = 0 // done
	Failed  = 1 // it does not hold, or it went wrong
	Usage   = 2 // the command line is wrong
	BadData = 3 // the input is wrong; nothing was changed
	Busy    = 4 // somebody else has the database; try again
	Partly  = 5 // an import left some rows out, as it was asked to, and wrote the rest
)

// errPartly gives the exit code Partly; what was left out was told.
var errPartly = errors.New("some rows were left out")

// Program is xiaohao with its surroundings.
type Program struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() calendar.Instant // Unix microseconds
	Env      func(string) string
	Ready    func(addr string) // called by serve when it listens; may be nil
	Stop     context.Context   // ends the program as an interrupt does; nil for never
	Parts    []part.Part       // what a city can do; nil for all that is shipped
	Rooms    []kit.Room        // what people see of it; nil for all that are shipped

	lang string
}

// System is the program on the real machine. What it writes its user alone may read.
func System() *Program {
	private()
	return &Program{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Now: func() calendar.Instant {
		return calendar.Of(time.Now())
	}}
}

// list joins the program's parts; Run has refused a list that does not join.
func (p *Program) list() *city.List {
	if p.Parts == nil {
		return city.Standard()
	}
	l, err := city.Join(p.Parts)
	if err != nil {
		panic(err)
	}
	return l
}

// rooms are the program's rooms.
func (p *Program) rooms() []kit.Room {
	if p.Rooms == nil {
		return faces.Rooms()
	}
	return p.Rooms
}

// command is one word of the command line.
type command struct {
	name string
	args string // of the usage line
	run  func(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error
}

// usage is a mistake in the command line.
type usage struct{ error }

var table = map[string]command{}

func register(c command) struct{} { table[c.name] = c; return struct{}{} }

// Run runs one command line and gives the exit code.
func (p *Program) Run(args []string) int {
	p.lang = lang.Zh
	for _, v := range []string{"XIAOHAO_LANG", "LC_ALL", "LANG"} {
		if strings.HasPrefix(strings.ToLower(p.Env(v)), "en") {
			p.lang = lang.En
		}
		if p.Env(v) != "" {
			break
		}
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		p.help()
		if len(args) == 0 {
			return Usage
		}
		return OK
	}
	if p.Parts != nil {
		if _, err := city.Join(p.Parts); err != nil {
			fmt.Fprintln(p.Err, err)
			return Failed
		}
	}
	c, ok := table[args[0]]
	if !ok {
		fmt.Fprintln(p.Err, p.say("cli.unknown", "command", args[0]))
		p.help()
		return Usage
	}
	whole := p.Stop
	if whole == nil {
		whole = context.Background()
	}
	ctx, stop := signal.NotifyContext(whole, os.Interrupt, syscall.SIGTERM)
	defer stop()
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(p.Err)
	fs.Usage = func() {
		fmt.Fprintf(p.Err, "xiaohao %s %s\n\n%s\n\n", c.name, c.args, p.say("cli."+c.name+".help"))
		fs.PrintDefaults()
	}
	return p.code(fs, c.run(ctx, p, fs, args[1:]))
}

// code prints an error in words and makes it an exit code.
func (p *Program) code(fs *flag.FlagSet, err error) int {
	var u usage
	var f *fault.Error
	var m *policy.Mistakes
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return OK
	case errors.Is(err, errPartly):
		return Partly
	case errors.Is(err, errAgain):
		return Again
	case errors.As(err, &u):
		if u.error != nil {
			fmt.Fprintln(p.Err, u.error)
			fs.Usage()
		}
		return Usage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.Err, p.say("cli.interrupted"))
		return Failed
	case errors.As(err, &m):
		for _, x := range gate.Mistakes(p.lang, m) {
			fmt.Fprintf(p.Err, "policy.yaml:%d: %s\n", x.Line, x.Text)
		}
		return BadData
	case errors.As(err, &f):
		fmt.Fprintln(p.Err, lang.Error(p.lang, f))
		if f.Cause != nil {
			fmt.Fprintln(p.Err, "  "+f.Cause.Error())
		}
		switch {
		case f.Kind == fault.Internal, f.Kind == fault.NoSpace, f.Code == "verify_failed":
			return Failed
		case f.Kind == fault.Busy, f.Kind == fault.Unavailable:
			return Busy
		}
		return BadData
	}
	fmt.Fprintln(p.Err, err)
	return Failed
}

func (p *Program) help() {
	fmt.Fprintf(p.Err, "xiaohao %s\n\n", p.say("cli.about"))
	names := make([]string, 0, len(table))
	for n := range table {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(p.Err, "  xiaohao %-8s %s\n", n, firstLine(p.say("cli."+n+".help")))
	}
	fmt.Fprintf(p.Err, "\n%s\n", p.say("cli.more"))
}

func (p *Program) say(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(p.lang, key, m)
}

// parse reads flags wherever they stand and checks how many words are left.
func parse(fs *flag.FlagSet, args []string, least, most int) ([]string, error) {
	var words []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usage{}
		}
		if fs.NArg() == 0 {
			break
		}
		words = append(words, fs.Arg(0))
		args = fs.Args()[1:]
	}
	if len(words) < least || len(words) > most {
		return nil, usage{fmt.Errorf("%s: %d–%d arguments, not %d", fs.Name(), least, most, len(words))}
	}
	return words, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
