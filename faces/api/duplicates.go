package api

import (
	"net/http"
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/pattern"
	"xiaohao/platform/lang"
	"xiaohao/platform/text/alike"
)

// duplicateRoutes are what is probably reported more than once; they want a login.
func (a *API) duplicateRoutes() map[string]handler {
	return map[string]handler{
		"GET /api/v1/duplicates":             a.getDuplicates,
		"POST /api/v1/duplicates/{id}/merge": a.postMerge,
	}
}

// likeOut is a matter that a report may repeat, as much of it as the caller may know.
type likeOut struct {
	Matter   int64          `json:"matter"`
	Score    float64        `json:"score"`
	Metres   *float64       `json:"metres,omitempty"`
	Reasons  []alike.Reason `json:"reasons"`
	State    string         `json:"state"`
	Area     string         `json:"area"`
	Category string         `json:"category,omitempty"`
	Title    string         `json:"title,omitempty"`
	Place    string         `json:"place,omitempty"`
	At       int64          `json:"at"`
	Voices   int            `json:"voices"`
}

// postAlike tells anybody what a report that he has not sent yet may repeat. It writes nothing.
func (a *API) postAlike(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Area     area.Code `json:"area"`
		Place    string    `json:"place"`
		Title    string    `json:"title"`
		Text     string    `json:"text"`
		Category string    `json:"category"`
		Lat      *float64  `json:"lat"`
		Lng      *float64  `json:"lng"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	list, err := a.all.Patterns.Like(r.Context(), gate.From(r).Caller,
		pattern.Said{Area: in.Area.Ancestor(area.Township), Place: in.Place, Title: in.Title, Text: in.Text,
			Category: in.Category, Lat: in.Lat, Lng: in.Lng}, 5)
	if err != nil {
		return nil, err
	}
	out := []likeOut{}
	for _, g := range list {
		x := likeOut{Matter: g.Matter, Score: g.Score, Reasons: reasons(g.Reasons), State: g.State.String(),
			Area: g.Area.String(), Category: g.Category, Title: g.Title, Place: g.Place, At: g.At, Voices: g.Voices}
		x.Metres = metres(g.Likeness)
		out = append(out, x)
	}
	return struct {
		Matters []likeOut `json:"matters"`
	}{out}, nil
}

func metres(l alike.Likeness) *float64 {
	if l.Metres < 0 {
		return nil
	}
	return &l.Metres
}

func reasons(list []alike.Reason) []alike.Reason {
	if list == nil {
		return []alike.Reason{}
	}
	return list
}

// memberOut is a matter of a group.
type memberOut struct {
	Matter   int64          `json:"matter"`
	Title    string         `json:"title"`
	State    string         `json:"state"`
	Light    string         `json:"light"`
	Area     string         `json:"area"`
	Category string         `json:"category,omitempty"`
	At       int64          `json:"at"`
	Voices   int            `json:"voices"`
	Score    float64        `json:"score,omitempty"`
	Metres   *float64       `json:"metres,omitempty"`
	Reasons  []alike.Reason `json:"reasons,omitempty"`
	Close    bool           `json:"close,omitempty"`
	Bar      string         `json:"bar,omitempty"`
}

type groupOut struct {
	Voices  int         `json:"voices"`
	Head    memberOut   `json:"head"`
	Members []memberOut `json:"members"`
}

// getDuplicates are the probable groups of whoever may merge.
func (a *API) getDuplicates(_ http.ResponseWriter, r *http.Request) (any, error) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 || limit > 50 {
		limit = 20
	}
	page, err := a.all.Patterns.GroupsOf(r.Context(), gate.From(r).Caller, r.URL.Query().Get("after"), limit)
	if err != nil {
		return nil, err
	}
	out := struct {
		Groups []groupOut `json:"groups"`
		After  string     `json:"after,omitempty"`
	}{[]groupOut{}, page.After}
	for _, g := range page.Groups {
		x := groupOut{Voices: g.Voices, Head: a.member(g.Head)}
		for _, m := range g.Members {
			y := a.member(m.Matter)
			y.Score, y.Metres, y.Reasons, y.Close, y.Bar = m.Score, metres(m.Likeness), m.Reasons, m.Close, m.Bar
			x.Members = append(x.Members, y)
		}
		out.Groups = append(out.Groups, x)
	}
	return out, nil
}

func (a *API) member(m *matter.Matter) memberOut {
	return memberOut{Matter: m.ID, Title: m.Title, State: m.State.String(), Light: m.Light(a.desk.Now()).String(),
		Area: m.Area.String(), Category: m.Category, At: m.ReportedAt, Voices: 1 + m.Voices()}
}

// postMerge merges matters into one, each on its own; what failed is told beside its matter.
func (a *API) postMerge(w http.ResponseWriter, r *http.Request) (any, error) {
	head, err := pathID(r)
	if err != nil {
		return nil, err
	}
	var in struct {
		Matters []int64 `json:"matters"`
	}
	id, err := given(w, r, &in)
	if err != nil {
		return nil, err
	}
	who := gate.From(r)
	failed, err := a.all.Patterns.Merge(r.Context(), who.Caller, id, head, in.Matters)
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
