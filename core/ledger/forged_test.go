package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestVerifyFindsWhatHashesAllow writes ledgers whose hashes are right but that this package would never write.
func TestVerifyFindsWhatHashesAllow(t *testing.T) {
	t.Parallel()
	one, two := ID{1}, ID{2}
	tests := []struct {
		name, what string
		at         int64
		events     []Event
	}{
		{"instant goes back", "before", 2, []Event{{At: 9, Command: one}, {At: 8, Command: two}}},
		{"two actors in a command", "differs", 2, []Event{{At: 1, Actor: 1, Command: one},
			{At: 1, Actor: 2, Command: one}}},
		{"two instants in a command", "differs", 2, []Event{{At: 1, Command: one}, {At: 2, Command: one}}},
		{"a command comes back", "otherwise", 1, []Event{{At: 1, Command: one}, {At: 2, Command: two},
			{At: 3, Command: one}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx := context.Background()
			db, err := store.Open(ctx, storetest.DSN(t), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Write(ctx, func(tx *store.Tx) error { return forge(ctx, tx, tt.events) }); err != nil {
				t.Fatal(err)
			}
			var b *BrokenError
			if err := Verify(ctx, db, 1, nil, nil); !errors.As(err, &b) || b.Seq != tt.at ||
				!strings.Contains(b.What, tt.what) {
				t.Errorf("got %v, want %q at %d", err, tt.what, tt.at)
			}
		})
	}
}

func forge(ctx context.Context, tx *store.Tx, events []Event) error {
	if err := tx.Script(ctx, Steps()[0].SQL); err != nil {
		return err
	}
	c, err := newChain(SM3)
	if err != nil {
		return err
	}
	last := Event{Hash: c.genesis(1)}
	for i, e := range events {
		e.City, e.Seq, e.Type, e.Body = 1, int64(i+1), "forged", json.RawMessage("null")
		e.Hash = c.link(last.Hash, &e)
		_, err := tx.Exec(ctx, "INSERT INTO events (city, seq, at, type, subject, actor, command, body, hash) "+
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			e.City, e.Seq, e.At, e.Type, e.Subject, e.Actor, e.Command[:], string(e.Body), e.Hash[:])
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO commands (city, id, actor, first, last, subject, at)
			VALUES ($1, $2, $3, $4, $4, 0, $5)
			ON CONFLICT (city, id) DO UPDATE SET last = excluded.last`, e.City, e.Command[:], e.Actor, e.Seq, e.At)
		if err != nil {
			return err
		}
		last = e
	}
	_, err = tx.Exec(ctx, "INSERT INTO heads (city, seq, hash, at, scheme) VALUES (1, $1, $2, $3, $4)", last.Seq,
		last.Hash[:], last.At, SM3)
	return err
}
