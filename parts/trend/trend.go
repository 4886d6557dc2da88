// Package trend finds common problems 共性问题: items that fail more often than they did, and categories that take a
// larger part of what is reported, over how many counties.
//
// It counts what inspections looked at and what failed, by item, kind of point, county and day; and matters that were
// listed, by category, county and day. Once a week it compares the last two weeks with the eight before them; spread
// does the sums and is silent unless it is sure. What it finds is recorded by the clock and never changes.
//
// A second look 复查 goes only where something failed and would spoil a rate, so it is not counted. Of categories
// nobody knows how often one looked: what is compared is a category's part of all matters of its county, so that a
// week in which everybody reports more is no finding; a part also rises when others fall, and the page says that it
// is a part. Help matters are not counted.
//
// It owns the tables trend_*, folded from the events by a follower, and the events trend.*. It suggests; a person
// decides.
package trend

import (
	"context"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
	"xiaohao/platform/text/surge"
)

// Trends are a city's. Safe for concurrent use.
type Trends struct {
	part.Base

	mu    sync.Mutex
	quiet string // the week in which there was too little to compare
}

// New makes them for a city whose tables are there; Bind them to the desk before they tick.
func New(b part.Base) *Trends { return &Trends{Base: b} }

// Follower keeps the tables; the ledger runs it.
func (x *Trends) Follower() ledger.Follower { return follower{x.City} }

// What is counted.
const (
	Item     = "item"     // of the standard, at one kind of point
	Category = "category" // of the policy, as a part of all matters
)

// The windows, in days.
const (
	NowDays    = 14
	BeforeDays = 56
)

// The events of this package.
const (
	ComparedType event.Type = "trend.looked"
	FoundType    event.Type = "trend.found"
)

// Compared says that a week's comparison was made, over so many counts.
type Compared struct {
	Week  string    `json:"week"`
	Last  views.Day `json:"last"` // the last day that was counted
	Cells int       `json:"cells"`
	Found int       `json:"found"`
}

// Count is how often something was looked at and how often it was not as it should be.
type Count struct {
	Checked int64 `json:"checked"`
	Failed  int64 `json:"failed"`
}

// Rate is the share that failed, 0 if nothing was checked.
func (c Count) Rate() float64 { return surge.Count(c).Rate() }

// Found is a common problem. The event's subject is itself.
type Found struct {
	Week   string    `json:"week"`
	Last   views.Day `json:"last"`
	What   string    `json:"what"`
	Code   string    `json:"code"`
	Kind   string    `json:"kind,omitempty"` // of point
	Areas  []Risen   `json:"areas"`          // counties in which it rose, the surest first
	Looked int       `json:"looked"`         // counties with enough checks to tell
	Now    Count     `json:"now"`
	Before Count     `json:"before"`
	Chance float64   `json:"chance"` // that a city without any change hears this or stronger in a month
}

// Risen is a county in which it rose.
type Risen struct {
	Area   area.Code `json:"area"`
	Now    Count     `json:"now"`
	Before Count     `json:"before"`
	Chance float64   `json:"chance"`
}

// Finding is a common problem as it was recorded.
type Finding struct {
	ID int64            `json:"id"`
	At calendar.Instant `json:"at"`
	Found
}

// may says whether the caller reads about common problems: whoever has a post over an area. They are figures of
// counties and name nobody.
func (x *Trends) may(caller org.Caller) error {
	if s := x.Org().Scope(caller); !s.All && len(s.Areas) == 0 {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

// Tick makes the comparison of this week, if it was not made, and says how much it did. Any number of processes may.
func (x *Trends) Tick(ctx context.Context) (int, error) {
	monday := Monday(views.DayOf(x.Now()))
	week := monday.String()
	x.mu.Lock()
	quiet := x.quiet == week
	x.mu.Unlock()
	if quiet {
		return 0, nil
	}
	var n int
	if err := x.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM trend_weeks WHERE city = $1 AND week = $2",
		x.City, week).Scan(&n); err != nil || n > 0 {
		return 0, store.Explain(err)
	}
	if err := x.Desk.Ledger().CatchUp(ctx); err != nil {
		return 0, err
	}
	cells, err := x.cells(ctx, monday-1)
	if err != nil {
		return 0, err
	}
	facts := compare(week, monday-1, cells)
	if facts == nil {
		x.mu.Lock()
		x.quiet = week
		x.mu.Unlock()
		return 0, nil
	}
	_, err = x.Desk.Keep(ctx, org.Caller{Clock: true}, desk.Once(ComparedType, week), nil,
		func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) { return facts, nil })
	return 1, err
}

// Monday is the first day of a day's week.
func Monday(d views.Day) views.Day {
	const thursday = 3 // 1970-01-01 was one
	return d - (d+thursday)%7
}

// compare says what rose, as events; nil when nothing had been looked at often enough to tell.
func compare(week string, last views.Day, cells []surge.Cell) []desk.Fact {
	enough := 0
	for _, c := range cells {
		if c.Now.Checked >= surge.Usual.Least && c.Before.Checked >= surge.Usual.Least {
			enough++
		}
	}
	if enough == 0 {
		return nil
	}
	found := surge.Find(cells, surge.Usual)
	facts := []desk.Fact{{Type: ComparedType, Subject: ledger.New,
		Body: &Compared{Week: week, Last: last, Cells: enough, Found: len(found)}}}
	for _, f := range found {
		b := &Found{Week: week, Last: last, Kind: f.Kind, Looked: f.Looked, Now: Count(f.Now), Before: Count(f.Before),
			Chance: f.Chance}
		b.What, b.Code = apart(f.Item)
		for _, a := range f.Areas {
			b.Areas = append(b.Areas, Risen{area.Code(a.Area), Count(a.Now), Count(a.Before), a.Chance})
		}
		facts = append(facts, desk.Fact{Type: FoundType, Subject: ledger.New, Body: b})
	}
	return facts
}
