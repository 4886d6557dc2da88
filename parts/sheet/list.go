package sheet

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
	"xiaohao/platform/table"
)

// Row is one row of a file that is brought in.
type Row = table.Row

// list is a file of rows below headings, on one sheet or several. Every row below the headings of its sheet is handed
// out or noted: none is lost in silence.
type list struct {
	t      *table.Table
	fields []field
	own    map[string]string
	head   head
	back   []Row        // read ahead
	n      int          // data rows so far
	has    map[int]bool // columns of the sheet with something in a data row
	passed passed
	done   []table.Note
}

// passed are the rows of a sheet that were left out, by why.
type passed struct {
	heads, titles, anew, sums, blanks []string
}

// openList opens a file and reads the headings of its first sheet. Sheet is as in table.Open.
func openList(ctx context.Context, path, sheet string, fields []field, own map[string]string) (*list, error) {
	return openListAgain(ctx, path, sheet, fields, own, &table.Memo{})
}

// openListAgain is openList of a file that is read several times; see table.OpenAgain.
func openListAgain(ctx context.Context, path, sheet string, fields []field, own map[string]string,
	m *table.Memo) (*list, error) {
	t, err := table.OpenAgain(ctx, path, sheet, m)
	if err != nil {
		return nil, err
	}
	l := &list{t: t, fields: fields, own: own}
	if err := l.begin(); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return l, nil
}

// next is the next data row; io.EOF after the last of all sheets.
func (l *list) next() (Row, error) {
	for {
		r, err := l.take()
		if errors.Is(err, io.EOF) {
			l.tell()
			if err := l.t.Turn(); err != nil {
				return Row{}, err
			}
			if err := l.begin(); err != nil {
				return Row{}, err
			}
			continue
		}
		if err != nil {
			return Row{}, err
		}
		if l.again(r) {
			continue
		}
		l.n++
		r.Nth = l.n
		l.mark(r)
		return r, nil
	}
}

// take is the next row, from those read ahead if there are any.
func (l *list) take() (Row, error) {
	if len(l.back) > 0 {
		r := l.back[0]
		l.back = l.back[1:]
		return r, nil
	}
	return l.t.Next()
}

// again says that a row is no data: the headings once more, as lists have them on each page, or the title. Headings in
// another order hold from there on.
func (l *list) again(r Row) bool {
	switch {
	case l.head.repeats(r.Cells):
		l.passed.heads = append(l.passed.heads, strconv.Itoa(r.Number))
		return true
	case l.head.titled(r.Cells):
		l.passed.titles = append(l.passed.titles, strconv.Itoa(r.Number))
		return true
	}
	if sumsUp(r.Cells) {
		l.passed.sums = append(l.passed.sums, strconv.Itoa(r.Number))
		return true
	}
	at, missing := locate(r.Cells, l.fields, l.own)
	if len(missing) > 0 || len(at) < 2 || len(at) < filled(r.Cells) {
		return false
	}
	l.head = head{at: at, names: append([]string(nil), r.Cells...), rows: [][]string{plainRow(r.Cells)},
		titles: l.head.titles}
	l.passed.anew = append(l.passed.anew, strconv.Itoa(r.Number))
	return true
}

// tell notes what was left out of a sheet.
func (l *list) tell() {
	for _, x := range []struct {
		key  string
		rows []string
	}{{"note.heads_repeated", l.passed.heads}, {"note.titles_repeated", l.passed.titles},
		{"note.heads_anew", l.passed.anew}, {"note.sums", l.passed.sums},
		{"note.blanks", l.passed.blanks}} {
		if len(x.rows) > 0 {
			l.note(x.key, "n", strconv.Itoa(len(x.rows)), "rows", strings.Join(some(x.rows), "、"))
		}
	}
	for _, twice := range l.head.twice {
		l.note("note.heading_twice", "heading", twice)
	}
	if list := l.unread(); len(list) > 0 {
		l.note("note.unread", "columns", strings.Join(some(list), "、"))
	}
	l.passed, l.has = passed{}, nil
}

// mark keeps in mind which columns have something, and which cells say nothing because they hold an error that a row
// can do without.
func (l *list) mark(r Row) {
	if l.has == nil {
		l.has = map[int]bool{}
	}
	for i, c := range r.Cells {
		if c != "" {
			l.has[i] = true
		}
	}
	for _, f := range l.fields {
		if i, ok := l.head.at.cell(f.key); ok && spare[f.key] && r.Wrong(i) {
			l.passed.blanks = append(l.passed.blanks, r.Name(i))
		}
	}
}

