package score

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Side is which of the rounds behind a figure are asked for.
type Side string

// The sides.
const (
	Whole   Side = ""         // the denominator
	Counted Side = "counted"  // the numerator
	Missed  Side = "missed"   // the denominator without the numerator
	LeftOff Side = "left_out" // what was left out, with the reason
)

// Why a round is left out.
const (
	OutOfRemit  = "remit"   // on appeal: not this unit's business
	IsPaused    = "paused"  // parked, or waiting for a decision on more time
	IsNotDue    = "not_due" // its day is not over and the unit still works on it
	RatingAside = "rating"  // on appeal: the rating is not about the work
)

// Behind is a round behind a figure, as it stands.
type Behind struct {
	Matter int64
	Number int // of the round in the matter, from 1
	Area   area.Code
	Round  Round
	Yes    bool   // in the numerator
	Why    string // it is left out; "" when it is not
	Late   bool   // claimed after the deadline, or not yet though the day is over
}

// Page is a piece of a list.
type Page struct {
	Rows []Behind
	// hand it in as after to go on; "" at the end. A page may hold less than was asked for and still have a next.
	Next string
}

// lookDays is how many days of a large scope one page looks through; where few rounds are searched among many it
// stops there.
const lookDays = 31

// maxPage is the most rows of a page.
const maxPage = 500

const listColumns = `SELECT day, matter, round, area, flags FROM score_lists WHERE city = $1 AND scope = $2 AND id = $3
AND (day, matter, round) > ($4, $5, $6) AND day < $7 AND area BETWEEN $8 AND $9`

// The verdict on a figure is two bits of flags; bit 0 says that the unit has not claimed it fixed.
const (
	judgedText = listColumns + `
AND (flags >> CAST($10 AS INTEGER)) & 3 IN ($11, $12) AND (flags & 1 = 0 OR day < $13) ORDER BY day, matter, round
LIMIT $14`
	leftText = listColumns + `
AND ((flags >> CAST($10 AS INTEGER)) & 3 = 3 OR (flags >> CAST($10 AS INTEGER)) & 3 <> 0 AND flags & 1 = 1
AND day >= $11) ORDER BY day, matter, round LIMIT $12`
)

// Rounds lists the rounds behind a figure of somebody in a period, by the day of the deadline. They are read as they
// stand: a published month's figures stay, its list shows what became of them since. Unknown figures and sides are
// fault.Invalid "figure_unknown" and "side_unknown", a spoilt after is "cursor_bad".
func (s *Score) Rounds(ctx context.Context, scope Scope, p Period, figure string, side Side, after string,
	limit int) (out Page, err error) {
	f, place, ok := formulaOf(figure)
	if !ok {
		return Page{}, fault.New(fault.Invalid, "figure_unknown", "figure", figure).On("figure")
	}
	if side != Whole && side != Counted && side != Missed && side != LeftOff {
		return Page{}, fault.New(fault.Invalid, "side_unknown", "side", string(side)).On("side")
	}
	w := &walk{s: s, f: f, shift: shift(place), side: side, today: int64(views.DayOf(s.now())), to: int64(p.To()),
		lo: 0, hi: 1e13}
	if w.at, err = parsePlace(after, int64(p.From())); err != nil {
		return Page{}, err
	}
	w.scope, w.id = scope.key()
	if scope.Unit == 0 && scope.Area.Level() == area.Village {
		w.scope, w.id = int64(area.Township), int64(scope.Area.Ancestor(area.Township))
		w.lo, w.hi = int64(scope.Area), int64(scope.Area)
	}
	err = s.db.Snapshot(ctx, func(r store.Reader) error {
		out, err = w.page(ctx, r, min(max(limit, 1), maxPage))
		return err
	})
	return out, wrap("list rounds", err)
}

// place is where a list stands.
type place struct{ day, matter, round int64 }

func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(p.day, 36) + " " +
		strconv.FormatInt(p.matter, 36) + " " + strconv.FormatInt(p.round, 36)))
}

// parsePlace reads a place; "" is the one before the first day.
func parsePlace(s string, from int64) (place, error) {
	if s == "" {
		return place{day: from, matter: -1}, nil
	}
	bad := fault.New(fault.Invalid, "cursor_bad").On("after")
	b, err := base64.RawURLEncoding.DecodeString(s)
	parts := strings.Split(string(b), " ")
	if err != nil || len(parts) != 3 {
		return place{}, bad
	}
	var p place
	for i, to := range []*int64{&p.day, &p.matter, &p.round} {
		if *to, err = strconv.ParseInt(parts[i], 36, 64); err != nil {
			return place{}, bad
		}
	}
	if p.day < from {
		return place{}, bad
	}
	return p, nil
}

// walk goes through one list.
type walk struct {
	s         *Score
	f         formula
	shift     int
	side      Side
	scope, id int64
	lo, hi    int64 // of areas
	at        place
	today, to int64
}

func (w *walk) page(ctx context.Context, r store.Reader, limit int) (Page, error) {
	var out Page
	until := w.to
	if w.scope < int64(area.Township) {
		until = min(until, w.at.day+lookDays)
	}
	text, args := w.query(until, limit+1)
	more := false
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var at place
		var b Behind
		var flags int64
		if err := rows.Scan(&at.day, &at.matter, &at.round, &b.Area, &flags); err != nil {
			return err
		}
		if len(out.Rows) == limit {
			more = true
			return nil
		}
		w.at = at
		b.Matter, b.Number = at.matter, int(at.round)
		out.Rows = append(out.Rows, b)
		return nil
	}, text, args...)
	if err != nil {
		return Page{}, err
	}
	switch {
	case more:
		out.Next = w.at.String()
	case until < w.to:
		out.Next = place{day: until, matter: -1}.String()
	}
	for i := range out.Rows {
		if err := w.fill(ctx, r, &out.Rows[i]); err != nil {
			return Page{}, err
		}
	}
	return out, nil
}

func (w *walk) query(until int64, limit int) (string, []any) {
	args := []any{w.s.city, w.scope, w.id, w.at.day, w.at.matter, w.at.round, until, w.lo, w.hi, int64(w.shift)}
	if w.side == LeftOff {
		return leftText, append(args, w.today, int64(limit))
	}
	a, b := counted, missed
	switch w.side {
	case Counted:
		b = counted
	case Missed:
		a = missed
	}
	return judgedText, append(args, int64(a), int64(b), w.today, int64(limit))
}

// fill reads the round itself.
func (w *walk) fill(ctx context.Context, r store.Reader, b *Behind) error {
	var doc []byte
	if err := r.QueryRow(ctx, getFile, w.s.city, b.Matter).Scan(&doc); err != nil {
		return err
	}
	var f File
	if err := json.Unmarshal(doc, &f); err != nil {
		return err
	}
	if b.Number > len(f.Rounds) {
		return fmt.Errorf("matter %d has no round %d", b.Matter, b.Number)
	}
	b.Round = f.Rounds[b.Number-1]
	c := b.Round.Counts()
	b.Late = b.Round.FixedAt != 0 && !b.Round.onTime() || b.Round.Waiting() && int64(b.Round.Day()) < w.today
	switch v := w.f.verdict(&c); {
	case b.Round.Waiting() && int64(b.Round.Day()) >= w.today:
		b.Why = IsNotDue
	case c[LeftOut] > 0:
		b.Why = OutOfRemit
	case c[Paused] > 0:
		b.Why = IsPaused
	case v == leftOut:
		b.Why = RatingAside
	default:
		b.Yes = v == counted
	}
	return nil
}
