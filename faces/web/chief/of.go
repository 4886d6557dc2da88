package chief

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// Of names the chiefs who answer for a problem's area, from the village's to the city's; none for what is no problem,
// or where no theme looks after its category.
func Of(c *kit.Call, m *matter.Matter) (out []kit.Fact, err error) {
	if m.Kind != matter.Problem {
		return nil, nil
	}
	list, err := chiefsOf(c.House).Chain(c.Ctx, c.Who.Caller, m.Area, m.Category)
	for _, x := range list {
		out = append(out, kit.Fact{Label: c.ShortName(x.Area) + " " + x.Title.In(c.Short()), Value: nameOf(c, x.Name),
			URL: postURL(x.ID)})
	}
	return out, err
}

// Adopters names the leaders who look after a point.
func Adopters(c *kit.Call, at area.Code, point int64) (out []kit.Fact, err error) {
	list, err := chiefsOf(c.House).AdoptedAt(c.Ctx, c.Who.Caller, at, point)
	for _, y := range list {
		value := nameOf(c, y.Called)
		if y.Title != "" {
			value += " " + y.Title
		}
		out = append(out, kit.Fact{Label: c.T("chief.adopted"), Value: value})
	}
	return out, err
}