// running are the headings of columns that only number the rows.
var running = []string{"序号", "序", "行号", "no", "seq"}

// unread are the columns with something in them that no field is read from, by their headings, or by their letters
// where they have none: what a list brings must not be lost without a word.
func (l *list) unread() []string {
	read := map[int]bool{}
	for _, i := range l.head.at {
		read[i] = true
	}
	var out []string
	for _, i := range slices.Sorted(maps.Keys(l.has)) {
		name := cellAt(l.head.names, i)
		plain := plainHeading(name)
		key, told := l.own[plain]
		switch {
		case read[i] || told && key == "" || slices.Contains(l.head.twice, name) || slices.Contains(running, plain):
		case name == "":
			out = append(out, table.ColumnName(i+1))
		default:
			out = append(out, name)
		}
	}
	return out
}

// some are the first of many.
func some(list []string) []string {
	const most = 20
	if len(list) > most {
		return append(list[:most:most], "…")
	}
	return list
}

func (l *list) note(key string, args ...string) {
	n := table.Note{Key: key, Args: map[string]string{"sheet": l.t.Sheet()}}
	for i := 0; i+1 < len(args); i += 2 {
		n.Args[args[i]] = args[i+1]
	}
	l.done = append(l.done, n)
}

// notes are what is to be said of the file, in a language; complete when the last row was read.
func (l *list) notes(language string) []string {
	var out []string
	for _, n := range append(l.t.Notes(), l.done...) {
		args := maps.Clone(n.Args)
		if s, ok := args["sheet"]; ok && s != "" {
			args["sheet"] = lang.T(language, "note.on_sheet", map[string]string{"sheet": s})
		}
		out = append(out, lang.T(language, n.Key, args))
	}
	return out
}

func (l *list) close() error { return l.t.Close() }

// each reads the file from its beginning and hands on the rows below the headings.
func (j *job) each(ctx context.Context, fn func(Row) error) error {
	l, err := openListAgain(ctx, j.path, j.opts.Sheet, j.fields, j.opts.Map, &j.memo)
	if err != nil {
		return err
	}
	defer l.close()
	j.old = l.t.Since1904()
	for n := 0; ; n++ {
		r, err := l.next()
		j.at, j.heads = l.head.at, l.head.names
		if errors.Is(err, io.EOF) {
			_, total := l.t.Progress()
			j.opts.Progress(total, total)
			j.fileNotes = l.notes(j.opts.Lang)
			return nil
		}
		if err != nil {
			return err
		}
		if n%256 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			j.opts.Progress(l.t.Progress())
		}
		if err := fn(r); err != nil {
			return err
		}
	}
}

// spare are fields that a row can do without: an error of a spreadsheet program is nothing there. Codes are those in
// which a number that lost digits would be another one; the number of a row itself is looked at where rows are told
// apart.
var (
	spare = map[string]bool{"title": true, "place": true, "address": true, "name": true, "phone": true, "en": true}
	codes = map[string]bool{"area": true, "code": true, "parent": true, "unit": true, "successor": true,
		"login": true, "phone": true, "password": true, "reporter": true}
)

// sound refuses a row that cannot be read as it was meant: a character that is broken, or an error of a spreadsheet
// program where a field needs a value.
func (j *job) sound(r Row) error { return sound(r, j.at, j.fields) }

func sound(r Row, at places, fields []field) error {
	if i := r.Broken(); i >= 0 {
		return fault.New(fault.Invalid, "cell_broken", "cell", r.Name(i), "row", r.Number, "value", cut(r.Cells[i], 40))
	}
	for _, f := range fields {
		i, ok := at.cell(f.key)
		if ok && !spare[f.key] && r.Wrong(i) {
			return fault.New(fault.Invalid, "cell_error", "cell", r.Name(i), "value", cut(r.Cells[i], 20)).On(f.key)
		}
		if ok && codes[f.key] && r.Damaged(i) {
			return fault.New(fault.Invalid, "cell_damaged", "cell", r.Name(i), "value", cut(r.Cells[i], 40)).On(f.key)
		}
	}
	return nil
}
