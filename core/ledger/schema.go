package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/platform/store"
)

// readHead gives nil when the city has no ledger yet. lock is "", or a transaction's ForUpdate.
func readHead(ctx context.Context, r store.Reader, city int64, lock string) (*Head, error) {
	h := &Head{City: city}
	var hash []byte
	err := r.QueryRow(ctx, "SELECT seq, hash, at, scheme FROM heads WHERE city = $1"+lock, city).Scan(&h.Seq, &hash,
		&h.At, &h.Scheme)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	if len(hash) != len(h.Hash) {
		return nil, &BrokenError{City: city, Seq: h.Seq,
			What: fmt.Sprintf("the head row's hash has %d bytes", len(hash))}
	}
	copy(h.Hash[:], hash)
	return h, nil
}

// cursor gives -1 when there is no such cursor.
func cursor(ctx context.Context, r store.Reader, city int64, name, lock string) (int64, error) {
	var seq int64
	err := r.QueryRow(ctx, "SELECT seq FROM cursors WHERE city = $1 AND name = $2"+lock, city, name).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return seq, store.Explain(err)
}

func setCursor(ctx context.Context, tx *store.Tx, city int64, name string, seq int64) error {
	err := tx.Later(ctx, `INSERT INTO cursors (city, name, seq) VALUES ($1, $2, $3)
		ON CONFLICT (city, name) DO UPDATE SET seq = excluded.seq`, city, name, seq)
	return err
}

func dropCursor(ctx context.Context, tx *store.Tx, city int64, name string) error {
	err := tx.Later(ctx, "DELETE FROM cursors WHERE city = $1 AND name = $2", city, name)
	return err
}

// HeadOf is the end of a city's ledger as it is stored; false when there is no such city.
func HeadOf(ctx context.Context, r store.Reader, city int64) (Head, bool, error) {
	h, err := readHead(ctx, r, city, "")
	if err != nil || h == nil {
		return Head{}, false, err
	}
	return *h, true, nil
}
