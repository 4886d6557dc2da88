package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// Args are what a message may name: nothing of the reporter is among them.
type Args struct {
	Number string           `json:"number,omitempty"`
	Title  string           `json:"title,omitempty"`
	Area   string           `json:"area,omitempty"`
	Unit   int64            `json:"unit,omitempty"`
	Due    calendar.Instant `json:"due,omitempty"`
	Paper  string           `json:"paper,omitempty"` // the number of the notice
	Help   bool             `json:"help,omitempty"`
	Type   string           `json:"type,omitempty"` // of a person in need: the category, instead of all words
	N      int              `json:"n,omitempty"`
	Path   string           `json:"path,omitempty"` // on this site, of what is no matter
}

// old is how long after an event nothing is sent any more, in µs: a week.
const old = 7 * 24 * 3600 * 1_000_000

type follower struct{ *Notify }

// Follower fills the inbox and the outbox; the ledger runs it.
func (n *Notify) Follower() ledger.Follower { return follower{n} }

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

const followerName = "notify.1"

// Types implements ledger.Follower: what recipients has something to say of, and what the parts tell.
func (f follower) Types() []event.Type {
	types := []event.Type{matter.TypeAssigned, matter.TypeDelegated, matter.TypeMoved, matter.TypeReminded,
		matter.TypeUrged,
		matter.TypeSupervised, matter.TypeHeld, matter.TypeHoldDrafted, matter.TypeInstructed, matter.TypeMarked,
		matter.TypeRecurred,
		matter.TypeRootPlanned, matter.TypeRootChecked, matter.TypeExtensionAsked, matter.TypeSuspensionAsked,
		matter.TypeExtended, matter.TypeExtensionDenied, matter.TypeSuspended, matter.TypeSuspensionDenied,
		matter.TypeResumed, matter.TypeFixed, matter.TypeBounced, matter.TypeRejected, matter.TypeReopened,
		matter.TypeStruckOff,
		matter.TypeAppealed, matter.TypeAppealDecided, matter.TypeDrawn, matter.TypeReckoned, matter.TypeCommented,
		matter.TypeAmended, matter.TypeAttached, matter.TypeRated, matter.TypeReported, matter.TypeAdmitted,
		matter.TypeReleased, matter.TypeOffered, matter.TypeTransferred, matter.TypeTransferRefused,
		matter.TypeTransferLapsed, matter.TypeReferred, matter.TypeReferralOverdue, matter.TypeReferralAnswered}
	if f.Others != nil {
		for _, t := range f.Others.Tells() {
			types = append(types, t.Types...)
		}
	}
	return types
}

// Reset implements ledger.Follower. The outbox stays: what was sent is not sent again.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	err := tx.Later(ctx, "DELETE FROM inbox WHERE city = $1", f.City)
	return err
}

// telling is what one slice of events needs again and again, and what it puts into the inbox.
type telling struct {
	channels []Channel
	wishes   map[int64]Choices // of those who were told
	inbox    [][]any
}

// Apply implements ledger.Follower. A matter is told of as it stood after the command. Exception: who holds a post,
// what he wants, and the policy's calendar and numbers are taken as they are now: the desk keeps only the newest of
// them.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	w := &telling{}
	for _, e := range events {
		tell := f.teller(e.Type)
		if tell == nil && !e.Type.In(matter.TypePrefix) {
			continue
		}
		if w.wishes == nil {
			var err error
			if w.channels, err = f.channels(ctx, tx); err != nil {
				return err
			}
			w.wishes = map[int64]Choices{}
		}
		if tell != nil {
			if err := f.ofPart(ctx, tx, e, tell, w); err != nil {
				return fmt.Errorf("tell event %d: %w", e.Seq, err)
			}
			continue
		}
		body, err := views.Body(&e)
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		m, err := views.After(ctx, tx, &e)
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if err := f.tell(ctx, tx, e, body, m, w); err != nil {
			return fmt.Errorf("tell event %d: %w", e.Seq, err)
		}
	}
	return tx.Rows(ctx, "INSERT INTO inbox (city, person, seq, at, matter, kind, args) VALUES",
		"ON CONFLICT (city, person, seq) DO NOTHING", w.inbox)
}

