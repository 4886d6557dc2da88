package report

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// Told says to a reporter whether what he sent is public, why or why not, and lets him have it taken down.
type Told struct {
	Says []string  // sentences
	Why  string    // in the office's words
	Link string    // where everybody reads it, "" while nobody can
	Form *kit.Form // "do not publish", or taking that back
}

// told is what the holder of a receipt is told; nil for somebody who said "me too". Of a merged matter it is said of the
// one that it lives on in.
func told(c *kit.Call, caller org.Caller, m, lives *matter.Matter, base string) (*Told, error) {
	if caller.Echo != 0 {
		return nil, nil
	}
	about := m
	if lives.ID != m.ID && !m.Withheld {
		about = lives
	}
	t, err := releasesOf(c.House).Told(c.Ctx, about)
	if err != nil {
		return nil, err
	}
	p := &Told{Says: toldSays(c, t), Why: t.Words, Link: t.Path}
	if about != m {
		p.Says = slices.Insert(p.Says, 0, c.T("told.merged"))
	}
	if slices.Contains(c.Desk.May(caller, m), matter.CmdWithhold) && (m.Withheld || t.State != release.Never) {
		p.Form = withholdForm(c, m, base)
	}
	return p, nil
}

// toldSays is in sentences whether it is public, and why.
func toldSays(c *kit.Call, t release.Told) []string {
	if t.State == release.Never {
		return []string{c.T("told.never." + string(t.Why))}
	}
	out := []string{c.T("told." + t.State)}
	switch {
	case t.Why != "":
		out = append(out, c.T("told.why."+string(t.Why)))
	case t.Ground != "":
		out = append(out, c.T("told.ground."+string(t.Ground)))
	}
	return out
}

func withholdForm(c *kit.Call, m *matter.Matter, base string) *kit.Form {
	id := string(matter.CmdWithhold)
	f := &kit.Form{ID: id, Action: base + "/" + id, Once: c.Once(), Title: c.T("receipt.withhold"),
		Hint: c.T("receipt.withhold_hint"), Submit: c.T("receipt.withhold")}
	if m.Withheld {
		f.Title, f.Hint, f.Submit = c.T("receipt.withhold_off"), c.T("receipt.withhold_off_hint"), c.T("receipt.withhold_off")
		f.Fields = []kit.Field{{Kind: "hidden", Name: "off", Value: "1"}}
	}
	return f
}

// withheld sees to it that what the reporter withholds is gone from the public pages, and gives the key of what he is
// told.
func withheld(c *kit.Call, m *matter.Matter, s *kit.Sent) (string, error) {
	if s.Yes("off") {
		return "flash.withhold_off", nil
	}
	return "flash.withhold", releasesOf(c.House).Withheld(c.Ctx, m.ID)
}

// released shows to who said "me too" what was let out of the matter, as everybody reads it: what was not let out is not
// his to read either.
func (p *Receipt) released(c *kit.Call, m *matter.Matter) {
	p.Card.Title, p.Text = c.T("alike.unread"), ""
	if name := c.Category(m.Category); name != "" {
		p.Card.Title = name
	}
	if c.Desk.Policy().Release.NearHome(m.Category) {
		p.At = c.T("public.weekday." + m.ReportedAt.Time().In(calendar.China()).Weekday().String())
	}
	x, err := releasesOf(c.House).One(c.Ctx, m.ID)
	if err != nil {
		return // nothing was
	}
	p.Card.Title, p.Card.Place, p.Text, p.Link = x.Title, x.Place, x.Text, publicURL(m.ID)
	for _, f := range x.Photos {
		u := publicURL(m.ID) + "/photos/" + f.Copy
		s := kit.Photo{View: u, Thumb: u + "?size=thumb", Caption: c.T("public.before"), Alt: c.T("public.before")}
		if f.After {
			s.Caption, s.Alt = c.T("public.after"), c.T("public.after")
			p.After = append(p.After, s)
			continue
		}
		p.Before = append(p.Before, s)
	}
}
