package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Filter says which public matters are wanted. The zero Filter means all, the one that changed last first.
type Filter struct {
	Area     area.Code // of a county or a township; 0 for the whole city
	Category string
	Plain    org.Plain
	Open     bool  // all but what was struck off; Plain narrows further
	Behind   Place // the page that begins behind this one
}

// states are the plain states that a filter wants.
func (f Filter) states() (out []org.Plain) {
	for _, s := range org.Plains() {
		if (f.Plain == "" || f.Plain == s) && !(f.Open && s == org.PlainStruck) {
			out = append(out, s)
		}
	}
	return out
}

// Place is where a page ended.
type Place struct{ At, Matter int64 }

// String is the place as an address has it.
func (p Place) String() string {
	if p.Matter == 0 {
		return ""
	}
	return strconv.FormatInt(p.At, 36) + "." + strconv.FormatInt(p.Matter, 36)
}

// ParsePlace reads what String wrote; whatever else is the beginning.
func ParsePlace(s string) Place {
	at, id, _ := strings.Cut(s, ".")
	a, err := strconv.ParseInt(at, 36, 64)
	m, wrong := strconv.ParseInt(id, 36, 64)
	if err != nil || wrong != nil {
		return Place{}
	}
	return Place{a, m}
}

// Page is a page of public matters, and where the next one begins; the zero Place after the last.
type Page struct {
	Matters []org.Public
	Next    Place
}

// skips is how many rows a page may pass over that the gate leaves out; a page is rather short than slow.
const skips = 500

// List is a page of what everybody may see. Matters near a home stand where they were more than a month ago.
func (x *Releases) List(ctx context.Context, f Filter, limit int) (Page, error) {
	return x.list(ctx, f, 0, limit)
}

// list is a page of those that changed at an instant or later.
func (x *Releases) list(ctx context.Context, f Filter, since int64, limit int) (out Page, err error) {
	if limit <= 0 || len(f.states()) == 0 {
		return out, nil
	}
	for looked := 0; looked < limit+skips; {
		want := limit - len(out.Matters) + 1
		text, args := listText(f, since, x.City, want)
		n := 0
		err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
			if n++; n == want {
				return nil // it only says that there are more
			}
			p, at, err := x.scan(rows)
			if err == nil && p.Matter != 0 {
				out.Matters = append(out.Matters, p)
			}
			f.Behind = at
			return err
		}, text, args...)
		if err != nil || n < want {
			out.Next = Place{}
			return out, err
		}
		if out.Next = f.Behind; len(out.Matters) == limit {
			return out, nil
		}
		looked += n
	}
	return out, nil
}

// listText is the question for the first rows of a filter: those of each wanted state along an index, merged.
func listText(f Filter, since, city int64, limit int) (string, []any) {
	args := []any{city, int64(limit)}
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	and := ""
	switch l := f.Area.Level(); {
	case l >= area.Township:
		and += " AND township = " + bind(int64(f.Area.Ancestor(area.Township)))
	case l == area.County:
		and += " AND county = " + bind(int64(f.Area))
	}
	if f.Category != "" {
		and += " AND category = " + bind(f.Category)
	}
	behind := ""
	if since > 0 {
		behind = " AND at >= " + bind(since)
	}
	if f.Behind.Matter != 0 {
		behind += " AND (at, matter) < (" + bind(f.Behind.At) + ", " + bind(f.Behind.Matter) + ")"
	}
	var parts []string
	for _, s := range f.states() {
		parts = append(parts, "SELECT * FROM (SELECT at, matter FROM public_matters WHERE city = $1"+and+
			" AND plain = "+
			bind(string(s))+behind+" ORDER BY at DESC, matter DESC LIMIT $2) AS "+string(s))
	}
	return `SELECT p.matter, p.at, p.bare, p.shown FROM (SELECT at, matter FROM (` +
		strings.Join(parts, " UNION ALL ") +
		`) AS merged ORDER BY at DESC, matter DESC LIMIT $2) AS k JOIN public_matters AS p ON p.city = $1 AND
		p.matter = k.matter ORDER BY k.at DESC, k.matter DESC`, args
}

// scan reads a row through the gate; the zero Public where it is shut.
func (x *Releases) scan(rows *sql.Rows) (org.Public, Place, error) {
	var at Place
	var bare, shown string
	if err := rows.Scan(&at.Matter, &at.At, &bare, &shown); err != nil {
		return org.Public{}, at, err
	}
	p, err := x.through(bare, shown)
	return p, at, err
}

// through asks the gate about a row.
func (x *Releases) through(bare, shown string) (org.Public, error) {
	var b org.Bare
	var r org.Release
	if err := json.Unmarshal([]byte(bare), &b); err != nil {
		return org.Public{}, err
	}
	if err := json.Unmarshal([]byte(shown), &r); err != nil {
		return org.Public{}, err
	}
	p, _ := org.Publish(x.Policy().Release, b, &r, x.Now())
	return p, nil
}

// these are some matters as everybody may see them, by number; those that may not be seen are not among them.
func (x *Releases) these(ctx context.Context, ids []int64) (map[int64]org.Public, error) {
	out := map[int64]org.Public{}
	if len(ids) == 0 {
		return out, nil
	}
	text, args := within("SELECT matter, at, bare, shown FROM public_matters WHERE city = $1 AND matter IN", x.City,
		ids)
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		p, _, err := x.scan(rows)
		if err == nil && p.Matter != 0 {
			out[p.Matter] = p
		}
		return err
	}, text, args...)
	return out, err
}

// One is a matter as everybody may see it. The fault is matter_missing for whatever may not be seen, also when it is
// not there: nobody learns which.
func (x *Releases) One(ctx context.Context, id int64) (org.Public, error) {
	return x.one(ctx, x.DB.Lagging(), id)
}

func (x *Releases) one(ctx context.Context, r store.Reader, id int64) (org.Public, error) {
	var bare, shown string
	err := r.QueryRow(ctx, "SELECT bare, shown FROM public_matters WHERE city = $1 AND matter = $2",
		x.City, id).Scan(&bare, &shown)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return org.Public{}, store.Explain(err)
	}
	if err == nil {
		p, err := x.through(bare, shown)
		if err != nil || p.Matter != 0 {
			return p, err
		}
	}
	return org.Public{}, fault.New(fault.Missing, "matter_missing")
}

// Copy opens the public copy of a photo of a matter that everybody may see; size is "view" or "thumb".
func (x *Releases) Copy(ctx context.Context, id int64, name, size string) (io.ReadSeekCloser, error) {
	p, err := x.One(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range p.Photos {
		if f.Copy != name {
			continue
		}
		if size == "thumb" {
			name = f.Thumb
		}
		return x.Desk.OpenCopy(name)
	}
	return nil, fault.New(fault.Missing, "photo_missing")
}