// teller is what parts say of the acts of a type; nil where nobody is told. A part that stands behind another one knows
// of it and says more: who would hear both hears what it says.
func (f follower) teller(typ event.Type) func(context.Context, store.Reader, ledger.Event) ([]part.Message, error) {
	if f.Others == nil {
		return nil
	}
	all := slices.DeleteFunc(slices.Clone(f.Others.Tells()), func(t part.Telling) bool {
		return !slices.Contains(t.Types, typ)
	})
	if len(all) == 0 {
		return nil
	}
	return func(ctx context.Context, r store.Reader, e ledger.Event) (out []part.Message, err error) {
		for _, t := range slices.Backward(all) {
			list, err := t.Tell(ctx, r, e)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		return out, nil
	}
}

// ofPart passes on what a part says of one of its acts.
func (f follower) ofPart(ctx context.Context, tx *store.Tx, e ledger.Event,
	tell func(context.Context, store.Reader, ledger.Event) ([]part.Message, error), w *telling) error {
	list, err := tell(ctx, tx, e)
	if err != nil {
		return err
	}
	seen := map[int64]bool{e.Actor: true, 0: true}
	for _, m := range list {
		t := told{kind: m.Kind, urgent: m.Urgent, units: m.Units, areas: m.Areas}
		for _, p := range m.People {
			if !seen[p] {
				t.people = append(t.people, p)
			}
			seen[p] = true
		}
		raw, err := json.Marshal(Args{Title: m.Title, Area: m.Area, Due: m.Due, N: m.N, Path: m.Path})
		if err != nil {
			return err
		}
		if err := f.pass(ctx, tx, e, t, 0, m.At, string(raw), w); err != nil {
			return err
		}
	}
	return nil
}

func (f follower) tell(ctx context.Context, tx *store.Tx, e ledger.Event, body matter.Body, m *matter.Matter,
	w *telling) error {
	args := f.args(m, e.Seq)
	switch body.(type) {
	case *matter.WasAssigned, *matter.WasDelegated, *matter.WasMoved, *matter.WasOffered, *matter.WasReferred:
		if args.Help {
			args.Path = CasesPath // they cannot open it before they took it
		}
	}
	raw, err := json.Marshal(args)
	if err != nil {
		return err
	}
	for _, t := range recipients(body, m, f.Org(), e.Actor) {
		if err := f.pass(ctx, tx, e, t, m.ID, m.Area, string(raw), w); err != nil {
			return err
		}
	}
	return nil
}

// pass gives one thing to all whom it concerns, and to the channels of its place.
func (f follower) pass(ctx context.Context, tx *store.Tx, e ledger.Event, t told, m int64, at area.Code, args string,
	w *telling) error {
	for _, p := range t.people {
		for _, who := range []int64{p, f.Org().Stand(p, e.At)} { // who is away and his deputy both
			if err := f.entry(ctx, tx, who, e, m, t, args, w); err != nil {
				return err
			}
			if who == f.Org().Stand(p, e.At) {
				break
			}
		}
	}
	for _, c := range w.channels {
		if e.At > f.Now()-old && c.hears(t, at) {
			if err := f.queue(ctx, tx, row{ID: fmt.Sprintf("%d/c%d", e.Seq, c.ID), Channel: c.ID, Matter: m,
				Kind: t.kind, Args: args, At: e.At, Due: e.At}); err != nil {
				return err
			}
		}
	}
	return nil
}

// entry puts what happened into somebody's inbox, and into the outbox where he wants mail.
func (f follower) entry(ctx context.Context, tx *store.Tx, person int64, e ledger.Event, m int64, t told,
	args string, w *telling) error {
	w.inbox = append(w.inbox, []any{f.City, person, e.Seq, e.At, m, t.kind, args})
	if e.At <= f.Now()-old {
		return nil
	}
	c, known := w.wishes[person]
	if !known {
		var err error
		if c, err = f.choices(ctx, tx, person); err != nil {
			return err
		}
		w.wishes[person] = c
	}
	if !c.Email {
		return nil
	}
	due, digest := c.when(e.At, t.urgent, f.Policy().Calendar())
	return f.queue(ctx, tx, row{ID: fmt.Sprintf("%d/p%d", e.Seq, person), Person: person, Matter: m, Kind: t.kind,
		Args: args, At: e.At, Due: due, Digest: digest})
}

// args are what is said of the matter.
func (f follower) args(m *matter.Matter, seq int64) Args {
	a := Args{Number: m.Number, Unit: m.Lead, Due: m.Due, Help: m.Kind == matter.Help}
	if n, ok := m.NoticeAt(seq); ok {
		a.Paper = f.Policy().Number(n.Paper)
	}
	if a.Help { // number, type and clock: who is told need not be on the case
		a.Unit, a.Type = 0, m.Category
	} else {
		a.Title, _ = redact.Text(m.Title)
		a.Area = f.Org().Tree().FullName(m.Area)
	}
	return a
}

// clockDay is the minute of the day of an instant in China, and the first instant of that day.
func clockDay(at calendar.Instant, zone *time.Location) (minute int64, start calendar.Instant) {
	t := at.Time().In(zone)
	s := calendar.Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone))
	return at.Since(s) / 60e6, s
}
