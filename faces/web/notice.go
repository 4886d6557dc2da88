package web

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

func (c *call) noticeName(kind string) string {
	n, ok := c.desk.Policy().Notice(kind)
	if !ok {
		return kind
	}
	return n.In(c.short())
}

func noticeURL(m, seq int64) string { return matterURL(m) + "/notices/" + strconv.FormatInt(seq, 10) }

// notices are the papers that a matter's unit got, each with whether it was signed for.
func (c *call) notices(m *matter.Matter) []NoticeLink {
	var out []NoticeLink
	for _, n := range m.Notices {
		x := NoticeLink{Label: c.noticeName(n.Paper.Kind), Number: c.desk.Policy().Number(n.Paper),
			URL: noticeURL(m.ID, n.Seq), At: lang.When(c.l, c.now, n.At), State: c.t("notice.unsigned"), Tone: "yellow"}
		switch {
		case n.Answered != 0:
			x.State, x.Tone = c.t("notice.answered", "at", lang.When(c.l, c.now, n.Answered)), "green"
		case n.SignedAt != 0:
			x.State, x.Tone = c.t("notice.signed", "at", lang.When(c.l, c.now, n.SignedAt)), "green"
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}

// notice is a notice as it is printed; one that was never sent does not exist.
func (c *call) notice() error {
	m, n, err := c.noticeAsked()
	if err != nil {
		return err
	}
	p, err := c.noticePage(m, n)
	if err != nil {
		return err
	}
	return c.render(p)
}

// noticeFile is the same as a document to be filed or changed.
func (c *call) noticeFile() error {
	m, n, err := c.noticeAsked()
	if err != nil {
		return err
	}
	p, err := c.noticePage(m, n)
	if err != nil {
		return err
	}
	qr, err := c.qrCode(m.ID)
	if err != nil {
		return err
	}
	d := paper.Doc{Lang: c.l, Name: p.Name, Number: p.Number, Issuer: p.Issuer, Date: p.Date, To: p.To, Body: p.Body,
		Signature: p.Signature, Contact: p.Signature, Tone: p.Tone, City: c.city(), QR: qr}
	for _, r := range p.Rows {
		d.Rows = append(d.Rows, [2]string{r.Label, r.Value})
	}
	if n.Paper.Kind != "assign" {
		d.Slip = paper.ReplySlip(c.l, p.Name, p.Number, c.unitName(n.Unit))
	}
	var b bytes.Buffer
	if err := paper.Docx(&b, d); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	c.w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(p.Name+p.Number+".docx"))
	_, err = c.w.Write(b.Bytes())
	return err
}

func (c *call) noticeAsked() (*matter.Matter, matter.Notice, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, matter.Notice{}, err
	}
	m, err := c.desk.Matter(c.ctx, c.who.Caller, id)
	if err != nil {
		return nil, matter.Notice{}, err
	}
	seq, _ := strconv.ParseInt(c.r.PathValue("seq"), 10, 64)
	n, ok := m.NoticeAt(seq)
	if !ok {
		return nil, n, fault.New(fault.Missing, "notice_missing")
	}
	return m, n, nil
}

func (c *call) noticePage(m *matter.Matter, n matter.Notice) (*Notice, error) {
	steps, err := c.desk.History(c.ctx, c.who.Caller, m.ID, n.Seq-1, 1)
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 || steps[0].Seq != n.Seq {
		return nil, fault.New(fault.Missing, "notice_missing")
	}
	sent, name := steps[0], c.noticeName(n.Paper.Kind)
	kind, _ := c.desk.Policy().Notice(n.Paper.Kind)
	p := &Notice{Frame: c.frame("lists", name), Name: name, Number: c.desk.Policy().Number(n.Paper),
		Issuer: c.issuer(m, n, sent), Date: lang.Date(c.l, sent.At),
		To:   c.t("notice.to", "unit", c.unitName(n.Unit)),
		Body: kind.Body(c.short()).Paragraphs(c.noticeValues(m, n, sent)), Back: matterURL(m.ID),
		QR:   matterURL(m.ID) + "/qr",
		File: noticeURL(m.ID, n.Seq) + "/docx", Signature: sent.Name, Slip: n.Paper.Kind != "assign",
		Tone: map[matter.Rung]string{matter.NoRung: "blue", matter.Supervise: "orange",
			matter.Hold: "red"}[kind.Weight]}
	if n.Paper.Kind == "assign" {
		before, _ := c.shots(m, matterURL(m.ID))
		p.Photos = before[:min(len(before), 3)]
	}
	p.Rows = c.noticeRows(m)
	if n.Answered != 0 {
		p.Answer = c.answerTo(m, n)
	}
	return p, nil
}

