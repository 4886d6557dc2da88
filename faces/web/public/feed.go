package public

import (
	"encoding/xml"
	"net/url"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/release"
)

// perFeed is how many matters a feed holds.
const perFeed = 50

// An Atom feed: RFC 4287.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Links   []atomLink  `xml:"link"`
		Author  string      `xml:"author>name"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    atomLink `xml:"link"`
		Summary string   `xml:"summary"`
	}
)

// atom is a list as an Atom feed.
func atom(c *kit.Call) error {
	a, matters, err := fed(c)
	if err != nil {
		return err
	}
	base := c.Gate.Base(c.R)
	f := atomFeed{ID: feedID(c, a), Title: feedTitle(c, a.Area, a.Category), Author: c.City(),
		Links: []atomLink{{"self", base + feedURL("atom", a.Area, a.Category)}, {"alternate", base + a.url()}}}
	newest := calendar.Instant(0)
	for _, m := range matters {
		at, url := changed(m), base+address(m.Matter)
		newest = max(newest, at)
		f.Entries = append(f.Entries, atomEntry{ID: entryID(c, m.Matter), Title: m.Title, Updated: stamp(at),
			Link: atomLink{"alternate", url}, Summary: where(c, m) + "\n" + said(c, m)})
	}
	f.Updated = stamp(newest)
	c.W.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	cached(c)
	if _, err := c.W.Write([]byte(xml.Header)); err != nil {
		return err
	}
	return xml.NewEncoder(c.W).Encode(f)
}

// feedItem is an entry of a JSON feed, version 1.1.
type feedItem struct {
	ID       string   `json:"id"`
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Text     string   `json:"content_text"`
	Modified string   `json:"date_modified,omitempty"`
	Tags     []string `json:"tags,omitempty"`
}

// feedJSON is a list as a JSON feed.
func feedJSON(c *kit.Call) error {
	a, matters, err := fed(c)
	if err != nil {
		return err
	}
	base := c.Gate.Base(c.R)
	items := make([]feedItem, 0, len(matters))
	for _, m := range matters {
		x := feedItem{ID: entryID(c, m.Matter), URL: base + address(m.Matter), Title: m.Title,
			Text: where(c, m) + "\n" + said(c, m), Tags: []string{c.Category(m.Category)}}
		if at := changed(m); at != 0 {
			x.Modified = stamp(at)
		}
		items = append(items, x)
	}
	cached(c)
	return c.JSON(map[string]any{"version": "https://jsonfeed.org/version/1.1", "language": c.L,
		"title": feedTitle(c, a.Area, a.Category), "home_page_url": base + a.url(),
		"feed_url": base + feedURL("json", a.Area, a.Category), "items": items})
}

func fed(c *kit.Call) (asked, []org.Public, error) {
	a, err := ask(c)
	if err != nil {
		return a, nil, err
	}
	// A feed is of an area and a category; whoever reads it gets the newest of them.
	a = asked{Filter: release.Filter{Area: a.Area, Category: a.Category}}
	page, err := releasesOf(c.House).List(c.Ctx, a.Filter, perFeed)
	return a, page.Matters, err
}

// changed is when a matter changed last; 0 of complaints near a home, whose days are nobody's business.
func changed(m org.Public) calendar.Instant {
	if n := len(m.Steps); n > 0 {
		return m.Steps[n-1].At
	}
	return 0
}

// feedURL is the address of a feed: "atom" or "json".
func feedURL(kind string, code area.Code, category string) string {
	v := url.Values{}
	if code.Level() > area.City {
		v.Set("area", code.String())
	}
	if category != "" {
		v.Set("category", category)
	}
	if len(v) == 0 {
		return "/public/feed." + kind
	}
	return "/public/feed." + kind + "?" + v.Encode()
}

// feedTitle names a feed by its area and category.
func feedTitle(c *kit.Call, code area.Code, category string) string {
	where := c.City()
	if code.Level() > area.City {
		where = c.AreaName(code)
	}
	if name := c.Category(category); name != "" {
		return c.T("public.feed_of", "category", name, "area", where)
	}
	return c.T("public.title_in", "area", where)
}

// feedsOf are the feeds that a page belongs to.
func feedsOf(c *kit.Call, code area.Code, category string) []kit.Feed {
	title := feedTitle(c, code, category)
	return []kit.Feed{{Title: title, URL: feedURL("atom", code, category), Type: "application/atom+xml"},
		{Title: title, URL: feedURL("json", code, category), Type: "application/feed+json"}}
}

// Readers of feeds know entries by their ids. They hang on the city alone and on no address, so that a city that moves
// to another one is not read a second time.
func feedID(c *kit.Call, a asked) string {
	return "urn:uuid:" + desk.Once("public feed", c.Desk.City(), a.Area, a.Category).String()
}

func entryID(c *kit.Call, id int64) string {
	return "urn:uuid:" + desk.Once("public matter", c.Desk.City(), id).String()
}

func stamp(at calendar.Instant) string { return at.Time().UTC().Format(time.RFC3339) }
