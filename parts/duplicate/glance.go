package duplicate

import (
	"context"
	"io"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/text/alike"
)

// Glance is what may be shown of a matter to somebody who is about to report the same.
type Glance struct {
	Likely
	State    matter.State
	Area     area.Code
	Category string
	Title    string // "" where the reporter's words are not for others yet
	Place    string
	At       calendar.Instant // reported, µs
	Voices   int
	Photo    string // id of a photo that may be shown, "" for none
	Seen     bool   // the caller may open the matter
}

// Like are the matters that what is being said is likely about, with what the caller may be shown of each.
func (p *Duplicates) Like(ctx context.Context, caller org.Caller, s Said, limit int) ([]Glance, error) {
	list, err := p.Likely(ctx, s, 4*limit)
	if err != nil {
		return nil, err
	}
	var out []Glance
	for _, l := range list {
		g, err := p.Glance(ctx, caller, l.Matter)
		if err != nil && fault.Of(err).Kind == fault.Missing {
			continue
		}
		if err != nil {
			return nil, err
		}
		if l.Metres < 0 && alike.Elsewhere(s.Area, g.Area.Ancestor(area.Township)) {
			continue
		}
		if g.Likely = l; len(out) < limit {
			out = append(out, g)
		}
	}
	return out, nil
}

// Glance is what the caller may be shown of a matter that others than him reported. This is the one place that says
// so: who sees the matter in the list sees it all. Everybody else is told where it is, what kind of thing, since when
// and how many said so; the words only once the office has taken it onto the list, since until then nobody has read
// them; photos only where the city has said that it takes faces and plates out of them. Of a restricted matter, of
// one that was declined or merged, nobody is told anything: the fault is Missing.
func (p *Duplicates) Glance(ctx context.Context, caller org.Caller, id int64) (Glance, error) {
	m, err := p.Desk.Glimpse(ctx, id)
	if err != nil {
		return Glance{}, err
	}
	if m.Kind == matter.Help || !m.State.Open() && m.State != matter.StruckOff {
		return Glance{}, fault.New(fault.Missing, "matter_missing")
	}
	g := Glance{State: m.State, Area: m.Area, Category: m.Category, At: m.ReportedAt, Voices: 1 + m.Voices(),
		Seen: p.Org().Sees(caller, m)}
	g.Likely.Matter = id
	if g.Seen || m.ListedAt != 0 {
		g.Title, g.Place = m.Title, m.Place
	}
	for _, x := range m.Photos {
		if x.Step == "report" && (g.Seen || m.ListedAt != 0 && p.Policy().Pattern.Photos) {
			g.Photo = x.ID
			break
		}
	}
	return g, nil
}

// Thumb opens the small photo of a matter that Glance may show. The fault is Missing where there is none.
func (p *Duplicates) Thumb(ctx context.Context, caller org.Caller, id int64) (io.ReadSeekCloser, error) {
	g, err := p.Glance(ctx, caller, id)
	if err != nil || g.Photo == "" {
		return nil, fault.New(fault.Missing, "photo_missing").By(err)
	}
	return p.Desk.Photo(ctx, org.Caller{System: true}, id, g.Photo, "thumb")
}
