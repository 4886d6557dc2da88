package matter

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
)

// Report says that something is wrong somewhere, or hands out a task. It starts a matter.
type Report struct {
	Kind     Kind      `json:"kind,omitempty"`
	Source   Source    `json:"source,omitempty"`
	SourceNo string    `json:"source_no,omitempty"`
	Area     area.Code `json:"area"`
	Place    string    `json:"place,omitempty"`
	Lat      *float64  `json:"lat,omitempty"`
	Lng      *float64  `json:"lng,omitempty"`
	// what Lat and Lng are measured against, "" for WGS-84; see place.ParseDatum
	Datum    string           `json:"datum,omitempty"`
	Point    int64            `json:"point,omitempty"` // the point 点位 where it was found
	Title    string           `json:"title,omitempty"`
	Text     string           `json:"text"`
	FoundAt  calendar.Instant `json:"found_at,omitempty"` // µs; when it was found, if not now
	Photos   []string         `json:"photos,omitempty"`   // uploads
	Category string           `json:"category,omitempty"` // a wish; the dispatcher decides when he lists it
	Severity Severity         `json:"severity,omitempty"`
	Withhold bool             `json:"withhold,omitempty"` // nothing of it may be public
	Agreed   bool             `json:"agreed,omitempty"`   // who called was asked, and it may be public
	// what the category asks is answered; set by the doors that ask it
	Attributes []Answer `json:"-"`
	Via        *Via     `json:"-"` // a program sent it; set by the door for programs
	Item       string   `json:"-"` // of the standard; set for what an inspection found
	Outside    *Outside `json:"-"` // set by the field app alone
	Digest     string   `json:"-"` // of the row of a list that it was; set by imports alone
	// another matter may have its number already; set by imports alone
	Again bool `json:"-"`
	// of a person in need who is a minor and may have been harmed: a report to the police is due 强制报告
	Mandated bool `json:"-"`
}

// WasReported starts a matter.
type WasReported struct {
	Kind     Kind      `json:"kind"`
	Source   Source    `json:"source"`
	SourceNo string    `json:"source_no,omitempty"`
	Area     area.Code `json:"area"`
	Place    string    `json:"place,omitempty"`
	Lat      *float64  `json:"lat,omitempty"`
	Lng      *float64  `json:"lng,omitempty"`
	// Lat and Lng are WGS-84; this is what they came in, "" when it was that too
	Datum    string           `json:"datum,omitempty"`
	Point    int64            `json:"point,omitempty"`
	Item     string           `json:"item,omitempty"`
	Title    string           `json:"title"`
	Text     string           `json:"text,omitempty"` // empty when it is the title
	FoundAt  calendar.Instant `json:"found_at,omitempty"`
	Category string           `json:"category,omitempty"`
	Severity Severity         `json:"severity"`
	Receipt  string           `json:"receipt,omitempty"`
	Contact  bool             `json:"contact,omitempty"`
	Doubt    Doubt            `json:"doubt,omitempty"` // why a person looks at it first
	Next     calendar.Instant `json:"next"`
	Photos   []Photo          `json:"photos,omitempty"`
	// put right on the spot: the reporter is one of its fixers and never verifies it
	Spot     bool     `json:"spot,omitempty"`
	Outside  *Outside `json:"outside,omitempty"`
	Withheld bool     `json:"withheld,omitempty"`
	Agreed   bool     `json:"agreed,omitempty"`
	// what was said to the category's questions
	Attributes []Answer `json:"attributes,omitempty"`
	Via        *Via     `json:"via,omitempty"`
	Members    []Member `json:"members,omitempty"` // of a person in need: who is on the case from the first moment on
	// of the row that it was in a list from elsewhere, under the city's secret; see package origin
	Digest string `json:"digest,omitempty"`
	// of a person in need: the token of what was said, which lies beside the ledger; and 强制报告 is due
	Sealed   string `json:"sealed,omitempty"`
	Mandated bool   `json:"mandated,omitempty"`
}

// The command and the event of this file.
const (
	CmdReport CommandName = "report"

	TypeReported EventType = "matter.reported"
)

var _ = describe(Description{
	Rule: Rule{From: []State{None}, To: "reported", Sides: []Side{Anyone},
		Posts: []Post{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor}},
	New: command[Report], Events: []func() Body{body[WasReported]},
	Fields: []Field{{Name: "kind", Kind: KindField}, {Name: "source", Kind: SourceField},
		{Name: "source_no", Kind: CodeField}, {Name: "area", Kind: AreaField, Among: AreasInUse, Demand: Required},
		placeField, latField, lngField, {Name: "datum", Kind: DatumField}, {Name: "point", Kind: PointField},
		titleField, storyField, {Name: "found_at", Kind: InstantField}, photosField,
		{Name: "category", Kind: CategoryField, Among: CategoriesInForce}, {Name: "severity", Kind: SeverityField},
		{Name: "withhold", Kind: YesField}, {Name: "agreed", Kind: YesField}},
	Recorded: true, Elsewhere: true, // reporting has its own pages
})

var storyField = Field{Name: "text", Kind: WordsField, Max: MaxText, Demand: Required}

func (*Report) Name() CommandName    { return CmdReport }
func (*WasReported) Type() EventType { return TypeReported }

