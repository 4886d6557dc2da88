package views

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
)

// The rows that were written while living are those that the events give again, and the counters are a recount.
func TestRebuildIsIdentical(t *testing.T) {
	t.Parallel()
	states := map[matter.State]int{}
	for seed := range uint64(3) {
		w := newTown(t, seed)
		w.live(1500)
		live := dump(t, w.db)
		for name := range tables {
			if name != "policies" && len(live[name]) == 0 {
				t.Errorf("seed %d: the table %s is empty: this test shows nothing", seed, name)
			}
		}
		again := openDB(t)
		if err := ledger.Replay(w.ctx, w.db, again, w.options(All(city)), nil); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(live, dump(t, again)); d != "" {
			t.Fatalf("seed %d: live and rebuilt rows differ:\n%s", seed, d)
		}
		recount(t, w, states)
		found := turn(t, w, org.Scope{All: true}, Filter{Text: "路灯"})
		w.led.Close()
		if err := ledger.Rebuild(w.ctx, w.db, w.options(All(city)), nil); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(live, dump(t, w.db)); d != "" {
			t.Fatalf("seed %d: rebuilding in place changed rows:\n%s", seed, d)
		}
		if d := cmp.Diff(found, turn(t, w, org.Scope{All: true}, Filter{Text: "路灯"})); d != "" || len(found) == 0 {
			t.Fatalf("seed %d: the rebuilt index finds other matters:\n%s", seed, d)
		}
		if told := check(t, w.db); len(told) > 0 {
			t.Fatalf("seed %d: after rebuilding: %q", seed, told)
		}
	}
	for _, s := range matter.States() {
		if states[s] == 0 {
			t.Errorf("no matter is %s: this test shows nothing", s)
		}
	}
}

func recount(t *testing.T, w *town, states map[matter.State]int) {
	t.Helper()
	want := tallies{}
	for _, m := range w.matters() {
		want.change(nil, m)
		states[m.State]++
		if (m.State == matter.Assigned || m.State == matter.InHand) && m.Next != m.Due {
			t.Errorf("matter %d is %s and has next %d, due %d: lists of lights rely on their being one", m.ID, m.State,
				m.Next, m.Due)
		}
	}
	got := map[cell]int64{}
	rows, err := w.db.Read().Query(w.ctx, "SELECT dim, area, kind, key, word, state, n FROM tallies WHERE city = $1",
		int64(city))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c cell
		var n int64
		if err := rows.Scan(&c.dim, &c.area, &c.kind, &c.key, &c.word, &c.state, &n); err != nil {
			t.Fatal(err)
		}
		got[c] = n
	}
	if d := cmp.Diff(want.delta, got, cmp.AllowUnexported(cell{})); d != "" {
		t.Errorf("counters are not the count:\n%s", d)
	}
}
