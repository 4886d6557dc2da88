package matter

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// List puts a reported matter on the problem list 立案; the dispatcher says what it is and where. Empty fields keep
// what the report said.
type List struct {
	Category string    `json:"category"`
	Severity Severity  `json:"severity,omitempty"`
	Area     area.Code `json:"area,omitempty"`
	Place    string    `json:"place,omitempty"`
	Title    string    `json:"title,omitempty"`
	Kind     Kind      `json:"kind,omitempty"`
}

// WasListed gives the matter its number.
type WasListed struct {
	Number   string           `json:"number"`
	Kind     Kind             `json:"kind"`
	Category string           `json:"category"`
	Severity Severity         `json:"severity"`
	Area     area.Code        `json:"area"`
	Place    string           `json:"place,omitempty"`
	Title    string           `json:"title"`
	Next     calendar.Instant `json:"next"`
	Rule     bool             `json:"rule,omitempty"`   // by policy's rule for what is public at once, without a person
	Sealed   string           `json:"sealed,omitempty"` // the token of a person's title and place
}

// Amend corrects what the matter is or where, before the work is done. Empty fields stay.
type Amend struct {
	Category string    `json:"category,omitempty"`
	Severity Severity  `json:"severity,omitempty"`
	Area     area.Code `json:"area,omitempty"`
	Place    string    `json:"place,omitempty"`
	Title    string    `json:"title,omitempty"`
	Reason   string    `json:"reason"`

	// Deadline is what becomes of a running deadline for which the correction means another limit: KeepDeadline or
	// DeadlineAnew
	Deadline string `json:"deadline,omitempty"`
}

// What becomes of a running deadline when a correction means another limit.
const (
	KeepDeadline = "keep" // it stays
	DeadlineAnew = "anew" // it runs from now on, by the new limit
)

// DeadlineFates lists them.
func DeadlineFates() []string { return []string{KeepDeadline, DeadlineAnew} }

// WasAmended is a correction; the deadline stays, unless WasReckoned follows it.
type WasAmended struct {
	Category string    `json:"category"`
	Severity Severity  `json:"severity"`
	Area     area.Code `json:"area"`
	Place    string    `json:"place,omitempty"`
	Title    string    `json:"title"`
	Reason   string    `json:"reason"`
	Kept     bool      `json:"kept,omitempty"`   // the deadline could have been reckoned anew, and was kept
	Was      area.Code `json:"was,omitempty"`    // the abolished area that it was in: it went along
	Sealed   string    `json:"sealed,omitempty"` // the token of a person's title and place
}

// The commands and the events of this file.
const (
	CmdList  CommandName = "list"
	CmdAmend CommandName = "amend"

	TypeListed  EventType = "matter.listed"
	TypeAmended EventType = "matter.amended"
)

var (
	_ = describe(Description{
		Rule: Rule{From: []State{Reported}, To: "listed", Sides: []Side{Area}, Decides: true,
			Posts: []Post{Dispatcher}},
		New: command[List], Place: 110, Leads: true, Events: []func() Body{body[WasListed]},
		Fields: append(slices.Clone(entryFields), Field{Name: "kind", Kind: KindField, Hidden: true}),
	})
	_ = describe(Description{
		Rule: Rule{From: []State{Reported, Listed, Assigned, InHand}, To: "same", Sides: []Side{Area}, Decides: true,
			Posts: []Post{Dispatcher}},
		New: command[Amend], Place: 320, Events: []func() Body{body[WasAmended]},
		Fields: append(slices.Clone(entryFields), reasonField,
			Field{Name: "deadline", Kind: ChoiceField, Among: FatesOfDeadline, Hidden: true}),
	})
)

// entryFields say what a matter is and where.
var entryFields = []Field{
	{Name: "category", Kind: CategoryField, Among: CategoriesInForce, Demand: Asked,
		Known: func(m *Matter) any { return m.Category }},
	{Name: "severity", Kind: SeverityField, Demand: Asked, Known: func(m *Matter) any { return m.Severity }},
	{Name: "area", Kind: AreaField, Among: AreasInUse, Demand: Asked, Known: func(m *Matter) any { return m.Area }},
	placeField.known(func(m *Matter) any { return m.Place }),
	titleField.known(func(m *Matter) any { return m.Title }),
}

var (
	placeField = Field{Name: "place", Kind: LineField, Max: MaxPlace}
	titleField = Field{Name: "title", Kind: LineField, Max: MaxTitle}
)

func (*List) Name() CommandName     { return CmdList }
func (*WasListed) Type() EventType  { return TypeListed }
func (*Amend) Name() CommandName    { return CmdAmend }
func (*WasAmended) Type() EventType { return TypeAmended }

