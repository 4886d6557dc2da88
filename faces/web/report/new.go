package report

import (
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
)

// newForm is a report by staff: the same as a resident's with where it comes from and what it is. The kind and the
// source are drawn here: this form demands them, and offers only the sources of those who work here.
func newForm(c *kit.Call) kit.Form {
	kind := kit.Choose("kind", c.T("field.kind"), true, nil)
	for _, k := range matter.Kinds() {
		kind.Options = append(kind.Options, kit.Option{Value: k.String(), Label: c.T("kind." + k.String()),
			Selected: k == matter.Problem})
	}
	source := kit.Choose("source", c.T("field.source"), true, nil)
	for _, s := range matter.Plain(matter.Sources()) {
		if s != "resident" && s != "import" {
			source.Options = append(source.Options,
				kit.Option{Value: s, Label: c.T("source." + s), Selected: s == "inspector"})
		}
	}
	fields := append([]kit.Field{{Kind: "hidden", Name: "door", Value: "staff"}}, reportFields(c, c.OwnArea())...)
	fields = append(fields, kind, source, c.Line("source_no", "field.source_no", 100, false))
	fields = append(fields, c.Asked(matter.CmdReport, &matter.Matter{}, "category", "severity", "found_at")...)
	return kit.Form{ID: "new", Action: "/new", Once: c.Once(), Title: c.T("new.title"), Submit: c.T("form.send"),
		Tone: "primary", Files: true, Alike: &kit.Alikes{},
		Fields: append(fields, c.Line("name", "field.reporter_name", 50, false),
			kit.Field{Kind: "tel", Name: "phone", Label: c.T("field.phone"), Max: 30},
			kit.Field{Kind: "check", Name: "agreed", Label: c.T("field.agreed"), Hint: c.T("hint.agreed")})}
}

// newFormAt is the same with a point filled in; nil for none.
func newFormAt(c *kit.Call, p *point.Point) kit.Form {
	f := newForm(c)
	if p != nil {
		pointHere(c, &f, p)
		f.Hint = c.T("new.at_point", "point", p.Name)
		f.Fields = append(f.Fields, kit.Field{Kind: "hidden", Name: "point", Value: strconv.FormatInt(p.ID, 10)})
	}
	return f
}

func newPage(c *kit.Call) error {
	at, err := pointAsked(c, c.R.URL.Query().Get("point"))
	if err != nil {
		return err
	}
	f := newFormAt(c, at)
	return c.Render(&NewMatter{Frame: c.Frame("new", f.Title), Form: f})
}

func newMatter(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		placed(c, s)
		at, _ := pointAsked(c, s.Get("point"))
		if f := newFormAt(c, at); asks(c, c.Who.Caller, s, &f) {
			p := &NewMatter{Frame: c.Frame("new", f.Title), Form: f}
			p.Status = fault.Conflict.Status()
			return c.Render(p)
		}
	}
	var res desk.Result
	if err == nil {
		res, err = giveNew(c, s)
	}
	if err != nil {
		c.Log(err)
		at, _ := pointAsked(c, s.Get("point")) // what is wrong with it was told
		f := newFormAt(c, at)
		f.Again(c.L, s, err)
		p := &NewMatter{Frame: c.Frame("new", f.Title), Form: f}
		p.Status = fault.Of(err).Kind.Status()
		return c.Render(p)
	}
	c.Flash("flash.report", "")
	if _, err := c.Desk.Matter(c.Ctx, c.Who.Caller, res.Matter); err != nil {
		c.To("/work")
		return nil
	}
	c.To(kit.MatterURL(res.Matter))
	return nil
}

func giveNew(c *kit.Call, s *kit.Sent) (desk.Result, error) {
	id, err := s.ID()
	if err != nil {
		return desk.Result{}, err
	}
	b := &matter.Report{Kind: s.Kind("kind"), Source: matter.Source(s.Get("source")), SourceNo: s.Get("source_no"),
		Area: s.Area("area"), Place: s.Get("place"), Text: s.Text("text"),
		Lat: s.Degrees("lat"), Lng: s.Degrees("lng"), FoundAt: s.Instant("found_at"), Category: s.Get("category"),
		Severity: s.Severity("severity"), Agreed: s.Yes("agreed"), Photos: s.Photos()}
	if b.Source == "" {
		b.Source = matter.FromInspector
	}
	at, err := pointAsked(c, s.Get("point"))
	if err != nil {
		return desk.Result{}, err
	}
	if at != nil {
		b.Point = at.ID
	}
	if s.Bad != nil {
		return desk.Result{}, s.Bad
	}
	cmd := desk.Command{ID: id, Body: b, Said: b}
	if s.Get("name") != "" || s.Get("phone") != "" {
		cmd.Contact = &desk.Contact{Name: s.Get("name"), Phone: s.Get("phone")}
	}
	return c.Desk.Do(c.Ctx, c.Who.Caller, cmd)
}
