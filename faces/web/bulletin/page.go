package bulletin

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// Bulletin is one bulletin: its words, its figures, and to whom it goes.
type Bulletin struct {
	kit.Frame
	Heading, Where, When string
	State, Tone          string
	Why                  string // it was dropped, or came back from the office
	Next, How            string // what is done next, and how it goes on, for who may
	Paper                string // where its paper is, "" for who does not see that
	Opening, Closing     []string
	Said                 string
	Fine, Poor           []Group // units that stand out
	Units, Counties      []Group
	Others               []Group // not judged
	Note                 string
	To                   string
	File, Sheet          string
	Forms                []kit.Form
}

func (*Bulletin) Template() string { return "bulletin" }

// Group is a unit or a county with its figures.
type Group struct {
	Name  string
	Said  string // done in time of due, in words
	Links []kit.Link
}

// Tasks are those behind a figure.
type Tasks struct {
	kit.Frame
	Heading, Back string
	Said          string
	Rows          []kit.Glimpse
	Next          string
}

func (*Tasks) Template() string { return "bulletin-tasks" }

func page(c *kit.Call) error { return show(c, "", nil, nil) }

func show(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := bulletinsOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Bulletin{Frame: c.Overview("bulletins"), Heading: s.Title, Where: c.AreaName(s.Area),
		When: period(c, &s.Head), Why: s.Why, Opening: kit.Paragraphs(s.Opening), Closing: kit.Paragraphs(s.Closing),
		Said: bulletin.Said(c.L, &s.All), Note: c.T("bulletin.least", "n", strconv.Itoa(s.Least)),
		To: c.UnitNames(s.To), File: bulletinURL(id) + "/paper.docx", Sheet: bulletinURL(id) + "/figures.xlsx"}
	p.Title = s.Title
	p.State, p.Tone = stateOf(c, &s.Head)
	for i := range s.Units {
		l := &s.Units[i]
		if slices.Contains(s.Apart, l.Unit) {
			continue // villages are in the sums alone
		}
		g := groupOf(c, s, l, c.UnitName(l.Unit), url.Values{"unit": {strconv.FormatInt(l.Unit, 10)}})
		switch {
		case !l.Judged:
			p.Others = append(p.Others, g)
			continue
		case l.Fine():
			p.Fine = append(p.Fine, g)
		case l.Poor():
			p.Poor = append(p.Poor, g)
		}
		p.Units = append(p.Units, g)
	}
	for i := range s.Counties {
		l := &s.Counties[i]
		p.Counties = append(p.Counties, groupOf(c, s, l, c.AreaName(l.County),
			url.Values{"county": {l.County.String()}}))
	}
	if s.May {
		p.Forms, p.Next, p.How = forms(c, s), doing(c, &s.Head), c.T("bulletin.go_on")
	}
	if s.Back != "" && s.Dropped == 0 {
		p.Why = s.Back
	}
	made, err := bulletinsOf(c.House).Paper(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	if made != nil {
		p.Paper = "/office/" + strconv.FormatInt(made.ID, 10)
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// groupOf is a line in words; each figure leads to the tasks behind it.
func groupOf(c *kit.Call, s *bulletin.Sheet, l *bulletin.Line, name string, v url.Values) Group {
	n := strconv.Itoa
	g := Group{Name: name, Said: c.T("bulletin.share", "in_time", n(l.N(bulletin.InTime)), "due", n(l.N(bulletin.Due)))}
	for _, f := range bulletin.Flags() {
		if l.N(f) > 0 {
			v.Set("figure", n(int(f)))
			g.Links = append(g.Links, kit.Link{Label: c.T(bulletin.Key(f)) + " " + n(l.N(f)),
				URL: bulletinURL(s.ID) + "/tasks?" + v.Encode()})
		}
	}
	if l.Cards > 0 {
		g.Links = append(g.Links, kit.Link{Label: c.T("bulletin.cards") + " " + n(l.Cards),
			URL: "/cards?unit=" + strconv.FormatInt(l.Unit, 10)})
	}
	return g
}

func forms(c *kit.Call, s *bulletin.Sheet) []kit.Form {
	title, opening := c.Line("title", "bulletin.title", 60, true), c.Words("opening", "bulletin.opening", 2000, false)
	closing, to := c.Words("closing", "bulletin.closing", 2000, false), c.Words("to", "bulletin.to", 4000, false)
	title.Value, opening.Value, closing.Value = s.Title, s.Opening, s.Closing
	var names []string
	for _, id := range s.To {
		if u, ok := c.Org.Unit(id); ok {
			names = append(names, c.Typed(u))
		}
	}
	to.Value, to.Hint = strings.Join(names, "\n"), c.T("bulletin.to_hint")
	form := func(step, tone string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: step, Action: bulletinURL(s.ID) + "/" + step, Once: c.Once(),
			Title: c.T("bulletin.do." + step), Submit: c.T("bulletin.do." + step), Tone: tone, Fields: fields}
	}
	word, submit := form("word", "", title, opening, closing, to), form("submit", "primary")
	if word.Open = s.Back != "" || len(s.To) == 0; word.Open {
		word.Tone, submit.Tone = "primary", ""
	}
	submit.Open = !word.Open
	return []kit.Form{word, submit, form("drop", "danger", c.Reason())}
}

func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	what := c.R.PathValue("step")
	if err := take(c, id, what, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return show(c, what, s, err)
	}
	c.Flash("flash.bulletin_"+what, "")
	c.To(bulletinURL(id))
	return nil
}

func take(c *kit.Call, id int64, what string, s *kit.Sent) error {
	cmd, err := s.ID()
	if err != nil {
		return err
	}
	x := bulletinsOf(c.House)
	switch what {
	case "submit":
		return x.Submit(c.Ctx, c.Who.Caller, cmd, id)
	case "drop":
		return x.Drop(c.Ctx, c.Who.Caller, cmd, id, s.Text("reason"))
	case "word":
		w := bulletin.Words{Title: s.Get("title"), Opening: s.Text("opening"), Closing: s.Text("closing")}
		for line := range strings.Lines(s.Text("to")) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			one := &kit.Sent{Values: url.Values{"to": {line}}}
			if w.To = append(w.To, one.Unit(c.Org, "to")); one.Bad != nil {
				return one.Bad
			}
		}
		return x.Word(c.Ctx, c.Who.Caller, cmd, id, w)
	}
	return c.Nowhere()
}

