package inspect

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// admit says whether the caller may inspect the point for what he says it is for, and settles by which version of the
// standard.
func (x *Inspect) admit(ctx context.Context, caller org.Caller, b *Made, v Visit) error {
	covers := slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return p.Kind == matter.Inspector && (p.Area.Contains(b.Area) ||
			p.Area.Contains(x.Org().Tree().Heir(b.Area, nil))) // who inspects it now that the area is abolished
	})
	switch {
	case b.Again != 0:
		return x.admitAgain(ctx, caller, b, covers)
	case b.Round != 0:
		return x.admitRound(ctx, caller, b)
	case !covers:
		return fault.New(fault.Denied, "inspection_area").On("point")
	}
	var err error
	b.Version, err = x.versionAt(ctx, 0, x.Now().Plus(-max(0, v.Sent.Since(v.At))))
	return err
}

func (x *Inspect) admitRound(ctx context.Context, caller org.Caller, b *Made) error {
	var team, state int
	err := x.DB.Read().QueryRow(ctx, `SELECT s.team, r.version, r.state FROM inspect_stops s
		JOIN inspect_rounds r ON r.city = $1 AND r.id = s.round
WHERE s.city = $1 AND s.round = $2 AND s.point = $3`, x.City, b.Round, b.Point).Scan(&team, &b.Version, &state)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Invalid, "round_point").On("point")
	}
	if err != nil {
		return store.Explain(err)
	}
	members, err := x.members(ctx, b.Round, team)
	if err != nil {
		return err
	}
	if !slices.Contains(members, caller.Person) {
		return fault.New(fault.Denied, "round_others", "who", x.names(members)).On("point")
	}
	return nil
}

// admitAgain lets in the team of the first inspection, and inspectors of the area.
func (x *Inspect) admitAgain(ctx context.Context, caller org.Caller, b *Made, covers bool) error {
	first, by, err := madeOf(ctx, x.DB.Read(), x.City, b.Again)
	if err != nil {
		return err
	}
	if first.Point != b.Point || first.Again != 0 {
		return fault.New(fault.Invalid, "again_other").On("again")
	}
	b.Round, b.Version, b.Kind = 0, first.Version, first.Kind
	if covers || by == caller.Person {
		return nil
	}
	var team int
	err = x.DB.Read().QueryRow(ctx, "SELECT team FROM inspect_stops WHERE city = $1 AND round = $2 AND point = $3",
		x.City, first.Round, b.Point).Scan(&team)
	elsewhere := fault.New(fault.Denied, "inspection_area").On("point")
	if errors.Is(err, sql.ErrNoRows) {
		return elsewhere
	}
	if err != nil {
		return store.Explain(err)
	}
	members, err := x.members(ctx, first.Round, team)
	if err != nil {
		return err
	}
	if !slices.Contains(members, caller.Person) {
		return elsewhere
	}
	return nil
}

// onlyOpen says that a re-inspection looks at items that failed and whose matters are struck off, and that the caller
// had no part in fixing them.
func (x *Inspect) onlyOpen(ctx context.Context, caller org.Caller, b *Made) error {
	matters := map[string]int64{}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var item string
		var id int64
		err := rows.Scan(&item, &id)
		matters[item] = id
		return err
	}, "SELECT item, matter FROM inspect_answers WHERE city = $1 AND inspection = $2 AND failed = 1", x.City, b.Again)
	if err != nil {
		return err
	}
	for _, l := range b.Items {
		id, failed := matters[l.Item]
		if !failed {
			return fault.New(fault.Invalid, "again_passed", "item", l.Item).On("answers")
		}
		m, err := x.settled(ctx, id)
		if err != nil {
			return err
		}
		if m == nil || m.State != matter.StruckOff {
			return fault.New(fault.Conflict, "again_early", "item", l.Item).On("answers")
		}
		if err := matter.Independent(m, matter.Actor{Person: caller.Person, Units: x.homes(caller)}); err != nil {
			return err
		}
	}
	return nil
}

// homes are the caller's units and all above them.
func (x *Inspect) homes(c org.Caller) (out []int64) {
	for _, p := range c.Posts {
		if p.Unit != 0 {
			out = append(append(out, p.Unit), x.Org().Uppers(p.Unit)...)
		}
	}
	return out
}

// settled is a matter, or the one it was merged into; nil for none.
func (x *Inspect) settled(ctx context.Context, id int64) (*matter.Matter, error) {
	for range 10 {
		if id == 0 {
			return nil, nil
		}
		m, err := views.Get(ctx, x.DB.Read(), x.City, id)
		if errors.Is(err, views.ErrNone) {
			return nil, nil
		}
		if err != nil || m.State != matter.Merged {
			return m, err
		}
		id = m.Into
	}
	return nil, nil
}

func (x *Inspect) members(ctx context.Context, round int64, team int) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p int64
		err := rows.Scan(&p)
		out = append(out, p)
		return err
	}, "SELECT person FROM inspect_members WHERE city = $1 AND round = $2 AND team = $3 ORDER BY person",
		x.City, round, team)
	return out, err
}

// names lists people for a sentence.
func (x *Inspect) names(people []int64) string {
	var out []string
	for _, id := range people {
		p, _ := x.Org().Person(id)
		out = append(out, p.Name)
	}
	return strings.Join(out, "、")
}
