package seal

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Writer is the turn in which side tables are written; *ledger.Ledger has it.
type Writer interface {
	Exclusive(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error
}

// Config is what a Book needs. Without a Writer a Book only reads.
type Config struct {
	City      int64
	DB        *store.DB
	Keys      *Keys
	Algorithm func() string           // SM2 or Ed25519, as the policy has it now
	Now       func() calendar.Instant // Unix microseconds
	Writer    Writer
}

// Book is a city's seals. It is safe for concurrent use.
type Book struct {
	Config
	making sync.Mutex
}

// New is the book of a city whose database is migrated.
func New(c Config) *Book { return &Book{Config: c} }

// Make seals the ledger as it stands and gives the seal; when nothing has happened since the last one, that one.
// Errors: *fault.Error seal_empty (there is no event yet), seal_rewritten (the ledger is not what the last seal says;
// its cause is a *BrokenError), seal_key_…; and those of the writer.
func (b *Book) Make(ctx context.Context) (Seal, error) {
	b.making.Lock()
	defer b.making.Unlock()
	s, _, err := b.make(ctx)
	return s, err
}

// Daily makes the seal of the day, and says whether it did: none when one was made since midnight in China, or
// nothing has happened since the last. It costs one look when there is nothing to do, and may be called at every
// tick.
func (b *Book) Daily(ctx context.Context) (Seal, bool, error) {
	b.making.Lock()
	defer b.making.Unlock()
	y, m, d := b.Now().Time().In(calendar.China()).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, calendar.China())
	var n int64
	err := b.DB.Read().QueryRow(ctx,
		"SELECT COUNT(*) FROM (SELECT 1 FROM seals WHERE city = $1 AND at >= $2 AND at < $3 LIMIT 1) AS s",
		b.City, calendar.Of(midnight), calendar.Of(midnight.AddDate(0, 0, 1))).Scan(&n)
	if err != nil || n > 0 {
		return Seal{}, false, store.Explain(err)
	}
	s, fresh, err := b.make(ctx)
	if fault.Code(err) == "seal_empty" {
		return Seal{}, false, nil
	}
	return s, fresh, err
}

func (b *Book) make(ctx context.Context) (s Seal, fresh bool, err error) {
	r := b.DB.Read()
	last, sealed, err := b.Last(ctx)
	if err != nil {
		return Seal{}, false, err
	}
	head, err := ledger.End(ctx, r, b.City)
	if err != nil {
		return Seal{}, false, err
	}
	if head.Seq == 0 {
		return Seal{}, false, fault.New(fault.Conflict, "seal_empty")
	}
	if sealed {
		if err := b.stands(ctx, last, head); err != nil {
			return Seal{}, false, err
		}
		if last.Seq == head.Seq {
			return last, false, nil
		}
	}
	root, blocks, err := plant(ctx, r, b.City, last.Seq+1, head.Seq, head.Scheme)
	if err != nil {
		return Seal{}, false, err
	}
	s = Seal{Version: Version, City: b.City, Seq: head.Seq, Hash: hex.EncodeToString(head.Hash[:]), At: b.Now(),
		From: last.Seq + 1,
		Root: hex.EncodeToString(root[:]), Scheme: head.Scheme}
	if sealed {
		s.Prev = last.Digest()
	}
	if err := b.sign(&s, last); err != nil {
		return Seal{}, false, err
	}
	return s, true, b.keep(ctx, s, blocks)
}

// stands proves that the ledger still holds what the last seal says, so that a forgery is never sealed over.
func (b *Book) stands(ctx context.Context, last Seal, head ledger.Head) error {
	err := holds(ctx, b.DB.Read(), b.City, last.Seq, last.Hash, head)
	var wrong *BrokenError
	if errors.As(err, &wrong) {
		return fault.New(fault.Conflict, "seal_rewritten", "n", last.Seq).By(err)
	}
	return err
}

// holds proves that an event of the ledger has a hash.
func holds(ctx context.Context, r store.Reader, city, seq int64, hash string, head ledger.Head) error {
	if seq > head.Seq {
		return broken(seq, ErrCut, "the ledger ends at event %d", head.Seq)
	}
	got := ""
	err := ledger.Hashes(ctx, r, city, seq-1, seq, func(_ int64, h [32]byte) error {
		got = hex.EncodeToString(h[:])
		return nil
	})
	var missing *ledger.BrokenError
	switch {
	case errors.As(err, &missing):
		return broken(seq, ErrCut, "%s", missing.Error())
	case err != nil:
		return err
	case got != hash:
		return broken(seq, ErrHash, "%s, not %s", got, hash)
	}
	return nil
}