func (c *Report) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := c.check(f); err != nil {
		return nil, err
	}
	if c.Kind == Help && len(f.Photos)+len(f.After) > 0 {
		return nil, NoPhotos()
	}
	lat, lng, datum, err := c.spot(f)
	if err != nil {
		return nil, err
	}
	at, err := f.inUse(c.Area, lat, lng, "area")
	if err != nil {
		return nil, err
	}
	answers, err := c.answers(f)
	if err != nil {
		return nil, err
	}
	e := &WasReported{Kind: c.Kind, Source: c.Source, SourceNo: line(c.SourceNo), Area: at, Place: line(c.Place),
		Lat: lat, Lng: lng, Datum: datum,
		Point: c.Point, Item: c.Item, Title: line(c.Title), Text: c.Text, FoundAt: c.FoundAt, Category: c.Category,
		Severity: c.Severity,
		Receipt:  f.Receipt, Contact: f.Contact, Doubt: f.Doubt, Photos: f.photos(CmdReport), Spot: len(f.After) > 0,
		Outside: c.Outside, Withheld: c.Withhold, Agreed: c.Agreed && !c.Withhold, Digest: c.Digest,
		Attributes: answers, Via: c.Via, Mandated: c.Mandated && c.Kind == Help}
	if e.Title == "" {
		e.Title = headline(c.Text)
	}
	if e.Title == e.Text {
		e.Text = ""
	}
	e.Next = f.Clock.Add(f.Now, f.Terms(e.Kind, e.Category, e.Severity).Dispatch)
	return one(e), nil
}

func (c *Report) check(f *Facts) error {
	if c.Kind == 0 {
		c.Kind = Problem
	}
	if c.Severity == 0 {
		c.Severity = General
	}
	if c.Source == "" {
		c.Source = FromResident
	}
	if int(c.Kind) >= len(kindNames) || int(c.Severity) >= len(severityNames) {
		return fault.New(fault.Invalid, "kind_unknown").On("kind")
	}
	if c.Kind == Task && f.Actor.Person == 0 && !f.Actor.System {
		return fault.New(fault.Denied, "task_staff").On("kind")
	}
	if !slices.Contains(Sources(), c.Source) {
		return fault.New(fault.Invalid, "source_unknown", "source", c.Source).On("source")
	}
	if c.FoundAt > f.Now+600e6 || c.FoundAt < 0 {
		return fault.New(fault.Invalid, "found_future").On("found_at")
	}
	if _, err := f.inUse(c.Area, nil, nil, "area"); err != nil {
		return err
	}
	if err := titleField.limit(&c.Title); err != nil {
		return err
	}
	if err := placeField.limit(&c.Place); err != nil {
		return err
	}
	if c.Category != "" && !f.Names(c.Category) {
		return fault.New(fault.Invalid, "category_unknown", "category", c.Category).On("category")
	}
	return storyField.limit(&c.Text)
}

// spot is where it is, in WGS-84, and the datum that came in as events name it. The command stays as it is: a
// decision may be made twice.
func (c *Report) spot(f *Facts) (lat, lng *float64, datum string, err error) {
	if err := c.pointKnown(f); err != nil {
		return nil, nil, "", err
	}
	d, err := place.ParseDatum(c.Datum)
	if err != nil {
		return nil, nil, "", err
	}
	if err := coordinates(c.Lat, c.Lng); err != nil {
		return nil, nil, "", err
	}
	if c.Lat == nil || d == place.WGS84 {
		return c.Lat, c.Lng, "", nil
	}
	p, err := place.From(*c.Lat, *c.Lng, d)
	return &p.Lat, &p.Lng, d.String(), err
}

// pointKnown checks that there is such a point, where the report names one.
func (c *Report) pointKnown(f *Facts) error {
	if c.Point == 0 {
		return nil
	}
	ok := false
	if f.Points != nil {
		var err error
		if ok, err = f.Points(c.Point); err != nil {
			return err
		}
	}
	if !ok {
		return fault.New(fault.Invalid, "point_unknown").On("point")
	}
	return nil
}

func (e *WasReported) apply(m *Matter, s Stamp) {
	*m = Matter{ID: s.Seq, Kind: e.Kind, State: Reported, Source: e.Source, SourceNo: e.SourceNo, Severity: e.Severity,
		Category: e.Category,
		Area:     e.Area, Place: e.Place, Lat: e.Lat, Lng: e.Lng, Point: e.Point, Item: e.Item, Title: e.Title,
		Text: e.Text, FoundAt: e.FoundAt, ReportedAt: s.At, Next: e.Next,
		Reporter: s.Actor, Receipt: e.Receipt, Contact: e.Contact, Photos: e.Photos, Spot: e.Spot,
		Withheld: e.Withheld, Agreed: e.Agreed, Doubt: e.Doubt, Attributes: e.Attributes,
		Sealed: e.Sealed != ""}
	for _, x := range e.Members {
		m.join(x, s.At)
	}
	if e.Via != nil {
		m.Via = e.Via.Name
	}
	if e.Spot {
		m.fixer(s.Actor)
	}
	if m.Text == "" {
		m.Text = m.Title
	}
	if m.FoundAt == 0 {
		m.FoundAt = s.At
	}
}
