package report

import (
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/lang"
)

// shownAlike is how many matters are suggested while somebody reports.
const shownAlike = 5

// AlikePart is the piece of a report form that a script puts in while one types.
type AlikePart struct {
	kit.Frame
	kit.Alikes
}

func (*AlikePart) Template() string { return "alikes" }

// alikes are the matters that what stands in the form may repeat. Of a person's need nothing is looked up. It is
// help, never a hindrance: when it fails the report goes its way.
func alikes(c *kit.Call, caller org.Caller, s *kit.Sent) *kit.Alikes {
	out := &kit.Alikes{Join: mayJoin(c, caller)}
	if s.Yes("help") || s.Get("kind") == matter.Help.String() {
		return out
	}
	where, _ := area.Parse(s.Get("area")) // as far as he has come
	said := duplicate.Said{Area: where.Ancestor(area.Township), Place: s.Get("place"), Text: s.Text("text"),
		Category: s.Get("category"), Lat: degreesOf(s, "lat"), Lng: degreesOf(s, "lng")}
	list, err := duplicatesOf(c.House).Like(c.Ctx, caller, said, shownAlike)
	if err != nil {
		c.Log(err)
		return out
	}
	for _, g := range list {
		out.List = append(out.List, alike(c, g))
	}
	return out
}

// degreesOf reads a coordinate without a complaint: whoever still types has half of it.
func degreesOf(s *kit.Sent, name string) *float64 {
	half := kit.Sent{Values: s.Values}
	return half.Degrees(name)
}

func mayJoin(c *kit.Call, caller org.Caller) bool {
	posts := c.Desk.Policy().May(matter.CmdMeToo)
	if caller.Person == 0 {
		return slices.Contains(posts, matter.Resident)
	}
	return slices.ContainsFunc(caller.Posts, func(p org.Post) bool { return slices.Contains(posts, p.Kind) })
}

func alike(c *kit.Call, g duplicate.Glance) kit.Alike {
	a := kit.Alike{ID: g.Matter, Title: g.Title, Where: c.AreaName(g.Area), When: since(c, g),
		State: g.State.String(), Voices: g.Voices, Why: c.Because(g.Reasons)}
	if x, ok := c.Desk.Policy().Category(g.Category); ok {
		a.Category = x.Name(c.L)
	}
	if g.Place != "" {
		a.Where += " · " + g.Place
	}
	if a.Title == "" {
		a.Title = a.Category
	}
	if a.Title == "" {
		a.Title = c.T("alike.unread")
	}
	if g.Photo != "" {
		a.Thumb = "/alike/" + strconv.FormatInt(g.Matter, 10) + "/photo"
	}
	if g.Seen {
		a.URL = kit.MatterURL(g.Matter)
	}
	return a
}

// since is when a matter was reported; of what would show a home the weekday alone.
func since(c *kit.Call, g duplicate.Glance) string {
	if g.At == 0 {
		return c.T("public.weekday." + g.Day.Time().In(calendar.China()).Weekday().String())
	}
	return lang.Ago(c.L, c.Now, g.At)
}

// door is who reports by a form: on the residents' page nobody is known.
func door(c *kit.Call, s *kit.Sent) org.Caller {
	if s.Get("door") == "staff" {
		return c.Who.Caller
	}
	return org.Caller{}
}

// alikePart answers while one types.
func alikePart(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	placed(c, s)
	return c.Render(&AlikePart{Frame: kit.Frame{Lang: c.L}, Alikes: *alikes(c, door(c, s), s)})
}

// join is "the same, me too": one more voice instead of a new report. The form's id is the command's, so that it
// counts once.
func join(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	id, err := s.ID()
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(c.R.PathValue("id"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "matter_missing").By(err)
	}
	caller := door(c, s)
	g, err := duplicatesOf(c.House).Glance(c.Ctx, caller, n)
	if err != nil {
		return err
	}
	if caller.Person == 0 {
		caller.Voice = c.Gate.Device(c.W, c.R)
	}
	if caller.Person == 0 {
		caller.Apart = c.Gate.Crowded(c.R, n, caller.Voice, c.Desk.Policy().Voice.ADay)
	}
	_, err = c.Desk.Do(c.Ctx, caller, desk.Command{ID: id, Matter: n, Body: &matter.MeToo{}, Said: "me too"})
	if err != nil && fault.Code(err) != "voice_again" { // said before: it was counted
		return err
	}
	if caller.Person == 0 {
		code, err := c.Desk.Echo(c.Ctx, caller.Voice, n)
		if err != nil {
			return err
		}
		if code != "" {
			c.To("/r/" + code + "?new=1")
			return nil
		}
	}
	c.Flash("flash.me_too", "")
	if g.Seen && caller.Person != 0 {
		c.To(kit.MatterURL(n))
	} else {
		c.To("/")
	}
	return nil
}

// alikePhoto is the thumbnail of a suggested matter, where it may be shown.
func alikePhoto(c *kit.Call) error {
	n, err := strconv.ParseInt(c.R.PathValue("id"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "photo_missing").By(err)
	}
	f, seen, err := duplicatesOf(c.House).Thumb(c.Ctx, c.Who.Caller, n)
	if err != nil {
		return err
	}
	defer f.Close()
	if seen {
		gate.ServePhoto(c.W, c.R, f)
	} else {
		gate.ServeCopy(c.W, c.R, f)
	}
	return nil
}

// asks says whether a report must first be held against what may be the same: until the reporter has been asked once.
// The form is then shown again with the matters in it, and sending it again sends it.
func asks(c *kit.Call, caller org.Caller, s *kit.Sent, f *kit.Form) bool {
	id, err := s.ID()
	if err != nil || s.Yes("another") {
		return false
	}
	if given, err := c.Desk.Given(c.Ctx, id); err != nil || given { // sent twice: the first answer is wanted
		return false
	}
	found := alikes(c, caller, s)
	if len(found.List) == 0 {
		return false
	}
	f.Again(c.L, s, fault.New(fault.Conflict, "alike_found"))
	f.Alike = found
	return true
}
