package plan

import (
	"context"
	"database/sql"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/platform/store"
)

// A plan is deliberated at a meeting. One that stands in the register is named by its id: its day and the body that met
// are taken from there, and it leads to the plan as the plan to it. Who may not know of the meeting is told its name as
// the plan's life says it, and led nowhere.

// held takes over what the register says of the meeting that a deliberation names. It gives plan_meeting on what is no
// meeting, was taken back, or is not there for the caller.
func (x *Plans) held(ctx context.Context, caller org.Caller, d Deliberating) (Deliberating, error) {
	if d.ID == 0 {
		return d, nil
	}
	t, err := x.Meetings.Known(ctx, caller, d.ID)
	if err != nil && fault.Of(err).Kind != fault.Missing {
		return d, err
	}
	if err != nil || t.Kind != meeting.Meeting || t.Withdrawn != 0 {
		return d, fault.New(fault.Invalid, "plan_meeting").On("meeting_id")
	}
	if d.Day = dayOf(t.Day); d.Meeting == "" {
		if d.Meeting = t.Body; d.Meeting == "" {
			d.Meeting = t.Name()
		}
	}
	return d, nil
}

// Meets are the newest meetings of the register that are there for the caller, to choose the one at which a plan was
// deliberated.
func (x *Plans) Meets(ctx context.Context, caller org.Caller, limit int) (out []meeting.Thing, err error) {
	list, _, err := x.Meetings.List(ctx, caller, meeting.Filter{Kind: meeting.Meeting}, meeting.Place{}, limit)
	for _, t := range list {
		if t.Withdrawn == 0 {
			out = append(out, t)
		}
	}
	return out, err
}

// SeesMeeting says whether a meeting of the register is there for the caller, so that a page leads to it.
func (x *Plans) SeesMeeting(ctx context.Context, caller org.Caller, id int64) bool {
	if id == 0 {
		return false
	}
	_, err := x.Meetings.Known(ctx, caller, id)
	return err == nil
}

// mostMet is how many plans of a meeting are shown.
const mostMet = 50

// Met are the plans that were deliberated at a meeting and that the caller sees, the oldest first. Whether he may know
// of the meeting is not asked here.
func (x *Plans) Met(ctx context.Context, caller org.Caller, meeting int64) (out []*Plan, err error) {
	var ids []int64
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT plan FROM plan_meetings WHERE city = $1 AND meeting = $2 ORDER BY plan LIMIT $3", x.City, meeting,
		int64(mostMet))
	for _, id := range ids {
		if err != nil {
			return nil, err
		}
		var p *Plan
		if p, err = planOf(ctx, x.DB.Read(), x.City, id); err == nil && p.State != Dropped && x.sees(caller, p) {
			out = append(out, p)
		}
	}
	return out, err
}
