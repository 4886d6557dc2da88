package office

import (
	"io"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// New is where a paper is begun.
type New struct {
	kit.Frame
	Form  kit.Form
	Names []kit.Datalist
}

func (*New) Template() string { return "office-new" }

func newPage(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	areas := officeOf(c.House).DraftsIn(c.Who.Caller)
	if len(areas) == 0 {
		return fault.New(fault.Denied, "not_allowed")
	}
	var kinds, in []kit.Option
	for _, k := range c.Desk.Policy().Papers.Kinds {
		kinds = append(kinds, kit.Option{Value: k.Code, Label: k.Name.In(c.Short())})
	}
	for _, a := range areas {
		in = append(in, kit.Option{Value: a.String(), Label: c.AreaName(a), Selected: len(areas) == 1})
	}
	fields := []kit.Field{kit.Choose("kind", c.T("office.kind"), true, kinds),
		kit.Choose("area", c.T("office.issuer"), true, in)}
	p := &New{Frame: c.Overview("office"), Form: kit.Form{ID: "begin", Action: "/office/new", Once: c.Once(),
		Title: c.T("office.new"), Submit: c.T("office.go.begin"), Tone: "primary", Open: true,
		Fields: append(fields, contentFields(c, office.Content{}, nil, nil)...)}}
	p.Title = c.T("office.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

// begin begins a paper and leads to it.
func begin(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	d := office.Draft{Kind: s.Get("kind"), Area: s.Area("area")}
	if err = s.Bad; err == nil {
		d.Content, d.Ask, d.To, err = contentSent(c, s)
	}
	var id int64
	if err == nil {
		id, err = officeOf(c.House).Begin(c.Ctx, c.Who.Caller, command, d)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.office_begin", "")
	c.To(paperURL(id))
	return nil
}

// cellEnd stands between two cells of a row in a form; a tab does too, so that a table may be pasted from a
// spreadsheet.
const cellEnd = "|"

// contentFields ask for what a paper says. A table is one line for each row, its headings in the first one.
func contentFields(c *kit.Call, said office.Content, ask, to []int64) []kit.Field {
	title, basis := c.Line("title", "office.title", 200, true), c.Words("basis", "office.basis", 5000, false)
	body, rows := c.Words("paragraphs", "office.paragraphs", 20000, false), c.Words("rows", "office.rows", 200000,
		false)
	foot := c.Words("foot", "office.foot", 5000, false)
	title.Value, basis.Value = said.Title, said.Basis
	body.Value, foot.Value = strings.Join(said.Paragraphs, "\n"), strings.Join(said.Foot, "\n")
	if len(said.Columns) > 0 {
		lines := []string{strings.Join(said.Columns, " "+cellEnd+" ")}
		for _, r := range said.Rows {
			lines = append(lines, strings.Join(r, " "+cellEnd+" "))
		}
		rows.Value = strings.Join(lines, "\n")
	}
	rows.Hint, body.Hint = c.T("office.rows_hint"), c.T("office.paragraphs_hint")
	askField, toField := c.Words("ask", "office.ask", 20000, false), c.Words("to", "office.to", 20000, false)
	askField.Hint, toField.Hint = c.T("office.ask_hint"), c.T("office.to_hint")
	askField.Value, toField.Value = unitLines(c, ask), unitLines(c, to)
	return []kit.Field{title, basis, body, rows, foot, askField, toField}
}

func unitLines(c *kit.Call, ids []int64) string {
	var out []string
	for _, id := range ids {
		if u, ok := c.Org.Unit(id); ok {
			out = append(out, c.Typed(u))
		}
	}
	return strings.Join(out, "\n")
}

// contentSent reads what contentFields asked for. Faults: unit_unknown, office_row.
func contentSent(c *kit.Call, s *kit.Sent) (said office.Content, ask, to []int64, err error) {
	said = office.Content{Title: s.Get("title"), Basis: s.Text("basis"),
		Paragraphs: kit.Paragraphs(s.Text("paragraphs")),
		Foot:       kit.Paragraphs(s.Text("foot"))}
	for i, line := range kit.Paragraphs(s.Text("rows")) {
		row := cells(line)
		if i == 0 {
			said.Columns = row
			continue
		}
		for len(row) < len(said.Columns) {
			row = append(row, "") // empty cells at the end of a line
		}
		said.Rows = append(said.Rows, row)
	}
	if ask, err = unitsSent(c, s, "ask"); err == nil {
		to, err = unitsSent(c, s, "to")
	}
	return said, ask, to, err
}

func cells(line string) []string {
	end := cellEnd
	if strings.Contains(line, "\t") {
		end = "\t"
	}
	list := strings.Split(line, end)
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// unitsSent finds the units that were written, one on each line or with a 、 between.
func unitsSent(c *kit.Call, s *kit.Sent, name string) (out []int64, err error) {
	for _, line := range kit.Paragraphs(s.Text(name)) {
		for typed := range strings.SplitSeq(line, "、") {
			if typed = strings.TrimSpace(typed); typed == "" {
				continue
			}
			one := &kit.Sent{Values: map[string][]string{"unit": {typed}}}
			id := one.Unit(c.Org, "unit")
			if one.Bad != nil || id == 0 {
				return nil, fault.New(fault.Invalid, "unit_unknown", "unit", typed).On(name)
			}
			out = append(out, id)
		}
	}
	return out, nil
}

// version is the paper and the version that the address asks for.
func version(c *kit.Call) (*office.Paper, office.Content, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, office.Content{}, err
	}
	x := officeOf(c.House)
	p, err := x.Paper(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, office.Content{}, err
	}
	n, err := shownVersion(c, p)
	if err != nil {
		return nil, office.Content{}, err
	}
	said, err := x.Version(c.Ctx, c.Who.Caller, p, n)
	return p, said, err
}

// paperFile is the paper as a document.
func paperFile(c *kit.Call) error {
	p, said, err := version(c)
	if err != nil {
		return err
	}
	l := look(c, p, said)
	o := paper.Official{Lang: lang.Zh, Issuer: l.Issuer, Number: l.Number, Signer: l.Signer, Title: l.Title,
		Body:  l.Body,
		Heads: l.Heads, Rows: l.Rows, Foot: l.Foot, Date: l.Date, City: c.City()}
	if l.To != "" {
		o.To = l.To + "："
	}
	return c.Letter(l.Title, func(w io.Writer) error { return o.Docx(w) })
}

// tableFile is its table as a spreadsheet.
func tableFile(c *kit.Call) error {
	p, said, err := version(c)
	if err != nil {
		return err
	}
	if len(said.Columns) == 0 {
		return c.Nowhere()
	}
	out := sheet.Grid{Title: said.Title, Heads: said.Columns}
	if p.Number != "" {
		out.Notes = []string{p.Number}
	}
	for _, r := range said.Rows {
		cells := make([]any, len(r))
		for i, s := range r {
			cells[i] = s
			if n, err := strconv.ParseInt(s, 10, 32); err == nil && strconv.FormatInt(n, 10) == s {
				cells[i] = n
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	return out.Write(c.File("xlsx"))
}
