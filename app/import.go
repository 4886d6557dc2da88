package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	geo "xiaohao/loop/place" // this package has a place of its own
	"xiaohao/parts/chief"
	"xiaohao/parts/indicator"
	"xiaohao/parts/patrol"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

var (
	_ = register(command{"import", "[-data DIR] areas|units|people|matters|standard|points|readings|boundaries|" +
		"patrols|patches FILE", importFile})
	_ = register(command{"export", "[-data DIR] [-points] [-query FILTER] FILE.xlsx|FILE.csv", exportFile})
)

// importFile brings a file in and says on one line of standard output what became of its rows; whatever else is to be
// said goes to standard error. With -json that line is an object, whatever the exit code.
func importFile(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) (err error) {
	at := p.dataFlags(fs)
	o := sheet.Options{Lang: p.lang}
	asJSON := fs.Bool("json", false, "print the account as one JSON object on the last line")
	settle := importFlags(fs, &o)
	a := sheet.Account{Notes: []sheet.Note{}}
	defer func() { p.account(a, o.DryRun, *asJSON || err != nil && slices.Contains(args, "-json"), err) }()
	words, err := parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if err := settle(); err != nil {
		return err
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	b := p.bar(words[0])
	o.Progress = b.at
	a, err = sheet.Import(ctx, sheet.City{Desk: c.Desk, Origins: c.Origins, Points: c.Points, Standard: c.Standard,
		Atlas: c.Atlas, Indicators: part.Get[*indicator.Indicators](c.Values),
		Chiefs: part.Get[*chief.Chiefs](c.Values), Patrols: part.Get[*patrol.Patrols](c.Values)},
		words[0], words[1], o)
	b.end()
	for _, n := range a.Notes {
		fmt.Fprintln(p.Err, n.Line)
	}
	if err == nil && a.Bad() > 0 {
		err = errPartly
	}
	return errors.Join(err, c.Close())
}

// importFlags declares what an import can be told, and gives what reads it once it is parsed.
func importFlags(fs *flag.FlagSet, o *sheet.Options) (settle func() error) {
	fs.StringVar(&o.BadFile, "skip-bad", "", "keep the good rows and write the bad ones to this CSV file")
	fs.BoolVar(&o.DryRun, "dry-run", false, "look at every row and tell every change, write nothing")
	fs.StringVar(&o.Source, "source", "import", "matters: where they come from")
	code := fs.String("area", "", "matters: area code of rows that name none")
	datum := fs.String("datum", "wgs84",
		"points, boundaries, patches: the datum of what names none: wgs84, gcj02 (高德, 腾讯), bd09 (百度)")
	mapping := fs.String("map", "", "file that says which heading is which field")
	fs.StringVar(&o.Sheet, "sheet", "",
		"which sheet of an .xlsx: its name, or all (default: the first that is not hidden)")
	dates := fs.String("dates", "", "how dates such as 05/01/2024 or 24-5-1 are meant: ymd, dmy or mdy")
	fs.StringVar(&o.From, "from", "", "standard: its first day, instead of the one in the file")
	same := fs.String("same-number", "refuse",
		"matters: what to do with a number that is there with other content: refuse, new")
	fs.StringVar(&o.NumberPrefix, "number-prefix", "", "matters: stands before every number, as in 2026-02-")
	set := fs.String("set", "", "readings: the number of the set of indicators, as its page's address has it")
	span := fs.String("span", "", "readings: 2026, 2026-H1, 2026-Q3 or 2026-07")
	return func() (err error) {
		if o.Set, o.Span, err = sheet.Figures(*set, *span); err != nil {
			return err
		}
		switch *same {
		case "refuse":
		case "new":
			o.SameNumberNew = true
		default:
			return usage{fmt.Errorf("-same-number %s: refuse, or new", *same)}
		}
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
			o.Map, err = sheet.ReadMap(*mapping)
		}
		return err
	}
}

// account prints what became of the rows of a file. What hindered an import as a whole is a note in the object, since a
// script may read nothing else.
func (p *Program) account(a sheet.Account, dry, asJSON bool, err error) {
	if !asJSON {
		if a.Rows > 0 {
			fmt.Fprintln(p.Out, sheet.Said(p.lang, a, dry))
		}
		return
	}
	var f *fault.Error
	if errors.As(err, &f) {
		words := lang.Error(p.lang, f)
		a.Notes = append(a.Notes, sheet.Note{Text: words, Line: words})
	} else if err != nil && !errors.Is(err, errPartly) {
		a.Notes = append(a.Notes, sheet.Note{Text: err.Error(), Line: err.Error()})
	}
	b, _ := json.Marshal(a) // numbers and strings can be written
	fmt.Fprintln(p.Out, string(b))
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
