package duplicate

import (
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/text/alike"
)

// memberOut is a matter of a group.
type memberOut struct {
	Matter   int64            `json:"matter"`
	Title    string           `json:"title"`
	State    string           `json:"state"`
	Light    string           `json:"light"`
	Area     string           `json:"area"`
	Category string           `json:"category,omitempty"`
	At       calendar.Instant `json:"at"`
	Voices   int              `json:"voices"`
	Score    float64          `json:"score,omitempty"`
	Metres   *float64         `json:"metres,omitempty"`
	Reasons  []alike.Reason   `json:"reasons,omitempty"`
	Close    bool             `json:"close,omitempty"`
	Bar      string           `json:"bar,omitempty"`
}

type groupOut struct {
	Voices  int         `json:"voices"`
	Head    memberOut   `json:"head"`
	Members []memberOut `json:"members"`
}

// getDuplicates are the probable groups of whoever may merge.
func getDuplicates(c *api.Call) (any, error) {
	limit, err := strconv.Atoi(c.R.URL.Query().Get("limit"))
	if err != nil || limit < 1 || limit > 50 {
		limit = 20
	}
	page, err := duplicatesOf(c.House).GroupsOf(c.Ctx, c.Who.Caller, c.R.URL.Query().Get("after"), limit)
	if err != nil {
		return nil, err
	}
	out := struct {
		Groups []groupOut `json:"groups"`
		After  string     `json:"after,omitempty"`
		Next   string     `json:"next,omitempty"`
	}{[]groupOut{}, page.After, c.Next("after", page.After)}
	for _, g := range page.Groups {
		x := groupOut{Voices: g.Voices, Head: member(c, g.Head)}
		for _, m := range g.Members {
			y := member(c, m.Matter)
			y.Score, y.Metres, y.Reasons, y.Close, y.Bar = m.Score, api.Metres(m.Likeness), m.Reasons, m.Close, m.Bar
			x.Members = append(x.Members, y)
		}
		out.Groups = append(out.Groups, x)
	}
	return out, nil
}

func member(c *api.Call, m *matter.Matter) memberOut {
	return memberOut{Matter: m.ID, Title: m.Title, State: m.State.String(), Light: m.Light(c.House.Now()).String(),
		Area: m.Area.String(), Category: m.Category, At: m.ReportedAt, Voices: 1 + m.Voices()}
}

// postMerge merges matters into one, each on its own; what failed is told beside its matter.
func postMerge(c *api.Call) (any, error) {
	head, err := c.PathID()
	if err != nil {
		return nil, err
	}
	var in struct {
		Matters []int64 `json:"matters"`
	}
	id, err := c.Given(&in)
	if err != nil {
		return nil, err
	}
	who := c.Who
	failed, err := duplicatesOf(c.House).Merge(c.Ctx, who.Caller, id, head, in.Matters)
	if err != nil {
		return nil, err
	}
	type failure struct {
		Matter int64  `json:"matter"`
		Code   string `json:"code"`
		Detail string `json:"detail"`
	}
	out := struct {
		Merged []int64   `json:"merged"`
		Failed []failure `json:"failed"`
	}{[]int64{}, []failure{}}
	for _, n := range in.Matters {
		if err := failed[n]; err != nil {
			out.Failed = append(out.Failed, failure{n, fault.Code(err), lang.Error(who.Lang, fault.Of(err))})
		} else {
			out.Merged = append(out.Merged, n)
		}
	}
	return out, nil
}
