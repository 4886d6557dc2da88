package remote

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"xiaohao/loop/calendar"
)

// Matter is one matter as the key's holder sees it; Raw is all that the server said of it.
type Matter struct {
	Row
	Text     string   `json:"text"`
	Light    string   `json:"light"`
	AreaName string   `json:"area_name"`
	LeadName string   `json:"lead_name"`
	May      []string `json:"may"` // what may be done with it now
}

// UnmarshalJSON keeps what the server said.
func (m *Matter) UnmarshalJSON(b []byte) error {
	type rest struct {
		Text     string   `json:"text"`
		Light    string   `json:"light"`
		AreaName string   `json:"area_name"`
		LeadName string   `json:"lead_name"`
		May      []string `json:"may"`
	}
	var x rest
	if err := json.Unmarshal(b, &x); err != nil {
		return err
	}
	m.Text, m.Light, m.AreaName, m.LeadName, m.May = x.Text, x.Light, x.AreaName, x.LeadName, x.May
	return m.Row.UnmarshalJSON(b)
}

// Entry is one step of a matter's history; Raw is all that the server said of it.
type Entry struct {
	Seq  int64            `json:"seq"`
	At   calendar.Instant `json:"at"`
	Type string           `json:"type"`
	Name string           `json:"name"`
	Unit string           `json:"unit"`
	Raw  json.RawMessage  `json:"-"`
}

// UnmarshalJSON keeps what the server said.
func (e *Entry) UnmarshalJSON(b []byte) error {
	type plain Entry
	if err := json.Unmarshal(b, (*plain)(e)); err != nil {
		return err
	}
	e.Raw = append(json.RawMessage(nil), b...)
	return nil
}

// Matter asks for one matter.
func (c *Client) Matter(ctx context.Context, id int64) (Matter, error) {
	var m Matter
	err := c.Get(ctx, pathOf(id), nil, &m)
	return m, err
}

// History asks for what happened to a matter, from the beginning, most steps at most.
func (c *Client) History(ctx context.Context, id int64, most int) (out []Entry, err error) {
	q := url.Values{}
	for len(out) < most {
		var part struct {
			History []Entry `json:"history"`
		}
		if err := c.Get(ctx, pathOf(id)+"/history", q, &part); err != nil {
			return out, err
		}
		if len(part.History) == 0 || len(out) > 0 && part.History[0].Seq <= out[len(out)-1].Seq {
			return out, nil
		}
		out = append(out, part.History...)
		q.Set("after", strconv.FormatInt(out[len(out)-1].Seq, 10))
	}
	return out[:most], nil
}

func pathOf(id int64) string { return "/api/v1/matters/" + strconv.FormatInt(id, 10) }

// Done is what a command led to.
type Done struct {
	Matter   int64            `json:"matter"`
	Seq      int64            `json:"seq"`
	At       calendar.Instant `json:"at"`
	Repeated bool             `json:"repeated"`
}

// Report reports a matter in the name of the key's holder. The same id again is the same report.
func (c *Client) Report(ctx context.Context, id string, body map[string]any) (Done, error) {
	var out Done
	err := c.Post(ctx, "/api/v1/matters", map[string]any{"id": id, "body": body}, &out)
	return out, err
}

// Do gives a command to a matter. The same id again is the same command.
func (c *Client) Do(ctx context.Context, id string, matter int64, command string, body map[string]any) (Done, error) {
	var out Done
	err := c.Post(ctx, pathOf(matter)+"/commands",
		map[string]any{"id": id, "command": command, "body": body}, &out)
	return out, err
}

// Me is who the key belongs to.
type Me struct {
	Person int64  `json:"person"`
	Name   string `json:"name"`
	Posts  []struct {
		Kind string `json:"kind"`
		Area string `json:"area"`
		Unit int64  `json:"unit"`
	} `json:"posts"`
	Reach []string `json:"reach"`
}

// Me asks who the key belongs to, and what it may.
func (c *Client) Me(ctx context.Context) (Me, error) {
	var m Me
	err := c.Get(ctx, "/api/v1/me", nil, &m)
	return m, err
}
