package org

import (
	"context"
	"database/sql"

	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// ResetTables empties the tables that are folded from events; those of logging in stay.
func ResetTables(ctx context.Context, tx *store.Tx, city int64) error {
	for _, t := range []string{"areas", "units", "people", "posts", "leaves"} {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", city); err != nil {
			return err
		}
	}
	return nil
}

// ApplyChange folds one event into the tables. The event carries the whole new record, so it is simply put.
func ApplyChange(ctx context.Context, tx *store.Tx, city, seq int64, typ event.Type, body []byte) error {
	c, err := Decode(typ, body)
	if err != nil {
		return err
	}
	switch c := c.(type) {
	case *AreaSet:
		err = tx.Later(ctx, `INSERT INTO areas (city, code, name, former, successors, seq)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (city, code) DO UPDATE SET name = excluded.name, former = excluded.former,
			successors = excluded.successors, seq = excluded.seq`,
			city, int64(c.Area), c.Name, flag(c.Former), SpellCodes(c.Successors), seq)
	case *UnitSet:
		err = tx.Later(ctx, `INSERT INTO units (city, id, code, zh, en, parent, area, former, successor, seq)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (city, id) DO UPDATE SET code = excluded.code, zh = excluded.zh, en = excluded.en,
			parent = excluded.parent, area = excluded.area,
			former = excluded.former, successor = excluded.successor, seq = excluded.seq`,
			city, either(c.ID, seq), c.Code, c.Zh, c.En, c.Parent, int64(c.Area), flag(c.Former), c.Successor, seq)
	case *LeaveSet:
		err = tx.Later(ctx, `INSERT INTO leaves (city, person, deputy, since, until, seq)
			VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (city, person) DO UPDATE SET deputy = excluded.deputy, since = excluded.since,
			until = excluded.until, seq = excluded.seq`,
			city, c.Person, c.Deputy, c.From, c.To, seq)
	case *PersonSet:
		err = applyPerson(ctx, tx, city, seq, c)
	}
	return err
}

func applyPerson(ctx context.Context, tx *store.Tx, city, seq int64, c *PersonSet) error {
	id := either(c.ID, seq)
	err := tx.Later(ctx, `INSERT INTO people (city, id, login, name, disabled, lang, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (city, id) DO UPDATE SET login = excluded.login, name = excluded.name,
		disabled = excluded.disabled, lang = excluded.lang, seq = excluded.seq`,
		city, id, c.Login, c.Name, flag(c.Disabled), c.Lang, seq)
	if err != nil {
		return err
	}
	if c.ID != 0 {
		if err := tx.Later(ctx, `DELETE FROM posts WHERE city = $1 AND person = $2`, city, id); err != nil {
			return err
		}
	}
	for i, p := range c.Posts {
		err := tx.Later(ctx,
			`INSERT INTO posts (city, person, place, kind, area, unit, title) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			city, id, i, p.Kind, int64(p.Area), p.Unit, p.Title)
		if err != nil {
			return err
		}
	}
	return nil
}

// Load reads the organisation as it stands.
func Load(ctx context.Context, r store.Reader, city int64) (*Org, error) {
	var areas []area.Area
	var leaves []Leave
	units, people := map[int64]Unit{}, map[int64]Person{}
	for _, table := range []struct {
		text string
		row  func(*sql.Rows) error
	}{
		{`SELECT code, name, former, successors FROM areas WHERE city = $1 ORDER BY code`, func(s *sql.Rows) error {
			var a area.Area
			var heirs string
			err := s.Scan(&a.Code, &a.Name, &a.Former, &heirs)
			if a.Successors = nil; err == nil && heirs != "" {
				a.Successors, err = ParseCodes(heirs)
			}
			areas = append(areas, a)
			return err
		}},
		{`SELECT id, code, zh, en, parent, area, former, successor FROM units WHERE city = $1`,
			func(s *sql.Rows) error {
				var u Unit
				err := s.Scan(&u.ID, &u.Code, &u.Zh, &u.En, &u.Parent, &u.Area, &u.Former, &u.Successor)
				units[u.ID] = u
				return err
			}},
		{`SELECT id, login, name, disabled, lang FROM people WHERE city = $1`, func(s *sql.Rows) error {
			var p Person
			err := s.Scan(&p.ID, &p.Login, &p.Name, &p.Disabled, &p.Lang)
			people[p.ID] = p
			return err
		}},
		{`SELECT person, kind, area, unit, title FROM posts WHERE city = $1 ORDER BY person, place`,
			func(s *sql.Rows) error {
				var id int64
				var x Post
				err := s.Scan(&id, &x.Kind, &x.Area, &x.Unit, &x.Title)
				p := people[id]
				p.Posts = append(p.Posts, x)
				people[id] = p
				return err
			}},
		{`SELECT person, deputy, since, until FROM leaves WHERE city = $1 ORDER BY person`, func(s *sql.Rows) error {
			var l Leave
			err := s.Scan(&l.Person, &l.Deputy, &l.From, &l.To)
			leaves = append(leaves, l)
			return err
		}},
	} {
		if err := rows(ctx, r, table.text, city, table.row); err != nil {
			return nil, err
		}
	}
	tree, err := area.NewTree(areas)
	if err != nil {
		return nil, err
	}
	return Build(tree, units, people).away(leaves), nil
}

func rows(ctx context.Context, r store.Reader, text string, city int64, fn func(*sql.Rows) error) error {
	rs, err := r.Query(ctx, text, city)
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		if err := fn(rs); err != nil {
			return err
		}
	}
	return rs.Err()
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func either(id, seq int64) int64 {
	if id != 0 {
		return id
	}
	return seq
}
