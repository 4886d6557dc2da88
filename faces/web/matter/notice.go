package matter

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

func noticeURL(m, seq int64) string {
	return kit.MatterURL(m) + "/notices/" + strconv.FormatInt(seq, 10)
}

// notices are the papers that a matter's unit got, each with whether it was signed for.
func notices(c *kit.Call, m *matter.Matter) []NoticeLink {
	var out []NoticeLink
	for _, n := range m.Notices {
		x := NoticeLink{Label: c.NoticeName(n.Paper.Kind), Number: c.Desk.Policy().Number(n.Paper),
			URL: noticeURL(m.ID, n.Seq), At: lang.When(c.L, c.Now, n.At), State: c.T("notice.unsigned"), Tone: "yellow"}
		switch {
		case n.Answered != 0:
			x.State, x.Tone = c.T("notice.answered", "at", lang.When(c.L, c.Now, n.Answered)), "green"
		case n.SignedAt != 0:
			x.State, x.Tone = c.T("notice.signed", "at", lang.When(c.L, c.Now, n.SignedAt)), "green"
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}

// notice is a notice as it is printed; one that was never sent does not exist.
func notice(c *kit.Call) error {
	m, n, err := noticeAsked(c)
	if err != nil {
		return err
	}
	p, err := noticePage(c, m, n)
	if err != nil {
		return err
	}
	return c.Render(p)
}

// noticeFile is the same as a document to be filed or changed.
func noticeFile(c *kit.Call) error {
	m, n, err := noticeAsked(c)
	if err != nil {
		return err
	}
	p, err := noticePage(c, m, n)
	if err != nil {
		return err
	}
	qr, err := qrCode(c, m.ID)
	if err != nil {
		return err
	}
	d := paper.Doc{Lang: c.L, Name: p.Name, Number: p.Number, Issuer: p.Issuer, Date: p.Date, To: p.To, Body: p.Body,
		Signature: p.Signature, Contact: p.Signature, Tone: p.Tone, City: c.City(), QR: qr}
	for _, r := range p.Rows {
		d.Rows = append(d.Rows, [2]string{r.Label, r.Value})
	}
	if n.Paper.Kind != "assign" {
		d.Slip = paper.ReplySlip(c.L, p.Name, p.Number, c.UnitName(n.Unit))
	}
	var b bytes.Buffer
	if err := paper.Docx(&b, d); err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	c.W.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(p.Name+p.Number+".docx"))
	_, err = c.W.Write(b.Bytes())
	return err
}

func noticeAsked(c *kit.Call) (*matter.Matter, matter.Notice, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, matter.Notice{}, err
	}
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, matter.Notice{}, err
	}
	seq, _ := strconv.ParseInt(c.R.PathValue("seq"), 10, 64)
	n, ok := m.NoticeAt(seq)
	if !ok {
		return nil, n, fault.New(fault.Missing, "notice_missing")
	}
	return m, n, nil
}

func noticePage(c *kit.Call, m *matter.Matter, n matter.Notice) (*Notice, error) {
	steps, err := c.Desk.History(c.Ctx, c.Who.Caller, m.ID, n.Seq-1, 1)
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 || steps[0].Seq != n.Seq {
		return nil, fault.New(fault.Missing, "notice_missing")
	}
	sent, name := steps[0], c.NoticeName(n.Paper.Kind)
	kind, _ := c.Desk.Policy().Notice(n.Paper.Kind)
	p := &Notice{Frame: c.Frame("lists", name), Name: name, Number: c.Desk.Policy().Number(n.Paper),
		Issuer: issuer(c, m, n, sent), Date: lang.Date(c.L, sent.At),
		To:   c.T("notice.to", "unit", c.UnitName(n.Unit)),
		Body: kind.Body(c.Short()).Paragraphs(noticeValues(c, m, n, sent)), Back: kit.MatterURL(m.ID),
		QR:   kit.MatterURL(m.ID) + "/qr",
		File: noticeURL(m.ID, n.Seq) + "/docx", Signature: sent.Name, Slip: n.Paper.Kind != "assign",
		Tone: map[matter.Rung]string{matter.NoRung: "blue", matter.Supervise: "orange",
			matter.Hold: "red"}[kind.Weight]}
	if n.Paper.Kind == "assign" {
		before, _ := c.Shots(m, kit.MatterURL(m.ID))
		p.Photos = before[:min(len(before), 3)]
	}
	p.Rows = noticeRows(c, m)
	if n.Answered != 0 {
		p.Answer = answerTo(c, m, n)
	}
	return p, nil
}

