package admin

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// maxPosts is how many posts the form offers; a person with more keeps them.
const maxPosts = 3

func queryOf(s string) string { return url.QueryEscape(s) }

func people(c *kit.Call) error { return showPeople(c, nil, nil) }

func showPeople(c *kit.Call, s *kit.Sent, wrong error) error {
	return peoplePage(c, s, wrong, "person", nil)
}

// peoplePage is the register of people; refused says which of its forms the error belongs to, told is what to tell
// besides.
func peoplePage(c *kit.Call, s *kit.Sent, wrong error, refused string, told *kit.Flash) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	p := register(c, "people")
	if told != nil {
		p.Flash = told
	}
	p.Columns = []string{c.T("field.name"), c.T("field.login"), c.T("field.posts")}
	for _, x := range c.Org.FindPeople(p.Search.Value, 0, 100_000) {
		if c.Org.MayKnow(c.Who.Caller, x) {
			p.Rows = append(p.Rows, AdminRow{URL: "/admin/people?id=" + strconv.FormatInt(x.ID, 10),
				Cells: []string{x.Name, x.Login, strings.Join(c.Posts(x.Posts), "；")}, Former: x.Disabled})
		}
	}
	page(c, p, "/admin/people")
	x, open := person(c, s)
	forms := []kit.Form{personForm(c, x, open)}
	if open {
		forms = append(forms, kit.Form{ID: "password",
			Action: "/admin/people/" + strconv.FormatInt(x.ID, 10) + "/password",
			Title:  c.T("admin.set_password"), Hint: c.T("admin.set_password_hint"),
			Submit: c.T("admin.set_password"), Fields: []kit.Field{{Kind: "password", Name: "new",
				Label: c.T("field.password_new"), Auto: "new-password", Hint: c.T("admin.password_empty")}}})
	}
	p.Names = c.UnitNamesList(c.Org.FindUnits("", realm(c), 1000))
	p.Forms = forms
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		kit.Refuse(p.Forms, c.L, refused, s, wrong)
	}
	return c.Render(p)
}

// person is who is being changed: named by the address, or by the form that was sent.
func person(c *kit.Call, s *kit.Sent) (org.Person, bool) {
	v := c.R.URL.Query().Get("id")
	if s != nil && s.Get("person") != "" {
		v = s.Get("person")
	}
	if p := c.R.PathValue("id"); p != "" {
		v = p
	}
	id, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return org.Person{}, false
	}
	x, ok := c.Org.Person(id)
	return x, ok && c.Org.MayKnow(c.Who.Caller, x)
}

func personForm(c *kit.Call, x org.Person, open bool) kit.Form {
	f := kit.Form{ID: "person", Action: "/admin/people", Once: c.Once(), Title: c.T("admin.add_person"),
		Submit: c.T("form.save"), Tone: "primary", Open: open, Fields: []kit.Field{
			c.Line("name", "field.name", 100, true), c.Line("login", "field.login", 40, true)}}
	f.Fields[0].Value, f.Fields[1].Value = x.Name, x.Login
	for i := range maxPosts {
		var p org.Post
		if i < len(x.Posts) {
			p = x.Posts[i]
		}
		n := strconv.Itoa(i + 1)
		kind := kit.Choose("post_"+n, c.T("field.post_n", "n", n), i == 0, nil)
		for _, k := range matter.Posts()[1:] {
			kind.Options = append(kind.Options, kit.Option{Value: string(k), Label: c.T("post." + string(k)),
				Selected: k == p.Kind})
		}
		where := c.AreasField("area_"+n, false, p.Area, p.Area)
		cityOption(c, &where, p.Area)
		unit := c.Pick("unit_"+n, "field.unit", false, nil)
		if u, ok := c.Org.Unit(p.Unit); ok {
			unit.Value = c.Typed(u)
		}
		title := c.Line("title_"+n, "field.post_title", 50, false)
		title.Value = p.Title
		f.Fields = append(f.Fields, kind, where, unit, title)
	}
	f.Fields = append(f.Fields, kit.Field{Kind: "check", Name: "disabled", Label: c.T("field.disabled"),
		Checked: x.Disabled}, kit.Field{Kind: "hidden", Name: "person", Value: strconv.FormatInt(x.ID, 10)})
	if open {
		f.Title = x.Name
	}
	return f
}

func setPerson(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return showPeople(c, s, err)
	}
	x := &org.PersonSet{ID: s.Number("person"), Login: s.Get("login"), Name: s.Get("name"), Disabled: s.Yes("disabled"),
		Anyway: s.Yes("anyway")}
	for i := range maxPosts {
		n := strconv.Itoa(i + 1)
		if kind := s.Get("post_" + n); kind != "" {
			x.Posts = append(x.Posts, org.Post{Kind: matter.Post(kind), Area: s.Area("area_" + n),
				Unit:  s.Unit(c.Org, "unit_"+n),
				Title: s.Get("title_" + n)})
		}
	}
	if old, ok := c.Org.Person(x.ID); ok {
		x.Lang = old.Lang
		x.Posts = append(x.Posts, slices.Clone(old.Posts[min(len(old.Posts), maxPosts):])...)
	}
	return change(c, "people", x, s, func(s *kit.Sent, err error) error {
		if f := fault.Of(err); f.Field == "posts" {
			f.Field = "post_1"
		}
		return showPeople(c, s, err)
	})
}

// setPassword gives somebody a first password, which he must change. An empty one is made up and shown this once.
func setPassword(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = mayAdmin(c)
	}
	x, ok := person(c, s)
	if err == nil && !ok {
		return fault.New(fault.Missing, "person_missing")
	}
	if err == nil && !c.Org.MayReset(c.Who.Caller, x) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	made := ""
	if err == nil {
		if s.Get("new") == "" {
			made = strings.ToLower(rand.Text()[:14])
			s.Set("new", made)
		}
		err = c.Desk.SetPassword(c.Ctx, c.Who.Caller, x, s.Get("new"), true)
	}
	if err != nil {
		c.Log(err)
		return peoplePage(c, s, err, "password", nil)
	}
	told := &kit.Flash{Good: true, Text: c.T("admin.password_given", "name", x.Name)}
	if made != "" {
		told.Text = c.T("admin.password_made", "name", x.Name, "password", made)
	}
	return peoplePage(c, nil, nil, "", told)
}
