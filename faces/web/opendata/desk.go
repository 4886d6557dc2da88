package opendata

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Desk is where an administrator sees how the making goes.
type Desk struct {
	kit.Frame
	Tabs  []kit.Link
	Said  []string
	Error string // of the last making that failed, for who administers the city
	Make  *kit.Form
}

func (*Desk) Template() string { return "opendata-desk" }

func desk(c *kit.Call) error {
	x := dataOf(c.House)
	if !x.MayAsk(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	p := &Desk{Frame: c.Frame("admin", c.T("admin.opendata")), Tabs: c.AdminTabs("opendata")}
	if !c.Desk.Policy().OpenData.On {
		p.Said = []string{c.T("opendata.desk.off")}
		return c.Render(p)
	}
	s, err := x.State(c.Ctx)
	if err != nil {
		return err
	}
	n := func(n int64) string { return strconv.FormatInt(n, 10) }
	p.Make = &kit.Form{ID: "make", Action: "/admin/opendata", Once: c.Once(), Submit: c.T("opendata.desk.make")}
	running := s.Began != 0 && s.Ended == 0
	switch {
	case running:
		p.Make, p.Refresh = nil, 5
		p.Said = append(p.Said, c.T("opendata.desk.running", "since", lang.When(c.L, c.Now, s.Began), "percent",
			n(100*s.Done/max(s.Total, 1))))
	case s.Failed != "":
		p.Error = s.Failed
		p.Said = append(p.Said, c.T("opendata.desk.failed", "at", lang.When(c.L, c.Now, s.Ended)))
	case s.Stale || len(s.Shut) > 0:
		p.Said = append(p.Said, c.T("opendata.desk.shut"))
	}
	if m := s.Manifest; m != nil {
		total := int64(0)
		for _, a := range m.Areas {
			for _, f := range a.Files {
				total += f.Size
			}
		}
		p.Said = append(p.Said, c.T("opendata.desk.last", "at", lang.When(c.L, c.Now, m.Made), "rows", n(m.Rows),
			"s", strconv.FormatFloat(float64(m.Took)/1e6, 'f', 1, 64), "size", size(total)))
		if m.Bad > 0 {
			p.Said = append(p.Said, c.T("opendata.desk.bad", "n", n(m.Bad)))
		}
		if m.Placeless > 0 {
			p.Said = append(p.Said, c.T("opendata.placeless", "n", n(m.Placeless)))
		}
	} else if !running {
		p.Said = append(p.Said, c.T("opendata.soon"))
	}
	p.Said = append(p.Said, c.T("opendata.next", "at", lang.DateTime(c.L, x.Due())))
	return c.Render(p)
}

// makeNow asks for a snapshot at once; the clock of whichever program does that makes it.
func makeNow(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	if _, err := dataOf(c.House).Ask(c.Ctx, c.Who.Caller, command); err != nil {
		return err
	}
	c.Flash("flash.opendata", "")
	c.To("/admin/opendata")
	return nil
}
