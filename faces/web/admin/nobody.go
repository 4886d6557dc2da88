package admin

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// supervises says whether the page of empty units is for the caller although he administers nothing.
func supervises(c *kit.Call) bool {
	return slices.ContainsFunc(c.Who.Posts, func(p org.Post) bool { return p.Kind == matter.Supervisor })
}

// nobody lists the units without anybody in office 无人在岗, with what they have to do and who does it in their place.
func nobody(c *kit.Call) error {
	if !supervises(c) && !c.Org.Administers(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	list, err := c.Desk.Nobody(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	p := register(c, "nobody")
	if !c.Org.Administers(c.Who.Caller) {
		p.Frame, p.Tabs = c.Overview("vacant"), nil
	}
	p.Columns = []string{c.T("nobody.unit"), c.T("field.area"), c.T("nobody.matters"), c.T("nobody.stand_in")}
	for _, v := range list {
		if !strings.Contains(v.Unit.Zh+" "+v.Unit.En+" "+v.Unit.Code, p.Search.Value) {
			continue
		}
		stand := c.T("nobody.none")
		if v.StandIn.ID != 0 {
			stand = v.StandIn.Name(c.Short())
		}
		row := AdminRow{Cells: []string{v.Unit.Name(c.Short()), c.AreaName(v.Unit.Area),
			strconv.FormatInt(v.Matters, 10),
			stand}, Former: v.Unit.Former, URL: "/admin/units?id=" + strconv.FormatInt(v.Unit.ID, 10)}
		if !c.Org.Administers(c.Who.Caller) {
			open := true
			row.URL = kit.ListURL(views.Filter{Unit: v.Unit.ID, Open: &open})
		}
		p.Rows = append(p.Rows, row)
	}
	if p.Search.Value == "" {
		p.Empty = c.T("nobody.empty")
	}
	page(c, p, "/admin/nobody")
	return c.Render(p)
}
