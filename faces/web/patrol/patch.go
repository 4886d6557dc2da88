package patrol

import (
	"fmt"
	"net/url"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// Patches is the patches, the newest first.
type Patches struct {
	kit.Frame
	Said  string
	Chips []kit.Link
	Rows  []PatchRow
	Bring string // where a file of them is brought in; "" for who may not
	Pager kit.Pager
}

func (*Patches) Template() string { return "patches" }

// PatchRow is a patch in the list.
type PatchRow struct {
	Name, URL, Area, Ground, State string
	Light                          kit.Light
}

func patches(c *kit.Call) error {
	x, q := patrolsOf(c.House), c.R.URL.Query()
	f := patrol.PatchFilter{State: patrol.PatchState(q.Get("state")), Limit: rowsShown}
	f.Behind, _ = strconv.ParseInt(q.Get("from"), 10, 64)
	list, next, err := x.Patches(c.Ctx, c.Who.Caller, f)
	if err != nil {
		return err
	}
	p := &Patches{Frame: c.Overview("patch"), Said: c.T("patch.said_none")}
	for _, x := range list {
		p.Rows = append(p.Rows, patchRow(c, x))
	}
	if len(list) > 0 {
		p.Said = c.T("patch.said_list")
	}
	for _, s := range append([]patrol.PatchState{""}, patrol.PatchStates()...) {
		key := "patch.state." + string(s)
		if s == "" {
			key = "patrol.all"
		}
		p.Chips = append(p.Chips, kit.Link{Label: c.T(key), URL: patchesURL(s, 0), Current: s == f.State})
	}
	if x.MayRecord(c.Who.Caller) {
		p.Bring = "/imports?kind=patches"
	}
	if f.Behind != 0 {
		p.Pager.First = patchesURL(f.State, 0)
	}
	if next != 0 {
		p.Pager.Next = patchesURL(f.State, next)
	}
	return c.Render(p)
}

func patchesURL(s patrol.PatchState, from int64) string {
	v := url.Values{}
	if s != "" {
		v.Set("state", string(s))
	}
	if from != 0 {
		v.Set("from", strconv.FormatInt(from, 10))
	}
	if len(v) == 0 {
		return "/patches"
	}
	return "/patches?" + v.Encode()
}

func patchRow(c *kit.Call, x *patrol.Patch) PatchRow {
	r := PatchRow{Name: x.No + " · " + kindOf(c, x.Kind), URL: patchURL(x.ID), Area: c.AreaName(x.Area),
		Ground: c.T("patch.ground", "ha", fmt.Sprintf("%.2f", x.Shape.Hectares())),
		State:  c.T("patch.state." + string(x.State)), Light: kit.Light{Code: "none"}}
	if m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, x.Matter); err == nil {
		r.Light = c.CardOf(m).Light
	}
	return r
}

// kindOf is the name of a kind of patches; its code where policy has it no more.
func kindOf(c *kit.Call, code string) string {
	if k, ok := c.Desk.Policy().Patrol.Patch(code); ok {
		return k.In(c.L)
	}
	return code
}

// Patch is a patch with both looks.
type Patch struct {
	kit.Frame
	Heading string
	Said    string // what comes next
	Facts   []kit.Fact
	Looks   []string
	Matter  *kit.Link // nil for who may not see it
	Drawing Drawing
	Forms   []kit.Form
}

func (*Patch) Template() string { return "patch" }

// lookedKeys are the sentences of a look: that it is none, that it is a problem.
var lookedKeys = map[patrol.Look][2]string{patrol.Office: {"patch.looked.office.no", "patch.looked.office.yes"},
	patrol.Field: {"patch.looked.field.no", "patch.looked.field.yes"}}

func patch(c *kit.Call) error { return showPatch(c, nil, nil) }

func showPatch(c *kit.Call, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x, look, err := patrolsOf(c.House).Patch(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	r := patchRow(c, x)
	p := &Patch{Frame: c.Overview("patch"), Heading: r.Name, Said: c.T("patch.next." + string(x.State)),
		Drawing: draw(x.Shape.Rings(), nil, true)}
	p.Title = p.Heading
	lat, lng := x.Shape.Spot()
	p.Facts = []kit.Fact{{Label: c.T("field.area"), Value: r.Area}, {Label: c.T("patch.size"), Value: r.Ground},
		{Label: c.T("patch.spot"), Value: fmt.Sprintf("%.5f, %.5f", lat, lng)}}
	if x.Centre {
		p.Facts = append(p.Facts, kit.Fact{Label: c.T("patch.shape"), Value: c.T("patch.centre")})
	}
	for _, l := range x.Looks {
		key := lookedKeys[l.Look]
		p.Looks = append(p.Looks, c.T(key[map[bool]int{true: 1}[l.Yes]], "who", c.PeopleNames([]int64{l.Person}), "at",
			lang.DateTime(c.L, l.At), "note", l.Note))
	}
	if m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, x.Matter); err == nil {
		p.Matter = &kit.Link{Label: m.Title, URL: kit.MatterURL(m.ID)}
	}
	if look != "" {
		p.Forms = []kit.Form{lookForm(c, x.ID, look)}
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, "look", sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

func lookForm(c *kit.Call, id int64, look patrol.Look) kit.Form {
	yes := kit.Field{Kind: "radios", Name: "yes", Label: c.T("patch.is_it"), Required: true, Options: []kit.Option{
		{Value: "1", Label: c.T("patch.yes." + string(look))}, {Value: "0", Label: c.T("patch.no")}}}
	note := c.Words("note", "patch.note", matter.MaxNote, false)
	note.Hint = c.T("patch.note_hint")
	return kit.Form{ID: "look", Action: patchURL(id) + "/look", Once: c.Once(), Title: c.T("patch.do." + string(look)),
		Submit: c.T("patch.do." + string(look)), Tone: "primary", Open: true,
		Fields: []kit.Field{{Kind: "hidden", Name: "look", Value: string(look)}, yes, note}}
}

func looked(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	if err := lookSent(c, id, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showPatch(c, s, err)
	}
	c.Flash("flash.patch_looked", "")
	c.To(patchURL(id))
	return nil
}

func lookSent(c *kit.Call, id int64, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	if v := s.Get("yes"); v != "1" && v != "0" {
		return fault.New(fault.Invalid, "patrol_words").On("yes")
	}
	_, err = patrolsOf(c.House).Looks(c.Ctx, c.Who.Caller, command, id, patrol.Looking{Looked: patrol.Looked{
		Look: patrol.Look(s.Get("look")), Yes: s.Yes("yes"), Note: s.Text("note")}})
	return err
}

func patchURL(id int64) string { return "/patches/" + strconv.FormatInt(id, 10) }
