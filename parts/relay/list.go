package relay

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// States are where something that was sent may stand, what waits for a person first.
func States() []string {
	return []string{LaidBy, Looked, NotTaken, Waits, Out, Answered, Closed, Given}
}

// Filter says what of what was sent is wanted, the latest change first.
type Filter struct {
	State  string // one of States
	Behind Place  // the page that begins behind this one
}

// Place is where a page ended.
type Place struct{ Changed, Seq int64 }

// passed is how many rows a page may pass over that are not the caller's; it is rather short than slow.
const passed = 500

// areas are where the caller may decide, and whether he may look everywhere.
func (x *Relay) areas(caller org.Caller) (in []area.Code, all bool) {
	for _, p := range caller.Posts {
		if p.Kind == matter.Dispatcher {
			in = append(in, p.Area)
		}
	}
	return in, x.Org().MayAdminister(caller, x.top())
}

// Looks says whether the caller may see what was sent at all.
func (x *Relay) Looks(caller org.Caller) bool {
	in, all := x.areas(caller)
	return all || len(in) > 0
}

// List is a page of what was sent: of the areas in which the caller is a dispatcher, or all for an administrator of the
// city. next is where the next page begins, the zero Place after the last. The fault is not_allowed.
func (x *Relay) List(ctx context.Context, caller org.Caller, f Filter, limit int) (out []Stand, next Place, err error) {
	in, all := x.areas(caller)
	if !all && len(in) == 0 {
		return nil, next, fault.New(fault.Denied, "not_allowed")
	}
	text, args := "SELECT "+standColumns+" FROM relay_matters WHERE city = $1 AND state = $2", []any{x.City, f.State,
		int64(limit + passed)}
	if f.Behind.Seq != 0 {
		text, args = text+" AND (changed, seq) < ($4, $5)", append(args, f.Behind.Changed, f.Behind.Seq)
	}
	seen := 0
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var s Stand
		if err := s.scanned(rows.Scan); err != nil {
			return err
		}
		if seen++; len(out) == limit {
			return nil
		}
		next = Place{int64(s.Changed), s.Seq}
		mine := all || slices.ContainsFunc(in, func(a area.Code) bool { return a.Contains(s.Area) })
		if mine {
			out = append(out, s)
		}
		return nil
	}, text+" ORDER BY changed DESC, seq DESC LIMIT $3", args...)
	if seen < limit+passed && len(out) < limit || seen == len(out) && seen < limit+passed {
		next = Place{}
	}
	return out, next, err
}

// waitsShown is up to how many are counted for the home page.
const waitsShown = 50

// waits says how many sendings wait for the caller, and, to an administrator of the city, which servers cannot be used.
func (x *Relay) waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	if in, _ := x.areas(caller); len(in) > 0 {
		list, next, err := x.List(ctx, caller, Filter{State: LaidBy}, waitsShown)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			out = append(out, part.Waiting{Key: "waits.relay", N: len(list), More: next.Seq != 0,
				Path: "/relay?state=" + LaidBy})
		}
	}
	if x.administers(caller) != nil {
		return out, nil
	}
	servers, err := x.servers(ctx, x.DB.Read())
	n := 0
	for _, s := range servers {
		if s.Enabled && s.Problem != "" {
			n++
		}
	}
	if n > 0 {
		out = append(out, part.Waiting{Key: "waits.relay_servers", N: n, Path: "/admin/relay"})
	}
	return out, err
}

// Counts are how many were sent to a server, by where they stand. Only an administrator of the city.
func (x *Relay) Counts(ctx context.Context, caller org.Caller) (out map[int64]map[string]int, err error) {
	if err := x.administers(caller); err != nil {
		return nil, err
	}
	out = map[int64]map[string]int{}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var server int64
		var state string
		var n int
		err := rows.Scan(&server, &state, &n)
		if out[server] == nil {
			out[server] = map[string]int{}
		}
		out[server][state] = n
		return err
	}, "SELECT server, state, COUNT(*) FROM relay_matters WHERE city = $1 GROUP BY server, state", x.City)
	return out, err
}

// String is the place as an address has it.
func (p Place) String() string {
	if p.Seq == 0 {
		return ""
	}
	return strconv.FormatInt(p.Changed, 36) + "." + strconv.FormatInt(p.Seq, 36)
}

// ParsePlace reads what String wrote; whatever else is the beginning.
func ParsePlace(s string) Place {
	at, seq, _ := strings.Cut(s, ".")
	a, err := strconv.ParseInt(at, 36, 64)
	n, wrong := strconv.ParseInt(seq, 36, 64)
	if err != nil || wrong != nil {
		return Place{}
	}
	return Place{a, n}
}
