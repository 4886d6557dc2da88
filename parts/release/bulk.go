package release

import (
	"cmp"
	"context"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Bulk lets many matters out at once, for measurements: it puts the rows that the follower would have put, and the
// counters in the end. Their events are not there, so the proof of such a city fails.
type Bulk struct {
	city   int64
	counts counts
	seq    int64
}

// NewBulk begins in a city of which nothing is public.
func NewBulk(city int64) *Bulk { return &Bulk{city: city, counts: newCounts()} }

// Add lets some matters out, each as it stands. They were let out when they were listed.
func (b *Bulk) Add(ctx context.Context, tx *store.Tx, list []org.Bare, releases []org.Release) error {
	var rows, asked, updates [][]any
	for i, bare := range list {
		at := bare.Listed
		t := told{Stand: Stand{Matter: bare.Matter, State: Out, Shown: &releases[i], Area: bare.Area, At: at},
			bare:  bare,
			outAt: calendar.Instant(at), since: calendar.Instant(at)}
		asked = append(asked, requestOf(t).args(b.city))
		for _, u := range updatesOf(t) {
			updates = append(updates, u.args(b.city))
		}
		p := publicOf(t)
		rows = append(rows, publicArgs(b.city, p))
		if err := putWords(ctx, tx, b.city, bare.Matter, wordsOf(p.entry, t.Shown)); err != nil {
			return err
		}
		b.counts.add(p.entry, 1)
		b.seq = max(b.seq, bare.Matter)
	}
	const once = "ON CONFLICT (city, matter) DO NOTHING"
	return cmp.Or(tx.Rows(ctx, insertPublic, once, rows), tx.Rows(ctx, insertRequest, once, asked),
		tx.Rows(ctx, insertUpdate, "ON CONFLICT (city, matter, what, nr) DO NOTHING", updates))
}

// End puts what was counted.
func (b *Bulk) End(ctx context.Context, tx *store.Tx) error {
	if err := b.counts.put(ctx, tx, b.city); err != nil {
		return err
	}
	for _, table := range []string{"public_versions", "public_request_versions"} {
		if err := tx.Later(ctx, "INSERT INTO "+table+" (city, seq) VALUES ($1, $2)", b.city, b.seq); err != nil {
			return err
		}
	}
	return nil
}
