package publicity

import (
	"html/template"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/public"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/publicity"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// Papers is the list of the weekly papers that are out.
type Papers struct {
	kit.Frame
	Heading string
	Rows    []PaperRow
	Areas   []kit.Link // that ever had one
	Next    string
	Atom    string
}

func (*Papers) Template() string { return "papers" }

// PaperRow is a paper in a list.
type PaperRow struct{ URL, Title, Week, Area, Lead string }

// perPage is how many papers a page shows; a feed has as many.
const perPage = 20

// inArea reads the area that is asked for, 0 for none. The fault is page_missing for one that is not there.
func inArea(c *kit.Call) (area.Code, error) {
	v := c.R.URL.Query().Get("area")
	if v == "" {
		return 0, nil
	}
	a, err := area.Parse(v)
	if err != nil {
		return 0, c.Nowhere()
	}
	if _, ok := c.Org.Tree().Get(a); !ok {
		return 0, c.Nowhere()
	}
	return a, nil
}

func papers(c *kit.Call) error {
	a, err := inArea(c)
	if err != nil {
		return err
	}
	list, next, err := publicityOf(c.House).Out(c.Ctx, a, release.ParsePlace(c.R.URL.Query().Get("from")), perPage)
	if err != nil {
		return err
	}
	p := &Papers{Frame: c.Frame("", c.T("publicity.papers")), Heading: c.T("publicity.papers"), Atom: feedURL(a)}
	if a != 0 {
		p.Heading = c.T("publicity.papers_of", "area", c.AreaName(a))
	}
	p.Feeds = []kit.Feed{{Title: p.Heading, URL: p.Atom, Type: "application/atom+xml"}}
	for _, b := range list {
		p.Rows = append(p.Rows, PaperRow{URL: paperURL(b.ID), Title: b.Title.In(c.Short()), Week: week(c, b.From, b.To),
			Area: c.AreaName(b.Area), Lead: b.Lead.In(c.Short())})
	}
	p.Areas = areaLinks(c, a)
	if next.Matter != 0 {
		p.Next = papersURL(a, "from", next.String())
	}
	return c.Render(p)
}

// areaLinks are the areas that policy makes papers of.
func areaLinks(c *kit.Call, here area.Code) []kit.Link {
	out := []kit.Link{{Label: c.T("public.all"), URL: "/public/papers", Current: here == 0}}
	for _, x := range c.Org.Tree().All() {
		for _, l := range c.Desk.Policy().Publicity.Levels {
			if x.Code.Level() == l && l <= area.County && !x.Former {
				out = append(out, kit.Link{Label: c.ShortName(x.Code), URL: papersURL(x.Code, "", ""),
					Current: here == x.Code})
			}
		}
	}
	return out
}

func paperURL(id int64) string { return "/public/papers/" + strconv.FormatInt(id, 10) }

func papersURL(a area.Code, name, value string) string {
	out, with := "/public/papers", "?"
	if a != 0 {
		out, with = out+"?area="+a.String(), "&"
	}
	if name != "" {
		out += with + name + "=" + value
	}
	return out
}

func feedURL(a area.Code) string {
	if a == 0 {
		return "/public/papers/feed.atom"
	}
	return "/public/papers/feed.atom?area=" + a.String()
}

// week is the days of a paper, in words; its last day is that of the drafting.
func week(c *kit.Call, from, to calendar.Instant) string {
	return c.T("publicity.week", "from", lang.Date(c.L, from), "to", lang.Date(c.L, to))
}

// feed is the papers as an Atom feed: of an area, or of all.
func feed(c *kit.Call) error {
	a, err := inArea(c)
	if err != nil {
		return err
	}
	list, _, err := publicityOf(c.House).Out(c.Ctx, a, release.Place{}, perPage)
	if err != nil {
		return err
	}
	base, where := c.Gate.Base(c.R), c.City()
	if a != 0 {
		where = c.AreaName(a)
	}
	f := kit.Atom{ID: base + feedURL(a), Title: c.T("publicity.papers") + " · " + where, Author: c.City(),
		Updated: kit.AtomStamp(0),
		Links: []kit.AtomLink{{Rel: "self", Href: base + feedURL(a)},
			{Rel: "alternate", Href: base + papersURL(a, "", "")}}}
	for i, b := range list {
		if i == 0 {
			f.Updated = kit.AtomStamp(b.Since)
		}
		url := base + paperURL(b.ID)
		f.Entries = append(f.Entries, kit.AtomEntry{ID: url, Title: b.Title.In(c.Short()),
			Updated: kit.AtomStamp(b.Since),
			Links:   []kit.AtomLink{{Rel: "alternate", Href: url, Type: "text/html"}},
			Summary: week(c, b.From, b.To) + "\n" + b.Lead.In(c.Short())})
	}
	return c.Atom(f)
}

// Paper is a weekly paper as everybody reads it.
type Paper struct {
	kit.Frame
	Shown
	Crumbs             []kit.Link
	Poster, File, Atom string
	Staff              string // where the office works on it; "" for others
}

func (*Paper) Template() string { return "paper" }

// Shown is what a paper says, for its page, its poster, its preview and its file.
type Shown struct {
	Heading, Week, Area string
	Lead                []string
	Tiles               []Tile
	Fixed, Mended       []public.Card // in the week, and since
	Late, Doing         []public.Card
	Gone                string // that something was taken back; never what
	Empty               bool   // nothing of it is public any more
}

// Tile is a figure, and how it was the week before; "" where nobody counted then.
type Tile struct{ Label, Value, Tone, Before string }

// shown puts a paper into words.
func shown(c *kit.Call, s publicity.Seen) Shown {
	out := Shown{Heading: s.Title.In(c.Short()), Week: week(c, s.From, s.To), Area: c.AreaName(s.Area),
		Lead: kit.Paragraphs(s.Lead.In(c.Short())), Tiles: tiles(c, s.Figures),
		Fixed: cards(c, s.Fixed), Mended: cards(c, s.Mended), Late: cards(c, s.Late), Doing: cards(c, s.Doing)}
	if s.Gone > 0 {
		out.Gone = c.T("publicity.gone", "n", strconv.Itoa(s.Gone))
	}
	out.Empty = len(s.Fixed)+len(s.Mended)+len(s.Late)+len(s.Doing) == 0
	return out
}

func cards(c *kit.Call, list []org.Public) (out []public.Card) {
	for _, m := range list {
		out = append(out, public.CardOf(c, m))
	}
	return out
}

// tiles are the figures, each with how it was the week before.
func tiles(c *kit.Call, f publicity.Figures) []Tile {
	late := ""
	if f.Late > 0 {
		late = "red"
	}
	tile := func(key, tone string, now int, before *int) Tile {
		return Tile{c.T(key), strconv.Itoa(now), tone, compared(c, now, before)}
	}
	return []Tile{tile("publicity.tile.struck", "seal", f.Struck, &f.StruckBefore),
		tile("publicity.tile.open", "", f.Open, f.OpenBefore), tile("publicity.tile.late", late, f.Late, f.LateBefore)}
}

// compared says how a figure was the week before; "" where nobody counted.
func compared(c *kit.Call, now int, before *int) string {
	switch {
	case before == nil:
		return ""
	case now > *before:
		return c.T("publicity.more", "n", strconv.Itoa(now-*before))
	case now < *before:
		return c.T("publicity.fewer", "n", strconv.Itoa(*before-now))
	}
	return c.T("publicity.same")
}

// read is the paper that the address names.
func read(c *kit.Call) (publicity.Seen, error) {
	id, err := c.PathID()
	if err != nil {
		return publicity.Seen{}, err
	}
	return publicityOf(c.House).Read(c.Ctx, id)
}

func paperPage(c *kit.Call) error {
	s, err := read(c)
	if err != nil {
		return err
	}
	p := &Paper{Frame: c.Frame("", s.Title.In(c.Short())), Shown: shown(c, s), Poster: paperURL(s.ID) + "/poster",
		File: paperURL(s.ID) + "/paper.docx", Atom: feedURL(s.Area),
		Crumbs: []kit.Link{{Label: c.T("publicity.papers"), URL: "/public/papers"},
			{Label: c.AreaName(s.Area), URL: papersURL(s.Area, "", "")}}}
	p.Feeds = []kit.Feed{{Title: c.T("publicity.papers_of", "area", p.Area), URL: p.Atom, Type: "application/atom+xml"}}
	if _, err := publicityOf(c.House).Issue(c.Ctx, c.Who.Caller, s.ID); err == nil {
		p.Staff = issueURL(s.ID)
	}
	return c.Render(p)
}

// Poster is a paper on one sheet, to be printed and hung up: A4 or A3, with a QR code that leads to the page.
type Poster struct {
	kit.Frame
	Shown
	Big      []public.Card // with pictures, as many as fit
	Rest     []public.Card // in a line each
	QR       template.HTML
	Address  string // what the picture says
	A3       bool
	Sizes    []kit.Link
	Back     string
	LateSaid string
}

func (*Poster) Template() string { return "paper-poster" }

// How many matters fit on the sheet.
const (
	posterPictures = 4
	posterLines    = 8
)

func poster(c *kit.Call) error {
	s, err := read(c)
	if err != nil {
		return err
	}
	p := &Poster{Frame: c.Frame("", s.Title.In(c.Short())), Shown: shown(c, s), Back: paperURL(s.ID),
		Address: c.Gate.Base(c.R) + paperURL(s.ID), A3: c.R.URL.Query().Get("size") == "a3"}
	for _, x := range p.Fixed {
		switch {
		case x.Thumb != "" && x.After != "" && len(p.Big) < posterPictures:
			p.Big = append(p.Big, x)
		case len(p.Rest) < posterLines:
			p.Rest = append(p.Rest, x)
		}
	}
	if len(p.Late) > 0 {
		p.LateSaid = c.T("publicity.late_said")
	}
	here := paperURL(s.ID) + "/poster"
	p.Sizes = []kit.Link{{Label: "A4", URL: here, Current: !p.A3}, {Label: "A3", URL: here + "?size=a3", Current: p.A3}}
	if p.QR, err = kit.DrawQR(p.Address, c.T("publicity.qr")); err != nil {
		return err
	}
	return c.Render(p)
}
