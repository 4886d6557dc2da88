package indicator

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// clock is who says what follows from the organisation.
var clock = org.Caller{Clock: true}

// Follow has sets follow when areas are abolished, and says how many did. It does nothing while the tree of areas is
// the
// one that it followed last.
func (x *Indicators) Follow(ctx context.Context) (int, error) {
	tree := x.Org().Tree()
	x.mu.Lock()
	swept := x.tree == tree
	x.mu.Unlock()
	if swept {
		return 0, nil
	}
	list, err := setsOf(ctx, x.DB.Read(), x.City)
	n, whole := 0, true
	for _, s := range list {
		if err != nil {
			return n, err
		}
		var went, done bool
		done, err = x.Aside.Try(ctx, fmt.Sprintf("areas of set %d", s.ID), func() (err error) {
			went, err = x.follow(ctx, s.ID)
			return err
		})
		if whole = whole && done; went {
			n++
		}
	}
	if err == nil && whole {
		x.mu.Lock()
		x.tree = tree
		x.mu.Unlock()
	}
	return n, err
}

func (x *Indicators) follow(ctx context.Context, set int64) (bool, error) {
	a, err := x.Desk.Keep(ctx, clock, desk.Once("indicator succeeds", set, x.Now()), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			d, err := setOf(ctx, tx, x.City, set)
			if err != nil {
				return nil, err
			}
			went, err := x.went(ctx, tx, set, d)
			if err != nil || len(went) == 0 {
				return nil, err
			}
			return []desk.Fact{{Type: SucceededType, Subject: set, Areas: []area.Code{d.Area},
				Body: &Succeeded{went}}}, nil
		})
	return a.First != 0, err
}

// went are the areas of a set that were abolished since, and who stands in their place: of those that report or have a
// target.
func (x *Indicators) went(ctx context.Context, r store.Reader, set int64, d *Definition) (out []Went, err error) {
	tree := x.Org().Tree()
	var list []area.Code
	add := func(text string) error {
		return store.Each(ctx, r, func(rows *sql.Rows) error {
			var a area.Code
			err := rows.Scan(&a)
			if t, ok := tree.Get(a); err == nil && ok && t.Former && !slices.Contains(list, a) {
				list = append(list, a)
			}
			return err
		}, text, x.City, set)
	}
	if err := add("SELECT area FROM indicator_foot WHERE city = $1 AND set_id = $2 AND until = 0"); err != nil {
		return nil, err
	}
	reports := len(list)
	if err := add(`SELECT DISTINCT area FROM indicator_targets WHERE city = $1 AND set_id = $2
		AND current = 1`); err != nil {
		return nil, err
	}
	for i, a := range list {
		heirs := slices.DeleteFunc(tree.Heirs(a), func(h area.Code) bool { return !d.Area.Contains(h) })
		if len(heirs) > 0 || i < reports {
			out = append(out, Went{a, heirs})
		}
	}
	slices.SortFunc(out, func(a, b Went) int { return int(a.Area - b.Area) })
	return out, nil
}

// succeeded folds the event into the tables.
func (v view) succeeded(ctx context.Context, tx *store.Tx, e ledger.Event, b *Succeeded) error {
	d, err := setOf(ctx, tx, v.city, e.Subject)
	if err != nil {
		return err
	}
	for _, w := range b.Went {
		for _, step := range []func(context.Context, *store.Tx, ledger.Event, *Definition, Went) error{v.moveFoot,
			v.moveSheets, v.moveTargets} {
			if err := step(ctx, tx, e, d, w); err != nil {
				return fmt.Errorf("area %s: %w", w.Area, err)
			}
		}
	}
	return nil
}

