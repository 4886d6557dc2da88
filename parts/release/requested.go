package release

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Ask says which public matters a program wants, by when they came on the list or changed last.
type Ask struct {
	Categories []string // none for all
	Open       bool     // of those that are not struck off
	Closed     bool     // of those that are
	ByChange   bool     // From and To are of the last change
	From, To   calendar.Instant
	Circle     *Circle // none for the whole city; not with ByChange
	Box        *Bounds // the same
	Skip       int     // so many of the first
	Limit      int
}

// Circle is what lies within so many metres of a place, WGS-84 degrees.
type Circle struct{ Lat, Lng, Metres float64 }

// MostSquares is how many squares of some 500 metres a circle or a box may touch.
const MostSquares = 120

// Squares is how many of them a box touches.
func Squares(b Bounds) int64 {
	south, west, north, east := corners(b)
	lowY, lowX := square(south, west, sides[middle])
	highY, highX := square(north, east, sides[middle])
	return (highY - lowY + 1) * (highX - lowX + 1)
}

// Requested is a public matter with its instants as everybody may know them; both are 0 near a home.
type Requested struct {
	org.Public
	Listed  calendar.Instant
	Changed calendar.Instant // when it was struck off, if it is
}

// Requested are the matters that a program asks for, the latest first. Those near a home are among them only where
// their category is named, and stand where they were more than a month ago. What the gate leaves out is missing, so
// that a page may be shorter than its limit while a policy is new.
func (x *Releases) Requested(ctx context.Context, a Ask) (out []Requested, err error) {
	text, args := askText(a, x.City)
	if text == "" {
		return nil, nil
	}
	raw, err := rawRows(ctx, x.DB.Lagging(), text, args...)
	if err != nil {
		return nil, err
	}
	read, near := make([]Requested, len(raw)), make([]bool, len(raw))
	err = together(len(raw), func(i int) (err error) {
		read[i], near[i], err = x.requested(raw[i])
		return err
	})
	for i, p := range read {
		closed := p.State == org.PlainStruck
		if p.Matter != 0 && p.Near == near[i] && (closed && a.Closed || !closed && a.Open) {
			out = append(out, p)
		}
	}
	return out, err
}

// RequestedOnes are some public matters by number; those that may not be seen are not among them.
func (x *Releases) RequestedOnes(ctx context.Context, ids []int64) (map[int64]Requested, error) {
	out := map[int64]Requested{}
	if len(ids) == 0 {
		return out, nil
	}
	text, args := within("SELECT matter, at, bare, shown FROM public_matters WHERE city = $1 AND matter IN", x.City,
		ids)
	raw, err := rawRows(ctx, x.DB.Lagging(), text, args...)
	for _, row := range raw {
		p, _, wrong := x.requested(row)
		if err = cmp.Or(err, wrong); p.Matter != 0 {
			out[p.Matter] = p
		}
	}
	return out, err
}

// RequestedNow is one of them. Where the rows that pages are read from do not know it yet, the others are asked. The
// fault is matter_missing, as of One.
func (x *Releases) RequestedNow(ctx context.Context, id int64) (Requested, error) {
	for _, r := range []store.Reader{x.DB.Lagging(), x.DB.Read()} {
		raw, err := rawRows(ctx, r,
			"SELECT matter, at, bare, shown FROM public_matters WHERE city = $1 AND matter = $2",
			x.City, id)
		if err != nil {
			return Requested{}, err
		}
		for _, row := range raw {
			if out, _, err := x.requested(row); err != nil || out.Matter != 0 {
				return out, err
			}
		}
	}
	return Requested{}, fault.New(fault.Missing, "matter_missing")
}

// rawRow is a row of public_matters that nobody has looked into.
type rawRow struct {
	id, at      int64
	bare, shown string
}

func rawRows(ctx context.Context, r store.Reader, text string, args ...any) (out []rawRow, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var x rawRow
		err := rows.Scan(&x.id, &x.at, &x.bare, &x.shown)
		out = append(out, x)
		return err
	}, text, args...)
	return out, err
}

// together does something for each of n, on all processors where there are many: reading a row takes longer than
// finding it.
func together(n int, do func(i int) error) error {
	const piece = 50
	var wait sync.WaitGroup
	wrong := make([]error, n/piece+1)
	for from := 0; from < n; from += piece {
		wait.Go(func() {
			for i := from; i < min(from+piece, n) && wrong[from/piece] == nil; i++ {
				wrong[from/piece] = do(i)
			}
		})
	}
	wait.Wait()
	return errors.Join(wrong...)
}

