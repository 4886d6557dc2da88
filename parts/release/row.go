package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// told is what a matter's events say: of its release, and what the gate may know.
type told struct {
	Stand
	bare  org.Bare
	outAt calendar.Instant // when what is out was let out
	last  int64            // the seq of the last event

	// for what programs are answered from
	news   int64                      // the seq of the last event of a release, or while something was out
	since  calendar.Instant           // when it was let out, however often it was written anew since
	saidAt map[int64]calendar.Instant // the same of residents' words, by their event
}

// fold reads what a matter's events up to one say.
func fold(ctx context.Context, r store.Reader, city, id, upto int64) (told, error) {
	t, m := told{Stand: Stand{Matter: id}}, &matter.Matter{}
	var steps []org.PublicStep
	said := map[int64]int64{} // what reporters of merged matters said: the event, and whose it is
	types := []event.Type{typePrefix, matter.TypePrefix}
	err := ledger.EachOf(ctx, r, city, id, upto, types, func(e ledger.Event) error {
		t.last = e.Seq
		if e.Type.In(typePrefix) || t.Shown != nil {
			t.news = e.Seq
		}
		if e.Type.In(typePrefix) {
			was := t.Shown
			err := t.apply(e)
			if t.Shown != was && e.Type != PhotoOutType {
				t.outAt = e.At
			}
			t.heard(was, e.At)
			return err
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
	t.Area = m.Area
	t.bare = org.BareOf(m, steps)
	for _, seq := range slices.Sorted(maps.Keys(said)) {
		if slices.Contains(m.Silent, said[seq]) {
			t.bare.Mute = append(t.bare.Mute, seq)
		}
	}
	return t, err
}

// row is a row of the table releases.
type row struct {
	area, step, need, drafter, seq, at int64
	state, hands, draft, shown, reason string
}

const rowColumns = "matter, area, state, step, need, hands, draft, shown, reason, drafter, seq, at"

func (x *row) scan(rows *sql.Rows) (id int64, err error) {
	err = rows.Scan(&id, &x.area, &x.state, &x.step, &x.need, &x.hands, &x.draft, &x.shown, &x.reason,
		&x.drafter, &x.seq, &x.at)
	return id, err
}

func rowOf(t told) row {
	r := row{area: int64(t.bare.Area), state: t.State, step: int64(t.Step), need: int64(t.Need), hands: asJSON(t.Hands),
		draft: asJSON(t.Draft), shown: asJSON(t.Shown), reason: t.Reason, seq: t.Seq, at: int64(t.At)}
	if len(t.Hands) > 0 {
		r.drafter = t.Hands[0]
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

// entry is what the indexes and the counters know of a public matter.
type entry struct {
	matter, county, township, at, struck, due, cell, agreed, lat, lng int64
	category, plain, source                                           string
}

// publicRow is a row of the table public_matters.
type publicRow struct {
	entry
	bare, shown string
}

const (
	entryColumns = "matter, county, township, at, struck, due, cell, agreed, lat, lng, category, plain, source"
	nowhere      = -1 // the cell of what has no place
)

func (e *entry) scan(rows *sql.Rows, more ...any) error {
	var lat, lng sql.NullInt64
	err := rows.Scan(append([]any{&e.matter, &e.county, &e.township, &e.at, &e.struck, &e.due, &e.cell, &e.agreed, &lat,
		&lng, &e.category, &e.plain, &e.source}, more...)...)
	e.lat, e.lng = lat.Int64, lng.Int64
	return err
}

// publicOf is the row of a matter of which something is out.
func publicOf(t told) publicRow {
	return publicRow{entry: entryOf(t), bare: asJSON(t.bare), shown: asJSON(t.Shown)}
}

// entryOf is what the indexes know of such a matter.
func entryOf(t told) entry {
	b, r := t.bare, t.Shown
	p := entry{matter: t.Matter, county: int64(b.Area.Ancestor(area.County)), cell: nowhere,
		township: int64(b.Area.Ancestor(area.Township)), category: b.Category, source: string(b.Source),
		at: int64(t.outAt)}
	if org.GroupOf(b, r).Agreed {
		p.agreed = 1
	}
	if org.Barred(b, r) == "" {
		p.plain = string(org.PlainOf(b.State))
	}
	for _, x := range b.Steps {
		p.at = max(p.at, int64(x.At))
	}
	if open(p.plain) && org.Plain(p.plain) != org.PlainFixed {
		p.due = int64(b.Due)
	}
	if p.plain == string(org.PlainStruck) {
		p.at, p.struck = int64(b.Struck), int64(b.Struck)
	}
	if r.Near {
		p.at = longAgo(p.at)
	}
	if r.Lat != nil && r.Lng != nil {
		p.lat, p.lng = micro(*r.Lat), micro(*r.Lng)
		p.cell = cellOf(p.lat, p.lng)
	}
	return p
}

// open says of a plain state in a row that the matter is public and not struck off.
func open(plain string) bool { return plain != "" && plain != string(org.PlainStruck) }

// longAgo is where a complaint near a home stands in a list: at the beginning of the month before, so that its
// neighbours do not tell the day of which everybody may know the weekday.
func longAgo(at int64) int64 {
	t := calendar.Instant(at).Time().In(calendar.China())
	return time.Date(t.Year(), t.Month()-1, 1, 0, 0, 0, 0, t.Location()).UnixMicro()
}

func micro(degrees float64) int64 { return int64(math.Round(degrees * 1e6)) }

// The squares that matters are counted in; the middle ones are those of a place beside a home, see org.Release.Beside.
var sides = [...]int64{625, 5000, 40000} // millionths of a degree: some 60 m, 500 m, 4 km

// middle is the place of those in sides.
const middle = 1

// square is the one of a size in which a place lies.
func square(lat, lng, side int64) (y, x int64) {
	return (lat + 90_000_000) / side, (lng + 180_000_000) / side
}

// columns is how many squares of the middle size lie side by side around the globe.
const columns = 360_000_000/5000 + 1

// cellOf names the square of the middle size in which a place lies.
func cellOf(lat, lng int64) int64 {
	y, x := square(lat, lng, sides[middle])
	return y*columns + x
}

// put writes the rows of a matter.
func (f follower) put(ctx context.Context, tx *store.Tx, t told) error {
	r := rowOf(t)
	if err := tx.Later(ctx, `INSERT INTO releases (city, matter, area, state, step, need, hands, draft, shown, reason,
		drafter, seq, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (city, matter) DO UPDATE SET area = excluded.area, state = excluded.state, step = excluded.step,
		need = excluded.need, hands = excluded.hands, draft = excluded.draft, shown = excluded.shown,
		reason = excluded.reason, drafter = excluded.drafter, seq = excluded.seq, at = excluded.at`, f.city, t.Matter,
		r.area, r.state, r.step, r.need, r.hands, r.draft, r.shown, r.reason, r.drafter, r.seq, r.at); err != nil {
		return err
	}
	if t.Shown == nil {
		return tx.Later(ctx, "DELETE FROM public_matters WHERE city = $1 AND matter = $2", f.city, t.Matter)
	}
	return tx.Rows(ctx, insertPublic, `ON CONFLICT (city, matter) DO UPDATE SET county = excluded.county,
		township = excluded.township, category = excluded.category, plain = excluded.plain, lat = excluded.lat,
		lng = excluded.lng, at = excluded.at, struck = excluded.struck, bare = excluded.bare, shown = excluded.shown,
		source = excluded.source, agreed = excluded.agreed, due = excluded.due, cell = excluded.cell`,
		[][]any{publicArgs(f.city, publicOf(t))})
}

const insertPublic = `INSERT INTO public_matters (city, matter, county, township, category, plain, lat, lng, at, struck,
	bare, shown, source, agreed, due, cell) VALUES`

// publicArgs are the values of a row for insertPublic.
func publicArgs(city int64, p publicRow) []any {
	var lat, lng any
	if p.cell != nowhere {
		lat, lng = p.lat, p.lng
	}
	return []any{city, p.matter, p.county, p.township, p.category, p.plain, lat, lng, p.at, p.struck, p.bare, p.shown,
		p.source, p.agreed, p.due, p.cell}
}

// before reads the entries of some matters as they stand.
func (f follower) before(ctx context.Context, tx *store.Tx, ids []int64, fn func(entry)) error {
	text, args := within("SELECT "+entryColumns+" FROM public_matters WHERE city = $1 AND matter IN", f.city, ids)
	return store.Each(ctx, tx, func(rows *sql.Rows) error {
		var e entry
		err := e.scan(rows)
		fn(e)
		return err
	}, text, args...)
}

// within is a question about some matters of a city, their numbers behind the text.
func within(text string, city int64, ids []int64) (string, []any) {
	args := []any{city}
	for i, id := range ids {
		sep := ", "
		if i == 0 {
			sep = " ("
		}
		args = append(args, id)
		text += fmt.Sprintf("%s$%d", sep, len(args))
	}
	return text + ")", args
}
