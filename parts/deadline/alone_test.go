package deadline_test

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
)

// alone abolishes a unit that nobody succeeds, or takes one of its people out of office.
func (w *fatal) alone(f fate) []org.Change {
	u, _ := w.Org().Unit(w.units[f.b%len(w.units)])
	staff := w.Org().Staff(u.ID)
	if f.kind == 10 || len(staff) == 0 {
		return []org.Change{&org.UnitSet{ID: u.ID, Code: u.Code, Zh: u.Zh, Area: u.Area, Parent: u.Parent, Former: true,
			Anyway: true}}
	}
	p := staff[f.c%len(staff)]
	return []org.Change{&org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: p.Posts, Disabled: true,
		Anyway: true}}
}

// minded says of an open matter that a unit has who finds it: the people of the unit or those of the unit that acts for
// it, among their own; or the supervisor, where the units are named that have nobody.
func (w *fatal) minded(m *matter.Matter) {
	w.T.Helper()
	if m.Lead == 0 || m.State != matter.Assigned {
		return
	}
	ctx, o := context.Background(), w.Org()
	acts := m.Lead
	if up, ok := o.StandIn(m.Lead); ok {
		acts = up
	}
	for _, p := range o.Staff(acts) {
		page, err := w.Work(ctx, p.Caller(), views.Filter{Limit: 200})
		if err != nil {
			w.T.Fatal(err)
		}
		if slices.ContainsFunc(page.Rows, func(r views.Row) bool { return r.ID == m.ID }) {
			return
		}
	}
	list, err := w.Nobody(ctx, w.Who["admin"])
	if err != nil {
		w.T.Fatal(err)
	}
	if !slices.ContainsFunc(list, func(v desk.Vacancy) bool { return v.Unit.ID == m.Lead && v.Matters > 0 }) {
		w.T.Fatalf("nobody is shown matter %d of unit %d", m.ID, m.Lead)
	}
}
