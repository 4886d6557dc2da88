// Package secondlook draws each week some of the matters that were struck off for a second look by somebody from
// elsewhere 抽查复核.
//
// Nobody can steer the draw: before the week begins a commitment to its seed is in the ledger; when it is over, the
// seed is, with the matters drawn; and each matter's lot follows from the seed and its strike-off alone. Whoever has
// the ledger does the draw again (Check). A week that was committed to late, because the server was off, says so.
//
// It owns the tables recheck_strikes, recheck_draws and recheck_looks, folded from the ledger's events, and the
// bodies of draw.committed and draw.made. It gives the clock's commands through the desk; each has an id that follows
// from what it is for, so any number of processes may tick and be killed.
package secondlook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The events of this package and their bodies.
const (
	CommittedType event.Type = "draw.committed"
	MadeType      event.Type = "draw.made"
)

// Committed binds the city to a seed that nobody knows yet.
type Committed struct {
	Week       string `json:"week"`
	Commitment string `json:"commitment"`
	Late       bool   `json:"late,omitempty"` // the week had begun
}

// Made is a draw with all that is needed to do it again.
type Made struct {
	Week       string        `json:"week"`
	Seed       string        `json:"seed"`
	Share      int           `json:"share"`
	More       int           `json:"more"`
	Least      int           `json:"least"`
	Units      map[int64]int `json:"units,omitempty"` // of whom more is drawn
	Candidates int           `json:"candidates"`
	Digest     string        `json:"digest"` // of the candidates
	Drawn      []Drawn       `json:"drawn,omitempty"`
}

// States of a second look.
const (
	Open = 0
	Good = 1
	Bad  = 2
	Gone = 3 // the matter was reopened before anybody looked
)

// Looks draws for a city. Safe for concurrent use.
type Looks struct {
	part.Base

	mu     sync.Mutex
	handed map[string]bool // weeks whose matters this process handed out, or saw to be handed out
}

// New makes the drawing of a city whose tables are there; Bind it to the desk before it ticks.
func New(b part.Base) *Looks { return &Looks{Base: b, handed: map[string]bool{}} }

var clock = org.Caller{Clock: true}

// Tick commits to this week and the next, makes the draws of the weeks that are over, the oldest first, and says how
// much it did.
func (x *Looks) Tick(ctx context.Context) (int, error) {
	now := x.Now()
	done := 0
	for _, at := range []calendar.Instant{now, calendar.Of(monday(now).AddDate(0, 0, 7))} {
		n, err := x.commit(ctx, at, now)
		done += n
		if err != nil {
			return done, err
		}
	}
	weeks, err := x.unmade(ctx, Week(now))
	if err != nil {
		return done, err
	}
	if len(weeks) > 0 {
		if err := x.Desk.CatchUp(ctx); err != nil {
			return done, err
		}
	}
	for _, w := range weeks {
		_, err := x.Aside.Try(ctx, "draw of "+w, func() error {
			n, err := x.draw(ctx, w)
			done += n
			return err
		})
		if err != nil {
			return done, fmt.Errorf("draw of %s: %w", w, err)
		}
	}
	n, err := x.handOut(ctx, weeks)
	return done + n, err
}

// monday is the first instant of the week in China.
func monday(at calendar.Instant) time.Time {
	t := at.Time().In(calendar.China())
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, calendar.China())
}

func (x *Looks) commit(ctx context.Context, at, now calendar.Instant) (int, error) {
	week := Week(at)
	var found int
	err := x.DB.Read().QueryRow(ctx, "SELECT 1 FROM recheck_draws WHERE city = $1 AND week = $2",
		x.City, week).Scan(&found)
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, store.Explain(err)
	}
	body := Committed{Week: week, Commitment: Commitment(Seed(x.Secret, x.City, week), week),
		Late: calendar.Of(monday(at)) < now}
	if _, err := x.Desk.Declare(ctx, clock, desk.Once(CommittedType, week), CommittedType, body); err != nil {
		return 0, err
	}
	return 1, nil
}

