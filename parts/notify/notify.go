// Package notify tells people what concerns them, in the places where they really read.
//
// It follows the ledger. Of each event that somebody should know of it makes an entry in that person's inbox, and
// where he wants it, or a group has a robot, a row in the outbox, in the follower's own transaction: so nothing is
// told twice, and a delivery that fails never delays a command. A sender takes rows from the outbox by lease, sends
// them outside any transaction, tries again with growing pauses, and in the end lays them aside as dead letters that
// an administrator sees and sends again. Letters of other parts to people who do not work here go the same way (Carry),
// each at most once.
//
// It owns the tables inbox, inbox_reads, outbox, channels and choices. It decides nothing about matters. A message is
// put together from the number, the title (with personal numbers taken out), the area, the unit and the deadline of a
// matter; a reporter's name or phone cannot get into it, because they are never read here. Of a help matter only its
// number is told.
//
// Invariants: an event gives a person at most one entry; an event older than a week fills the inbox and sends
// nothing, so that making the inbox anew sends nothing twice; secrets of channels lie encrypted.
package notify

import (
	"context"
	"log/slog"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Writer is the turn in which side tables are written; *ledger.Ledger has it.
type Writer interface {
	Exclusive(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error
}

// Config is what telling needs. Send is deliver.Sender's; tests may put another in its place.
type Config struct {
	City    int64
	DB      *store.DB
	Org     func() *org.Org
	Policy  func() *policy.Policy
	Now     func() calendar.Instant // Unix microseconds
	Secret  []byte                  // 32 bytes
	BaseURL string
	Writer  Writer       // nil where nothing is written
	Others  *part.Values // what the parts of the city tell; nil for none
	Send    func(ctx context.Context, c deliver.Channel, m deliver.Message) error
	Log     *slog.Logger
}

// Notify tells people. Safe for concurrent use.
type Notify struct {
	Config
	box      part.Box
	carriers map[string]Carrier // by part; whole before anything is sent
}

// New makes the telling of a city whose tables are there.
func New(c Config) (*Notify, error) {
	n := &Notify{Config: c, carriers: map[string]Carrier{}}
	if n.Log == nil {
		n.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	n.box, err = part.NewBox(c.Secret, "xiaohao notify channels")
	return n, err
}
