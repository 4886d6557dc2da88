package city

import (
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// List is the parts of a program, joined: what opens, migrates, rebuilds and verifies ranges over it.
type List struct {
	parts []part.Part
	steps []store.Step
	acts  org.Acts
}

// Join joins parts. A part without a name or with one that is taken, a table or an event type of two, is refused with a
// sentence that says where to look.
func Join(parts []part.Part) (*List, error) {
	l := &List{parts: parts, steps: desk.CoreSteps()}
	taken := map[string]bool{"ledger": true, "org": true, "views": true, "desk": true}
	acts := org.AccessActs()
	for i, p := range parts {
		switch {
		case p.Name == "":
			return nil, fmt.Errorf("part %d of the list has no name: give one in its part.go", i+1)
		case taken[p.Name]:
			return nil, fmt.Errorf("two parts are called %s: a part's name is its folder's", p.Name)
		case p.Make == nil:
			return nil, fmt.Errorf("part %s cannot be made: give Make in its part.go", p.Name)
		}
		taken[p.Name] = true
		for _, u := range p.Uses {
			if !slices.ContainsFunc(parts, func(x part.Part) bool { return x.Name == u }) {
				return nil, fmt.Errorf("part %s uses the part %s, which is not in the list", p.Name, u)
			}
			if !taken[u] {
				return nil, fmt.Errorf("part %s uses the part %s: it stands behind: put it before", p.Name, u)
			}
		}
		for _, s := range p.Steps {
			if s.Part != p.Name {
				return nil, fmt.Errorf("part %s brings a schema step of %q: a part makes its own tables only",
					p.Name, s.Part)
			}
		}
		if err := lang.Add(p.Words); err != nil {
			return nil, fmt.Errorf("the sentences of part %s: %w", p.Name, err)
		}
		l.steps, acts = append(l.steps, p.Steps...), append(acts, p.Acts...)
	}
	if _, err := store.Owners(l.steps); err != nil {
		return nil, err
	}
	var err error
	l.acts, err = org.NewActs(acts...)
	return l, err
}

// Standard is the list that is shipped. It panics when that does not join, which a test would find first.
func Standard() *List {
	l, err := Join(Parts())
	if err != nil {
		panic(err)
	}
	return l
}

// Steps are the steps of all tables.
func (l *List) Steps() []store.Step { return l.steps }

// Acts are what may be declared beside matters, and by whom.
func (l *List) Acts() org.Acts { return l.acts }

// Names lists the parts.
func (l *List) Names() []string {
	out := make([]string, len(l.parts))
	for i, p := range l.parts {
		out[i] = p.Name
	}
	return out
}

// Files are the names of the files that an event of a part rests on.
func (l *List) Files(e ledger.Event) (out []string, err error) {
	for _, p := range l.parts {
		if p.Files == nil {
			continue
		}
		names, err := p.Files(e)
		if err != nil {
			return nil, fmt.Errorf("files of event %d, part %s: %w", e.Seq, p.Name, err)
		}
		out = append(out, names...)
	}
	return out, nil
}

// made is a part of a city with what it is made of.
type made struct {
	part.Part
	part.Made
	aside *part.Aside
}

// make makes the parts of a city, in order, each from the same base.
func (l *List) make(b part.Base) (all []made, err error) {
	b.Others = &part.Values{}
	for _, p := range l.parts {
		m := made{Part: p, aside: part.NewAside(p.Name, b.Now)}
		b.Aside = m.aside
		if m.Made, err = p.Make(b); err != nil {
			return nil, fmt.Errorf("make part %s: %w", p.Name, err)
		}
		b.Others.Add(p.Name, m.Value)
		b.Others.AddTells(m.Tells...)
		all = append(all, m)
	}
	return all, nil
}

// join gathers what the parts bring to the desk.
func join(all []made) (j desk.Joined) {
	for _, m := range all {
		j.Views, j.Followers = append(j.Views, m.Views...), append(j.Followers, m.Followers...)
		if m.Knows.Point != nil {
			j.Knows.Point = m.Knows.Point
		}
		if m.Knows.Files != nil {
			j.Knows.Files = m.Knows.Files
		}
		if m.Knows.Duty != nil {
			j.Knows.Duty = m.Knows.Duty
		}
		if m.Knows.Absences != nil {
			j.Knows.Absences = m.Knows.Absences
		}
		if m.Knows.Ends != nil {
			j.Knows.Ends = m.Knows.Ends
		}
		if m.Knows.Doubt != nil {
			j.Knows.Doubt = m.Knows.Doubt
		}
		if m.Knows.Within != nil {
			j.Knows.Within = m.Knows.Within
		}
		j.Knows.Open = append(j.Knows.Open, m.Knows.Open...)
		j.Knows.Looks = append(j.Knows.Looks, m.Knows.Looks...)
	}
	return j
}

// LedgerOptions are a city's ledger with all that follows it, for making the views anew; no city is open then.
func (l *List) LedgerOptions(city int64, hash string, now func() calendar.Instant) (ledger.Options, error) {
	o := desk.LedgerOptions(city, hash, now, views.All(city))
	all, err := l.make(part.Base{City: city, Now: now})
	if err != nil {
		return o, err
	}
	j := join(all)
	o.Views, o.Followers = slices.Concat(o.Views, j.Views), slices.Concat(o.Followers, j.Followers)
	return o, nil
}
