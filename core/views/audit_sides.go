package views

import (
	"bytes"
	"database/sql"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The side tables: each row that should be there is looked up by its key, then the rows are counted; only when there
// are too many is every row asked what it is doing there.

// sideTables says how to count the rows of a table and how to read them when there are too many.
var sideTables = map[string]string{
	"holders":      "SELECT id, unit, open, next, part FROM holders WHERE city = $1",
	"receipts":     "SELECT id, digest, '', 0, 0 FROM receipts WHERE city = $1",
	"sources":      "SELECT id, source, source_no, 0, 0 FROM sources WHERE city = $1",
	"voices":       "SELECT id, voice, '', 0, 0 FROM voices WHERE city = $1",
	"followers":    "SELECT id, person, '', 0, 0 FROM followers WHERE city = $1",
	"case_members": "SELECT id, person, open, next, unit FROM case_members WHERE city = $1",
	"case_offers":  "SELECT id, unit, what, due, 0 FROM case_offers WHERE city = $1",
	"notices":      "SELECT matter, seq, '', 0, 0 FROM notices WHERE city = $1",
}

// side looks up the rows that a matter should have.
func (c *checker) side(h history) error {
	m := h.m
	for _, x := range holding(m) {
		err := c.expect("holders", x.part, fmt.Sprintf("unit %d, id %d", x.unit, x.id),
			"SELECT part FROM holders WHERE city = $1 AND open = $2 AND unit = $3 AND next = $4 AND id = $5", c.city,
			x.open, x.unit, x.next, x.id)
		if err != nil {
			return err
		}
	}
	for _, x := range onCase(m) {
		err := c.expect("case_members", x.unit, fmt.Sprintf("person %d, id %d", x.person, x.id), "SELECT unit FROM "+
			"case_members WHERE city = $1 AND open = $2 AND person = $3 AND next = $4 AND id = $5", c.city, x.open,
			x.person, x.next, x.id)
		if err != nil {
			return err
		}
	}
	for _, x := range offered(m) {
		err := c.expect("case_offers", int64(1), fmt.Sprintf("unit %d, id %d", x.unit, x.id), "SELECT 1 FROM "+
			"case_offers WHERE city = $1 AND unit = $2 AND due = $3 AND id = $4 AND what = $5", c.city, x.unit, x.due,
			x.id, int64(x.what))
		if err != nil {
			return err
		}
	}
	if m.Receipt != "" {
		if err := c.expectFirst("receipts", m, "SELECT id FROM receipts WHERE city = $1 AND digest = $2",
			c.city, m.Receipt); err != nil {
			return err
		}
	}
	for e := range h.echoes {
		if err := c.expectFirst("receipts", m, "SELECT id FROM receipts WHERE city = $1 AND digest = $2", c.city,
			e); err != nil {
			return err
		}
	}
	if m.SourceNo != "" {
		err := c.expectFirst("sources", m, "SELECT id FROM sources WHERE city = $1 AND source = $2 AND source_no = $3",
			c.city, m.Source, m.SourceNo)
		if err != nil {
			return err
		}
	}
	for _, n := range m.Notices {
		if err := c.expect("notices", noticeText(n), fmt.Sprintf("matter %d, seq %d", m.ID, n.Seq), noticeRow,
			c.city, m.ID, n.Seq); err != nil {
			return err
		}
	}
	for v := range h.voices {
		err := c.expect("voices", int64(1), fmt.Sprintf("id %d, voice %s", m.ID, v),
			"SELECT 1 FROM voices WHERE city = $1 AND id = $2 AND voice = $3", c.city, m.ID, v)
		if err != nil {
			return err
		}
	}
	for p := range h.followers {
		err := c.expect("followers", int64(1), fmt.Sprintf("person %d, id %d", p, m.ID),
			"SELECT 1 FROM followers WHERE city = $1 AND person = $2 AND id = $3", c.city, p, m.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// expect looks up one value by its key.
func (c *checker) expect(table string, want any, key, text string, args ...any) error {
	c.counts[table]++
	got, err := c.scalar(text, args...)
	switch {
	case err != nil:
		return err
	case got == nil:
		c.failf("%s: %s is missing", table, key)
	case got != want:
		c.failf("%s: %s: %s, but the events say %s", table, key, shown(got), shown(want))
	}
	return nil
}

// expectFirst looks up a row of which the first matter is kept: of two with one number the smaller id.
func (c *checker) expectFirst(table string, m *matter.Matter, text string, args ...any) error {
	got, err := c.scalar(text, args...)
	if err != nil {
		return err
	}
	if id, ok := got.(int64); ok && id < m.ID {
		if first, err := Get(c.ctx, c.r, c.city, id); err == nil && first.Source == m.Source &&
			first.SourceNo == m.SourceNo {
			return nil
		}
	}
	return c.expect(table, m.ID, fmt.Sprintf("%v", args[1:]), text, args...)
}

// sides counts, and where there are too many rows names those that should not be there.
func (c *checker) sides() error {
	for table, text := range sideTables {
		n, err := one(c.ctx, c.r, "SELECT COUNT(*) FROM "+table+" WHERE city = $1", c.city)
		if err != nil {
			return err
		}
		if n == c.counts[table] {
			continue
		}
		if n < c.counts[table] {
			c.failf("%s: %d rows, but the events say %d", table, n, c.counts[table])
			continue
		}
		if err := c.strangers(table, text); err != nil {
			return err
		}
	}
	return nil
}

// strangers names the rows of a side table that no event put there.
func (c *checker) strangers(table, text string) error {
	type stranger struct {
		id         int64
		a, b, x, y any
	}
	var list []stranger
	err := store.Each(c.ctx, c.r, func(rows *sql.Rows) error {
		var s stranger
		if err := rows.Scan(&s.id, &s.a, &s.b, &s.x, &s.y); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		list = append(list, s)
		return nil
	}, text, c.city)
	if err != nil {
		return err
	}
	for _, s := range list {
		ok, err := c.belongs(table, s.id, s.a, s.b, s.x, s.y)
		if err != nil {
			return err
		}
		if !ok {
			c.failf("%s: the row of matter %d with %v %v has no events", table, s.id, s.a, s.b)
		}
	}
	return nil
}

// belongs says whether the events put a side row there.
func (c *checker) belongs(table string, id int64, a, b, x, y any) (bool, error) {
	switch table {
	case "voices":
		return c.hasEvent(id, matter.TypeVoiced, func(e ledger.Event) bool {
			return bytes.Contains(e.Body, fmt.Appendf(nil, "%s", a))
		})
	case "followers":
		return c.hasEvent(id, matter.TypeFollowed, func(e ledger.Event) bool { return e.Actor == a })
	}
	m, err := Get(c.ctx, c.r, c.city, id)
	if err != nil {
		return false, c.ctx.Err() // a matter that is not there, or cannot be read, has no rows either
	}
	switch table {
	case "holders":
		for _, h := range holding(m) {
			if h.unit == a && h.open == b && int64(h.next) == x && h.part == y {
				return true, nil
			}
		}
		return false, nil
	case "case_members":
		for _, h := range onCase(m) {
			if h.person == a && h.open == b && int64(h.next) == x && h.unit == y {
				return true, nil
			}
		}
		return false, nil
	case "case_offers":
		for _, h := range offered(m) {
			if h.unit == a && int64(h.what) == b && int64(h.due) == x {
				return true, nil
			}
		}
		return false, nil
	case "receipts":
		if m.Receipt == a {
			return true, nil
		}
		return c.hasEvent(id, matter.TypeVoiced, func(e ledger.Event) bool {
			return bytes.Contains(e.Body, fmt.Appendf(nil, "%s", a))
		})
	case "notices":
		seq, _ := a.(int64)
		_, ok := m.NoticeAt(seq)
		return ok, nil
	}
	return m.Source == a && m.SourceNo == b, nil
}

// hasEvent says whether a matter has an event of a type that fits.
func (c *checker) hasEvent(id int64, typ event.Type, fits func(ledger.Event) bool) (found bool, err error) {
	err = ledger.EachOf(c.ctx, c.r, c.city, id, ledger.ToEnd, []event.Type{typ}, func(e ledger.Event) error {
		found = found || fits(e)
		return nil
	})
	return found, err
}
