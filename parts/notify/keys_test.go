package notify_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
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
