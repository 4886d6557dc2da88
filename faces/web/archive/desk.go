package archive

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/archive"
	"xiaohao/platform/lang"
)

const (
	waitsOnPage   = 50
	volumesOnPage = 50
)

// Desk is what waits to be archived, the volumes, and those whose term is over.
type Desk struct {
	kit.Frame
	Waits     []Group
	WaitsMore string
	Volumes   []Row
	More      string
	Over      []Row
	New       string // where a volume is begun, "" for who may not
}

func (*Desk) Template() string { return "archive" }

// Group is what may go into one volume: of a year, an area, a kind and a term.
type Group struct {
	Said  string
	New   string // where a volume for it is begun
	Items []Row
}

// Row is an item or a volume in a list.
type Row struct{ URL, Title, Said, State, Tone string }

// place reads where the page before ended: "area.id" under a name of the address.
func place(c *kit.Call, name string) (p archive.Place) {
	v := c.R.URL.Query().Get(name)
	for i := range v {
		if v[i] == '.' {
			a, _ := strconv.ParseInt(v[:i], 10, 64)
			p.Area = area.Code(a)
			p.ID, _ = strconv.ParseInt(v[i+1:], 10, 64)
		}
	}
	return p
}

func placeURL(name string, a area.Code, id int64) string {
	return "/archive?" + name + "=" + strconv.FormatInt(int64(a), 10) + "." + strconv.FormatInt(id, 10)
}

func desk(c *kit.Call) error {
	x := archiveOf(c.House)
	if !x.Opens(c.Who.Caller) {
		return c.Nowhere()
	}
	p := &Desk{Frame: c.Overview("archive")}
	keeps := len(x.KeepsIn(c.Who.Caller)) > 0
	if keeps {
		p.New = "/archive/new"
	}
	list, err := x.Waiting(c.Ctx, c.Who.Caller, place(c, "waits"), waitsOnPage+1)
	if err != nil {
		return err
	}
	if len(list) > waitsOnPage {
		list = list[:waitsOnPage]
		e := list[waitsOnPage-1]
		p.WaitsMore = placeURL("waits", e.Area, e.ID)
	}
	p.Waits = groups(c, list, keeps)
	volumes, err := x.Volumes(c.Ctx, c.Who.Caller, place(c, "volumes"), volumesOnPage+1)
	if err != nil {
		return err
	}
	if len(volumes) > volumesOnPage {
		volumes = volumes[:volumesOnPage]
		w := volumes[volumesOnPage-1]
		p.More = placeURL("volumes", w.Area, w.ID)
	}
	for i := range volumes {
		p.Volumes = append(p.Volumes, volumeRow(c, &volumes[i]))
	}
	over, err := x.Over(c.Ctx, c.Who.Caller, volumesOnPage)
	for i := range over {
		p.Over = append(p.Over, volumeRow(c, &over[i]))
	}
	if err != nil {
		return err
	}
	return c.Render(p)
}

// groups are the items by the volume that they may go into, in the order of the first of each.
func groups(c *kit.Call, list []archive.Entry, keeps bool) (out []Group) {
	type key struct {
		year       int64
		area       area.Code
		kind, keep string
	}
	at := map[key]int{}
	for _, e := range list {
		k := key{e.Year(), e.Area, e.Kind, e.Keep}
		i, seen := at[k]
		if !seen {
			i, at[k] = len(out), len(out)
			g := Group{Said: c.T("archive.group", "year", strconv.FormatInt(k.year, 10), "area", c.AreaName(k.area),
				"kind", c.T("archive.kind."+k.kind), "keep", archive.TermWords(c.L, k.keep))}
			if keeps {
				g.New = "/archive/new?" + url.Values{"year": {strconv.FormatInt(k.year, 10)}, "area": {k.area.String()},
					"kind": {k.kind}, "keep": {k.keep}}.Encode()
			}
			out = append(out, g)
		}
		out[i].Items = append(out[i].Items, itemRow(c, e))
	}
	return out
}

func itemRow(c *kit.Call, e archive.Entry) Row {
	said := dayOf(c, e.Day)
	if e.Number != "" {
		said = e.Number + " · " + said
	}
	return Row{URL: itemURL(e), Title: e.Title, Said: said + " · " + c.T("archive.pages_n", "n", strconv.Itoa(e.Pages))}
}

