package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"

	"xiaohao/parts/inspect"
	"xiaohao/tools/demo"
)

var _ = register(command{"rehearse", "[-data DIR]", rehearse})

// rehearse plays a round in a city that has people, points and a standard but no matters yet, and says what it came to.
func rehearse(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	fails := fs.Int("fails", 20, "of a thousand questions fail so many")
	seed := fs.Uint64("seed", 1, "the same seed gives the same answers")
	name := fs.String("name", "", "of the round")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	if *fails < 0 || *fails > 1000 {
		return usage{errors.New("-fails 0 … 1000")}
	}
	if *name == "" {
		*name = p.say("cli.rehearse.name")
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	b := p.bar(p.say("cli.rehearse.name"))
	r, err := demo.Rehearse(ctx, c.City, demo.Rehearsal{Name: *name, Fails: *fails, Seed: *seed, Notify: b.at})
	b.end()
	if err != nil {
		return errors.Join(err, c.Close())
	}
	n := strconv.Itoa
	fmt.Fprintln(p.Out, p.say("cli.rehearse.done", "round", strconv.FormatInt(r.Round, 10), "points", n(r.Points),
		"inspectors", n(r.Inspectors), "fails", n(r.Fails), "matters", n(r.Matters),
		"struck", n(r.StruckOff), "again", n(r.Again), "renewed", n(r.Renewed)))
	p.explain(ctx, c, r.Assessment.Round.Version, "mock.first", r.Assessment.First)
	p.explain(ctx, c, r.Assessment.Round.Version, "mock.after", r.Assessment.After)
	return c.Close()
}

// explain prints an assessment: what it starts from, each item's loss with its arithmetic, and what is left.
func (p *Program) explain(ctx context.Context, c *opened, version int64, key string, m *inspect.Mock) {
	fmt.Fprintln(p.Out, "\n"+p.say(key)+"\n"+p.say("mock.sum_full", "full", inspect.Points(m.Full)))
	for _, d := range m.Dimensions {
		fmt.Fprintln(p.Out, p.say("mock.sum_lost", "name", c.Inspect.ItemText(ctx, p.lang, version, d.Code),
			"lost", inspect.Points(d.Lost)))
		for _, i := range d.Items {
			if i.Sum > 0 {
				fmt.Fprintf(p.Out, "  %s −%s  %s  %s\n", i.Code, inspect.Points(i.Lost),
					c.Inspect.ItemText(ctx, p.lang, version, i.Code),
					p.say("mock.words", "asked", strconv.FormatInt(i.Asked, 10),
						"failed", strconv.FormatInt(i.Failed, 10), "sum", inspect.Points(i.Sum),
						"full", inspect.Points(i.Full), "lost", inspect.Points(i.Lost)))
			}
		}
	}
	fmt.Fprintln(p.Out, p.say("mock.sum_got", "got", inspect.Points(m.Got()), "full", inspect.Points(m.Full),
		"rate", inspect.Share(m.Got(), m.Full)))
}
