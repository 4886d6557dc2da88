package desk_test

import (
	"context"
	"testing"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestGivenPasswordsAreSeen: who gives a verifier a password and acts as him is seen at each step for policy's days;
// the person's keys end with it; his own change says nothing.
func TestGivenPasswordsAreSeen(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), context.Background()
	ver, _ := o.Org().PersonByLogin("ver")
	key, err := o.Auth.NewKey(ctx, ver.ID, "台账", 0)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := o.Auth.AllKeys(ctx); err != nil || len(keys) != 1 || keys[0].Person != ver.ID ||
		keys[0].Expires != o.clock().Plus(365*day) {
		t.Errorf("%+v %v", keys, err)
	}
	if _, err := o.Auth.NewKey(ctx, ver.ID, "台账", o.clock().Plus(366*day)); fault.Code(err) != "key_year" {
		t.Errorf("a key for more than a year: %v", err)
	}
	if err := o.SetPassword(ctx, o.who["disp"], ver, "first password", true); fault.Code(err) != "not_allowed" {
		t.Errorf("by who may not: %v", err)
	}
	r := o.report()
	o.must("disp", r.Matter, &matter.List{Category: "fac.lamp"})
	o.must("disp", r.Matter, &matter.Assign{Lead: o.units["gdl"]})
	o.must("clerk", r.Matter, &matter.Sign{})
	o.must("clerk", r.Matter, &matter.Fix{Note: "好了", Photos: []string{o.photo("clerk")}})
	o.must("ver", r.Matter, &matter.Comment{Text: "明天去看"})
	o.setNow(o.clock().Plus(day))
	if err := o.SetPassword(ctx, o.who["admin"], ver, "first password", true); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Auth.KeyCaller(ctx, o.Org(), key); fault.Code(err) != "key_wrong" {
		t.Errorf("his key goes on: %v", err)
	}
	if err := o.Auth.ChangePassword(ctx, ver, "first password", "second password", ""); err != nil {
		t.Fatal(err)
	}
	o.setNow(o.clock().Plus(day / 24 * 3))
	o.must("ver", r.Matter, &matter.StrikeOff{Note: "看过"})
	o.setNow(o.clock().Plus(8 * day))
	o.must("ver", r.Matter, &matter.Comment{Text: "还好着"})
	admin, _ := o.Org().Person(o.who["admin"].Person)
	list, err := o.History(ctx, o.who["sup"], r.Matter, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range list {
		struck := e.Type == matter.TypeStruckOff
		if (e.Given != nil) != struck {
			t.Errorf("%s at %d: %+v", e.Type, e.At, e.Given)
		}
		if struck {
			seen++
			if e.Given != nil && (e.Given.By != admin.Name || e.At.Since(e.Given.At) != day/24*3) {
				t.Errorf("%+v", e.Given)
			}
		}
	}
	if seen != 1 {
		t.Errorf("%d strike-offs", seen)
	}
	if err := o.SetPassword(ctx, org.Caller{System: true}, ver, "third password", false); err != nil {
		t.Error(err)
	}
}
