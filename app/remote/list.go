package remote

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Row is one matter of a list; Raw is all that the server said of it.
type Row struct {
	ID       int64            `json:"id"`
	Number   string           `json:"number"`
	Kind     string           `json:"kind"`
	State    string           `json:"state"`
	Area     string           `json:"area"`
	Category string           `json:"category"`
	Severity string           `json:"severity"`
	Due      calendar.Instant `json:"due"`
	Warn     calendar.Instant `json:"warn"`
	Reported calendar.Instant `json:"reported_at"`
	Updated  calendar.Instant `json:"updated_at"`
	Title    string           `json:"title"`
	Place    string           `json:"place"`
	Raw      json.RawMessage  `json:"-"`
}

// UnmarshalJSON keeps what the server said beside what is read of it.
func (r *Row) UnmarshalJSON(b []byte) error {
	type plain Row
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return err
	}
	r.Raw = append(json.RawMessage(nil), b...)
	return nil
}

// filters are the names that a list may be narrowed by, as in the addresses of the pages.
var filters = []string{"list", "kind", "state", "open", "area", "unit", "category", "severity", "light", "source",
	"from", "to", "q", "mine", "sort"}

// Filter reads words like state=in_hand. A name that no list knows is a fault: it would be ignored in silence.
// Errors: Invalid remote_filter.
func Filter(words []string) (url.Values, error) {
	out := url.Values{}
	for _, w := range words {
		name, value, ok := strings.Cut(w, "=")
		if !ok || !slices.Contains(filters, name) {
			return nil, fault.New(fault.Invalid, "remote_filter", "word", w, "known", strings.Join(filters, ", "))
		}
		out.Add(name, value)
	}
	return out, nil
}

// page is how many matters are asked for at once.
const page = 200

// List walks a list, page by page, and gives each page to fn; most is how many matters at most. more says that there
// are others beyond. Work is what waits for the key's holder.
func (c *Client) List(ctx context.Context, work bool, filter url.Values, most int,
	fn func([]Row) error) (more bool, err error) {
	path, q := "/api/v1/matters", url.Values{}
	if work {
		path = "/api/v1/work"
	}
	for k, v := range filter {
		q[k] = v
	}
	for got, seen := 0, map[string]bool{}; ; {
		q.Set("limit", strconv.Itoa(min(page, most-got)))
		var out struct {
			Matters []Row  `json:"matters"`
			After   string `json:"after"`
		}
		if err := c.Get(ctx, path, q, &out); err != nil {
			return false, err
		}
		rows := out.Matters[:min(len(out.Matters), most-got)]
		if err := fn(rows); err != nil {
			return false, err
		}
		got += len(rows)
		switch {
		case out.After == "":
			return false, nil
		case got >= most:
			return true, nil
		case seen[out.After]: // a server that goes in circles
			return false, c.strange(200, nil)
		}
		seen[out.After] = true
		q.Set("after", out.After)
	}
}
