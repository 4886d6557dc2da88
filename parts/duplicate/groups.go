package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// Group is open matters that are probably one thing, as far as the caller may see them.
type Group struct {
	ID      int64
	Head    *matter.Matter // the furthest, of those the oldest: the others would be merged into it
	Members []Member       // without the head, the likest to it first
	Voices  int            // people behind all of them
}

// Member is a matter that may be merged into the head.
type Member struct {
	*matter.Matter
	Likely      // to the head
	Close  bool // like enough to the head by itself; otherwise another member connects it
	// why it is not merged in one step: "state" it has gone too far, "category" it is another kind of thing; "" it
	// may be
	Bar string
}

// Page is some groups and where to go on, "" at the end.
type Page struct {
	Groups []Group
	After  string
}

// GroupsOf are the probable groups of the areas in which the caller may merge, those with the most voices first, the
// surest of them first. "not_allowed" for whoever may merge nowhere, "filter_value" for an after that no page gave. A
// page costs what it shows, however many groups there are.
func (p *Duplicates) GroupsOf(ctx context.Context, caller org.Caller, after string, limit int) (Page, error) {
	areas, err := p.mergers(caller)
	if err != nil {
		return Page{}, err
	}
	at, err := parsePlace(after)
	if err != nil {
		return Page{}, err
	}
	var out Page
	for looked := 0; looked < 8*limit; {
		list, err := p.listed(ctx, areas, at, limit)
		if err != nil {
			return Page{}, err
		}
		for _, x := range list {
			if looked, at = looked+1, x; len(out.Groups) == limit {
				return out, nil
			}
			out.After = x.String()
			if first, err := p.first(ctx, areas, x); err != nil || !first {
				if err != nil {
					return Page{}, err
				}
				continue // it stood there before, in another area
			}
			g, ok, err := p.group(ctx, caller, x.grp)
			if err != nil {
				return Page{}, err
			}
			if ok {
				out.Groups = append(out.Groups, g)
			}
		}
		if len(list) < limit {
			out.After = ""
			return out, nil
		}
	}
	return out, nil
}

// GroupOf is the group in which a matter stands; "matter_missing" where there is none that the caller may see.
func (p *Duplicates) GroupOf(ctx context.Context, caller org.Caller, id int64) (Group, error) {
	if _, err := p.mergers(caller); err != nil {
		return Group{}, err
	}
	if _, err := p.Desk.Matter(ctx, caller, id); err != nil {
		return Group{}, err
	}
	var grp int64
	err := p.DB.Read().QueryRow(ctx, "SELECT grp FROM pattern_members WHERE city = $1 AND matter = $2", p.City,
		id).Scan(&grp)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Group{}, store.Explain(err)
	}
	g, ok, err := p.group(ctx, caller, grp)
	if err != nil {
		return Group{}, err
	}
	if !ok {
		return Group{}, fault.New(fault.Missing, "group_missing")
	}
	return g, nil
}

// CountGroups is how many groups wait for the caller, counted up to most; 0 for whoever may merge nowhere.
func (p *Duplicates) CountGroups(ctx context.Context, caller org.Caller, most int) (int, error) {
	n := 0
	for _, a := range p.Org().Within(caller, p.Policy().May(matter.CmdMerge)) {
		var here int
		err := p.DB.Read().QueryRow(ctx,
			"SELECT COUNT(*) FROM (SELECT 1 FROM pattern_groups WHERE city = $1 AND area = $2 LIMIT "+
				strconv.Itoa(most)+") AS g", p.City, int64(a)).Scan(&here)
		if n += here; err != nil || n >= most {
			return min(n, most), store.Explain(err)
		}
	}
	return n, nil
}

// mergers are the areas in which the caller may merge.
func (p *Duplicates) mergers(caller org.Caller) ([]area.Code, error) {
	areas := p.Org().Within(caller, p.Policy().May(matter.CmdMerge))
	if len(areas) == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	return areas, nil
}

