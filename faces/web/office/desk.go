package office

import (
	"net/url"
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/office"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

const (
	todoShown    = 60
	papersOnPage = 30
	papersInFile = 2000
)

// Desk is what waits for the reader, then all papers that he may know of.
type Desk struct {
	kit.Frame
	Todo   []Row
	Rows   []Row
	Filter []kit.Field
	All    bool // the reader has an office: there is a list, a register of seals
	Any    bool // something is filtered
	Export string
	New    string // where a paper is begun, "" for who may not
	Pager  kit.Pager
}

func (*Desk) Template() string { return "office" }

// Row is a paper in a list.
type Row struct {
	URL, Title, Kind, Number, Area string
	State, Tone                    string
	Light, Until                   string // until when somebody must act
	Do                             string // what the reader is to do now
}

func desk(c *kit.Call) error {
	x, q := officeOf(c.House), asked(c)
	p := &Desk{Frame: c.Overview("office"), All: x.HasDesk(c.Who.Caller), Any: q.Kind != "" || q.State != ""}
	todo, err := x.Mine(c.Ctx, c.Who.Caller, todoShown)
	if err != nil {
		return err
	}
	for i := range todo {
		row := rowOf(c, &todo[i].Paper)
		row.Do = c.T("office.do." + todo[i].Do)
		if todo[i].Unit != 0 {
			row.Do = c.UnitName(todo[i].Unit) + c.T("word.colon") + row.Do
		}
		p.Todo = append(p.Todo, row)
	}
	slices.SortStableFunc(p.Todo, func(a, b Row) int { return urgency(a) - urgency(b) })
	if len(x.DraftsIn(c.Who.Caller)) > 0 {
		p.New = "/office/new"
	}
	q.Limit = papersOnPage
	list, more, err := x.List(c.Ctx, c.Who.Caller, q)
	if err != nil {
		return err
	}
	for i := range list {
		p.Rows = append(p.Rows, rowOf(c, &list[i]))
	}
	if more {
		p.Pager.Next = address(q, list[len(list)-1].ID)
	}
	if q.Below > 0 {
		p.Pager.First = address(q, 0)
	}
	p.Export, p.Filter = "/office/papers.xlsx?"+query(q, q.Below).Encode(), filters(c, q)
	return c.Render(p)
}

// urgency is 0 for what is late, 1 for what ends today, 2 for all else: in this order it stands on the desk.
func urgency(r Row) int {
	if i := slices.Index([]string{"red", "yellow"}, r.Light); i >= 0 {
		return i
	}
	return 2
}

// asked is what the address asks for.
func asked(c *kit.Call) office.Query {
	v := c.R.URL.Query()
	q := office.Query{Kind: v.Get("kind")}
	if s := office.State(v.Get("state")); slices.Contains(office.States(), s) {
		q.State = s
	}
	q.Below, _ = strconv.ParseInt(v.Get("below"), 10, 64)
	return q
}

func query(q office.Query, below int64) url.Values {
	v := url.Values{}
	if q.Kind != "" {
		v.Set("kind", q.Kind)
	}
	if q.State != "" {
		v.Set("state", string(q.State))
	}
	if below > 0 {
		v.Set("below", strconv.FormatInt(below, 10))
	}
	return v
}

func address(q office.Query, below int64) string {
	if v := query(q, below).Encode(); v != "" {
		return "/office?" + v
	}
	return "/office"
}

func filters(c *kit.Call, q office.Query) []kit.Field {
	kinds := []kit.Option{{Label: c.T("office.any")}}
	for _, k := range c.Desk.Policy().Papers.Kinds {
		kinds = append(kinds, kit.Option{Value: k.Code, Label: k.Name.In(c.Short()), Selected: k.Code == q.Kind})
	}
	states := []kit.Option{{Label: c.T("office.any")}}
	for _, s := range office.States() {
		states = append(states, kit.Option{Value: string(s), Label: c.T("office.state." + string(s)),
			Selected: s == q.State})
	}
	return []kit.Field{kit.Choose("kind", c.T("office.kind"), false, kinds),
		kit.Choose("state", c.T("field.state"), false, states)}
}

// tones are the colours of where a paper stands.
var tones = map[office.State]string{office.Drafting: "s-reported", office.Asking: "s-listed",
	office.Reviewing: "s-assigned", office.Signing: "s-assigned", office.ToNumber: "s-in_hand",
	office.ToStamp: "s-in_hand", office.ToHandOut: "s-in_hand", office.Out: "s-fixed", office.Finished: "s-struck_off"}

func rowOf(c *kit.Call, p *office.Paper) Row {
	r := Row{URL: paperURL(p.ID), Title: p.Title, Kind: officeOf(c.House).Kind(p.Kind).Name.In(c.Short()),
		Number: p.Number, Area: c.AreaName(p.Area), State: c.T("office.state." + string(p.State)), Tone: tones[p.State]}
	if p.Returned && p.State == office.Drafting {
		r.State, r.Tone = c.T("office.returned"), "bad"
	}
	if p.Until > 0 && (p.State == office.Asking || p.State == office.Signing ||
		p.State == office.Out && len(p.Unsigned()) > 0) {
		r.Light, r.Until = light(c, p)
	}
	return r
}

// light is how near the end of the time is in which units act: red when it is over, yellow on its last day.
func light(c *kit.Call, p *office.Paper) (tone, until string) {
	tone = "green"
	switch {
	case c.Now >= p.Until:
		tone = "red"
	case c.Now >= p.Until-kit.Day:
		tone = "yellow"
	}
	return tone, c.T("office.until", "day", lang.Date(c.L, p.Until-1))
}

func paperURL(id int64) string { return "/office/" + strconv.FormatInt(id, 10) }

// papersFile is the list as a spreadsheet: of what is filtered, from the same place on.
func papersFile(c *kit.Call) error {
	q := asked(c)
	q.Limit = papersInFile
	list, _, err := officeOf(c.House).List(c.Ctx, c.Who.Caller, q)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("tab.office"), Heads: []string{c.T("office.number"), c.T("office.title"),
		c.T("office.kind"), c.T("field.area"), c.T("field.state"), c.T("office.signer"), c.T("office.out_at"),
		c.T("office.signed_for_n"), c.T("office.unsigned_n")}}
	for i := range list {
		p := &list[i]
		row, out1, left := rowOf(c, p), "", int64(len(p.Unsigned()))
		if p.OutAt > 0 {
			out1 = lang.Date(c.L, p.OutAt)
		}
		out.Rows = append(out.Rows, []any{p.Number, p.Title, row.Kind, row.Area, row.State,
			c.PeopleNames(some(p.Signer)), out1, int64(len(p.Receipts)) - left, left})
	}
	return out.Write(c.File("xlsx"))
}

