package duty

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// sees says whether a duty exists for the caller: who sees its area's matters, its units' people and who is above
// those, and administrators of the area.
func (x *Duties) sees(caller org.Caller, s *Stand) bool {
	scope := x.Org().Scope(caller)
	return x.Org().CoversNow(scope, s.Area) || x.Org().MayAdminister(caller, s.Area) ||
		slices.ContainsFunc(s.units(), func(u int64) bool { return slices.Contains(scope.Units, x.heir(u)) })
}

// heir is the unit that stands in a unit's place: itself, or who succeeded it.
func (x *Duties) heir(unit int64) int64 {
	if to, ok := x.Org().Successor(unit); ok {
		return to
	}
	return unit
}

// Filter says which duties are wanted, what is due next first.
type Filter struct {
	Mine   bool      // those of the caller's own units
	Unit   int64     // of that unit
	Area   area.Code // within that area
	Over   bool      // those that were ended
	Behind Place     // the page that begins behind this one
	Limit  int
}

// Place is where a page ended.
type Place struct{ Due, ID int64 }

// String is the place as an address has it; "" for the beginning.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return strconv.FormatInt(p.Due, 36) + "." + strconv.FormatInt(p.ID, 36)
}

// ParsePlace reads what String wrote; whatever else is the beginning.
func ParsePlace(s string) Place {
	due, id, _ := strings.Cut(s, ".")
	d, err := strconv.ParseInt(due, 36, 64)
	n, wrong := strconv.ParseInt(id, 36, 64)
	if err != nil || wrong != nil {
		return Place{}
	}
	return Place{d, n}
}

// Line is a duty in a list, with the task that went out last as the caller may see it; nil where none did.
type Line struct {
	Stand
	Task *matter.Matter
}

// passed is how many rows a page may pass over that are not shown; it is rather short than slow.
const passed = 500

// List is a page of the duties that the caller may see; next is where the following one begins, the zero Place after
// the last. Of several own units, those of the first few are merged.
func (x *Duties) List(ctx context.Context, caller org.Caller, f Filter) (out []Line, next Place, err error) {
	if caller.Person == 0 {
		return nil, next, fault.New(fault.Denied, "not_allowed")
	}
	ids, ended, err := x.candidates(ctx, caller, f)
	if err != nil {
		return nil, next, err
	}
	for i, p := range ids {
		s, err := standOf(ctx, x.DB.Read(), x.City, p.ID)
		if err != nil {
			return nil, next, err
		}
		if !x.sees(caller, s) || f.Area != 0 && !f.Area.Contains(s.Area) {
			continue
		}
		line := Line{Stand: *s}
		if line.Task, err = x.taskOf(ctx, caller, s.Latest); err != nil {
			return nil, next, err
		}
		if out = append(out, line); len(out) == f.Limit {
			if i < len(ids)-1 || !ended {
				next = p
			}
			return out, next, nil
		}
	}
	if !ended {
		next = ids[len(ids)-1]
	}
	return out, next, nil
}

// candidates are places of duties in the order of the list, and whether these are all.
func (x *Duties) candidates(ctx context.Context, caller org.Caller, f Filter) (out []Place, all bool, err error) {
	units := []int64{}
	switch {
	case f.Unit != 0:
		units = append(units, f.Unit)
	case f.Mine:
		if units = x.ownUnits(caller); len(units) == 0 {
			return nil, true, nil
		}
	}
	most := f.Limit + passed
	text := "SELECT due, id FROM duties WHERE city = $1 AND over = $2 AND (due, id) > ($3, $4) " +
		"ORDER BY due, id LIMIT $5"
	args := []any{x.City, bit(f.Over), f.Behind.Due, f.Behind.ID, most}
	if len(units) == 0 {
		out, err = x.places(ctx, text, args...)
		return out, len(out) < most, err
	}
	text = "SELECT due, duty FROM duty_units WHERE city = $1 AND unit = $6 AND over = $2 AND (due, duty) > ($3, $4) " +
		"ORDER BY due, duty LIMIT $5"
	all = true
	for _, u := range units {
		list, err := x.places(ctx, text, append(slices.Clone(args), u)...)
		if err != nil {
			return nil, false, err
		}
		all = all && len(list) < most
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b Place) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	out = slices.Compact(out)
	return out[:min(len(out), most)], all && len(out) <= most, nil
}

