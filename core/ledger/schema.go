package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

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

// cursors gives the places of those of some cursors that there are. lock is "", or a transaction's ForUpdate; the order
// keeps two processes from waiting for each other.
func cursors(ctx context.Context, r store.Reader, city int64, names []string, lock string) (map[string]int64, error) {
	out := map[string]int64{}
	marks, args := marked(names, city)
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var name string
		var seq int64
		err := rows.Scan(&name, &seq)
		out[name] = seq
		return err
	}, "SELECT name, seq FROM cursors WHERE city = $1 AND name IN ("+marks+") ORDER BY name"+lock, args...)
	return out, err
}

// moveCursors sets cursors that there are.
func moveCursors(ctx context.Context, tx *store.Tx, city int64, names []string, to int64) error {
	if len(names) == 0 {
		return nil
	}
	marks, args := marked(names, to, city)
	return tx.Later(ctx, "UPDATE cursors SET seq = $1 WHERE city = $2 AND name IN ("+marks+")", args...)
}

// marked makes placeholders for names that stand behind other arguments.
func marked(names []string, before ...any) (marks string, args []any) {
	args = before
	for i, n := range names {
		if i > 0 {
			marks += ", "
		}
		args = append(args, n)
		marks += "$" + strconv.Itoa(len(args))
	}
	return marks, args
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

// dropCursors forgets where a follower stood, under its name and under those that it had.
func dropCursors(ctx context.Context, tx *store.Tx, city int64, f Follower) error {
	for _, name := range append(were(f), f.Name()) {
		if err := dropCursor(ctx, tx, city, name); err != nil {
			return err
		}
	}
	return nil
}

// were are the names that a follower had.
func were(f Follower) []string {
	r, ok := f.(Renamed)
	if !ok {
		return nil
	}
	return slices.Clone(r.Were())
}

// HeadOf is the end of a city's ledger as it is stored; false when there is no such city.
func HeadOf(ctx context.Context, r store.Reader, city int64) (Head, bool, error) {
	h, err := readHead(ctx, r, city, "")
	if err != nil || h == nil {
		return Head{}, false, err
	}
	return *h, true, nil
}
