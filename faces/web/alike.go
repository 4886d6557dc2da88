package web

import (
	likeness "xiaohao/platform/text/alike"

	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/pattern"
	"xiaohao/platform/lang"
)

// shownAlike is how many matters are suggested while somebody reports.
const shownAlike = 5

// Alikes are the matters that a report may repeat, as they stand in its form.
type Alikes struct {
	List []Alike
	Join bool // the reader may say "the same, me too"
}

// Alike is one of them, as much of it as the reader may know.
type Alike struct {
	ID       int64
	Title    string // its words, or the kind of thing where those are not for others yet
	Where    string
	When     string // "2 天前"
	State    string // code
	Category string
	Why      string // "相距约 40 米；文字相似"
	Voices   int
	Thumb    string // address, "" for none
	URL      string // for who may open it
}

// AlikePart is the piece of a report form that a script puts in while one types.
type AlikePart struct {
	Frame
	Alikes
}

func (*AlikePart) template() string { return "alikes" }

// alikes are the matters that what stands in the form may repeat. Of a person's need nothing is looked up. It is
// help, never a hindrance: when it fails the report goes its way.
func (c *call) alikes(caller org.Caller, s *sent) *Alikes {
	out := &Alikes{Join: c.mayJoin(caller)}
	if s.yes("help") || s.Get("kind") == matter.Help.String() {
		return out
	}
	where, _ := area.Parse(s.Get("area")) // as far as he has come
	said := pattern.Said{Area: where.Ancestor(area.Township), Place: s.Get("place"), Text: s.text("text"),
		Category: s.Get("category"), Lat: degreesOf(s, "lat"), Lng: degreesOf(s, "lng")}
	list, err := c.all.Patterns.Like(c.ctx, caller, said, shownAlike)
	if err != nil {
		c.log(err)
		return out
	}
	for _, g := range list {
		out.List = append(out.List, c.alike(g))
	}
	return out
}

// degreesOf reads a coordinate without a complaint: whoever still types has half of it.
func degreesOf(s *sent, name string) *float64 {
	half := sent{Values: s.Values}
	return half.degrees(name)
}

func (c *call) mayJoin(caller org.Caller) bool {
	posts := c.desk.Policy().May("me_too")
	if caller.Person == 0 {
		return slices.Contains(posts, matter.Resident)
	}
	return slices.ContainsFunc(caller.Posts, func(p org.Post) bool { return slices.Contains(posts, p.Kind) })
}

func (c *call) alike(g pattern.Glance) Alike {
	a := Alike{ID: g.Matter, Title: g.Title, Where: c.areaName(g.Area), When: lang.Ago(c.l, c.now, g.At),
		State: g.State.String(), Voices: g.Voices, Why: c.because(g.Reasons)}
	if x, ok := c.desk.Policy().Category(g.Category); ok {
		a.Category = x.Name(c.l)
	}
	if g.Place != "" {
		a.Where += " · " + g.Place
	}
	if a.Title == "" {
		a.Title = a.Category
	}
	if a.Title == "" {
		a.Title = c.t("alike.unread")
	}
	if g.Photo != "" {
		a.Thumb = "/alike/" + strconv.FormatInt(g.Matter, 10) + "/photo"
	}
	if g.Seen {
		a.URL = matterURL(g.Matter)
	}
	return a
}

// because says why two may be the same.
func (c *call) because(reasons []likeness.Reason) string {
	out := ""
	for _, r := range reasons {
		if out != "" {
			out += c.t("alike.and")
		}
		out += c.t("alike."+r.Code, "n", strconv.FormatInt(r.Value, 10))
	}
	return out
}

// door is who reports by a form: on the residents' page nobody is known.
func (c *call) door(s *sent) org.Caller {
	if s.Get("door") == "staff" {
		return c.who.Caller
	}
	return org.Caller{}
}

// alikePart answers while one types.
func (c *call) alikePart() error {
	s, err := c.read(org.Caller{})
	if err != nil {
		return err
	}
	return c.render(&AlikePart{Alikes: *c.alikes(c.door(s), s)})
}

// join is "the same, me too": one more voice instead of a new report. The form's id is the command's, so that it
// counts once.
func (c *call) join() error {
	s, err := c.read(org.Caller{})
	if err != nil {
		return err
	}
	id, err := s.id()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "matter_missing").By(err)
	}
	caller := c.door(s)
	g, err := c.all.Patterns.Glance(c.ctx, caller, n)
	if err != nil {
		return err
	}
	if caller.Person == 0 {
		caller.Voice = c.gate.Device(c.w, c.r)
	}
	_, err = c.desk.Do(c.ctx, caller, desk.Command{ID: id, Matter: n, Body: &matter.MeToo{}})
	if err != nil && fault.Code(err) != "voice_again" { // said before: it was counted
		return err
	}
	c.flash("flash.me_too", "")
	if g.Seen && caller.Person != 0 {
		c.to(matterURL(n))
	} else {
		c.to("/")
	}
	return nil
}

// alikePhoto is the thumbnail of a suggested matter, where it may be shown.
func (c *call) alikePhoto() error {
	n, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "photo_missing").By(err)
	}
	f, err := c.all.Patterns.Thumb(c.ctx, c.who.Caller, n)
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.w, c.r, f)
	return nil
}

// asks says whether a report must first be held against what may be the same: until the reporter has been asked once.
// The form is then shown again with the matters in it, and sending it again sends it.
func (c *call) asks(caller org.Caller, s *sent, f *Form) bool {
	id, err := s.id()
	if err != nil || s.yes("another") {
		return false
	}
	if given, err := c.desk.Given(c.ctx, id); err != nil || given { // sent twice: the first answer is wanted
		return false
	}
	found := c.alikes(caller, s)
	if len(found.List) == 0 {
		return false
	}
	f.again(c.l, s, fault.New(fault.Conflict, "alike_found"))
	f.Alike = found
	return true
}