// spot is a place in the lists of groups.
type spot struct{ weight, grp int64 }

func (s spot) String() string { return fmt.Sprint(s.weight, ".", s.grp) }

func (s spot) compare(t spot) int {
	return cmp.Or(cmp.Compare(t.weight, s.weight), cmp.Compare(t.grp, s.grp))
}

func parsePlace(s string) (spot, error) {
	if s == "" {
		return spot{never, never}, nil
	}
	a, b, _ := strings.Cut(s, ".")
	weight, err := strconv.ParseInt(a, 10, 64)
	grp, wrong := strconv.ParseInt(b, 10, 64)
	if err != nil || wrong != nil {
		return spot{}, fault.New(fault.Invalid, "filter_value", "key", "after", "value", s).On("after")
	}
	return spot{weight, grp}, nil
}

// listed are the places behind one in the lists of all areas.
func (p *Duplicates) listed(ctx context.Context, areas []area.Code, after spot, limit int) ([]spot, error) {
	var out []spot
	for _, a := range areas {
		rows, err := p.DB.Read().Query(ctx, "SELECT weight, grp FROM pattern_groups WHERE city = $1 AND area = $2 "+
			"AND (weight, grp) < ($3, $4) ORDER BY weight DESC, grp DESC LIMIT "+strconv.Itoa(limit),
			p.City, int64(a), after.weight, after.grp)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			var s spot
			err := rows.Scan(&s.weight, &s.grp)
			out = append(out, s)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, spot.compare)
	out = slices.Compact(out)
	return out[:min(limit, len(out))], nil
}

// first says whether a group stands nowhere further ahead in the lists of the areas.
func (p *Duplicates) first(ctx context.Context, areas []area.Code, s spot) (bool, error) {
	if len(areas) == 1 {
		return true, nil
	}
	best := true
	rows, err := p.DB.Read().Query(ctx, "SELECT area, weight FROM pattern_groups WHERE city = $1 AND grp = $2",
		p.City, s.grp)
	return best, store.Rows(rows, err, func(rows *sql.Rows) error {
		var a area.Code
		var weight int64
		err := rows.Scan(&a, &weight)
		if weight > s.weight && slices.Contains(areas, a) {
			best = false
		}
		return err
	})
}

// group reads a group; ok is false when the caller sees fewer than two open matters of it.
func (p *Duplicates) group(ctx context.Context, caller org.Caller, grp int64) (g Group, ok bool, err error) {
	list, err := p.members(ctx, p.DB.Read(), grp)
	if err != nil {
		return g, false, err
	}
	g.ID = grp
	var ids []int64
	var all []*matter.Matter
	for _, x := range list {
		m, err := p.Desk.Matter(ctx, caller, x.id)
		if f := fault.Of(err); err != nil && f.Kind != fault.Missing {
			return g, false, err
		}
		if err != nil || !m.Open() || m.Kind == matter.Help {
			continue
		}
		ids, all = append(ids, m.ID), append(all, m)
		g.Voices += 1 + m.Voices()
	}
	if len(all) < 2 {
		return g, false, nil
	}
	g.Head = slices.MinFunc(all, func(a, b *matter.Matter) int {
		return cmp.Or(cmp.Compare(b.State, a.State), cmp.Compare(a.ReportedAt, b.ReportedAt), cmp.Compare(a.ID, b.ID))
	})
	return g, true, p.compare(ctx, caller, &g, ids, all)
}

