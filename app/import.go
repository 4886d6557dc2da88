package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	geo "xiaohao/loop/place" // this package has a place of its own
	"xiaohao/parts/atlas"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
)

var (
	_ = register(command{"import", "[-data DIR] areas|units|people|matters|standard|points|boundaries FILE",
		importFile})
	_ = register(command{"export", "[-data DIR] [-points] [-query FILTER] FILE.xlsx|FILE.csv", exportFile})
)

func importFile(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	var o sheet.Options
	fs.StringVar(&o.BadFile, "skip-bad", "", "keep the good rows and write the bad ones to this CSV file")
	fs.BoolVar(&o.DryRun, "dry-run", false, "look at every row, write nothing")
	fs.StringVar(&o.Source, "source", "import", "matters: where they come from")
	code := fs.String("area", "", "matters: area code of rows that name none")
	datum := fs.String("datum", "wgs84",
		"points, boundaries: the datum of what names none: wgs84, gcj02 (高德, 腾讯), bd09 (百度)")
	mapping := fs.String("map", "", "file that says which heading is which field")
	fs.StringVar(&o.Sheet, "sheet", "",
		"which sheet of an .xlsx: its name, or all (default: the first that is not hidden)")
	dates := fs.String("dates", "", "how dates such as 05/01/2024 or 24-5-1 are meant: ymd, dmy or mdy")
	day := fs.String("from", "", "standard: its first day, instead of the one in the file")
	words, err := parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	o.Lang = p.lang
	if *code != "" {
		if o.Area, err = area.Parse(*code); err != nil {
			return fault.New(fault.Invalid, "area_unknown", "code", *code).By(err)
		}
	}
	if o.Datum, err = geo.ParseDatum(*datum); err != nil {
		return err
	}
	if o.Dates, err = sheet.ParseDateOrder(*dates); err != nil {
		return err
	}
	if *mapping != "" {
		if o.Map, err = sheet.ReadMap(*mapping); err != nil {
			return err
		}
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	if words[0] == "standard" {
		return errors.Join(p.importStandard(ctx, c, words[1], o.Map, *day, o.DryRun), c.Close())
	}
	b := p.bar(words[0])
	o.Progress = b.at
	r, err := bringIn(ctx, c, words[0], words[1], o)
	b.end()
	for _, m := range r.Mistakes {
		fmt.Fprintln(p.Err, p.say("cli.import.row", "row", strconv.Itoa(m.Row), "why", m.Text))
	}
	for _, n := range r.Notes {
		fmt.Fprintln(p.Err, n)
	}
	fmt.Fprintln(p.Out, p.say("cli.import.done", "rows", strconv.Itoa(r.Rows), "made", strconv.Itoa(r.Made),
		"repeated", strconv.Itoa(r.Repeated), "bad", strconv.Itoa(r.Bad)))
	return errors.Join(err, c.Close())
}

func bringIn(ctx context.Context, c *opened, what, file string, o sheet.Options) (sheet.Report, error) {
	if what == "points" {
		return sheet.ImportPoints(ctx, c.Desk, c.Points, file, o)
	}
	if what == "boundaries" {
		return bringBoundaries(ctx, c, file, o)
	}
	return sheet.Import(ctx, c.Desk, what, file, o)
}

// bringBoundaries keeps the boundaries of a GeoJSON file, all of them or none.
func bringBoundaries(ctx context.Context, c *opened, file string, o sheet.Options) (r sheet.Report, err error) {
	f, err := os.Open(file)
	if err != nil {
		return r, fault.New(fault.Missing, "file_missing", "file", file).By(err)
	}
	defer f.Close()
	list, err := atlas.ReadBoundaries(f, o.Datum)
	r.Rows = len(list)
	if err != nil {
		return r, err
	}
	for i, b := range list {
		if _, ok := c.Org().Tree().Get(b.Area); !ok {
			return r, fault.New(fault.Invalid, "boundary_area", "n", i+1)
		}
	}
	if o.DryRun {
		return r, nil
	}
	r.Made = len(list)
	return r, c.Atlas.SetBoundaries(ctx, list)
}

func exportFile(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	query := fs.String("query", "", "filter as in the address of a list, such as list=problem&state=assigned")
	as := fs.String("as", "", "login whose view it is (default: the whole city)")
	points := fs.Bool("points", false,
		"the register of points instead of matters; filter as in the address of its page")
	columns := fs.String("columns", "", "columns in order, separated by commas")
	words, err := parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	v, err := url.ParseQuery(*query)
	if err != nil {
		return usage{err}
	}
	var write writer
	if *points {
		write, err = pointsWriter(v)
	} else {
		write, err = mattersWriter(v, strings.FieldsFunc(*columns, func(r rune) bool { return r == ',' }))
	}
	if err != nil {
		return err
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	return errors.Join(p.exportTo(ctx, c, *as, words[0], write), c.Close())
}

// writer writes a spreadsheet of what a caller may see.
type writer func(ctx context.Context, c *opened, caller org.Caller, l string, asCSV bool, w io.Writer) error

func mattersWriter(v url.Values, columns []string) (writer, error) {
	f, err := views.ParseFilter(v)
	return func(ctx context.Context, c *opened, caller org.Caller, l string, asCSV bool, w io.Writer) error {
		if asCSV {
			return sheet.ExportCSV(ctx, c.Desk, caller, l, f, columns, w)
		}
		return sheet.Export(ctx, c.Desk, caller, l, f, columns, w)
	}, err
}

func pointsWriter(v url.Values) (writer, error) {
	f, err := point.ParseFilter(v)
	return func(ctx context.Context, c *opened, caller org.Caller, l string, asCSV bool, w io.Writer) error {
		return sheet.ExportPoints(ctx, c.Desk, c.Points, caller, l, f, asCSV, w)
	}, err
}

func (p *Program) exportTo(ctx context.Context, c *opened, as, file string, write writer) (err error) {
	caller := org.Caller{System: true}
	if as != "" {
		person, ok := c.Org().PersonByLogin(as)
		if !ok {
			return fault.New(fault.Invalid, "person_unknown", "login", as)
		}
		caller = person.Caller()
	}
	part := file + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "file_write", "file", file).By(err)
	}
	defer os.Remove(part)
	err = errors.Join(write(ctx, c, caller, p.lang, strings.HasSuffix(strings.ToLower(file), ".csv"), out), out.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.export.ok", "file", file))
	return nil
}
