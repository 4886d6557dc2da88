package follow

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/notify"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// What a letter is about.
const (
	asks     = "asks"       // the owner of an address is asked for his word
	digest   = "digest"     // what changed in areas
	gone     = "gone"       // a matter is no longer public
	assigned = "assigned"   // 已交办
	fixed    = "fixed"      // 待核查
	struck   = "struck_off" // 已销号
	declined = "declined"   // 不予受理
)

// kinds are the events that are told, and how a letter calls them.
var kinds = map[event.Type]string{matter.TypeAssigned: assigned, matter.TypeFixed: fixed,
	matter.TypeStruckOff: struck, matter.TypeDeclined: declined, release.WithdrawnType: gone}

// ref is what an entry of the outbox is about; nothing of a person.
type ref struct {
	Kind  string           `json:"k"`
	Of    int64            `json:"f,omitempty"` // what is followed
	Who   []byte           `json:"w,omitempty"` // of a digest
	Until calendar.Instant `json:"u,omitempty"` // of a digest
	Areas []since          `json:"a,omitempty"` // of a digest
	At    calendar.Instant `json:"t,omitempty"` // of the event
}

// since is an area that somebody follows, and up to when its changes were told.
type since struct {
	Of   int64            `json:"f"`
	From calendar.Instant `json:"s"`
}

func (r ref) String() string {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // numbers and words alone
	}
	return string(b)
}

type follower struct{ *Follows }

const followerName = "follow.1"

// Follower puts letters into the outbox; the ledger runs it.
func (x *Follows) Follower() ledger.Follower { return follower{x} }

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type {
	types := []event.Type{matter.TypeMerged, matter.TypeForgetAsked, matter.TypeForgotten}
	for t := range kinds {
		types = append(types, t)
	}
	return types
}

// Reset implements ledger.Follower. What people follow is no history, and stays; so does what was sent.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	return tx.Later(ctx, "UPDATE follows SET lives = matter WHERE city = $1 AND matter > 0", f.City)
}

// Apply implements ledger.Follower. Exception: who follows what is taken as it is now; of what happened before he said
// yes he is told nothing.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		var err error
		switch e.Type {
		case matter.TypeMerged:
			err = f.merged(ctx, tx, e)
		case matter.TypeForgetAsked, matter.TypeForgotten:
			err = f.forgotten(ctx, tx, e.Subject)
		default:
			err = f.tell(ctx, tx, e)
		}
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	return nil
}

// merged has those who hold a receipt follow the matter that theirs lives on in.
func (f follower) merged(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	var b matter.WasMerged
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return err
	}
	return tx.Later(ctx, "UPDATE follows SET lives = $1 WHERE city = $2 AND matter > 0 AND lives = $3 AND source > 0",
		b.Into, f.City, e.Subject)
}

// forgotten ends what a reporter follows who wants his details out.
func (f follower) forgotten(ctx context.Context, tx *store.Tx, id int64) error {
	list, err := follows(ctx, tx, " AND matter = $2 AND matter > 0", f.City, id)
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.Source != FromReporter {
			continue
		}
		if err := f.end(ctx, tx, o.who, func(x Follow) bool { return x.ID == o.ID }); err != nil {
			return err
		}
	}
	return nil
}

// tell lays a letter out for everybody who follows the matter of an event. An address gets one of each event, however
// often it follows the matter, and whoever lays it out again.
func (f follower) tell(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	kind, ok := kinds[e.Type]
	if !ok || e.At <= f.Now()-old {
		return nil
	}
	list, err := follows(ctx, tx, " AND lives = $2 AND matter > 0 ORDER BY id", f.City, e.Subject)
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.Waits || o.At > e.At || kind == gone && o.Source != FromPage || kind == declined && o.Source == FromPage {
			continue
		}
		due := e.At
		switch {
		case kind == gone: // what is let out again in a better form within the hour is not told
			due = e.At.Plus(goneAfter)
		case o.Text:
			due = daytime(e.At)
		}
		if err := f.outbox.Put(ctx, tx, notify.Outgoing{ID: fmt.Sprintf("follow/%d/%x", e.Seq, o.who), Carrier: name,
			Text: o.Text, Ref: ref{Kind: kind, Of: o.ID, At: e.At}.String(), At: e.At, Due: due}); err != nil {
			return err
		}
	}
	return nil
}

// The hours in which a phone may ring, and the one at which digests go out.
const (
	morning = 8
	evening = 21
)

// daytime is an instant, or the next morning where it lies in the night.
func daytime(at calendar.Instant) calendar.Instant {
	if h := at.Time().In(calendar.China()).Hour(); h >= morning && h < evening {
		return at
	}
	return nextMorning(at)
}

// nextMorning is the first eight o'clock behind an instant.
func nextMorning(at calendar.Instant) calendar.Instant {
	t := at.Time().In(calendar.China())
	m := time.Date(t.Year(), t.Month(), t.Day(), morning, 0, 0, 0, t.Location())
	if !m.After(t) {
		m = m.AddDate(0, 0, 1)
	}
	return calendar.Of(m)
}
