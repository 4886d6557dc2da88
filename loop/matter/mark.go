package matter

import (
	"cmp"
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
)

// The marks: 反复, it came back after a strike-off; 顽固, it will not go away.
const (
	Recurrent = "recurrent"
	Stubborn  = "stubborn"
)

// Marks lists them.
func Marks() []string { return []string{Recurrent, Stubborn} }

// Why a matter is marked. WhyRecurred makes it recurrent, the others stubborn.
const (
	WhyRecurred = "returned" // the same thing at the same place was struck off lately
	WhyAged     = "aged"     // open for long
	WhyRedone   = "redone"   // given back by the verifier
	WhyExtended = "extended" // given more time
	WhyPassed   = "passed"   // handed back as "not mine"
	WhyReopened = "reopened" // struck off and taken up again
)

// Mark says that a matter is not like others.
type Mark struct {
	At  calendar.Instant `json:"at"`           // µs
	Why string           `json:"why"`          // WhyRecurred, WhyAged, …
	N   int              `json:"n,omitempty"`  // days for WhyAged, times for the others
	Of  []Origin         `json:"of,omitempty"` // what it came back after, the latest strike-off first
}

// Origin is a strike-off that did not hold.
type Origin struct {
	Matter int64            `json:"matter"`
	Struck calendar.Instant `json:"struck"`           // µs
	Metres int              `json:"metres,omitempty"` // apart; 0 at the same point
}

// Recurrence is on the matter whose strike-off did not hold.
type Recurrence struct {
	By     int64            `json:"by"`     // the matter that came
	Struck calendar.Instant `json:"struck"` // µs; which strike-off
	Found  calendar.Instant `json:"found"`  // µs; when it was seen again
}

// Absence is a time in which a matter was off the list, and what and where it was. Only its end can come later.
type Absence struct {
	Matter         int64
	Struck, Until  calendar.Instant // µs; Until is 0 while nobody has taken it up again
	Category, Item string
	Point          int64
	Lat, Lng       *float64 // WGS-84 degrees
}

// RecurrenceRule is policy's rule for what came back. Days 0 switches it off.
type RecurrenceRule struct {
	Days   int // after the strike-off
	Radius int // metres, where no point says the place
}

// Endure is policy's rule for what will not go away; 0 switches a reason off.
type Endure struct {
	Days       int // open since it was listed
	Reworks    int
	Extensions int
	Bounces    int
	Reopens    int
}

// MaxOrigins is how many earlier strike-offs a matter is linked to.
const MaxOrigins = 8

// Recurs says after which strike-offs a matter of that category came back: of the same item where both are of the
// standard, else of the same category; at the same point where both have one, else within the radius; found while the
// other was off the list, at most so many days after it was struck off. It asks nothing but when things happened in
// the street, so it does not matter in which order they were written down.
func (r RecurrenceRule) Recurs(m *Matter, category string, absences []Absence) []Origin {
	var out []Origin
	for i := range absences {
		if metres, ok := r.same(m, category, &absences[i]); ok {
			out = append(out, Origin{absences[i].Matter, absences[i].Struck, metres})
		}
	}
	slices.SortFunc(out, func(a, b Origin) int {
		return cmp.Or(cmp.Compare(b.Struck, a.Struck), cmp.Compare(b.Matter, a.Matter))
	})
	seen := map[int64]bool{}
	out = slices.DeleteFunc(out, func(o Origin) bool {
		again := seen[o.Matter]
		seen[o.Matter] = true
		return again
	})
	return out[:min(len(out), MaxOrigins)]
}

func (r RecurrenceRule) same(m *Matter, category string, o *Absence) (metres int, ok bool) {
	found := m.seen()
	switch {
	case o.Matter == m.ID, found <= o.Struck, found > o.Struck.Plus(int64(r.Days)*day),
		o.Until != 0 && found >= o.Until:
		return 0, false
	case m.Item != "" && o.Item != "":
		ok = m.Item == o.Item
	default:
		ok = category == o.Category
	}
	if !ok || m.Point != 0 && o.Point != 0 {
		return 0, ok && m.Point == o.Point
	}
	if m.Lat == nil || m.Lng == nil || o.Lat == nil || o.Lng == nil {
		return 0, false
	}
	d := place.Distance(*m.Lat, *m.Lng, *o.Lat, *o.Lng)
	return int(d), d <= float64(r.Radius)
}

