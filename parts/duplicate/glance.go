package duplicate

import (
	"cmp"
	"context"
	"io"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/parts/release"
	"xiaohao/platform/text/alike"
)

// Glance is what may be shown of a matter to somebody who is about to report the same.
type Glance struct {
	Likely
	State    matter.State
	Area     area.Code // of complaints that would show a home the township
	Category string
	Title    string // "" where the office has not let words out
	Place    string
	At       calendar.Instant // reported, µs; 0 where only the weekday is told
	Day      calendar.Instant // the same, of which a stranger may be told the weekday alone
	Near     bool             // a complaint that would show a home
	Voices   int
	Photo    string // name of a photo that may be shown, "" for none
	Seen     bool   // the caller may open the matter

	placed bool // the point on the map was let out
}

// Like are the matters that what is being said is likely about, with what the caller may be shown of each. Whoever has
// no login cannot find out by asking again and again where a matter lies, or who is named in it, that was not let out:
// names and doors are taken out of what he says, and where complaints would show a home his place is not compared.
func (p *Duplicates) Like(ctx context.Context, caller org.Caller, s Said, limit int) ([]Glance, error) {
	find := p.Likely
	if caller.Person == 0 && !caller.System {
		find = p.likelyFor
	}
	list, err := find(ctx, s, 4*limit)
	if err != nil {
		return nil, err
	}
	var out []Glance
	for _, l := range list {
		if len(out) == limit {
			break
		}
		m, g, err := p.glance(ctx, caller, l.Matter)
		if err != nil && fault.Of(err).Kind == fault.Missing {
			continue
		}
		if err != nil {
			return nil, err
		}
		if l.Metres < 0 && alike.Elsewhere(s.Area, m.Area.Ancestor(area.Township)) {
			continue
		}
		if g.Likely = l; !g.Seen {
			g.Likely = told(l, &g)
		}
		out = append(out, g)
	}
	return out, nil
}

// likelyFor is Likely for somebody without a login.
func (p *Duplicates) likelyFor(ctx context.Context, s Said, limit int) ([]Likely, error) {
	s.Title, s.Text, s.Place = redact.Public(s.Title), redact.Public(s.Text), redact.Public(s.Place)
	list, err := p.Likely(ctx, s, limit)
	if err != nil || s.Lat == nil && s.Place == "" {
		return list, err
	}
	list = slices.DeleteFunc(list, func(l Likely) bool { return l.home })
	s.Lat, s.Lng, s.Place = nil, nil, ""
	homes, err := p.Likely(ctx, s, limit)
	for _, l := range homes {
		if l.home {
			list = append(list, l)
		}
	}
	slices.SortStableFunc(list, func(a, b Likely) int { return cmp.Compare(b.Score, a.Score) })
	return list, err
}

// told is what a stranger is told of why a matter may be the same: how far away only where its point was let out, how
// alike the words are only where words were, nothing where it would show a home.
func told(l Likely, g *Glance) Likely {
	out := Likely{Matter: l.Matter, Likeness: alike.Likeness{Metres: -1}}
	if g.Near {
		return out
	}
	out.Struck = l.Struck
	if g.placed {
		out.Metres = l.Metres
	}
	for _, r := range l.Reasons {
		if r.Code == alike.Near && !g.placed || r.Code == alike.Said && g.Title == "" || r.Code == alike.SameView {
			continue
		}
		out.Reasons = append(out.Reasons, r)
	}
	return out
}

// Glance is what the caller may be shown of a matter that others than him reported. This is the one place that says
// so: who sees the matter in the list sees it all. Everybody else is shown what was let out (release.One), and of what
// was not: what kind of thing it is, in which area, since when and how many said so; of what would show a home the
// township and the weekday. Of a restricted matter, a task, one that came from above, one that was declined or merged,
// and one whose reporter wants nothing to be public, nobody is told anything: the fault is Missing.
func (p *Duplicates) Glance(ctx context.Context, caller org.Caller, id int64) (Glance, error) {
	_, g, err := p.glance(ctx, caller, id)
	return g, err
}

func (p *Duplicates) glance(ctx context.Context, caller org.Caller, id int64) (*matter.Matter, Glance, error) {
	none := fault.New(fault.Missing, "matter_missing")
	m, err := p.Desk.Glimpse(ctx, id)
	if err != nil {
		return nil, Glance{}, err
	}
	if m.Kind == matter.Help || !m.State.Open() && m.State != matter.StruckOff {
		return nil, Glance{}, none
	}
	g := Glance{State: m.State, Area: m.Area, Category: m.Category, At: m.ReportedAt, Day: m.ReportedAt,
		Voices: 1 + m.Voices(), Seen: p.Org().Sees(caller, m)}
	g.Likely.Matter = id
	if !g.Seen {
		if m.Kind != matter.Problem || m.Withheld || slices.Contains(inside, m.Source) {
			return nil, Glance{}, none
		}
		if g.State == matter.Suspended {
			g.State = matter.InHand
		}
		return m, g, p.public(ctx, &g)
	}
	g.Title, g.Place = m.Title, m.Place
	for _, x := range m.Photos {
		if x.Step == string(matter.CmdReport) {
			g.Photo = x.ID
			break
		}
	}
	return m, g, nil
}

// inside is where matters come from that strangers are told nothing of.
var inside = []matter.Source{matter.FromMeeting, matter.FromSuperior, matter.FromPlan}

// public puts in what was let out of a matter.
func (p *Duplicates) public(ctx context.Context, g *Glance) error {
	if g.Near = p.Policy().Release.NearHome(g.Category); g.Near {
		g.Area, g.At = g.Area.Ancestor(area.Township), 0
	}
	x, err := p.releases().One(ctx, g.Matter)
	if err != nil {
		if fault.Of(err).Kind == fault.Missing {
			return nil
		}
		return err
	}
	g.Area, g.Category, g.Title, g.Place = x.Area, x.Category, x.Title, x.Place
	g.placed = x.Lat != nil && !x.Near
	for _, f := range x.Photos {
		if !f.After {
			g.Photo = f.Copy
			break
		}
	}
	return nil
}

func (p *Duplicates) releases() *release.Releases { return part.Get[*release.Releases](p.Others) }

// Thumb opens the small photo of a matter that Glance may show: for a stranger the public copy, never the original.
// The fault is Missing where there is none. seen says that it is the original.
func (p *Duplicates) Thumb(ctx context.Context, caller org.Caller, id int64) (f io.ReadSeekCloser, seen bool,
	err error) {
	g, err := p.Glance(ctx, caller, id)
	switch {
	case err != nil || g.Photo == "":
		return nil, false, fault.New(fault.Missing, "photo_missing").By(err)
	case g.Seen:
		f, err = p.Desk.Photo(ctx, org.Caller{System: true}, id, g.Photo, "thumb")
		return f, true, err
	}
	f, err = p.releases().Copy(ctx, id, g.Photo, "thumb")
	return f, false, err
}
