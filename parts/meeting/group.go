package meeting

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Membership is who makes up a leading group 领导小组、专班, from a day on. Names are words: leaders need no login.
type Membership struct {
	Name    string           `json:"name"`
	Area    area.Code        `json:"area"`
	First   string           `json:"first,omitempty"` // 第一组长
	Leader  string           `json:"leader"`          // 组长
	Deputy  []string         `json:"deputy,omitempty"`
	Members []string         `json:"members,omitempty"`
	Office  int64            `json:"office"` // the unit that is its office
	From    calendar.Instant `json:"from"`   // µs
}

// GroupSet begins a group, or says anew who makes it up: a version.
type GroupSet struct {
	Membership
	Why string `json:"why,omitempty"`
}

// GroupEnded ends it on a day.
type GroupEnded struct {
	Day    calendar.Instant `json:"day"`
	Reason string           `json:"reason"`
}

// Version is who made up a group from a day on.
type Version struct {
	GroupSet
	At  calendar.Instant `json:"at"`
	Seq int64            `json:"seq"`
}

// Group is a leading group with all its versions, the newest last.
type Group struct {
	ID       int64            `json:"id"`
	Versions []Version        `json:"versions"`
	Ended    calendar.Instant `json:"ended,omitempty"`
	Reason   string           `json:"reason,omitempty"`
}

// Now is the newest version.
func (g *Group) Now() Version { return g.Versions[len(g.Versions)-1] }

// On is the version of a day: the newest that began by then, the first one before all.
func (g *Group) On(day calendar.Instant) Version {
	out := g.Versions[0]
	for _, v := range g.Versions[1:] {
		if v.From <= day {
			out = v
		}
	}
	return out
}

const (
	mostMembers  = 100
	mostVersions = 200
)

// SetGroup begins a leading group (group 0) or says anew who makes it up, and gives its id. Faults: meeting_words,
// meeting_long, meeting_secret, area_unknown, unit_unknown, meeting_day, meeting_group_ended, meeting_many.
func (x *Meetings) SetGroup(ctx context.Context, caller org.Caller, id ledger.ID, group int64,
	g GroupSet) (int64, error) {
	g, err := x.grouped(g)
	if err != nil {
		return 0, err
	}
	a, err := x.Desk.Keep(ctx, caller, id, []any{"group", group, g}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		subject, areas := ledger.New, []area.Code{g.Area}
		if group != 0 {
			was, err := groupOf(ctx, tx, x.City, group)
			switch {
			case err != nil:
				return nil, err
			case was.Ended != 0:
				return nil, fault.New(fault.Conflict, "meeting_group_ended")
			case g.From < was.Now().From:
				return nil, fault.New(fault.Invalid, "meeting_day").On("from")
			case len(was.Versions) >= mostVersions:
				return nil, fault.New(fault.TooLarge, "meeting_many", "max", mostVersions)
			}
			subject, areas = group, append(areas, was.Now().Area)
		}
		if err := x.mayRegister(caller, areas...); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: GroupSetType, Subject: subject, Areas: areas, Body: &g}}, nil
	})
	return a.Subject, err
}

// EndGroup ends a leading group on a day.
func (x *Meetings) EndGroup(ctx context.Context, caller org.Caller, id ledger.ID, group int64,
	e GroupEnded) (err error) {
	if e.Reason, err = x.words("reason", e.Reason, mostNote, true); err != nil {
		return err
	}
	e.Day = dayOf(e.Day)
	_, err = x.Desk.Keep(ctx, caller, id, []any{"group end", group, e}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		was, err := groupOf(ctx, tx, x.City, group)
		switch {
		case err != nil:
			return nil, err
		case was.Ended != 0:
			return nil, fault.New(fault.Conflict, "meeting_group_ended")
		case e.Day < was.Now().From:
			return nil, fault.New(fault.Invalid, "meeting_day").On("day")
		}
		if err := x.mayRegister(caller, was.Now().Area); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: GroupEndedType, Subject: group, Areas: []area.Code{was.Now().Area}, Body: &e}}, nil
	})
	return err
}

// grouped checks what is said of a group.
func (x *Meetings) grouped(g GroupSet) (_ GroupSet, err error) {
	for _, f := range []struct {
		name   string
		to     *string
		needed bool
	}{{"name", &g.Name, true}, {"first", &g.First, false}, {"leader", &g.Leader, true}, {"why", &g.Why, false}} {
		if *f.to, err = x.words(f.name, *f.to, mostTitle, f.needed); err != nil {
			return g, err
		}
	}
	if len(g.Deputy)+len(g.Members) > mostMembers {
		return g, fault.New(fault.TooLarge, "meeting_many", "max", mostMembers).On("members")
	}
	for _, list := range []struct {
		field string
		names []string
	}{{"deputy", g.Deputy}, {"members", g.Members}} {
		for i := range list.names {
			if list.names[i], err = x.words(list.field, list.names[i], mostTitle, true); err != nil {
				return g, err
			}
		}
	}
	if g.From <= 0 {
		return g, fault.New(fault.Invalid, "meeting_day").On("from")
	}
	g.From = dayOf(g.From)
	if err := x.known(g.Area, "area"); err != nil {
		return g, err
	}
	return g, x.unit(g.Office, "office")
}