// plant makes the root over the hashes of some events, and the row of its blocks, in one pass.
func plant(ctx context.Context, r store.Reader, city, from, to int64,
	scheme string) (root node, blocks []node, err error) {
	h, err := ledger.NewHash(scheme)
	if err != nil {
		return root, nil, err
	}
	t := newTree(h, blockSize)
	err = ledger.Hashes(ctx, r, city, from-1, to, func(_ int64, hash [32]byte) error { return t.add(hash) })
	if err != nil {
		return root, nil, err
	}
	return t.end()
}

// sign signs with the key in use, and lets the key of the seal before vouch for a new one when it is still in the file.
func (b *Book) sign(s *Seal, last Seal) error {
	now, old, err := b.Keys.use(b.Algorithm())
	if err != nil {
		return err
	}
	s.Algorithm, s.Key = now.algorithm, now.public
	sig, err := now.sign(s.Statement())
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	s.Signature = hex.EncodeToString(sig)
	if last.Key == "" || last.Key == s.Key {
		return s.Verify()
	}
	for _, k := range old {
		if k.algorithm != last.Algorithm || k.public != last.Key {
			continue
		}
		sig, err := k.sign(s.Statement())
		if err != nil {
			return fmt.Errorf("vouch: %w", err)
		}
		s.Voucher = &Voucher{k.algorithm, k.public, hex.EncodeToString(sig)}
	}
	return s.Verify()
}

// keep writes the seal on the writer's turn, if it still follows the last one there.
func (b *Book) keep(ctx context.Context, s Seal, blocks []node) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	raw := make([]byte, 0, 32*len(blocks))
	for _, n := range blocks {
		raw = append(raw, n[:]...)
	}
	return b.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		var last int64
		if err := tx.QueryRow(ctx, "SELECT COALESCE(MAX(seq), 0) FROM seals WHERE city = $1",
			b.City).Scan(&last); err != nil {
			return err
		}
		if last != s.From-1 {
			return fault.New(fault.Busy, "seal_twice")
		}
		_, err := tx.Exec(ctx, "INSERT INTO seals (city, seq, at, body, blocks) VALUES ($1, $2, $3, $4, $5)", b.City,
			s.Seq, s.At, string(body), raw)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO seal_last (city, seq, digest) VALUES ($1, $2, $3)
			ON CONFLICT (city) DO UPDATE SET seq = excluded.seq, digest = excluded.digest`, b.City, s.Seq, s.Digest())
		return err
	})
}

// Last is the newest seal; false when there is none.
func (b *Book) Last(ctx context.Context) (Seal, bool, error) {
	return b.one(ctx, "SELECT body FROM seals WHERE city = $1 AND seq > $2 ORDER BY seq DESC LIMIT 1", 0)
}

// Covering is the seal that covers an event; false when the event is not under a seal yet.
func (b *Book) Covering(ctx context.Context, seq int64) (Seal, bool, error) {
	return b.one(ctx, "SELECT body FROM seals WHERE city = $1 AND seq >= $2 ORDER BY seq LIMIT 1", seq)
}

func (b *Book) one(ctx context.Context, text string, seq int64) (Seal, bool, error) {
	var body string
	err := b.DB.Read().QueryRow(ctx, text, b.City, seq).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return Seal{}, false, nil
	}
	if err != nil {
		return Seal{}, false, fmt.Errorf("read seal: %w", store.Explain(err))
	}
	s, err := parseOne([]byte(body))
	if err != nil {
		return Seal{}, false, fmt.Errorf("read seal: %w", err)
	}
	return s, true, nil
}

// List gives up to limit seals, newest first, whose last event is before a number; before 0 begins with the newest.
func (b *Book) List(ctx context.Context, before int64, limit int) ([]Seal, error) {
	rows, err := b.DB.Read().Query(ctx,
		`SELECT body FROM seals WHERE city = $1 AND (seq < $2 OR $2 = 0) ORDER BY seq DESC LIMIT $3`, b.City,
		before, limit)
	if err != nil {
		return nil, fmt.Errorf("list seals: %w", err)
	}
	defer rows.Close()
	var out []Seal
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("list seals: %w", store.Explain(err))
		}
		s, err := parseOne([]byte(body))
		if err != nil {
			return nil, fmt.Errorf("list seals: %w", err)
		}
		out = append(out, s)
	}
	return out, store.Explain(rows.Err())
}