// answerTo is what the unit wrote on the reply slip.
func (c *call) answerTo(m *matter.Matter, n matter.Notice) string {
	steps, err := c.desk.History(c.ctx, c.who.Caller, m.ID, n.Seq, 500)
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
func (c *call) noticeValues(m *matter.Matter, n matter.Notice, sent desk.Entry) map[string]string {
	reason, upper := noteOf(sent.Body), int64(0)
	step := ""
	switch b := sent.Body.(type) {
	case *matter.WasInstructed:
		reason = b.Text
	case *matter.WasSupervised:
		step, upper = b.Step, b.Upper
	case *matter.WasAssigned:
		reason = ""
	}
	v := map[string]string{"unit": c.unitName(n.Unit), "number": m.Number, "title": m.Title, "text": m.Text,
		"place":    strings.TrimSpace(c.areaName(m.Area) + " " + m.Place),
		"category": c.category(m.Category), "due": lang.DateTime(c.l, m.Due), "co": c.unitNames(m.Co), "goal": m.Goal,
		"assigned": lang.DateTime(c.l, m.AssignedAt),
		"overdue":  c.overdue(m, n.At), "issuer": c.issuer(m, n, sent), "city": c.city(), "date": lang.Date(c.l, n.At),
		"reworks": strconv.Itoa(m.Reworks),
		"urges":   strconv.Itoa(m.Urges), "reason": reason, "step": step, "contact": sent.Name}
	if upper != 0 {
		v["upper"] = c.t("notice.upper", "unit", c.unitName(upper))
	}
	return v
}

// overdue says how long the deadline was over at an instant.
func (c *call) overdue(m *matter.Matter, at int64) string {
	if m.Due == 0 || at <= m.Due {
		return c.t("notice.in_time")
	}
	if m.Plain {
		return lang.Left(c.l, at, m.Due)
	}
	return lang.LeftWorking(c.l, -max(1, c.desk.Calendar().Between(m.Due, at)), c.desk.Calendar().DayMinutes())
}

// issuer is the office that sent a notice: the area of its level that holds the matter, or that of the person who
// sent it.
func (c *call) issuer(m *matter.Matter, n matter.Notice, e desk.Entry) string {
	where := c.city()
	if l := area.Level(n.Level); l > area.City && l <= m.Area.Level() {
		where = c.areaName(m.Area.Ancestor(l))
	}
	if p, ok := c.org.Person(e.Person); ok {
		i := slices.IndexFunc(p.Posts, func(x org.Post) bool {
			return x.Kind != matter.UnitClerk && x.Kind != matter.UnitHead && x.Area.Contains(m.Area)
		})
		if i >= 0 {
			where = cmp.Or(c.areaName(p.Posts[i].Area), where)
		}
	}
	return c.t("notice.issuer", "area", where)
}

func (c *call) noticeRows(m *matter.Matter) []Fact {
	rows := []Fact{{Label: c.t("kind." + m.Kind.String()), Value: m.Title}, {Label: c.t("field.text"), Value: m.Text},
		{Label: c.t("field.place"), Value: c.areaName(m.Area) + " " + m.Place},
		{Label: c.t("field.category"), Value: c.category(m.Category)},
		{Label: c.t("field.goal"), Value: m.Goal}, {Label: c.t("field.due"), Value: lang.DateTime(c.l, m.Due)},
		{Label: c.t("field.co"), Value: c.unitNames(m.Co)}}
	return slices.DeleteFunc(rows, func(f Fact) bool {
		return f.Value == "" || f.Value == m.Title && f.Label == c.t("field.text")
	})
}

// qr is the matter's address as a picture.
func (c *call) qr() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	if _, err := c.desk.Matter(c.ctx, c.who.Caller, id); err != nil {
		return err
	}
	png, err := c.qrCode(id)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "image/png")
	c.w.Header().Set("Cache-Control", "private, max-age=86400")
	_, err = c.w.Write(png)
	return err
}

func (c *call) qrCode(id int64) ([]byte, error) {
	return qrPicture(c.gate.Base(c.r) + matterURL(id))
}

// noticeRegister is the list of the notices of a kind and year, with what nobody signed for on top.
func (c *call) noticeRegister() error {
	q := c.r.URL.Query()
	kind := cmp.Or(q.Get("kind"), "supervise")
	if _, ok := c.desk.Policy().Notice(kind); !ok {
		return fault.New(fault.Missing, "page_missing")
	}
	this := time.UnixMicro(c.now).In(c.desk.Calendar().Location()).Year()
	year, err := strconv.Atoi(cmp.Or(q.Get("year"), strconv.Itoa(this)))
	if err != nil {
		return fault.New(fault.Missing, "page_missing")
	}
	below, _ := strconv.ParseInt(q.Get("below"), 10, 64)
	p := &Register{Frame: c.overview("notices"), Year: year}
	for _, n := range c.desk.Policy().Notices {
		p.Kinds = append(p.Kinds, Link{n.In(c.short()), registerURL(n.Code, year, 0), n.Code == kind})
	}
	for y := this; y > this-3; y-- {
		p.Years = append(p.Years, Link{strconv.Itoa(y), registerURL(kind, y, 0), y == year})
	}
	if below == 0 {
		unsigned, err := c.desk.UnsignedNotices(c.ctx, c.who.Caller, registerPage)
		if err != nil {
			return err
		}
		p.Unsigned = c.registerRows(unsigned)
	}
	list, last, err := c.desk.Notices(c.ctx, c.who.Caller, kind, year, below, registerPage)
	if err != nil {
		return err
	}
	if p.Rows = c.registerRows(list); last > 1 {
		p.Next = registerURL(kind, year, last)
	}
	return c.render(p)
}

const registerPage = 40

func registerURL(kind string, year int, below int64) string {
	u := "/notices?kind=" + url.QueryEscape(kind) + "&year=" + strconv.Itoa(year)
	if below > 0 {
		u += "&below=" + strconv.FormatInt(below, 10)
	}
	return u
}

func (c *call) registerRows(list []desk.Notice) []RegisterRow {
	var out []RegisterRow
	for _, n := range list {
		r := RegisterRow{Name: c.noticeName(n.Paper.Kind), Number: c.desk.Policy().Number(n.Paper),
			URL: noticeURL(n.Matter.ID, n.Seq), Title: n.Matter.Title, Matter: matterURL(n.Matter.ID),
			Unit: c.unitName(n.Unit), At: lang.When(c.l, c.now, n.At), State: c.t("notice.unsigned_short"),
			Tone: "yellow"}
		switch {
		case n.Answered != 0:
			r.State, r.Tone = c.t("notice.answered_short"), "green"
		case n.SignedAt != 0:
			r.State, r.Tone = c.t("notice.signed_short"), "green"
		}
		out = append(out, r)
	}
	return out
}
