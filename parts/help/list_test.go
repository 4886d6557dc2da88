package help_test

import (
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
)

// TestHisOwnAmongMany: somebody's list and what waits for him are his own cases, however many others there are, and say
// nothing of how many.
func TestHisOwnAmongMany(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.ChangeOrg(&org.PersonSet{Login: "other", Name: "受理壬", Posts: []org.Post{{Kind: matter.Dispatcher,
		Area: citytest.Other}}})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	for range 60 {
		if _, err := o.Open(o.ctx, o.Who["other"], o.ID(), help.Intake{Category: "help.child", Area: citytest.Other,
			Who: "见网友的孩子", Age: care.Under14}); err != nil {
			t.Fatal(err)
		}
	}
	mine := o.girl()
	list, next, err := o.List(o.ctx, o.Who["disp"], help.Filter{Limit: 10})
	if err != nil || next != "" || len(list) != 1 || list[0].Case.Matter != mine {
		t.Errorf("%+v, then %q: %v", list, next, err)
	}
	seen := map[int64]bool{}
	for f := (help.Filter{Limit: 25}); ; {
		list, next, err := o.List(o.ctx, o.Who["other"], f)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if seen[l.Case.Matter] || l.Case.Matter == mine {
				t.Errorf("%d is listed again, or is not his", l.Case.Matter)
			}
			seen[l.Case.Matter] = true
		}
		if f.After = next; next == "" {
			break
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d of 60 are listed", len(seen))
	}
	for _, w := range []struct {
		login string
		n     int
		more  bool
	}{{"disp", 1, false}, {"other", 50, true}, {"lead", 0, false}} {
		n, more, err := o.Urgent(o.ctx, o.Who[w.login])
		if err != nil || n != w.n || more != w.more {
			t.Errorf("%s: %d need something, more %v: %v", w.login, n, more, err)
		}
		for _, x := range o.City.Waits(o.ctx, o.Who[w.login]) {
			if x.Key == "waits.help_mandated" && (x.N != w.n || x.More != w.more) {
				t.Errorf("%s: %+v", w.login, x)
			}
		}
	}
}
