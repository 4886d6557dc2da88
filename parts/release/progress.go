package release

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Figures are counts of the public matters of an area. Complaints near a home count only in townships and above.
type Figures struct {
	Area   area.Code // 0 for the whole city
	All    int       // all that is out, struck off or not
	States [5]int    // by plain state, in the order of org.Plains
	Late   int       // not fixed, and the deadline is over
	Week   int       // struck off in the last seven days, today among them
}

// In is how many are in a plain state.
func (f Figures) In(s org.Plain) int {
	if i := slices.Index(org.Plains(), s); i >= 0 {
		return f.States[i]
	}
	return 0
}

// Progress is how far an area has come, and each area below it; below a township none is told.
type Progress struct {
	Figures
	Below []Figures // in the order of the tree, those without any public matter too
}

// weekDays is how many days "this week" has, today among them.
const weekDays = 7

// Progress counts the public matters of an area: a county or a township, 0 or the city's code for the whole city. Of an
// area below, the township is counted. A deadline that is over counts from that moment on.
func (x *Releases) Progress(ctx context.Context, a area.Code) (Progress, error) {
	top, areas := area.Code(x.City*1e8), []area.Code{0}
	if a.Level() > area.City {
		a = a.Ancestor(area.Township)
		top, areas = a, []area.Code{a}
	}
	if top.Level() < area.Township {
		for _, child := range x.Org().Tree().Children(top) {
			if !child.Former {
				areas = append(areas, child.Code)
			}
		}
	}
	t := &telling{x: x, now: x.Now(), areas: areas, figures: map[area.Code]*Figures{}}
	for _, code := range areas {
		t.figures[code] = &Figures{Area: code}
	}
	if err := t.tell(ctx); err != nil {
		return Progress{}, err
	}
	p := Progress{Figures: *t.figures[areas[0]]}
	for _, code := range areas[1:] {
		p.Below = append(p.Below, *t.figures[code])
	}
	return p, nil
}

// telling counts for some areas.
type telling struct {
	x       *Releases
	now     calendar.Instant
	areas   []area.Code
	figures map[area.Code]*Figures
}

// tell counts what the counters hold, takes off what the policy shuts, and adds the deadlines of the last minutes.
func (t *telling) tell(ctx context.Context) error {
	if err := t.sum(ctx, tally{}, 1); err != nil {
		return err
	}
	shut, err := t.x.shutGroups(ctx)
	if err != nil {
		return err
	}
	for _, g := range shut {
		if err := t.sum(ctx, g, -1); err != nil {
			return err
		}
	}
	for _, f := range t.figures {
		for _, n := range f.States {
			f.All += n
		}
	}
	return t.recent(ctx)
}

// sum adds the counters of a group, the empty one for all.
func (t *telling) sum(ctx context.Context, g tally, sign int) error {
	for what, add := range map[int]func(f *Figures, key, n int64){
		byState:  func(f *Figures, key, n int64) { f.States[key] += sign * int(n) },
		byDue:    func(f *Figures, _, n int64) { f.Late += sign * int(n) },
		byStruck: func(f *Figures, _, n int64) { f.Week += sign * int(n) },
	} {
		text, args := t.question(g, what)
		if err := store.Each(ctx, t.x.DB.Lagging(), func(rows *sql.Rows) error {
			var a, key, n int64
			if err := rows.Scan(&a, &key, &n); err != nil {
				return err
			}
			if f := t.figures[area.Code(a)]; f != nil && (what != byState || key >= 0 && key < int64(len(f.States))) {
				add(f, key, n)
			}
			return nil
		}, text, args...); err != nil {
			return err
		}
	}
	return nil
}

// question asks the counters of a kind for all the areas.
func (t *telling) question(g tally, what int) (string, []any) {
	args := []any{t.x.City, int64(what), g.category, g.source, g.agreed}
	keys, key := "", "key"
	switch what {
	case byDue:
		key, keys, args = "0", " AND key < $6", append(args, dueKey(t.now))
	case byStruck:
		key, keys, args = "0", " AND key > $6", append(args, dayKey(t.now)-weekDays)
	}
	marks := make([]string, len(t.areas))
	for i, a := range t.areas {
		args = append(args, int64(a))
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	return "SELECT area, " + key + ", CAST(SUM(n) AS BIGINT) FROM public_tallies WHERE city = $1 AND area IN (" +
		strings.Join(marks, ", ") + ") AND what = $2 AND category = $3 AND source = $4 AND agreed = $5" + keys +
		" GROUP BY 1, 2", args
}

// recent adds the deadlines that ran out in the ten minutes under way, of which the counters know no part.
func (t *telling) recent(ctx context.Context) error {
	p := t.x.Policy().Release
	return store.Each(ctx, t.x.DB.Lagging(), func(rows *sql.Rows) error {
		var county, township, agreed int64
		var g org.Group
		if err := rows.Scan(&county, &township, &g.Category, &g.Source, &agreed); err != nil {
			return err
		}
		if g.Agreed = agreed == 1; !g.Lets(p) {
			return nil
		}
		for _, a := range areasOf(entry{county: county, township: township}) {
			if f := t.figures[area.Code(a)]; f != nil {
				f.Late++
			}
		}
		return nil
	}, `SELECT county, township, category, source, agreed FROM public_matters WHERE city = $1 AND due > 0 AND due >= $2
		AND due < $3`, t.x.City, dueKey(t.now)*tenMinutes, int64(t.now))
}

// shutGroups are those whose matters the policy lets nobody see, until the clock takes them back.
func (x *Releases) shutGroups(ctx context.Context) (out []tally, err error) {
	p := x.Policy().Release
	err = store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var t tally
		if err := rows.Scan(&t.category, &t.source, &t.agreed); err != nil {
			return err
		}
		if !(org.Group{Source: matter.Source(t.source), Category: t.category, Agreed: t.agreed == 1}).Lets(p) {
			out = append(out, t)
		}
		return nil
	}, "SELECT category, source, agreed FROM public_tallies WHERE city = $1 AND area = 0 AND what = "+
		strconv.Itoa(inGroup), x.City)
	return out, err
}

// Struck is a page of what was struck off since an instant, the latest first. Complaints near a home are not among
// them: their days are nobody's business.
func (x *Releases) Struck(ctx context.Context, f Filter, since calendar.Instant, limit int) (Page, error) {
	f.Plain, f.Open = org.PlainStruck, false
	page, err := x.list(ctx, f, max(1, int64(since)), limit)
	page.Matters = slices.DeleteFunc(page.Matters, func(p org.Public) bool { return p.Near })
	return page, err
}
