package public

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// perPage is how many matters a page shows.
const perPage = 20

// List is a page of public matters: of the city, of an area, near a place, or of what was looked for.
type List struct {
	kit.Frame
	Heading string
	Lead    string
	Sums    *Sums      // how the area gets on; nil where only a part of it is shown
	Crumbs  []kit.Link // the areas above, this one last
	Below   []Compared // the areas below, what matters first
	Quiet   []kit.Link // those of them that have nothing to tell
	Week    []Card     // a few of those struck off this week
	WeekURL string

	Search    string       // what was looked for
	SearchURL string       // of the form
	Kept      []kit.Field  // of the filter, for the form that looks for words
	Chips     []kit.Link   // by state
	Groups    []GroupLinks // by category
	Off       []kit.Link   // filters in force, each with the address without it
	NearMe    string       // where the device's place is added; empty where it is there already
	Said      string       // what the list shows, in a sentence
	Cards     []Card
	Next      string
	Empty     *Empty
	Map       *Map

	Atom, JSON string // this list as feeds
	Campaigns  bool   // self-check campaigns are public
	Poster     string // the sheet that hangs there

	lie []spot // where the listed matters lie
}

func (*List) Template() string { return "public-list" }

// GroupLinks are the categories of a group, each with the address of its list.
type GroupLinks struct {
	Label, Icon string
	Links       []kit.Link
}

// Empty says that there is nothing, and what to do.
type Empty struct {
	Heading, Text string
	All           string // where everything is; empty where it is this page
}

// list is what is being fixed, in the city or in an area, the latest change first.
func list(c *kit.Call) error {
	a, err := ask(c)
	if err != nil {
		return err
	}
	if a.wrong {
		return wrongPlace(c)
	}
	if a.Area.Level() > area.Township { // a village's are those of its township
		a.Area = a.Area.Ancestor(area.Township)
		c.To(a.url())
		return nil
	}
	if a.near != nil && a.Area != 0 { // what is near lies wherever it lies
		a.Area = 0
		c.To(a.url())
		return nil
	}
	p := &List{Frame: c.Frame("", c.T("public.title")), Heading: c.T("public.title"), Lead: c.T("public.lead"),
		Search: a.words, SearchURL: areaURL(a.Area), Campaigns: campaignsOf(c.House).Shown()}
	if a.Area != 0 {
		p.Heading, p.Lead = c.T("public.title_in", "area", c.ShortName(a.Area)), ""
		p.Title = c.T("public.title_in", "area", c.AreaName(a.Area))
		p.Crumbs = crumbs(c, a.Area, true)
	}
	if err := matters(c, p, a); err != nil {
		return err
	}
	if !a.narrowed() {
		if err := progress(c, p, a); err != nil {
			return err
		}
	}
	filters(c, p, a)
	says := c.T("public.lead")
	if p.Sums != nil {
		says = p.Sums.Said
	}
	p.Preview = listed(c, p.Heading, says, areaURL(a.Area))
	p.Feeds = feedsOf(c, a.Area, a.Category)
	p.Poster = areaURL(a.Area) + "/poster"
	p.Atom, p.JSON = p.Feeds[0].URL, p.Feeds[1].URL
	if p.Map = mapOf(c, a, p.lie); p.Map.Source != "" {
		c.W.Header().Set("Content-Security-Policy", gate.Security(p.Map.Source))
		// whose key it is, a tile server knows by that
		c.W.Header().Set("Referrer-Policy", "strict-origin-when-cross-origin")
	}
	cached(c)
	return c.Render(p)
}

// wrongPlace says what a place looks like. The status is that of a request that cannot be read.
func wrongPlace(c *kit.Call) error {
	p := &kit.Failure{Frame: c.Frame("", c.T("public.near_wrong")), Heading: c.T("public.near_wrong"),
		Text: c.T("public.near_wrong_text"), Back: &kit.Link{Label: c.T("public.all_of_them"), URL: "/public"}}
	p.Status = 400
	return c.Render(p)
}

// matters fills in the list itself.
func matters(c *kit.Call, p *List, a asked) error {
	x := releasesOf(c.House)
	next := a
	switch {
	case a.words != "":
		page, err := x.Search(c.Ctx, a.words, a.Filter, perPage)
		if err != nil {
			return err
		}
		p.cards(c, page.Matters)
		next.Behind = page.Next
	case a.near != nil:
		list, err := x.Near(c.Ctx, a.near.lat, a.near.lng, a.Filter, perPage)
		if err != nil {
			return err
		}
		for _, m := range list {
			p.cards(c, []org.Public{m.Public})
			p.Cards[len(p.Cards)-1].Away = away(c, m.Metres)
		}
		next.Behind = a.Behind
	default:
		page, err := x.List(c.Ctx, a.Filter, perPage)
		if err != nil {
			return err
		}
		p.cards(c, page.Matters)
		next.Behind = page.Next
	}
	if next.Behind.Matter != 0 && a.near == nil {
		p.Next = next.url()
	}
	if len(p.Cards) == 0 {
		p.Empty = nothing(c, a)
	}
	return nil
}