func (x *Duties) places(ctx context.Context, text string, args ...any) (out []Place, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p Place
		err := rows.Scan(&p.Due, &p.ID)
		out = append(out, p)
		return err
	}, text, args...)
	return out, err
}

// ownUnits are the units of the caller's posts, and those in whose place they stand.
func (x *Duties) ownUnits(caller org.Caller) (out []int64) {
	for _, p := range caller.Posts {
		if p.Unit != 0 && !slices.Contains(out, p.Unit) {
			out = append(out, p.Unit)
		}
	}
	own := slices.Clone(out)
	for _, u := range x.Org().Abolished() {
		if slices.Contains(own, x.heir(u)) {
			out = append(out, u)
		}
	}
	return out
}

// taskOf is the matter of a period as the caller may see it; nil where he may not.
func (x *Duties) taskOf(ctx context.Context, caller org.Caller, p *Period) (*matter.Matter, error) {
	if p == nil {
		return nil, nil
	}
	m, err := x.Desk.Matter(ctx, caller, p.Matter)
	if err != nil && fault.Of(err).Kind == fault.Missing {
		return nil, nil
	}
	return m, err
}

// Done is a period whose task went out, and what became of it.
type Done struct {
	Period
	Task *matter.Matter // as the caller may see it; nil where he may not
	Said string         // what the unit reported last
}

// Sheet is a duty with its periods, the latest first.
type Sheet struct {
	Stand
	Periods []Done
	More    Date // the period behind which the next page of periods begins; 0 at their end
	May     bool // the caller may change and end it
}

// periodsShown is how many periods a page has.
const periodsShown = 12

// Sheet is a duty with a page of its periods that begins behind one; 0 for the latest. The fault is duty_missing, also
// for who may not know of it.
func (x *Duties) Sheet(ctx context.Context, caller org.Caller, id int64, behind Date) (*Sheet, error) {
	st, err := standOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.sees(caller, st) {
		return nil, missing()
	}
	s := &Sheet{Stand: *st, May: st.Ended == 0 && x.MayKeep(caller, st.Area)}
	if behind == 0 {
		behind = 99_999_999
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var d Done
		err := rows.Scan(&d.Period.Period, &d.Matter, &d.Due, &d.Made, &d.At)
		s.Periods = append(s.Periods, d)
		return err
	}, "SELECT period, matter, due, made, at FROM duty_periods WHERE city = $1 AND duty = $2 AND period < $3 "+
		"ORDER BY period DESC LIMIT $4", x.City, id, int64(behind), periodsShown+1)
	if err != nil {
		return nil, err
	}
	if len(s.Periods) > periodsShown {
		s.Periods = s.Periods[:periodsShown]
		s.More = s.Periods[periodsShown-1].Period.Period
	}
	for i := range s.Periods {
		d := &s.Periods[i]
		if d.Task, err = x.taskOf(ctx, caller, &d.Period); err != nil {
			return nil, err
		}
		if d.Task != nil && d.Task.FixedAt != 0 {
			if d.Said, err = x.reported(ctx, d.Matter); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// reported is what the unit said when it reported last.
func (x *Duties) reported(ctx context.Context, id int64) (string, error) {
	events, err := x.Desk.Ledger().Events(ctx, x.DB.Read(), id, 0, 200)
	if err != nil {
		return "", err
	}
	for _, e := range slices.Backward(events) {
		if string(e.Type) == string(matter.TypeFixed) {
			var b matter.WasFixed
			err := json.Unmarshal(e.Body, &b)
			return b.Note, err
		}
	}
	return "", nil
}

// Of is the duty that a matter is a report of; 0 for none.
func (x *Duties) Of(ctx context.Context, id int64) (duty int64, err error) {
	err = x.DB.Read().QueryRow(ctx, "SELECT duty FROM duty_periods WHERE city = $1 AND matter = $2 LIMIT 1", x.City,
		id).Scan(&duty)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return duty, store.Explain(err)
}

// Late says how a period's report stands: it is red where the task is overdue or was fulfilled too late.
func Late(m *matter.Matter) bool { return m.FixedAt != 0 && m.Due != 0 && m.FixedAt > m.Due }
