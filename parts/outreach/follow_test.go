package outreach_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
	"xiaohao/platform/store/storetest"
)

// placed are villages and a street that areas can be merged into.
const (
	next   = citytest.Village + 1
	street = area.Code(430405002000)
	beyond = area.Code(430405002001)
	abroad = area.Code(430406001000)
)

func (o *town) placed() {
	o.ChangeOrg(&org.AreaSet{Area: next, Name: "新桥村"}, &org.AreaSet{Area: street, Name: "东风街道"},
		&org.AreaSet{Area: beyond, Name: "双林村"}, &org.AreaSet{Area: abroad, Name: "先锋街道"})
}

func (o *town) follow(want int) {
	o.T.Helper()
	if n, err := o.Follow(o.ctx); err != nil || n != want {
		o.T.Fatalf("%d went, want %d: %v %+v", n, want, err, o.Outreach.Aside.Items())
	}
}

// yearsAddUp: what the areas of some activities did in the year is what all holders in them did.
func (o *town) yearsAddUp(t fatal, ids ...int64) {
	t.Helper()
	for _, a := range []area.Code{citytest.City, citytest.County, citytest.Street, citytest.Village, next, street,
		beyond, citytest.Other, abroad} {
		want, got := map[string]int64{}, map[string]int64{}
		for _, id := range ids {
			b := o.books(id)
			for _, h := range b.Held {
				at := b.Area
				if team, ok := b.Team(h.Team); ok {
					at = team.Area
				}
				if i, _ := b.Item(h.Item); a.Contains(at) {
					want["given"+i.Name] += h.Given
					want["lost"+i.Name] += h.Lost
				}
			}
			for _, c := range b.Counts {
				if team, ok := b.Team(c.Team); ok && a.Contains(team.Area) {
					want[c.What] += c.N
				}
			}
		}
		years, err := o.Years(o.ctx, o.Who["ver"], a, o.Outreach.Now())
		if err != nil {
			t.Errorf("%v", err)
		}
		for _, y := range years {
			got[y.What+y.Name] = y.N
		}
		maps.DeleteFunc(want, func(_ string, n int64) bool { return n == 0 })
		if !maps.Equal(got, want) {
			t.Errorf("%v did %v, its holders %v", a, got, want)
		}
	}
}

