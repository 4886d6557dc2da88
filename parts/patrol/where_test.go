package patrol_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/track"
	"xiaohao/parts/atlas"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
)

// bound makes a square of some 13 km the boundary of an area; the test's walks lie in the one about 26.9, 112.6.
func (o *town) bound(a area.Code, lat, lng int) {
	o.T.Helper()
	const side = 12000
	o.fatal(part.Get[*atlas.Atlas](o.Values).SetBoundaries(o.ctx, []atlas.Boundary{{Area: a, Shape: atlas.Shape{{{
		lat - side/2, lng - side/2, 0, side, side, 0, 0, -side, -side, 0}}}}}))
}

// wheres are what the visits of a patrol say of positions, by day and area.
func (o *town) wheres(id int64) (out []track.Where) {
	o.T.Helper()
	s, err := o.Sheet(o.ctx, o.Who["sup"], id)
	o.fatal(err)
	for _, l := range s.Legs {
		out = append(out, l.Where)
	}
	return out
}

// TestWhere: the person says where he walked, and the record says whether positions agree. Nothing is refused.
func TestWhere(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	start := o.Now().Plus(-5 * 3600e6)
	walked := func(h patrol.Head, n int64, a area.Code) int64 {
		t.Helper()
		r, err := o.TakePart(o.ctx, o.Who["head"], o.piece(h, n, a, start), o.Now())
		o.fatal(err)
		return r.Patrol
	}
	says := func(what string, id int64, want track.Where) {
		t.Helper()
		if got := o.wheres(id); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	says("no boundary is known", walked(o.head(), 1, citytest.Village), track.Unjudged)
	o.bound(citytest.Street, 2690000, 11260000)
	says("the township is known alone", walked(o.head(), 1, citytest.Village), track.Unsure)
	says("in the area", walked(o.head(), 1, citytest.Street), track.Agrees)
	o.bound(citytest.Village, 2650000, 11200000)
	h := o.head()
	id := walked(h, 1, citytest.Village)
	says("fifty kilometres off", id, track.Apart)
	o.bound(citytest.Village, 2690000, 11260000) // the list of boundaries was put right
	walked(h, 2, citytest.Village)
	says("a later part comes near", id, track.Agrees)
	o.bound(citytest.Village, 2650000, 11200000)
	walked(h, 3, citytest.Village)
	says("a later part is off again", id, track.Agrees)
	h = o.head()
	p := o.piece(h, 1, citytest.Street, start.Plus(-2*86400e6)) // positions of another day
	p.Legs = []patrol.Walked{{Area: citytest.Street, From: start, To: o.Now()}}
	r, err := o.TakePart(o.ctx, o.Who["head"], p, o.Now())
	o.fatal(err)
	says("positions of another day", r.Patrol, track.Unjudged)
	phone := o.Now().Plus(2 * 86400e6) // two days fast
	r, err = o.TakePart(o.ctx, o.Who["head"], o.piece(o.head(), 1, citytest.Street, phone.Plus(-5*3600e6)), phone)
	o.fatal(err)
	says("a phone that is two days off", r.Patrol, track.Agrees)
	if v := o.visits(); len(v) != 6 {
		t.Errorf("%d visits of six patrols: a position must not refuse one", len(v))
	}
	o.proven()
}

// TestWhereOrder: parts in any order and any number of times, the end among them, come to the same words and the same
// proof.
func TestWhereOrder(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.bound(citytest.Street, 2690000, 11260000)
	me, start := o.Who["head"], o.Now().Plus(-8*3600e6)
	far := track.Pack([]track.Fix{{At: int64(start)/1000 + 60_000, Lat: 27.5, Lng: 113.4, Accuracy: 5}})
	rapid.Check(t, func(t *rapid.T) {
		h, end := o.head(), o.ID()
		var id int64
		steps := []func() error{func() error {
			p := o.piece(h, 1, citytest.Street, start)
			p.Track = far
			r, err := o.TakePart(o.ctx, me, p, o.Now())
			id = r.Patrol
			return err
		}, func() error {
			_, err := o.TakePart(o.ctx, me, o.piece(h, 2, citytest.Street, start.Plus(3600e6)), o.Now())
			return err
		}, func() error {
			_, err := o.TakePart(o.ctx, me, o.piece(h, 3, citytest.Village, start.Plus(2*3600e6)), o.Now())
			return err
		}, func() error {
			_, err := o.Patrols.End(o.ctx, me, end, patrol.Finish{Patrol: h, Parts: 3, How: patrol.ByPerson,
				Legs: []patrol.Walked{{Area: citytest.Street, From: start, To: start.Plus(2 * 3600e6)},
					{Area: citytest.Village, From: start.Plus(2 * 3600e6), To: start.Plus(3 * 3600e6)}}}, o.Now())
			return err
		}}
		order := rapid.SliceOfN(rapid.IntRange(0, len(steps)-1), 0, 6).Draw(t, "order")
		rest := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Perm(len(steps))
		for _, i := range append(order, rest...) {
			if err := steps[i](); err != nil {
				t.Fatal(err)
			}
		}
		got := o.wheres(id)
		if len(got) != 2 || got[0] != track.Agrees || got[1] != track.Unsure {
			t.Fatalf("%q", got)
		}
	})
	o.proven()
}

// TestOldVisits: what was written before positions were judged folds as it did, and what was judged behind the
// program's back is found.
func TestOldVisits(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.fatal(o.Noted(o.ctx, o.Who["head"], o.ID(), patrol.Note{Theme: "river", Area: citytest.Street, Day: 20261114,
		Text: "沿河看了排污口"}, nil))
	o.fatal(ledger.EachBetween(o.ctx, o.Office.DB.Read(), 4304, 1, 1<<40, nil, func(e ledger.Event) error {
		if e.Type == patrol.VisitedType && strings.Contains(string(e.Body), "place") {
			t.Errorf("a visit without positions speaks of them: %s", e.Body)
		}
		return nil
	}))
	if v := o.visits(); len(v) != 1 || v[0].Where != track.Unjudged {
		t.Errorf("%+v", v)
	}
	o.fatal(o.Patrols.Desk.Ledger().Exclusive(o.ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, "UPDATE patrol_visits SET place = 'agrees' WHERE city = $1", 4304)
	}))
	if f := o.faults(); len(f) == 0 {
		t.Error("an altered word was not found")
	}
}
