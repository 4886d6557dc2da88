package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Meetings) View() ledger.View { return kept(x.City) }

// kept is that of a city.
func kept(city int64) part.Kept {
	return part.Kept{City: city, Called: "meeting.1", Asks: []event.Type{typePrefix},
		Tables: tables,
		Fold:   view{city}.event}
}

// event folds one event.
func (v view) event(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	return v.fold(ctx, tx, e, body)
}

var tables = []string{"meeting_things", "meeting_audience", "meeting_reads", "meeting_tasks", "meeting_groups",
	"meeting_breakdowns", "meeting_rows", "meeting_steps", "meeting_papers"}

func (v view) fold(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Registered:
		return v.thing(ctx, tx, &Thing{ID: e.Subject, Entry: b.Entry, At: e.At, By: e.Actor, Seq: e.Seq})
	case *Amended, *Withdrawn, *Closed:
		return v.changed(ctx, tx, e, body)
	case *Read:
		return tx.Later(ctx, `INSERT INTO meeting_reads (city, thing, seq, person, at) VALUES ($1, $2, $3, $4, $5)`,
			v.city, e.Subject, e.Seq, e.Actor, int64(e.At))
	case *Dealt:
		return v.task(ctx, tx, e.Subject, e.Seq, b.Matter, b.How, b.Note)
	case *Settled:
		return tx.Later(ctx, `UPDATE meeting_tasks SET fate = $1 WHERE city = $2 AND thing = $3 AND matter = $4
			AND how = $5`, b.Fate, v.city, e.Subject, b.Matter, Made)
	case *Paper:
		return v.put(ctx, tx, "INSERT INTO meeting_papers (city, meeting, seq, body) VALUES ($1, $2, $3, $4)", b,
			e.Subject, e.Seq)
	case *GroupSet, *GroupEnded:
		return v.group(ctx, tx, e, body)
	}
	return v.cut(ctx, tx, e, body)
}

// put writes a row whose last column is JSON.
func (v view) put(ctx context.Context, tx *store.Tx, text string, body any, args ...any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return tx.Later(ctx, text, append(append([]any{v.city}, args...), string(b))...)
}

func (v view) changed(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	t, err := thingOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *Amended:
		t.Entry, t.Seq = b.Entry, e.Seq
		t.Changes++
	case *Withdrawn:
		t.Withdrawn, t.Reason = e.At, b.Reason
		if err := v.gone(ctx, tx, e); err != nil {
			return err
		}
	case *Closed:
		t.Closed, t.Reason = e.At, b.Reason
	}
	return v.thing(ctx, tx, t)
}

// gone ends the breakdowns of a thing that was taken back: what is not handed out never is.
func (v view) gone(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	list, err := breakdownsOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	for _, b := range list {
		if b.State != Out {
			b.State, b.At = Gone, e.At
		}
		if err := v.keep(ctx, tx, &b, 0); err != nil {
			return err
		}
	}
	return nil
}

// keep writes a breakdown; unlinked is how many rows are to be handed out now, less than 0 for no change.
func (v view) keep(ctx context.Context, tx *store.Tx, s *Breakdown, unlinked int64) error {
	out, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `UPDATE meeting_breakdowns SET state = $1, at = $2, body = $3,
		unlinked = CASE WHEN $4 < 0 THEN unlinked ELSE $4 END WHERE city = $5 AND id = $6`, s.State, int64(s.At),
		string(out), unlinked, v.city, s.ID)
}

// holder is the key of the body that met.
func (e *Entry) holder() string {
	switch {
	case e.Kind != Meeting:
		return ""
	case e.Group != 0:
		return "g" + strconv.FormatInt(e.Group, 10)
	}
	return e.Body
}

func (v view) thing(ctx context.Context, tx *store.Tx, t *Thing) error {
	if err := v.put(ctx, tx, `INSERT INTO meeting_things (city, id, kind, day, holder, lead, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (city, id) DO UPDATE SET day = excluded.day, holder = excluded.holder, lead = excluded.lead,
		body = excluded.body`, t, t.ID, string(t.Kind), int64(t.Day), t.holder(), t.Group); err != nil {
		return err
	}
	if err := tx.Later(ctx, "DELETE FROM meeting_audience WHERE city = $1 AND thing = $2", v.city, t.ID); err != nil {
		return err
	}
	for _, who := range t.audience() {
		if err := tx.Later(ctx, `INSERT INTO meeting_audience (city, who, thing, kind, day)
			VALUES ($1, $2, $3, $4, $5)`, v.city, who, t.ID, string(t.Kind), int64(t.Day)); err != nil {
			return err
		}
	}
	return nil
}

func (v view) task(ctx context.Context, tx *store.Tx, thing, seq, matter int64, how, note string) error {
	return tx.Later(ctx, `INSERT INTO meeting_tasks (city, thing, seq, matter, how, note, fate)
		VALUES ($1, $2, $3, $4, $5, $6, '')`, v.city, thing, seq, matter, how, note)
}

