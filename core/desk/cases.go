package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Offers are the cases that wait for the word of a unit of the caller's, who is not on them: number, type and clock,
// and nothing else of them. They stand in the order of their clocks, those of the same clock by case, what is waited
// for and unit, behind a place on.
func (d *Desk) Offers(ctx context.Context, caller org.Caller, after views.Offer, limit int) ([]views.Offer, error) {
	var out []views.Offer
	for _, u := range d.Org().ForUnits(caller) {
		from := after
		if u > after.Unit { // of the very place where the page ended, this unit was not shown yet
			from.What--
		}
		list, err := views.Offers(ctx, d.db.Read(), d.city, u, from, limit)
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b views.Offer) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID), cmp.Compare(a.What, b.What),
			cmp.Compare(a.Unit, b.Unit))
	})
	return out[:min(limit, len(out))], nil
}

// CasesHeld are the open cases that units have whose head the caller is, on them or not: he answers for how they are
// read (Readings). Number, type and clock, the most urgent first, behind a place on.
func (d *Desk) CasesHeld(ctx context.Context, caller org.Caller, after views.Holding,
	limit int) ([]views.Holding, error) {
	var out []views.Holding
	for _, p := range caller.Posts {
		if p.Kind != matter.UnitHead || p.Unit == 0 || caller.Person == 0 {
			continue
		}
		list, err := views.CasesHeld(ctx, d.db.Read(), d.city, p.Unit, after, limit)
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b views.Holding) int {
		return cmp.Or(cmp.Compare(a.Next, b.Next), cmp.Compare(a.ID, b.ID))
	})
	out = slices.CompactFunc(out, func(a, b views.Holding) bool { return a.ID == b.ID }) // of two units of his
	return out[:min(limit, len(out))], nil
}

// Reading is one look at a case.
type Reading struct {
	Seq  int64
	At   calendar.Instant
	Name string
	Unit int64 // of who looked, 0 for none

	// Paper says that it was opened from outside, by a sealed paper; Name is what kind of receiver that is then, as its
	// part's events have it.
	Paper bool
}

// Readings are who opened a case, oldest first, behind a seq on; next is where it goes on, 0 at the end. Those who
// answer for it may know: supervisors on it, and the heads of the units that have it, who need not be on it. Errors:
// matter_missing for everybody else who is not on the case, not_allowed.
func (d *Desk) Readings(ctx context.Context, caller org.Caller, id, after int64, limit int) (out []Reading, next int64,
	err error) {
	m, err := d.views.Get(ctx, d.db.Read(), id)
	if err != nil {
		return nil, 0, translate(err)
	}
	switch {
	case d.MayReadReadings(caller, m):
	case d.Org().Sees(caller, m):
		return nil, 0, fault.New(fault.Denied, "not_allowed")
	default:
		return nil, 0, fault.New(fault.Missing, "matter_missing")
	}
	err = ledger.EachOf(ctx, d.db.Read(), d.city, id, ledger.ToEnd, append([]event.Type{matter.TypeRead},
		d.knows.Looks...),
		func(e ledger.Event) error {
			switch {
			case e.Seq <= after:
				return nil
			case len(out) == limit:
				next = out[limit-1].Seq
				return nil
			}
			x := Reading{Seq: e.Seq, At: e.At}
			if p, ok := d.Org().Person(e.Actor); ok {
				x.Name, x.Unit = p.Name, home(p)
			}
			if e.Type != matter.TypeRead {
				var b struct{ Code string }
				if err := json.Unmarshal(e.Body, &b); err != nil {
					return err
				}
				x.Name, x.Paper = b.Code, true
			}
			out = append(out, x)
			return nil
		})
	return out, next, translateNil(err)
}

// MayReadReadings says whether the caller answers for a case, so that he is shown who opened it: as a supervisor who is
// on it, or as the head of a unit that has it.
func (d *Desk) MayReadReadings(caller org.Caller, m *matter.Matter) bool {
	if m.Kind != matter.Help || caller.Person == 0 {
		return false
	}
	x, on := m.Member(caller.Person)
	return on && x.As == matter.AsSupervisor && len(caller.Posts) > 0 ||
		slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
			return p.Kind == matter.UnitHead && slices.Contains(m.Chain(), p.Unit)
		})
}

// ServesNobody are those on open cases who hold no post any more that they could be there in, with their cases.
func (d *Desk) ServesNobody(ctx context.Context, limit int) (out []int64, err error) {
	list, err := views.EachServing(ctx, d.db.Read(), d.city)
	if err != nil {
		return nil, translate(err)
	}
	for _, x := range list {
		if len(out) >= limit || d.Org().Serves(x.Person, x.Unit, d.now()) {
			continue
		}
		ids, err := views.CasesOf(ctx, d.db.Read(), d.city, x.Person, limit-len(out))
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, ids...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Waking are the cases for whose members the clock has something to do now; each with the instant since when.
func (d *Desk) Waking(ctx context.Context, limit int) ([]views.Review, error) {
	list, err := views.Waking(ctx, d.db.Read(), d.city, d.now(), limit)
	return list, translateNil(err)
}

// mostPeople is how many people a form offers to be brought in; programs may name others.
const mostPeople = 200

// peopleNear are those in office around a case who can be brought in: of the units that have it, then those over its
// area, the nearest first.
func (d *Desk) peopleNear(m *matter.Matter) (out []Option) {
	o, seen := d.Org(), map[int64]bool{}
	add := func(p org.Person) {
		if _, on := m.Member(p.ID); p.Disabled || on || seen[p.ID] || len(out) >= mostPeople {
			return
		}
		seen[p.ID] = true
		out = append(out, Option{Value: strconv.FormatInt(p.ID, 10), Name: policy.Name{Zh: d.titled(p),
			En: d.titled(p)}})
	}
	for _, u := range m.Chain() {
		for _, p := range o.Staff(u) {
			add(p)
		}
	}
	for l := m.Area.Level(); l >= area.City; l-- {
		for _, k := range []matter.Post{matter.Verifier, matter.Supervisor, matter.Dispatcher, matter.Inspector,
			matter.Leader} {
			for _, p := range o.Holders(k, m.Area.Ancestor(l)) {
				add(p)
			}
		}
	}
	return out
}

// onCase are the members of a case as choices.
func (d *Desk) onCase(m *matter.Matter) (out []Option) {
	for _, x := range m.Members {
		p, _ := d.Org().Person(x.Person)
		out = append(out, Option{Value: strconv.FormatInt(x.Person, 10), Name: policy.Name{Zh: d.titled(p),
			En: d.titled(p)}})
	}
	return out
}

// titled is a person's name with what stands on his door, for lists in which two may be called the same.
func (d *Desk) titled(p org.Person) string {
	for _, x := range p.Posts {
		if x.Title != "" {
			return p.Name + "（" + x.Title + "）"
		}
		if u, ok := d.Org().Unit(x.Unit); ok {
			return p.Name + "（" + u.Zh + "）"
		}
	}
	return p.Name
}
