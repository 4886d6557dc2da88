package org

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/fault"
)

// TestServiceKeys: a key of no person is found by the doors that ask for what it may, and by no other; it is in
// nobody's list, no person ends it, and it is over when it is ended or its day has come.
func TestServiceKeys(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	g := newGatehouse(t)
	k, made, err := g.NewServiceKey(ctx, Caller{Person: 5}, Key{Name: "随手拍",
		Reach: Reaches{ReachOpen311}})
	if err != nil || !strings.HasPrefix(k, "xh_") || made.ID == 0 || made.Expires <= g.now {
		t.Fatalf("%q %+v %v", k, made, err)
	}
	id, name, err := g.ServiceKey(ctx, k, ReachOpen311)
	if err != nil || id != made.ID || name != "随手拍" {
		t.Errorf("%d %q %v", id, name, err)
	}
	if _, _, err := g.ServiceKey(ctx, k, ReachRead); fault.Code(err) != "key_reach" ||
		fault.Of(err).Kind != fault.Denied {
		t.Errorf("another door: %v", err)
	}
	h, err := g.KeyCaller(ctx, g.org, k)
	if err != nil || !h.Service() || h.Key != made.ID || len(h.Posts) > 0 || h.System || h.Clock {
		t.Errorf("%+v %v", h, err)
	}
	own, err := g.NewKey(ctx, 5, "报表", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.ServiceKey(ctx, own, ReachRead); fault.Code(err) != "key_personal" {
		t.Errorf("a person's key: %v", err)
	}
	if _, err := g.NewKey(ctx, 5, "报表", 0, ReachOpen311); fault.Code(err) != "key_reach_unknown" {
		t.Errorf("a person posts by Open311: %v", err)
	}
	if _, _, err := g.NewServiceKey(ctx, Caller{}, Key{Name: "x"}); fault.Code(err) != "key_reach_none" {
		t.Errorf("it may nothing: %v", err)
	}
	for _, person := range []int64{0, 5} {
		if err := g.RevokeKey(ctx, person, made.ID); fault.Code(err) != "key_missing" {
			t.Errorf("person %d ends it: %v", person, err)
		}
		keys, err := g.Keys(ctx, person)
		if slices.ContainsFunc(keys, func(k Key) bool { return k.ID == made.ID }) || err != nil {
			t.Errorf("person %d holds it: %+v %v", person, keys, err)
		}
	}
	if all, err := g.AllKeys(ctx); err != nil || len(all) != 1 || all[0].Person != 5 {
		t.Errorf("%+v %v", all, err)
	}
	list, err := g.ServiceKeys(ctx)
	if err != nil || len(list) != 1 || list[0].Maker != 5 || list[0].Seen == 0 || !list[0].Reach.Has(ReachOpen311) {
		t.Errorf("%+v %v", list, err)
	}
	if err := g.EndServiceKey(ctx, Caller{Person: 5}, made.ID+1); fault.Code(err) != "key_missing" {
		t.Errorf("a person's key was ended as a service's: %v", err)
	}
	if err := g.EndServiceKey(ctx, Caller{Person: 5}, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.ServiceKey(ctx, k, ReachOpen311); fault.Code(err) != "key_wrong" {
		t.Errorf("ended: %v", err)
	}
	k, _, _ = g.NewServiceKey(ctx, Caller{}, Key{Name: "短", Reach: AllReaches(),
		Expires: g.now.Plus(minute)})
	g.now = g.now.Plus(2 * minute)
	if _, _, err := g.ServiceKey(ctx, k, ReachRead); fault.Code(err) != "key_wrong" {
		t.Errorf("over: %v", err)
	}
}

// TestReaches: what a key may is what was asked for, each once; writing reads too, and nothing else gives more.
func TestReaches(t *testing.T) {
	t.Parallel()
	ctx, g := context.Background(), newGatehouse(t)
	rapid.Check(t, func(t *rapid.T) {
		asked := rapid.SliceOfN(rapid.SampledFrom(AllReaches()), 1, 5).Draw(t, "reaches")
		k, _, err := g.NewServiceKey(ctx, Caller{}, Key{Name: "x", Reach: asked})
		if err != nil {
			t.Fatal(err)
		}
		h, err := g.KeyCaller(ctx, g.org, k)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range AllReaches() {
			want := slices.Contains(asked, r) || r == ReachRead && slices.Contains(asked, ReachWrite)
			if h.Reach.Has(r) != want {
				t.Errorf("%v has %s: %t", asked, r, !want)
			}
		}
		if err := g.EndServiceKey(ctx, Caller{}, h.Key); err != nil {
			t.Fatal(err)
		}
	})
}
