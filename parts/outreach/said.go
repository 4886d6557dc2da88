package outreach

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/store"
)

// line tidies a text, and refuses one that is needed and empty, too long, or bears a mark of secrecy.
func line(s, field string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "outreach_words").On(field)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "outreach_long", "max", most, "n", n).On(field)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "outreach_secret", "mark", mark).On(field)
	}
	return s, nil
}

// said checks what is said of an activity and puts it in order; was is how it stood, nil for a new one.
func (x *Outreach) said(p *Planning, was *Activity) (err error) {
	for _, f := range []struct {
		to     *string
		field  string
		most   int
		needed bool
	}{{&p.Name, "name", longName, true}, {&p.Theme, "theme", longShort, true},
		{&p.Superior, "superior", longShort, false}, {&p.Text, "text", longText, false},
		{&p.Call.Text, "call", longText, false}} {
		if *f.to, err = line(*f.to, f.field, f.most, f.needed); err != nil {
			return err
		}
	}
	switch {
	case p.From <= 0 || p.Until <= p.From:
		return fault.New(fault.Invalid, "outreach_dates").On("until")
	case p.Until.Since(p.From) > longestActivity*day:
		return fault.New(fault.Invalid, "outreach_dates").On("until")
	case p.Call.Seats < 0 || p.Call.Seats > mostSeats:
		return fault.New(fault.Invalid, "outreach_seats", "most", mostSeats).On("seats")
	case len(p.Items) > mostItems:
		return fault.New(fault.TooLarge, "outreach_items", "most", mostItems).On("items")
	case len(p.Teams) == 0 || len(p.Teams) > mostTeams:
		return fault.New(fault.Invalid, "outreach_teams", "most", mostTeams).On("teams")
	}
	if err := x.area(p.Area, "area"); err != nil {
		return err
	}
	if err := x.unit(p.Unit, "unit"); err != nil {
		return err
	}
	if p.Call.Until == 0 {
		p.Call.Until = p.Until
	}
	lastItem, lastTeam := int64(0), int64(0)
	if was != nil {
		lastItem, lastTeam = was.LastItem, was.LastTeam
	}
	if err := number(p.Items, "items", lastItem, func(i *Item) *int64 { return &i.ID }); err != nil {
		return err
	}
	if err := number(p.Teams, "teams", lastTeam, func(t *Team) *int64 { return &t.ID }); err != nil {
		return err
	}
	if err := p.things(); err != nil {
		return err
	}
	return x.teams(p)
}

const day = int64(24 * 3600 * 1_000_000) // µs

// number gives new ones the next numbers, and refuses one that was never given or comes twice.
func number[T any](list []T, field string, last int64, id func(*T) *int64) error {
	seen, next := map[int64]bool{}, last
	for i := range list {
		n := id(&list[i])
		if *n == 0 {
			next++
			*n = next
		} else if *n < 0 || *n > last || seen[*n] {
			return fault.New(fault.Invalid, "outreach_number").On(field)
		}
		seen[*n] = true
	}
	return nil
}

// things checks what is given out.
func (p *Planning) things() (err error) {
	names := map[string]bool{}
	for i := range p.Items {
		t := &p.Items[i]
		if t.Name, err = line(t.Name, "items", longName, true); err != nil {
			return err
		}
		if t.Measure, err = line(t.Measure, "items", 6, true); err != nil {
			return err
		}
		if names[t.Name] {
			return fault.New(fault.Invalid, "outreach_twice", "name", t.Name).On("items")
		}
		if t.Planned < 0 || t.Planned > mostPlanned {
			return fault.New(fault.Invalid, "stock_number", "most", mostPlanned).On("items")
		}
		names[t.Name] = true
	}
	return nil
}

// mostPlanned is how many of a thing an activity gives out at most.
const mostPlanned = 10_000_000

// teams checks who goes where.
func (x *Outreach) teams(p *Planning) (err error) {
	names := map[string]bool{}
	for i := range p.Teams {
		t := &p.Teams[i]
		if t.Name, err = line(t.Name, "teams", longName, true); err != nil {
			return err
		}
		if t.Place, err = line(t.Place, "teams", longShort, false); err != nil {
			return err
		}
		if t.Unit == 0 {
			t.Unit = p.Unit
		}
		if err := x.area(t.Area, "teams"); err != nil {
			return err
		}
		if err := x.unit(t.Unit, "teams"); err != nil {
			return err
		}
		t.Members = slices.Compact(slices.Sorted(slices.Values(t.Members)))
		switch {
		case names[t.Name]:
			return fault.New(fault.Invalid, "outreach_twice", "name", t.Name).On("teams")
		case !p.Area.Contains(t.Area):
			return fault.New(fault.Invalid, "outreach_elsewhere", "name", t.Name).On("teams")
		case t.Count < 0 || t.People() > mostMembers:
			return fault.New(fault.Invalid, "outreach_members", "most", mostMembers).On("teams")
		case t.From != 0 && (t.From < p.From || t.From >= p.Until):
			return fault.New(fault.Invalid, "outreach_team_day", "name", t.Name).On("teams")
		}
		for _, id := range t.Members {
			if _, ok := x.Org().Person(id); !ok {
				return fault.New(fault.Invalid, "outreach_person", "id", id).On("teams")
			}
		}
		for _, s := range t.Shares {
			if _, ok := p.Item(s.Item); !ok || s.N < 0 || s.N > mostPlanned {
				return fault.New(fault.Invalid, "outreach_number").On("teams")
			}
		}
		names[t.Name] = true
	}
	return nil
}

func (x *Outreach) area(a area.Code, field string) error {
	if got, ok := x.Org().Tree().Get(a); !ok || got.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", a.String()).On(field)
	}
	return nil
}

func (x *Outreach) unit(id int64, field string) error {
	if u, ok := x.Org().Unit(id); !ok || u.Former {
		return fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(id, 10)).On(field)
	}
	return nil
}

// keeps refuses to change what the books hang on: a thing that moved keeps its name, a team that had something or met
// somebody keeps its area, and both stay; the activity keeps its area then.
func (x *Outreach) keeps(ctx context.Context, r store.Reader, was *Activity, p *Planning) error {
	used, err := usedOf(ctx, r, x.City, was.ID)
	if err != nil {
		return err
	}
	if len(used.teams)+len(used.items) > 0 && p.Area != was.Area {
		return fault.New(fault.Conflict, "outreach_moved").On("area")
	}
	for id := range used.items {
		old, _ := was.Item(id)
		if now, ok := p.Item(id); !ok || now.Name != old.Name || now.Ticket != old.Ticket {
			return fault.New(fault.Conflict, "outreach_used", "name", old.Name).On("items")
		}
	}
	for id := range used.teams {
		old, _ := was.Team(id)
		if now, ok := p.Team(id); !ok || now.Area != old.Area {
			return fault.New(fault.Conflict, "outreach_used", "name", old.Name).On("teams")
		}
	}
	return nil
}
