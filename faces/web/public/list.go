package public

import (
	"net/url"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// perPage is how many matters a page shows.
const perPage = 20

// List is a page of public matters.
type List struct {
	kit.Frame
	Heading, Lead string
	Cards         []Card
	Chips         []kit.Link // by state
	Areas         []kit.Link // of the areas below
	Next          string
	Atom          string // this list as a feed
}

func (*List) Template() string { return "public-list" }

// Card is a public matter in a list.
type Card struct {
	URL, Title, Where, Category, When string
	State                             string // one of the five plain states, for its words and its look
	Unit, Due                         string
	Late                              bool
	Thumb                             string
}

// list is what is being fixed, in the city or in an area, the latest change first.
func list(c *kit.Call) error {
	f, err := filterOf(c)
	if err != nil {
		return err
	}
	page, err := releasesOf(c.House).List(c.Ctx, f, perPage)
	if err != nil {
		return err
	}
	path := "/public"
	p := &List{Frame: c.Frame("", c.T("public.title")), Heading: c.T("public.title"), Lead: c.T("public.lead")}
	if f.Area != 0 {
		path += "/areas/" + f.Area.String()
		p.Heading = c.AreaName(f.Area)
	}
	p.Preview = listed(c, p.Heading, p.Lead, path)
	for _, m := range page.Matters {
		p.Cards = append(p.Cards, card(c, m))
	}
	q := url.Values{}
	if f.Category != "" {
		q.Set("category", f.Category)
	}
	for _, s := range append([]org.Plain{""}, org.Plains()...) {
		with := url.Values{"category": q["category"]}
		label := c.T("public.all")
		if s != "" {
			with.Set("state", string(s))
			label = c.T("public.state." + string(s))
		}
		p.Chips = append(p.Chips, kit.Link{Label: label, URL: path + "?" + with.Encode(), Current: s == f.Plain})
	}
	if f.Area.Level() < area.Township {
		for _, a := range c.Org.Tree().Children(max(f.Area, c.Top())) {
			p.Areas = append(p.Areas, kit.Link{Label: c.ShortName(a.Code), URL: "/public/areas/" + a.Code.String()})
		}
	}
	if f.Plain != "" {
		q.Set("state", string(f.Plain))
	}
	if next := page.Next.String(); next != "" {
		q.Set("from", next)
		p.Next = path + "?" + q.Encode()
	}
	p.Atom = "/public/feed.atom?area=" + f.Area.String()
	cached(c)
	return c.Render(p)
}

// filterOf reads what a list or a feed is asked for. The fault is page_missing for an area that is not there.
func filterOf(c *kit.Call) (f release.Filter, err error) {
	q := c.R.URL.Query()
	code := c.R.PathValue("code")
	if code == "" {
		code = q.Get("area")
	}
	if code != "" && code != area.Code(0).String() {
		if f.Area, err = area.Parse(code); err != nil {
			return f, c.Nowhere()
		}
		if _, ok := c.Org.Tree().Get(f.Area); !ok {
			return f, c.Nowhere()
		}
	}
	if f.Area.Level() == area.City {
		f.Area = 0
	}
	f.Category, f.Plain, f.Behind = q.Get("category"), org.Plain(q.Get("state")), release.ParsePlace(q.Get("from"))
	return f, nil
}

// cached lets a browser keep a page for a short while: what was taken back is gone from there within a minute.
func cached(c *kit.Call) { c.W.Header().Set("Cache-Control", "public, max-age=30") }

func card(c *kit.Call, m org.Public) Card {
	x := Card{URL: address(m.Matter), Title: m.Title, Where: where(c, m), Category: c.Category(m.Category),
		State: string(m.State), Late: m.Late}
	if m.Unit != 0 {
		x.Unit = c.UnitName(m.Unit)
	}
	if m.Due != 0 && m.Struck == 0 {
		x.Due = lang.Due(c.L, c.Now, m.Due)
	}
	if n := len(m.Steps); n > 0 {
		x.When = when(c, m.Steps[n-1])
	}
	if len(m.Photos) > 0 {
		x.Thumb = address(m.Matter) + "/photos/" + m.Photos[0].Copy + "?size=thumb"
	}
	return x
}

// when is a day, of complaints near a home the weekday alone.
func when(c *kit.Call, s org.PublicStep) string {
	if s.At == 0 {
		return c.T("public.weekday." + s.Day.String())
	}
	return lang.Date(c.L, s.At)
}

func where(c *kit.Call, m org.Public) string {
	w := c.AreaName(m.Area)
	switch {
	case m.Near:
		w += " · " + c.T("public.near")
	case m.Place != "":
		w += " · " + m.Place
	}
	return w
}

// photo is the public copy of a photo.
func photo(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	f, err := releasesOf(c.House).Copy(c.Ctx, id, c.R.PathValue("name"), c.R.URL.Query().Get("size"))
	if err != nil {
		return fault.New(fault.Missing, "photo_missing").By(err)
	}
	defer f.Close()
	gate.ServeCopy(c.W, c.R, f)
	return nil
}
