// Package atlas is where matters lie: a table of their positions, asked for what is at a point and for what lies in a
// piece of the map.
//
// It follows the ledger and may lag by a moment. It holds a row for each matter that has coordinates or names a
// point, with what a list's filter asks about it, so that a map of a city is counted in one index and no matter is
// shipped that nobody looks at. It never says who may see a matter: the scope comes in from org, with every question.
//
// The boundaries of areas, which a city without a tile server draws its map from, are kept here too: simplified, in
// WGS-84.
package atlas

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Atlas is a city's atlas. Safe for concurrent use.
type Atlas struct{ part.Base }

// New makes the atlas of a city whose tables are there.
func New(b part.Base) *Atlas { return &Atlas{b} }

// OpenAt are the open matters of a point, the newest first, whoever may see them.
func (x *Atlas) OpenAt(ctx context.Context, point int64, limit int) ([]int64, error) {
	var out []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT id FROM spots WHERE city = $1 AND point = $2 AND point > 0 AND open = 1 ORDER BY id DESC LIMIT $3",
		x.City, point, limit)
	return out, err
}

type follower struct{ city int64 }

// Follower keeps the table of positions; the ledger runs it.
func (x *Atlas) Follower() ledger.Follower { return follower{x.City} }

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

const followerName = "spots.1"

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return []event.Type{matter.TypePrefix} }

// Reset implements ledger.Follower. Boundaries come from no event and stay.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	if err := tx.Later(ctx, "DELETE FROM spot_tallies WHERE city = $1", f.city); err != nil {
		return err
	}
	return tx.Later(ctx, "DELETE FROM spots WHERE city = $1", f.city)
}

// Apply implements ledger.Follower: each matter that something happened to is put as it then stood. Exception: of an
// event that is not fresh it is put as it stands now; each later change has an event, so at the head the rows are those
// of the events.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	changed := map[int64]*matter.Matter{} // nil when it must be read
	for i := range events {
		if events[i].Type.In(matter.TypePrefix) {
			changed[events[i].Subject] = views.Fresh(&events[i])
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(changed)), pieces) {
		var list []spot
		moved := shift{}
		err := before(ctx, tx, f.city, part, func(s spot) { moved.add(s, -1) })
		if err != nil {
			return err
		}
		take := func(s spot) {
			list = append(list, s)
			moved.add(s, 1)
		}
		var others []int64
		for _, id := range part {
			if m := changed[id]; m != nil {
				take(spotOf(m))
			} else {
				others = append(others, id)
			}
		}
		if err := stand(ctx, tx, f.city, others, take); err != nil {
			return err
		}
		if err := putSpots(ctx, tx, f.city, list); err != nil {
			return err
		}
		if err := moved.put(ctx, tx, f.city); err != nil {
			return err
		}
	}
	return nil
}

// stand gives some matters as they stand.
func stand(ctx context.Context, tx *store.Tx, city int64, ids []int64, take func(spot)) error {
	if len(ids) == 0 {
		return nil
	}
	return store.Each(ctx, tx, func(rows *sql.Rows) error {
		s, err := read(rows)
		take(s)
		return err
	}, inText("SELECT doc FROM matters WHERE city = $1 AND id IN", len(ids)), args(city, ids)...)
}

// pieces is how many matters are asked for at once.
const pieces = 128

func inText(text string, n int) string {
	var b strings.Builder
	b.WriteString(text + " (")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+2)
	}
	return b.String() + ")"
}

func args(city int64, ids []int64) []any {
	out := []any{city}
	for _, id := range ids {
		out = append(out, id)
	}
	return out
}

// spot is a row of the table.
type spot struct {
	id, point, open, known, lat, lng, kind, state, severity int64
	category                                                string
	area, lead                                              int64
}

func read(rows *sql.Rows) (spot, error) {
	var doc []byte
	var m matter.Matter
	if err := rows.Scan(&doc); err != nil {
		return spot{}, err
	}
	err := json.Unmarshal(doc, &m)
	return spotOf(&m), err
}

func spotOf(m *matter.Matter) spot {
	s := spot{id: m.ID, point: m.Point, open: bit(m.State.Open()), kind: int64(m.Kind), state: int64(m.State),
		severity: int64(m.Severity), category: m.Category,
		area: int64(m.Area), lead: m.Lead}
	if m.Lat != nil && m.Lng != nil {
		s.known = 1
		s.lat, s.lng = place.Place{Lat: *m.Lat, Lng: *m.Lng}.E7()
	}
	return s
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const spotColumns = "id, point, open, known, lat, lng, kind, state, severity, category, area, lead"

// putSpots writes where matters lie; one that lies nowhere has no row.
func putSpots(ctx context.Context, tx *store.Tx, city int64, list []spot) error {
	var rows [][]any
	for _, s := range list {
		if s.known == 0 && s.point == 0 {
			if err := tx.Later(ctx, "DELETE FROM spots WHERE city = $1 AND id = $2", city, s.id); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []any{city, s.id, s.point, s.open, s.known, s.lat, s.lng, s.kind, s.state, s.severity,
			s.category, s.area, s.lead})
	}
	return tx.Rows(ctx, "INSERT INTO spots (city, "+spotColumns+") VALUES", `ON CONFLICT (city, id) DO UPDATE SET
point = excluded.point, open = excluded.open, known = excluded.known, lat = excluded.lat, lng = excluded.lng,
kind = excluded.kind, state = excluded.state, severity = excluded.severity, category = excluded.category,
area = excluded.area, lead = excluded.lead`, rows)
}
