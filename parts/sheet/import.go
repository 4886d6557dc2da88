package sheet

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/platform/lang"
	"xiaohao/platform/table"
)

// Options say how an import goes.
type Options struct {
	Lang     string
	Map      map[string]string // own headings, from ReadMap
	Sheet    string            // XLSX: which sheet, or table.All; empty: the first that is not hidden
	Dates    DateOrder         // how dates such as 05/01/2024 are meant
	BadFile  string            // keep the good rows and write the bad ones here; empty: all or nothing
	DryRun   bool              // only look
	Source   string            // matters: where they come from
	Area     area.Code         // matters: of rows that name none
	Datum    place.Datum       // points: of rows that name none
	Progress func(done, total int64)
}

// Report is what an import did.
type Report struct {
	Rows, Made, Repeated, Bad int
	Mistakes                  []Mistake // the first of the bad rows
	Notes                     []string  // what the file had that was not read, or not as it stands
}

// Mistake is what is wrong with a row, in words.
type Mistake struct {
	Row  int
	Text string
}

// keepMistakes is how many bad rows are told one by one.
const keepMistakes = 50

// job is an import under way.
type job struct {
	d      *desk.Desk
	path   string
	opts   Options
	fields []field
	report Report
	heads  []string
	at     places
	bad    *csv.Writer
	bads   map[int]bool // rows that were refused, by Nth

	memo      table.Memo
	old       bool     // the file counts days from 1904
	fileNotes []string // what the reader of the file has to say, when the last row was read
}

// Import brings a file in: "areas", "units", "people" or "matters". Every row is looked at first; unless BadFile is
// given, nothing is written when a row is wrong, and the fault import_bad says how many are. Anybody who can reach
// the data folder may call it: it acts as the system.
func Import(ctx context.Context, d *desk.Desk, what, path string, o Options) (Report, error) {
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	j := &job{d: d, path: path, opts: o}
	var run importer
	switch what {
	case "areas":
		run = &areaImport{job: j}
	case "units":
		run = &unitImport{job: j}
	case "people":
		run = &personImport{job: j}
	case "matters":
		run = &matterImport{job: j}
	default:
		return Report{}, fault.New(fault.Invalid, "import_what", "what", what)
	}
	return j.bring(ctx, run)
}

// bring looks at every row, then writes what may be written.
func (j *job) bring(ctx context.Context, run importer) (Report, error) {
	j.fields = run.fields()
	if err := j.look(ctx, run); err != nil {
		return j.report, err
	}
	j.report.Notes = j.fileNotes
	if j.report.Bad > 0 && j.opts.BadFile == "" {
		return j.report, fault.New(fault.Invalid, "import_bad", "n", j.report.Bad, "rows", j.report.Rows)
	}
	if j.opts.DryRun {
		return j.report, nil
	}
	return j.report, run.write(ctx)
}

// importer is one kind of import. Check sees every row first, write brings the good ones in.
type importer interface {
	fields() []field
	check(r Row) error
	write(ctx context.Context) error
}

// look checks every row.
func (j *job) look(ctx context.Context, run importer) (err error) {
	if j.opts.BadFile != "" {
		f, err := os.OpenFile(j.opts.BadFile, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fault.New(fault.Invalid, "file_write", "file", j.opts.BadFile).By(err)
		}
		defer func() { j.bad.Flush(); err = errors.Join(err, j.bad.Error(), f.Close()) }()
		j.bad = csv.NewWriter(f)
		if _, err := io.WriteString(f, "\uFEFF"); err != nil {
			return err
		}
	}
	first := true
	return j.each(ctx, func(r Row) error {
		if first && j.bad != nil {
			first = false
			if err := j.bad.Write(append(append([]string(nil), j.heads...),
				lang.T(j.opts.Lang, "import.why", nil))); err != nil {
				return err
			}
		}
		j.report.Rows++
		err := j.sound(r)
		if err == nil {
			err = run.check(r)
		}
		if err != nil {
			return j.refuse(r, err)
		}
		return nil
	})
}

// refuse notes a bad row.
func (j *job) refuse(r Row, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err
	}
	j.report.Bad++
	if j.bads == nil {
		j.bads = map[int]bool{}
	}
	j.bads[r.Nth] = true
	words := lang.Error(j.opts.Lang, f)
	if len(j.report.Mistakes) < keepMistakes {
		j.report.Mistakes = append(j.report.Mistakes, Mistake{r.Number, words})
	}
	if j.bad == nil {
		return nil
	}
	line := make([]string, max(len(j.heads), len(r.Cells)), len(r.Cells)+1)
	for i, c := range r.Cells {
		line[i] = text(c).plain()
	}
	return j.bad.Write(append(line, words))
}

// area reads an area by code or by name; a name that several areas bear is no answer.
func (j *job) area(s string, otherwise area.Code) (area.Code, error) {
	s = whole(s)
	if s == "" {
		if otherwise == 0 {
			return 0, fault.New(fault.Invalid, "area_missing").On("area")
		}
		return otherwise, nil
	}
	tree := j.d.Org().Tree()
	if c, err := area.Parse(s); err == nil {
		return c, nil
	}
	switch found := tree.Named(s); len(found) {
	case 0:
		return 0, fault.New(fault.Invalid, "area_name", "name", cut(s, 40)).On("area")
	case 1:
		return found[0].Code, nil
	default:
		return 0, fault.New(fault.Invalid, "area_ambiguous", "name", cut(s, 40), "areas", tree.Names(found, 5)).On("area")
	}
}

func truth(s string) bool {
	switch strings.ToLower(s) {
	case "1", "true", "yes", "y", "是", "已撤销", "停用":
		return true
	}
	return false
}

func coordinate(s, on string) (*float64, error) {
	if s == "" {
		return nil, nil
	}
	n, err := strconv.ParseFloat(narrow(s), 64)
	if err != nil {
		return nil, fault.New(fault.Invalid, "coordinates_range").On(on)
	}
	return &n, nil
}