// answerTo is what the unit wrote on the reply slip.
func answerTo(c *kit.Call, m *matter.Matter, n matter.Notice) string {
	steps, err := c.Desk.History(c.Ctx, c.Who.Caller, m.ID, n.Seq, 500)
	if err != nil {
		return ""
	}
	for _, e := range steps {
		if b, ok := e.Body.(*matter.WasNoticeAnswered); ok && b.Notice == n.Seq {
			return b.Text
		}
	}
	return ""
}

// noticeValues are what the templates of papers may name, as it was when the paper was sent.
func noticeValues(c *kit.Call, m *matter.Matter, n matter.Notice, sent desk.Entry) map[string]string {
	reason, upper := kit.NoteOf(sent.Body), int64(0)
	step := ""
	switch b := sent.Body.(type) {
	case *matter.WasInstructed:
		reason = b.Text
	case *matter.WasSupervised:
		step, upper = b.Step, b.Upper
	case *matter.WasAssigned:
		reason = ""
	}
	v := map[string]string{"unit": c.UnitName(n.Unit), "number": m.Number, "title": m.Title, "text": m.Text,
		"place":    strings.TrimSpace(c.AreaName(m.Area) + " " + m.Place),
		"category": c.Category(m.Category), "due": lang.DateTime(c.L, m.Due), "co": c.UnitNames(m.Co), "goal": m.Goal,
		"assigned": lang.DateTime(c.L, m.AssignedAt),
		"overdue":  overdue(c, m, n.At), "issuer": issuer(c, m, n, sent), "city": c.City(),
		"date":    lang.Date(c.L, n.At),
		"reworks": strconv.Itoa(m.Reworks),
		"urges":   strconv.Itoa(m.Urges), "reason": reason, "step": step, "contact": sent.Name}
	if upper != 0 {
		v["upper"] = c.T("notice.upper", "unit", c.UnitName(upper))
	}
	return v
}

// overdue says how long the deadline was over at an instant.
func overdue(c *kit.Call, m *matter.Matter, at calendar.Instant) string {
	if m.Due == 0 || at <= m.Due {
		return c.T("notice.in_time")
	}
	if m.Plain {
		return lang.Left(c.L, at, m.Due)
	}
	return lang.LeftWorking(c.L, -max(1, c.Desk.Calendar().Between(m.Due, at)), c.Desk.Calendar().DayMinutes())
}

// issuer is the office that sent a notice: the area of its level that holds the matter, or that of the person who
// sent it.
func issuer(c *kit.Call, m *matter.Matter, n matter.Notice, e desk.Entry) string {
	where := c.City()
	if l := area.Level(n.Level); l > area.City && l <= m.Area.Level() {
		where = c.AreaName(m.Area.Ancestor(l))
	}
	if p, ok := c.Org.Person(e.Person); ok {
		i := slices.IndexFunc(p.Posts, func(x org.Post) bool {
			return x.Kind != matter.UnitClerk && x.Kind != matter.UnitHead && x.Area.Contains(m.Area)
		})
		if i >= 0 {
			where = cmp.Or(c.AreaName(p.Posts[i].Area), where)
		}
	}
	return c.T("notice.issuer", "area", where)
}