const tasksShown = 100

// tasks are those behind a figure, frozen as it is; each is shown as far as the reader may know of it.
func tasks(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := bulletinsOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	figure, _ := strconv.Atoi(q.Get("figure"))
	unit, _ := strconv.ParseInt(q.Get("unit"), 10, 64)
	from, _ := strconv.Atoi(q.Get("from"))
	county := area.Code(0)
	if v := q.Get("county"); v != "" {
		if county, err = area.Parse(v); err != nil {
			return err
		}
	}
	f := bulletin.Flag(figure)
	if !slices.Contains(bulletin.Flags(), f) {
		return c.Nowhere()
	}
	all := s.Behind(f, unit, county)
	n := strconv.Itoa
	p := &Tasks{Frame: c.Overview("bulletins"), Heading: s.Title + " · " + c.T(bulletin.Key(f)), Back: bulletinURL(id),
		Said: c.T("bulletin.of", "n", n(len(all)), "of", n(len(s.Behind(bulletin.Due, unit, county))))}
	p.Title = p.Heading
	from = min(max(from, 0), len(all))
	for _, m := range all[from:min(from+tasksShown, len(all))] {
		p.Rows = append(p.Rows, c.Glimpse(m))
	}
	if from+tasksShown < len(all) {
		q.Set("from", n(from+tasksShown))
		p.Next = bulletinURL(id) + "/tasks?" + q.Encode()
	}
	return c.Render(p)
}

// document is the bulletin as a document: a paper is in Chinese.
func document(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	said, err := bulletinsOf(c.House).Content(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	f := paper.File{Lang: lang.Zh, Title: said.Title, Author: c.City(), Owner: c.City()}
	f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Title, Text: said.Title},
		paper.Paragraph{Style: paper.Small, Text: said.Basis})
	for _, t := range said.Paragraphs {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: t})
	}
	var rows []paper.Row
	for _, r := range said.Rows {
		var words []string
		for i, v := range r[1:] {
			words = append(words, said.Columns[i+1]+" "+v)
		}
		rows = append(rows, paper.Row{Label: r[0], Value: strings.Join(words, "，"), Lines: 1})
	}
	if len(rows) > 0 {
		f.Blocks = append(f.Blocks, paper.Table{Rows: rows})
	}
	for _, t := range said.Foot {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: t})
	}
	return c.Letter(said.Title, f.Write)
}

// figures are the figures as a spreadsheet.
func figures(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	said, err := bulletinsOf(c.House).Content(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	g := sheet.Grid{Title: said.Title, Notes: append([]string{said.Basis}, said.Foot...), Heads: said.Columns}
	for _, r := range said.Rows {
		row := make([]any, len(r))
		for i, v := range r {
			if n, err := strconv.ParseInt(v, 10, 64); err == nil && i > 0 {
				row[i] = n
			} else {
				row[i] = v
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g.Write(c.File("xlsx"))
}