// seen is when the matter was found; nobody finds later than he reports.
func (m *Matter) seen() calendar.Instant { return min(m.FoundAt, m.ReportedAt) }

// reached says why the matter is stubborn as it stands, the strongest reason first; "" while it is not.
func (e Endure) reached(m *Matter, now calendar.Instant) (why string, n int) {
	for _, x := range []struct {
		why     string
		n, most int
	}{{WhyRedone, m.Reworks, e.Reworks}, {WhyReopened, m.Reopens, e.Reopens}, {WhyPassed, m.Bounces, e.Bounces},
		{WhyExtended, m.Granted, e.Extensions}, {WhyAged, int(now.Since(m.ListedAt) / day), e.Days}} {
		if x.most > 0 && x.n >= x.most {
			return x.why, x.n
		}
	}
	return "", 0
}

// enduring is the rung at the end of every ladder: policy names it under what keeps coming back, not among the notices.
const enduring = "stubborn"

// at is when the matter becomes stubborn if nothing happens to it; 0 for never, or because it is.
func (e Endure) at(m *Matter, now calendar.Instant) calendar.Instant {
	if m.Stubborn != nil || slices.Contains(m.Spared, Stubborn) {
		return 0
	}
	if why, _ := e.reached(m, now); why != "" && why != WhyAged {
		return now
	}
	if e.Days == 0 {
		return 0
	}
	return m.ListedAt.Plus(int64(e.Days) * day)
}

// Unmark takes a mark away that does not fit: it was another thing, or nobody could have done it sooner. It does not
// come again.
type Unmark struct {
	Mark   string `json:"mark"`
	Reason string `json:"reason"`
}

type (
	// WasMarked says that it came back, or will not go away. Upper is the unit one level up that answers for it from
	// now on, 0 for none.
	WasMarked struct {
		Mark  string           `json:"mark"`
		Why   string           `json:"why"`
		N     int              `json:"n,omitempty"`
		Of    []Origin         `json:"of,omitempty"`
		Upper int64            `json:"upper,omitempty"`
		Step  string           `json:"step,omitempty"` // the rung by which the clock came to it
		Fire  calendar.Instant `json:"fire,omitempty"`
	}
	// WasUnmarked takes it back. Reason is empty where a correction of the matter did it.
	WasUnmarked struct {
		Mark   string `json:"mark"`
		Reason string `json:"reason,omitempty"`
	}
	// WasRecurred is on the matter whose strike-off did not hold.
	WasRecurred struct {
		By     int64            `json:"by"`
		Struck calendar.Instant `json:"struck"`
		Found  calendar.Instant `json:"found"`
	}
	// WasNotRecurred takes that back.
	WasNotRecurred struct {
		By     int64            `json:"by"`
		Struck calendar.Instant `json:"struck"`
	}
)

// The command and the events of this file.
const (
	CmdUnmark CommandName = "unmark"

	TypeMarked      EventType = "matter.marked"
	TypeUnmarked    EventType = "matter.unmarked"
	TypeRecurred    EventType = "matter.back"
	TypeNotRecurred EventType = "matter.not_back"
)

var _ = describe(Description{
	Rule:   Rule{From: accepted, To: "same", Sides: []Side{Area}, Posts: []Post{Supervisor}},
	New:    command[Unmark],
	Place:  310,
	Events: []func() Body{body[WasMarked], body[WasUnmarked], body[WasRecurred], body[WasNotRecurred]},
	Fields: []Field{{Name: "mark", Kind: ChoiceField, Among: MarksOf, Demand: Required}, reasonField},
	Idle:   func(m *Matter) bool { return !m.Marked() },
})

func (*Unmark) Name() CommandName       { return CmdUnmark }
func (*WasMarked) Type() EventType      { return TypeMarked }
func (*WasUnmarked) Type() EventType    { return TypeUnmarked }
func (*WasRecurred) Type() EventType    { return TypeRecurred }
func (*WasNotRecurred) Type() EventType { return TypeNotRecurred }

