package meeting

import (
	"strconv"
	"strings"
	"unicode"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/parts/office"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// BreakdownPage is a text that somebody works through, row by row.
type BreakdownPage struct {
	kit.Frame
	Heading, Back string
	Said          string    // how many rows wait, or how many were handed out
	Todo          string    // what comes next, in words
	Paper         *kit.Link // the office's paper, with where that stands; without an address for who may not see it
	Draft         bool      // rows may be worked on
	Rows          []Row
	From, To      int // where in the text the page begins and ends
	Prev, Next    string
	Undo          kit.Form
	Forms         []kit.Form
	Table         string
	Names         []kit.Datalist
}

func (*BreakdownPage) Template() string { return "breakdown" }

// Row is a row on the page.
type Row struct {
	ID, Anchor string
	Quote      string
	Beside     bool // context
	State      string
	StateCode  string
	Type       string
	Words      string // of the task, where they are its own
	Units, Due string
	Set        string // of nodes, by which its task is followed
	Why        string // where the proposed unit comes from
	Speaker    string
	Task       *kit.Link
	Stuck      string
	Error      string // what was wrong with the step just taken
	Form       *RowForm
}

// RowForm is what may be done with a row.
type RowForm struct {
	ID, Base, Once, Ver string
	Type                kit.Field
	Lead, Co, Co2, Due  kit.Field
	Words, Theme        kit.Field
	Set                 kit.Field
	Before              kit.Field
	Start, From, To     string // where the row, and the page, lie in the text
	First               bool   // nothing to join with
	Kept                bool
	Open                bool // its details are unfolded
}

const rowsOnPage = 60

func breakdownPage(c *kit.Call) error { return showBreakdown(c, "", nil, nil) }

func showBreakdown(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := of(c.House)
	b, t, err := x.Breakdown(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(c.R.FormValue("from"))
	if sent != nil {
		from, _ = strconv.Atoi(sent.Get("from"))
	}
	rows, text, err := x.Rows(c.Ctx, b, from, rowsOnPage+1)
	if err != nil {
		return err
	}
	p := &BreakdownPage{Frame: c.Overview("meetings"), Heading: c.T("meeting.breakdown", "name", x.NameOf(c.Ctx, t)),
		Back: thingURL(t.ID), From: from, To: b.Len, Table: breakURL(id) + "/table",
		Draft: b.State == meeting.Draft && x.MayRegister(c.Who.Caller, b.Area),
		Names: c.UnitNamesList(c.Org.FindUnits("", 0, 1000))}
	p.Title = p.Heading
	if len(rows) > rowsOnPage {
		p.To = rows[rowsOnPage].Start
		p.Next = breakURL(id) + "?from=" + strconv.Itoa(p.To)
		rows = rows[:rowsOnPage]
	}
	if from > 0 {
		p.Prev = breakURL(id)
	}
	var linked int
	p.Said, linked, err = stands(c, b)
	if err != nil {
		return err
	}
	if b.State == meeting.Out && linked < len(b.Hands) {
		p.Refresh = 5
	}
	for i, r := range rows {
		row := rowShown(c, b, t.Kind, r, text, p.Draft)
		if row.Form != nil {
			row.Form.First = i == 0 && from == 0
			row.Form.From, row.Form.To = strconv.Itoa(p.From), strconv.Itoa(p.To)
		}
		if wrong != nil && sent.Get("row") == row.ID {
			again(c, &row, sent, wrong)
		}
		p.Rows = append(p.Rows, row)
	}
	paper, err := x.PaperOf(c.Ctx, b)
	if err != nil {
		return err
	}
	p.Paper = paperLink(c, b, paper)
	p.Undo, p.Forms = breakForms(c, b, p, paper)
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// stands says where a breakdown stands, and how many rows were handed out.
func stands(c *kit.Call, b *meeting.Breakdown) (string, int, error) {
	n := strconv.Itoa
	switch b.State {
	case meeting.Draft:
		return c.T("meeting.said.draft", "n", n(b.Open)), 0, nil
	case meeting.Settling:
		return c.T("meeting.said.confirmed"), 0, nil
	case meeting.AtOffice:
		return c.T("meeting.said.office"), 0, nil
	case meeting.Gone:
		return c.T("meeting.said.withdrawn"), 0, nil
	}
	left, err := of(c.House).Left(c.Ctx, b.ID)
	return c.T("meeting.said.handed", "n", n(len(b.Hands)-left), "of", n(len(b.Hands))), len(b.Hands) - left, err
}

// paperLink is the office's paper of a breakdown; nil for none.
func paperLink(c *kit.Call, b *meeting.Breakdown, p *office.Paper) *kit.Link {
	if p == nil || b.State == meeting.Draft || b.State == meeting.Settling {
		return nil
	}
	out := &kit.Link{Label: strings.TrimSpace(c.T("office.state."+string(p.State)) + " " + p.Number)}
	if of(c.House).Outgoing.SeesPaper(c.Who.Caller, p) {
		out.URL = "/office/" + strconv.FormatInt(p.ID, 10)
	}
	return out
}

func rowShown(c *kit.Call, b *meeting.Breakdown, k meeting.Kind, r meeting.Row, text []rune, draft bool) Row {
	id := strconv.FormatInt(r.ID, 10)
	out := Row{ID: id, Anchor: "row-" + id, Quote: r.Quote(text), Beside: r.State == meeting.BesideRow,
		StateCode: r.State, State: c.T("meeting.row." + r.State), Type: c.T("meeting.type." + string(r.Type)),
		Words: r.Words, Speaker: strings.Trim(r.Speaker+" · "+r.Theme, " ·")}
	if r.Lead != 0 {
		out.Units = c.UnitNames(append([]int64{r.Lead}, r.Co...))
		out.Why = c.T("meeting.why." + r.Why)
	}
	if r.Due != 0 {
		out.Due = lang.Date(c.L, r.Due)
	}
	if r.Type == meeting.Task && r.State != meeting.BesideRow {
		out.Set = c.T("meeting.no_set")
		if set, ok := of(c.House).SetOf(k, r); ok {
			out.Set = set.Name.In(c.Short())
		}
	}
	if r.Matter != 0 && r.Type == meeting.Task {
		out.Task = &kit.Link{Label: c.T("meeting.to_task"), URL: kit.MatterURL(r.Matter)}
	}
	if err := of(c.House).Stuck(b.ID, r.ID); err != nil && r.Matter == 0 {
		out.Stuck = lang.Error(c.L, fault.Of(err))
	}
	if draft && r.State != meeting.DroppedRow && strings.ContainsFunc(out.Quote, wordly) {
		out.Form = rowForm(c, b, k, r)
	}
	return out
}

// wordly says that of a character there could be made something: between two clauses there is often but a full stop.
func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func rowForm(c *kit.Call, b *meeting.Breakdown, k meeting.Kind, r meeting.Row) *RowForm {
	id := strconv.FormatInt(r.ID, 10)
	f := &RowForm{ID: "form-row-" + id, Base: breakURL(b.ID) + "/", Once: c.Once(), Ver: strconv.FormatInt(r.Ver, 10),
		Start: strconv.Itoa(r.Start),
		Kept:  r.State == meeting.KeptRow}
	f.Type = kit.Choose("type", c.T("meeting.field.type"), true, nil)
	for _, t := range meeting.Types() {
		f.Type.Options = append(f.Type.Options, kit.Option{Value: string(t), Label: c.T("meeting.type." + string(t)),
			Selected: t == r.Type || r.Type == meeting.Context && t == meeting.Principle})
	}
	f.Lead, f.Co, f.Co2 = c.Pick("lead", "field.lead", false, nil), c.Pick("co", "field.co", false, nil),
		c.Pick("co_2", "field.co", false, nil)
	for i, u := range append([]int64{r.Lead}, r.Co...) {
		if unit, ok := c.Org.Unit(u); ok && i < 3 {
			[]*kit.Field{&f.Lead, &f.Co, &f.Co2}[i].Value = c.Typed(unit)
		}
	}
	f.Due = kit.Field{Kind: "date", Name: "due", Label: c.T("meeting.field.due")}
	if r.Due != 0 {
		f.Due.Value = lang.Input(r.Due)[:10]
	}
	f.Words = c.Words("words", "meeting.field.words", 500, false)
	f.Theme = c.Line("theme", "meeting.field.theme", 60, false)
	f.Words.Value, f.Theme.Value = r.Words, r.Theme
	f.Before = c.Line("before", "meeting.field.before", 200, false)
	f.Set = setField(c, k, r)
	return f
}

// usualSet is how a form names the set of nodes that is usual for the kind of thing.
const usualSet = "usual"

// setField offers the sets of nodes that policy ships, the usual one first.
func setField(c *kit.Call, k meeting.Kind, r meeting.Row) kit.Field {
	usual := c.T("meeting.no_set")
	if set, ok := of(c.House).SetOf(k, meeting.Row{}); ok {
		usual = set.Name.In(c.Short())
	}
	f := kit.Choose("set", c.T("meeting.field.set"), true, []kit.Option{
		{Value: usualSet, Label: c.T("meeting.usual_set", "set", usual), Selected: r.Set == ""}})
	for _, s := range c.Desk.Policy().Nodes.Sets {
		f.Options = append(f.Options, kit.Option{Value: s.Code, Label: s.Name.In(c.Short()), Selected: r.Set == s.Code})
	}
	f.Options = append(f.Options, kit.Option{Value: meeting.NoSet, Label: c.T("meeting.no_set"),
		Selected: r.Set == meeting.NoSet})
	return f
}

// again puts what was typed back into the row that was refused.
func again(c *kit.Call, row *Row, s *kit.Sent, wrong error) {
	blank(s, wrong)
	row.Error = lang.Error(c.L, fault.Of(wrong))
	if row.Form == nil {
		return
	}
	row.Form.Open = true
	for _, f := range []*kit.Field{&row.Form.Type, &row.Form.Lead, &row.Form.Co, &row.Form.Co2, &row.Form.Due,
		&row.Form.Words, &row.Form.Theme, &row.Form.Set, &row.Form.Before} {
		if s.Has(f.Name) {
			f.Keep(s)
		}
	}
}

func breakForms(c *kit.Call, b *meeting.Breakdown, p *BreakdownPage, paper *office.Paper) (undo kit.Form,
	out []kit.Form) {
	base := breakURL(b.ID) + "/"
	form := func(id, tone string, fields ...kit.Field) kit.Form {
		return kit.Form{ID: id, Action: base + id, Once: c.Once(), Title: c.T("meeting.do." + id),
			Submit: c.T("meeting.do." + id), Tone: tone, Fields: append(fields,
				kit.Field{Kind: "hidden", Name: "from", Value: strconv.Itoa(p.From)})}
	}
	undo = form("undo", "")
	x := of(c.House)
	switch {
	case p.Draft && b.Open == 0:
		p.Todo = c.T("meeting.todo.confirm")
		f := form("confirm", "primary")
		f.Open = true
		out = append(out, f)
	case p.Draft:
		p.Todo = c.T("meeting.todo.rows")
	case b.State == meeting.Settling:
		p.Todo = c.T("meeting.todo.submit")
		if x.MayRegister(c.Who.Caller, b.Area) {
			f := form("submit", "primary")
			f.Open, f.Ask = true, c.T("meeting.ask.submit")
			out = append(out, f, form("reopen", "", c.Reason()))
		}
	case b.State == meeting.AtOffice:
		p.Todo = todoAtOffice(c, paper)
		if x.MayRegister(c.Who.Caller, b.Area) && paper.Standing() != office.SentOut &&
			(!paper.Numbered() || paper.Standing() == office.TakenBack) {
			f := form("reopen", "", c.Reason())
			f.Hint, f.Open = c.T("meeting.hint.reopen"), paper.Standing() == office.TakenBack
			out = append(out, f)
		}
	}
	return undo, out
}

// todoAtOffice is what comes next for a breakdown that is at the office.
func todoAtOffice(c *kit.Call, p *office.Paper) string {
	switch {
	case p.Standing() == office.SentOut:
		return c.T("meeting.todo.sent")
	case p.Standing() == office.TakenBack:
		return c.T("meeting.todo.taken_back", "reason", p.Refusal())
	case p != nil && p.Refusal() != "":
		return c.T("meeting.todo.refused", "reason", p.Refusal())
	}
	return c.T("meeting.todo.office")
}

// breakdownStep takes one step with a breakdown or one of its rows.
func breakdownStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	row, err := takeBreakStep(c, id, step, s)
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showBreakdown(c, step, s, err)
	}
	c.To(after(c, id, step, row, s))
	return nil
}

// after is where the person goes on: the next row that waits, or the row that he worked on.
func after(c *kit.Call, id int64, step string, row int64, s *kit.Sent) string {
	from, _ := strconv.Atoi(s.Get("from"))
	to, _ := strconv.Atoi(s.Get("to"))
	at, _ := strconv.Atoi(s.Get("start"))
	if step == "keep" || step == "drop" {
		if r, ok, err := of(c.House).NextOpen(c.Ctx, id, at); err == nil && ok {
			row = r.ID
			if r.Start < from || to > 0 && r.Start >= to {
				from = r.Start
			}
		}
	}
	out := breakURL(id)
	if from > 0 {
		out += "?from=" + strconv.Itoa(from)
	}
	if row > 0 {
		out += "#row-" + strconv.FormatInt(row, 10)
	}
	return out
}

func takeBreakStep(c *kit.Call, id int64, step string, s *kit.Sent) (row int64, err error) {
	command, err := s.ID()
	if err != nil {
		return 0, err
	}
	x, who := of(c.House), c.Who.Caller
	st := meeting.Step{Row: s.Number("row"), Ver: s.Number("ver")}
	switch step {
	case "undo":
		return 0, x.Undo(c.Ctx, who, command, id)
	case "confirm":
		return 0, x.Confirm(c.Ctx, who, command, id)
	case "reopen":
		return 0, x.Reopen(c.Ctx, who, command, id, s.Text("reason"))
	case "submit":
		return 0, x.Submit(c.Ctx, who, command, id)
	case "keep":
		st.Type = meeting.Type(s.Get("type"))
		return st.Row, x.Keep(c.Ctx, who, command, id, st)
	case "drop":
		return st.Row, x.Drop(c.Ctx, who, command, id, st)
	case "join":
		return 0, x.Join(c.Ctx, who, command, id, st)
	case "split":
		if st.At, err = splitAt(c, id, st.Row, s); err != nil {
			return 0, err
		}
		return st.Row, x.Split(c.Ctx, who, command, id, st)
	case "assign":
		st.Lead = s.Unit(c.Org, "lead")
		for _, n := range []string{"co", "co_2"} {
			if u := s.Unit(c.Org, n); u != 0 {
				st.Co = append(st.Co, u)
			}
		}
		if s.Bad != nil {
			return 0, s.Bad
		}
		return st.Row, x.Assign(c.Ctx, who, command, id, st)
	case "date":
		if st.Due = s.Day("due"); st.Due != 0 {
			st.Due += kit.Day - 60e6 // the day counts whole
		}
		if s.Bad != nil {
			return 0, s.Bad
		}
		return st.Row, x.Date(c.Ctx, who, command, id, st)
	case "follow":
		if st.Set = s.Get("set"); st.Set == usualSet {
			st.Set = ""
		}
		return st.Row, x.Follow(c.Ctx, who, command, id, st)
	case "word":
		st.Words, st.Theme = s.Text("words"), s.Get("theme")
		return st.Row, x.Word(c.Ctx, who, command, id, st)
	}
	return 0, c.Nowhere()
}

// splitAt is where a row is split: at the cursor, which a script says in code points, or before words of its text.
func splitAt(c *kit.Call, id, row int64, s *kit.Sent) (int, error) {
	if at := s.Number("at"); at > 0 {
		return int(at), nil
	}
	b, _, err := of(c.House).Breakdown(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return 0, err
	}
	quote, err := of(c.House).Quote(c.Ctx, b, row)
	if err != nil {
		return 0, err
	}
	at := strings.Index(quote, strings.TrimSpace(s.Get("before")))
	if s.Get("before") == "" || at < 0 {
		return 0, fault.New(fault.Invalid, "meeting_split").On("before")
	}
	return len([]rune(quote[:at])), nil
}

// TablePage is the 任务分解表 as it is printed.
type TablePage struct {
	kit.Frame
	Content office.Content
	Back    string
	File    string
}

func (*TablePage) Template() string { return "breakdown-table" }

func tablePage(c *kit.Call) error {
	id, content, err := contentOf(c)
	if err != nil {
		return err
	}
	p := &TablePage{Frame: c.Frame("board", content.Title), Content: content, Back: breakURL(id),
		File: breakURL(id) + "/table.xlsx"}
	return c.Render(p)
}

func contentOf(c *kit.Call) (int64, office.Content, error) {
	id, err := c.PathID()
	if err != nil {
		return 0, office.Content{}, err
	}
	content, err := of(c.House).Content(c.Ctx, c.Who.Caller, id)
	return id, content, err
}

func tableFile(c *kit.Call) error {
	_, content, err := contentOf(c)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: content.Title, Notes: append([]string{content.Basis}, content.Foot...),
		Heads: content.Columns}
	for _, r := range content.Rows {
		var cells []any
		for _, v := range r {
			cells = append(cells, v)
		}
		out.Rows = append(out.Rows, cells)
	}
	return out.Write(c.File("xlsx"))
}
