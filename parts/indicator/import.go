package indicator

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
	"xiaohao/platform/table"
)

// What becomes of a row of a file.
const (
	RowDone     = "done"     // taken in, or to be taken in
	RowRepeated = "repeated" // it says what is there already
	RowRefused  = "refused"  // it cannot be taken
	RowAside    = "aside"    // a question has no answer in the file
)

// Row is a row of a file with what becomes of it.
type Row struct {
	Row    int        `json:"row"` // as a spreadsheet program numbers it
	Who    string     `json:"who"` // the area as the file has it
	Area   area.Code  `json:"area,omitempty"`
	Values Values     `json:"values,omitempty"`
	Note   string     `json:"note,omitempty"`
	Asked  []Answered `json:"asked,omitempty"`
	State  string     `json:"state"`
	Why    string     `json:"why,omitempty"` // a sentence
	In     bool       `json:"in,omitempty"`
}

// List is a file that was looked at, and waits to be taken in.
type List struct {
	Set   int64  `json:"set"`
	Span  Span   `json:"span"`
	File  string `json:"file"`
	Token string `json:"token"`
	Lines []Row  `json:"lines"`
}

// Count counts the rows of a state.
func (l *List) Count(state string) (n int) {
	for _, x := range l.Lines {
		if x.State == state {
			n++
		}
	}
	return n
}

const (
	mostLines   = 20_000
	listLives   = 2 * 3600 * 1_000_000
	linesAt     = 50 // rows that are written together
	headsWithin = 10 // rows in which the headings stand
)

// Look reads a spreadsheet of a span's figures and says of each row what would become of it. Nothing is taken in. Areas
// are known by code or by their whole path, never by name alone: in a city 161 villages share theirs.
func (x *Indicators) Look(ctx context.Context, caller org.Caller, l string, set int64, s Span, path,
	name string) (*List,
	error) {
	d, err := setOf(ctx, x.DB.Read(), x.City, set)
	if err != nil {
		return nil, err
	}
	if !caller.System && !x.Org().MayActSomewhere(caller, BroughtType) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	if !slices.Contains(d.Spans(s.Kind()), s) {
		return nil, fault.New(fault.Invalid, "indicator_span").On("span")
	}
	out := &List{Set: set, Span: s, File: name}
	if err := x.readLines(ctx, l, d, out, path); err != nil {
		return nil, err
	}
	if err := x.judgeLines(ctx, caller, l, d, out); err != nil {
		return nil, err
	}
	id, err := ledger.NewID(x.Now(), rand.Reader)
	if err != nil {
		return nil, err
	}
	out.Token = id.String()
	return out, x.keepList(ctx, caller, out)
}

// keepList puts a list beside, and takes away those that nobody came back for.
func (x *Indicators) keepList(ctx context.Context, caller org.Caller, l *List) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return x.DB.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Later(ctx, "DELETE FROM indicator_lists WHERE city = $1 AND until < $2", x.City,
			int64(x.Now())); err != nil {
			return err
		}
		return tx.Later(ctx, `INSERT INTO indicator_lists (city, token, person, until, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (city, token) DO UPDATE SET until = excluded.until, body = excluded.body`, x.City, l.Token,
			caller.Person, int64(x.Now().Plus(listLives)), string(body))
	})
}

// List is one that the caller looked at. It gives fault.Missing "indicator_list".
func (x *Indicators) List(ctx context.Context, caller org.Caller, token string) (*List, error) {
	var body string
	err := x.DB.Read().QueryRow(ctx, "SELECT body FROM indicator_lists WHERE city = $1 AND token = $2 AND person = $3",
		x.City, token, caller.Person).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Missing, "indicator_list")
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	l := &List{}
	return l, json.Unmarshal([]byte(body), l)
}

// columns are where a file has what.
type columns struct {
	area, note int // -1 for nowhere
	figures    map[int]*Indicator
}

var (
	inBrackets = regexp.MustCompile(`[（(][^）)]*[）)]`)
	areaHeads  = []string{"区划代码", "行政区划代码", "村代码", "代码", "区划", "areacode", "area", "code"}
	pathHeads  = []string{"区划名称", "区划全称", "村全称", "areaname"}
	noteHeads  = []string{"说明", "情况说明", "备注", "note", "remarks"}
)