func some(id int64) []int64 {
	if id == 0 {
		return nil
	}
	return []int64{id}
}

// Stamps is the register of seals 用印登记.
type Stamps struct {
	kit.Frame
	Rows   []StampRow
	Export string
	Pager  kit.Pager
}

func (*Stamps) Template() string { return "office-stamps" }

// StampRow is an entry of it.
type StampRow struct{ At, Number, Title, URL, Seal, Copies, Who string }

func stamps(c *kit.Call) error {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, more, err := officeOf(c.House).Stamps(c.Ctx, c.Who.Caller, below, papersOnPage)
	if err != nil {
		return err
	}
	p := &Stamps{Frame: c.Overview("office"), Export: "/office/stamps.xlsx"}
	p.Title = c.T("office.stamps")
	if below > 0 {
		p.Pager.First = "/office/stamps"
		p.Export += "?below=" + strconv.FormatInt(below, 10)
	}
	if more {
		p.Pager.Next = "/office/stamps?below=" + strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	for _, s := range list {
		p.Rows = append(p.Rows, StampRow{At: lang.DateTime(c.L, s.At), Number: s.Number, Title: s.Title,
			URL: paperURL(s.Paper), Seal: s.Seal, Copies: strconv.Itoa(s.Copies), Who: c.PeopleNames(some(s.Person))})
	}
	return c.Render(p)
}

// stampsFile is the register as a spreadsheet.
func stampsFile(c *kit.Call) error {
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, _, err := officeOf(c.House).Stamps(c.Ctx, c.Who.Caller, below, papersInFile)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("office.stamps"), Heads: []string{c.T("office.stamped_at"), c.T("office.number"),
		c.T("office.title"), c.T("office.seal"), c.T("office.copies"), c.T("office.stamped_by")}}
	for _, s := range list {
		out.Rows = append(out.Rows, []any{lang.DateTime(c.L, s.At), s.Number, s.Title, s.Seal, int64(s.Copies),
			c.PeopleNames(some(s.Person))})
	}
	return out.Write(c.File("xlsx"))
}
