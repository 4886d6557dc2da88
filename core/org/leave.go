package org

import (
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
)

// Leave is a time in which somebody is away and another stands in for him.
type Leave struct {
	Person int64            `json:"person"`
	Deputy int64            `json:"deputy,omitempty"` // 0 ends the leave
	From   calendar.Instant `json:"from,omitempty"`   // µs, included
	To     calendar.Instant `json:"to,omitempty"`     // µs, not included
}

// LeaveSet sends somebody on leave with a deputy, or calls him back. The login of the deputy may stand instead of his
// number.
type LeaveSet struct {
	Leave
	DeputyLogin string `json:"deputy_login,omitempty"`
}

// maxLeave is the longest leave in µs: a year.
const maxLeave = 366 * 24 * 3600 * 1_000_000

// Type is the event's type.
func (*LeaveSet) Type() event.Type { return TypeLeaveSet }

func (c *LeaveSet) resolve(s *Stage, _ int64) (Change, error) {
	r := *c
	p, ok := s.person(r.Person)
	if !ok {
		return nil, fault.New(fault.Invalid, "person_unknown", "login", r.Person).On("person")
	}
	if login := strings.TrimSpace(r.DeputyLogin); login != "" {
		d, ok := s.personByLogin(strings.ToLower(login))
		if !ok {
			return nil, fault.New(fault.Invalid, "person_unknown", "login", login).On("deputy")
		}
		r.Deputy, r.DeputyLogin = d.ID, ""
	}
	if r.Deputy == 0 {
		r.From, r.To = 0, 0
		return &r, nil
	}
	d, ok := s.person(r.Deputy)
	switch {
	case !ok:
		return nil, fault.New(fault.Invalid, "person_unknown", "login", r.Deputy).On("deputy")
	case d.Disabled || d.ID == p.ID:
		return nil, fault.New(fault.Invalid, "deputy_self").On("deputy")
	case r.From >= r.To || r.To.Since(r.From) > maxLeave:
		return nil, fault.New(fault.Invalid, "leave_range").On("to")
	}
	return &r, nil
}

func (s *Stage) person(id int64) (Person, bool) {
	if p, ok := s.people[id]; ok {
		return p, true
	}
	return s.org.Person(id)
}

// where are the areas of the posts that pass into other hands.
func (c *LeaveSet) where(o *Org) []area.Code {
	p, _ := o.Person(c.Person)
	return (&PersonSet{ID: p.ID, Posts: p.Posts}).where(o)
}

// Posts are what a person may act as at an instant (µs): his own posts, and those of whom he stands in for. Who is
// away keeps his own.
func (o *Org) Posts(p Person, at calendar.Instant) []Post {
	out := p.Posts
	for _, l := range o.stands[p.ID] {
		if away, ok := o.people[l.Person]; ok && !away.Disabled && l.From <= at && at < l.To {
			out = append(out[:len(out):len(out)], away.Posts...)
		}
	}
	return out
}

// Leave is a person's leave, past or to come; ok is false when there is none.
func (o *Org) Leave(person int64) (Leave, bool) { l, ok := o.leaves[person]; return l, ok }

// Stand is who acts for a person at an instant: his deputy while he is away, else himself.
func (o *Org) Stand(person int64, at calendar.Instant) int64 {
	if l, ok := o.leaves[person]; ok && l.From <= at && at < l.To {
		return l.Deputy
	}
	return person
}

// Standing lists the leaves, past ones too, in which a person is the deputy.
func (o *Org) Standing(person int64) []Leave { return o.stands[person] }
