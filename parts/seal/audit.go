package seal

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// row is a seal with what its row says beside it.
type row struct {
	seq  int64
	at   calendar.Instant
	body []byte
}

// after reads the next row of the city's own seals; nil at the end.
func after(ctx context.Context, r store.Reader, city, seq int64) (*row, error) {
	x := &row{}
	err := r.QueryRow(ctx, "SELECT seq, at, body FROM seals WHERE city = $1 AND seq > $2 ORDER BY seq LIMIT 1", city,
		seq).Scan(&x.seq, &x.at, &x.body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read seal after %d: %w", seq, store.Explain(err))
	}
	return x, nil
}

// Own proves the city's own copy of its seals: each row, each signature, that each follows the one before, and that
// the ledger is what they say, and that the last one is the one that was made last. It tells what does not hold as
// *BrokenError. Whoever has the key and the database can make them all anew; that is what seals kept outside are for.
// The seals of other cities in the same database are no concern of this one. The error is one of reading.
func Own(ctx context.Context, r store.Reader, city int64, progress func(done, total int64), tell func(error)) error {
	head, err := ledger.End(ctx, r, city)
	if err != nil {
		return err
	}
	last, seq := Seal{}, int64(0)
	for {
		x, err := after(ctx, r, city, seq)
		if err != nil {
			return err
		}
		if x == nil {
			return told(ended(ctx, r, city, seq, last), tell)
		}
		seq = x.seq
		s, err := x.holds(ctx, r, city, last, head)
		if err := told(err, tell); err != nil {
			return err
		}
		if last = s; progress != nil {
			progress(seq, max(head.Seq, seq))
		}
	}
}

// ended proves that the last seal there, of an event, is the one that was made last.
func ended(ctx context.Context, r store.Reader, city, seq int64, last Seal) error {
	var made int64
	var digest string
	err := r.QueryRow(ctx, "SELECT seq, digest FROM seal_last WHERE city = $1", city).Scan(&made, &digest)
	switch {
	case errors.Is(err, sql.ErrNoRows) && seq == 0:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return broken(seq, ErrLast, "seal_last: the row that names it is missing")
	case err != nil:
		return fmt.Errorf("read the last seal: %w", store.Explain(err))
	case made != seq:
		return broken(made, ErrLast, "seal_last: the last one there is of event %d", seq)
	case digest != "" && digest != last.Digest(): // "" is of a seal that an earlier program made
		return broken(made, ErrLast, "seal_last: it names another")
	}
	return nil
}

// Check is Own as a part's proof.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	return Own(ctx, r, city, progress, func(err error) { tell("seals: " + err.Error()) })
}

// told hands what does not hold to tell and gives back any other error.
func told(err error, tell func(error)) error {
	var wrong *BrokenError
	if errors.As(err, &wrong) {
		tell(err)
		return nil
	}
	return err
}

// prove proves a row by itself and against the seal before it. The seal is given even when it does not hold.
func (x *row) prove(city int64, last Seal) (Seal, error) {
	s, err := parseOne(x.body)
	if err != nil {
		return s, &BrokenError{Seq: x.seq, Err: ErrRow, Detail: err.Error()}
	}
	if again, err := json.Marshal(s); err != nil || !bytes.Equal(again, x.body) || s.Seq != x.seq || s.At != x.at {
		return s, broken(x.seq, ErrRow, "it says event %d, made at %d", s.Seq, s.At)
	}
	if s.City != city {
		return s, broken(s.Seq, ErrCity, "city %d", s.City)
	}
	if err := s.Verify(); err != nil {
		return s, err
	}
	if s.From != last.Seq+1 || last.Seq > 0 && s.Prev != last.Digest() {
		return s, broken(s.Seq, ErrOrder, "it names event %d as the first of its own; the seal before ends at %d",
			s.From, last.Seq)
	}
	if v := s.Voucher; v != nil && (v.Algorithm != last.Algorithm || v.Key != last.Key) {
		return s, broken(s.Seq, ErrKey, "the voucher is of a stranger")
	}
	return s, nil
}

// holds proves a row, and that the ledger holds what its seal says.
func (x *row) holds(ctx context.Context, r store.Reader, city int64, last Seal, head ledger.Head) (Seal, error) {
	s, err := x.prove(city, last)
	if err != nil {
		return s, err
	}
	return s, events(ctx, r, s, head, true)
}

// events proves that the ledger holds what a seal says, and, for the city's own copy of it, the row of blocks.
func events(ctx context.Context, r store.Reader, s Seal, head ledger.Head, own bool) error {
	if s.Scheme != head.Scheme {
		return broken(s.Seq, ErrScheme, "%s, not %s", head.Scheme, s.Scheme)
	}
	if err := holds(ctx, r, s.City, s.Seq, s.Hash, head); err != nil {
		return err
	}
	root, blocks, err := plant(ctx, r, s.City, s.From, s.Seq, s.Scheme)
	var missing *ledger.BrokenError
	switch {
	case errors.As(err, &missing):
		return broken(s.Seq, ErrCut, "%s", missing.Error())
	case err != nil:
		return err
	case hex.EncodeToString(root[:]) != s.Root:
		return broken(s.Seq, ErrRoot, "events %d to %d", s.From, s.Seq)
	case !own:
		return nil
	}
	kept, err := readBlocks(ctx, r, s.City, s)
	if err != nil {
		return err
	}
	if !slices.Equal(kept, blocks) {
		return broken(s.Seq, ErrRow, "the row of blocks is another")
	}
	return nil
}

