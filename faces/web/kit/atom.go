package kit

import (
	"encoding/xml"
	"time"

	"xiaohao/loop/calendar"
)

// Atom is a feed as RFC 4287 has it.
type Atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []AtomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []AtomEntry `xml:"entry"`
}

// AtomLink is an address of a feed or of an entry.
type AtomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

// AtomEntry is an entry of a feed. Text is plain.
type AtomEntry struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []AtomLink `xml:"link"`
	Summary string     `xml:"summary"`
}

// AtomStamp writes an instant as feeds do.
func AtomStamp(at calendar.Instant) string { return at.Time().UTC().Format(time.RFC3339) }

// Atom answers with a feed; a reader may keep it for half a minute, so that what is taken back is gone soon.
func (c *Call) Atom(f Atom) error {
	c.W.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	c.W.Header().Set("Cache-Control", "public, max-age=30")
	if _, err := c.W.Write([]byte(xml.Header)); err != nil {
		return err
	}
	return xml.NewEncoder(c.W).Encode(f)
}
