package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

var _ = register(command{"key", "[-data DIR] add -name NAME -scope SCOPES [-until DAY] | list | end ID", key})

// key makes, lists and ends service keys: those of other programs, which belong to no person.
func key(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	name := fs.String("name", "", "add: which program it is for")
	scope := fs.String("scope", "", "add: what it may, with commas between: "+
		strings.ReplaceAll(org.AllReaches().String(), " ", ", "))
	until := fs.String("until", "", "add: its last day, as in 2026-12-31 (default: a year from now)")
	words, err := parse(fs, args, 1, 2)
	if err != nil {
		return err
	}
	n, known := map[string]int{"list": 1, "add": 1, "end": 2}[words[0]]
	if !known || n != len(words) {
		return usage{fmt.Errorf("key: add, list or end ID")}
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	switch words[0] {
	case "list":
		err = p.listKeys(ctx, c)
	case "add":
		err = p.addKey(ctx, c, *name, *scope, *until)
	case "end":
		err = p.endKey(ctx, c, words[1])
	}
	return errors.Join(err, c.Close())
}

// addKey prints the key alone on standard output, and what it is on standard error.
func (p *Program) addKey(ctx context.Context, c *opened, name, scope, until string) error {
	k := org.Key{Name: strings.TrimSpace(name)}
	for s := range strings.FieldsFuncSeq(scope, func(r rune) bool { return r == ',' || r == ' ' }) {
		k.Reach = append(k.Reach, org.Reach(s))
	}
	var ok bool
	if k.Expires, ok = lang.ParseInput(until); !ok {
		return fault.New(fault.Invalid, "date_form").On("until")
	}
	secret, made, err := c.NewServiceKey(ctx, org.Caller{System: true}, k)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Err, p.say("cli.key.made", "id", strconv.FormatInt(made.ID, 10), "name", made.Name,
		"may", made.Reach.String(), "until", lang.Date(p.lang, made.Expires)))
	fmt.Fprintln(p.Out, secret)
	return nil
}

func (p *Program) listKeys(ctx context.Context, c *opened) error {
	list, err := c.ServiceKeys(ctx, org.Caller{System: true})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, k := range list {
		used := p.say("keys.never")
		if k.Seen != 0 {
			used = p.say("keys.used_at", "at", lang.Date(p.lang, k.Seen))
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", k.ID, k.Name, k.Reach, p.ends(k.Expires), used)
	}
	return w.Flush()
}

// ends says when a key ends, or that it has.
func (p *Program) ends(at calendar.Instant) string {
	if at <= p.Now() {
		return p.say("keys.over", "at", lang.Date(p.lang, at))
	}
	return p.say("keys.ends_at", "at", lang.Date(p.lang, at))
}

func (p *Program) endKey(ctx context.Context, c *opened, word string) error {
	id, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "key_missing")
	}
	err = c.EndServiceKey(ctx, org.Caller{System: true}, id)
	if err == nil {
		fmt.Fprintln(p.Out, p.say("cli.key.ended", "id", word))
	}
	return err
}
