package meeting

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Paper is 上次会议议定事项落实情况, made for a meeting: how what was decided before stands, as of then. It reads the
// same for ever.
type Paper struct {
	Last  []Past           `json:"last"` // the meetings before, the newest first
	Items []Done           `json:"items"`
	At    calendar.Instant `json:"at"`             // made
	More  int              `json:"more,omitempty"` // tasks beyond those that a paper holds
}

// Past is a meeting that was held before.
type Past struct {
	ID   int64            `json:"id"`
	Day  calendar.Instant `json:"day"`
	Name string           `json:"name"`
}

// Done is how a task stood when the paper was made.
type Done struct {
	Matter  int64            `json:"matter"`
	Number  string           `json:"number,omitempty"`
	Title   string           `json:"title"`
	Meeting int64            `json:"meeting"` // that last decided it
	Lead    string           `json:"lead,omitempty"`
	State   string           `json:"state"`
	Light   string           `json:"light"`
	Due     calendar.Instant `json:"due,omitempty"`
	Work    string           `json:"work,omitempty"` // what was done, in the unit's words
	Hang    string           `json:"hang,omitempty"` // code of what it hangs on: late, unsigned, …
	Reason  string           `json:"reason,omitempty"`
}

const (
	mostPast  = 12  // meetings that a paper looks back to
	mostItems = 200 // of a paper
)

// MakePaper makes the paper for a meeting and freezes it: all tasks of the body's last meeting, whatever became of
// them, and those of the meetings before that were not done when the day of the last one began. Faults: meeting_kind
// for what is no meeting, meeting_first where none was before, meeting_withdrawn, meeting_closed.
func (x *Meetings) MakePaper(ctx context.Context, caller org.Caller, id ledger.ID, meeting int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"paper", meeting}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		t, err := x.mine(ctx, tx, caller, meeting)
		if err != nil {
			return nil, err
		}
		if t.Kind != Meeting {
			return nil, fault.New(fault.Invalid, "meeting_kind")
		}
		if err := t.over(); err != nil {
			return nil, err
		}
		p, err := x.gather(ctx, tx, t, now)
		return []desk.Fact{{Type: PaperType, Subject: meeting, Areas: []area.Code{t.Area}, Body: p}}, err
	})
	return err
}

// gather looks at the meetings before one.
func (x *Meetings) gather(ctx context.Context, r store.Reader, t *Thing, now calendar.Instant) (*Paper, error) {
	past, err := list[Thing](ctx, r, `SELECT body FROM meeting_things WHERE city = $1 AND holder = $2
		AND holder <> '' AND (day, id) < ($3, $4) ORDER BY day DESC, id DESC LIMIT $5`, x.City, t.holder(),
		int64(t.Day), t.ID, int64(mostPast))
	if err != nil {
		return nil, err
	}
	p, seen := &Paper{Items: []Done{}, At: now}, map[int64]bool{}
	for i := range past {
		if past[i].Withdrawn != 0 || past[i].Area != t.Area {
			continue
		}
		p.Last = append(p.Last, Past{past[i].ID, past[i].Day, past[i].Name()})
		links, err := tasksOf(ctx, r, x.City, past[i].ID, mostTasks)
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			m, err := views.Get(ctx, r, x.City, l.Matter)
			if seen[l.Matter] || fault.Code(err) == "matter_missing" {
				continue
			}
			if err != nil {
				return nil, err
			}
			seen[l.Matter] = true
			if len(p.Last) > 1 && m.StruckAt != 0 && m.StruckAt < dayOf(p.Last[0].Day) {
				continue // an older meeting's, done before the last one
			}
			if len(p.Items) == mostItems {
				p.More++
				continue
			}
			p.Items = append(p.Items, x.stands(m, past[i].ID, now))
		}
	}
	if len(p.Last) == 0 {
		return nil, fault.New(fault.Conflict, "meeting_first")
	}
	return p, nil
}

// stands says how a task stands, and what it hangs on.
func (x *Meetings) stands(m *matter.Matter, meeting int64, now calendar.Instant) Done {
	d := Done{Matter: m.ID, Number: m.Number, Title: m.Title, Meeting: meeting, Lead: x.unitNames(m.Lead),
		State: m.State.String(), Light: m.Light(now).String(), Due: m.Due, Work: m.Work}
	switch {
	case !m.Open():
	case m.State == matter.Reported || m.State == matter.Listed:
		d.Hang, d.Reason = "unassigned", m.Reason
	case m.Suspension != nil:
		d.Hang, d.Reason = "suspended", m.Suspension.Reason
	case m.Extension != nil:
		d.Hang, d.Reason = "extension", m.Extension.Reason
	case m.State == matter.Assigned:
		d.Hang = "unsigned"
	case m.State == matter.Fixed:
		d.Hang = "unverified"
	case m.Due != 0 && m.Due < now:
		d.Hang, d.Reason = "late", m.Reason
	case m.Reworks > 0:
		d.Hang, d.Reason = "rework", m.Reason
	}
	return d
}

// Frozen is a paper with the event that made it.
type Frozen struct {
	Paper
	Seq int64
}

// Papers are those made for a meeting, the newest first, for the office.
func (x *Meetings) Papers(ctx context.Context, caller org.Caller, meeting int64) ([]Frozen, error) {
	t, err := thingOf(ctx, x.DB.Read(), x.City, meeting)
	if err != nil {
		return nil, err
	}
	if !x.Office(caller, t.Area) {
		return nil, missing()
	}
	return frozen(ctx, x.DB.Read(), x.City, meeting)
}
