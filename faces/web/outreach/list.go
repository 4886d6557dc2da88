package outreach

import (
	"cmp"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// List is the activities of an area, and what they did there this year.
type List struct {
	kit.Frame
	Said  string
	Year  []kit.Fact
	Areas kit.Field
	Rows  []Row
	New   string // "" for who may not
	File  string // all of the area as a spreadsheet
	Pager kit.Pager
}

func (*List) Template() string { return "outreach-list" }

// Row is an activity in the list.
type Row struct {
	Title, URL, Where, When string
	State, Tone             string
	Said                    []string // a sentence for each thing
	People                  string
}

const rowsShown = 20

func number(n int64) string { return strconv.FormatInt(n, 10) }

func activityURL(id int64) string { return "/outreach/" + number(id) }

// tones are the colours of states.
var tones = map[outreach.State]string{outreach.Draft: "", outreach.Called: "s-listed", outreach.Running: "s-in_hand",
	outreach.Ended: "s-fixed", outreach.Reported: "s-struck_off", outreach.Off: ""}

func list(c *kit.Call) error {
	in, err := areaAsked(c)
	if err != nil {
		return err
	}
	from, _ := strconv.ParseInt(c.R.URL.Query().Get("from"), 10, 64)
	x := outreachOf(c.House)
	rows, next, err := x.List(c.Ctx, c.Who.Caller, in, from, rowsShown)
	if err != nil {
		return err
	}
	p := &List{Frame: c.Overview("outreach"), Areas: c.AnyAreaField("area", false, in, in)}
	runs := 0
	for i := range rows {
		if rows[i].State == outreach.Running {
			runs++
		}
		p.Rows = append(p.Rows, rowOf(c, &rows[i]))
	}
	p.Said = c.T("outreach.said_none", "area", c.AreaName(in))
	if runs > 0 {
		p.Said = c.T("outreach.said_runs", "area", c.AreaName(in), "n", strconv.Itoa(runs))
	}
	years, err := x.Years(c.Ctx, c.Who.Caller, in, c.Now)
	if err != nil {
		return err
	}
	for _, y := range years {
		what := c.T("outreach.year." + y.What)
		if y.Name != "" {
			what += c.T("word.colon") + y.Name
		}
		p.Year = append(p.Year, kit.Fact{Label: what, Value: number(y.N)})
	}
	if x.MayBeginSomewhere(c.Who.Caller) {
		p.New = "/outreach/new"
	}
	here := "/outreach?area=" + in.String()
	p.File = "/outreach/list.xlsx?area=" + in.String()
	if from != 0 {
		p.Pager.First = here
	}
	if next != 0 {
		p.Pager.Next = here + "&from=" + number(next)
	}
	return c.Render(p)
}

// areaAsked is the area that the list is of: the one that is asked for, or else the reader's own.
func areaAsked(c *kit.Call) (area.Code, error) {
	if v := c.R.URL.Query().Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return 0, c.Nowhere()
		}
		return a, nil
	}
	return cmp.Or(c.OverArea(), c.Top()), nil
}

// mostInFile is how many activities a spreadsheet holds.
const mostInFile = 1000

// listFile is the list as a spreadsheet: a line for each thing of each activity, as far as it concerns the area.
func listFile(c *kit.Call) error {
	in, err := areaAsked(c)
	if err != nil {
		return err
	}
	g := sheet.Grid{Title: c.T("tab.outreach") + " · " + c.AreaName(in), Notes: []string{lang.DateTime(c.L, c.Now)},
		Heads: append([]string{c.T("outreach.field.name"), c.T("field.area"), c.T("outreach.when"), c.T("field.state"),
			c.T("outreach.people"), c.T("outreach.field.item")}, stockHeads(c)...)}
	n := 0
	for behind := int64(0); n < mostInFile; {
		rows, next, err := outreachOf(c.House).List(c.Ctx, c.Who.Caller, in, behind, 100)
		if err != nil {
			return err
		}
		for i := range rows {
			b := &rows[i]
			n++
			for _, item := range b.Items {
				line := []any{b.Name, c.AreaName(b.Area), days(c, &b.Activity), c.T("outreach.state." +
					string(b.State)),
					b.Reached, item.Name}
				for _, v := range stockCells(item.Planned, b.Sums[item.ID]) {
					line = append(line, v)
				}
				g.Rows = append(g.Rows, line)
			}
		}
		if behind = next; next == 0 {
			break
		}
	}
	return g.Write(c.File("xlsx"))
}

func rowOf(c *kit.Call, b *outreach.Brief) Row {
	r := Row{Title: b.Name, URL: activityURL(b.ID), Where: c.AreaName(b.Area), When: days(c, &b.Activity),
		State: c.T("outreach.state." + string(b.State)), Tone: tones[b.State]}
	for _, i := range b.Items {
		r.Said = append(r.Said, stands(c, i, b.Sums[i.ID]))
	}
	if b.Reached > 0 {
		r.People = c.T("outreach.people_n", "n", number(b.Reached))
	}
	return r
}

// days is when an activity is.
func days(c *kit.Call, a *outreach.Activity) string {
	return c.T("publicity.week", "from", lang.Date(c.L, a.From), "to", lang.Date(c.L, a.Until.Plus(-1)))
}

// stands says in a sentence where a thing is: "安全头盔：计划 1500 个，已发 1200，在手 250，在途 20，损耗 30".
func stands(c *kit.Call, i outreach.Item, b stock.Balance) string {
	return c.T("outreach.stands", "name", i.Name, "measure", i.Measure, "planned", number(i.Planned), "given",
		number(b.Given), "hand", number(b.Hand), "way", number(b.Way), "lost", number(b.Lost))
}

// bar is the same as a bar: given, on hand, on the way, lost.
func bar(b stock.Balance) []kit.Segment {
	return kit.Bar(b.All, []string{"green", "wait", "grey", "red"}, []int64{b.Given, b.Hand, b.Way, b.Lost})
}
