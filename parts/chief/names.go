package chief

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"strings"

	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// keys makes the keys under which names lie. Where no city is at work nobody asks for names.
func (x *Chiefs) keys() (err error) {
	if x.names, err = part.NewBox(x.Secret, "xiaohao chief names"); err != nil {
		return err
	}
	x.mark, err = hkdf.Key(sha256.New, x.Secret, nil, "xiaohao chief marks", 32)
	return err
}

// markOf is by what a name is found: nobody without the city's secret makes a name of it.
func (x *Chiefs) markOf(name string) string {
	h := hmac.New(sha256.New, x.mark)
	h.Write([]byte(strings.Join(strings.Fields(name), "")))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// keep lays a name beside the ledger and gives what stands for it in events: nothing that follows from the name.
func (x *Chiefs) keep(ctx context.Context, tx *store.Tx, name string) (ref string, err error) {
	sealed, err := x.names.Hide([]byte(name))
	if err != nil {
		return "", err
	}
	ref = rand.Text()
	return ref, tx.Later(ctx, "INSERT INTO chief_names (city, ref, mark, sealed) VALUES ($1, $2, $3, $4)", x.City, ref,
		x.markOf(name), sealed)
}

// called are the refs of those who are called so.
func (x *Chiefs) called(ctx context.Context, r store.Reader, name string) (out []string, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var ref string
		err := rows.Scan(&ref)
		out = append(out, ref)
		return err
	}, "SELECT ref FROM chief_names WHERE city = $1 AND mark = $2 ORDER BY ref LIMIT $3", x.City, x.markOf(name),
		mostCalled)
	return out, err
}

// mostCalled is how many people of one name are looked at.
const mostCalled = 500

// Name is what somebody is called; "" for one whose name was forgotten.
func (x *Chiefs) Name(ctx context.Context, w Who) (string, error) {
	if w.Person != 0 {
		p, _ := x.Org().Person(w.Person)
		return p.Name, nil
	}
	if w.Ref == "" {
		return "", nil
	}
	sealed, err := x.nameIn(ctx, x.DB.Read(), w.Ref)
	if err != nil || sealed == nil {
		return "", err
	}
	name, err := x.names.Show(sealed)
	if err != nil { // sealed under another secret
		return "", nil
	}
	return string(name), nil
}

// nameIn is a name as it lies sealed; nil for one that was forgotten.
func (x *Chiefs) nameIn(ctx context.Context, r store.Reader, ref string) (sealed []byte, err error) {
	err = r.QueryRow(ctx, "SELECT sealed FROM chief_names WHERE city = $1 AND ref = $2", x.City, ref).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return sealed, store.Explain(err)
}
