package help

import (
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
)

// Press is where a text for the press is looked through before it goes out: what in it tells who a minor is. It is kept
// nowhere.
type Press struct {
	kit.Frame
	Form    kit.Form
	Asked   bool
	Said    string
	Pieces  []Piece  // the text, with what tells it marked
	Reasons []string // each once
}

func (*Press) Template() string { return "help-press" }

// Piece is a piece of the text; Why is "" where it tells nothing.
type Piece struct{ Text, Why string }

const longPress = 10_000

func pressForm(c *kit.Call) kit.Form {
	return kit.Form{ID: "press", Action: "/help/press", Submit: c.T("help.press_go"), Tone: "primary",
		Fields: []kit.Field{c.Words("text", "help.press_text", longPress, true)}}
}

func press(c *kit.Call) error { return showPress(c, "") }

func pressed(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(s.Text("text"))
	if len([]rune(text)) > longPress {
		return fault.New(fault.TooLarge, "help_long", "max", longPress, "n", len([]rune(text))).On("text")
	}
	return showPress(c, text)
}

func showPress(c *kit.Call, text string) error {
	if !casesOf(c.House).MayOpen(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &Press{Frame: c.Overview("help"), Form: pressForm(c), Asked: text != ""}
	p.Title = c.T("help.press")
	if p.Asked {
		p.Form.Fields[0].Value = text
		p.mark(c, text)
	}
	return c.Render(p)
}

// mark cuts the text at what tells who it is; where two overlap the first stays marked.
func (p *Press) mark(c *kit.Call, text string) {
	r, at := []rune(text), 0
	seen := map[string]bool{}
	spans := care.Press(text)
	for _, s := range spans {
		if !seen[s.Why] {
			seen[s.Why] = true
			p.Reasons = append(p.Reasons, c.T("help.press_why."+s.Why))
		}
		if s.From < at {
			continue
		}
		p.Pieces = append(p.Pieces, Piece{Text: string(r[at:s.From])},
			Piece{Text: string(r[s.From:s.To]), Why: c.T("help.press_why." + s.Why)})
		at = s.To
	}
	p.Pieces = append(p.Pieces, Piece{Text: string(r[at:])})
	p.Said = c.T("help.press_clean")
	switch {
	case len(spans) > 0:
		p.Said = c.T("help.press_bad")
	case !care.Young(text):
		p.Said = c.T("help.press_adult")
	}
}