// TestAreasGoAlong: a village is merged into another, one into another street, the county loses a street: teams, what
// they have and did, and whom they met go along, those of an activity that is over too; a slip from before is undone
// where the team is now; the old areas have nothing left.
func TestAreasGoAlong(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.placed()
	id := o.running(100)
	o.must("police", id, stock.Sent, 2, 60)
	o.must("clerk", id, stock.Received, 2, 60)
	o.must("clerk", id, stock.Given, 2, 20)
	o.must("clerk", id, stock.Lost, 2, 2)
	o.must("police", id, stock.Damaged, 0, 3)
	for _, err := range []error{o.Reach(o.ctx, o.Who["clerk"], o.ID(), id, 2, "count", 25),
		o.TurnOut(o.ctx, o.Who["clerk"], o.ID(), id, 2, nil, 4)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	list, _, err := o.Account(o.ctx, o.Who["clerk"], id, 2, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	o.yearsAddUp(t, id)
	o.follow(0)
	o.ChangeOrg(&org.AreaSet{Area: citytest.Village, Name: "市场社区", Former: true, Successors: []area.Code{beyond}})
	o.follow(1)
	o.follow(0)
	b := o.books(id)
	if b.Teams[1].Area != beyond || b.Area != citytest.County || b.In(citytest.Village, 1) != (stock.Balance{}) ||
		b.In(street, 1).Given != 20 || b.In(citytest.Street, 1) != (stock.Balance{}) {
		t.Errorf("%+v %+v", b.Teams[1], b.Sums)
	}
	o.yearsAddUp(t, id)
	undo := func(seq int64) {
		t.Helper()
		if err := o.Undo(o.ctx, o.Who["police"], o.ID(), id, seq, "点错了"); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range list { // what was entered in the old village is undone in the new one
		if e.People != nil || e.Move != nil && e.Move.Kind == stock.Given {
			undo(e.Seq)
		}
	}
	o.must("police", id, stock.Given, 2, 7)
	if err := o.TurnOut(o.ctx, o.Who["police"], o.ID(), id, 2, nil, 6); err != nil {
		t.Fatal(err)
	}
	o.yearsAddUp(t, id)
	o.sound(id)
	o.step(id, outreach.Ended)
	o.ChangeOrg(&org.AreaSet{Area: street, Name: "东风街道", Former: true, Successors: []area.Code{abroad}},
		&org.AreaSet{Area: beyond, Name: "双林村", Former: true})
	o.follow(1)
	b = o.books(id)
	if b.Teams[1].Area != abroad || b.Area != citytest.City { // the smallest that holds all of it
		t.Errorf("%v %+v", b.Area, b.Teams[1])
	}
	o.yearsAddUp(t, id)
	o.sound(id)
	if rows, _, err := o.List(o.ctx, o.Who["ver"], street, 0, 5); err != nil || len(rows) != 0 {
		t.Errorf("the old street has %+v, %v", rows, err)
	}
	if rows, _, err := o.List(o.ctx, o.Who["ver"], abroad, 0, 5); err != nil || len(rows) != 1 {
		t.Errorf("the new street has %+v, %v", rows, err)
	}
}

// TestUnitsGoAlong: the people of the unit that took one over go on with what it led.
func TestUnitsGoAlong(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(10)
	o.ChangeOrg(&org.UnitSet{Code: "jing", Zh: "交警支队", Area: citytest.County},
		&org.PersonSet{Login: "police2", Name: "民警子", Posts: []org.Post{{Kind: "unit_clerk"}},
			UnitCodes: []string{"jing"}},
		&org.UnitSet{Code: "jiao", Zh: "交警大队", Area: citytest.County, Former: true, SuccessorCode: "jing"})
	o.follow(1)
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	o.must("police2", id, stock.Sent, 1, 5)
	o.sound(id)
}

// TestFollowLaw: whatever is given, undone and merged in whatever order, every area has what its holders have, also
// over the year, and what is folded anew is what is kept.
func TestFollowLaw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		o := newTown(t)
		o.placed()
		ids := []int64{o.running(50), o.running(50)}
		free := []area.Code{citytest.Village, next, beyond}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			id := rapid.SampledFrom(ids).Draw(rt, "activity")
			team := rapid.Int64Range(1, 2).Draw(rt, "team")
			n := rapid.Int64Range(1, 9).Draw(rt, "n")
			switch rapid.IntRange(0, 4).Draw(rt, "what") {
			case 0:
				_ = o.move("police", id, stock.Sent, team, n)
				_ = o.move("police", id, stock.Received, team, n)
			case 1:
				_ = o.move("police", id, rapid.SampledFrom([]stock.Kind{stock.Given, stock.Lost}).Draw(rt, "kind"),
					team*rapid.Int64Range(0, 1).Draw(rt, "held"), n)
			case 2:
				_ = o.Reach(o.ctx, o.Who["police"], o.ID(), id, team, "talk", n)
			case 3:
				list, _, err := o.Account(o.ctx, o.Who["police"], id, -1, 0, 5)
				if err != nil {
					rt.Fatal(err)
				}
				_ = o.Undo(o.ctx, o.Who["police"], o.ID(), id, list[int(n)%len(list)].Seq, "点错了")
			case 4:
				if len(free) < 2 {
					continue
				}
				i := rapid.IntRange(0, len(free)-1).Draw(rt, "gone")
				gone := free[i]
				free = slices.Delete(free, i, i+1)
				to := rapid.SampledFrom(free).Draw(rt, "to")
				o.ChangeOrg(&org.AreaSet{Area: gone, Name: "旧村", Former: true, Successors: []area.Code{to}})
				if _, err := o.Follow(o.ctx); err != nil {
					rt.Fatal(err)
				}
			}
			o.yearsAddUp(rt, ids...)
			for _, id := range ids {
				addsUp(rt, o.books(id))
			}
		}
		o.sound(ids...)
	})
}

// told are the people whom each kind of message goes to, of all events so far.
func (o *town) told() map[string][]string {
	o.T.Helper()
	made, err := outreach.Part.Make(o.Outreach.Base)
	if err != nil {
		o.T.Fatal(err)
	}
	out := map[string][]string{}
	for _, tell := range made.Tells {
		err := ledger.EachType(o.ctx, o.DB.Read(), o.Outreach.City, 0, 0, tell.Types, func(e ledger.Event) error {
			list, err := tell.Tell(o.ctx, o.DB.Read(), e)
			for _, m := range list {
				if m.Title != "送头盔，送安全" || m.Path == "" || m.Area == "" {
					o.T.Errorf("%+v", m)
				}
				for _, id := range m.People {
					p, _ := o.Org().Person(id)
					out[m.Kind] = append(out[m.Kind], p.Login)
				}
				if m.Kind == "outreach_short" || m.Kind == "outreach_closed" {
					out[m.Kind] = append(out[m.Kind], string(rune('0'+m.N)))
				}
			}
			return err
		})
		if err != nil {
			o.T.Fatal(err)
		}
	}
	return out
}