// Mark is the matter's mark of a kind, nil for none.
func (m *Matter) Mark(kind string) *Mark {
	switch kind {
	case Recurrent:
		return m.Recurrent
	case Stubborn:
		return m.Stubborn
	}
	return nil
}

// Marked says that it has a mark.
func (m *Matter) Marked() bool { return m.Recurrent != nil || m.Stubborn != nil }

// relink says what changes when the matter is, or becomes, of a category: what it came back after now, and no longer.
func (f *Facts) relink(m *Matter, kind Kind, category string, s Severity) ([]Event, error) {
	if slices.Contains(m.Spared, Recurrent) {
		return nil, nil
	}
	var old, now []Origin
	if m.Recurrent != nil {
		old = m.Recurrent.Of
	}
	if f.Absences != nil && kind != Help {
		if r := f.Terms(kind, category, s).Recurrence; r.Days > 0 {
			absences, err := f.Absences(m, category, r)
			if err != nil {
				return nil, err
			}
			now = r.Recurs(m, category, absences)
		}
	}
	out := notRecurred(m, old, now)
	for _, o := range now {
		if !slices.ContainsFunc(old, o.is) {
			out = append(out, Event{Subject: o.Matter, Body: &WasRecurred{m.ID, o.Struck, m.seen()}})
		}
	}
	switch {
	case len(out) == 0:
		return nil, nil
	case len(now) == 0:
		return append(out, Event{Body: &WasUnmarked{Mark: Recurrent}}), nil
	}
	e := &WasMarked{Mark: Recurrent, Why: WhyRecurred, N: len(now), Of: now}
	if m.Lead != 0 {
		e.Upper = m.above(f)
	}
	return append(out, Event{Body: e}), nil
}

func (o Origin) is(x Origin) bool { return x.Matter == o.Matter && x.Struck == o.Struck }

// notRecurred are the events on what the matter no longer came back after.
func notRecurred(m *Matter, old, now []Origin) (out []Event) {
	for _, o := range old {
		if !slices.ContainsFunc(now, o.is) {
			out = append(out, Event{Subject: o.Matter, Body: &WasNotRecurred{m.ID, o.Struck}})
		}
	}
	return out
}

// mark is the clock's word that the matter is stubborn.
func (f *Facts) mark(m *Matter, s Step) []Event {
	e := &WasMarked{Mark: Stubborn, Upper: m.above(f), Step: s.Code}
	e.Why, e.N = f.terms(m).Endure.reached(m, f.Now)
	e.Fire = f.fire(m, e)
	return one(e)
}

func (e *WasMarked) apply(m *Matter, s Stamp) {
	mark := &Mark{At: s.At, Why: e.Why, N: e.N, Of: e.Of}
	if e.Mark == Recurrent {
		m.Recurrent = mark
	} else {
		m.Stubborn = mark
	}
	m.answers(e.Upper)
	m.fired(e.Step, e.Fire)
}

// answers puts a unit above the others.
func (m *Matter) answers(upper int64) {
	if upper != 0 && !slices.Contains(m.Chain(), upper) {
		m.Above = append([]int64{upper}, m.Above...)
	}
}

func (c *Unmark) decide(m *Matter, _ *Facts) ([]Event, error) {
	mark := m.Mark(c.Mark)
	if mark == nil {
		return nil, fault.New(fault.Conflict, "mark_none").On("mark")
	}
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	return append(notRecurred(m, mark.Of, nil), Event{Body: &WasUnmarked{c.Mark, c.Reason}}), nil
}

func (e *WasUnmarked) apply(m *Matter, _ Stamp) {
	if e.Mark == Recurrent {
		m.Recurrent = nil
	} else {
		m.Stubborn = nil
	}
	if e.Reason != "" {
		m.Spared = append(slices.Clone(m.Spared), e.Mark)
	}
}

func (e *WasRecurred) apply(m *Matter, _ Stamp) {
	m.Recurrences = append(slices.Clone(m.Recurrences), Recurrence{e.By, e.Struck, e.Found})
}

func (e *WasNotRecurred) apply(m *Matter, _ Stamp) {
	m.Recurrences = slices.DeleteFunc(slices.Clone(m.Recurrences),
		func(b Recurrence) bool { return b.By == e.By && b.Struck == e.Struck })
	if len(m.Recurrences) == 0 {
		m.Recurrences = nil
	}
}
