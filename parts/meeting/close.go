package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/archive"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// Closed ends a thing 办结: nothing of it changes any more.
type Closed struct {
	Reason string `json:"reason,omitempty"` // why, where tasks of it are open
}

// over says why nothing more is done with a thing. Faults: meeting_withdrawn, meeting_closed.
func (t *Thing) over() error {
	switch {
	case t.Withdrawn != 0:
		return fault.New(fault.Conflict, "meeting_withdrawn")
	case t.Closed != 0:
		return fault.New(fault.Conflict, "meeting_closed")
	}
	return nil
}

// Close ends a thing and offers it to the archive. Faults: meeting_unhanded while a breakdown is confirmed, at the
// office or being handed out, meeting_tasks_open while tasks are open and no reason is given.
func (x *Meetings) Close(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, reason string) error {
	reason, err := x.words("reason", reason, mostNote, false)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, caller, id, []any{"close", thing, reason}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		t, err := x.mine(ctx, tx, caller, thing)
		if err == nil {
			err = t.over()
		}
		if err == nil {
			err = x.unhanded(ctx, tx, thing)
		}
		if err != nil {
			return nil, err
		}
		item, open, err := x.item(ctx, tx, t)
		if err == nil && open > 0 && reason == "" {
			err = fault.New(fault.Conflict, "meeting_tasks_open", "n", open).On("reason")
		}
		return []desk.Fact{{Type: ClosedType, Subject: thing, Areas: []area.Code{t.Area}, Body: &Closed{reason}},
			archive.Offer(item)}, err
	})
	return err
}

// unhanded refuses a thing with a breakdown that is on its way.
func (x *Meetings) unhanded(ctx context.Context, r store.Reader, thing int64) error {
	list, err := breakdownsOf(ctx, r, x.City, thing)
	for _, b := range list {
		left := 0
		if b.State == Out {
			if left, err = leftOf(ctx, r, x.City, b.ID); err != nil {
				return err
			}
		}
		if b.State == Settling || b.State == AtOffice || left > 0 {
			return fault.New(fault.Conflict, "meeting_unhanded")
		}
	}
	return err
}

// item is what the archive keeps of a thing, and how many tasks of it are open. Who reads the archive need not be an
// addressee: it holds what the thing is, and its tasks; of an instruction not even on what. The words themselves stay
// in the register, where nothing of them changes any more, and the archive has their hash.
func (x *Meetings) item(ctx context.Context, r store.Reader, t *Thing) (i archive.Item, open int, err error) {
	kind := "minutes"
	if t.Kind != Meeting {
		kind = "other"
	}
	day := t.Day.Time().In(calendar.China()).Format(time.DateOnly)
	i = archive.Item{Part: Name, Subject: t.ID, Kind: archive.KindMeeting, Title: x.nameOf(ctx, r, t), Day: day,
		Number: t.Number, Author: x.Outgoing.Author(t.Area), Area: t.Area, Keep: x.Outgoing.Kind(kind).Keep}
	if t.Kind == Instruction {
		i.Title, i.Number = said("meeting.archived.instruction", "n", strconv.FormatInt(t.ID, 10)), ""
	}
	if i.Keep == "" {
		i.Keep = "30"
	}
	i.Title = clip(i.Title, mostTitle)
	c := archive.Content{Title: i.Title, Basis: said("meeting.archived.basis", "day", lang.Date(lang.Zh, t.Day)),
		Columns: []string{said("meeting.table.nth"), said("meeting.table.task"), said("meeting.table.lead"),
			said("meeting.table.due"), said("meeting.archived.state")}}
	links, err := tasksOf(ctx, r, x.City, t.ID, mostTasks)
	if err != nil {
		return i, 0, err
	}
	seen := map[int64]bool{}
	for _, l := range links {
		m, err := views.Get(ctx, r, x.City, l.Matter)
		if seen[l.Matter] || fault.Code(err) == "matter_missing" {
			continue
		}
		if err != nil {
			return i, 0, err
		}
		seen[l.Matter] = true
		if m.Open() {
			open++
		}
		due := ""
		if m.Due != 0 {
			due = lang.Date(lang.Zh, m.Due)
		}
		c.Rows = append(c.Rows, []string{strconv.Itoa(len(c.Rows) + 1), m.Title, x.unitNames(m.Lead), due,
			said("state." + m.State.String())})
	}
	if len(c.Rows) == 0 {
		c.Columns = nil
	}
	if t.Text != "" {
		sum := sha256.Sum256([]byte(t.Text))
		c.Foot = append(c.Foot, said("meeting.archived.text", "sum", hex.EncodeToString(sum[:])))
	}
	i.Content = c
	return i, open, nil
}
