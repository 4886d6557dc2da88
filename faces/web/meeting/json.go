package meeting

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/api"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
)

// brief is a thing in a list: nothing of its text.
type brief struct {
	ID     int64            `json:"id"`
	Kind   meeting.Kind     `json:"kind"`
	Name   string           `json:"name"`
	Number string           `json:"number,omitempty"`
	Day    calendar.Instant `json:"day"`
	Gone   bool             `json:"withdrawn,omitempty"`
}

// getThings are the things that are there for the caller, the newest day first.
func getThings(c *api.Call) (any, error) {
	q := c.R.URL.Query()
	f := meeting.Filter{Kind: meeting.Kind(q.Get("kind")), Words: strings.TrimSpace(q.Get("words"))}
	if f.Kind != "" && !slices.Contains(meeting.Kinds(), f.Kind) {
		return nil, fault.New(fault.Invalid, "meeting_kind").On("kind")
	}
	var behind meeting.Place
	day, id, _ := strings.Cut(q.Get("behind"), ".")
	d, _ := strconv.ParseInt(day, 10, 64)
	behind.Day = calendar.Instant(d)
	behind.ID, _ = strconv.ParseInt(id, 10, 64)
	list, next, err := of(c.House).List(c.Ctx, c.Who.Caller, f, behind, 50)
	out := struct {
		Things []brief `json:"things"`
		Behind string  `json:"behind,omitempty"`
	}{Things: []brief{}}
	for i := range list {
		t := &list[i]
		out.Things = append(out.Things, brief{t.ID, t.Kind, of(c.House).NameOf(c.Ctx, t), t.Number, t.Day,
			t.Withdrawn != 0})
	}
	if next.ID != 0 {
		out.Behind = strconv.FormatInt(int64(next.Day), 10) + "." + strconv.FormatInt(next.ID, 10)
	}
	return out, err
}

// getThing is a thing whole, with the tasks that the caller sees; the reading is noted.
func getThing(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	t, err := of(c.House).Look(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, err
	}
	tasks, err := of(c.House).Tasks(c.Ctx, c.Who.Caller, t)
	type task struct {
		meeting.Link
		State string           `json:"state"`
		Due   calendar.Instant `json:"due,omitempty"`
	}
	out := struct {
		*meeting.Thing
		Tasks []task `json:"tasks"`
	}{Thing: t, Tasks: []task{}}
	for _, x := range tasks {
		out.Tasks = append(out.Tasks, task{x.Link, x.Task.State.String(), x.Task.Due})
	}
	return out, err
}

// postThing enters a thing.
func postThing(c *api.Call) (any, error) {
	var b meeting.Entry
	id, err := c.Given(&b)
	if err != nil {
		return nil, err
	}
	n, err := of(c.House).Register(c.Ctx, c.Who.Caller, id, b)
	if err != nil {
		return nil, err
	}
	return api.Created{Value: struct {
		ID int64 `json:"id"`
	}{n}}, nil
}
