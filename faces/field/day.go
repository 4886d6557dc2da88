package field

import (
	"context"
	"net/http"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
)

// dayOut is all that a phone takes along. It holds nothing that the caller may not see, and nothing of people who
// need help: such matters stay here.
type dayOut struct {
	Now        calendar.Instant `json:"now"` // µs
	Person     personOut        `json:"person"`
	City       string           `json:"city"`
	Areas      []areaOut        `json:"areas"` // where he may be, topmost first
	Categories []categoryOut    `json:"categories"`
	Work       []workOut        `json:"work"` // what waits for his hand outside
	Day        *inspect.Day     `json:"day,omitempty"`
	Ground     *groundOut       `json:"ground,omitempty"`
	Patrol     *patrolOut       `json:"patrol,omitempty"`  // for whoever may walk somewhere
	Patches    []patchOut       `json:"patches,omitempty"` // that wait for a look of his in the field
	Tallies    []tallyOut       `json:"tallies,omitempty"` // places of surveys that he counts at
}

type personOut struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Inspector bool   `json:"inspector,omitempty"`
}

type areaOut struct {
	Code area.Code `json:"code"`
	Up   area.Code `json:"up,omitempty"`
	Name string    `json:"name"`
}

type categoryOut struct {
	Code  string `json:"code"`
	Group string `json:"group"`
	Name  string `json:"name"`
}

// workOut is a matter that he may claim fixed or give a verdict on.
type workOut struct {
	ID     int64                `json:"id"`
	Number string               `json:"number,omitempty"`
	Title  string               `json:"title"`
	Text   string               `json:"text,omitempty"`
	Place  string               `json:"place,omitempty"`
	Area   string               `json:"area"`
	State  matter.State         `json:"state"`
	Due    calendar.Instant     `json:"due,omitempty"`
	Warn   calendar.Instant     `json:"warn,omitempty"`
	Unit   string               `json:"unit,omitempty"`
	Lat    *float64             `json:"lat,omitempty"`
	Lng    *float64             `json:"lng,omitempty"`
	Done   string               `json:"done,omitempty"`   // what the unit says it did
	Photos []string             `json:"photos,omitempty"` // addresses of small pictures, those of the fix last
	May    []matter.CommandName `json:"may"`              // of what can be given outside
	Fix    demand               `json:"fix"`
	Strike demand               `json:"strike"`
}

// demand is the evidence that policy wants with a step.
type demand struct {
	Photos int  `json:"photos,omitempty"`
	Note   bool `json:"note,omitempty"`
	Place  bool `json:"place,omitempty"`
}

// mostWork is how many matters a phone takes along.
const mostWork = 200

func (f *Field) day(_ http.ResponseWriter, r *http.Request) (any, error) {
	who, l := gate.From(r), language(r)
	caller := who.Caller
	caller.Lang = l
	p := f.desk.Policy()
	out := dayOut{Now: f.desk.Now(), City: p.City.Zh, Person: personOut{ID: who.Person, Name: who.Name},
		Categories: []categoryOut{}}
	if l == "en" && p.City.En != "" {
		out.City = p.City.En
	}
	out.Person.Inspector = slices.ContainsFunc(caller.Posts,
		func(p org.Post) bool { return p.Kind == matter.Inspector })
	out.Areas = areasOf(f.desk.Org(), caller)
	out.Patrol = f.patrolOf(caller)
	for _, c := range p.Categories() {
		out.Categories = append(out.Categories, categoryOut{c.Code, c.Group, c.Name(l)})
	}
	var err error
	if out.Work, err = f.work(r.Context(), caller); err != nil {
		return nil, err
	}
	if out.Day, err = f.rounds(r.Context(), caller, out.Person.Inspector); err != nil {
		return nil, err
	}
	if out.Patches, err = f.patches(r.Context(), caller); err != nil {
		return nil, err
	}
	if out.Tallies, err = f.tallies(r.Context(), caller); err != nil {
		return nil, err
	}
	out.Ground, err = f.ground(r.Context(), out.Day)
	return out, err
}

// work is what waits for the caller's hand outside, the most urgent first.
func (f *Field) work(ctx context.Context, caller org.Caller) ([]workOut, error) {
	out := []workOut{}
	filter := views.Filter{Kinds: []matter.Kind{matter.Problem, matter.Task},
		States: []matter.State{matter.InHand, matter.Fixed}, Limit: views.MaxLimit}
	page, err := f.desk.Work(ctx, caller, filter)
	if err != nil {
		return nil, err
	}
	for _, row := range page.Rows {
		m, err := f.desk.Matter(ctx, caller, row.ID)
		if err != nil {
			continue // gone since
		}
		w := f.workOf(caller, m)
		if len(w.May) > 0 {
			out = append(out, w)
		}
		if len(out) == mostWork {
			break
		}
	}
	return out, nil
}

func (f *Field) workOf(caller org.Caller, m *matter.Matter) workOut {
	o, t := f.desk.Org(), f.desk.Policy().Terms(m.Kind, m.Category, m.Severity)
	w := workOut{ID: m.ID, Number: m.Number, Title: m.Title, Text: m.Text, Place: m.Place,
		Area: o.Tree().FullName(m.Area), State: m.State, Due: m.Due, Warn: m.Warn, Lat: m.Lat, Lng: m.Lng,
		Fix:    demand{t.Fix.Photos, t.Fix.Note, t.Fix.Place},
		Strike: demand{t.Strike.Photos, t.Strike.Note, t.Strike.Place}}
	if m.State == matter.Fixed {
		w.Done = m.Work
	}
	if w.Text == w.Title {
		w.Text = ""
	}
	if u, ok := o.Unit(m.Lead); ok {
		w.Unit = u.Name(caller.Lang)
	}
	for _, c := range f.desk.May(caller, m) {
		if d, _ := matter.Describe(c); d.Outside() {
			w.May = append(w.May, c)
		}
	}
	for _, p := range m.Photos {
		w.Photos = append(w.Photos, photoURL(m.ID, p.ID))
	}
	if n := len(w.Photos); n > 6 {
		w.Photos = append(w.Photos[:3:3], w.Photos[n-3:]...)
	}
	return w
}

// areasOf are the areas of the caller's posts with all below them, by code; a unit's clerk gets those of his unit.
func areasOf(o *org.Org, caller org.Caller) []areaOut {
	var tops []area.Code
	for _, p := range caller.Posts {
		if u, ok := o.Unit(p.Unit); ok && p.Area == 0 {
			tops = append(tops, u.Area)
		} else if p.Area != 0 {
			tops = append(tops, p.Area)
		}
	}
	out := []areaOut{}
	for _, a := range o.Tree().All() {
		if a.Former || !slices.ContainsFunc(tops, func(t area.Code) bool { return t.Contains(a.Code) }) {
			continue
		}
		x := areaOut{Code: a.Code, Name: a.Name}
		if up := a.Code.Parent(); slices.ContainsFunc(tops, func(t area.Code) bool { return t.Contains(up) }) {
			x.Up = up
		}
		out = append(out, x)
	}
	return out
}