func plainHead(s string) string {
	s = inBrackets.ReplaceAllString(s, "")
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

// columnsOf says where a row of headings has what; ok is false for a row that is none.
func columnsOf(cells []string, asked []*Indicator) (c columns, ok bool) {
	c = columns{-1, -1, map[int]*Indicator{}}
	for _, heads := range [][]string{areaHeads, pathHeads} {
		for i, s := range cells {
			if c.area < 0 && slices.Contains(heads, plainHead(s)) {
				c.area = i
			}
		}
	}
	for i, s := range cells {
		s = plainHead(s)
		if slices.Contains(noteHeads, s) {
			c.note = i
		}
		for _, x := range asked {
			if s == plainHead(x.Zh) || s == plainHead(x.En) || s == x.Code {
				c.figures[i] = x
			}
		}
	}
	return c, c.area >= 0 && len(c.figures) > 0
}

// readLines reads the rows of a file.
func (x *Indicators) readLines(ctx context.Context, l string, d *Definition, out *List, path string) error {
	t, err := table.Open(ctx, path, "")
	if err != nil {
		return err
	}
	defer t.Close()
	var asked []*Indicator
	for _, level := range d.Levels() {
		asked = append(asked, d.Asked(level, out.Span.Kind())...)
	}
	var at columns
	found := false
	for nth := 0; ; nth++ {
		r, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !found {
			if at, found = columnsOf(r.Cells, asked); !found && nth >= headsWithin {
				break
			}
			continue
		}
		if len(out.Lines) == mostLines {
			return fault.New(fault.TooLarge, "indicator_lines", "max", mostLines).On("file")
		}
		out.Lines = append(out.Lines, x.line(l, at, r))
	}
	if len(out.Lines) == 0 {
		return fault.New(fault.Invalid, "indicator_heads").On("file")
	}
	return nil
}

// line reads one row.
func (x *Indicators) line(l string, at columns, r table.Row) Row {
	cell := func(i int) string {
		if i < 0 || i >= len(r.Cells) {
			return ""
		}
		return strings.TrimSpace(r.Cells[i])
	}
	out := Row{Row: r.Number, Who: clip(cell(at.area)), Note: cell(at.note), Values: Values{}, State: RowDone}
	refuse := func(f *fault.Error) Row {
		out.State, out.Why = RowRefused, lang.Error(l, f)
		return out
	}
	a, bad := x.areaOf(cell(at.area))
	if bad != nil {
		return refuse(bad)
	}
	out.Area = a
	for _, i := range slices.Sorted(maps.Keys(at.figures)) {
		s := cell(i)
		if s == "" {
			continue
		}
		v, ok := ParseAmount(s)
		if !ok || r.Damaged(i) || r.Wrong(i) {
			return refuse(fault.New(fault.Invalid, "indicator_cell", "cell", r.Name(i), "value", clip(s)))
		}
		out.Values[at.figures[i].Code] = v
	}
	return out
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// areaOf is the area that a file names by its code or its whole path.
func (x *Indicators) areaOf(text string) (area.Code, *fault.Error) {
	tree := x.Org().Tree()
	if c, err := area.Parse(text); err == nil {
		if _, ok := tree.Get(c); ok {
			return c, nil
		}
		return 0, fault.New(fault.Invalid, "area_unknown", "code", clip(text))
	}
	list := tree.Named(text)
	switch {
	case len(list) == 0:
		return 0, fault.New(fault.Invalid, "area_unknown", "code", clip(text))
	case len(list) > 1 || list[0].Name == strings.TrimSpace(text):
		return 0, fault.New(fault.Invalid, "indicator_by_name", "name", clip(text))
	}
	return list[0].Code, nil
}

// judgeLines says what would become of each row, which one row of a file cannot change for another.
func (x *Indicators) judgeLines(ctx context.Context, caller org.Caller, l string, d *Definition, out *List) error {
	seen, peers := map[area.Code]int{}, map[area.Code][]*Row{}
	for i := range out.Lines {
		if r := &out.Lines[i]; r.State == RowDone {
			peers[r.Area.Parent()] = append(peers[r.Area.Parent()], r)
		}
	}
	for i := range out.Lines {
		r := &out.Lines[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.State != RowDone {
			continue
		}
		if before := seen[r.Area]; before != 0 {
			r.State, r.Why = RowRefused, lang.Error(l, fault.New(fault.Invalid, "indicator_twice", "row", before))
			continue
		}
		seen[r.Area] = r.Row
		err := x.judgeLine(ctx, caller, l, d, out, r, peers[r.Area.Parent()])
		var f *fault.Error
		if errors.As(err, &f) && f.Kind != fault.Internal && f.Kind != fault.Busy {
			r.State, r.Why = RowRefused, lang.Error(l, f)
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (x *Indicators) judgeLine(ctx context.Context, caller org.Caller, l string, d *Definition, out *List, r *Row,
	beside []*Row) error {
	if !x.Org().MayAct(caller, BroughtType, r.Area) {
		return fault.New(fault.Denied, "not_allowed")
	}
	said := Reporting{Area: r.Area, Span: out.Span, Values: r.Values}
	old, err := x.open(ctx, x.DB.Read(), out.Set, d, said, x.Now())
	if err != nil {
		return err
	}
	if err := d.whole(said); err != nil {
		return err
	}
	if old != nil && maps.Equal(old.Values, r.Values) {
		r.State = RowRepeated
		return nil
	}
	own, err := x.own(ctx, x.DB.Read(), out.Set, said)
	if err != nil {
		return err
	}
	var peers []Values
	for _, p := range beside {
		if p != r && p.Area.Level() == r.Area.Level() {
			peers = append(peers, p.Values)
		}
	}
	list := d.unlikely(said, own, peers)
	switch {
	case len(list) > 0 && r.Note == "":
		var why []string
		for _, q := range list {
			why = append(why, d.Say(l, q))
		}
		r.State, r.Why = RowAside, strings.Join(why, " ")
	case old != nil && old.State != stateReturned && r.Note == "":
		r.State, r.Why = RowAside, lang.Error(l, fault.New(fault.Conflict, "indicator_reason"))
	}
	for _, q := range list {
		r.Asked = append(r.Asked, Answered{q, r.Note})
	}
	return nil
}

// Take takes in what Look said would be, some rows at a time: what it is called again for after it was interrupted goes
// on. A row that cannot be taken any more stops no other; it is said.
func (x *Indicators) Take(ctx context.Context, caller org.Caller, l, token string) (*List, error) {
	list, err := x.List(ctx, caller, token)
	if err != nil {
		return nil, err
	}
	for from := 0; from < len(list.Lines); from += linesAt {
		piece := list.Lines[from:min(from+linesAt, len(list.Lines))]
		if !slices.ContainsFunc(piece, func(r Row) bool { return r.State == RowDone && !r.In }) {
			continue
		}
		id := desk.Once("indicator brought", token, strconv.Itoa(from))
		_, err := x.Desk.Keep(ctx, caller, id, nil, func(ctx context.Context, tx *store.Tx,
			now calendar.Instant) ([]desk.Fact, error) {
			return x.takeLines(ctx, tx, caller, l, list, piece, now)
		})
		if err != nil {
			return list, err
		}
		for i := range piece {
			piece[i].In = piece[i].State == RowDone
		}
		if err := x.keepList(ctx, caller, list); err != nil {
			return list, err
		}
	}
	return list, nil
}

func (x *Indicators) takeLines(ctx context.Context, tx *store.Tx, caller org.Caller, l string, list *List, piece []Row,
	now calendar.Instant) (out []desk.Fact, err error) {
	for i := range piece {
		r := &piece[i]
		if r.State != RowDone || r.In {
			continue
		}
		said := Reporting{Area: r.Area, Span: list.Span, Values: r.Values, Reason: r.Note}
		f, err := x.report(ctx, tx, list.Set, said, brought{list.File, r.Asked}, now)
		if err == nil && !x.Org().MayAct(caller, BroughtType, r.Area) {
			err = fault.New(fault.Denied, "not_allowed")
		}
		var bad *fault.Error
		switch {
		case errors.As(err, &bad) && bad.Kind != fault.Internal && bad.Kind != fault.Busy:
			r.State, r.Why = RowRefused, lang.Error(l, bad)
		case err != nil:
			return nil, err
		default:
			out = append(out, f)
		}
	}
	return out, nil
}
