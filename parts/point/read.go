package point

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Get reads a point, also in a transaction. It gives fault.Missing "point_missing".
func Get(ctx context.Context, r store.Reader, city, id int64) (*Point, error) {
	return one(r.QueryRow(ctx, "SELECT "+columns+" FROM points WHERE city = $1 AND id = $2", city, id))
}

// ByCode reads a point by its own code. It gives fault.Missing "point_missing".
func ByCode(ctx context.Context, r store.Reader, city int64, code string) (*Point, error) {
	return one(r.QueryRow(ctx, "SELECT "+columns+" FROM points WHERE city = $1 AND code = $2", city, code))
}

func one(row *store.Row) (*Point, error) {
	p := &Point{}
	err := p.scan(row)
	if none(err) {
		return nil, fault.New(fault.Missing, "point_missing")
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return p, nil
}

// Filter says which points a list shows. The zero value shows all.
type Filter struct {
	Area area.Code // the area and everything below it; 0 for all

	// Now are the areas under which what Area ever held is found today, as area.Tree.Now has them; nil for Area alone.
	// No URL holds it.
	Now     []area.Code
	Kind    string
	Unit    int64
	Text    string // a part of code, name or address
	Retired *bool  // nil for both
	After   string // where the page before ended, as Page gave it
	Limit   int    // 0 is 50
}

// MaxLimit is the longest page.
const MaxLimit = 200

// Page is a page of the register, by area and within it by code.
type Page struct {
	Points []Point
	After  string // "" at the end
}

// List gives a page of the register. It gives fault.Invalid "cursor_bad".
func List(ctx context.Context, r store.Reader, city int64, f Filter) (Page, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, MaxLimit)
	var page Page
	err := walk(ctx, r, city, f, limit+1, func(p *Point) error {
		if len(page.Points) == limit {
			last := page.Points[limit-1]
			page.After = last.Area.String() + " " + last.Code
			return nil
		}
		page.Points = append(page.Points, *p)
		return nil
	})
	return page, err
}

// piece is how many points are read at once.
const piece = 1000

// Each gives every point that the filter shows, in the order of List; Limit is not asked. No rows are open while fn
// runs.
func Each(ctx context.Context, r store.Reader, city int64, f Filter, fn func(*Point) error) error {
	for {
		list := make([]Point, 0, piece)
		err := walk(ctx, r, city, f, piece, func(p *Point) error {
			list = append(list, *p)
			return nil
		})
		if err != nil {
			return err
		}
		for i := range list {
			if err := fn(&list[i]); err != nil {
				return err
			}
		}
		if len(list) < piece {
			return nil
		}
		last := list[piece-1]
		f.After = last.Area.String() + " " + last.Code
	}
}

// Count is how many points the filter shows.
func Count(ctx context.Context, r store.Reader, city int64, f Filter) (int, error) {
	where, args, err := f.where(city)
	if err != nil {
		return 0, err
	}
	var n int
	err = r.QueryRow(ctx, "SELECT COUNT(*) FROM points WHERE city = $1"+where, args...).Scan(&n)
	return n, store.Explain(err)
}

func walk(ctx context.Context, r store.Reader, city int64, f Filter, limit int, fn func(*Point) error) error {
	where, args, err := f.where(city)
	if err != nil {
		return err
	}
	args = append(args, limit)
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var p Point
		if err := p.scan(rows); err != nil {
			return err
		}
		return fn(&p)
	}, "SELECT "+columns+" FROM points WHERE city = $1"+where+" ORDER BY area, code LIMIT $"+strconv.Itoa(len(args)),
		args...)
}

// where writes the filter behind that of the city; all of it but the text narrows by an index.
func (f Filter) where(city int64) (string, []any, error) {
	where, args := "", []any{city}
	add := func(text string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			text = strings.Replace(text, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where += " AND " + text
	}
	if f.Area != 0 {
		now := f.Now
		if len(now) == 0 {
			now = []area.Code{f.Area}
		}
		var ends []any
		for _, a := range now {
			lo, hi := a.Range()
			ends = append(ends, int64(lo), int64(hi))
		}
		add("("+strings.Repeat("area BETWEEN ? AND ? OR ", len(now)-1)+"area BETWEEN ? AND ?)", ends...)
	}
	if f.Kind != "" {
		add("kind = ?", f.Kind)
	}
	if f.Unit != 0 {
		add("unit = ?", f.Unit)
	}
	if f.Retired != nil {
		add("retired = ?", bit(*f.Retired))
	}
	if t := strings.ToLower(strings.TrimSpace(f.Text)); t != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(t) + "%"
		add(`(lower(code) LIKE ? ESCAPE '\' OR lower(name) LIKE ? ESCAPE '\' OR lower(address) LIKE ? ESCAPE '\')`,
			like, like, like)
	}
	if f.After != "" {
		a, code, ok := strings.Cut(f.After, " ")
		c, err := area.Parse(a)
		if !ok || err != nil {
			return "", nil, fault.New(fault.Invalid, "cursor_bad").On("after")
		}
		add("(area, code) > (?, ?)", int64(c), code)
	}
	return where, args, nil
}

// In gives the points in a box that are in use, at most limit of them, the southernmost first.
func In(ctx context.Context, r store.Reader, city int64, b place.Box, limit int) ([]Point, error) {
	south, west := place.Place{Lat: b.South, Lng: b.West}.E7()
	north, east := place.Place{Lat: b.North, Lng: b.East}.E7()
	var out []Point
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var p Point
		err := p.scan(rows)
		out = append(out, p)
		return err
	}, "SELECT "+columns+" FROM points WHERE city = $1 AND known = 1 AND lat BETWEEN $2 AND $3 AND lng BETWEEN $4 "+
		"AND $5 AND retired = 0 ORDER BY lat, lng LIMIT $6",
		city, south, north, west, east, limit)
	return out, err
}

// ByPlate finds a plate and its point. It gives fault.Missing "plate_missing".
func ByPlate(ctx context.Context, r store.Reader, city int64, code string) (Plate, *Point, error) {
	b := Plate{Code: code}
	err := r.QueryRow(ctx, "SELECT point, at, until, standing FROM point_plates WHERE city = $1 AND plate = $2", city,
		code).Scan(&b.Point, &b.At, &b.Until, &b.Standing)
	if none(err) {
		return b, nil, fault.New(fault.Missing, "plate_missing").On("code")
	}
	if err != nil {
		return b, nil, store.Explain(err)
	}
	p, err := Get(ctx, r, city, b.Point)
	return b, p, err
}

// Step is something that happened to a point.
type Step struct {
	Seq   int64
	At    calendar.Instant
	Actor int64
	Type  event.Type
	Body  any // *Registered …
}

// History is everything that happened to a point, in order.
func History(ctx context.Context, r store.Reader, city, id int64) ([]Step, error) {
	var out []Step
	err := ledger.EachOf(ctx, r, city, id, ledger.ToEnd, nil, func(e ledger.Event) error {
		b, err := Decode(e.Type, e.Body)
		out = append(out, Step{e.Seq, e.At, e.Actor, e.Type, b})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("history of point %d: %w", id, err)
	}
	return out, nil
}