func (c *List) decide(m *Matter, f *Facts) ([]Event, error) {
	if f.Actor.Clock && m.Doubt != "" { // a person looks at it first
		return nil, fault.New(fault.Conflict, "list_doubted")
	}
	a, err := classify(m, f, Amend{Category: c.Category, Severity: c.Severity,
		Area: c.Area, Place: c.Place, Title: c.Title})
	if err != nil {
		return nil, err
	}
	if a.Category == "" {
		return nil, fault.New(fault.Invalid, "category_missing").On("category")
	}
	kind := m.Kind
	if c.Kind != 0 {
		kind = c.Kind
	}
	if m.Kind == Help && kind != Help { // a post over the area would see it, and what was said would have no reader
		return nil, fault.New(fault.Conflict, "help_stays").On("kind")
	}
	number := m.Number // a matter that was listed before keeps its number
	if number == "" {
		if number, err = f.Number(kind); err != nil {
			return nil, err
		}
	}
	e := &WasListed{Number: number, Kind: kind, Category: a.Category, Severity: a.Severity, Area: a.Area,
		Place: a.Place, Title: a.Title, Rule: f.Actor.Clock,
		Next: f.Clock.Add(f.Now, f.Terms(kind, a.Category, a.Severity).Dispatch)}
	marks, err := f.relink(m, kind, a.Category, a.Severity)
	return append(one(e), marks...), err
}

func (e *WasListed) apply(m *Matter, s Stamp) {
	m.State, m.ListedAt, m.Number, m.Kind, m.Next = Listed, s.At, e.Number, e.Kind, e.Next
	m.Category, m.Severity, m.Area, m.Place, m.Title = e.Category, e.Severity, e.Area, e.Place, e.Title
	m.Doubt, m.Sealed = "", m.Sealed || e.Sealed != ""
}

func (c *Amend) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	a, err := classify(m, f, *c)
	if err != nil {
		return nil, err
	}
	a.Reason = c.Reason
	anew, err := c.anew(m, f, a)
	if err != nil {
		return nil, err
	}
	if m.State == Reported || a.Category == m.Category {
		return append(one(a), anew...), nil
	}
	marks, err := f.relink(m, m.Kind, a.Category, a.Severity)
	return append(append(one(a), anew...), marks...), err
}

// anew says what becomes of a running deadline when the urgency is raised or the category changed and policy has
// another limit for what the matter then is. Nobody decides that in passing: without a word it is asked, with the old
// deadline and the new one.
func (c *Amend) anew(m *Matter, f *Facts, a *WasAmended) ([]Event, error) {
	if c.Deadline != "" && !slices.Contains(DeadlineFates(), c.Deadline) {
		return nil, fault.New(fault.Invalid, "choice_missing").On("deadline")
	}
	t := f.Terms(m.Kind, a.Category, a.Severity)
	if !m.climbs() || t.Deadline == f.terms(m).Deadline || a.Category == m.Category && a.Severity <= m.Severity {
		return nil, nil
	}
	due, plain := byPolicy(f.Clock, f.Now, t), t.Deadline.Clock > 0
	switch c.Deadline {
	case KeepDeadline:
		a.Kept = true
		return nil, nil
	case DeadlineAnew:
		e := &WasReckoned{Due: due, Warn: warn(f, f.Now, due, plain), Limit: t.Deadline.String(), Plain: plain}
		after := *m
		ApplyBody(&after, a, Stamp{At: f.Now})
		e.Fire = f.fire(&after, e)
		return one(e), nil
	}
	shown := func(at calendar.Instant) string { return at.Time().In(calendar.China()).Format("2006-01-02 15:04") }
	return nil, fault.New(fault.Conflict, "deadline_asks", "old", shown(m.Due), "new", shown(due)).On("deadline")
}

func (e *WasAmended) apply(m *Matter, _ Stamp) {
	m.Category, m.Severity, m.Area, m.Place, m.Title = e.Category, e.Severity, e.Area, e.Place, e.Title
}

// classify fills what the dispatcher left empty with what is known.
func classify(m *Matter, f *Facts, c Amend) (*WasAmended, error) {
	e := &WasAmended{Category: m.Category, Severity: m.Severity, Area: m.Area, Place: m.Place, Title: m.Title}
	if c.Category != "" {
		if !f.Names(c.Category) {
			return nil, fault.New(fault.Invalid, "category_unknown", "category", c.Category).On("category")
		}
		e.Category = c.Category
	}
	if c.Severity != 0 {
		e.Severity = c.Severity
	}
	if c.Area != 0 {
		var err error
		if e.Area, err = f.inUse(c.Area, m.Lat, m.Lng, "area"); err != nil {
			return nil, err
		}
	}
	if err := placeField.limit(&c.Place); err != nil {
		return nil, err
	}
	if err := titleField.limit(&c.Title); err != nil {
		return nil, err
	}
	if c.Place != "" {
		e.Place = line(c.Place)
	}
	if c.Title != "" {
		e.Title = line(c.Title)
	}
	return e, nil
}