// TestToldInTime: a team and its unit hear that they are called, and in the morning before that they go out, once; who
// leads hears what they lack, and when the call is over or full; a draft and what was taken back remind nobody.
func TestToldInTime(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	remind := func(want int) {
		t.Helper()
		o.Advance(time.Second) // what was said a second ago is not said again
		if n, err := o.Remind(o.ctx); err != nil || n != want {
			t.Fatalf("%s: %d, want %d, %v", o.Outreach.Now().Time(), n, want, err)
		}
	}
	p := o.helmets()
	p.From, p.Teams[1].From = o.at("2026-11-20 00:00"), o.at("2026-11-22 09:00")
	p.Teams[0].Members = []int64{o.Who["ver"].Person}
	p.Teams[0].Shares, p.Call.Until = []outreach.Share{{Item: 1, N: 5}}, o.at("2026-11-21 00:00")
	id, err := o.Begin(o.ctx, o.Who["disp"], o.ID(), p)
	if err != nil {
		t.Fatal(err)
	}
	o.Set("2026-11-19 09:00")
	remind(0) // a draft
	o.step(id, outreach.Called)
	o.must("police", id, stock.In, 0, 9)
	o.must("police", id, stock.Sent, 1, 2)
	o.Set("2026-11-19 07:58")
	remind(0)
	o.Set("2026-11-19 08:00")
	remind(1)
	remind(0)
	o.Set("2026-11-21 09:00")
	remind(2) // the second team goes out, and the call is over
	remind(0)
	want := map[string][]string{"outreach_called": {"ver", "police", "walker", "clerk"},
		"outreach_short": {"disp", "police", "3"}, "outreach_begins": {"ver", "police", "walker", "clerk"},
		"outreach_closed": {"disp", "police", "0"}}
	o.step(id, outreach.Off)
	o.Set("2026-11-22 09:00")
	remind(0)
	want["outreach_off"] = want["outreach_called"]
	got := o.told()
	for kind, list := range want {
		if slices.Sort(list); !slices.Equal(list, slices.Sorted(slices.Values(got[kind]))) {
			t.Errorf("%s is told to %v, want %v", kind, got[kind], list)
		}
	}
	if len(got) != len(want) {
		t.Errorf("told %v", got)
	}
	other := o.out() // three seats
	for _, phone := range []string{"13800001111", "13800002222", "13800003333"} {
		remind(0)
		if err := o.Join(o.ctx, o.ID(), other, outreach.Joining{Name: "甲", Phone: phone}); err != nil {
			t.Fatal(err)
		}
	}
	remind(1) // all seats are taken
	remind(0)
	o.sound(id, other)
}

// TestReadingsAreNoted: whoever is shown names of volunteers stands in the list of readings, once a day, for who leads
// the activity; who is refused does not, and nobody where nobody signed up.
func TestReadingsAreNoted(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.out()
	read := func(who string) {
		t.Helper()
		_, _ = o.Volunteers(o.ctx, o.Who[who], id)
	}
	a, err := o.Get(o.ctx, o.Who["police"], id)
	if err != nil {
		t.Fatal(err)
	}
	readings := func(who string) (out []int64) {
		t.Helper()
		list, err := o.Readings(o.ctx, o.Who[who], a)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			out = append(out, r.Person)
		}
		return out
	}
	read("police")
	if got := readings("police"); len(got) != 0 {
		t.Errorf("nobody signed up, and %v read it", got)
	}
	if err := o.Join(o.ctx, o.ID(), id, outreach.Joining{Name: "甲", Phone: "13800001111", Team: 1}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"police", "police", "far", "clerk", "disp"} { // the clerk's team has nobody
		read(who)
	}
	o.Advance(24 * time.Hour)
	read("police")
	police, disp := o.Who["police"].Person, o.Who["disp"].Person
	if got := readings("disp"); !slices.Equal(got, []int64{police, disp, police}) {
		t.Errorf("read by %v", got)
	}
	if got := readings("clerk"); len(got) != 0 {
		t.Errorf("the clerk is shown %v", got)
	}
	o.sound(id)
}

// TestABackupAfterwards: in a backup that is made after volunteers were forgotten there is neither their data nor the
// key that opened it, in no page of the file.
func TestABackupAfterwards(t *testing.T) {
	t.Setenv(storetest.Engine, "") // PostgreSQL's backups are its own
	o := newTown(t)
	id := o.out()
	if err := o.Join(o.ctx, o.ID(), id, outreach.Joining{Name: "欧阳某某", Phone: "13800001111"}); err != nil {
		t.Fatal(err)
	}
	var secrets [2][]byte
	for i, text := range []string{"SELECT sealed FROM outreach_keys WHERE city = $1",
		"SELECT data FROM outreach_volunteers WHERE city = $1"} {
		if err := o.DB.Read().QueryRow(o.ctx, text, o.Outreach.City).Scan(&secrets[i]); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(name string) (n int) {
		t.Helper()
		at := filepath.Join(t.TempDir(), name)
		if err := o.DB.Backup(o.ctx, at, nil); err != nil {
			t.Fatal(err)
		}
		all, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range secrets {
			if bytes.Contains(all, s) {
				n++
			}
		}
		return n
	}
	if n := holds("before.db"); n != 2 {
		t.Fatalf("the backup before holds %d of 2: this test could not fail", n)
	}
	o.step(id, outreach.Running, outreach.Ended)
	o.Advance(61 * 24 * time.Hour)
	if n, err := o.Forget(o.ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n := holds("after.db"); n != 0 {
		t.Errorf("the backup afterwards holds %d of 2", n)
	}
}
