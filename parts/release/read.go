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
	Behind   Place // the page that begins behind this one
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

// skips is how many rows a page may pass over that the gate or the filter leaves out; a page is rather short than slow.
const skips = 500

// errFull ends the reading of a page.
var errFull = errors.New("the page is full")

// List is a page of what everybody may see.
func (x *Releases) List(ctx context.Context, f Filter, limit int) (Page, error) {
	var out Page
	text, args := "SELECT matter, at, bare, shown FROM public_matters WHERE city = $1", []any{x.City}
	and := func(cond string, v any) {
		args = append(args, v)
		text += " AND " + strings.ReplaceAll(cond, "?", "$"+strconv.Itoa(len(args)))
	}
	switch {
	case f.Area.Level() == area.County:
		and("county = ?", int64(f.Area))
	case f.Area.Level() >= area.Township:
		and("township = ?", int64(f.Area.Ancestor(area.Township)))
	case f.Category != "":
		and("category = ?", f.Category)
	}
	if f.Behind.Matter != 0 {
		args = append(args, f.Behind.At, f.Behind.Matter)
		text += " AND (at, matter) < ($" + strconv.Itoa(len(args)-1) + ", $" + strconv.Itoa(len(args)) + ")"
	}
	text += " ORDER BY at DESC, matter DESC LIMIT " + strconv.Itoa(limit+skips)
	n := 0
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		p, at, err := x.scan(rows)
		n++
		if err != nil {
			return err
		}
		out.Next = at
		if p.Matter != 0 && (f.Category == "" || p.Category == f.Category) && (f.Plain == "" || p.State == f.Plain) {
			out.Matters = append(out.Matters, p)
		}
		if len(out.Matters) == limit {
			return errFull
		}
		return nil
	}, text, args...)
	if err == nil && n < limit+skips {
		out.Next = Place{}
	}
	if errors.Is(err, errFull) {
		err = nil
	}
	return out, err
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
