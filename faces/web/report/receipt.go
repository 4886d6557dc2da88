package report

import (
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// plainCode takes out what people type between the letters of a code.
func plainCode(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "", "/", "").Replace(s))
}

func receipt(c *kit.Call) error { return showReceipt(c, nil, nil, "") }

// showReceipt is the page of a receipt; with an error, the form that was refused is shown as it was.
func showReceipt(c *kit.Call, s *kit.Sent, wrong error, command string) error {
	code := plainCode(c.R.PathValue("code"))
	m, caller, err := c.Desk.ByReceipt(c.Ctx, code)
	if err != nil {
		return err
	}
	entries, err := c.Desk.History(c.Ctx, caller, m.ID, 0, 500)
	if err != nil {
		return err
	}
	base := "/r/" + code
	p := &Receipt{Frame: c.Frame("", m.Title), Code: kit.Grouped(code), URL: c.Gate.Base(c.R) + base,
		New:  c.R.URL.Query().Get("new") == "1",
		Card: c.CardOf(m), Text: m.Text, At: lang.DateTime(c.L, m.ReportedAt), Steps: c.Stations(m),
		Who:     standing(c, m),
		Entries: c.Entries(entries, base)}
	p.Unlisted = true
	p.Card.URL, p.Echo, p.Unweighed = base, caller.Echo != 0, m.Unweighed
	if p.Sealed, err = sealed(c, m.ID, base); err != nil {
		return err
	}
	lives, err := c.Desk.Survivor(c.Ctx, m)
	if err != nil {
		return err
	}
	if lives.ID != m.ID { // what he reported lives on in another one, and so does its progress
		p.Who, p.Steps = c.T("receipt.merged", "now", standing(c, lives)), c.Stations(lives)
	}
	if m.State == matter.Assigned || m.State == matter.InHand {
		p.Due = lang.Due(c.L, c.Now, m.Due)
	}
	if p.Before, p.After = c.Shots(m, base); p.Echo {
		p.released(c, m)
	}
	p.Forms = receiptForms(c, caller, m, lives, base, p.New)
	if p.Tell, err = tellMe(c, lives, base); err != nil {
		return err
	}
	if p.Details, err = details(c, caller, m, base); err != nil {
		return err
	}
	if p.Told, err = told(c, caller, m, lives, base); err != nil {
		return err
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		if !p.Details.refuse(c, command, s, wrong) && !kit.Refuse(p.Forms, c.L, command, s, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// tellMe is where the holder of a receipt says how he wants to be told; "" when nothing comes any more, or the city has
// no way.
func tellMe(c *kit.Call, lives *matter.Matter, base string) (string, error) {
	mail, text, err := followsOf(c.House).Ways(c.Ctx)
	if err != nil || !lives.Open() || !mail && !text {
		return "", err
	}
	return base + "/follow", nil
}

// standing says to a resident where his matter is.
func standing(c *kit.Call, m *matter.Matter) string {
	state := m.State
	if state == matter.Assigned { // to a resident it is in hand from the assignment on
		state = matter.InHand
	}
	if state == matter.Declined && m.Reason == "" { // why is between the office and the reporter
		return c.T("stands.declined_echo")
	}
	if state == matter.Declined {
		return c.T("stands.declined", "reason", m.Reason)
	}
	return c.T("stands."+state.String(), "unit", c.UnitName(m.Lead))
}

// said is a command as the holder of a receipt knows it.
type said struct {
	name        matter.CommandName
	title, hint string // keys of sentences
	later       bool   // not yet on the page that follows the report itself
}

// reporterSays are the forms of a receipt in their order: the commands on a matter that a resident may give.
var reporterSays = []said{
	{name: matter.CmdRate, title: "command.rate", hint: "hint.rate"},
	{name: matter.CmdReopen, title: "receipt.reopen", hint: "hint.reopen"},
	{name: matter.CmdComment, title: "receipt.comment", hint: "receipt.comment_hint", later: true},
	{name: matter.CmdAttach, title: "command.attach", hint: "hint.attach", later: true},
	{name: matter.CmdMeToo, title: "command.me_too", hint: "hint.me_too", later: true},
}

// besides are the commands whose forms stand elsewhere on the page: with his details, and with what is public.
var besides = []matter.CommandName{matter.CmdForget, matter.CmdWithhold}

// receiptForms are what the holder of a receipt may say now; lives is the matter that a merged one lives on in.
func receiptForms(c *kit.Call, caller org.Caller, m, lives *matter.Matter, base string, fresh bool) []kit.Form {
	var out []kit.Form
	may := c.Desk.MaySay(caller, m, lives)
	for _, x := range reporterSays {
		if !slices.Contains(may, x.name) || caller.Echo != 0 || x.later && fresh ||
			x.name == matter.CmdReopen && asksWhy(lives, may) {
			continue
		}
		id := string(x.name)
		f := kit.Form{ID: id, Action: base + "/" + id, Once: c.Once(), Title: c.T(x.title), Hint: c.T(x.hint),
			Submit: c.T(x.title), Fields: receiptFields(c, x.name, m)}
		if x.name == matter.CmdRate && asksWhy(lives, may) {
			f.Fields = append(f.Fields, unfixedField(c), c.Pictures(false))
		}
		for _, x := range f.Fields {
			f.Files = f.Files || x.Kind == "photos"
		}
		if x.name == matter.CmdRate {
			f.Open, f.Tone = m.Rating == nil, "primary"
		}
		out = append(out, f)
	}
	return out
}

// receiptFields are what a command asks a resident for, as its description says, but for two: what he says is public
// anyhow, and beside his photos he writes one line.
func receiptFields(c *kit.Call, name matter.CommandName, m *matter.Matter) []kit.Field {
	fields := slices.DeleteFunc(c.CommandFields(name, m), func(f kit.Field) bool { return f.Name == "public" })
	for i := range fields {
		if name == matter.CmdAttach && fields[i].Kind == "area" {
			fields[i].Kind = "text"
		}
	}
	return fields
}

// receiptCommand takes what the holder of a receipt says, or somebody else's me too.
func receiptCommand(c *kit.Call) error {
	name := c.R.PathValue("command")
	m, caller, err := c.Desk.ByReceipt(c.Ctx, c.R.PathValue("code"))
	if err != nil {
		return err
	}
	s, err := c.Read(caller)
	said, n, asked := "", "", false
	if err == nil && name == string(matter.CmdRate) {
		said, n, asked, err = unfixed(c, caller, m, s)
	}
	if err == nil && !asked {
		said, err = "flash."+name, sayAsReporter(c, caller, m, matter.CommandName(name), s)
	}
	if err != nil && kit.Refused(err) {
		c.Log(err)
		return showReceipt(c, s, err, name)
	}
	if err != nil {
		return err
	}
	if name == string(matter.CmdForget) {
		if said, err = forgot(c); err != nil {
			return err
		}
	}
	if name == string(matter.CmdWithhold) {
		if said, err = withheld(c, m, s); err != nil {
			return err
		}
	}
	if name == string(matter.CmdMeToo) {
		if code, err := c.Desk.Echo(c.Ctx, c.Gate.Device(c.W, c.R), m.ID); err == nil && code != "" {
			c.To("/r/" + code + "?new=1")
			return nil
		}
	}
	c.Flash(said, n)
	c.To("/r/" + plainCode(c.R.PathValue("code")))
	return nil
}

func sayAsReporter(c *kit.Call, caller org.Caller, m *matter.Matter, name matter.CommandName, s *kit.Sent) error {
	id, err := s.ID()
	if err != nil {
		return err
	}
	if !slices.Contains(besides, name) && !slices.ContainsFunc(reporterSays, func(x said) bool { return x.name == name }) {
		return fault.New(fault.Missing, "page_missing")
	}
	switch {
	case name == matter.CmdForget && !s.Yes("sure"):
		return fault.New(fault.Invalid, "forget_sure").On("sure")
	case name == matter.CmdRate && s.Get("fixed") == "":
		return fault.New(fault.Invalid, "choice_missing").On("fixed")
	case name == matter.CmdMeToo:
		caller.Voice = c.Gate.Device(c.W, c.R)
		caller.Apart = c.Gate.Crowded(c.R, m.ID, caller.Voice, c.Desk.Policy().Voice.ADay)
	}
	b, err := c.Command(name, s)
	if err != nil {
		return err
	}
	if b, ok := b.(*matter.Comment); ok {
		b.Public = true // the reporter reads it, since he said it
	}
	_, err = c.Desk.Do(c.Ctx, caller, desk.Command{ID: id, Matter: m.ID, Body: b, Said: b})
	return err
}

func receiptPhoto(c *kit.Call) error {
	m, caller, err := c.Desk.ByReceipt(c.Ctx, c.R.PathValue("code"))
	if err != nil {
		return err
	}
	return c.SendPhoto(caller, m.ID)
}