// Outside proves the ledger with seals kept outside. It trusts them and not the database: the first one's key is the
// city's, and each later key, also of the city's own newer seals, must be that one or be vouched for. It tells what
// does not hold as *BrokenError, in the order of events. keys are the public keys of the city's key file: a new one
// among them, that nobody vouched for, is ErrLost and not ErrKey. The error is one of reading.
func Outside(ctx context.Context, r store.Reader, city int64, seals []Seal, keys []string,
	progress func(done, total int64), tell func(error)) error {
	head, err := ledger.End(ctx, r, city)
	if err != nil {
		return err
	}
	sound := sorted(city, seals, tell)
	if sound, err = trusted(ctx, r, city, sound, keys, tell); err != nil {
		return err
	}
	good := int64(0)
	for _, s := range sound {
		err := events(ctx, r, s, head, false)
		var wrong *BrokenError
		switch {
		case err == nil:
			good = s.Seq
		case errors.As(err, &wrong) && good > 0:
			wrong.Detail += fmt.Sprintf("; the history up to event %d holds", good)
		}
		if err := told(err, tell); err != nil {
			return err
		}
		if progress != nil {
			progress(s.Seq, sound[len(sound)-1].Seq)
		}
	}
	return nil
}

// unvouched is what to say of a seal whose key the one before did not vouch for.
func unvouched(s Seal, keys []string) error {
	if slices.Contains(keys, s.Key) {
		return ErrLost
	}
	return ErrKey
}

// Owned proves with the public keys of the city's key file that the city made its seals: a key that the one before did
// not vouch for must lie in the file, and so must that of the last seal. It gives the first events of seals with a key
// that does lie there: the key before was lost. Without keys nothing can be said, and nothing is. Seals that do not
// hold by themselves are told by Own.
func Owned(ctx context.Context, r store.Reader, city int64, keys []string, tell func(error)) (lost []int64, err error) {
	var last Seal
	for len(keys) > 0 {
		x, err := after(ctx, r, city, last.Seq)
		if err != nil {
			return lost, err
		}
		if x == nil {
			break
		}
		s, err := parseOne(x.body)
		if err != nil {
			return lost, nil
		}
		if last.Seq > 0 && !s.continues(last.Algorithm, last.Key) {
			if unvouched(s, keys) == ErrLost {
				lost = append(lost, s.From)
			} else {
				tell(broken(s.Seq, ErrKey, "%s %s", s.Algorithm, s.Key))
			}
		}
		if last = s; last.Seq != x.seq {
			return lost, nil
		}
	}
	if last.Seq > 0 && !slices.Contains(keys, last.Key) {
		tell(broken(last.Seq, ErrKey, "the last seal's key is none of those in seal.key: %s %s",
			last.Algorithm, last.Key))
	}
	return lost, nil
}

// Receipt proves a proof that a resident kept, and that the ledger still has the entry with this hash. Whether its
// seal is one of the city's is for Outside to say, to which the caller hands it too. It tells what does not hold as
// *BrokenError. The error is one of reading.
func Receipt(ctx context.Context, r store.Reader, city int64, p Proof, tell func(error)) error {
	if err := VerifyProof(p); err != nil {
		return told(err, tell)
	}
	if p.Seal.City != city {
		return told(broken(p.Seal.Seq, ErrCity, "city %d, not %d", p.Seal.City, city), tell)
	}
	head, err := ledger.End(ctx, r, city)
	if err != nil {
		return err
	}
	return told(holds(ctx, r, city, p.Seq, p.Hash, head), tell)
}

// sorted gives the seals that are sound by themselves and against each other, in the order of events, each once.
func sorted(city int64, seals []Seal, tell func(error)) []Seal {
	all := slices.Clone(seals)
	slices.SortStableFunc(all, func(a, b Seal) int { return int(min(max(a.Seq-b.Seq, -1), 1)) })
	var out []Seal
	for _, s := range all {
		if err := s.Verify(); err != nil {
			tell(err)
			continue
		}
		var last Seal
		if n := len(out); n > 0 {
			last = out[n-1]
		}
		switch {
		case s.City != city:
			tell(broken(s.Seq, ErrCity, "city %d, not %d", s.City, city))
		case len(out) > 0 && s.Digest() == last.Digest(): // the same again
		case len(out) > 0 && s.Prev == last.Digest() && s.From != last.Seq+1:
			tell(broken(s.Seq, ErrOrder, "it begins with event %d, the seal before it ends at %d", s.From, last.Seq))
		default:
			out = append(out, s)
		}
	}
	return out
}

// trusted follows the key from the first outside seal on, over the city's own seals where the outside ones leave a
// gap, and leaves out the seals of strangers.
func trusted(ctx context.Context, r store.Reader, city int64, seals []Seal, keys []string,
	tell func(error)) ([]Seal, error) {
	if len(seals) == 0 {
		return nil, nil
	}
	out, at := seals[:1:1], seals[0]
	rest, seq := seals[1:], seals[0].Seq
	for {
		x, err := after(ctx, r, city, seq)
		if err != nil {
			return nil, err
		}
		for len(rest) > 0 && (x == nil || rest[0].Seq <= x.seq) {
			if s := rest[0]; s.continues(at.Algorithm, at.Key) {
				out, at = append(out, s), s
			} else {
				tell(broken(s.Seq, unvouched(s, keys), "%s %s", s.Algorithm, s.Key))
			}
			rest = rest[1:]
		}
		if x == nil {
			return out, nil
		}
		seq = x.seq
		s, err := parseOne(x.body)
		if err != nil || s.Verify() != nil {
			continue // Own names it
		}
		if s.continues(at.Algorithm, at.Key) {
			at = s
		} else {
			tell(broken(s.Seq, unvouched(s, keys), "the city's own seal: %s %s", s.Algorithm, s.Key))
		}
	}
}
