package help

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Moment is a line of a case's timeline.
type Moment struct {
	At    calendar.Instant
	Type  event.Type
	Who   string // who recorded it; "" for the clock
	Step  Step
	Note  Note
	Hand  *Hand       // of a hand-over, and of one that was stopped
	Marks *care.Marks // of MarkedType
	Gone  bool        // its words were forgotten

	Seq    int64   // of its event
	Sealed *Shared // of PaperType
}

// Sheet is a case with all that is known of it, for who works on it.
type Sheet struct {
	Case
	Matter   *matter.Matter // with its words
	Intake   Intake
	Type     policy.HelpType
	Minor    bool
	Shared   map[int]*Shared // by the number of the paper; those that were forgotten are not there
	Timeline []Moment
	More     bool // the timeline is longer than that
}

// mostMoments is how many lines of a timeline a page shows.
const mostMoments = 300

// Sheet is a case that the caller sees; the look is recorded. Faults: matter_missing, help_missing.
func (x *Cases) Sheet(ctx context.Context, caller org.Caller, id int64) (*Sheet, error) {
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	c, err := caseOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, missing()
	}
	first, said, err := x.Desk.Said(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Case: *c, Matter: m, Type: x.Policy().Help.Type(c.Category)}
	if first != nil {
		if err := json.Unmarshal(first, &s.Intake); err != nil {
			return nil, fault.Of(err)
		}
	}
	if s.Shared, err = sharedOf(c, said); err != nil {
		return nil, err
	}
	s.Minor = c.Mandated != 0 || x.Minor(c.Category, s.Intake.Age)
	err = ledger.EachOf(ctx, x.DB.Read(), x.City, id, ledger.ToEnd, shownTypes, func(e ledger.Event) error {
		if len(s.Timeline) == mostMoments {
			s.More = true
			return nil
		}
		t, err := x.moment(e, said)
		s.Timeline = append(s.Timeline, t)
		return err
	})
	slices.SortStableFunc(s.Timeline, func(a, b Moment) int { return int(a.At.Since(b.At)) })
	return s, err
}

// shownTypes are the events of a timeline: those of this package, and what moved the matter.
var shownTypes = append(Types(), matter.TypeReported, matter.TypeAssigned, matter.TypeSigned, matter.TypeFixed,
	matter.TypeStruckOff, matter.TypeReopened, matter.TypeForgotten, matter.TypeDeclined)

func (x *Cases) moment(e ledger.Event, said map[string]json.RawMessage) (Moment, error) {
	t := Moment{At: e.At, Type: e.Type, Seq: e.Seq}
	if p, ok := x.Org().Person(e.Actor); ok {
		t.Who = p.Name
	}
	if !e.Type.In(typePrefix) {
		return t, nil
	}
	s, err := Decode(e.Type, e.Body)
	if err != nil {
		return t, err
	}
	t.Step = *s
	if s.At != 0 {
		t.At = s.At
	}
	if s.Said == "" {
		return t, nil
	}
	raw, ok := said[s.Said]
	if t.Gone = !ok; t.Gone {
		return t, nil
	}
	switch e.Type {
	case HandedType, StoppedType:
		t.Hand = &Hand{}
		err = json.Unmarshal(raw, t.Hand)
	case MarkedType:
		t.Marks = &care.Marks{}
		err = json.Unmarshal(raw, t.Marks)
	case PaperType:
		t.Sealed = &Shared{}
		err = json.Unmarshal(raw, t.Sealed)
	case PaperTakenType, PaperRefusedType, PaperAnsweredType:
		var r Reply
		err = json.Unmarshal(raw, &r)
		t.Note = Note{Whom: r.Name, No: r.Phone, Text: r.Text}
	default:
		err = json.Unmarshal(raw, &t.Note)
	}
	return t, err
}

// Line is a case in a list: number, type and clock, not a word.
type Line struct {
	Case
	Matter *matter.Matter // as the views have it, without words
}

// Filter says which cases are wanted.
type Filter struct {
	Over  bool   // those that are off the list
	After string // where the page before ended; "" for the first
	Limit int
}

// List is a page of the cases that the caller sees, and where the next one begins, "" at the end: of those on the list
// what is due first, of those that are over the latest first. It goes by the caller's own cases, so that neither time
// nor pages depend on how many others there are. The fault is cursor_bad.
func (x *Cases) List(ctx context.Context, caller org.Caller, f Filter) (out []Line, next string, err error) {
	if caller.Person == 0 {
		return nil, "", fault.New(fault.Denied, "not_allowed")
	}
	all := x.Org().Scope(caller)
	open, sort := !f.Over, views.SortNext
	if f.Over {
		sort = views.SortNew
	}
	r := x.DB.Read()
	page, err := views.List(ctx, r, x.City, org.Scope{Person: all.Person, Member: all.Member}, views.Filter{
		Kinds: []matter.Kind{matter.Help}, Open: &open, Sort: sort, After: f.After, Limit: f.Limit}, x.Now())
	if err != nil {
		return nil, "", err
	}
	ids := make([]int64, len(page.Rows))
	for i := range page.Rows {
		ids[i] = page.Rows[i].ID
	}
	matters, err := views.Some(ctx, r, x.City, ids)
	if err != nil {
		return nil, "", err
	}
	for _, id := range ids {
		c, err := caseOf(ctx, r, x.City, id)
		if err != nil {
			return nil, "", err
		}
		if c != nil && matters[id] != nil { // what was reported before cases were sealed has none
			out = append(out, Line{*c, matters[id]})
		}
	}
	return out, page.After, nil
}

func (x *Cases) each(ctx context.Context, fn func(Case), text string, args ...any) error {
	return eachCase(ctx, x.DB.Read(), fn, text, args...)
}

func eachCase(ctx context.Context, r store.Reader, fn func(Case), text string, args ...any) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var c Case
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			return err
		}
		fn(c)
		return nil
	}, text, args...)
}

// MayOpen says whether the caller takes persons in at a counter.
func (x *Cases) MayOpen(caller org.Caller) bool { return x.Org().MayActSomewhere(caller, NotedType) }

// MayCount says whether the caller reads the statistics: who has a post over an area.
func (x *Cases) MayCount(caller org.Caller) bool {
	return caller.Person != 0 && len(x.Org().Within(caller, counters)) > 0
}
