package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/skip2/go-qrcode"

	"xiaohao/desk"
	"xiaohao/fault"
	"xiaohao/lang"
	"xiaohao/matter"
	"xiaohao/org"
)

// noticeSteps are the notices by the event that sent them.
var noticeSteps = map[string]string{"assign": "matter.assigned", "supervise": "matter.supervised", "hold": "matter.held"}

func (c *call) noticeName(kind string) string {
	n, _ := c.desk.Policy().Notice(kind)
	return n.In(c.short())
}

// notices are what can be printed for a matter now.
func (c *call) notices(m *matter.Matter) []Link {
	if m.Lead == 0 || m.AssignedAt == 0 {
		return nil
	}
	base := matterURL(m.ID) + "/notice"
	out := []Link{{Label: c.noticeName("assign"), URL: base}}
	if m.Rung >= matter.Supervise {
		out = append(out, Link{Label: c.noticeName("supervise"), URL: base + "?kind=supervise"})
	}
	if m.Rung >= matter.Hold {
		out = append(out, Link{Label: c.noticeName("hold"), URL: base + "?kind=hold"})
	}
	return out
}

// notice is a 交办单, 督办单 or 问责单 as it is printed; one that was never sent does not exist.
func (c *call) notice() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	m, err := c.desk.Matter(c.ctx, c.who.Caller, id)
	if err != nil {
		return err
	}
	kind := cmp.Or(c.r.URL.Query().Get("kind"), "assign")
	sent, n, ok, err := c.sentNotice(m, kind)
	if err != nil {
		return err
	}
	if !ok || m.Lead == 0 {
		return fault.New(fault.Missing, "notice_missing")
	}
	p := &Notice{Frame: c.frame("lists", c.noticeName(kind)), Name: c.noticeName(kind), Number: c.t("notice.number", "number", m.Number, "n", strconv.Itoa(n)),
		Issuer: c.t("notice.issuer", "area", c.issuer(m, sent)), Date: lang.Date(c.l, sent.At), To: c.t("notice.to", "unit", c.unitName(m.Lead)),
		Body: []string{c.t("notice.body." + kind)}, Back: matterURL(id), QR: matterURL(id) + "/qr"}
	if note := noteOf(sent.Body); note != "" && kind != "assign" {
		p.Body = append(p.Body, note)
	}
	before, _ := c.shots(m, matterURL(id))
	p.Photos = before[:min(len(before), 3)]
	p.Rows = c.noticeRows(m)
	return c.render(p)
}

// sentNotice finds the last notice of a kind, and which of its kind it is.
func (c *call) sentNotice(m *matter.Matter, kind string) (last desk.Entry, n int, ok bool, err error) {
	typ := noticeSteps[kind]
	for after := int64(0); typ != ""; {
		part, err := c.desk.History(c.ctx, c.who.Caller, m.ID, after, 500)
		if err != nil {
			return last, 0, false, err
		}
		for _, e := range part {
			if e.Type == typ {
				last, n, ok = e, n+1, true
			}
		}
		if len(part) < 500 {
			break
		}
		after = part[len(part)-1].Seq
	}
	return last, n, ok, nil
}

// issuer is the area whose office sent a notice.
func (c *call) issuer(m *matter.Matter, e desk.Entry) string {
	if p, ok := c.org.Person(e.Person); ok {
		i := slices.IndexFunc(p.Posts, func(x org.Post) bool {
			return (x.Kind == matter.Dispatcher || x.Kind == matter.Supervisor) && x.Area.Contains(m.Area)
		})
		if i >= 0 {
			return c.areaName(p.Posts[i].Area)
		}
	}
	return c.city()
}

func (c *call) noticeRows(m *matter.Matter) []Fact {
	rows := []Fact{{Label: c.t("kind." + m.Kind.String()), Value: m.Title}, {Label: c.t("field.text"), Value: m.Text},
		{Label: c.t("field.place"), Value: c.areaName(m.Area) + " " + m.Place}, {Label: c.t("field.category"), Value: c.category(m.Category)},
		{Label: c.t("field.goal"), Value: m.Goal}, {Label: c.t("field.due"), Value: lang.DateTime(c.l, m.Due)}, {Label: c.t("field.co"), Value: c.unitNames(m.Co)}}
	return slices.DeleteFunc(rows, func(f Fact) bool { return f.Value == "" })
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
	png, err := qrcode.Encode(c.gate.Base(c.r)+matterURL(id), qrcode.Medium, 294)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "image/png")
	c.w.Header().Set("Cache-Control", "private, max-age=86400")
	_, err = c.w.Write(png)
	return err
}
