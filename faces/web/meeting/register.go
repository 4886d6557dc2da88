package meeting

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/parts/meeting"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// Register is the list of what is there for the reader.
type Register struct {
	kit.Frame
	Said  string
	New   []kit.Link // to enter a thing of each kind; none for who may not
	Chips []kit.Link
	Words kit.Field
	Kind  string
	Rows  []ThingRow
	Next  string
	File  string // the same as a spreadsheet
}

func (*Register) Template() string { return "meetings" }

// ThingRow is a thing in a list.
type ThingRow struct {
	URL, Kind, Name, Number, Day, Where string
	Gone                                string    // that it was taken back
	Said                                string    // how its tasks stand
	Light                               kit.Light // the worst of them
}

const (
	onPage = 20
	inFile = 1000
)

func register(c *kit.Call) error {
	f, behind := asked(c)
	list, next, err := of(c.House).List(c.Ctx, c.Who.Caller, f, behind, onPage)
	if err != nil {
		return err
	}
	p := &Register{Frame: c.Overview("meetings"), Kind: string(f.Kind),
		Words: c.Line("words", "meeting.words", 60, false),
		File:  "/meetings/register.xlsx?" + query(f, meeting.Place{}).Encode()}
	p.Words.Value = f.Words
	tasks, err := of(c.House).TasksOf(c.Ctx, c.Who.Caller, list)
	if err != nil {
		return err
	}
	for i := range list {
		p.Rows = append(p.Rows, thingRow(c, &list[i], tasks[list[i].ID]))
	}
	if next.ID != 0 {
		p.Next = "/meetings?" + query(f, next).Encode()
	}
	if of(c.House).MayRegisterSomewhere(c.Who.Caller) {
		for _, k := range meeting.Kinds() {
			p.New = append(p.New, kit.Link{Label: c.T("meeting.new." + string(k)),
				URL: "/meetings/new?kind=" + string(k)})
		}
	}
	p.Said = c.T("meeting.lead")
	for _, k := range append([]meeting.Kind{""}, meeting.Kinds()...) {
		label := c.T("meeting.all")
		if k != "" {
			label = c.T("meeting.kind." + string(k))
		}
		p.Chips = append(p.Chips, kit.Link{Label: label, Current: k == f.Kind,
			URL: "/meetings?" + query(meeting.Filter{Kind: k, Words: f.Words}, meeting.Place{}).Encode()})
	}
	return c.Render(p)
}

// asked reads the filter and the place from the address.
func asked(c *kit.Call) (f meeting.Filter, behind meeting.Place) {
	q := c.R.URL.Query()
	if k := meeting.Kind(q.Get("kind")); slices.Contains(meeting.Kinds(), k) {
		f.Kind = k
	}
	f.Words = strings.TrimSpace(q.Get("words"))
	day, id, _ := strings.Cut(q.Get("behind"), ".")
	d, _ := strconv.ParseInt(day, 10, 64)
	behind.ID, _ = strconv.ParseInt(id, 10, 64)
	behind.Day = calendar.Instant(d)
	return f, behind
}

func query(f meeting.Filter, p meeting.Place) url.Values {
	v := url.Values{}
	if f.Kind != "" {
		v.Set("kind", string(f.Kind))
	}
	if f.Words != "" {
		v.Set("words", f.Words)
	}
	if p.ID != 0 {
		v.Set("behind", strconv.FormatInt(int64(p.Day), 10)+"."+strconv.FormatInt(p.ID, 10))
	}
	return v
}

func thingRow(c *kit.Call, t *meeting.Thing, tasks []meeting.Seen) ThingRow {
	r := ThingRow{URL: thingURL(t.ID), Kind: c.T("meeting.kind." + string(t.Kind)), Name: of(c.House).NameOf(c.Ctx, t),
		Number: t.Number, Day: lang.Date(c.L, t.Day), Where: c.AreaName(t.Area)}
	if r.Name == r.Number {
		r.Number = ""
	}
	if t.Withdrawn != 0 {
		r.Gone = c.T("meeting.gone")
	}
	r.Said, r.Light, _ = tally(c, tasks)
	return r
}

// tally says how the tasks of a thing stand, by the worst of them.
func tally(c *kit.Call, tasks []meeting.Seen) (string, kit.Light, []kit.Segment) {
	var done, late, waits int64
	for _, t := range tasks {
		switch {
		case !t.Task.Open():
			done++
		case t.Task.Due != 0 && t.Task.Due < c.Now:
			late++
		default:
			waits++
		}
	}
	n := func(i int64) string { return strconv.FormatInt(i, 10) }
	all := done + late + waits
	if all == 0 {
		return c.T("meeting.no_tasks"), kit.Light{}, nil
	}
	out := c.T("meeting.tally", "n", n(all), "done", n(done), "late", n(late), "waits", n(waits))
	l := kit.Light{Code: "green", Left: c.T("meeting.light.on")}
	switch {
	case late > 0:
		l = kit.Light{Code: "red", Left: c.T("meeting.light.late", "n", n(late))}
	case waits == 0:
		l = kit.Light{Code: "grey", Left: c.T("meeting.light.done")}
	}
	return out, l, kit.Bar(all, []string{"green", "wait", "red"}, []int64{done, waits, late})
}

// registerFile is the list under the same filter as a spreadsheet.
func registerFile(c *kit.Call) error {
	f, behind := asked(c)
	out := sheet.Grid{Title: c.T("tab.meetings"), Heads: []string{c.T("field.kind"), c.T("meeting.field.title"),
		c.T("meeting.field.number"), c.T("meeting.field.day"), c.T("field.area"), c.T("meeting.tasks")}}
	for len(out.Rows) < inFile {
		list, next, err := of(c.House).List(c.Ctx, c.Who.Caller, f, behind, 100)
		if err != nil {
			return err
		}
		tasks, err := of(c.House).TasksOf(c.Ctx, c.Who.Caller, list)
		if err != nil {
			return err
		}
		for i := range list {
			r := thingRow(c, &list[i], tasks[list[i].ID])
			out.Rows = append(out.Rows, []any{r.Kind, r.Name, r.Number, r.Day, r.Where, r.Said})
		}
		if behind = next; next.ID == 0 {
			break
		}
	}
	return out.Write(c.File("xlsx"))
}

func thingURL(id int64) string { return "/meetings/" + strconv.FormatInt(id, 10) }

func breakURL(id int64) string { return "/breakdowns/" + strconv.FormatInt(id, 10) }

func groupURL(id int64) string { return "/groups/" + strconv.FormatInt(id, 10) }
