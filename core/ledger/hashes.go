package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"

	"xiaohao/platform/store"
)

// NewHash is the hash function of a scheme, for whoever proves something about a ledger with the ledger's own hash.
// The error is ErrBadScheme.
func NewHash(scheme string) (hash.Hash, error) {
	switch scheme {
	case SM3:
		return sm3.New(), nil
	case SHA256:
		return sha256.New(), nil
	}
	return nil, fmt.Errorf("%w: %q", ErrBadScheme, scheme)
}

// End is the end of a city's ledger as its head row has it; Seq is 0 when there is none yet.
func End(ctx context.Context, r store.Reader, city int64) (Head, error) {
	h, err := readHead(ctx, r, city, "")
	if err != nil || h == nil {
		return Head{City: city}, err
	}
	return *h, nil
}

// hashPage is how many hashes are read with one query, so that no read holds a connection for long.
const hashPage = 4096

// Hashes hands the hash of every event after one seq, up to another and with it, to fn, in order and in bounded
// memory. It gives a *BrokenError for the first event that is not there, and whatever fn gives.
func Hashes(ctx context.Context, r store.Reader, city, after, to int64, fn func(seq int64, hash [32]byte) error) error {
	for after < to {
		last, err := hashes(ctx, r, city, after, min(to, after+hashPage), fn)
		if err != nil {
			return err
		}
		after = last
	}
	return nil
}

func hashes(ctx context.Context, r store.Reader, city, after, to int64, fn func(int64, [32]byte) error) (int64, error) {
	rows, err := r.Query(ctx, "SELECT seq, hash FROM events WHERE city = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
		city, after, to)
	if err != nil {
		return 0, fmt.Errorf("read hashes after %d: %w", after, err)
	}
	defer rows.Close()
	var raw sql.RawBytes
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq, &raw); err != nil {
			return 0, &BrokenError{City: city, Seq: after + 1, What: "its row cannot be read: " + err.Error()}
		}
		if seq != after+1 || len(raw) != 32 {
			break
		}
		if err := fn(seq, [32]byte(raw)); err != nil {
			return 0, err
		}
		after = seq
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("read hashes after %d: %w", after, store.Explain(err))
	}
	if after < to {
		return 0, &BrokenError{City: city, Seq: after + 1, What: "it is missing, or its hash has the wrong length"}
	}
	return after, nil
}
