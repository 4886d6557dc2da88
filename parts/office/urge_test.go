package office_test

import (
	"slices"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/office"
)

// TestALeaderIsUrged: who lets a paper wait to be signed off is urged when his days are over, then also who may sign
// one level above, and nobody once it is signed or went back.
func TestALeaderIsUrged(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.ChangeOrg(&org.PersonSet{Login: "clead", Name: "区领导丑", Posts: []org.Post{{Kind: matter.Leader,
		Area: citytest.County}}})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	id := o.begin()
	o.agreed(id)
	at := func(when string, urged area.Level, next bool) {
		t.Helper()
		o.Set(when)
		o.tick()
		o.tick()
		p := o.paper(id)
		if p.Urged != urged || next != (p.Next != 0) {
			t.Errorf("at %s urged up to level %d, next at %d", when, p.Urged, p.Next)
		}
	}
	o.is(o.x.Review(o.ctx, o.Who["sup"], o.ID(), id, 1), "", id, office.Signing)
	// three working days from Monday end with Thursday
	if p := o.paper(id); p.Until != citytest.Instant(t, "2026-11-20 00:00") {
		t.Errorf("until %s", p.Until.Time().In(calendar.China()))
	}
	at("2026-11-19 23:59", 0, true)
	at("2026-11-20 00:01", area.County, true)
	at("2026-11-24 23:59", area.County, true)
	at("2026-11-25 00:01", area.City, false)
	at("2027-01-20 00:01", area.City, false)
	if n := strings.Count(types(o.paper(id)), "office.urged"); n != 2 {
		t.Errorf("urged %d times", n)
	}
	lead, clead := o.Who["lead"].Person, o.Who["clead"].Person
	for i, want := range [][]int64{{clead}, {clead, lead}} {
		if got := o.told(id, i); !slices.Equal(got, want) {
			t.Errorf("the urging %d is told to %v, want %v", i, got, want)
		}
	}
	// what is sent back begins anew
	o.is(o.x.Return(o.ctx, o.Who["lead"], o.ID(), id, 1, "写明时限"), "", id, office.Drafting)
	at("2027-02-20 00:01", 0, false)
	o.is(o.x.Redraft(o.ctx, o.Who["disp"], o.ID(), id, office.Redrafted{Content: content(), Ask: o.draft().Ask,
		To: o.draft().To, Note: "已写明"}), "", id, office.Drafting)
	p := o.paper(id)
	o.is(o.x.Submit(o.ctx, o.Who["disp"], o.ID(), id, p.Version), "", id, office.Asking)
	for login, unit := range map[string]string{"clerk": "she", "newclerk": "new"} {
		if err := o.x.Answer(o.ctx, o.Who[login], o.ID(), id, office.Answered{Unit: o.Units[unit],
			Agrees: true}); err != nil {
			t.Fatal(err)
		}
	}
	o.is(o.x.Review(o.ctx, o.Who["sup"], o.ID(), id, p.Version), "", id, office.Signing)
	o.is(o.x.SignOff(o.ctx, o.Who["clead"], o.ID(), id, p.Version), "", id, office.ToNumber)
	at("2027-06-20 00:01", 0, false)
	o.sound()
}

// told are the people who hear of the nth urging.
func (o *town) told(id int64, n int) (out []int64) {
	o.T.Helper()
	var urged []ledger.Event
	if err := ledger.EachOf(o.ctx, o.DB.Read(), o.x.City, id, ledger.ToEnd, nil, func(e ledger.Event) error {
		if e.Type == office.UrgedType {
			urged = append(urged, e)
		}
		return nil
	}); err != nil || len(urged) <= n {
		o.T.Fatal(err, len(urged))
	}
	made, err := office.Part.Make(o.x.Base)
	if err != nil {
		o.T.Fatal(err)
	}
	for _, tell := range made.Tells {
		if !slices.Contains(tell.Types, office.UrgedType) {
			continue
		}
		list, err := tell.Tell(o.ctx, o.DB.Read(), urged[n])
		if err != nil {
			o.T.Fatal(err)
		}
		for _, m := range list {
			out = append(out, m.People...)
		}
	}
	return out
}
