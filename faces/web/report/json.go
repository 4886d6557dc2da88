package report

import (
	"xiaohao/faces/api"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/duplicate"
	likeness "xiaohao/platform/text/alike"
)

// likeOut is a matter that a report may repeat, as much of it as the caller may know.
type likeOut struct {
	Matter   int64             `json:"matter"`
	Score    float64           `json:"score,omitempty"` // for who may open the matter
	Metres   *float64          `json:"metres,omitempty"`
	Reasons  []likeness.Reason `json:"reasons"`
	State    string            `json:"state"`
	Area     string            `json:"area"`
	Category string            `json:"category,omitempty"`
	Title    string            `json:"title,omitempty"`
	Place    string            `json:"place,omitempty"`
	At       calendar.Instant  `json:"at,omitempty"`
	Voices   int               `json:"voices"`
}

// postAlike tells anybody what a report that he has not sent yet may repeat. It writes nothing.
func postAlike(c *api.Call) (any, error) {
	var in struct {
		Area     area.Code `json:"area"`
		Place    string    `json:"place"`
		Title    string    `json:"title"`
		Text     string    `json:"text"`
		Category string    `json:"category"`
		Lat      *float64  `json:"lat"`
		Lng      *float64  `json:"lng"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	list, err := duplicatesOf(c.House).Like(c.Ctx, c.Who.Caller,
		duplicate.Said{Area: in.Area.Ancestor(area.Township), Place: in.Place, Title: in.Title, Text: in.Text,
			Category: in.Category, Lat: in.Lat, Lng: in.Lng}, 5)
	if err != nil {
		return nil, err
	}
	out := []likeOut{}
	for _, g := range list {
		x := likeOut{Matter: g.Matter, Score: g.Score, Reasons: reasons(g.Reasons), State: g.State.String(),
			Area: g.Area.String(), Category: g.Category, Title: g.Title, Place: g.Place, At: g.At, Voices: g.Voices}
		x.Metres = api.Metres(g.Likeness)
		out = append(out, x)
	}
	return struct {
		Matters []likeOut `json:"matters"`
	}{out}, nil
}

func reasons(list []likeness.Reason) []likeness.Reason {
	if list == nil {
		return []likeness.Reason{}
	}
	return list
}