// unmade are the weeks before one that were committed to and not drawn.
func (x *Looks) unmade(ctx context.Context, before string) ([]string, error) {
	rows, err := x.DB.Read().Query(ctx,
		"SELECT week FROM recheck_draws WHERE city = $1 AND made = 0 AND week < $2 ORDER BY week", x.City, before)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var w string
		if err := rows.Scan(&w); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, w)
	}
	return out, store.Explain(rows.Err())
}

// draw makes the draw of a week that is over.
func (x *Looks) draw(ctx context.Context, week string) (int, error) {
	all, err := Candidates(ctx, x.DB.Read(), x.City, week)
	if err != nil {
		return 0, err
	}
	rule := x.Policy().Recheck
	body := Made{Week: week, Share: rule.Share, More: rule.More, Least: rule.Least, Units: map[int64]int{},
		Candidates: len(all), Digest: Digest(all)}
	since := calendar.Of(x.Now().Time().AddDate(0, 0, -7*rule.Weeks))
	for _, c := range all {
		if _, asked := body.Units[c.Unit]; asked {
			continue
		}
		bad, err := x.failed(ctx, c.Unit, since)
		if err != nil {
			return 0, err
		}
		if bad > 0 {
			body.Units[c.Unit] = bad
		}
	}
	seed := Seed(x.Secret, x.City, week)
	body.Seed = hexed(seed)
	body.Drawn = Draw(seed, week, all, body.share, rule.Least, Inspectors(x.Org()))
	if _, err := x.Desk.Declare(ctx, clock, desk.Once(MadeType, week), MadeType, body); err != nil {
		return 0, err
	}
	return 1, nil
}

// share is the percentage of a unit's matters that are drawn.
func (m *Made) share(unit int64) int {
	if m.Units[unit] > 0 {
		return m.More
	}
	return m.Share
}

// failed is how many second looks at a unit's matters went badly since an instant.
func (x *Looks) failed(ctx context.Context, unit int64, since calendar.Instant) (int, error) {
	var n int
	err := x.DB.Read().QueryRow(ctx,
		"SELECT COUNT(*) FROM recheck_looks WHERE city = $1 AND unit = $2 AND state = 2 AND at >= $3",
		x.City, unit, since).Scan(&n)
	return n, store.Explain(err)
}

// Inspectors are all who hold a post as inspector or verifier.
func Inspectors(o *org.Org) []Inspector {
	var out []Inspector
	for _, p := range o.People() {
		i := Inspector{Person: p.ID}
		for _, post := range p.Posts {
			if post.Kind == matter.Inspector || post.Kind == matter.Verifier {
				i.Areas = append(i.Areas, post.Area)
			}
			if post.Unit != 0 {
				i.Units = slices.Concat(i.Units, o.Below(post.Unit), o.Uppers(post.Unit))
			}
		}
		if len(i.Areas) > 0 && !p.Disabled {
			out = append(out, i)
		}
	}
	return out
}

// Candidates are what was struck off in a week, by the strike-off.
func Candidates(ctx context.Context, r store.Reader, city int64, week string) ([]Candidate, error) {
	rows, err := r.Query(ctx, "SELECT seq, matter, unit, area, verifier, units FROM recheck_strikes WHERE city = $1 "+
		"AND week = $2 ORDER BY seq", city, week)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Candidate
	for rows.Next() {
		var c Candidate
		var units string
		if err := rows.Scan(&c.Seq, &c.Matter, &c.Unit, &c.Area, &c.Verifier, &units); err != nil {
			return nil, store.Explain(err)
		}
		for _, f := range strings.Fields(units) {
			u, _ := strconv.ParseInt(f, 10, 64)
			c.Units = append(c.Units, u)
		}
		out = append(out, c)
	}
	return out, store.Explain(rows.Err())
}
