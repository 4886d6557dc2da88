package desk_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const (
	city     = area.Code(430400000000)
	county   = area.Code(430405000000)
	township = area.Code(430405001000)
	village  = area.Code(430405001001)
	day      = 24 * 3600 * 1_000_000
	morning  = calendar.Instant(1_793_152_800_000_000) // 2026-10-28 10:00 in Hengyang, an ordinary Wednesday
)

// office is a small city for tests, with a clock that is set by hand.
type office struct {
	*desk.Desk
	t        testing.TB
	db       *store.DB
	now      atomic.Int64 // µs; the ledger looks at it beside the test
	blobs    *blob.Store
	units    map[string]int64
	who      map[string]org.Caller
	point    func(id int64) (bool, error)     // what the register says of a point; nil for none
	absences func() ([]matter.Absence, error) // what a matter may have come back after; nil for nothing
}

func (o *office) clock() calendar.Instant { return calendar.Instant(o.now.Load()) }

func (o *office) setNow(at calendar.Instant) { o.now.Store(int64(at)) }

// core is a database with the tables of the core and no rows.
var core = storetest.Migrated(desk.CoreSteps)

func newOffice(t testing.TB) *office {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	o := &office{t: t, units: map[string]int64{}, who: map[string]org.Caller{}}
	o.setNow(morning)
	db, err := store.Open(ctx, core.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o.db = db
	o.blobs, err = blob.Open(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	o.Desk, err = desk.New(ctx, desk.Config{City: 4304, DB: db, Blobs: o.blobs, Now: func() calendar.Instant {
		return o.clock()
	},
		Secret: make([]byte, 32)})
	if err == nil {
		err = o.Desk.Start(ctx, desk.Joined{Knows: desk.Knows{Point: o.register, Absences: o.struck}})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	o.people()
	return o
}

func (o *office) register(_ context.Context, _ store.Reader, id int64) (bool, error) {
	if o.point == nil {
		return false, nil
	}
	return o.point(id)
}

func (o *office) struck(context.Context, store.Reader, *matter.Matter, string,
	matter.RecurrenceRule) ([]matter.Absence, error) {
	if o.absences == nil {
		return nil, nil
	}
	return o.absences()
}

func (o *office) people() {
	o.t.Helper()
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	_, err := o.Change(context.Background(), org.Caller{System: true}, o.id(), []org.Change{
		&org.AreaSet{Area: city, Name: "衡阳市"}, &org.AreaSet{Area: county, Name: "珠晖区"},
		&org.AreaSet{Area: township, Name: "广东路街道"},
		&org.AreaSet{Area: village, Name: "某社区"}, &org.AreaSet{Area: 430406000000, Name: "雁峰区"},
		&org.UnitSet{Code: "gdl", Zh: "广东路街道办", Area: township},
		&org.UnitSet{Code: "gdl-1", Zh: "某社区居委会", Area: village, ParentCode: "gdl"},
		&org.UnitSet{Code: "cg", Zh: "城管局", Area: county},
		&org.UnitSet{Code: "hc", Zh: "核查中心", Area: county},
		&org.PersonSet{Login: "disp", Name: "受理", Posts: post(matter.Dispatcher, county)},
		&org.PersonSet{Login: "disp-city", Name: "市受理", Posts: post(matter.Dispatcher, city)},
		&org.PersonSet{Login: "clerk", Name: "经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"gdl"}},
		&org.PersonSet{Login: "below", Name: "社区", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"gdl-1"}},
		&org.PersonSet{Login: "cg", Name: "城管", Posts: []org.Post{{Kind: matter.UnitClerk}}, UnitCodes: []string{"cg"}},
		&org.PersonSet{Login: "ver", Name: "核查", Posts: []org.Post{{Kind: matter.Verifier, Area: county}},
			UnitCodes: []string{"hc"}},
		&org.PersonSet{Login: "sup", Name: "督查", Posts: post(matter.Supervisor, city)},
		&org.PersonSet{Login: "other", Name: "外区", Posts: post(matter.Dispatcher, 430406000000)},
		&org.PersonSet{Login: "admin", Name: "管理", Posts: post(matter.Administrator, city)},
		&org.PersonSet{Login: "leader", Name: "领导", Posts: post(matter.Leader, city)},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, p := range o.Org().People() {
		o.who[p.Login] = p.Caller()
	}
	for _, u := range o.Org().Units(0) {
		o.units[u.Code] = u.ID
	}
}

func (o *office) id() ledger.ID {
	id, err := ledger.NewID(o.clock(), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func (o *office) give(login string, m int64, c matter.Command) (desk.Result, error) {
	return o.Do(context.Background(), o.who[login], desk.Command{ID: o.id(), Matter: m, Body: c})
}

func (o *office) must(login string, m int64, c matter.Command) desk.Result {
	o.t.Helper()
	r, err := o.give(login, m, c)
	if err != nil {
		o.t.Fatalf("%s by %q: %v", c.Name(), login, err)
	}
	return r
}

func (o *office) refuses(code, login string, m int64, c matter.Command) {
	o.t.Helper()
	if _, err := o.give(login, m, c); fault.Code(err) != code {
		o.t.Errorf("%s by %q: got %v, want %s", c.Name(), login, err, code)
	}
}

func (o *office) report() desk.Result {
	o.t.Helper()
	return o.must("", 0, &matter.Report{Area: village, Place: "市场东门", Text: "路灯不亮，我的电话13812345678"})
}

func TestTheLoop(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	r := o.report()
	o.refuses("matter_missing", "other", r.Matter, &matter.List{Category: "fac.lamp"})
	o.refuses("matter_missing", "clerk", r.Matter, &matter.Sign{})
	o.refuses("not_allowed", "ver", r.Matter, &matter.List{Category: "fac.lamp"})
	o.must("disp", r.Matter, &matter.List{Category: "fac.lamp"})
	o.must("disp", r.Matter, &matter.Assign{Lead: o.units["gdl"], Co: []int64{o.units["cg"]}})
	o.refuses("not_allowed", "cg", r.Matter, &matter.Sign{})
	o.must("clerk", r.Matter, &matter.Sign{})
	o.refuses("photos_missing", "clerk", r.Matter, &matter.Fix{Note: "修好了"})
	m, c, err := o.ByReceipt(ctx, "  "+r.Receipt[:4]+"-"+r.Receipt[4:])
	if err != nil || m.ID != r.Matter || c.Matter != r.Matter {
		t.Fatalf("by receipt: %v", err)
	}
	if m.Title != "路灯不亮，我的电话［电话］" || m.Number != "P2026-000001" {
		t.Errorf("%q %q", m.Title, m.Number)
	}
	contact, err := o.Reveal(ctx, o.who["clerk"], o.id(), r.Matter, "回访")
	if err != nil || contact.Original == "" {
		t.Errorf("reveal: %+v %v", contact, err)
	}
	o.refuses("not_allowed", "leader", r.Matter, &matter.Reveal{})
	h, err := o.History(ctx, c, r.Matter, 0, 100)
	if err != nil || len(h) != 4 {
		t.Errorf("the reporter reads %d steps, want reported, listed, assigned, signed: %v", len(h), err)
	}
}

func TestRepeatsAreHarmless(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	c := desk.Command{ID: o.id(), Body: &matter.Report{Area: village, Text: "垃圾", Place: "东门"}}
	first, err := o.Do(ctx, org.Caller{}, c)
	if err != nil {
		t.Fatal(err)
	}
	again, err := o.Do(ctx, org.Caller{}, c)
	if err != nil || !again.Repeated || again.Receipt != first.Receipt || again.Matter != first.Matter {
		t.Errorf("%+v, %+v, %v", first, again, err)
	}
	if _, err := o.Do(ctx, o.who["clerk"], c); fault.Code(err) != "command_foreign" {
		t.Errorf("somebody else's id: %v", err)
	}
	r := &matter.Report{Area: village, Text: "垃圾", Source: "import", SourceNo: "88"}
	if _, err := o.Do(ctx, org.Caller{System: true}, desk.Command{ID: o.id(), Body: r}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Do(ctx, org.Caller{System: true},
		desk.Command{ID: o.id(), Body: r}); fault.Code(err) != "source_repeated" {
		t.Errorf("twice from one source: %v", err)
	}
}

func TestTheSecondIsToldWhatHappened(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.report()
	o.must("disp", r.Matter, &matter.List{Category: "fac.lamp"})
	_, err := o.give("disp-city", r.Matter, &matter.List{Category: "fac.lamp"})
	if f := fault.Of(err); f.Code != "state_forbids" || f.Args["who"] != "受理" ||
		f.Args["last"] != "@event.matter.listed" {
		t.Errorf("%+v", f)
	}
}

func TestSecondBounceClimbs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.report()
	o.must("disp", r.Matter, &matter.List{Category: "fac.lamp"})
	for range 2 {
		o.must("disp", r.Matter, &matter.Assign{Lead: o.units["cg"]})
		o.must("cg", r.Matter, &matter.Bounce{Reason: "不归我管"})
	}
	o.refuses("not_allowed", "disp", r.Matter, &matter.Assign{Lead: o.units["gdl"]})
	o.must("disp-city", r.Matter, &matter.Assign{Lead: o.units["gdl"]})
}

func TestRestrictedReadsAreRecorded(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	r := o.must("", 0, &matter.Report{Kind: matter.Help, Area: village, Text: "老人走失"})
	for _, login := range []string{"leader", "other", "admin"} {
		if _, err := o.Matter(ctx, o.who[login], r.Matter); fault.Code(err) != "matter_missing" {
			t.Errorf("%s: %v", login, err)
		}
	}
	for range 3 {
		if _, err := o.Matter(ctx, o.who["disp"], r.Matter); err != nil {
			t.Fatal(err)
		}
	}
	h, err := o.History(ctx, o.who["disp"], r.Matter, 0, 100)
	if err != nil || len(h) != 2 || h[1].Type != "matter.read" {
		t.Errorf("one look a day is recorded: %+v %v", h, err)
	}
}

func TestOnlyAdministratorsChange(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	c := []org.Change{&org.UnitSet{Code: "new", Zh: "新单位", Area: county}}
	if _, err := o.Change(ctx, o.who["disp"], o.id(), c); fault.Code(err) != "not_allowed" {
		t.Errorf("dispatcher: %v", err)
	}
	if _, err := o.Change(ctx, o.who["admin"], o.id(), c); err != nil {
		t.Error(err)
	}
	if _, err := o.Change(ctx, o.who["admin"], o.id(),
		[]org.Change{&org.UnitSet{Code: "a", Zh: "甲", Area: county},
			&org.UnitSet{Code: "b", Zh: "乙", Area: 430499000000}}); fault.Code(err) != "area_unknown" {
		t.Errorf("bad batch: %v", err)
	}
	if _, ok := o.Org().UnitByCode("a"); ok {
		t.Error("half a change was kept")
	}
}

// TestResidentsWordsAreRedacted keeps phones out of whatever a resident says, not only out of his report.
func TestResidentsWordsAreRedacted(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	r := o.report()
	if _, err := o.Do(ctx, org.Caller{Matter: r.Matter},
		desk.Command{ID: o.id(), Matter: r.Matter, Body: &matter.Comment{Text: "打我电话13812345678"}}); err != nil {
		t.Fatal(err)
	}
	h, err := o.History(ctx, o.who["disp"], r.Matter, 0, 10)
	if err != nil || len(h) != 2 || h[1].Body.(*matter.WasCommented).Text != "打我电话［电话］" {
		t.Errorf("%+v %v", h, err)
	}
}

// TestAnOlderFileDoesNotComeBack keeps a policy that was put in force on the page when the server starts again with
// the file it had before.
func TestAnOlderFileDoesNotComeBack(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	file := policy.Default()
	if err := o.SetPolicy(ctx, org.Caller{System: true}, o.id(), file.Source()); err != nil {
		t.Fatal(err)
	}
	if older, err := o.HadPolicy(ctx, file); older || err != nil {
		t.Errorf("the policy in force is older than itself: %v", err)
	}
	page := bytes.Replace(file.Source(), []byte("reopen_days: 15"), []byte("reopen_days: 30"), 1)
	if err := o.SetPolicy(ctx, o.who["admin"], o.id(), page); err != nil {
		t.Fatal(err)
	}
	if older, err := o.HadPolicy(ctx, file); !older || err != nil {
		t.Errorf("the file is older than what the page put in force: %v %v", older, err)
	}
	if next, err := policy.Parse(bytes.Replace(page, []byte("reopen_days: 30"),
		[]byte("reopen_days: 20"), 1)); err != nil {
		t.Fatal(err)
	} else if older, err := o.HadPolicy(ctx, next); older || err != nil {
		t.Errorf("a file nobody has seen is new: %v", err)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t)
	r := o.report()
	for login, want := range map[string]int{"disp": 1, "sup": 1, "leader": 1, "other": 0, "clerk": 0, "admin": 0} {
		p, err := o.List(ctx, o.who[login], views.Filter{})
		if err != nil || len(p.Rows) != want {
			t.Errorf("%s sees %d (%v), want %d", login, len(p.Rows), err, want)
		}
	}
	p, err := o.Work(ctx, o.who["disp"], views.Filter{})
	if err != nil || len(p.Rows) != 1 || p.Rows[0].ID != r.Matter {
		t.Errorf("work: %+v %v", p, err)
	}
	f, err := o.Figures(ctx, o.who["leader"], []area.Code{city, county})
	if err != nil || len(f) != 2 || f[0].Reported != 1 {
		t.Errorf("figures: %+v %v", f, err)
	}
	if _, err := o.Figures(ctx, o.who["clerk"], []area.Code{city}); fault.Code(err) != "not_allowed" {
		t.Errorf("clerk's figures: %v", err)
	}
}