// moveFoot has an area report no more, and its heirs from now on; what it was asked for before is asked at the first.
func (v view) moveFoot(ctx context.Context, tx *store.Tx, e ledger.Event, d *Definition, w Went) error {
	counts, at := asks{}, w.Area
	var rows []foot
	err := store.Each(ctx, tx, func(r *sql.Rows) error {
		var f foot
		err := r.Scan(&f.area, &f.since, &f.until)
		rows = append(rows, f)
		return err
	}, "SELECT area, since, until FROM indicator_foot WHERE city = $1 AND set_id = $2 AND at = $3 ORDER BY area",
		v.city,
		e.Subject, int64(w.Area))
	if err != nil {
		return err
	}
	if len(w.To) > 0 {
		at = w.To[0]
		for _, f := range rows {
			l := f.area.Level()
			counts.add(d, w.Area, l, int64(f.since), -1)
			counts.add(d, at, l, int64(f.since), 1)
			if f.until > 0 {
				counts.add(d, w.Area, l, int64(f.until), 1)
				counts.add(d, at, l, int64(f.until), -1)
			}
		}
	}
	own := slices.IndexFunc(rows, func(f foot) bool { return f.area == w.Area && f.until == 0 })
	if own >= 0 {
		counts.add(d, at, w.Area.Level(), int64(e.At), -1)
		if err := tx.Later(ctx, `UPDATE indicator_foot SET until = $1 WHERE city = $2 AND set_id = $3 AND area = $4`,
			int64(e.At), v.city, e.Subject, int64(w.Area)); err != nil {
			return err
		}
		if err := v.enlist(ctx, tx, e, d, w, counts); err != nil {
			return err
		}
	}
	if err := tx.Later(ctx, "UPDATE indicator_foot SET at = $1 WHERE city = $2 AND set_id = $3 AND at = $4", int64(at),
		v.city, e.Subject, int64(w.Area)); err != nil {
		return err
	}
	return v.ask(ctx, tx, e.Subject, counts)
}

// enlist has the heirs report that did not before.
func (v view) enlist(ctx context.Context, tx *store.Tx, e ledger.Event, d *Definition, w Went, counts asks) error {
	for _, h := range w.To {
		if h.Level() != w.Area.Level() {
			continue
		}
		_, err := footOf(ctx, tx, v.city, e.Subject, h)
		if err == nil {
			continue
		}
		if !isNone(err) {
			return err
		}
		counts.add(d, h, h.Level(), int64(e.At), 1)
		if err := tx.Later(ctx, `INSERT INTO indicator_foot (city, set_id, area, at, since, until)
			VALUES ($1, $2, $3, $3, $4, 0)`, v.city, e.Subject, int64(h), int64(e.At)); err != nil {
			return err
		}
	}
	return nil
}

// moveSheets has what was reported count at the first heir.
func (v view) moveSheets(ctx context.Context, tx *store.Tx, e ledger.Event, d *Definition, w Went) error {
	if len(w.To) == 0 {
		return nil
	}
	var list []*Sheet
	if err := sheets(ctx, tx, func(s *Sheet) error { list = append(list, s); return nil },
		"set_id = $2 AND at = $3 ORDER BY span, area", v.city, e.Subject, int64(w.Area)); err != nil {
		return err
	}
	if err := tx.Later(ctx, "UPDATE indicator_sheets SET at = $1 WHERE city = $2 AND set_id = $3 AND at = $4",
		int64(w.To[0]), v.city, e.Subject, int64(w.Area)); err != nil {
		return err
	}
	for _, s := range list {
		m, l := sums{}, s.Area.Level()
		for at, sign := range map[area.Code]int64{w.Area: -1, w.To[0]: 1} {
			m.give(d, at, s.Values, sign)
			m.sheet(d, at, l, s.InTime, sign)
			m.state(d, at, l, s.State, sign)
		}
		if err := v.sum(ctx, tx, e.Subject, s.Span, m); err != nil {
			return err
		}
		if err := v.tops(ctx, tx, d, e.Subject, s.Span, w.Area); err != nil {
			return err
		}
	}
	return nil
}

// moveTargets parts the targets that add up among the heirs; others the heirs take over that have none of their own.
func (v view) moveTargets(ctx context.Context, tx *store.Tx, e ledger.Event, d *Definition, w Went) error {
	if len(w.To) == 0 {
		return nil
	}
	list, err := targetsOf(ctx, tx, v.city, e.Subject, w.Area)
	if err != nil {
		return err
	}
	for _, t := range list {
		x, ok := d.Get(t.Code)
		if !ok {
			continue
		}
		parts := Split(t.Value, make([]int64, len(w.To)), grain(x.Decimals))
		for i, h := range w.To {
			was, err := targetOf(ctx, tx, v.city, e.Subject, h, t.Code, t.Span)
			if err != nil {
				return err
			}
			value := t.Value
			switch {
			case x.Adds() && was != nil:
				value = was.Value + parts[i]
			case x.Adds():
				value = parts[i]
			case was != nil:
				continue
			}
			b := &Targeted{Code: t.Code, Span: t.Span, Day: e.At, How: BySuccession}
			if err := v.target(ctx, tx, e, b, Entry{h, value}); err != nil {
				return err
			}
		}
		if err := v.past(ctx, tx, e.Subject, w.Area, t.Code, t.Span); err != nil {
			return err
		}
	}
	return nil
}
