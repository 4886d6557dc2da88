package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

var _ = register(command{"standard", "[-data DIR] sample|export FILE.xlsx", standardBook})

// standardBook publishes the sample, or writes the standard in force to a file.
func standardBook(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	on := fs.String("day", "", "export: the version in force on this day, as in 2026-12-01 (default: the last one)")
	words, err := parse(fs, args, 1, 2)
	if err != nil {
		return err
	}
	if words[0] == "sample" != (len(words) == 1) || words[0] != "sample" && words[0] != "export" {
		return usage{errors.New("sample, or export FILE.xlsx")}
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	if words[0] == "sample" {
		return errors.Join(p.sampleStandard(ctx, c), c.Close())
	}
	return errors.Join(p.exportStandard(ctx, c, *on, words[1]), c.Close())
}

// sampleStandard publishes the sample, as far as this city knows what it names.
func (p *Program) sampleStandard(ctx context.Context, c *opened) error {
	d := standard.Sample()
	k, err := c.Standard.Known(ctx)
	if err != nil {
		return err
	}
	left := d.OnlyKnown(k)
	if err := p.publishStandard(ctx, c, d); err != nil {
		return err
	}
	if left > 0 {
		fmt.Fprintln(p.Out, p.say("cli.standard.left", "n", strconv.Itoa(left)))
	}
	return nil
}

func (p *Program) publishStandard(ctx context.Context, c *opened, d *standard.Draft) error {
	e, made, wrong, err := c.Standard.Publish(ctx, org.Caller{System: true}, d)
	p.tellMistakes(wrong)
	if err != nil {
		return err
	}
	if !made {
		fmt.Fprintln(p.Out, p.say("cli.standard.same", "day", e.From.String()))
		return nil
	}
	fmt.Fprintln(p.Out, p.say("cli.standard.published", "day", e.From.String(), "items", strconv.Itoa(len(e.Items(""))),
		"seq", strconv.FormatInt(e.Seq, 10)))
	return nil
}

func (p *Program) tellMistakes(wrong []standard.Mistake) {
	for _, m := range wrong {
		fmt.Fprintln(p.Err, p.say("cli.import.row", "row", strconv.Itoa(m.Row), "why", lang.Error(p.lang, m.Err)))
	}
}

func (p *Program) exportStandard(ctx context.Context, c *opened, on, file string) (err error) {
	e, err := c.Standard.Last(ctx)
	if on != "" {
		var day views.Day
		if day, err = views.ParseDay(on); err != nil {
			return fault.New(fault.Invalid, "standard_day", "day", on).By(err)
		}
		e, err = c.Standard.At(ctx, day)
	}
	if err != nil {
		return err
	}
	part := file + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "file_write", "file", file).By(err)
	}
	defer os.Remove(part)
	if err := errors.Join(sheet.WriteStandard(e.Version, p.lang, out), out.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.export.ok", "file", file))
	return nil
}
