package follow

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"xiaohao/platform/store"
)

const followColumns = "SELECT id, who, lang, source, matter, lives, area, category, text, state, at, told, code " +
	"FROM follows WHERE city = $1"

// follows reads what rows of followColumns say.
func follows(ctx context.Context, r store.Reader, and string, args ...any) (out []Follow, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var f Follow
		var state int
		err := rows.Scan(&f.ID, &f.who, &f.Lang, &f.Source, &f.Matter, &f.lives, &f.Area, &f.Category, &f.Text, &state,
			&f.At, &f.told, &f.code)
		f.Waits = state == 0
		out = append(out, f)
		return err
	}, followColumns+and, args...)
	return out, err
}

// one is what is followed under an id; ok is false for nothing any more.
func (x *Follows) one(ctx context.Context, r store.Reader, id int64) (f Follow, ok bool, err error) {
	list, err := follows(ctx, r, " AND id = $2", x.City, id)
	if err != nil || len(list) == 0 {
		return f, false, err
	}
	return list[0], true, nil
}

// ofWho is all that an address follows, and asked to follow.
func (x *Follows) ofWho(ctx context.Context, r store.Reader, who []byte) ([]Follow, error) {
	return follows(ctx, r, " AND who = $2 ORDER BY at, id", x.City, who)
}

// put writes what is followed anew.
func (x *Follows) put(ctx context.Context, tx *store.Tx, f Follow) error {
	state := 1
	if f.Waits {
		state = 0
	}
	text := 0
	if f.Text {
		text = 1
	}
	return tx.Later(ctx, `INSERT INTO follows (city, id, who, lang, source, matter, lives, area, category, text, state,
		at, told, code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (city, who, matter, area, category, source) DO NOTHING`, x.City, f.ID, f.who, f.Lang,
		int64(f.Source), f.Matter, f.lives, int64(f.Area), f.Category, text, state, f.At, f.told, f.code)
}

// freshID is an id that nobody can guess; above zero.
func (x *Follows) freshID() (int64, error) {
	b, err := x.random(8)
	if err != nil {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b)>>1) | 1, nil
}

// person is a row of follow_people.
type person struct {
	key     []byte // opened; nil for who is not written to
	address string
	refused int64
}

// person reads whom a digest means. The error is errBox for a row that was sealed under another secret.
func (x *Follows) person(ctx context.Context, r store.Reader, who []byte) (p person, there bool, err error) {
	var sealed, data []byte
	err = r.QueryRow(ctx, "SELECT refused, sealed, data FROM follow_people WHERE city = $1 AND who = $2", x.City, who).
		Scan(&p.refused, &sealed, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	if err != nil || sealed == nil {
		return p, true, store.Explain(err)
	}
	key, err := open(x.keys.box, sealed, who)
	if err != nil {
		return p, true, err
	}
	plain, err := open(key, data, who)
	if err != nil {
		return p, true, err
	}
	p.key, p.address = key, string(plain)
	return p, true, nil
}

// meet writes down whom to write to from now on, and gives the key.
func (x *Follows) meet(ctx context.Context, tx *store.Tx, who []byte, address string) (key []byte, err error) {
	if key, err = x.random(32); err != nil {
		return nil, err
	}
	sealed, err := x.seal(x.keys.box, key, who)
	if err != nil {
		return nil, err
	}
	data, err := x.seal(key, []byte(address), who)
	if err != nil {
		return nil, err
	}
	return key, tx.Later(ctx, `INSERT INTO follow_people (city, who, at, refused, sealed, data)
		VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (city, who) DO UPDATE SET at = excluded.at, refused = 0,
		sealed = excluded.sealed, data = excluded.data`, x.City, who, x.Now(), sealed, data)
}

// end ends some of what an address follows, and forgets the address where nothing is left.
func (x *Follows) end(ctx context.Context, tx *store.Tx, who []byte, which func(Follow) bool) error {
	list, err := x.ofWho(ctx, tx, who)
	if err != nil {
		return err
	}
	left := 0
	for _, f := range list {
		if !which(f) {
			left++
			continue
		}
		if err := tx.Later(ctx, "DELETE FROM follows WHERE city = $1 AND id = $2", x.City, f.ID); err != nil {
			return err
		}
	}
	if left > 0 {
		return nil
	}
	return tx.Later(ctx, "DELETE FROM follow_people WHERE city = $1 AND who = $2 AND refused = 0", x.City, who)
}

func all(Follow) bool { return true }

// count counts the letters of the last day against a budget, but for one.
func (x *Follows) count(ctx context.Context, r store.Reader, who []byte, but string) (n int, err error) {
	err = r.QueryRow(ctx, "SELECT COUNT(*) FROM follow_asked WHERE city = $1 AND who = $2 AND at > $3 AND letter <> $4",
		x.City, who, x.Now()-day, but).Scan(&n)
	return n, store.Explain(err)
}

// spend counts a letter; the same one again counts once.
func (x *Follows) spend(ctx context.Context, tx *store.Tx, who []byte, letter string) error {
	return tx.Later(ctx, `INSERT INTO follow_asked (city, who, letter, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (city, who, letter) DO NOTHING`, x.City, who, letter, x.Now())
}
