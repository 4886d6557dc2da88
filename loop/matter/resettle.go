package matter

import (
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// Resettle takes a matter along when its area is abolished 区划调整: it belongs to the area that stands in the old one's
// place, whatever its state; only the clock gives it. What happens is a correction of the area, WasAmended with Was.
type Resettle struct{}

// CmdResettle is the command of this file.
const CmdResettle CommandName = "resettle"

var _ = describe(Description{Rule: Rule{From: known, To: "same"}, New: command[Resettle]})

// Name implements Command.
func (*Resettle) Name() CommandName { return CmdResettle }

func (*Resettle) decide(m *Matter, f *Facts) ([]Event, error) {
	to := m.Area
	if f.Heir != nil {
		var err error
		if to, err = f.Heir(m.Area, m.Lat, m.Lng); err != nil {
			return nil, err
		}
	}
	if to == m.Area {
		return nil, fault.New(fault.Conflict, "resettle_none")
	}
	return one(&WasAmended{Category: m.Category, Severity: m.Severity, Area: to, Place: m.Place, Title: m.Title,
		Was: m.Area}), nil
}

// inUse is the area in use that something said to be in an area is in: the area itself, or what stands in an abolished
// one's place. The fault is area_unknown for a code that the city does not have.
func (f *Facts) inUse(c area.Code, lat, lng *float64, field string) (area.Code, error) {
	if !c.Valid() {
		return 0, fault.New(fault.Invalid, "area_unknown", "code", c.String()).On(field)
	}
	if f.Areas(c) {
		return c, nil
	}
	if f.Living != nil {
		to, ok, err := f.Living(c, lat, lng)
		if err != nil || ok {
			return to, err
		}
	}
	return 0, fault.New(fault.Invalid, "area_unknown", "code", c.String()).On(field)
}
