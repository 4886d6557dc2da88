package score

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// typed is what a unit wrote in a round: the step and the digest of the words. Only whether they are the same again
// is asked.
type typed struct {
	Step step   `json:"s"`
	Text uint64 `json:"x"`
}

// fieldNames are the fields that a step makes a unit fill in: the command and its field.
var fieldNames = [steps]string{extensionAsked: "ask_extension.reason", suspensionAsked: "ask_suspension.reason",
	fixed: "fix.note", commented: "comment.text",
	attached: "attach.note", noticeAnswered: "answer_notice.text"}

// acts are the steps that only somebody of the unit can take.
var acts = [steps]bool{signed: true, bounced: true, delegated: true, extensionAsked: true, suspensionAsked: true,
	fixed: true, noticeAnswered: true}

// reports are those among them that give an account. Remarks and photos count when they come from somebody who has
// acted for the unit.
var reports = [steps]bool{signed: true, extensionAsked: true, suspensionAsked: true, fixed: true, noticeAnswered: true,
	commented: true, attached: true}

// load is one cell of the burden.
type load struct {
	month int64
	area  area.Code
	level int
	what  string
}

func (a load) compare(b load) int {
	return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.area, b.area), cmp.Compare(a.level, b.level),
		strings.Compare(a.what, b.what))
}

// report notes what an event cost those who had to write it, before it is applied.
func (f *File) report(e *fact, add func(load, int64)) {
	r := f.last()
	if r == nil || f.Kind == matter.Help || e.actor == 0 {
		return
	}
	if acts[e.step] && !slices.Contains(f.Staff, e.actor) {
		f.Staff = append(f.Staff, e.actor)
	}
	if !reports[e.step] || !acts[e.step] && (e.yes || !slices.Contains(f.Staff, e.actor)) {
		return
	}
	again := ""
	if now := (typed{e.step, e.text}); e.text != 0 && !slices.Contains(r.Typed, now) {
		if i := slices.IndexFunc(r.Typed, func(t typed) bool { return t.Text == e.text }); i >= 0 {
			again = "twice " + fieldNames[r.Typed[i].Step] + " " + fieldNames[e.step]
		}
		r.Typed = append(r.Typed, now)
	}
	month := monthOf(views.DayOf(e.at))
	f.areaLevels(func(_ area.Level, a area.Code) {
		add(load{month, a, r.Level, "reports"}, 1)
		add(load{month, a, r.Level, "fields"}, bit(e.text != 0))
		add(load{month, a, r.Level, "photos"}, int64(e.photos))
		if again != "" {
			add(load{month, a, r.Level, again}, 1)
		}
	})
}

const (
	addLoads  = `INSERT INTO burden (city, month, area, level, what, n) VALUES`
	thenLoads = `ON CONFLICT (city, month, area, level, what) DO UPDATE SET n = burden.n + excluded.n`
)

func flushLoads(ctx context.Context, tx *store.Tx, city int64, loads map[load]int64) error {
	keys := make([]load, 0, len(loads))
	for l, n := range loads {
		if n != 0 {
			keys = append(keys, l)
		}
	}
	slices.SortFunc(keys, load.compare)
	rows := make([][]any, len(keys))
	for i, l := range keys {
		rows[i] = []any{city, l.month, int64(l.area), int64(l.level), l.what, loads[l]}
	}
	if err := tx.Rows(ctx, addLoads, thenLoads, rows); err != nil {
		return fmt.Errorf("write burden: %w", err)
	}
	return nil
}

// Burden is what was demanded of an area in a month.
type Burden struct {
	Area    area.Code
	Month   Period
	Demands []Demand // by level, the city first
	Below   []Burden // the areas directly below, by code, without theirs; never ranked
}

// Demand is what the offices of one level demanded.
type Demand struct {
	Level   area.Level // NoLevel where the events do not say
	Reports int64
	Fields  int64 // texts that had to be typed
	Photos  int64
	Minutes int64 // an estimate: what policy says a report, a field and a photo cost
	Twice   []Twice
}

// Twice is a text that had to be typed a second time.
type Twice struct {
	First, Again string // command and field, as in "fix.note"
	N            int64
}

const loadText = `SELECT level, what, n FROM burden WHERE city = $1 AND month = $2 AND area = $3`

// Burden reads what was demanded of an area in a month. It gives fault.Invalid "period_month" for anything but a month.
func (s *Score) Burden(ctx context.Context, a area.Code, month Period) (Burden, error) {
	if month.Grain != Month {
		return Burden{}, fault.New(fault.Invalid, "period_month").On("period")
	}
	tree := s.org().Tree()
	out, err := s.burden(ctx, tree.Now(a), month)
	if err != nil {
		return Burden{}, err
	}
	out.Area = a
	below := tree.Heirs(a)
	for _, x := range tree.Children(a) {
		below = append(below, x.Code)
	}
	for _, x := range below {
		b, err := s.burden(ctx, []area.Code{x}, month)
		if err != nil {
			return Burden{}, err
		}
		if len(b.Demands) > 0 {
			out.Below = append(out.Below, b)
		}
	}
	return out, nil
}

// burden adds up what was demanded of some areas, of which none lies in another.
func (s *Score) burden(ctx context.Context, areas []area.Code, month Period) (Burden, error) {
	cost := s.rule().Assessment.Minutes
	at := map[area.Level]*Demand{}
	for _, a := range areas {
		if err := s.demanded(ctx, a, month, at); err != nil {
			return Burden{}, fmt.Errorf("read burden: %w", err)
		}
	}
	out := Burden{Area: areas[0], Month: month}
	for _, d := range at {
		d.Minutes = d.Reports*int64(cost.Report) + d.Fields*int64(cost.Field) + d.Photos*int64(cost.Photo)
		out.Demands = append(out.Demands, *d)
	}
	slices.SortFunc(out.Demands, func(a, b Demand) int { return cmp.Compare(a.Level, b.Level) })
	return out, nil
}

func (s *Score) demanded(ctx context.Context, a area.Code, month Period, at map[area.Level]*Demand) error {
	return store.Each(ctx, s.db.Lagging(), func(rows *sql.Rows) error {
		var l area.Level
		var what string
		var n int64
		err := rows.Scan(&l, &what, &n)
		d := at[l]
		if d == nil {
			d = &Demand{Level: l}
			at[l] = d
		}
		d.add(what, n)
		return err
	}, loadText, s.city, month.months()[0], int64(a))
}

func (d *Demand) add(what string, n int64) {
	switch what {
	case "reports":
		d.Reports = n
	case "fields":
		d.Fields = n
	case "photos":
		d.Photos = n
	default:
		fields, _ := strings.CutPrefix(what, "twice ")
		first, again, _ := strings.Cut(fields, " ")
		d.Twice = append(d.Twice, Twice{first, again, n})
	}
}
