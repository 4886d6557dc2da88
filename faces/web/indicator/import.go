package indicator

import (
	"strconv"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/intake"
	"xiaohao/platform/lang"
)

// Import is where a system's file is sent from. It goes the way of all lists: in the background it is looked at, then
// taken in, and both end with an account (room intake).
type Import struct {
	kit.Frame
	Name, Area, Span string
	Spans            []kit.Link
	Sample           string
	Running          string     // that a file is under way, of whomever; "" for none
	Mine             []kit.Link // the reader's files that wait or are under way
	Told             []Came     // how far his last ones came
	Form             *kit.Form  // nil while a file is under way
}

// Came says how far a file came.
type Came struct {
	Said string
	Bad  bool // it broke off
}

func (*Import) Template() string { return "indicator-import" }

// imports is where a file is sent from.
func imports(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	if !w.may(c, "bring") {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &Import{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.AreaName(w.area),
		Span: spanName(c, w.span), Spans: spanLinks(c, w, "import", area.NoLevel),
		Sample: setURL(w.id, "template.xlsx", w.area, w.span)}
	p.Title = p.Name + " " + c.T("indicator.import")
	busy, err := underWay(c, p)
	if err != nil {
		return err
	}
	if !busy {
		p.Form = fileForm(c, w)
	}
	files, err := indicatorsOf(c.House).Files(c.Ctx, c.Who.Caller, w.id, w.span)
	if err != nil {
		return err
	}
	for _, f := range files {
		in, at := strconv.Itoa(f.In), lang.When(c.L, c.Now, f.At)
		switch {
		case f.In >= f.Total:
			p.Told = append(p.Told, Came{c.T("indicator.import_in", "file", f.File, "in", in, "at", at), false})
		case !busy:
			p.Told = append(p.Told, Came{c.T("indicator.import_broke", "file", f.File, "in", in, "total",
				strconv.Itoa(f.Total), "at", at), true})
		}
	}
	return c.Render(p)
}

func fileForm(c *kit.Call, w at) *kit.Form {
	hidden := func(name, value string) kit.Field { return kit.Field{Kind: "hidden", Name: name, Value: value} }
	return &kit.Form{ID: "file", Action: "/imports", Files: true, Submit: c.T("indicator.do.look"), Tone: "primary",
		Fields: []kit.Field{hidden("kind", "readings"), hidden("set", strconv.FormatInt(w.id, 10)),
			hidden("span", w.span.String()),
			{Kind: "file", Name: "file", Label: c.T("indicator.field.file"), Required: true,
				Hint: c.T("indicator.file_hint")},
			{Kind: "check", Name: "skip-bad", Label: c.T("indicator.import_skip"), Checked: true}}}
}

// underWay says what is being brought in, and lists the reader's own files.
func underWay(c *kit.Call, p *Import) (busy bool, err error) {
	x := part.Get[*intake.Intake](c.House.Values)
	percent := int64(0)
	if l, ok := x.Running(); ok {
		busy, percent = true, l.Percent
	} else if d, there, err := x.Elsewhere(c.Ctx); err != nil {
		return false, err
	} else if there {
		busy, percent = true, d.Percent()
	}
	if busy {
		p.Running = c.T("indicator.import_running", "percent", strconv.FormatInt(percent, 10))
	}
	for _, l := range x.Mine(c.Who.Caller) {
		if l.Kind.Name == "readings" {
			p.Mine = append(p.Mine, kit.Link{URL: "/imports/" + l.ID, Label: l.File})
		}
	}
	return busy, nil
}

// getSet is how a set stands in an area, for programs.
func getSet(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	text := c.R.URL.Query().Get("area")
	a, err := area.Parse(text)
	if err != nil {
		return nil, fault.New(fault.Invalid, "area_unknown", "code", text).On("area")
	}
	list, err := indicatorsOf(c.House).Standing(c.Ctx, c.Who.Caller, id, a, nil)
	return struct {
		Set    int64             `json:"set"`
		Area   area.Code         `json:"area"`
		Stands []indicator.Stand `json:"stands"`
	}{id, a, api.Some(list)}, err
}
