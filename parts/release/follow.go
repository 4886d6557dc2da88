package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// follower keeps both tables. A row is made of the matter's events up to the last one that it has seen, so that it
// does not hang on when it was made.
type follower struct{ city int64 }

const followerName = "release.1"

// Follower keeps the tables; the ledger runs it.
func (x *Releases) Follower() ledger.Follower { return follower{x.City} }

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return []event.Type{typePrefix, matter.TypePrefix} }

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	if err := tx.Later(ctx, "DELETE FROM public_matters WHERE city = $1", f.city); err != nil {
		return err
	}
	return tx.Later(ctx, "DELETE FROM releases WHERE city = $1", f.city)
}

// Apply implements ledger.Follower. Of a matter that nobody ever asked to let out nothing is kept, and nothing is read
// but that.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	touched, begun := map[int64]int64{}, map[int64]bool{} // the last event of each matter
	for _, e := range events {
		if f.ours(e.Type) {
			touched[e.Subject] = e.Seq
			begun[e.Subject] = begun[e.Subject] || e.Type.In(typePrefix)
		}
	}
	var ask []int64
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if !begun[id] {
			ask = append(ask, id)
		}
	}
	for part := range slices.Chunk(ask, pieces) {
		if err := f.begun(ctx, tx, part, begun); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if !begun[id] {
			continue
		}
		if err := f.put(ctx, tx, id, touched[id]); err != nil {
			return err
		}
	}
	return nil
}

func (follower) ours(t event.Type) bool { return t.In(typePrefix) || t.In(matter.TypePrefix) }

// pieces is how many matters are asked for at once.
const pieces = 128

// begun marks those of some matters that have a row.
func (f follower) begun(ctx context.Context, tx store.Reader, ids []int64, into map[int64]bool) error {
	text, args := "SELECT matter FROM releases WHERE city = $1 AND matter IN (", []any{f.city}
	for i, id := range ids {
		if i > 0 {
			text += ", "
		}
		args = append(args, id)
		text += fmt.Sprintf("$%d", len(args))
	}
	return store.Each(ctx, tx, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		into[id] = true
		return err
	}, text+")", args...)
}

// put writes the rows of a matter as its events up to one say.
func (f follower) put(ctx context.Context, tx *store.Tx, id, upto int64) error {
	s, b, err := fold(ctx, tx, f.city, id, upto)
	if err != nil {
		return err
	}
	r := rowOf(s, b)
	if err := tx.Later(ctx, `INSERT INTO releases (city, matter, area, state, step, need, hands, draft, shown, reason,
		drafter, seq, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (city, matter) DO UPDATE SET area = excluded.area, state = excluded.state, step = excluded.step,
		need = excluded.need, hands = excluded.hands, draft = excluded.draft, shown = excluded.shown,
		reason = excluded.reason, drafter = excluded.drafter, seq = excluded.seq, at = excluded.at`, f.city, id,
		r.area, r.state, r.step, r.need, r.hands, r.draft, r.shown, r.reason, r.drafter, r.seq, r.at); err != nil {
		return err
	}
	if s.Shown == nil {
		return tx.Later(ctx, "DELETE FROM public_matters WHERE city = $1 AND matter = $2", f.city, id)
	}
	p := publicOf(s, b)
	return tx.Later(ctx, `INSERT INTO public_matters (city, matter, county, township, category, plain, lat, lng, at,
		struck, bare, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (city, matter) DO UPDATE SET county = excluded.county, township = excluded.township,
		category = excluded.category, plain = excluded.plain, lat = excluded.lat, lng = excluded.lng,
		at = excluded.at, struck = excluded.struck, bare = excluded.bare, shown = excluded.shown`, f.city, id,
		p.county, p.township, p.category, p.plain, p.lat, p.lng, p.at, p.struck, p.bare, p.shown)
}

// fold reads what a matter's events up to one say: of its release, and what the gate may know.
func fold(ctx context.Context, r store.Reader, city, id, upto int64) (Stand, org.Bare, error) {
	s, m := Stand{Matter: id}, &matter.Matter{}
	var steps []org.PublicStep
	said := map[int64]int64{} // what reporters of merged matters said: the event, and whose it is
	types := []event.Type{typePrefix, matter.TypePrefix}
	err := ledger.EachOf(ctx, r, city, id, upto, types, func(e ledger.Event) error {
		if e.Type.In(typePrefix) {
			return s.apply(e)
		}
		b, err := matter.Decode(e.Type, e.Body)
		if err != nil {
			return err
		}
		if from := matter.FromOf(b); from != 0 {
			said[e.Seq] = from
		}
		before := org.PlainOf(m.State)
		matter.ApplyBody(m, b, matter.Stamp{Seq: e.Seq, At: e.At, Actor: e.Actor})
		if now := org.PlainOf(m.State); now != "" && now != before {
			steps = append(steps, org.PublicStep{State: now, At: e.At})
		}
		return nil
	})
	s.Area = m.Area
	bare := org.BareOf(m, steps)
	for _, seq := range slices.Sorted(maps.Keys(said)) {
		if slices.Contains(m.Silent, said[seq]) {
			bare.Mute = append(bare.Mute, seq)
		}
	}
	return s, bare, err
}

// row is a row of the table releases.
type row struct {
	area, step, need, drafter, seq, at int64
	state, hands, draft, shown, reason string
}

func rowOf(s Stand, b org.Bare) row {
	r := row{area: int64(b.Area), state: s.State, step: int64(s.Step), need: int64(s.Need), hands: asJSON(s.Hands),
		draft: asJSON(s.Draft), shown: asJSON(s.Shown), reason: s.Reason, seq: s.Seq, at: int64(s.At)}
	if len(s.Hands) > 0 {
		r.drafter = s.Hands[0]
	}
	return r
}

// asJSON is "" for nothing.
func asJSON[T any](v T) string {
	b, err := json.Marshal(v)
	if err != nil || string(b) == "null" {
		return ""
	}
	return string(b)
}

// publicRow is a row of the table public_matters.
type publicRow struct {
	county, township, at, struck int64
	category, plain, bare, shown string
	lat, lng                     any
}

func publicOf(s Stand, b org.Bare) publicRow {
	p := publicRow{county: int64(b.Area.Ancestor(area.County)), township: int64(b.Area.Ancestor(area.Township)),
		category: b.Category, plain: string(org.PlainOf(b.State)), struck: int64(b.Struck), bare: asJSON(b),
		shown: asJSON(s.Shown), at: int64(s.At)}
	for _, x := range b.Steps {
		p.at = max(p.at, int64(x.At))
	}
	if r := s.Shown; r.Lat != nil && r.Lng != nil {
		p.lat, p.lng = micro(*r.Lat), micro(*r.Lng)
	}
	return p
}

func micro(degrees float64) int64 { return int64(math.Round(degrees * 1e6)) }
