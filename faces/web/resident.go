package web

import (
	"net/url"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// reportForm is what a resident fills in: what, where, and if he likes photos and how to reach him.
func (c *call) reportForm() Form {
	place := c.line("place", "field.place", matter.MaxPlace, false)
	place.Hint = c.t("form.place_hint")
	text := c.words("text", "field.text", matter.MaxText, true)
	text.Hint = c.t("form.text_hint")
	name, phone := c.line("name", "field.name", 50, false),
		Field{Kind: "tel", Name: "phone", Label: c.t("field.phone"), Max: 30, Auto: "tel", Hint: c.t("form.phone_hint")}
	name.Auto = "name"
	return Form{ID: "report", Action: "/report", Once: c.once(), Submit: c.t("form.send"), Tone: "primary", Files: true,
		Alike: &Alikes{}, Fields: []Field{
			text, c.pictures(false), c.areasField("area", true, 0, 0), place, {Kind: "place", Name: "lat"}, name, phone,
			{Kind: "check", Name: "help", Label: c.t("form.help")}}}
}

func (c *call) findForm() Form {
	return Form{ID: "find", Fields: []Field{{Kind: "code", Name: "code", Label: c.t("field.receipt"), Required: true}}}
}

func (c *call) home() error {
	return c.render(&Home{Frame: c.frame("", ""), Form: c.reportForm(), Find: c.findForm()})
}

// report takes a resident's report. It is the residents' door: whoever is logged in reports here without his name.
func (c *call) report() error {
	s, err := c.read(org.Caller{})
	if err == nil {
		if p := c.homeAgain(s); c.asks(org.Caller{}, s, &p.Form) {
			p.Status = fault.Conflict.Status()
			return c.render(p)
		}
	}
	var res desk.Result
	if err == nil {
		res, err = c.giveReport(s)
	}
	if err != nil {
		p := c.homeAgain(s)
		p.Status = fault.Of(err).Kind.Status()
		c.log(err)
		p.Form.again(c.l, s, err)
		return c.render(p)
	}
	c.gate.Device(c.w, c.r)
	c.to("/r/" + res.Receipt + "?new=1")
	return nil
}

// homeAgain is the page that a report came from.
func (c *call) homeAgain(s *sent) *Home {
	if b, at, _, wrong := c.plateSent(s); wrong == nil && at != nil {
		return c.homeAt(b, at)
	}
	return &Home{Frame: c.frame("", ""), Form: c.reportForm(), Find: c.findForm()}
}

func (c *call) giveReport(s *sent) (desk.Result, error) {
	id, err := s.id()
	if err != nil {
		return desk.Result{}, err
	}
	b := &matter.Report{Kind: matter.Problem, Source: "resident", Area: s.area("area"), Place: s.Get("place"),
		Text: s.text("text"),
		Lat:  s.degrees("lat"), Lng: s.degrees("lng"), Photos: s.photos()}
	if s.yes("help") {
		b.Kind = matter.Help
	}
	if _, _, b.Point, err = c.plateSent(s); err != nil {
		return desk.Result{}, err
	}
	if s.bad != nil {
		return desk.Result{}, s.bad
	}
	cmd := desk.Command{ID: id, Body: b}
	if n, p := strings.TrimSpace(s.Get("name")), strings.TrimSpace(s.Get("phone")); n != "" || p != "" {
		cmd.Contact = &desk.Contact{Name: n, Phone: p}
	}
	return c.desk.Do(c.ctx, org.Caller{}, cmd)
}

// log keeps what went wrong on our side when the page itself is a form.
func (c *call) log(err error) {
	if fault.Of(err).Kind == fault.Internal {
		c.gate.Log.ErrorContext(c.ctx, "form", "error", err.Error())
	}
}

// find looks up a receipt code, as it was typed.
func (c *call) find() error {
	code := strings.TrimSpace(c.r.URL.Query().Get("code"))
	p := &Find{Frame: c.frame("", c.t("page.find")), Form: c.findForm()}
	if code == "" {
		return c.render(p)
	}
	_, _, err := c.desk.ByReceipt(c.ctx, code)
	if err == nil {
		c.to("/r/" + url.PathEscape(plainCode(code)))
		return nil
	}
	if fault.Of(err).Kind != fault.Missing {
		return err
	}
	p.Status = fault.Of(err).Kind.Status()
	p.Form.Fields[0].Value, p.Form.Fields[0].Error = code, lang.Error(c.l, fault.Of(err))
	return c.render(p)
}

// plainCode takes out what people type between the letters of a code.
func plainCode(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "", "/", "").Replace(s))
}

func (c *call) receipt() error { return c.showReceipt(nil, nil, "") }

// showReceipt is the page of a receipt; with an error, the form that was refused is shown as it was.
func (c *call) showReceipt(s *sent, wrong error, command string) error {
	code := plainCode(c.r.PathValue("code"))
	m, caller, err := c.desk.ByReceipt(c.ctx, code)
	if err != nil {
		return err
	}
	entries, err := c.desk.History(c.ctx, caller, m.ID, 0, 500)
	if err != nil {
		return err
	}
	base := "/r/" + code
	p := &Receipt{Frame: c.frame("", m.Title), Code: grouped(code), URL: c.gate.Base(c.r) + base,
		New:  c.r.URL.Query().Get("new") == "1",
		Card: c.cardOf(m), Text: m.Text, At: lang.DateTime(c.l, m.ReportedAt), Steps: c.path(m), Who: c.standing(m),
		Entries: c.entries(entries, base)}
	p.Card.URL = base
	if p.Sealed, err = c.sealed(m.ID, base); err != nil {
		return err
	}
	if m.State == matter.Assigned || m.State == matter.InHand {
		p.Due = lang.Due(c.l, c.now, m.Due)
	}
	p.Before, p.After = c.shots(m, base)
	p.Forms = c.receiptForms(caller, m, base, p.New)
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		if !refuse(p.Forms, c.l, command, s, wrong) {
			p.Flash = &Flash{Text: lang.Error(c.l, fault.Of(wrong))}
		}
	}
	return c.render(p)
}