// compare holds the members against the head.
func (p *Duplicates) compare(ctx context.Context, caller org.Caller, g *Group, ids []int64,
	all []*matter.Matter) error {
	counts, err := p.learnt(ctx)
	if err != nil {
		return err
	}
	rows, err := p.rows(ctx, ids)
	if err != nil {
		return err
	}
	reports := map[int64]*alike.Report{}
	for _, r := range rows {
		reports[r.matter] = r.report()
	}
	head, pol := reports[g.Head.ID], p.Policy()
	for _, m := range all {
		if m == g.Head {
			continue
		}
		x := Member{Matter: m, Bar: p.bar(caller, g.Head, m)}
		x.Likely.Matter = m.ID
		if r := reports[m.ID]; head != nil && r != nil {
			rule := rules(pol, cmp.Or(g.Head.Category, m.Category))
			x.Likeness = alike.Compare(head, r, counts, rule)
			x.Reasons, x.Close = x.Likeness.Reasons(rule), x.Score*100 >= float64(pol.Pattern.Show)
		}
		g.Members = append(g.Members, x)
	}
	slices.SortFunc(g.Members, func(a, b Member) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	return nil
}

// bar says why a matter is not merged into a head in one step: what happens one by one on its page is for a person to
// weigh.
func (p *Duplicates) bar(caller org.Caller, head, m *matter.Matter) string {
	switch {
	case !slices.Contains(p.Desk.May(caller, m), matter.CmdMerge):
		return "state"
	case head.Category != "" && m.Category != "" && head.Category != m.Category:
		return "category"
	}
	return ""
}

// Merge merges matters into a head, each by a command of its own, whose ids follow from one id: given again it does
// nothing again. What failed stands at its matter. Who may is asked for each as for a single merge; matters of
// another category are refused with "merge_category".
func (p *Duplicates) Merge(ctx context.Context, caller org.Caller, id ledger.ID, head int64,
	ids []int64) (map[int64]error, error) {
	if err := some(ids); err != nil {
		return nil, err
	}
	into, err := p.Desk.Matter(ctx, caller, head)
	if err != nil {
		return nil, err
	}
	failed := map[int64]error{}
	var give []int64
	for _, n := range ids {
		m, err := p.Desk.Matter(ctx, caller, n)
		switch {
		case err != nil:
			failed[n] = err
		case into.Category != "" && m.Category != "" && into.Category != m.Category:
			failed[n] = fault.New(fault.Conflict, "merge_category")
		default:
			give = append(give, n)
		}
	}
	for n, err := range p.Desk.Many(ctx, caller, id, give, &matter.Merge{Into: head}) {
		failed[n] = err
	}
	return failed, nil
}

// Apart says of matters that they are not the same as some others: the group falls apart, and they are not proposed
// as one again.
func (p *Duplicates) Apart(ctx context.Context, caller org.Caller, id ledger.ID,
	ids, from []int64) (map[int64]error, error) {
	if err := some(ids); err != nil {
		return nil, err
	}
	for _, n := range from {
		if _, err := p.Desk.Matter(ctx, caller, n); err != nil {
			return nil, err
		}
	}
	return p.Desk.Many(ctx, caller, id, ids, &matter.Apart{From: from}), nil
}

// Split takes matters out of whatever they were merged into.
func (p *Duplicates) Split(ctx context.Context, caller org.Caller, id ledger.ID, ids []int64) (map[int64]error, error) {
	if err := some(ids); err != nil {
		return nil, err
	}
	return p.Desk.Many(ctx, caller, id, ids, &matter.Split{}), nil
}

func some(ids []int64) error {
	if len(ids) == 0 || len(ids) > 5*MaxGroup {
		return fault.New(fault.Invalid, "many_range", "max", 5*MaxGroup).On("m")
	}
	return nil
}

// Settle brings the groups up to now, so that who has just decided sees it; what takes longer than two seconds is
// left to the clock.
func (p *Duplicates) Settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if p.Desk.Ledger().CatchUp(ctx, followerName) == nil {
		_, _ = p.Group(ctx) // the clock tries again, and logs
	}
}

// Grouped says whether a matter stands in a group.
func (p *Duplicates) Grouped(ctx context.Context, id int64) (bool, error) {
	n := 0
	err := p.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM pattern_members WHERE city = $1 AND matter = $2",
		p.City, id).Scan(&n)
	return n > 0, store.Explain(err)
}
