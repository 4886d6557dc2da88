package matter

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/notice"
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

// noticePage is a notice as it is printed; one that was never sent does not exist.
func noticePage(c *kit.Call) error {
	n, err := noticeAsked(c)
	if err != nil {
		return err
	}
	p := &Notice{Frame: c.Frame("lists", n.Name), Doc: n.Doc, Back: kit.MatterURL(n.Matter.ID),
		QR: kit.MatterURL(n.Matter.ID) + "/qr", File: noticeURL(n.Matter.ID, n.Sent.Seq) + "/docx"}
	if n.Sent.Paper.Kind == "assign" {
		before, _ := c.Shots(n.Matter, kit.MatterURL(n.Matter.ID))
		p.Photos = before[:min(len(before), 3)]
	}
	return c.Render(p)
}

// noticeFile is the same as a document to be filed or changed.
func noticeFile(c *kit.Call) error {
	n, err := noticeAsked(c)
	if err != nil {
		return err
	}
	if n.QR, err = qrCode(c, n.Matter.ID); err != nil {
		return err
	}
	return c.Letter(n.Name+n.Number, func(w io.Writer) error { return paper.Docx(w, n.Doc) })
}

func noticeAsked(c *kit.Call) (*notice.Notice, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	seq, _ := strconv.ParseInt(c.R.PathValue("seq"), 10, 64)
	return notice.Of(c.Ctx, c.Desk, c.Who.Caller, c.L, id, seq)
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
