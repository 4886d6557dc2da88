package node

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// decideBy is by when a leader decides what comes to him now; 0 where policy sets no time.
func (x *Nodes) decideBy(now calendar.Instant) calendar.Instant {
	if days := x.Policy().Nodes.Decide; days > 0 {
		return x.Desk.Calendar().Add(now, calendar.Limit{Days: days})
	}
	return 0
}

// chase urges the leaders who let a plan wait too long: the nearest ones first, each further time those of the next
// level above that has any. It is recorded once for each time, whoever is quicker.
func (x *Nodes) chase(ctx context.Context, m *matter.Matter, turn int, at calendar.Instant) error {
	_, err := x.Desk.Keep(ctx, clock, desk.Once("node chase", m.ID, turn, at), nil, func(ctx context.Context,
		tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		t, err := trackOf(ctx, tx, x.City, m.ID)
		if err != nil || t.Plan.State != Proposed || t.Plan.Chase != at {
			return nil, err // decided meanwhile, or another one was proposed
		}
		b := &Climbed{Rung: DecideLate, Level: area.City}
		from := m.Area.Level()
		if t.Plan.Level != 0 {
			from = t.Plan.Level - 1
		}
		if l, ok := x.leaders(m.Area, from); ok {
			b.Level = l
		}
		if _, more := x.leaders(m.Area, b.Level-1); more {
			b.Next = x.decideBy(now)
		}
		return []desk.Fact{{Type: ClimbedType, Subject: m.ID, Areas: []area.Code{m.Area}, Body: b}}, nil
	})
	return foreign(err)
}

// leaders is the first level, from one up to the city's, at which somebody may approve plans of an area.
func (x *Nodes) leaders(a area.Code, from area.Level) (area.Level, bool) {
	for l := from; l >= area.City; l-- {
		if len(x.holders(a.Ancestor(l), x.Policy().Nodes.Approve)) > 0 {
			return l, true
		}
	}
	return 0, false
}

// holders hold one of some posts over an area itself and are in office, each once.
func (x *Nodes) holders(a area.Code, posts []matter.Post) (out []int64) {
	for _, kind := range posts {
		for _, p := range x.Org().Holders(kind, a) {
			if !p.Disabled && !slices.Contains(out, p.ID) {
				out = append(out, p.ID)
			}
		}
	}
	return out
}

// upTo are those who may approve plans of an area, from its own level up to one.
func (x *Nodes) upTo(a area.Code, top area.Level) (out []int64) {
	for l := a.Level(); l >= max(top, area.City); l-- {
		for _, p := range x.holders(a.Ancestor(l), x.Policy().Nodes.Approve) {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}
