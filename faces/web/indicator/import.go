package indicator

import (
	"os"
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
)

// Import is where a system's file is looked at, and taken in.
type Import struct {
	kit.Frame
	Name, Area, Span string
	Spans            []kit.Link
	Sample           string
	Form             kit.Form
	Said             string // what the file would bring, or brought; "" before one was sent
	Bad              bool
	Rows             []ImportRow
	More             string
	Take             *kit.Form
}

func (*Import) Template() string { return "indicator-import" }

// ImportRow is a row that is not simply taken.
type ImportRow struct{ Row, Who, State, Tone, Why string }

// rowsShown is how many rows a page explains; those that want something of the reader come first.
const rowsShown = 200

// mostFile is how large a file may be, in bytes.
const mostFile = 8 << 20

func imports(c *kit.Call) error { return showImport(c, nil, nil, nil) }

func showImport(c *kit.Call, list *indicator.List, sent *kit.Sent, wrong error) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	if !w.may(c, "bring") {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &Import{Frame: c.Overview("indicators"), Name: w.def.Name(c.Short()), Area: c.AreaName(w.area),
		Span: spanName(c, w.span), Spans: spanLinks(c, w, "import", area.NoLevel),
		Sample: setURL(w.id, "template.xlsx", w.area, w.span), Form: kit.Form{ID: "file",
			Action: setURL(w.id, "import", w.area, w.span), Once: c.Once(), Files: true,
			Submit: c.T("indicator.do.look"),
			Fields: []kit.Field{{Kind: "file", Name: "file", Label: c.T("indicator.field.file"), Required: true,
				Hint: c.T("indicator.file_hint")}}}}
	p.Title = p.Name + " " + c.T("indicator.import")
	if list != nil {
		importShown(c, w, p, list)
	} else {
		p.Form.Tone = "primary"
	}
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, sent, wrong)
	}
	return c.Render(p)
}

func importShown(c *kit.Call, w at, p *Import, list *indicator.List) {
	n := func(state string) string { return strconv.Itoa(list.Count(state)) }
	in := 0
	for _, r := range list.Lines {
		if r.In {
			in++
		}
	}
	key := "indicator.import_would"
	if in > 0 {
		key = "indicator.import_did"
	}
	p.Said = c.T(key, "done", n(indicator.RowDone), "repeated", n(indicator.RowRepeated), "refused",
		n(indicator.RowRefused), "aside", n(indicator.RowAside), "file", list.File)
	p.Bad = list.Count(indicator.RowRefused)+list.Count(indicator.RowAside) > 0
	if list.Count(indicator.RowDone) > in {
		p.Take = &kit.Form{ID: "take", Action: setURL(w.id, "take", w.area, w.span), Once: c.Once(), Tone: "primary",
			Submit: c.T("indicator.do.take", "n", strconv.Itoa(list.Count(indicator.RowDone)-in)), Fields: []kit.Field{
				{Kind: "hidden", Name: "list", Value: list.Token}}}
	}
	for _, state := range []string{indicator.RowRefused, indicator.RowAside, indicator.RowRepeated} {
		for _, r := range list.Lines {
			if r.State != state {
				continue
			}
			if len(p.Rows) == rowsShown {
				p.More = c.T("indicator.more_rows")
				return
			}
			row := ImportRow{Row: strconv.Itoa(r.Row), Who: r.Who, State: c.T("indicator.row." + state), Why: r.Why,
				Tone: map[string]string{indicator.RowRefused: "bad", indicator.RowAside: "s-fixed"}[state]}
			if r.Area != 0 {
				row.Who = c.AreaName(r.Area)
			}
			p.Rows = append(p.Rows, row)
		}
	}
}

func postImport(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	file, s, err := c.FileSent("file", mostFile)
	if file != "" {
		defer os.Remove(file)
	}
	if err == nil && file == "" {
		err = fault.New(fault.Invalid, "indicator_file").On("file")
	}
	var list *indicator.List
	if err == nil {
		list, err = indicatorsOf(c.House).Look(c.Ctx, c.Who.Caller, c.L, w.id, w.span, file, s.File)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showImport(c, nil, s, err)
	}
	return showImport(c, list, nil, nil)
}

func take(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	list, err := indicatorsOf(c.House).Take(c.Ctx, c.Who.Caller, c.L, s.Get("list"))
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showImport(c, list, s, err)
	}
	return showImport(c, list, nil, nil)
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