func (v view) group(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	g, err := groupOf(ctx, tx, v.city, e.Subject)
	switch b := body.(type) {
	case *GroupSet:
		if isMissing(err) {
			g, err = &Group{ID: e.Subject}, nil
		}
		if err != nil {
			return err
		}
		g.Versions = append(g.Versions, Version{*b, e.At, e.Seq})
	case *GroupEnded:
		if err != nil {
			return err
		}
		g.Ended, g.Reason = b.Day, b.Reason
	}
	return v.put(ctx, tx, `INSERT INTO meeting_groups (city, id, ended, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (city, id) DO UPDATE SET ended = excluded.ended, body = excluded.body`, g, g.ID, int64(g.Ended))
}

// cut folds the events of breakdowns.
func (v view) cut(ctx context.Context, tx *store.Tx, e ledger.Event, body any) error {
	if b, ok := body.(*WasCut); ok {
		return v.begun(ctx, tx, e, b)
	}
	s, err := breakdownOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	unlinked := int64(-1) // stays
	switch b := body.(type) {
	case *Stepped:
		if err := v.stepped(ctx, tx, e, s, b); err != nil {
			return err
		}
	case *Confirmed:
		s.State, s.At, s.By, s.Why = Settling, e.At, e.Actor, ""
	case *Reopened:
		s.State, s.At, s.By, s.Why = Draft, e.At, e.Actor, b.Reason
	case *Submitted:
		s.State, s.At, s.By = AtOffice, e.At, e.Actor
	case *Handed:
		s.State, s.At, s.Hands = Out, e.At, b.Rows
		unlinked = int64(len(b.Rows))
	case *Linked:
		return v.linked(ctx, tx, e, b)
	}
	return v.keep(ctx, tx, s, unlinked)
}

func (v view) begun(ctx context.Context, tx *store.Tx, e ledger.Event, b *WasCut) error {
	s := &Breakdown{ID: e.Subject, Thing: b.Thing, Area: b.Area, State: Draft, At: e.At, By: e.Actor,
		Rows: int64(len(b.Rows)), Len: len([]rune(b.Text))}
	for _, r := range b.Rows {
		if r.State == OpenRow {
			s.Open++
		}
		if err := v.row(ctx, tx, s.ID, r); err != nil {
			return err
		}
	}
	out, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO meeting_breakdowns (city, id, thing, state, at, unlinked, body, source)
		VALUES ($1, $2, $3, $4, $5, 0, $6, $7)`, v.city, s.ID, s.Thing, s.State, int64(s.At), string(out), b.Text)
}

func (v view) row(ctx context.Context, tx *store.Tx, breakdown int64, r Row) error {
	return v.put(ctx, tx, `INSERT INTO meeting_rows (city, breakdown, id, start, state, body)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (city, breakdown, id) DO UPDATE SET start = excluded.start, state = excluded.state,
		body = excluded.body`, r, breakdown, r.ID, int64(r.Start), r.State)
}

// stepped changes rows and notes the step.
func (v view) stepped(ctx context.Context, tx *store.Tx, e ledger.Event, s *Breakdown, b *Stepped) error {
	s.Steps++
	for _, r := range b.Was {
		if r.State == OpenRow {
			s.Open--
		}
		if !slices.ContainsFunc(b.Now, func(n Row) bool { return n.ID == r.ID }) {
			if err := tx.Later(ctx, "DELETE FROM meeting_rows WHERE city = $1 AND breakdown = $2 AND id = $3", v.city,
				s.ID, r.ID); err != nil {
				return err
			}
		}
	}
	for _, r := range b.Now {
		if r.State == OpenRow {
			s.Open++
		}
		s.Rows = max(s.Rows, r.ID)
		if err := v.row(ctx, tx, s.ID, r); err != nil {
			return err
		}
	}
	if b.Undoes != 0 {
		return tx.Later(ctx, `UPDATE meeting_steps SET undone = 1 WHERE city = $1 AND breakdown = $2 AND seq = $3`,
			v.city, s.ID, b.Undoes)
	}
	return v.put(ctx, tx, `INSERT INTO meeting_steps (city, breakdown, seq, actor, undone, body)
		VALUES ($1, $2, $3, $4, 0, $5)`, b, s.ID, e.Seq, e.Actor)
}

func (v view) linked(ctx context.Context, tx *store.Tx, e ledger.Event, b *Linked) error {
	r, err := rowOf(ctx, tx, v.city, e.Subject, b.Row)
	if err != nil {
		return err
	}
	r.Matter = b.Matter
	if err := v.row(ctx, tx, e.Subject, r); err != nil {
		return err
	}
	if err := tx.Later(ctx, `UPDATE meeting_breakdowns SET unlinked = CASE WHEN unlinked > 0 THEN unlinked - 1
		ELSE 0 END WHERE city = $1 AND id = $2`, v.city, e.Subject); err != nil || b.Duty {
		return err
	}
	return v.task(ctx, tx, b.Thing, e.Seq, b.Matter, Made, "")
}

// Check folds the events again and tells every row of the tables that is not what they say. r should see one instant,
// as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	f := part.Fold{View: kept(city), Types: []event.Type{typePrefix}, Steps: Steps()}
	if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
		return fmt.Errorf("check the meetings: %w", err)
	}
	return nil
}
