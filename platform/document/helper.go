package document

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"xiaohao/loop/fault"
)

const (
	helperEnv   = "XIAOHAO_DOCUMENT_HELPER" // set, to its order, in the child only
	helperMagic = "xiaohao document 1"
	memory      = 200 << 20 // bytes of data that the child may have
	compileOnly = "compile" // the kind of an order that reads no file
)

// helperReady is set where Helper was called, so that a program which does not call it is never started again by
// mistake.
var helperReady atomic.Bool

// Helper must be among the first calls of main, and of TestMain where files are tested. In a process that Inspect
// started to decode a file it does that and ends the process; otherwise it returns at once.
func Helper() {
	said := os.Getenv(helperEnv)
	if said == "" {
		helperReady.Store(true)
		return
	}
	var o order
	if err := json.Unmarshal([]byte(said), &o); err != nil {
		os.Exit(2)
	}
	bound(o.Memory)
	debug.SetGCPercent(50)
	debug.SetMemoryLimit(o.Memory * 3 / 4)
	if err := obey(o, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// order is what the child is to do.
type order struct {
	Kind   Kind   `json:"kind"`
	Pages  int    `json:"pages"`
	Text   int    `json:"text"`
	Cache  string `json:"cache"`
	Memory int64  `json:"memory"`
	Hang   bool   `json:"hang,omitempty"` // for the test of a child that never ends
}

// answer is what the child says, as JSON.
type answer struct {
	Magic   string            `json:"magic"`
	Code    string            `json:"code,omitempty"` // what is wrong, one of saidByChild
	Args    map[string]string `json:"args,omitempty"`
	Kind    Kind              `json:"kind,omitempty"`
	Pages   int               `json:"pages,omitempty"`
	Text    string            `json:"text,omitempty"`
	Around  string            `json:"around,omitempty"`
	Names   []string          `json:"names,omitempty"`
	Scanned bool              `json:"scanned,omitempty"`
}

// obey is the child: a file in, an answer out.
func obey(o order, in io.Reader, out io.Writer) error {
	for o.Hang {
		continue
	}
	if o.Kind == compileOnly {
		return compile(o.Cache)
	}
	b, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	f, err := decode(o, b)
	a := answer{Magic: helperMagic, Kind: f.Kind, Pages: f.Pages, Text: f.Text, Around: f.Around, Names: f.Names,
		Scanned: f.Scanned}
	if err != nil {
		var e *fault.Error
		if !errors.As(err, &e) {
			e = wrong(CodeBroken)
			fmt.Fprintln(os.Stderr, err)
		}
		a = answer{Magic: helperMagic, Code: e.Code, Args: e.Args}
	}
	return json.NewEncoder(out).Encode(a)
}

// decode reads a file of a kind that only the child reads. A decoder that panics has met a broken file.
func decode(o order, b []byte) (f Facts, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = Facts{}, wrong(CodeBroken).By(fmt.Errorf("%v\n%s", p, debug.Stack()))
		}
	}()
	if o.Kind == PDF {
		return readPDF(o, b)
	}
	return readOffice(o, b)
}

// atOnce are the places of children at work.
var atOnce = make(chan struct{}, 2)

// patience is how long a file waits for its turn.
const patience = 20 * time.Second

// ask has a child decode the file.
func ask(ctx context.Context, k Kind, data []byte, limits Limits) (Facts, error) {
	turn := time.NewTimer(patience)
	defer turn.Stop()
	select {
	case atOnce <- struct{}{}:
		defer func() { <-atOnce }()
	case <-turn.C:
		return Facts{}, fault.New(fault.Busy, "try_again")
	case <-ctx.Done():
		return Facts{}, fault.New(fault.Busy, "try_again").By(ctx.Err())
	}
	o := order{Kind: k, Pages: limits.Pages, Text: limits.Text, Memory: memory}
	if k == PDF {
		o.Cache = compiled(ctx, limits.Cache)
		if o.Cache == "" {
			o.Memory = compileMemory // it compiles for itself
		}
	}
	out, err := child(ctx, o, data, limits.Time)
	if err != nil {
		return Facts{}, err
	}
	return understand(out, k, limits)
}

var errNoHelper = errors.New("document: the program calls no document.Helper")

// child starts this program again with an order, and gives what it wrote.
func child(ctx context.Context, o order, data []byte, limit time.Duration) ([]byte, error) {
	if !helperReady.Load() {
		return nil, fault.New(fault.Internal, "internal").By(errNoHelper)
	}
	exe, err := program()
	if err != nil {
		return nil, fault.New(fault.Internal, "internal").By(err)
	}
	said, err := json.Marshal(o)
	if err != nil {
		return nil, fault.New(fault.Internal, "internal").By(err)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, complaint := &bounded{left: 2*o.Text + 4<<20}, &bounded{left: 4 << 10}
	cmd := exec.CommandContext(ctx, exe)
	cmd.Env = []string{helperEnv + "=" + string(said)}
	cmd.Dir = "/"
	if runtime.GOOS == "windows" {
		cmd.Dir = ""
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(data), out, complaint
	cmd.WaitDelay = time.Second
	switch err := cmd.Run(); {
	case ctx.Err() != nil:
		return nil, fault.New(fault.Busy, CodeTime).On("file").By(ctx.Err())
	case err != nil:
		return nil, wrong(CodeMemory).By(fmt.Errorf("%w: %s", err, complaint.b.String()))
	}
	return out.b.Bytes(), nil
}

// bounded keeps so many bytes; a child that says more is cut off.
type bounded struct {
	b    bytes.Buffer
	left int
}

func (w *bounded) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("the child says too much")
	}
	return w.b.Write(p)
}

// understand trusts the child no more than the file.
func understand(out []byte, k Kind, limits Limits) (Facts, error) {
	var a answer
	if err := json.Unmarshal(out, &a); err != nil || a.Magic != helperMagic {
		return Facts{}, wrong(CodeBroken).By(errors.Join(err, errors.New("the child gave no answer")))
	}
	if a.Code != "" {
		kind, known := saidByChild[a.Code]
		if !known {
			return Facts{}, wrong(CodeBroken)
		}
		e := fault.New(kind, a.Code).On("file")
		if a.Code == CodePages {
			e = tooManyPages(limits.Pages)
		}
		return Facts{}, e
	}
	m, known := media[a.Kind]
	if !known || (a.Kind == PDF) != (k == PDF) || a.Pages < 0 || a.Pages > limits.Pages {
		return Facts{}, wrong(CodeBroken)
	}
	if len(a.Text)+len(a.Around)+len(strings.Join(a.Names, "")) > limits.Text {
		return Facts{}, tooLong()
	}
	return Facts{Kind: a.Kind, Type: m[0], Ext: m[1], Pages: a.Pages, Text: a.Text, Around: a.Around, Names: a.Names,
		Scanned: a.Scanned}, nil
}

// program names this very binary, on Linux also after an upgrade has put another one in its place.
func program() (string, error) {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe", nil
	}
	return os.Executable()
}
