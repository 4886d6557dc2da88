package notify_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// TestKeysEndWithNotice: who holds a key that ends within thirty days finds it in his inbox, once; of a key of an
// earlier program, which had no end and ends a year after the upgrade, the same; of one that was ended, nothing.
func TestKeysEndWithNotice(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := citytest.New(t)
	clerk := o.Who["clerk"]
	for _, name := range []string{"报表", "旧程序", "停用的"} {
		if _, err := o.Auth.NewKey(ctx, clerk.Person, name, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Auth.RevokeKey(ctx, clerk.Person, 3); err != nil {
		t.Fatal(err)
	}
	o.Advance(24 * time.Hour)
	if err := o.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE api_keys SET expires = 0 WHERE city = 4304 AND id = 2")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if n, err := o.Auth.Term(ctx); n != 1 || err != nil {
		t.Fatalf("%d keys got an end: %v", n, err)
	}
	warned := func(want int) {
		t.Helper()
		if n, err := o.Once(ctx, "keys"); n != want || err != nil {
			t.Errorf("told of %d keys (%v), want %d", n, err, want)
		}
	}
	warned(0)
	o.Advance((365 - 31) * 24 * time.Hour)
	warned(1)
	warned(0)
	o.Advance(24 * time.Hour)
	warned(1)
	o.Advance(20 * 24 * time.Hour)
	warned(0)
	o.CatchUp()
	list, err := o.Notify.Inbox(ctx, clerk, 0, 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v %v", list, err)
	}
	keys, err := o.Auth.Keys(ctx, clerk.Person)
	if err != nil {
		t.Fatal(err)
	}
	said := o.Notify.Sentence(lang.Zh, list[1].Kind, list[1].Args)
	if !strings.Contains(said, "报表") || !strings.Contains(said, lang.Date(lang.Zh, keys[0].Expires)) ||
		list[1].Args.Path != "/me" || list[0].Args.Title != "旧程序" {
		t.Errorf("%q %+v", said, list)
	}
	if list, err := o.Notify.Inbox(ctx, o.Who["disp"], 0, 10); err != nil || len(list) > 0 {
		t.Errorf("others are told: %+v %v", list, err)
	}
}

// TestServiceKeysEndWithNotice: the city's administrators are told, once, that a key of another program ends soon; who
// administers a part of the city is not.
func TestServiceKeysEndWithNotice(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := citytest.New(t)
	system := org.Caller{System: true}
	post := func(a area.Code) []org.Post { return []org.Post{{Kind: matter.Administrator, Area: a}} }
	_, err := o.Change(ctx, system, o.ID(), []org.Change{
		&org.PersonSet{Login: "boss", Name: "市管", Posts: post(430400000000)},
		&org.PersonSet{Login: "near", Name: "区管", Posts: post(430405000000)}})
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := o.NewServiceKey(ctx, system, org.Key{Name: "随手拍", Reach: org.Reaches{org.ReachOpen311}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Auth.ServiceKey(ctx, key, org.ReachOpen311); err != nil {
		t.Fatal(err)
	}
	o.Advance((365 - 29) * 24 * time.Hour)
	for _, want := range []int{1, 0} {
		if n, err := o.Once(ctx, "keys"); n != want || err != nil {
			t.Fatalf("told of %d keys (%v), want %d", n, err, want)
		}
	}
	o.CatchUp()
	for login, want := range map[string]int{"boss": 1, "near": 0} {
		p, _ := o.Org().PersonByLogin(login)
		list, err := o.Notify.Inbox(ctx, p.Caller(), 0, 10)
		if err != nil || len(list) != want {
			t.Fatalf("%s: %+v %v", login, list, err)
		}
		if want == 1 && (list[0].Args.Path != "/admin/keys" ||
			!strings.Contains(o.Notify.Sentence(lang.Zh, list[0].Kind, list[0].Args), "随手拍")) {
			t.Errorf("%+v", list[0])
		}
	}
}
