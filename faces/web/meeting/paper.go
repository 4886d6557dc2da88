package meeting

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// PaperPage is 上次会议议定事项落实情况, as it was when it was made.
type PaperPage struct {
	kit.Frame
	Heading, About, Said, Made string
	Items                      []PaperRow
	More                       string
	Older                      []kit.Link
	Back, File                 string
}

func (*PaperPage) Template() string { return "meeting-paper" }

// PaperRow is a task as it stood.
type PaperRow struct {
	Nth                         int
	Title, Number, Lead         string
	State, Due, Work, Hang, URL string
	Light                       kit.Light
}

// chosen is the paper that the address names, the newest otherwise.
func chosen(c *kit.Call) (int64, []meeting.Frozen, meeting.Frozen, error) {
	id, err := c.PathID()
	if err != nil {
		return 0, nil, meeting.Frozen{}, err
	}
	list, err := of(c.House).Papers(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return 0, nil, meeting.Frozen{}, err
	}
	at := c.R.URL.Query().Get("at")
	for _, f := range list {
		if at == "" || at == strconv.FormatInt(f.Seq, 10) {
			return id, list, f, nil
		}
	}
	return 0, nil, meeting.Frozen{}, fault.New(fault.Missing, "meeting_no_paper")
}

func paperPage(c *kit.Call) error {
	id, list, f, err := chosen(c)
	if err != nil {
		return err
	}
	return c.Render(paperOf(c, id, list, f))
}

func paperOf(c *kit.Call, id int64, list []meeting.Frozen, f meeting.Frozen) *PaperPage {
	p := &PaperPage{Frame: c.Frame("board", c.T("meeting.paper.title")), Heading: c.T("meeting.paper.title"),
		Back: thingURL(id), File: thingURL(id) + "/paper.docx?at=" + strconv.FormatInt(f.Seq, 10)}
	var past []string
	for _, m := range f.Last {
		past = append(past, lang.Date(c.L, m.Day))
	}
	name := ""
	if len(f.Last) > 0 {
		name = f.Last[0].Name
	}
	p.About = c.T("meeting.paper.about", "name", name, "days", strings.Join(past[:min(len(past), 3)], "、"))
	done, late := 0, 0
	for i, d := range f.Items {
		r := PaperRow{Nth: i + 1, Title: d.Title, Number: d.Number, Lead: d.Lead, State: c.T("state." + d.State),
			Work: d.Work, URL: kit.MatterURL(d.Matter), Light: kit.Light{Code: d.Light, Left: c.T("light." + d.Light)}}
		if d.Due != 0 {
			r.Due = lang.Date(c.L, d.Due)
		}
		if d.Hang != "" {
			r.Hang = strings.Trim(c.T("meeting.hang."+d.Hang)+c.T("word.colon")+d.Reason, c.T("word.colon")+" ")
		}
		if d.State == "struck_off" {
			done++
		}
		if d.Hang == "late" {
			late++
		}
		p.Items = append(p.Items, r)
	}
	n := strconv.Itoa
	p.Said = c.T("meeting.paper.said", "n", n(len(f.Items)), "done", n(done), "late", n(late), "open",
		n(len(f.Items)-done))
	if f.More > 0 {
		p.More = c.T("meeting.paper.more", "n", n(f.More))
	}
	p.Made = c.T("meeting.paper.made", "at", lang.DateTime(c.L, f.At))
	for _, o := range list {
		p.Older = append(p.Older, kit.Link{Label: lang.DateTime(c.L, calendar.Instant(o.At)), Current: o.Seq == f.Seq,
			URL: thingURL(id) + "/paper?at=" + strconv.FormatInt(o.Seq, 10)})
	}
	return p
}

func paperFile(c *kit.Call) error {
	id, list, f, err := chosen(c)
	if err != nil {
		return err
	}
	p := paperOf(c, id, list, f)
	r := paper.Report{Lang: c.L, Title: p.Heading, Author: c.City(), City: c.City(), About: []string{p.About},
		Body: []string{p.Said, p.Made}}
	for _, x := range p.Items {
		rows := [][2]string{{c.T("field.state"), x.State + " · " + x.Light.Left}, {c.T("field.lead"), x.Lead}}
		for _, y := range [][2]string{{c.T("meeting.field.due"), x.Due}, {c.T("meeting.paper.work"), x.Work},
			{c.T("meeting.paper.hang"), x.Hang}} {
			if y[1] != "" {
				rows = append(rows, y)
			}
		}
		r.Lists = append(r.Lists, paper.List{Heading: strconv.Itoa(x.Nth) + ". " + x.Title, Rows: rows})
	}
	return c.Letter(p.Heading, r.Docx)
}
