package release_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// TestWalk gives all that is out, each as its page shows it but for words and photos, and says why the gate is shut for
// the others; by the events alone it is found again as it was before.
func TestWalk(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	var ids []int64
	for _, category := range []string{"fac.lamp", "home.fire", "green.damage", "env.rubbish"} {
		id := o.listed(category)
		s := o.draft(id, release.Asking{Title: "路灯不亮", Text: "看不见路", Place: "东风路"})
		if err := o.Releases.Pass(ctx, o.Who["sup"], o.ID(), id, s); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	before := o.Ledger().Head().Seq
	o.Give("disp", ids[2], &matter.Assign{Lead: o.Units["she"]})
	if err := o.Releases.Withdraw(ctx, o.Who["sup"], o.ID(), ids[3], "认出来了"); err != nil {
		t.Fatal(err)
	}
	o.Office.CatchUp()
	p := o.Releases.Policy().Release
	p.Never = append([]string{"fac.lamp"}, p.Never...)
	glass := release.Glass{Policy: p, Now: o.Now()}
	got := map[int64]release.Walked{}
	err := o.DB.Snapshot(ctx, func(r store.Reader) error {
		return o.Walk(ctx, r, glass, func(list []release.Walked) error {
			for _, w := range list {
				got[w.Matter] = w
			}
			return nil
		})
	})
	if err != nil || len(got) != 3 || got[ids[0]].Shut != org.SecretSource || got[ids[0]].Public.Matter != 0 {
		t.Fatalf("%d walked, %v, %+v", len(got), err, got[ids[0]])
	}
	for _, id := range ids[1:3] {
		want, err := o.One(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		want.Title, want.Text, want.Place, want.Photos, want.Words = "", "", "", nil, nil
		have := got[id].Public
		if len(have.Words) == 0 {
			have.Words = nil
		}
		if d := cmp.Diff(want, have); d != "" {
			t.Errorf("matter %d (-page +walk):\n%s", id, d)
		}
	}
	if was, err := o.Was(ctx, o.DB.Read(), glass, ids[3], before); err != nil || was.Title != "路灯不亮" ||
		was.Area != citytest.Village {
		t.Errorf("it was %+v, %v", was, err)
	}
	if was, err := o.Was(ctx, o.DB.Read(), glass, ids[3], before+2); err != nil || was.Matter != 0 {
		t.Errorf("it is %+v, %v", was, err)
	}
	moved, last, err := o.Moved(ctx, o.DB.Read(), before)
	if err != nil || len(moved) != 1 || moved[0] != ids[3] || last <= before {
		t.Errorf("moved: %v, %d, %v", moved, last, err)
	}
}

// TestWalkEnds: an error of who takes the pieces ends the walk, and so does the context.
func TestWalkEnds(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.draft(o.listed("fac.lamp"), release.Asking{Title: "路灯不亮"})
	ctx, stop := context.WithCancel(context.Background())
	stop()
	err := o.Walk(ctx, o.DB.Read(), release.Glass{}, func([]release.Walked) error { return nil })
	if err == nil {
		t.Error("the walk went on after its context")
	}
}
