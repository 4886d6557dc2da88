package recur

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The lists by name.
const (
	Recurrent = matter.Recurrent
	Stubborn  = matter.Stubborn
	Root      = "root"
)

// Lists names the lists in the order in which they are shown.
func Lists() []string { return []string{Recurrent, Stubborn, Root} }

func number(list string) int64 { return int64(slices.Index(Lists(), list) + 1) }

// Query says which page of a list.
type Query struct {
	List  string
	Area  area.Code // 0 for all that the caller sees
	Over  bool      // what is over instead of what is open
	After string    // cursor of the page before
	Limit int
}

// Page is a page of a list: what is open by its next deadline, what is over the latest first.
type Page struct {
	Matters []*matter.Matter
	After   string // cursor of the next page; "" at the end
}

type cursor struct{ rank, matter int64 }

func (p cursor) String() string { return fmt.Sprintf("%d.%d", p.rank, p.matter) }

func parse(s string) (cursor, error) {
	if s == "" {
		return cursor{-1 << 63, 0}, nil
	}
	a, b, ok := strings.Cut(s, ".")
	rank, err := strconv.ParseInt(a, 10, 64)
	id, err2 := strconv.ParseInt(b, 10, 64)
	if !ok || err != nil || err2 != nil {
		return cursor{}, fault.New(fault.Invalid, "cursor_bad").On("after")
	}
	return cursor{rank, id}, nil
}

// List gives a page of what the caller sees of a list: those with a post over an area what lies there, others what
// their units answer for. Errors: Invalid "cursor_bad"; Denied "not_allowed" for an area that is not his.
func (x *Recur) List(ctx context.Context, caller org.Caller, q Query) (Page, error) {
	nodes, err := x.nodes(caller, q.Area)
	if err != nil {
		return Page{}, err
	}
	after, err := parse(q.After)
	if err != nil {
		return Page{}, err
	}
	open := 1
	if q.Over {
		open = 0
	}
	var all []cursor
	for part := range slices.Chunk(nodes, 16) {
		args := []any{x.City, number(q.List), open, after.rank, after.matter}
		texts := make([]string, len(part))
		for i, n := range part {
			args = append(args, n)
			texts[i] = fmt.Sprintf(`SELECT * FROM (SELECT rank, matter FROM recur_lists WHERE city = $1 AND node = $%d
				AND list = $2 AND open = $3 AND (rank, matter) > ($4, $5)
ORDER BY rank, matter LIMIT %d) AS a%d`, len(args), q.Limit+1, i)
		}
		if err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var p cursor
			err := rows.Scan(&p.rank, &p.matter)
			all = append(all, p)
			return err
		}, strings.Join(texts, " UNION ALL "), args...); err != nil {
			return Page{}, err
		}
	}
	slices.SortFunc(all, func(a, b cursor) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.matter, b.matter))
	})
	all = slices.Compact(all)
	var p Page
	if len(all) > q.Limit {
		all = all[:q.Limit]
		p.After = all[q.Limit-1].String()
	}
	for _, at := range all {
		m, err := views.Get(ctx, x.DB.Read(), x.City, at.matter)
		if err != nil {
			return Page{}, err
		}
		if x.Org().Sees(caller, m) {
			p.Matters = append(p.Matters, m)
		}
	}
	return p, nil
}

// nodes are what the lists are read under: the caller's areas, or the one asked for, and the units he has posts in.
func (x *Recur) nodes(caller org.Caller, a area.Code) ([]int64, error) {
	s := x.Org().Scope(caller)
	if a != 0 {
		var out []int64
		for _, now := range x.Org().Tree().Now(a) { // what an abolished area had its successors have
			if !x.Org().CoversNow(s, now) {
				return nil, fault.New(fault.Denied, "not_allowed")
			}
			out = append(out, int64(now))
		}
		return out, nil
	}
	var out []int64
	if s.All {
		out = append(out, int64(area.Code(x.City*1e8)))
	}
	for _, a := range s.Areas {
		out = append(out, int64(a))
	}
	for _, p := range caller.Posts {
		if p.Unit != 0 {
			out = append(out, -p.Unit)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Count is how many of an area's matters stand in the lists and are open, and how many root-cause measures are late.
type Count struct {
	Area                           area.Code
	Recurrent, Stubborn, Root, Due int64
}

// Counts are those of some areas of the caller's.
func (x *Recur) Counts(ctx context.Context, caller org.Caller, areas []area.Code) ([]Count, error) {
	s := x.Org().Scope(caller)
	var out []Count
	for _, a := range areas {
		if !s.Covers(a) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		c := Count{Area: a}
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var list, n, late int64
			if err := rows.Scan(&list, &n, &late); err != nil {
				return err
			}
			switch list {
			case recurrent:
				c.Recurrent = n
			case stubborn:
				c.Stubborn = n
			case root:
				c.Root, c.Due = n, late
			}
			return nil
		}, `SELECT list, COUNT(*), SUM(CASE WHEN rank > 0 AND rank < $3 THEN 1 ELSE 0 END) FROM recur_lists
			WHERE city = $1 AND node = $2 AND list IN (1, 2, 3) AND open = 1 GROUP BY list`,
			x.City, int64(a), x.Now())
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
