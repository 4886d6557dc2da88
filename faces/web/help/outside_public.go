package help

import (
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/platform/lang"
)

// few is what a stranger's form may bring: a name, a phone, an answer.
var few = gate.Body{Text: 32 << 10}

// paperCookie holds the session of who opened a paper: who has it reads, so it lasts as long as that does.
const paperCookie = "xiaohao_paper"

// Door is what everybody sees at every address of a sealed paper, whether or not there is one: a field for the code.
type Door struct {
	kit.Frame
	Form kit.Form
}

func (*Door) Template() string { return "help-door" }

// Seen is a paper for who opened it.
type Seen struct {
	kit.Frame
	Heading string
	State   string
	Light   kit.Light
	Note    string // why there are no words; "" where there are
	Facts   []kit.Fact
	Pieces  []kit.Fact
	Ends    string
	Forms   []kit.Form
}

func (*Seen) Template() string { return "help-seen" }

// alone tells browsers to keep nothing of these pages and to tell nobody where they are.
func alone(c *kit.Call) {
	h := c.W.Header()
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
}

func paperAt(c *kit.Call) string { return "/s/" + help.PlainAddress(c.R.PathValue("address")) }

// enter is the door, or what is behind it for who has opened it.
func enter(c *kit.Call) error {
	alone(c)
	s, err := casesOf(c.House).Seen(c.Ctx, c.R.PathValue("address"), c.Gate.Cookie(c.R, paperCookie))
	if fault.Code(err) == "help_paper_nothing" {
		return door(c, nil)
	}
	if err != nil {
		return err
	}
	return showSeen(c, s, "", nil, nil)
}

// door asks for the code. What was wrong is never said, and what was typed does not come back.
func door(c *kit.Call, wrong error) error {
	code := kit.Field{Kind: "code", Name: "code", Label: c.T("help.code"), Hint: c.T("help.code_hint"), Required: true}
	p := &Door{Frame: c.Frame("", c.T("help.door")), Form: kit.Form{ID: "code", Action: paperAt(c), Once: c.Once(),
		Submit: c.T("help.open_paper"), Tone: "primary"}}
	p.Unlisted, p.Here = true, paperAt(c)
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		code.Error = lang.Error(c.L, fault.Of(wrong))
	}
	p.Form.Fields = []kit.Field{code}
	return c.Render(p)
}

// entered tries a code.
func entered(c *kit.Call) error {
	alone(c)
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return door(c, err)
	}
	session, err := casesOf(c.House).Enter(c.Ctx, command, c.R.PathValue("address"), s.Get("code"))
	if fault.Code(err) == "help_paper_nothing" {
		return door(c, err)
	}
	if err != nil {
		return err
	}
	c.Gate.SetCookie(c.W, c.R, paperCookie, session, care.OutSession/1_000_000)
	c.To(paperAt(c))
	return nil
}

func showSeen(c *kit.Call, s *help.Seen, form string, sent *kit.Sent, wrong error) error {
	p := &Seen{Frame: c.Frame("", c.T("help.sealed."+s.Way)), Heading: called(c, s.Matter),
		State: outState(c, &s.Outside),
		Ends:  c.T("help.seen_ends", "at", lang.When(c.L, c.Now, s.Opened.Plus(care.OutSession)))}
	p.Unlisted, p.Here = true, paperAt(c)
	if !s.Over() {
		p.State, p.Light = c.T("help.seen."+s.Way), outLight(c, s.Until)
	}
	if s.Taken != 0 && s.Way == care.OutReferral && !s.Over() {
		p.State = outState(c, &s.Outside)
	}
	p.Facts = []kit.Fact{{Label: c.T("help.type"), Value: kindOf(c, s.Matter)},
		{Label: c.T("help.sealed_until"), Value: lang.DateTime(c.L, s.Until)}}
	if s.Shared == nil {
		p.Note = c.T("help.seen_once")
	} else {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("help.sealed_back"), Value: s.Shared.Back},
			kit.Fact{Label: c.T("help.out_to"), Value: s.Shared.To})
		p.Pieces = append(p.Pieces, kit.Fact{Label: c.T("help.out_for"), Value: s.Shared.For})
		for _, x := range s.Shared.Pieces {
			p.Pieces = append(p.Pieces, kit.Fact{Label: pieceName(c, x.Kind), Value: pieceText(c, x)})
		}
	}
	for _, how := range s.Says {
		p.Forms = append(p.Forms, replyForm(c, s, how))
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		kit.Refuse(p.Forms, c.L, form, sent, wrong)
	}
	return c.Render(p)
}

func replyForm(c *kit.Call, s *help.Seen, how string) kit.Form {
	title := c.T("help.reply." + how)
	if how == care.OutTakes && s.Way == care.OutTransfer {
		title = c.T("help.reply.transfer")
	}
	f := kit.Form{ID: how, Action: paperAt(c) + "/" + how, Once: c.Once(), Title: title, Submit: title,
		Open: how == s.Says[0], Fields: []kit.Field{c.Line("name", "help.reply_name", help.LongPhone, true),
			{Kind: "tel", Name: "phone", Label: c.T("help.reply_phone"), Max: help.LongPhone, Required: true}}}
	switch how {
	case care.OutTakes:
		f.Tone = "primary"
		f.Fields = append(f.Fields, c.Words("text", "field.note", help.LongNote, false))
	case care.OutRefuses:
		f.Tone = "danger"
		f.Fields = append(f.Fields, c.Reason())
	case care.OutAnswers:
		f.Tone = "primary"
		f.Fields = append(f.Fields, c.Words("text", "help.reply_text", help.LongNote, true))
	}
	return f
}

// replied takes the receiver's word.
func replied(c *kit.Call) error {
	alone(c)
	sent, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	x, how := casesOf(c.House), c.R.PathValue("how")
	address, session := c.R.PathValue("address"), c.Gate.Cookie(c.R, paperCookie)
	command, err := sent.ID()
	if err == nil {
		text := sent.Text("text")
		if how == care.OutRefuses {
			text = sent.Text("reason")
		}
		err = x.Reply(c.Ctx, command, address, session, how, help.Reply{Name: sent.Get("name"),
			Phone: sent.Get("phone"), Text: text})
	}
	switch {
	case err == nil:
		c.Flash("flash.help_reply", "")
		c.To(paperAt(c))
		return nil
	case fault.Code(err) == "help_paper_nothing":
		return door(c, err)
	case !kit.Refused(err):
		return err
	}
	s, seen := x.Seen(c.Ctx, address, session)
	if seen != nil {
		return door(c, seen)
	}
	return showSeen(c, s, how, sent, err)
}

// kindOf is the type of a case in words.
func kindOf(c *kit.Call, m *matter.Matter) string {
	if kind := c.Category(m.Category); kind != "" {
		return kind
	}
	return c.T("kind.help")
}

// outWhat puts what became of a sealed paper into words, for the timeline.
func outWhat(c *kit.Call, m *help.Moment) string {
	s := m.Step.Sealed
	if m.Type == help.LateType {
		return c.T("help.was.paper_late", "n", strconv.Itoa(s.N))
	}
	said := c.T("help.was."+string(m.Type)[len("help."):], "n", strconv.Itoa(s.N), "kind", c.T("help.out."+m.Step.Code))
	if s.Late {
		said += c.T("help.out_late")
	}
	return said
}
