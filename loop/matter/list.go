package matter

import (
	"xiaohao/loop/area"
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
	Number   string    `json:"number"`
	Kind     Kind      `json:"kind"`
	Category string    `json:"category"`
	Severity Severity  `json:"severity"`
	Area     area.Code `json:"area"`
	Place    string    `json:"place,omitempty"`
	Title    string    `json:"title"`
	Next     int64     `json:"next"`
}

// Amend corrects what the matter is or where, before the work is done. Empty fields stay.
type Amend struct {
	Category string    `json:"category,omitempty"`
	Severity Severity  `json:"severity,omitempty"`
	Area     area.Code `json:"area,omitempty"`
	Place    string    `json:"place,omitempty"`
	Title    string    `json:"title,omitempty"`
	Reason   string    `json:"reason"`
}

// WasAmended is a correction; the deadline stays, because a correction is no new order.
type WasAmended struct {
	Category string    `json:"category"`
	Severity Severity  `json:"severity"`
	Area     area.Code `json:"area"`
	Place    string    `json:"place,omitempty"`
	Title    string    `json:"title"`
	Reason   string    `json:"reason"`
}

var (
	_ = step(func() Command { return &List{} }, func() Body { return &WasListed{} })
	_ = step(func() Command { return &Amend{} }, func() Body { return &WasAmended{} })
)

func (*List) Name() string       { return "list" }
func (*WasListed) Type() string  { return "matter.listed" }
func (*Amend) Name() string      { return "amend" }
func (*WasAmended) Type() string { return "matter.amended" }

func (c *List) decide(m *Matter, f *Facts) ([]Event, error) {
	a, err := classify(m, f, Amend{c.Category, c.Severity, c.Area, c.Place, c.Title, ""})
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
	number := m.Number // a matter that was listed before keeps its number
	if number == "" {
		number = f.Number
	}
	e := &WasListed{Number: number, Kind: kind, Category: a.Category, Severity: a.Severity, Area: a.Area,
		Place: a.Place, Title: a.Title,
		Next: f.Clock.Add(f.Now, f.Terms(kind, a.Category, a.Severity).Dispatch)}
	return append(one(e), f.relink(m, kind, a.Category, a.Severity)...), nil
}

func (e *WasListed) apply(m *Matter, s Stamp) {
	m.State, m.ListedAt, m.Number, m.Kind, m.Next = Listed, s.At, e.Number, e.Kind, e.Next
	m.Category, m.Severity, m.Area, m.Place, m.Title = e.Category, e.Severity, e.Area, e.Place, e.Title
}

func (c *Amend) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := limit(&c.Reason, "reason", MaxNote, true); err != nil {
		return nil, err
	}
	a, err := classify(m, f, *c)
	if err != nil {
		return nil, err
	}
	a.Reason = c.Reason
	if m.State == Reported || a.Category == m.Category {
		return one(a), nil
	}
	return append(one(a), f.relink(m, m.Kind, a.Category, a.Severity)...), nil
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
		if err := inCity(f, c.Area, "area"); err != nil {
			return nil, err
		}
		e.Area = c.Area
	}
	if err := limit(&c.Place, "place", MaxPlace, false); err != nil {
		return nil, err
	}
	if err := limit(&c.Title, "title", MaxTitle, false); err != nil {
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
