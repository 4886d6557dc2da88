package everyone

import (
	"encoding/xml"
	"io"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/outreach"
)

// open are the addresses that search engines may walk; all others are closed to them, also those that come later.
var open = []string{"/$", "/public", "/seals", "/static/", "/sitemap.xml"}

// closed are named besides, for those who do not read $ or look for them.
var closed = []string{"/r/", "/find", "/seals/check", "/follow/", "/p/", "/alike", "/login", "/matters", "/api/", "/"}

// robots tells search engines what they may walk: what is public, and nothing that has a receipt code in its address.
func robots(c *kit.Call) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, p := range open {
		b.WriteString("Allow: " + p + "\n")
	}
	for _, p := range closed {
		b.WriteString("Disallow: " + p + "\n")
	}
	b.WriteString("\nSitemap: " + c.Gate.Base(c.R) + "/sitemap.xml\n")
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.W.Header().Set("Cache-Control", "public, max-age=3600")
	_, err := io.WriteString(c.W, b.String())
	return err
}

const (
	// inPiece is how many public matters the index counts off for a piece of the map.
	inPiece = 9_000
	// mostInPiece is how many addresses a piece holds at most; what was let out since the index was read has room.
	mostInPiece = 10_000

	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
)

// place is an address of the map.
type place struct {
	At      string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
}

// sitemap is the index of the map of what is public, or with ?after=MATTER&upto=MATTER a piece of it.
func sitemap(c *kit.Call) error {
	q := c.R.URL.Query()
	name, item, places, err := "sitemapindex", "sitemap", []place(nil), error(nil)
	if q.Has("after") {
		after, wrong := strconv.ParseInt(q.Get("after"), 10, 64)
		upto, open := strconv.ParseInt(q.Get("upto"), 10, 64)
		if wrong != nil || after < 0 {
			return c.Nowhere()
		}
		if open != nil {
			upto = math.MaxInt64
		}
		name, item = "urlset", "url"
		places, err = pieceOf(c, after, upto)
	} else {
		places, err = pieces(c)
	}
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "application/xml; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=30") // what was taken back is gone from there within a minute
	out := gate.Squeeze(c.W, c.R)
	if err := write(out, name, item, places); err != nil {
		return err
	}
	return out.Close()
}

// write writes a list of places as XML.
func write(w io.Writer, name, item string, places []place) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	root := xml.StartElement{Name: xml.Name{Local: name},
		Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: sitemapSpace}}}
	if err := e.EncodeToken(root); err != nil {
		return err
	}
	for _, p := range places {
		if err := e.EncodeElement(p, xml.StartElement{Name: xml.Name{Local: item}}); err != nil {
			return err
		}
	}
	if err := e.EncodeToken(root.End()); err != nil {
		return err
	}
	return e.Close()
}

// pieces are the addresses of the pieces of the map.
func pieces(c *kit.Call) (out []place, err error) {
	ends, err := releasesOf(c.House).Ends(c.Ctx, inPiece)
	if err != nil {
		return nil, err
	}
	base := c.Gate.Base(c.R) + "/sitemap.xml?after="
	after := "0"
	for _, end := range ends {
		upto := strconv.FormatInt(end, 10)
		out = append(out, place{At: base + after + "&upto=" + upto})
		after = upto
	}
	return append(out, place{At: base + after}), nil
}

// mostActivities is how many activities stand on the map, the newest; the others are found from their list.
const mostActivities = 200

// pieceOf are the public matters behind one and up to another; the first piece begins with the lists, the activities
// that came out last and the areas.
func pieceOf(c *kit.Call, after, upto int64) (out []place, err error) {
	base := c.Gate.Base(c.R)
	if after == 0 {
		for _, p := range []string{"/", "/public", "/public/papers", "/public/outreach", "/seals"} {
			out = append(out, place{At: base + p})
		}
		acts, _, err := outreachOf(c.House).Out(c.Ctx, outreach.Place{}, mostActivities)
		if err != nil {
			return nil, err
		}
		for _, a := range acts {
			out = append(out, place{At: base + "/public/outreach/" + strconv.FormatInt(a.ID, 10)})
		}
		for _, a := range c.Org.Tree().Children(c.Top()) {
			if !a.Former {
				out = append(out, place{At: base + areaURL(a.Code)})
			}
		}
	}
	list, err := releasesOf(c.House).Between(c.Ctx, after, upto, mostInPiece-len(out))
	for _, m := range list {
		out = append(out, place{base + "/public/matters/" + strconv.FormatInt(m.Matter, 10), changed(m)})
	}
	return out, err
}

// changed is the day on which a matter changed last, "" for complaints near a home, whose days are nobody's business.
func changed(m org.Public) string {
	var last calendar.Instant
	for _, s := range m.Steps {
		last = max(last, s.At)
	}
	for _, w := range m.Words {
		last = max(last, w.At)
	}
	if last == 0 || m.Near {
		return ""
	}
	return last.Time().In(calendar.China()).Format(time.RFC3339)
}

func areaURL(a area.Code) string { return "/public/areas/" + url.PathEscape(a.String()) }
