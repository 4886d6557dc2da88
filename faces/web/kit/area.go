package kit

import (
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// BoardArea is the area asked for, or else the widest one whose figures the caller may see.
func (c *Call) BoardArea() (area.Code, error) {
	if v := c.R.URL.Query().Get("area"); v != "" {
		a, err := area.Parse(v)
		if err != nil {
			return 0, fault.New(fault.Missing, "page_missing")
		}
		return c.Today(a), nil
	}
	best := c.OverArea()
	if best == 0 {
		return 0, fault.New(fault.Denied, "board_none")
	}
	return best, nil
}

// Today is the one area that has what an abolished one ever held; the area itself when it is in use, when nobody
// succeeded it, or when several did, it or what lay in it.
func (c *Call) Today(a area.Code) area.Code {
	if now := c.Org.Tree().Now(a); len(now) == 2 {
		return now[0] + now[1] - a // a is one of them
	}
	return a
}

// Succeeded names an area with those that stand in its place: "和平街道（已撤销，现为 衡州路街道）".
func (c *Call) Succeeded(a area.Code) string {
	heirs := c.Org.Tree().Heirs(a)
	if len(heirs) == 0 {
		return c.AreaName(a)
	}
	names := make([]string, len(heirs))
	for i, h := range heirs {
		names[i] = c.AreaName(h)
	}
	return c.T("area.succeeded", "name", c.AreaName(a), "now", strings.Join(names, c.T("area.and")))
}

// OverArea is the highest area that the caller has a post over and reads all of, 0 for none.
func (c *Call) OverArea() (best area.Code) {
	for _, p := range c.Who.Posts {
		if p.Area != 0 && c.Desk.Covers(c.Who.Caller, p.Area) && (best == 0 || p.Area.Level() < best.Level()) {
			best = p.Area
		}
	}
	return best
}

// Top is the whole city.
func (c *Call) Top() area.Code { return area.Code(c.Desk.City() * 1e8) }

// AreaName is the full name of an area, "" of none.
func (c *Call) AreaName(a area.Code) string { return c.names().Area(a) }

// ShortName is the name of an area without those above it, its code where it is unknown.
func (c *Call) ShortName(a area.Code) string { return c.names().ShortArea(a) }

// OwnArea is the township or county that the person works in, 0 when it is the whole city or several.
func (c *Call) OwnArea() area.Code {
	var found area.Code
	for _, p := range c.Who.Posts {
		a := p.Area
		if a.Level() > area.Township {
			a = a.Ancestor(area.Township)
		}
		if a.Level() < area.County || found != 0 && found != a {
			return 0
		}
		found = a
	}
	return found
}

// Supervised are the areas in which the caller may plan rounds.
func (c *Call) Supervised() (out []area.Code) {
	for _, p := range c.Who.Posts {
		if p.Kind == matter.Supervisor {
			out = append(out, p.Area)
		}
	}
	return out
}
