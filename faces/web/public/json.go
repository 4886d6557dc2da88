package public

import (
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/release"
)

// matterOut is a public matter as programs read it: exactly what its page shows.
type matterOut struct {
	Matter   int64            `json:"matter"`
	Number   string           `json:"number,omitempty"`
	State    org.Plain        `json:"state"`
	Area     area.Code        `json:"area"`
	AreaName string           `json:"area_name"`
	Category string           `json:"category"`
	Title    string           `json:"title"`
	Text     string           `json:"text,omitempty"`
	Place    string           `json:"place,omitempty"`
	Lat      *float64         `json:"lat,omitempty"`
	Lng      *float64         `json:"lng,omitempty"`
	Near     bool             `json:"near,omitempty"`
	Unit     string           `json:"unit,omitempty"`
	Voices   int              `json:"voices"`
	Due      calendar.Instant `json:"due,omitempty"`
	Struck   calendar.Instant `json:"struck,omitempty"`
	Late     bool             `json:"late,omitempty"`
	Steps    []stepOut        `json:"steps"`
	Photos   []pictureOut     `json:"photos"`
	Said     []wordOut        `json:"said,omitempty"`
	URL      string           `json:"url"`
}

// stepOut is a state that it came to; near a home only the day of the week is told, 0 for Sunday.
type stepOut struct {
	State   org.Plain        `json:"state"`
	At      calendar.Instant `json:"at,omitempty"`
	Weekday *int             `json:"weekday,omitempty"`
}

// pictureOut is the public copy of a photo.
type pictureOut struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	After  bool   `json:"after,omitempty"` // how it was after the fix
}

type wordOut struct {
	At   calendar.Instant `json:"at,omitempty"`
	Text string           `json:"text"`
}

// matterPage is a page of public matters.
type matterPage struct {
	Matters []matterOut `json:"matters"`
	Next    string      `json:"next,omitempty"`
}

// jsonPage is how many matters an answer holds unless fewer or more are asked for, mostJSON the most.
const (
	jsonPage = 50
	mostJSON = 200
)

// getMatters gives what everybody may see, the latest change first: ?area=, &category=, &state= one of the five or
// open, &limit=, &cursor=.
func getMatters(c *api.Call) (any, error) {
	f, limit, err := filtered(c)
	if err != nil {
		return nil, err
	}
	page, err := releasesOf(c.House).List(c.Ctx, f, limit)
	if err != nil {
		return nil, err
	}
	out := matterPage{Matters: []matterOut{}, Next: c.Next("from", page.Next.String())}
	for _, m := range page.Matters {
		out.Matters = append(out.Matters, matterJSON(c, m))
	}
	return out, nil
}

// filtered reads what the list is asked for. The fault is filter_value for what there is not: a program is not given
// another list than it asked for.
func filtered(c *api.Call) (f release.Filter, limit int, err error) {
	q := c.R.URL.Query()
	wrong := func(key string) error {
		return fault.New(fault.Invalid, "filter_value", "key", key, "value", clip(q.Get(key))).On(key)
	}
	o := c.House.Desk.Org()
	if s := q.Get("area"); s != "" {
		if f.Area, err = area.Parse(s); err != nil {
			return f, 0, wrong("area")
		}
		if now := o.Tree().Now(f.Area); len(now) == 2 {
			f.Area = now[0] + now[1] - f.Area // it is one of them
		}
		if f.Area.Level() == area.City {
			f.Area = 0
		} else if _, ok := o.Tree().Get(f.Area); !ok {
			return f, 0, wrong("area")
		}
	}
	if f.Category = q.Get("category"); f.Category != "" {
		if _, ok := c.House.Desk.Policy().Category(f.Category); !ok {
			return f, 0, wrong("category")
		}
	}
	switch s := org.Plain(q.Get("state")); {
	case s == stateOpen:
		f.Open = true
	case slices.Contains(org.Plains(), s):
		f.Plain = s
	case s != "":
		return f, 0, wrong("state")
	}
	limit = jsonPage
	if s := q.Get("limit"); s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 || limit > mostJSON {
			return f, 0, wrong("limit")
		}
	}
	if s := q.Get("from"); s != "" {
		if f.Behind = release.ParsePlace(s); f.Behind.Matter == 0 {
			return f, 0, fault.New(fault.Malformed, "cursor_wrong").On("from")
		}
	}
	return f, limit, nil
}

// getMatter gives one; of all that may not be seen nobody learns whether they are there.
func getMatter(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	m, err := releasesOf(c.House).One(c.Ctx, id)
	if err != nil {
		return nil, err
	}
	return matterJSON(c, m), nil
}

func matterJSON(c *api.Call, m org.Public) matterOut {
	o, base := c.House.Desk.Org(), c.Base()
	out := matterOut{Matter: m.Matter, Number: m.Number, State: m.State, Area: m.Area,
		AreaName: o.Tree().FullName(m.Area), Category: m.Category, Title: m.Title, Text: m.Text, Place: m.Place,
		Lat: m.Lat, Lng: m.Lng, Near: m.Near, Voices: m.Voices, Due: m.Due, Struck: m.Struck, Late: m.Late,
		Steps: []stepOut{}, Photos: []pictureOut{}, URL: base + address(m.Matter)}
	if u, ok := o.Unit(m.Unit); ok {
		out.Unit = u.Name(c.Who.Lang)
	}
	for _, s := range m.Steps {
		x := stepOut{State: s.State, At: s.At}
		if day := int(s.Day); s.At == 0 {
			x.Weekday = &day
		}
		out.Steps = append(out.Steps, x)
	}
	for _, p := range m.Photos {
		out.Photos = append(out.Photos, pictureOut{base + address(m.Matter) + "/photos/" + p.Copy, p.Width, p.Height,
			p.After})
	}
	for _, w := range m.Words {
		out.Said = append(out.Said, wordOut{w.At, w.Text})
	}
	return out
}
