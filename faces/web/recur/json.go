package recur

import (
	"slices"
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/recur"
)

// recurringPage is a page of what came back, of what will not go away, or of the measures against it.
type recurringPage struct {
	Matters []api.Matter `json:"matters"`
	After   string       `json:"after,omitempty"`
	Next    string       `json:"next,omitempty"`
}

// getRecurring gives a page of a list: ?list=recurrent, stubborn or root, &area=, &over=1 for what is over, &after=
// the page before, &limit= at most 200.
func getRecurring(c *api.Call) (any, error) {
	v := c.R.URL.Query()
	q := recur.Query{List: v.Get("list"), Over: v.Get("over") != "", After: v.Get("after"), Limit: 50}
	if q.List == "" {
		q.List = recur.Recurrent
	}
	if !slices.Contains(recur.Lists(), q.List) {
		return nil, fault.New(fault.Invalid, "filter_value", "key", "list", "value", q.List).On("list")
	}
	if s := v.Get("area"); s != "" {
		x, err := area.Parse(s)
		if err != nil {
			return nil, fault.New(fault.Invalid, "filter_value", "key", "area", "value", s).On("area")
		}
		q.Area = x
	}
	if n, err := strconv.Atoi(v.Get("limit")); err == nil && n > 0 {
		q.Limit = min(n, 200)
	}
	p, err := recurOf(c.House).List(c.Ctx, c.Who.Caller, q)
	if err != nil {
		return nil, err
	}
	out := recurringPage{Matters: []api.Matter{}, After: p.After, Next: c.Next("after", p.After)}
	for _, m := range p.Matters {
		out.Matters = append(out.Matters, c.Shown(m))
	}
	return out, nil
}

// placeOut is the history of a place.
type placeOut struct {
	Radius int       `json:"radius"` // metres; 0 at a point of the register
	Lives  []lifeOut `json:"lives"`
	Others int       `json:"others"` // matters that the caller may not see
	More   bool      `json:"more,omitempty"`
}

type lifeOut struct {
	Matter   api.Matter `json:"matter"`
	Same     bool       `json:"same"` // of the same item or category
	Absences []absence  `json:"off"`
}

// absence is a time in which it was off the list, µs; until is 0 while nobody has taken it up again.
type absence struct {
	Struck calendar.Instant `json:"struck"`
	Until  calendar.Instant `json:"until,omitempty"`
}

// getPlace gives what was ever struck off at the place of a matter, and what is open there.
func getPlace(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	h, err := recurOf(c.House).PlaceHistory(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, err
	}
	out := placeOut{Radius: h.Radius, Lives: []lifeOut{}, Others: h.Others, More: h.More}
	for _, l := range h.Lives {
		x := lifeOut{Matter: c.Shown(l.Matter), Same: l.Same, Absences: []absence{}}
		for _, o := range l.Absences {
			x.Absences = append(x.Absences, absence{o.Struck, o.Until})
		}
		out.Lives = append(out.Lives, x)
	}
	return out, nil
}
