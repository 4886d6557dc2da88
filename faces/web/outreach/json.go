package outreach

import (
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// activityOut is an activity as programs of the staff read it. People reached are told by how they were counted and
// never added up; who is in a team, and who signed up, is told to nobody here.
type activityOut struct {
	ID       int64            `json:"id"`
	Name     string           `json:"name"`
	Theme    string           `json:"theme"`
	Superior string           `json:"superior,omitempty"`
	Area     area.Code        `json:"area"`
	Unit     int64            `json:"unit"`
	From     calendar.Instant `json:"from"`
	Until    calendar.Instant `json:"until"`
	State    outreach.State   `json:"state"`
	Things   []thingOut       `json:"things"`
	Reached  map[string]int64 `json:"reached,omitempty"` // by the way in which they were counted
	Teams    []teamOut        `json:"teams,omitempty"`
	Signed   int64            `json:"signed,omitempty"`
	Came     int64            `json:"came,omitempty"`
	Surveys  []int64          `json:"surveys,omitempty"` // surveys of use that name it
}

// thingOut is a thing and where it is, in an area or with a team.
type thingOut struct {
	Item    int64  `json:"item"`
	Name    string `json:"name"`
	Measure string `json:"measure"`
	Planned int64  `json:"planned"`
	stock.Balance
}

// teamOut is a team and what it has.
type teamOut struct {
	ID      int64            `json:"id"`
	Name    string           `json:"name"`
	Unit    int64            `json:"unit"`
	Area    area.Code        `json:"area"`
	Place   string           `json:"place,omitempty"`
	From    calendar.Instant `json:"from,omitempty"`
	Things  []thingOut       `json:"things"`
	Reached map[string]int64 `json:"reached,omitempty"`
	Came    int64            `json:"came,omitempty"`
}

func outOf(a *outreach.Activity, balance func(outreach.Item) stock.Balance) activityOut {
	out := activityOut{ID: a.ID, Name: a.Name, Theme: a.Theme, Superior: a.Superior, Area: a.Area, Unit: a.Unit,
		From: a.From, Until: a.Until, State: a.State, Things: []thingOut{}}
	for _, i := range a.Items {
		out.Things = append(out.Things, thingOut{i.ID, i.Name, i.Measure, i.Planned, balance(i)})
	}
	return out
}

const jsonPage = 50

// getActivities are the activities in an area, the newest first, with the sums of that area.
func getActivities(c *api.Call) (any, error) {
	q := c.R.URL.Query()
	in := area.Code(c.House.City() * 1e8)
	if v := q.Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", v).On("area")
		}
		in = a
	}
	below, _ := strconv.ParseInt(q.Get("below"), 10, 64)
	list, next, err := outreachOf(c.House).List(c.Ctx, c.Who.Caller, in, below, jsonPage)
	out := []activityOut{}
	for i := range list {
		out = append(out, outOf(&list[i].Activity, func(x outreach.Item) stock.Balance { return list[i].Sums[x.ID] }))
	}
	return struct {
		Activities []activityOut `json:"activities"`
		Next       int64         `json:"next,omitempty"` // ids below which the next page begins
	}{out, next}, err
}

// getActivity is an activity with its teams, and where everything is.
func getActivity(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	b, err := outreachOf(c.House).Books(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, err
	}
	out := outOf(b.Activity, func(i outreach.Item) stock.Balance { return b.In(b.Area, i.ID) })
	out.Reached, out.Signed, out.Came = reachedBy(b, 0), b.Signed, b.Came(0)
	for _, t := range b.Teams {
		x := teamOut{ID: t.ID, Name: t.Name, Unit: t.Unit, Area: t.Area, Place: t.Place, From: t.From,
			Things: []thingOut{}, Reached: reachedBy(b, t.ID), Came: b.Came(t.ID)}
		for _, i := range b.Items {
			x.Things = append(x.Things, thingOut{i.ID, i.Name, i.Measure, t.Share(i.ID), b.Of(i.ID, t.ID)})
		}
		out.Teams = append(out.Teams, x)
	}
	list, err := talliesOf(c.House).About(c.Ctx, c.Who.Caller, id)
	for _, s := range list {
		out.Surveys = append(out.Surveys, s.ID)
	}
	return out, err
}

func reachedBy(b *outreach.Books, team int64) map[string]int64 {
	out := map[string]int64{}
	for _, w := range outreach.Ways() {
		if n := b.Reached(team, w); n > 0 {
			out[w] = n
		}
	}
	return out
}

// glanceOut is an activity as everybody may read it: what its page shows.
type glanceOut struct {
	ID       int64            `json:"id"`
	Title    outreach.Words   `json:"title"`
	Text     outreach.Words   `json:"text"`
	Area     area.Code        `json:"area"`
	From     calendar.Instant `json:"from"`
	Until    calendar.Instant `json:"until"`
	State    outreach.State   `json:"state"`
	Calls    bool             `json:"calls"` // one may sign up
	CallEnds calendar.Instant `json:"call_ends,omitempty"`
	Things   []givenOut       `json:"things,omitempty"`
	Places   []placeOut       `json:"places,omitempty"`
	Reached  int64            `json:"reached,omitempty"`
	Came     int64            `json:"came,omitempty"`
	URL      string           `json:"url"`
}

type givenOut struct {
	Name    string `json:"name"`
	Measure string `json:"measure"`
	Planned int64  `json:"planned"`
	Given   int64  `json:"given"`
}

type placeOut struct {
	Name  string           `json:"name"`
	Area  area.Code        `json:"area"`
	Place string           `json:"place,omitempty"`
	From  calendar.Instant `json:"from,omitempty"`
}

func glanced(c *api.Call, g *outreach.Glance) glanceOut {
	out := glanceOut{ID: g.ID, Title: g.Title, Text: g.Text, Area: g.Area, From: g.From, Until: g.Until, State: g.State,
		Calls: g.Calls, Reached: g.Reached, Came: g.Came, URL: c.Base() + publicURL(g.ID)}
	if g.Calls {
		out.CallEnds = g.CallEnds
	}
	for _, t := range g.Things {
		out.Things = append(out.Things, givenOut(t))
	}
	for _, p := range g.Places {
		out.Places = append(out.Places, placeOut{p.Name, p.Area, p.Place, p.From})
	}
	return out
}

// getOuts are the activities that everybody may see, the one that came out last first; without figures.
func getOuts(c *api.Call) (any, error) {
	list, next, err := outreachOf(c.House).Out(c.Ctx, behind(c.R), jsonPage)
	out, from := []glanceOut{}, ""
	for _, g := range list {
		out = append(out, glanced(c, g))
	}
	if next.ID != 0 {
		from = placed(next)
	}
	return struct {
		Activities []glanceOut `json:"activities"`
		Next       string      `json:"next,omitempty"` // from of the next page
	}{out, from}, err
}

// getOut is one of them with its figures.
func getOut(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	g, err := outreachOf(c.House).Glance(c.Ctx, id)
	if err != nil {
		return nil, err
	}
	return glanced(c, g), nil
}