func (p *List) cards(c *kit.Call, list []org.Public) {
	for _, m := range list {
		p.Cards = append(p.Cards, card(c, m))
		if m.Lat != nil && m.Lng != nil {
			p.lie = append(p.lie, spot{*m.Lat, *m.Lng})
		}
	}
}

// nothing says why there is nothing, and what to do about it.
func nothing(c *kit.Call, a asked) *Empty {
	e := &Empty{Heading: c.T("public.none"), Text: c.T("public.none_text")}
	switch {
	case a.words != "":
		e = &Empty{Heading: c.T("public.none_found", "q", a.words), Text: c.T("public.none_found_text")}
	case a.near != nil:
		e = &Empty{Heading: c.T("public.none_near"), Text: c.T("public.none_near_text")}
	case a.Category != "" || a.Plain != "" || a.Open:
		e = &Empty{Heading: c.T("public.none_so"), Text: c.T("public.none_so_text")}
	}
	if a.narrowed() || a.Area != 0 {
		e.All = "/public"
	}
	return e
}

// filters fills in what narrows the list, and what is in force.
func filters(c *kit.Call, p *List, a asked) {
	a.Behind.At, a.Behind.Matter = 0, 0
	link := func(label string, b asked, current bool) kit.Link {
		return kit.Link{Label: label, URL: b.url(), Current: current}
	}
	for _, s := range append([]org.Plain{"", stateOpen}, org.Plains()...) {
		b := a
		b.Plain, b.Open = s, s == stateOpen
		label := c.T("public.all")
		switch {
		case b.Open:
			b.Plain, label = "", c.T("public.tile.open")
		case s != "":
			label = c.T("public.state." + string(s))
		}
		p.Chips = append(p.Chips, link(label, b, b.Plain == a.Plain && b.Open == a.Open))
	}
	p.Groups = categories(c, a)
	off := func(in bool, label string, b asked) {
		if in {
			p.Off = append(p.Off, link(label, b, false))
		}
	}
	b := a
	b.words = ""
	off(a.words != "", c.T("public.looked_for", "q", a.words), b)
	b = a
	b.near = nil
	off(a.near != nil, c.T("public.nearest"), b)
	b = a
	b.Category = ""
	off(a.Category != "", c.Category(a.Category), b)
	for name, v := range a.values() {
		if name != "q" && name != "near" {
			p.Kept = append(p.Kept, kit.Field{Kind: "hidden", Name: name, Value: v[0]})
		}
	}
	if b = a; a.near == nil {
		b.words, b.Area = "", 0
		p.NearMe = b.url()
	}
	switch {
	case len(p.Cards) == 0:
	case a.words != "":
		p.Said = c.T("public.found", "q", a.words, "n", strconv.Itoa(len(p.Cards)))
	case a.near != nil:
		p.Said = c.T("public.nearest_said")
	}
}

// categories are the groups of categories that may be public, each with its lists.
func categories(c *kit.Call, a asked) (out []GroupLinks) {
	for _, x := range c.Desk.Policy().Categories() {
		if !c.Desk.Policy().Release.Opens(x.Code) {
			continue
		}
		b := a
		b.Category = x.Code
		l := kit.Link{Label: x.Name(c.Short()), URL: b.url(), Current: a.Category == x.Code}
		label := x.Group // as policy calls it; that is in one language
		if group, _, _ := strings.Cut(x.Code, "."); c.L == lang.En && groups[group] {
			label = c.T("public.group." + group)
		}
		if n := len(out); n == 0 || out[n-1].Label != label {
			out = append(out, GroupLinks{Label: label, Icon: iconOf(x.Code)})
		}
		out[len(out)-1].Links = append(out[len(out)-1].Links, l)
	}
	return out
}

// crumbs lead from the city down to an area; here says that it is the page of the area itself.
func crumbs(c *kit.Call, code area.Code, here bool) (out []kit.Link) {
	out = append(out, kit.Link{Label: c.City(), URL: "/public"})
	for _, x := range c.Org.Tree().Path(code) {
		if l := x.Code.Level(); l > area.City && l <= area.Township {
			out = append(out, kit.Link{Label: x.Name, URL: areaURL(x.Code), Current: here && x.Code == code})
		}
	}
	return out
}

// cached lets a browser keep a page for a short while: what was taken back is gone from there within a minute.
func cached(c *kit.Call) { c.W.Header().Set("Cache-Control", "public, max-age=30") }

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