// refuse puts an error onto the form that it came from; false when that form is no longer on the page.
func refuse(forms []Form, l, command string, s *sent, err error) bool {
	for i := range forms {
		if forms[i].ID == command {
			forms[i].again(l, s, err)
			return true
		}
	}
	return false
}

// standing says to a resident where his matter is.
func (c *call) standing(m *matter.Matter) string {
	state := m.State
	if state == matter.Assigned { // to a resident it is in hand from the assignment on
		state = matter.InHand
	}
	if state == matter.Declined {
		return c.t("stands.declined", "reason", m.Reason)
	}
	return c.t("stands."+state.String(), "unit", c.unitName(m.Lead))
}

// receiptForms are what the holder of a receipt may say now.
func (c *call) receiptForms(caller org.Caller, m *matter.Matter, base string, fresh bool) []Form {
	var out []Form
	may := map[string]bool{}
	for _, n := range c.desk.May(caller, m) {
		may[string(n)] = true
	}
	form := func(name, title, hint string, files bool, fields ...Field) {
		out = append(out, Form{ID: name, Action: base + "/" + name, Once: c.once(), Title: c.t(title), Hint: c.t(hint),
			Submit: c.t(title), Files: files, Fields: fields})
	}
	if may["rate"] {
		form("rate", "command.rate", "hint.rate", false,
			Field{Kind: "radios", Name: "fixed", Label: c.t("field.fixed"), Required: true, Options: c.verdicts(m)},
			c.words("text", "field.note", matter.MaxNote, false))
		out[len(out)-1].Open, out[len(out)-1].Tone = m.Rating == nil, "primary"
	}
	if may["reopen"] {
		form("reopen", "receipt.reopen", "hint.reopen", true, c.reason(), c.pictures(false))
	}
	if may["comment"] && !fresh {
		form("comment", "receipt.comment", "receipt.comment_hint", false,
			c.words("text", "field.note", matter.MaxNote, true))
	}
	if may["attach"] && !fresh {
		form("attach", "command.attach", "hint.attach", true, c.pictures(true),
			c.line("note", "field.note", matter.MaxNote, false))
	}
	if may["me_too"] && !fresh {
		form("me_too", "command.me_too", "hint.me_too", false)
	}
	return out
}

func (c *call) verdicts(m *matter.Matter) []Option {
	yes, no := Option{Value: "1", Label: c.t("rating.fixed")}, Option{Value: "0", Label: c.t("rating.not_fixed")}
	if m.Rating != nil {
		yes.Selected, no.Selected = m.Rating.Fixed, !m.Rating.Fixed
	}
	return []Option{yes, no}
}

// receiptCommand takes what the holder of a receipt says, or somebody else's me too.
func (c *call) receiptCommand() error {
	name := c.r.PathValue("command")
	m, caller, err := c.desk.ByReceipt(c.ctx, c.r.PathValue("code"))
	if err != nil {
		return err
	}
	s, err := c.read(caller)
	if err == nil {
		err = c.sayAsReporter(caller, m, name, s)
	}
	if err != nil && refused(err) {
		c.log(err)
		return c.showReceipt(s, err, name)
	}
	if err != nil {
		return err
	}
	c.flash("flash."+name, "")
	c.to("/r/" + plainCode(c.r.PathValue("code")))
	return nil
}

func (c *call) sayAsReporter(caller org.Caller, m *matter.Matter, name string, s *sent) error {
	id, err := s.id()
	if err != nil {
		return err
	}
	var b matter.Command
	switch name {
	case "rate":
		if s.Get("fixed") == "" {
			return fault.New(fault.Invalid, "choice_missing").On("fixed")
		}
		b = &matter.Rate{Fixed: s.yes("fixed"), Text: s.text("text")}
	case "reopen":
		b = &matter.Reopen{Reason: s.text("reason"), Photos: s.photos()}
	case "comment":
		b = &matter.Comment{Text: s.text("text"), Public: true}
	case "attach":
		b = &matter.Attach{Photos: s.photos(), Note: s.text("note")}
	case "me_too":
		b, caller.Voice = &matter.MeToo{}, c.gate.Device(c.w, c.r)
	default:
		return fault.New(fault.Missing, "page_missing")
	}
	_, err = c.desk.Do(c.ctx, caller, desk.Command{ID: id, Matter: m.ID, Body: b})
	return err
}

func (c *call) receiptPhoto() error {
	m, caller, err := c.desk.ByReceipt(c.ctx, c.r.PathValue("code"))
	if err != nil {
		return err
	}
	return c.sendPhoto(caller, m.ID)
}

func (c *call) sendPhoto(caller org.Caller, id int64) error {
	f, err := c.desk.Photo(c.ctx, caller, id, c.r.PathValue("photo"), c.r.URL.Query().Get("size"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.w, c.r, f)
	return nil
}
