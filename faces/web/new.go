package web

import (
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
)

// newForm is a report by staff: the same as a resident's with where it comes from and what it is.
func (c *call) newForm() Form {
	kind := choose("kind", c.t("field.kind"), true, nil)
	for _, k := range matter.Kinds() {
		kind.Options = append(kind.Options, Option{Value: k.String(), Label: c.t("kind." + k.String()),
			Selected: k == matter.Problem})
	}
	source := choose("source", c.t("field.source"), true, nil)
	for _, s := range matter.Plain(matter.Sources()) {
		if s != "resident" && s != "import" {
			source.Options = append(source.Options,
				Option{Value: s, Label: c.t("source." + s), Selected: s == "inspector"})
		}
	}
	place := c.line("place", "field.place", matter.MaxPlace, false)
	place.Hint = c.t("form.place_hint")
	return Form{ID: "new", Action: "/new", Once: c.once(), Title: c.t("new.title"), Submit: c.t("form.send"),
		Tone: "primary", Files: true, Alike: &Alikes{}, Fields: []Field{
			{Kind: "hidden", Name: "door", Value: "staff"},
			c.words("text", "field.text", matter.MaxText, true), c.pictures(false),
			c.areasField("area", true, c.ownArea(), c.ownArea()), place, {Kind: "place", Name: "lat"},
			kind, source, c.line("source_no", "field.source_no", 100, false),
			choose("category", c.t("field.category"), false, c.categories("")),
			choose("severity", c.t("field.severity"), false, c.severities(0)),
			{Kind: "datetime", Name: "found_at", Label: c.t("field.found_at")},
			c.line("name", "field.reporter_name", 50, false),
			{Kind: "tel", Name: "phone", Label: c.t("field.phone"), Max: 30}}}
}

// newFormAt is the same with a point filled in; nil for none.
func (c *call) newFormAt(p *point.Point) Form {
	f := c.newForm()
	if p != nil {
		pointHere(c, &f, p)
		f.Hint = c.t("new.at_point", "point", p.Name)
		f.Fields = append(f.Fields, Field{Kind: "hidden", Name: "point", Value: strconv.FormatInt(p.ID, 10)})
	}
	return f
}

func (c *call) newPage() error {
	at, err := c.pointAsked(c.r.URL.Query().Get("point"))
	if err != nil {
		return err
	}
	f := c.newFormAt(at)
	return c.render(&NewMatter{Frame: c.frame("new", f.Title), Form: f})
}

func (c *call) newMatter() error {
	s, err := c.read(c.who.Caller)
	if err == nil {
		at, _ := c.pointAsked(s.Get("point"))
		if f := c.newFormAt(at); c.asks(c.who.Caller, s, &f) {
			p := &NewMatter{Frame: c.frame("new", f.Title), Form: f}
			p.Status = fault.Conflict.Status()
			return c.render(p)
		}
	}
	var res desk.Result
	if err == nil {
		res, err = c.giveNew(s)
	}
	if err != nil {
		c.log(err)
		at, _ := c.pointAsked(s.Get("point")) // what is wrong with it was told
		f := c.newFormAt(at)
		f.again(c.l, s, err)
		p := &NewMatter{Frame: c.frame("new", f.Title), Form: f}
		p.Status = fault.Of(err).Kind.Status()
		return c.render(p)
	}
	c.flash("flash.report", "")
	if _, err := c.desk.Matter(c.ctx, c.who.Caller, res.Matter); err != nil {
		c.to("/work")
		return nil
	}
	c.to(matterURL(res.Matter))
	return nil
}

func (c *call) giveNew(s *sent) (desk.Result, error) {
	id, err := s.id()
	if err != nil {
		return desk.Result{}, err
	}
	b := &matter.Report{Kind: s.kind("kind"), Source: matter.Source(s.Get("source")), SourceNo: s.Get("source_no"),
		Area: s.area("area"), Place: s.Get("place"), Text: s.text("text"),
		Lat: s.degrees("lat"), Lng: s.degrees("lng"), FoundAt: s.instant("found_at"), Category: s.Get("category"),
		Severity: s.severity("severity"), Photos: s.photos()}
	if b.Source == "" {
		b.Source = "inspector"
	}
	at, err := c.pointAsked(s.Get("point"))
	if err != nil {
		return desk.Result{}, err
	}
	if at != nil {
		b.Point = at.ID
	}
	if s.bad != nil {
		return desk.Result{}, s.bad
	}
	cmd := desk.Command{ID: id, Body: b}
	if s.Get("name") != "" || s.Get("phone") != "" {
		cmd.Contact = &desk.Contact{Name: s.Get("name"), Phone: s.Get("phone")}
	}
	return c.desk.Do(c.ctx, c.who.Caller, cmd)
}

// ownArea is the township or county that the person works in, 0 when it is the whole city or several.
func (c *call) ownArea() area.Code {
	var found area.Code
	for _, p := range c.who.Posts {
		a := p.Area
		if a.Level() > area.Township {
			a = a.Ancestor(area.Township)
		}
		if a.Level() < area.County || found != 0 && found != a {
			return 0
		}
		found = a
	}
	return found
}
