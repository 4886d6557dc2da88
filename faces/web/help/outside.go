package help

import (
	"html/template"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/parts/help"
	"xiaohao/platform/lang"
)

// Outside is what of a case was handed outside by sealed papers 密封单: what became of each, and a form for another one.
type Outside struct {
	kit.Frame
	Heading string
	Case    string
	Made    *MadeCode // the code that was just made; shown on this answer alone
	Papers  []OutPaper
	Send    *kit.Form // nil for who may not
}

func (*Outside) Template() string { return "help-outside" }

// MadeCode is a code as it is told over the telephone, and the paper it belongs to.
type MadeCode struct{ Code, Said, Print string }

// OutPaper is a paper as it stands.
type OutPaper struct {
	Title string
	State string
	Bad   bool
	Light kit.Light
	Facts []kit.Fact
	Print string // "" where it is over
	Forms []kit.Form
}

func outsideURL(id int64) string { return caseURL(id) + "/outside" }

func outside(c *kit.Call) error { return showOutside(c, nil, "", nil, nil) }

func showOutside(c *kit.Call, made *help.Code, form string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := casesOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Outside{Frame: c.Overview("help"), Heading: called(c, s.Matter), Case: caseURL(id)}
	p.Title = c.T("help.outside")
	may := s.MaySend(c.Who.Caller)
	for i := len(s.Papers) - 1; i >= 0; i-- {
		p.Papers = append(p.Papers, paperOf(c, s, &s.Papers[i], may))
	}
	if may {
		f := sendForm(c, s)
		p.Send = &f
	}
	if made != nil {
		p.Made = &MadeCode{Code: spaced(made.Code, 5), Said: c.T("help.code_said", "n", strconv.Itoa(made.N)),
			Print: outsideURL(id) + "/" + strconv.Itoa(made.N)}
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		refused := p.Send != nil && form == p.Send.ID
		if refused {
			p.Send.Again(c.L, sent, wrong)
		}
		for i := range p.Papers {
			refused = kit.Refuse(p.Papers[i].Forms, c.L, form, sent, wrong) || refused
		}
		if !refused {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// spaced puts a space after every n characters.
func spaced(s string, n int) string {
	var parts []string
	for len(s) > n {
		parts, s = append(parts, s[:n]), s[n:]
	}
	return strings.Join(append(parts, s), " ")
}

// sendForm asks whom a case goes to, for what, and what of it he may read: nothing that is not ticked.
func sendForm(c *kit.Call, s *help.Sheet) kit.Form {
	kind := kit.Field{Kind: "radios", Name: "kind", Label: c.T("help.out_kind"), Required: true}
	for i, k := range care.Outsides() {
		kind.Options = append(kind.Options, kit.Option{Value: k, Label: c.T("help.out." + k), Selected: i == 0})
	}
	way := kit.Field{Kind: "radios", Name: "way", Label: c.T("help.out_way"), Hint: c.T("help.out_way_hint"),
		Required: true}
	for i, w := range care.OutWays() {
		way.Options = append(way.Options, kit.Option{Value: w, Label: c.T("help.way." + w), Selected: i == 0})
	}
	purpose := c.Words("for", "help.out_for", help.LongNote, true)
	purpose.Hint = c.T("help.out_for_hint")
	back := c.Line("back", "help.out_back", help.LongWho, true)
	back.Hint, back.Value = c.T("help.out_back_hint"), office(c)
	share := kit.Field{Kind: "checks", Name: "share", Label: c.T("help.out_share"), Hint: c.T("help.out_share_hint")}
	for _, x := range s.Pieces() {
		share.Options = append(share.Options, kit.Option{Value: x.ID, Label: pieceName(c, x.Kind) +
			c.T("word.colon") + short(pieceText(c, x))})
	}
	return kit.Form{ID: "send", Action: outsideURL(s.Matter.ID), Once: c.Once(), Title: c.T("help.send"),
		Submit: c.T("help.send_go"), Tone: "primary", Fields: []kit.Field{kind,
			c.Line("to", "help.out_to", help.LongWho, true), way, purpose, share,
			{Kind: "datetime", Name: "until", Label: c.T("help.out_until"), Hint: c.T("help.out_until_hint")}, back}}
}

// office is where the caller works, as far as his posts say it.
func office(c *kit.Call) string {
	for _, p := range c.Who.Posts {
		if u := c.UnitName(p.Unit); u != "" {
			return u
		}
	}
	for _, p := range c.Who.Posts {
		if a := c.AreaName(p.Area); a != "" {
			return a
		}
	}
	return ""
}

// mostShown is how much of a text stands beside its tick, in characters.
const mostShown = 60

func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > mostShown {
		return string(r[:mostShown]) + "…"
	}
	return string(r)
}

func pieceName(c *kit.Call, kind string) string { return c.T("help.piece." + kind) }

func pieceText(c *kit.Call, x help.Piece) string {
	if x.Kind == help.PieceAge {
		return c.T("help.age." + x.Text)
	}
	return x.Text
}

// paperOf says what became of a paper, and what can be done with it.
func paperOf(c *kit.Call, s *help.Sheet, x *care.Outside, may bool) OutPaper {
	n := strconv.Itoa(x.N)
	at := outsideURL(s.Matter.ID) + "/" + n
	p := OutPaper{Title: c.T("help.out_title", "n", n, "way", c.T("help.way."+x.Way), "kind", c.T("help.out."+x.Kind)),
		Bad: !x.Over() && (x.Shut != 0 || x.Overdue != 0)}
	p.State = outState(c, x)
	if !x.Over() {
		p.Light = outLight(c, x.Until)
	}
	add := func(key, value string) {
		if value != "" {
			p.Facts = append(p.Facts, kit.Fact{Label: c.T(key), Value: value})
		}
	}
	if h := s.Shared[x.N]; h != nil {
		add("help.out_to", h.To)
		add("help.out_for", h.For)
		add("help.out_shared", sharedNames(c, h.Pieces))
	}
	add("help.out_until", lang.DateTime(c.L, x.Until))
	add("help.out_opens", opens(c, s, x.N))
	if x.Over() || !may {
		return p
	}
	p.Print = at
	p.Forms = []kit.Form{
		{ID: "code-" + n, Action: at + "/code", Once: c.Once(), Title: c.T("help.recode"),
			Hint: c.T("help.recode_hint"), Submit: c.T("help.recode")},
		{ID: "withdraw-" + n, Action: at + "/withdraw", Once: c.Once(), Title: c.T("help.withdraw"),
			Submit: c.T("help.withdraw"), Tone: "danger",
			Fields: []kit.Field{c.Words("note", "help.withdraw_why", help.LongNote, true)}},
	}
	return p
}

func sharedNames(c *kit.Call, list []help.Piece) string {
	if len(list) == 0 {
		return c.T("help.out_nothing")
	}
	var names []string
	for _, x := range list {
		names = append(names, pieceName(c, x.Kind))
	}
	return strings.Join(names, " · ")
}

// opens are when a paper was opened, from the events.
func opens(c *kit.Call, s *help.Sheet, n int) string {
	var out []string
	for i := range s.Timeline {
		if m := &s.Timeline[i]; m.Type == help.PaperOpenedType && m.Step.Sealed.N == n {
			out = append(out, lang.DateTime(c.L, m.At))
		}
	}
	return strings.Join(out, " · ")
}

func outLight(c *kit.Call, until calendar.Instant) kit.Light {
	l := kit.Light{Code: "green", Left: lang.Left(c.L, c.Now, until), Due: lang.Due(c.L, c.Now, until),
		ISO: lang.ISO(until)}
	if until <= c.Now {
		l.Code = "red"
	}
	return l
}

// outState says where a paper is: what matters most first.
func outState(c *kit.Call, x *care.Outside) string {
	at := func(key string, t calendar.Instant) string {
		said := c.T(key, "at", lang.DateTime(c.L, t))
		if x.Late {
			said += c.T("help.out_late")
		}
		return said
	}
	switch {
	case x.Withdrawn != 0:
		return c.T("help.out_state.withdrawn", "at", lang.DateTime(c.L, x.Withdrawn))
	case x.Answered != 0:
		return at("help.out_state.answered", x.Answered)
	case x.Refused != 0:
		return at("help.out_state.refused", x.Refused)
	case x.Way == care.OutTransfer && x.Taken != 0:
		return at("help.out_state.transferred", x.Taken)
	case x.Ended != 0:
		return c.T("help.out_state.ended")
	case x.Over():
		return c.T("help.out_state.lapsed")
	case x.Shut != 0:
		return c.T("help.out_state.shut")
	case x.Overdue != 0:
		return c.T("help.out_state.overdue")
	case x.Taken != 0:
		return at("help.out_state.taken", x.Taken)
	case x.Opened != 0:
		return c.T("help.out_state.opened", "at", lang.DateTime(c.L, x.Opened))
	}
	return c.T("help.out_state.sent")
}

// send issues a paper. Its code stands on the answer itself: it travels in no address and no cookie.
func send(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	in := help.Send{Kind: s.Get("kind"), Way: s.Get("way"), To: s.Get("to"), For: s.Text("for"), Back: s.Get("back"),
		Until: s.Instant("until"), Share: s.Values["share"]}
	if err = s.Bad; err == nil {
		var made help.Code
		if made, err = casesOf(c.House).Send(c.Ctx, c.Who.Caller, command, id, in); err == nil {
			return showOutside(c, &made, "", nil, nil)
		}
	}
	if !kit.Refused(err) {
		return err
	}
	return showOutside(c, nil, "send", s, err)
}

// outsideStep makes a new code for a paper, or takes it back.
func outsideStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.R.PathValue("n"))
	if err != nil {
		return c.Nowhere()
	}
	x, name := casesOf(c.House), c.R.PathValue("step")
	switch name {
	case "code":
		made, err := x.Recode(c.Ctx, c.Who.Caller, command, id, n)
		if err == nil {
			return showOutside(c, &made, "", nil, nil)
		}
		return outsideRefused(c, name, n, s, err)
	case "withdraw":
		if err := x.Withdraw(c.Ctx, c.Who.Caller, command, id, n, help.Note{Text: s.Text("note")}); err != nil {
			return outsideRefused(c, name, n, s, err)
		}
		c.Flash("flash.help_withdrawn", "")
		c.To(outsideURL(id))
		return nil
	}
	return c.Nowhere()
}

