package release

import (
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// Waiting is a working day: the drafts that wait for this person, those of his that were sent back, and what could be
// let out next.
type Waiting struct {
	kit.Frame
	Rows    []Row
	Bulk    *kit.Form // passes those that are ticked; nil where none may be passed so
	Refused []Row
	Next    []Row
}

func (*Waiting) Template() string { return "releases" }

// Row is a matter and its draft.
type Row struct {
	Title, URL, Area, Since, Step string
	Text                          string // what would be read
	Pick                          string // the value that passes it together with others, "" where it must be opened
	Reason                        string // why it was sent back
	Thumb                         string
	Photos                        string // how many, in words
}

// How many of each the page lists.
const (
	shown     = 100
	refusedN  = 20
	candidate = 12
)

func waiting(c *kit.Call) error { return showWaiting(c, nil) }

func showWaiting(c *kit.Call, wrong error) error {
	x := releasesOf(c.House)
	p := &Waiting{Frame: c.Overview("releases")}
	list, err := x.Waiting(c.Ctx, c.Who.Caller, shown)
	if err != nil {
		return err
	}
	for _, s := range list {
		r := row(c, s, s.Draft)
		r.Step = c.T("release.step." + strconv.Itoa(s.Step+1))
		if r.Text = s.Draft.Text; len(s.Draft.Photos) == 0 {
			r.Pick = strconv.FormatInt(s.Matter, 10) + "." + strconv.FormatInt(s.Seq, 10)
			p.Bulk = &kit.Form{Action: "/releases", Once: c.Once()}
		}
		p.Rows = append(p.Rows, r)
	}
	if list, err = x.Refused(c.Ctx, c.Who.Caller, refusedN); err != nil {
		return err
	}
	for _, s := range list {
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, s.Matter)
		if err != nil {
			continue // he does not see it any more
		}
		r := row(c, s, &org.Release{Title: m.Title})
		r.Reason = s.Reason
		p.Refused = append(p.Refused, r)
	}
	if err := candidates(c, p); err != nil {
		return err
	}
	if wrong != nil {
		p.Flash, p.Status = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}, fault.Of(wrong).Kind.Status()
	}
	return c.Render(p)
}

// candidates are what could be let out next: those with a photo from before and one from after that may go out stand
// first.
func candidates(c *kit.Call, p *Waiting) error {
	list, err := releasesOf(c.House).Candidates(c.Ctx, c.Who.Caller, candidate)
	if err != nil {
		return err
	}
	for _, both := range []bool{true, false} {
		for _, m := range list {
			photos := m.Photos
			home := c.Desk.Policy().Release.NearHome(m.Category) && len(photos) > 0
			if home {
				photos = nil
			}
			if hasBoth(photos) != both {
				continue
			}
			r := Row{Title: m.Title, URL: address(m.ID), Area: c.AreaName(m.Area),
				Since:  lang.Ago(c.L, c.Now, m.StruckAt),
				Photos: c.T("release.photos", "n", strconv.Itoa(len(photos)))}
			if home {
				r.Photos = c.T("release.photos_home")
			} else if n := len(photos); n > 0 {
				r.Thumb = kit.MatterURL(m.ID) + "/photos/" + photos[n-1].ID + "?size=thumb"
			}
			p.Next = append(p.Next, r)
		}
	}
	return nil
}

func row(c *kit.Call, s release.Stand, r *org.Release) Row {
	return Row{Title: r.Title, URL: address(s.Matter), Area: c.AreaName(s.Area), Since: lang.Ago(c.L, c.Now, s.At)}
}

// passMany passes the drafts that are ticked: words alone, which stand on the page in full.
func passMany(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := s.ID()
	if err != nil {
		return err
	}
	x, failed, n := releasesOf(c.House), map[int64]error{}, 0
	for _, pick := range s.Values["pick"] {
		first, second, _ := strings.Cut(pick, ".")
		m, err := strconv.ParseInt(first, 10, 64)
		seq, wrong := strconv.ParseInt(second, 10, 64)
		if err != nil || wrong != nil {
			return showWaiting(c, fault.New(fault.Invalid, "release_none"))
		}
		n++
		if err := x.Pass(c.Ctx, c.Who.Caller, desk.Once("release pass", id, m, seq), m, seq); err != nil {
			failed[m] = err
		}
	}
	if n == 0 {
		return showWaiting(c, fault.New(fault.Invalid, "release_nothing_chosen"))
	}
	if err := x.Ready(c.Ctx); err != nil {
		return err
	}
	c.Decided(failed, n, "flash.release_many")
	c.To("/releases")
	return nil
}

func address(id int64) string { return kit.MatterURL(id) + "/release" }