// requested reads a row through the gate; the zero Requested where it is shut. near says that the row is kept as one
// near a home.
func (x *Releases) requested(row rawRow) (out Requested, near bool, err error) {
	var b org.Bare
	var r org.Release
	if err := errors.Join(json.Unmarshal([]byte(row.bare), &b), json.Unmarshal([]byte(row.shown), &r)); err != nil {
		return out, false, err
	}
	out.Public, _ = org.Publish(x.Policy().Release, b, &r, x.Now())
	if out.Matter != 0 && !out.Near && !r.Near {
		out.Changed = calendar.Instant(row.at)
		if len(out.Steps) > 0 {
			out.Listed = out.Steps[0].At
		}
	}
	return out, r.Near, nil
}

// askText is the question for the rows of an Ask: along an index for each status, and each category or square, merged
// as they are read. It is "" for what nothing fits.
func askText(a Ask, city int64) (string, []any) {
	q := &asking{args: []any{city}}
	order := "listed"
	if a.ByChange {
		order = "changed"
	}
	and := " AND " + order + " >= " + q.bind(int64(a.From)) + " AND " + order + " <= " + q.bind(int64(a.To))
	var each []string
	switch {
	case a.Circle != nil || a.Box != nil:
		each = q.squares(a)
		and += q.inside(a)
	case len(a.Categories) > 0:
		for _, c := range a.Categories {
			each = append(each, "category = "+q.bind(c))
		}
	default:
		each = []string{"undated = 0"}
	}
	var parts []string
	for _, of := range each {
		for _, status := range a.statuses() {
			parts = append(parts, "SELECT "+order+" AS k, matter FROM public_requests WHERE city = $1 AND "+of+
				" AND status = "+strconv.Itoa(status)+and)
		}
	}
	if len(parts) == 0 || a.Limit <= 0 {
		return "", nil
	}
	return "SELECT p.matter, p.at, p.bare, p.shown FROM (" + strings.Join(parts, " UNION ALL ") +
			" ORDER BY 1 DESC, 2 DESC LIMIT " + q.bind(int64(a.Limit)) + " OFFSET " + q.bind(int64(a.Skip)) +
			`) AS r JOIN public_matters AS p ON p.city = $1 AND p.matter = r.matter ORDER BY r.k DESC, r.matter DESC`,
		q.args
}

// statuses are those that an Ask wants.
func (a Ask) statuses() (out []int) {
	if a.Open {
		out = append(out, statusOpen)
	}
	if a.Closed {
		out = append(out, statusClosed)
	}
	return out
}

// asking is a question on its way.
type asking struct{ args []any }

func (q *asking) bind(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// around is the box of an Ask.
func (a Ask) around() Bounds {
	if a.Circle != nil {
		return place.Around(a.Circle.Lat, a.Circle.Lng, a.Circle.Metres)
	}
	return *a.Box
}

// squares are the squares that an Ask touches.
func (q *asking) squares(a Ask) (out []string) {
	south, west, north, east := corners(a.around())
	lowY, lowX := square(south, west, sides[middle])
	highY, highX := square(north, east, sides[middle])
	if (highY-lowY+1)*(highX-lowX+1) > MostSquares {
		return nil
	}
	for y := lowY; y <= highY; y++ {
		for x := lowX; x <= highX; x++ {
			out = append(out, "cell >= 0 AND cell = "+q.bind(y*columns+x))
		}
	}
	return out
}

// inside narrows squares to a circle or a box, and to categories.
func (q *asking) inside(a Ask) string {
	south, west, north, east := corners(a.around())
	and := " AND lat >= " + q.bind(south) + " AND lat <= " + q.bind(north) + " AND lng >= " + q.bind(west) +
		" AND lng <= " + q.bind(east)
	if c := a.Circle; c != nil {
		// in millionths of a degree of latitude, squared, times 10,000; a degree of longitude is shorter
		const metre = 180 / (math.Pi * 6371008.8)
		lat, lng, reach := q.bind(micro(c.Lat)), q.bind(micro(c.Lng)), c.Metres*metre*1e6
		shorter := math.Pow(math.Cos(c.Lat*math.Pi/180), 2)
		and += " AND (lat - " + lat + ") * (lat - " + lat + ") * 10000 + (lng - " + lng + ") * (lng - " + lng + ") * " +
			q.bind(int64(shorter*10000)) + " <= " + q.bind(int64(reach*reach*10000))
	}
	if len(a.Categories) == 0 {
		return and + " AND undated = 0"
	}
	marks := make([]string, len(a.Categories))
	for i, c := range a.Categories {
		marks[i] = q.bind(c)
	}
	return and + " AND category IN (" + strings.Join(marks, ", ") + ")"
}

// RequestVersion is Version with what programs are answered from.
func (x *Releases) RequestVersion(ctx context.Context) (string, error) {
	v, err := x.Version(ctx)
	if err != nil {
		return "", err
	}
	seq := int64(0)
	err = x.DB.Lagging().QueryRow(ctx, "SELECT seq FROM public_request_versions WHERE city = $1", x.City).Scan(&seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", store.Explain(err)
	}
	return v + "." + strconv.FormatInt(seq, 36), nil
}