func outsideRefused(c *kit.Call, name string, n int, s *kit.Sent, err error) error {
	if !kit.Refused(err) {
		return err
	}
	return showOutside(c, nil, name+"-"+strconv.Itoa(n), s, err)
}

// Sealed is a sealed paper on one sheet of A4: where its address leads, by when an answer is wanted, whom to call for
// the code. No word of the case stands on it.
type Sealed struct {
	kit.Frame
	Back   string
	City   string
	Name   string
	Number string
	Day    string
	To     string
	Rows   [][2]string
	Steps  []string
	QR     template.HTML
	Typed  string
	Sign   string
}

func (*Sealed) Template() string { return "help-sealed" }

func sealedPaper(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.R.PathValue("n"))
	if err != nil {
		return c.Nowhere()
	}
	x, m, err := casesOf(c.House).Paper(c.Ctx, c.Who.Caller, id, n)
	if err != nil {
		return err
	}
	if x.Shared == nil || x.Over() {
		return fault.New(fault.Conflict, "help_paper_over")
	}
	at := c.Gate.Base(c.R) + "/s/" + x.Address
	p := &Sealed{Frame: c.Overview("help"), Back: outsideURL(id), City: c.City(),
		Name:   c.T("help.sealed." + x.Way),
		Number: called(c, m) + " · " + c.T("help.sealed_no", "n", strconv.Itoa(n)), Day: lang.Date(c.L, x.At),
		To: x.Shared.To + c.T("word.colon"), Typed: c.Gate.Base(c.R) + "/s/" + spacedBy(x.Address), Sign: x.Shared.Back}
	p.Title = p.Name
	p.Rows = [][2]string{{c.T("help.type"), kindOf(c, m)}, {c.T("help.sealed_until"), lang.DateTime(c.L, x.Until)},
		{c.T("help.sealed_back"), x.Shared.Back}}
	p.Steps = []string{c.T("help.sealed_scan"), c.T("help.sealed_call"), c.T("help.sealed_read"),
		c.T("help.sealed_answer." + x.Way)}
	if p.QR, err = kit.DrawQR(at, c.T("help.sealed_alt")); err != nil {
		return err
	}
	return c.Render(p)
}

// spacedBy puts hyphens between the groups of an address; it is read with them and without.
func spacedBy(address string) string { return strings.ReplaceAll(spaced(address, 5), " ", "-") }
