package open311

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Follower is the name of what keeps the tokens and the last words.
const Follower = "open311.1"

func follower(city int64) part.Folder {
	return part.Folder{City: city, Called: Follower, Asks: []event.Type{matter.TypeReported, matter.TypeCommented},
		Tables: []string{"open311_tokens", "open311_updates"},
		Fold:   func(ctx context.Context, tx *store.Tx, e ledger.Event) error { return fold(ctx, tx, city, e) }}
}

// said is what is read of an event.
type said struct {
	Via  *matter.Via `json:"via"`
	Text string      `json:"text"`
}

// fold keeps what came through a key; most events did not.
func fold(ctx context.Context, tx *store.Tx, city int64, e ledger.Event) error {
	if !bytes.Contains(e.Body, []byte(`"via"`)) {
		return nil
	}
	var b said
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return fmt.Errorf("read what a program sent: %w", err)
	}
	switch {
	case b.Via == nil:
		return nil
	case e.Type == matter.TypeReported:
		return tx.Later(ctx, `INSERT INTO open311_tokens (city, token, matter, service_key) VALUES ($1, $2, $3, $4)`,
			city, b.Via.Token, e.Subject, b.Via.Key)
	}
	return tx.Later(ctx, `INSERT INTO open311_updates (city, matter, service_key, seq, words)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (city, matter, service_key)
		DO UPDATE SET seq = excluded.seq, words = excluded.words`, city, e.Subject, b.Via.Key, e.Seq, wordsOf(b.Text))
}

// wordsOf is a digest of words as they are recorded.
func wordsOf(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:16])
}