// dayOf is the day of an item in words.
func dayOf(c *kit.Call, day string) string {
	at, err := time.ParseInLocation(time.DateOnly, day, calendar.China())
	if err != nil {
		return day
	}
	return lang.Date(c.L, calendar.Of(at))
}

func itemURL(e archive.Entry) string {
	return volumeURL(e.Volume) + "/items/" + strconv.FormatInt(e.ID, 10)
}

func volumeURL(id int64) string { return "/archive/" + strconv.FormatInt(id, 10) }

func volumeRow(c *kit.Call, w *archive.Volume) Row {
	r := Row{URL: volumeURL(w.ID), Title: w.Title, Said: c.T("archive.volume", "year", strconv.Itoa(w.Year),
		"area", c.AreaName(w.Area), "kind", c.T("archive.kind."+w.Kind), "keep", archive.TermWords(c.L, w.Keep),
		"n", strconv.Itoa(w.Items))}
	r.State, r.Tone = c.T("archive.open"), "s-listed"
	if w.Closed > 0 {
		r.State, r.Tone = c.T("archive.closed"), "s-struck_off"
	}
	if w.Ends > 0 {
		r.Said += " · " + c.T("archive.ends", "day", lang.Date(c.L, w.Ends))
	}
	return r
}

// New is where a volume is begun.
type New struct {
	kit.Frame
	Form kit.Form
}

func (*New) Template() string { return "archive-new" }

func newPage(c *kit.Call) error { return showNew(c, nil, nil) }

func showNew(c *kit.Call, s *kit.Sent, wrong error) error {
	areas := archiveOf(c.House).KeepsIn(c.Who.Caller)
	if len(areas) == 0 {
		return fault.New(fault.Denied, "not_allowed")
	}
	v := c.R.URL.Query()
	chosen := func(value, name string) bool { return v.Get(name) == value }
	var in, keeps, kinds []kit.Option
	add := func(a area.Code) {
		in = append(in, kit.Option{Value: a.String(), Label: c.AreaName(a), Selected: chosen(a.String(), "area") ||
			len(areas) == 1 && v.Get("area") == ""})
	}
	for _, a := range areas {
		add(a)
	}
	if a, err := area.Parse(v.Get("area")); err == nil && archiveOf(c.House).MayKeep(c.Who.Caller, a) &&
		!slices.Contains(areas, a) {
		add(a)
	}
	for _, k := range policy.Terms() {
		keeps = append(keeps, kit.Option{Value: k, Label: archive.TermWords(c.L, k), Selected: chosen(k, "keep")})
	}
	for _, k := range archive.Kinds() {
		kinds = append(kinds, kit.Option{Value: k, Label: c.T("archive.kind." + k), Selected: chosen(k, "kind")})
	}
	year := kit.Field{Kind: "number", Name: "year", Label: c.T("archive.year"), Required: true, Value: v.Get("year")}
	if year.Value == "" {
		year.Value = strconv.Itoa(c.Now.Time().In(calendar.China()).Year())
	}
	p := &New{Frame: c.Overview("archive"), Form: kit.Form{ID: "begin", Action: "/archive/new", Once: c.Once(),
		Title: c.T("archive.new"), Submit: c.T("archive.new"), Tone: "primary", Open: true, Fields: []kit.Field{
			c.Line("title", "archive.title", 100, true), year, kit.Choose("area", c.T("field.area"), true, in),
			kit.Choose("keep", c.T("archive.keep"), true, keeps),
			kit.Choose("kind", c.T("archive.kind"), true, kinds)}}}
	p.Title = c.T("archive.new")
	if wrong != nil {
		c.Wrong(&p.Frame, &p.Form, s, wrong)
	}
	return c.Render(p)
}

// begin begins a volume and leads to it.
func begin(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	b := archive.Begun{Title: s.Get("title"), Year: int(s.Number("year")), Area: s.Area("area"), Keep: s.Get("keep"),
		Kind: s.Get("kind")}
	id := int64(0)
	if err = s.Bad; err == nil {
		id, err = archiveOf(c.House).Begin(c.Ctx, c.Who.Caller, command, b)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showNew(c, s, err)
	}
	c.Flash("flash.archive_begin", "")
	c.To(volumeURL(id))
	return nil
}
