package screen

import (
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Doubted are the reports that a person looks at before they join the others.
type Doubted struct {
	kit.Frame
	Once  string
	Cards []Card
	Pager kit.Pager
}

func (*Doubted) Template() string { return "doubted" }

// Card is a doubted report: what it says, when it came, why it is doubted.
type Card struct {
	kit.Card
	Text, When, Doubt string
}

// shown is how many a page shows: they are read, not only ticked.
const shown = 20

func show(c *kit.Call) error { return showDoubted(c, nil) }

func showDoubted(c *kit.Call, wrong error) error {
	f := views.Filter{Limit: shown, After: c.R.URL.Query().Get("after")}
	page, err := screenOf(c.House).Doubted(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &Doubted{Frame: c.Frame("work", c.T("tab.doubted")), Once: c.Once()}
	for i := range page.Rows {
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, page.Rows[i].ID)
		if err != nil {
			if fault.Of(err).Kind == fault.Missing {
				continue
			}
			return err
		}
		p.Cards = append(p.Cards, Card{Card: c.Card(&page.Rows[i]), Text: m.Text,
			When:  lang.Ago(c.L, c.Now, m.ReportedAt),
			Doubt: c.T("doubt." + string(m.Doubt))})
	}
	if f.After != "" {
		p.Pager.First = "/doubted"
	}
	if page.After != "" {
		p.Pager.Next = "/doubted?after=" + page.After
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
	}
	return c.Render(p)
}

// decide lets what was ticked join the others, or marks it as spam and declines it.
func decide(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	id, err := s.ID()
	ticked := s.Numbers("m")
	if err == nil && len(ticked) == 0 {
		err = fault.New(fault.Invalid, "doubted_none")
	}
	if err != nil {
		return showDoubted(c, err)
	}
	var body matter.Command = &matter.Genuine{}
	done := "flash.genuine"
	if s.Get("do") == "spam" {
		body, done = &matter.Decline{Reason: c.T("doubted.reason"), Spam: true}, "flash.spam"
	}
	failed := c.Desk.Many(c.Ctx, c.Who.Caller, id, ticked, body)
	if len(failed) == len(ticked) {
		err := failed[ticked[0]]
		if !kit.Refused(err) || fault.Of(err).Kind == fault.Denied || fault.Of(err).Kind == fault.Missing {
			return err
		}
		return showDoubted(c, err)
	}
	c.Decided(failed, len(ticked), done)
	c.To("/doubted")
	return nil
}
