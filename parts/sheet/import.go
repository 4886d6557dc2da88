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
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/chief"
	"xiaohao/parts/indicator"
	"xiaohao/parts/origin"
	"xiaohao/parts/patrol"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
	"xiaohao/platform/table"
)

// City is what an import writes to. What a kind of import does not need may be nil.
type City struct {
	Desk     *desk.Desk
	Origins  *origin.Origins    // matters
	Points   *point.Register    // points
	Standard *standard.Standard // standard
	Atlas    *atlas.Atlas       // boundaries

	Indicators *indicator.Indicators // readings
	Chiefs     *chief.Chiefs         // chiefs
	Patrols    *patrol.Patrols       // patrols, patches
}

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
	Datum    place.Datum       // points, boundaries, patches: of rows that name none
	From     string            // standard: its first day, instead of the one in the file
	Set      int64             // readings: of which set of indicators
	Span     indicator.Span    // readings: of which span
	File     string            // readings: what the list is called; empty: as its path ends
	Progress func(done, total int64)
	Watch    *Watch // is told how far it is; nil for nobody

	SameNumberNew bool   // matters: a number that is there with other content makes a new matter; else a conflict
	NumberPrefix  string // matters: stands before every number

	// Caller is who imports. The zero Caller is the command line: whoever can reach the data folder. A person must
	// administer the city for matters; for the rest, what he may change by hand he may import.
	Caller org.Caller
}

// caller is on whose behalf rows of a register are changed.
func (o Options) caller() org.Caller {
	if o.Caller.Person == 0 {
		return org.Caller{System: true}
	}
	return o.Caller
}

// job is an import under way.
type job struct {
	c      City
	kind   string
	d      *desk.Desk
	path   string
	opts   Options
	fields []field
	heads  []string
	at     places
	rows   []seen
	notes  []Note
	told   int // bad rows
	bad    *csv.Writer

	memo      table.Memo
	old       bool     // the file counts days from 1904
	fileNotes []string // what the reader of the file has to say, when the last row was read
}

// Import brings a file in; what is the name of a Kind. Every row is looked at first: where one is refused or in
// conflict, nothing is written and the fault is import_bad, unless BadFile is given. The account is whole whatever the
// error.
func Import(ctx context.Context, c City, what, path string, o Options) (Account, error) {
	j := &job{c: c, kind: what, d: c.Desk, path: path, opts: o.watched()}
	k, err := KindOf(what)
	if err == nil && !k.May(o.caller(), c) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	if err == nil {
		err = j.heed(k)
	}
	if err != nil {
		return j.account(false), err
	}
	end, err := j.turn(ctx)
	if err != nil {
		return j.account(false), err
	}
	defer end()
	return k.bring(ctx, j)
}

// heed says which options do nothing for the kind, and refuses those that cannot be kept.
func (j *job) heed(k Kind) error {
	idle, err := k.idle(j.opts.given())
	if err == nil {
		err = j.opts.apart(j.path)
	}
	for _, o := range idle {
		j.tell(0, false, j.say("import.idle", "option", o))
	}
	return err
}

// importer is one kind of import. Check sees every row and says with a fault what is wrong with it; settle sees what
// only all rows together tell; write brings in what is good.
type importer interface {
	fields() []field
	begin(ctx context.Context) error
	check(ctx context.Context, r Row) error
	who(r Row) string // names what a row is about, for what is told of it
	settle(ctx context.Context) error
	write(ctx context.Context) error
}

// bring looks at every row, then writes what may be written.
func (j *job) bring(ctx context.Context, run importer) (a Account, wrong error) {
	j.fields = run.fields()
	if err := run.begin(ctx); err != nil {
		return j.account(false), err
	}
	if j.opts.BadFile != "" {
		f, err := os.OpenFile(j.opts.BadFile, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return j.account(false), fault.New(fault.Invalid, "file_write", "file", j.opts.BadFile).By(err)
		}
		j.bad = csv.NewWriter(f)
		_, err = io.WriteString(f, "\uFEFF")
		defer func() { wrong = errors.Join(wrong, f.Close()) }()
		if err != nil {
			return j.account(false), err
		}
	}
	if err := j.look(ctx, run); err != nil {
		return j.account(false), err
	}
	if err := run.settle(ctx); err != nil {
		return j.account(false), err
	}
	if err := j.leave(ctx); err != nil {
		return j.account(false), err
	}
	return j.finish(ctx, run.write)
}

// finish writes what may be written, now that every row was looked at.
func (j *job) finish(ctx context.Context, write func(context.Context) error) (Account, error) {
	if n := j.account(true).Bad(); n > 0 && j.opts.BadFile == "" {
		return j.account(false), fault.New(fault.Invalid, "import_bad", "n", n, "rows", len(j.rows))
	}
	if j.opts.DryRun {
		return j.account(true), nil
	}
	j.opts.Watch.writing.Store(true)
	err := write(ctx)
	a := j.account(false)
	in := a.Taken + a.Changed + a.Joined
	if err != nil && in+a.Held > 0 {
		j.tell(0, false, j.say("import.broken", "in", strconv.Itoa(in), "left", strconv.Itoa(a.Held)))
		a = j.account(false)
	}
	a.Written = err == nil || in > 0
	return a, err
}

// look checks every row.
func (j *job) look(ctx context.Context, run importer) error {
	err := j.each(ctx, func(r Row) error {
		j.rows = append(j.rows, seen{row: named(r)})
		j.opts.Watch.looked.Store(int64(len(j.rows)))
		err := j.sound(r)
		if err == nil {
			err = run.check(ctx, r)
		}
		if err != nil {
			return j.refuse(r.Nth, run.who(r), err)
		}
		return nil
	})
	for _, n := range j.fileNotes {
		j.tell(0, false, n)
	}
	return err
}

// refuse notes a row that a fault speaks against, and whom or what it is about; any other error ends the import.
func (j *job) refuse(nth int, who string, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind == fault.Internal || f.Kind == fault.Busy || f.Kind == fault.NoSpace {
		return err
	}
	what := refused
	if f.Kind == fault.Conflict {
		what = conflict
	}
	j.mark(nth, what, j.of(who, lang.Error(j.opts.Lang, f)))
	return nil
}

// of says whom or what a sentence is about, where it does not name it itself.
func (j *job) of(who, why string) string {
	if who == "" || strings.Contains(why, who) {
		return why
	}
	return j.say("import.of", "who", who, "why", why)
}

// leave writes the bad rows, with what is wrong with them, where they are wanted.
func (j *job) leave(ctx context.Context) error {
	if j.bad == nil {
		return nil
	}
	first := true
	err := j.each(ctx, func(r Row) error {
		if r.Nth > len(j.rows) || !j.rows[r.Nth-1].bad() {
			return nil
		}
		if first {
			first = false
			if err := j.bad.Write(append(append([]string(nil), j.heads...), j.say("import.why"))); err != nil {
				return err
			}
		}
		line := make([]string, max(len(j.heads), len(r.Cells)), max(len(j.heads), len(r.Cells))+1)
		for i, c := range r.Cells {
			line[i] = text(c).plain()
		}
		return j.bad.Write(append(line, j.rows[r.Nth-1].why))
	})
	j.bad.Flush()
	return errors.Join(err, j.bad.Error())
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
		return 0, fault.New(fault.Invalid, "area_ambiguous", "name", cut(s, 40),
			"areas", tree.Names(found, 5)).On("area")
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

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
