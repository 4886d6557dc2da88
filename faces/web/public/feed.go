package public

import (
	"encoding/xml"
	"strconv"
	"time"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
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
	matters, err := fed(c)
	if err != nil {
		return err
	}
	base := c.Gate.Base(c.R)
	f := atomFeed{ID: base + c.R.URL.RequestURI(), Title: c.T("public.title") + " · " + c.City(), Author: c.City(),
		Updated: stamp(c.Now), Links: []atomLink{{"self", base + c.R.URL.RequestURI()},
			{"alternate", base + "/public"}}}
	for i, m := range matters {
		at := changed(m, c.Now)
		if i == 0 {
			f.Updated = stamp(at)
		}
		url := base + address(m.Matter)
		f.Entries = append(f.Entries, atomEntry{ID: url, Title: m.Title, Updated: stamp(at),
			Link:    atomLink{"alternate", url},
			Summary: said(c, m)})
	}
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
	Modified string   `json:"date_modified"`
	Tags     []string `json:"tags,omitempty"`
}

// feedJSON is a list as a JSON feed.
func feedJSON(c *kit.Call) error {
	matters, err := fed(c)
	if err != nil {
		return err
	}
	base := c.Gate.Base(c.R)
	items := make([]feedItem, 0, len(matters))
	for _, m := range matters {
		items = append(items, feedItem{ID: strconv.FormatInt(m.Matter, 10), URL: base + address(m.Matter),
			Title: m.Title,
			Text:  said(c, m), Modified: stamp(changed(m, c.Now)), Tags: []string{c.Category(m.Category)}})
	}
	cached(c)
	return c.JSON(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": c.T("public.title"),
		"home_page_url": base + "/public", "feed_url": base + c.R.URL.RequestURI(), "items": items})
}

func fed(c *kit.Call) ([]org.Public, error) {
	f, err := filterOf(c)
	if err != nil {
		return nil, err
	}
	page, err := releasesOf(c.House).List(c.Ctx, f, perFeed)
	return page.Matters, err
}

// changed is when a matter changed last; of complaints near a home the day of asking, which tells nothing.
func changed(m org.Public, now calendar.Instant) calendar.Instant {
	if n := len(m.Steps); n > 0 && m.Steps[n-1].At != 0 {
		return m.Steps[n-1].At
	}
	return now - now%(24*3600*1_000_000)
}

func stamp(at calendar.Instant) string { return at.Time().UTC().Format(time.RFC3339) }
