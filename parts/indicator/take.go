package indicator

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// What a row of a file does.
const (
	RowNew      = "new"      // an area's first figures of the span
	RowAlters   = "alters"   // corrects what is there
	RowRepeated = "repeated" // says what is there already
	RowAside    = "aside"    // a question has no answer in the file
)

// LinesAtOnce is how many lines are written together: the ledger's writer serves others in between, and what breaks off
// keeps what is in.
const LinesAtOnce = 50

// Row is what a row of a file says of an area.
type Row struct {
	Area   area.Code
	Values Values
	Note   string // explains the figures: the answer to whatever is unlikely, and the reason of a correction

	asked []Answered // by Judge
}

// Taking is how a file of one span's figures comes in: its rows are read and judged by who reads files (parts/sheet),
// and those that are good are taken some at a time. How far it came is kept beside the ledger, so that a page can say
// it after the program was started anew. It is for one goroutine.
type Taking struct {
	x      *Indicators
	caller org.Caller
	set    int64
	span   Span
	file   string
	token  string
	d      *Definition

	total, in int
}

// Taking begins to bring a file of a span's figures into a set; file is what it is called. Whoever may bring something
// somewhere may; each row asks again for its area. Faults: indicator_missing, not_allowed, indicator_span.
func (x *Indicators) Taking(ctx context.Context, caller org.Caller, set int64, s Span, file string) (*Taking, error) {
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
	id, err := ledger.NewID(x.Now(), rand.Reader)
	return &Taking{x: x, caller: caller, set: set, span: s, file: file, token: id.String(), d: d}, err
}

// Asked are the indicators whose figures a file may have.
func (t *Taking) Asked() (out []*Indicator) {
	for _, level := range t.d.Levels() {
		out = append(out, t.d.Asked(level, t.span.Kind())...)
	}
	return out
}

// Area is the area that a file names by its code or its whole path, never by its name alone: in a city 161 villages
// share theirs. Faults: area_unknown, indicator_by_name.
func (t *Taking) Area(text string) (area.Code, error) {
	tree := t.x.Org().Tree()
	text = strings.TrimSpace(text)
	if c, err := area.Parse(text); err == nil {
		if _, ok := tree.Get(c); ok {
			return c, nil
		}
		return 0, fault.New(fault.Invalid, "area_unknown", "code", clip(text)).On("area")
	}
	list := tree.Named(text)
	switch {
	case len(list) == 0:
		return 0, fault.New(fault.Invalid, "area_unknown", "code", clip(text)).On("area")
	case len(list) > 1 || list[0].Name == text:
		return 0, fault.New(fault.Invalid, "indicator_by_name", "name", clip(text)).On("area")
	}
	return list[0].Code, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Judge says what a line would do; beside are what other lines of the file say of its neighbours. Why is what has no
// answer, in the language l, for a line that is set aside. Faults say why it cannot be taken at all: not_allowed and
// those of Report.
func (t *Taking) Judge(ctx context.Context, l string, line *Row, beside []Values) (what, why string, err error) {
	if !t.x.Org().MayAct(t.caller, BroughtType, line.Area) {
		return "", "", fault.New(fault.Denied, "not_allowed")
	}
	said, r := t.said(line), t.x.DB.Read()
	old, err := t.x.open(ctx, r, t.set, t.d, said, t.x.Now())
	if err != nil {
		return "", "", err
	}
	if err := t.d.whole(said); err != nil {
		return "", "", err
	}
	if old != nil && maps.Equal(old.Values, line.Values) {
		return RowRepeated, "", nil
	}
	own, err := t.x.own(ctx, r, t.set, said)
	if err != nil {
		return "", "", err
	}
	list := t.d.unlikely(said, own, beside)
	line.asked = nil
	for _, q := range list {
		line.asked = append(line.asked, Answered{q, line.Note})
	}
	switch {
	case len(list) > 0 && line.Note == "":
		var words []string
		for _, q := range list {
			words = append(words, t.d.Say(l, q))
		}
		return RowAside, strings.Join(words, " "), nil
	case old == nil:
		return RowNew, "", nil
	case old.State != stateReturned && line.Note == "":
		return RowAside, lang.Error(l, fault.New(fault.Conflict, "indicator_reason")), nil
	}
	return RowAlters, "", nil
}

func (t *Taking) said(line *Row) Reporting {
	return Reporting{Area: line.Area, Span: t.span, Values: line.Values, Reason: line.Note}
}

// Begin says how many lines are to be taken.
func (t *Taking) Begin(ctx context.Context, total int) error {
	if t.total = total; total == 0 {
		return nil
	}
	return t.note(ctx)
}

// Take takes lines that Judge found good, LinesAtOnce at most. A line that cannot be taken any more stops no other: it
// is given with its fault, by its place in the list.
func (t *Taking) Take(ctx context.Context, lines []*Row) (refused map[int]error, err error) {
	id, err := ledger.NewID(t.x.Now(), rand.Reader)
	if err != nil {
		return nil, err
	}
	_, err = t.x.Desk.Keep(ctx, t.caller, id, nil, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) (out []desk.Fact, err error) {
		refused = map[int]error{} // the ledger may ask again
		for i, line := range lines {
			f, err := t.x.report(ctx, tx, t.set, t.said(line), brought{t.file, line.asked}, now)
			if err == nil && !t.x.Org().MayAct(t.caller, BroughtType, line.Area) {
				err = fault.New(fault.Denied, "not_allowed")
			}
			var bad *fault.Error
			switch {
			case errors.As(err, &bad) && bad.Kind != fault.Internal && bad.Kind != fault.Busy:
				refused[i] = bad
			case err != nil:
				return nil, err
			default:
				out = append(out, f)
			}
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	t.in += len(lines) - len(refused)
	t.total -= len(refused)
	return refused, t.note(ctx)
}

// note keeps how far the file is, and lets go what is old.
func (t *Taking) note(ctx context.Context) error {
	x := t.x
	return x.DB.Write(ctx, func(tx *store.Tx) error {
		now := x.Now()
		if err := tx.Later(ctx, "DELETE FROM indicator_files WHERE city = $1 AND at < $2", x.City,
			int64(now.Plus(-filesLive))); err != nil {
			return err
		}
		return tx.Later(ctx, `INSERT INTO indicator_files (city, token, set_id, span, person, file, at, total, taken)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (city, token) DO UPDATE SET at = excluded.at,
			total = excluded.total, taken = excluded.taken`, x.City, t.token, t.set, int64(t.span), t.caller.Person,
			t.file, int64(now), int64(t.total), int64(t.in))
	})
}

// filesLive is how long it is known how far a file came, in µs.
const filesLive = 90 * 24 * 3600 * 1_000_000

// Brought is how far a file came: In of Total lines that were good. One with fewer broke off, unless it is under way:
// the same file again goes on from there, since what is in is known by what it says.
type Brought struct {
	File      string
	At        calendar.Instant
	Total, In int
}

// Files are the last files that the caller brought to a span, the newest first.
func (x *Indicators) Files(ctx context.Context, caller org.Caller, set int64, s Span) (out []Brought, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var b Brought
		err := rows.Scan(&b.File, &b.At, &b.Total, &b.In)
		out = append(out, b)
		return err
	}, `SELECT file, at, total, taken FROM indicator_files WHERE city = $1 AND set_id = $2 AND span = $3
		AND person = $4 ORDER BY at DESC, token DESC LIMIT 5`, x.City, set, int64(s), caller.Person)
	return out, err
}
