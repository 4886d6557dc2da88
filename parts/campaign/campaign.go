// Package campaign is self-check campaigns 自查自纠: every area at the foot of a scope looks at itself for some items and
// reports what it finds, or signs that it found nothing.
//
// A finding is a matter of the loop, reported over the desk with self_check as its source. Zero is a statement of a
// named person of that area. When a campaign is over, a share of the standing zeros is drawn for inspectors from
// elsewhere, by a seed that was committed to in the opening; the draw is that of secondlook, so that it can be done
// again (Check). A zero that an inspector disproves is a false zero, for ever.
//
// It owns the tables campaign*, folded from its own events and from merges and splits, never behind the ledger. It
// writes over the desk only. Who may is org's to say; whoever was drawn, and nobody else, looks at a zero. Villages
// are listed by their code and never ranked.
//
// Invariants: the areas are fixed when a campaign opens, but that who stands in an abolished one's place answers in it
// while the campaign runs; an area's standing follows from the events alone; a finding
// after a zero takes the zero back.
package campaign

import (
	"context"
	"sync"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Config is what the package needs. Rate asks how often a campaign's items and kinds of point were looked at and
// failed in an area and a time; Part how many of all matters were of its categories; nil where nobody counts. Known
// asks which items and kinds of point there are; nil where nothing is opened.
type Config struct {
	Rate func(ctx context.Context, items, kinds []string, in area.Code,
		from, to calendar.Instant) (checked, failed int64, err error)
	Part func(ctx context.Context, categories []string, in area.Code,
		from, to calendar.Instant) (all, of int64, err error)
	Known func(ctx context.Context) (item, kind func(code string) bool, err error) // of the standard in force
	part.Base
}

// Campaigns are a city's. Safe for concurrent use.
type Campaigns struct {
	Config

	mu       sync.Mutex
	reminded map[int64]bool // campaigns that this process need not remind of again
	left     []loose        // matters that were set aside
	swept    int64          // the last matter that was looked at for what was cut off
	tree     *area.Tree     // the areas that all running campaigns know of
}

// New makes them for a city whose tables are there.
func New(c Config) *Campaigns { return &Campaigns{Config: c, reminded: map[int64]bool{}} }

// View is what the ledger keeps the tables by.
func (x *Campaigns) View() ledger.View { return view{x.City} }

// Campaign is a campaign as lists show it. Instants are µs.
type Campaign struct {
	ID       int64            `json:"id"` // the seq of its opening
	Name     string           `json:"name"`
	Scope    area.Code        `json:"scope"`
	Trend    int64            `json:"trend,omitempty"` // the common problem it was opened from
	Opener   int64            `json:"opener"`
	At       calendar.Instant `json:"at"`
	Deadline calendar.Instant `json:"deadline"`
	Closed   calendar.Instant `json:"closed,omitempty"` // 0 while it runs
	Drawn    bool             `json:"drawn"`            // the zeros to be looked at were drawn
}

// Spot is what became of a zero.
type Spot int

// What became of a zero.
const (
	NotDrawn  Spot = iota
	Waiting        // drawn, nobody looked yet
	Confirmed      // an inspector found nothing either
	False          // an inspector found what was said not to be there
)

// Cell is an area at the foot of a campaign's scope.
type Cell struct {
	Area    area.Code        `json:"area"`
	Zero    int64            `json:"zero,omitempty"` // seq of the statement that nothing was found
	ZeroAt  calendar.Instant `json:"zero_at,omitempty"`
	Signer  int64            `json:"signer,omitempty"`
	Signed  string           `json:"signed,omitempty"`    // the name he signed with
	Person  int64            `json:"inspector,omitempty"` // who was drawn to look
	Spot    Spot             `json:"looked"`
	SeenAt  calendar.Instant `json:"seen_at,omitempty"`
	Matter  int64            `json:"matter,omitempty"` // what the inspector found
	Found   int              `json:"found"`            // findings that were not declined
	Fixed   int              `json:"fixed"`            // of them struck off
	Founded int              `json:"-"`                // findings in all
}

// Nobody says that the zero was drawn and nobody from elsewhere is there to look.
func (c Cell) Nobody() bool { return c.Spot == Waiting && c.Person == 0 }

// Standing is where an area stands in a campaign.
type Standing string

// The standings.
const (
	NotStarted Standing = "not_started"
	Reported   Standing = "reported"
	Zero       Standing = "zero"
	FalseZero  Standing = "false_zero"
	Overdue    Standing = "overdue" // not started though the time is over
)

// Standing is where the area stands; over says that the time is over. A false zero stays one, whatever was found later.
func (c Cell) Standing(over bool) Standing {
	switch {
	case c.Spot == False:
		return FalseZero
	case c.Founded > 0:
		return Reported
	case c.Zero > 0:
		return Zero
	case over:
		return Overdue
	}
	return NotStarted
}

// Over says that nothing more can be reported.
func (c *Campaign) Over(now calendar.Instant) bool { return c.Closed > 0 || now >= c.Deadline }

// Row is an area of the matrix with all areas at its foot.
type Row struct {
	Area     area.Code `json:"area"`
	Areas    int       `json:"areas"` // at the foot
	Reported int       `json:"reported"`
	Zero     int       `json:"zero"`
	False    int       `json:"false_zero"`
	Not      int       `json:"not_started"`
	Overdue  int       `json:"overdue"`
	Found    int       `json:"found"`
	Fixed    int       `json:"fixed"`
	Nobody   int       `json:"nobody,omitempty"` // zeros that were drawn and nobody from elsewhere is there to look
	Cell     *Cell     `json:"cell,omitempty"`   // where the row is itself at the foot
}

// Matrix adds the areas at the foot up to the level below an area, by code; all is their sum. An area that is itself
// at the foot is its own row.
func Matrix(cells []Cell, at area.Code, over bool) (rows []Row, all Row) {
	all.Area = at
	for i := range cells {
		c := &cells[i]
		if !at.Contains(c.Area) {
			continue
		}
		child := c.Area.Ancestor(at.Level() + 1)
		if n := len(rows); n == 0 || rows[n-1].Area != child {
			rows = append(rows, Row{Area: child})
		}
		r := &rows[len(rows)-1]
		r.add(c, 1, over)
		if r.Cell = nil; c.Area == child {
			r.Cell = c
		}
		all.add(c, 1, over)
	}
	return rows, all
}

// plus adds the counts of another row.
func (r *Row) plus(x Row) {
	r.Areas, r.Found, r.Fixed, r.Nobody = r.Areas+x.Areas, r.Found+x.Found, r.Fixed+x.Fixed, r.Nobody+x.Nobody
	r.Reported, r.Zero, r.False = r.Reported+x.Reported, r.Zero+x.Zero, r.False+x.False
	r.Overdue, r.Not = r.Overdue+x.Overdue, r.Not+x.Not
}

// add counts n areas that are alike.
func (r *Row) add(c *Cell, n int, over bool) {
	r.Areas += n
	r.Found, r.Fixed = r.Found+n*c.Found, r.Fixed+n*c.Fixed
	if c.Nobody() {
		r.Nobody += n
	}
	switch c.Standing(over) {
	case Reported:
		r.Reported += n
	case Zero:
		r.Zero += n
	case FalseZero:
		r.False += n
	case Overdue:
		r.Overdue += n
	default:
		r.Not += n
	}
}

// Foot is the areas at the foot of a scope, by code: those in use with none in use below them.
func Foot(tree *area.Tree, scope area.Code) (out []area.Code) {
	below := false
	for _, a := range tree.Children(scope) {
		if !a.Former {
			below = true
			out = append(out, Foot(tree, a.Code)...)
		}
	}
	if a, ok := tree.Get(scope); ok && !a.Former && !below {
		out = append(out, scope)
	}
	return out
}

func missing() error { return fault.New(fault.Missing, "campaign_missing") }
