package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"xiaohao/platform/text/directive"
)

var _ = register(command{"meeting", "cut FILE [-json] [-day 2021-08-14]", meeting})

// meeting cuts a text into its directive clauses. It needs no city and keeps nothing.
func meeting(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	asJSON := fs.Bool("json", false, "print a list of JSON objects, one a line")
	on := fs.String("day", "", "the day of the paper, for dates without a year, as 2021-08-14 (default: today)")
	words, err := parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if words[0] != "cut" {
		return usage{errors.New("meeting: cut FILE")}
	}
	day := p.Now()
	if *on != "" {
		if day, err = directive.ParseDay(*on); err != nil {
			return usage{err}
		}
	}
	text, err := p.textOf(ctx, words[1])
	if err != nil {
		return err
	}
	all := directive.Cut(text, day)
	if *asJSON {
		return printJSON(p.Out, all)
	}
	return p.showClauses(all)
}

// printJSON prints a list with one clause a line, so that the whole is never held twice.
func printJSON(to io.Writer, all []directive.Clause) error {
	out := bufio.NewWriter(to)
	if len(all) == 0 {
		fmt.Fprintln(out, "[]")
		return out.Flush()
	}
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	for i, c := range all {
		line.Reset()
		if err := e.Encode(c); err != nil {
			return err
		}
		begin, end := ",\n ", ""
		if i == 0 {
			begin = "["
		}
		if i+1 == len(all) {
			end = "]\n"
		}
		fmt.Fprint(out, begin, strings.TrimSuffix(line.String(), "\n"), end)
	}
	return out.Flush()
}

// showClauses prints them for a person: article by article, each with its number and what was understood of it.
func (p *Program) showClauses(all []directive.Clause) error {
	out := bufio.NewWriter(p.Out)
	counts, article, speaker := map[directive.Type]int{}, "", ""
	n := 0
	for i, c := range all {
		if i == 0 || c.Article != article || c.Speaker != speaker {
			article, speaker = c.Article, c.Speaker
			fmt.Fprintf(out, "\n%s\n", strings.Trim(article+"  "+speaker, " "))
		}
		counts[c.Type]++
		number := "   "
		if c.Type.Directs() {
			n++
			number = fmt.Sprintf("%3d", n)
		}
		fmt.Fprintf(out, "%s %s  %s\n", number, p.say("directive."+string(c.Type)), c.Quote)
		for _, extra := range []struct{ key, value string }{{"lead", c.Lead}, {"with", c.With}, {"due", c.Due}} {
			if extra.value != "" {
				fmt.Fprintf(out, "        %s\n", p.say("directive."+extra.key, "value", extra.value))
			}
		}
	}
	of := func(t directive.Type) string { return fmt.Sprint(counts[t]) }
	fmt.Fprintf(out, "\n%s\n", p.say("directive.counts", "n", fmt.Sprint(n), "tasks", of(directive.Task),
		"duties", of(directive.Duty), "principles", of(directive.Principle)))
	return out.Flush()
}