func noticeRows(c *kit.Call, m *matter.Matter) []kit.Fact {
	rows := []kit.Fact{{Label: c.T("kind." + m.Kind.String()), Value: m.Title},
		{Label: c.T("field.text"), Value: m.Text},
		{Label: c.T("field.place"), Value: c.AreaName(m.Area) + " " + m.Place},
		{Label: c.T("field.category"), Value: c.Category(m.Category)},
		{Label: c.T("field.goal"), Value: m.Goal}, {Label: c.T("field.due"), Value: lang.DateTime(c.L, m.Due)},
		{Label: c.T("field.co"), Value: c.UnitNames(m.Co)}}
	return slices.DeleteFunc(rows, func(f kit.Fact) bool {
		return f.Value == "" || f.Value == m.Title && f.Label == c.T("field.text")
	})
}

// qr is the matter's address as a picture.
func qr(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	if _, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id); err != nil {
		return err
	}
	png, err := qrCode(c, id)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "image/png")
	c.W.Header().Set("Cache-Control", "private, max-age=86400")
	_, err = c.W.Write(png)
	return err
}

func qrCode(c *kit.Call, id int64) ([]byte, error) {
	return kit.PictureQR(c.Gate.Base(c.R) + kit.MatterURL(id))
}

// noticeRegister is the list of the notices of a kind and year, with what nobody signed for on top.
func noticeRegister(c *kit.Call) error {
	q := c.R.URL.Query()
	kind := cmp.Or(q.Get("kind"), "supervise")
	if _, ok := c.Desk.Policy().Notice(kind); !ok {
		return fault.New(fault.Missing, "page_missing")
	}
	this := c.Now.Time().In(c.Desk.Calendar().Location()).Year()
	year, err := strconv.Atoi(cmp.Or(q.Get("year"), strconv.Itoa(this)))
	if err != nil {
		return fault.New(fault.Missing, "page_missing")
	}
	below, _ := strconv.ParseInt(q.Get("below"), 10, 64)
	p := &Register{Frame: c.Overview("notices"), Year: year}
	for _, n := range c.Desk.Policy().Notices {
		p.Kinds = append(p.Kinds, kit.Link{Label: n.In(c.Short()), URL: registerURL(n.Code, year, 0),
			Current: n.Code == kind})
	}
	for y := this; y > this-3; y-- {
		p.Years = append(p.Years, kit.Link{Label: strconv.Itoa(y), URL: registerURL(kind, y, 0), Current: y == year})
	}
	if below == 0 {
		unsigned, err := c.Desk.UnsignedNotices(c.Ctx, c.Who.Caller, registerPage)
		if err != nil {
			return err
		}
		p.Unsigned = registerRows(c, unsigned)
	}
	list, last, err := c.Desk.Notices(c.Ctx, c.Who.Caller, kind, year, below, registerPage)
	if err != nil {
		return err
	}
	if p.Rows = registerRows(c, list); last > 1 {
		p.Next = registerURL(kind, year, last)
	}
	return c.Render(p)
}

const registerPage = 40

func registerURL(kind string, year int, below int64) string {
	u := "/notices?kind=" + url.QueryEscape(kind) + "&year=" + strconv.Itoa(year)
	if below > 0 {
		u += "&below=" + strconv.FormatInt(below, 10)
	}
	return u
}

func registerRows(c *kit.Call, list []desk.Notice) []RegisterRow {
	var out []RegisterRow
	for _, n := range list {
		r := RegisterRow{Name: c.NoticeName(n.Paper.Kind), Number: c.Desk.Policy().Number(n.Paper),
			URL: noticeURL(n.Matter.ID, n.Seq), Title: n.Matter.Title, Matter: kit.MatterURL(n.Matter.ID),
			Unit: c.UnitName(n.Unit), At: lang.When(c.L, c.Now, n.At), State: c.T("notice.unsigned_short"),
			Tone: "yellow"}
		switch {
		case n.Answered != 0:
			r.State, r.Tone = c.T("notice.answered_short"), "green"
		case n.SignedAt != 0:
			r.State, r.Tone = c.T("notice.signed_short"), "green"
		}
		out = append(out, r)
	}
	return out
}
