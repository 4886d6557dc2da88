package outreach

import (
	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/outreach"
	"xiaohao/parts/tally"
)

func talliesOf(h *part.House) *tally.Tallies { return part.Get[*tally.Tallies](h.Values) }

// helped says whether an activity helped: what the surveys of use that name it found of everybody, one a fact.
func helped(c *kit.Call, b *outreach.Books) (out []kit.Fact, err error) {
	x := talliesOf(c.House)
	list, err := x.About(c.Ctx, c.Who.Caller, b.ID)
	for i := range list {
		if err != nil {
			return nil, err
		}
		var pairs tally.Pairs
		pairs, err = x.Pairs(c.Ctx, &list[i])
		found := "unknown"
		switch n := pairs.Find(tally.Stratum{}).Helped(); {
		case n > 0:
			found = "rose"
		case n < 0:
			found = "fell"
		}
		out = append(out, kit.Fact{Label: c.T("outreach.helped"), Value: c.T("outreach.helped."+found, "title",
			list[i].Title), URL: "/tallies/" + number(list[i].ID)})
	}
	return out, err
}
