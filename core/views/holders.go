package views

import (
	"context"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The parts a unit can have in a matter; their numbers stand in the database.
const (
	partLead  = 1
	partCo    = 2
	partUpper = 3
)

// holder is one row of the table.
type holder struct {
	open     int64
	unit     int64
	next     calendar.Instant
	id, part int64
}

// holding lists the rows of a matter: a unit once, as lead before upper before co.
func holding(m *matter.Matter) []holder {
	if m == nil || m.Lead == 0 {
		return nil
	}
	var out []holder
	add := func(unit, part int64) {
		for _, h := range out {
			if h.unit == unit {
				return
			}
		}
		out = append(out, holder{bit(m.Open()), unit, m.Next, m.ID, part})
	}
	add(m.Lead, partLead)
	for _, u := range m.Above {
		add(u, partUpper)
	}
	for _, u := range m.Uppers {
		add(u, partUpper)
	}
	for _, u := range m.Co {
		add(u, partCo)
	}
	return out
}

type holders struct{}

// change writes the difference between two states of a matter.
func (holders) change(ctx context.Context, tx *store.Tx, city int64, old, now *matter.Matter) error {
	before, after := holding(old), holding(now)
	for _, h := range before {
		if has(after, h) {
			continue
		}
		err := tx.Later(ctx,
			"DELETE FROM holders WHERE city = $1 AND open = $2 AND unit = $3 AND next = $4 AND id = $5", city, h.open,
			h.unit, h.next, h.id)
		if err != nil {
			return err
		}
	}
	for _, h := range after {
		if has(before, h) {
			continue
		}
		err := tx.Later(ctx, "INSERT INTO holders (city, open, unit, next, id, part) VALUES ($1, $2, $3, $4, $5, $6)",
			city, h.open, h.unit, h.next, h.id, h.part)
		if err != nil {
			return err
		}
	}
	return nil
}

func has(list []holder, h holder) bool {
	for _, x := range list {
		if x == h {
			return true
		}
	}
	return false
}
