package web

import (
	"crypto/rand"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// maxPosts is how many posts the form offers; a person with more keeps them.
const maxPosts = 3

func queryOf(s string) string { return url.QueryEscape(s) }

func (c *call) people() error { return c.showPeople(nil, nil) }

func (c *call) showPeople(s *sent, wrong error) error { return c.peoplePage(s, wrong, "person", nil) }

// peoplePage is the register of people; refused says which of its forms the error belongs to, told is what to tell
// besides.
func (c *call) peoplePage(s *sent, wrong error, refused string, told *Flash) error {
	if err := c.mayAdmin(); err != nil {
		return err
	}
	p := c.register("people")
	if told != nil {
		p.Flash = told
	}
	p.Columns = []string{c.t("field.name"), c.t("field.login"), c.t("field.posts")}
	for _, x := range c.org.FindPeople(p.Search.Value, 0, 100_000) {
		if c.org.MayKnow(c.who.Caller, x) {
			p.Rows = append(p.Rows, AdminRow{URL: "/admin/people?id=" + strconv.FormatInt(x.ID, 10),
				Cells: []string{x.Name, x.Login, strings.Join(c.posts(x.Posts), "；")}, Former: x.Disabled})
		}
	}
	c.page(p, "/admin/people")
	x, open := c.person(s)
	forms := []Form{c.personForm(x, open)}
	if open {
		forms = append(forms, Form{ID: "password", Action: "/admin/people/" + strconv.FormatInt(x.ID, 10) + "/password",
			Title: c.t("admin.set_password"), Hint: c.t("admin.set_password_hint"),
			Submit: c.t("admin.set_password"), Fields: []Field{{Kind: "password", Name: "new",
				Label: c.t("field.password_new"), Auto: "new-password", Hint: c.t("admin.password_empty")}}})
	}
	p.Names = c.unitNamesList(c.org.FindUnits("", c.realm(), 1000))
	p.Forms = forms
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		refuse(p.Forms, c.l, refused, s, wrong)
	}
	return c.render(p)
}

// person is who is being changed: named by the address, or by the form that was sent.
func (c *call) person(s *sent) (org.Person, bool) {
	v := c.r.URL.Query().Get("id")
	if s != nil && s.Get("person") != "" {
		v = s.Get("person")
	}
	if p := c.r.PathValue("id"); p != "" {
		v = p
	}
	id, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return org.Person{}, false
	}
	x, ok := c.org.Person(id)
	return x, ok && c.org.MayKnow(c.who.Caller, x)
}

func (c *call) personForm(x org.Person, open bool) Form {
	f := Form{ID: "person", Action: "/admin/people", Once: c.once(), Title: c.t("admin.add_person"),
		Submit: c.t("form.save"), Tone: "primary", Open: open, Fields: []Field{
			c.line("name", "field.name", 100, true), c.line("login", "field.login", 40, true)}}
	f.Fields[0].Value, f.Fields[1].Value = x.Name, x.Login
	for i := range maxPosts {
		var p org.Post
		if i < len(x.Posts) {
			p = x.Posts[i]
		}
		n := strconv.Itoa(i + 1)
		kind := choose("post_"+n, c.t("field.post_n", "n", n), i == 0, nil)
		for _, k := range matter.Posts()[1:] {
			kind.Options = append(kind.Options, Option{Value: string(k), Label: c.t("post." + string(k)),
				Selected: k == p.Kind})
		}
		where := c.areasField("area_"+n, false, p.Area, p.Area)
		c.cityOption(&where, p.Area)
		unit := c.pick("unit_"+n, "field.unit", false, nil)
		if u, ok := c.org.Unit(p.Unit); ok {
			unit.Value = c.typed(u)
		}
		title := c.line("title_"+n, "field.post_title", 50, false)
		title.Value = p.Title
		f.Fields = append(f.Fields, kind, where, unit, title)
	}
	f.Fields = append(f.Fields, Field{Kind: "check", Name: "disabled", Label: c.t("field.disabled"),
		Checked: x.Disabled}, Field{Kind: "hidden", Name: "person", Value: strconv.FormatInt(x.ID, 10)})
	if open {
		f.Title = x.Name
	}
	return f
}

func (c *call) setPerson() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return c.showPeople(s, err)
	}
	x := &org.PersonSet{ID: s.number("person"), Login: s.Get("login"), Name: s.Get("name"), Disabled: s.yes("disabled")}
	for i := range maxPosts {
		n := strconv.Itoa(i + 1)
		if kind := s.Get("post_" + n); kind != "" {
			x.Posts = append(x.Posts, org.Post{Kind: matter.Post(kind), Area: s.area("area_" + n),
				Unit:  s.unit(c.org, "unit_"+n),
				Title: s.Get("title_" + n)})
		}
	}
	if old, ok := c.org.Person(x.ID); ok {
		x.Lang = old.Lang
		x.Posts = append(x.Posts, slices.Clone(old.Posts[min(len(old.Posts), maxPosts):])...)
	}
	return c.change("people", x, s, func(s *sent, err error) error {
		if f := fault.Of(err); f.Field == "posts" {
			f.Field = "post_1"
		}
		return c.showPeople(s, err)
	})
}

// setPassword gives somebody a first password, which he must change. An empty one is made up and shown this once.
func (c *call) setPassword() error {
	s, err := c.read(c.who.Caller)
	if err == nil {
		err = c.mayAdmin()
	}
	x, ok := c.person(s)
	if err == nil && !ok {
		return fault.New(fault.Missing, "person_missing")
	}
	if err == nil && !c.org.MayReset(c.who.Caller, x) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	made := ""
	if err == nil {
		if s.Get("new") == "" {
			made = strings.ToLower(rand.Text()[:14])
			s.Set("new", made)
		}
		err = c.desk.Auth.SetPassword(c.ctx, x, s.Get("new"), true)
	}
	if err != nil {
		c.log(err)
		return c.peoplePage(s, err, "password", nil)
	}
	told := &Flash{Good: true, Text: c.t("admin.password_given", "name", x.Name)}
	if made != "" {
		told.Text = c.t("admin.password_made", "name", x.Name, "password", made)
	}
	return c.peoplePage(nil, nil, "", told)
}
