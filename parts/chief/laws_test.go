package chief_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/track"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestNoNames: no event bears the name of somebody who cannot log in, and a list of names comes in once.
func TestNoNames(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	list := []chief.Giving{{Theme: "forest", Post: "chief", Area: village, Name: "欧阳守林"},
		{Theme: "forest", Post: "ranger", Area: village, Name: "欧阳守林"},
		{Theme: "forest", Post: "chief", Area: street, Person: o.person("tc")}}
	for _, want := range []int{3, 0} {
		if n, err := o.Import(o.ctx, o.Who["sup"], o.ID(), list); err != nil || n != want {
			t.Fatal(n, err)
		}
	}
	_, err := o.Import(o.ctx, o.Who["sup"], o.ID(), []chief.Giving{{Theme: "forest", Post: "chief", Area: village,
		Name: "别人"}})
	o.refused("chief_taken", err)
	_, err = o.Import(o.ctx, o.Who["sup"], o.ID(), []chief.Giving{{Theme: "river", Post: "chief", Area: village,
		Name: "甲"}, {Theme: "river", Post: "chief", Area: village, Name: "乙"}})
	o.refused("chief_taken", err)
	_, err = o.Import(o.ctx, o.Who["far"], o.ID(), list[:1])
	o.refused("not_allowed", err)
	if err := ledger.EachType(o.ctx, o.Office.DB.Read(), 4304, 0, 0, nil, func(e ledger.Event) error {
		if strings.Contains(string(e.Body), "欧阳") {
			t.Errorf("event %d bears a name: %s", e.Seq, e.Body)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	found, _, err := o.List(o.ctx, o.Who["far"], chief.Filter{Theme: "forest", Text: "欧阳守林", Limit: 10})
	if err != nil || len(found) != 2 || found[0].Name != "欧阳守林" {
		t.Fatal(found, err)
	}
	if found, _, err = o.List(o.ctx, o.Who["far"], chief.Filter{Theme: "forest", Text: "镇长", Limit: 10}); err != nil ||
		len(found) != 1 {
		t.Fatal(found, err)
	}
	if err := o.Phone(o.ctx, o.Who["sup"], o.ID(), chief.Phoned{Theme: "forest", Area: county,
		Phone: "0734-8221234"}); err != nil {
		t.Fatal(err)
	}
	o.refused("chief_phone", o.Phone(o.ctx, o.Who["sup"], o.ID(), chief.Phoned{Theme: "forest", Area: county,
		Phone: "13800138000"}))
	public, err := o.Public(o.ctx, village)
	if err != nil || len(public) != 1 || len(public[0].Chain) != 2 || public[0].Phone != "0734-8221234" {
		t.Fatalf("%+v %v", public, err) // the chiefs, and no ranger
	}
	o.proven()
}

// TestAnyOrder: visits, dealt out among teams and told in any order, some of them twice, make the same tables.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	a, b := newTown(t), newTown(t)
	type visit struct {
		area area.Code
		day  string
		who  []int64
	}
	var visits []visit
	people := []int64{a.person("vc"), a.person("tc"), a.person("cc")}
	chance := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		who := people[:chance.IntN(len(people)+1)]
		visits = append(visits, visit{[]area.Code{village, street, county, citytest.Other}[chance.IntN(4)],
			string(chief.Day("2026-11-16").Plus(-chance.IntN(40))), who})
	}
	for _, v := range visits {
		a.visit(v.area, v.day, v.who...)
	}
	chance.Shuffle(len(visits), func(i, j int) { visits[i], visits[j] = visits[j], visits[i] })
	for i, v := range visits {
		for _, w := range v.who { // each by himself, as if he had been a team
			b.visit(v.area, v.day, w)
		}
		if len(v.who) == 0 || i%3 == 0 {
			b.visit(v.area, v.day)
		}
	}
	last := map[area.Code]chief.Day{} // a recount
	for _, v := range visits {
		for l := area.City; l <= v.area.Level(); l++ {
			last[v.area.Ancestor(l)] = max(last[v.area.Ancestor(l)], chief.Day(v.day))
		}
	}
	for _, at := range []area.Code{city, county, street, village, citytest.Other} {
		c, err := b.Coverage(b.ctx, b.Who["far"], "forest", at)
		if err != nil || c[0].Last != last[at] {
			t.Errorf("%s: %+v %v, want %s", at, c[0], err, last[at])
		}
	}
	for _, table := range []string{"chief_cover", "chief_days"} {
		want, err := storetest.Dump(a.ctx, a.Office.DB.Read(), table)
		if err != nil || len(want) == 0 {
			t.Fatal(want, err)
		}
		got, err := storetest.Dump(b.ctx, b.Office.DB.Read(), table)
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("%s (-one order +another):\n%s", table, d)
		}
	}
	b.proven()
}

// TestWhoMay: posts are kept by the offices over an area; everybody else is refused, whatever he asks.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	vc, _, _, _ := o.chain()
	adopted, err := o.Adopt(o.ctx, o.Who["disp"], o.ID(), chief.Adopting{Area: village, Name: "周副县长"})
	if err != nil {
		t.Fatal(err)
	}
	g := chief.Giving{Theme: "forest", Post: "deputy", Area: village, Name: "某人"}
	for _, login := range []string{"vc", "tc", "clerk", "head", "ver", "far", "lead", ""} {
		who := o.Who[login]
		_, err := o.Appoint(o.ctx, who, o.ID(), g)
		o.refused("not_allowed", err)
		_, err = o.Leave(o.ctx, who, o.ID(), vc, chief.Leaving{Reason: "换届"})
		o.refused("not_allowed", err)
		_, err = o.Adopt(o.ctx, who, o.ID(), chief.Adopting{Area: village, Name: "某人"})
		o.refused("not_allowed", err)
		o.refused("not_allowed", o.Unadopt(o.ctx, who, o.ID(), adopted, ""))
		o.refused("not_allowed", o.Phone(o.ctx, who, o.ID(), chief.Phoned{Theme: "forest", Area: village,
			Phone: "12369"}))
	}
	for login, code := range map[string]string{"": "not_allowed", "vc": ""} {
		_, _, err := o.List(o.ctx, o.Who[login], chief.Filter{Theme: "forest", Limit: 5})
		o.refused(code, err)
		_, err = o.Coverage(o.ctx, o.Who[login], "forest", county)
		o.refused(code, err)
	}
	if err := o.Unadopt(o.ctx, o.Who["sup"], o.ID(), adopted, ""); err != nil {
		t.Fatal(err)
	}
	o.refused("chief_ahead", o.Unadopt(o.ctx, o.Who["sup"], o.ID(), adopted, "2030-01-01"))
	for code, x := range map[string]chief.Giving{
		"chief_theme":  {Theme: "sea", Post: "chief", Area: village, Name: "某人"},
		"chief_post":   {Theme: "forest", Post: "king", Area: village, Name: "某人"},
		"area_unknown": {Theme: "forest", Post: "deputy", Area: village + 77, Name: "某人"},
		"chief_who":    {Theme: "forest", Post: "deputy", Area: village, Name: "13800138000"},
		"chief_person": {Theme: "forest", Post: "deputy", Area: village, Person: 999999},
		"chief_day":    {Theme: "forest", Post: "deputy", Area: village, Name: "某人", Since: "2026-02-30"},
		"chief_days": {Theme: "forest", Post: "deputy", Area: village, Name: "某人", Since: "2026-02-03",
			Until: "2026-02-01"}} {
		_, err := o.Appoint(o.ctx, o.Who["sup"], o.ID(), x)
		o.refused(code, err)
	}
	o.proven()
}

// TestRebuilt: the tables that are made anew are the same, names stay, and tampering is found.
func TestRebuilt(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	vc, _, _, _ := o.chain()
	o.give("ranger", village, "护林员甲", "2026-10-01")
	o.visit(village, "2026-11-10", o.person("vc"))
	if _, err := o.Leave(o.ctx, o.Who["sup"], o.ID(), vc, chief.Leaving{Reason: "换届"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Adopt(o.ctx, o.Who["sup"], o.ID(), chief.Adopting{Area: county, Name: "周副县长"}); err != nil {
		t.Fatal(err)
	}
	o.proven()
	dump := func() (out []string) {
		for _, table := range []string{"chief_posts", "chief_days", "chief_cover", "chief_handovers", "chief_adoptions",
			"chief_waits", "chief_names"} {
			rows, err := storetest.Dump(o.ctx, o.Office.DB.Read(), table)
			if err != nil || len(rows) == 0 && table != "chief_waits" {
				t.Fatal(table, rows, err)
			}
			out = append(out, rows...)
		}
		return out
	}
	before := dump()
	o.Close()
	if err := ledger.Rebuild(o.ctx, o.Office.DB, citytest.LedgerOptions(t, 4304, ledger.SM3, o.Now), nil); err != nil {
		t.Fatal(err)
	}
	if d := gocmp.Diff(before, dump()); d != "" {
		t.Fatal(d)
	}
	for _, text := range []string{"UPDATE chief_cover SET last = '2026-11-11' WHERE city = $1",
		"DELETE FROM chief_days WHERE city = $1", "UPDATE chief_posts SET until = '2020-01-01' WHERE city = $1",
		"DELETE FROM chief_handovers WHERE city = $1", "INSERT INTO chief_waits VALUES ($1, 1, 1, 'x', 1, 1, '{}')",
		"DELETE FROM chief_adoptions WHERE city = $1"} {
		if err := o.Office.DB.Write(o.ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(o.ctx, text, 4304)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(o.faults()) == 0 {
			t.Errorf("nobody sees: %s", text)
		}
	}
}

// TestTenThousandPatrols: the coverage of a county is answered in time, whatever came in.
func TestTenThousandPatrols(t *testing.T) {
	if testing.Short() {
		t.Skip("10,000 events")
	}
	o := newTown(t)
	var changes []org.Change
	var villages []area.Code
	for n := range 250 {
		a := street + area.Code(n+10)
		villages = append(villages, a)
		changes = append(changes, &org.AreaSet{Area: a, Name: "村"})
	}
	o.ChangeOrg(changes...)
	for n := range 10_000 {
		o.visit(villages[n%len(villages)], string(chief.Day("2026-11-16").Plus(-n%300)), o.person("vc"))
	}
	began := time.Now()
	if _, err := o.Coverage(o.ctx, o.Who["sup"], "forest", county); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 50*time.Millisecond {
		t.Errorf("the coverage of a county took %v", took)
	} else {
		t.Logf("coverage: %v", took)
	}
}

// TestAChiefReadsPatrols of his theme in his area while he holds the post; a finding that he may read opens the track
// to him no more than before.
func TestAChiefReadsPatrols(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	x, h := part.Get[*patrol.Patrols](o.Values), patrol.Head{Key: o.ID().String(), Theme: "forest", Area: village}
	r, err := x.TakePart(o.ctx, o.Who["head"], patrol.Piece{Patrol: h, N: 1, Legs: []patrol.Walked{{Area: village,
		From: o.Now().Plus(-1e6), To: o.Now()}}, Track: track.Pack([]track.Fix{{At: int64(o.Now()) / 1000, Lat: 26.9,
		Lng: 112.6, Accuracy: 5}})}, o.Now())
	if err != nil {
		t.Fatal(err)
	}
	id := o.Give("head", 0, &matter.Report{Source: matter.FromSelfCheck, Area: village, Text: "绿化带缺了一大片"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	if err := x.Found(o.ctx, o.Who["head"], h, id); err != nil {
		t.Fatal(err)
	}
	o.ChangeOrg(&org.PersonSet{Login: "lao", Name: "老林", Posts: []org.Post{{Kind: matter.Inspector,
		Area: citytest.Other}}})
	lao := o.person("lao")
	now := func() org.Caller { // as he comes
		t.Helper()
		p, _ := o.Org().Person(lao)
		c := p.Caller()
		c.Watches = o.Auth.Watches(o.ctx, lao)
		return c
	}
	reads := func() (n int) {
		t.Helper()
		list, _, err := x.Visits(o.ctx, now(), patrol.Filter{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		s, err := x.Sheet(o.ctx, now(), r.Patrol)
		if (err == nil) != (len(list) > 0) || err == nil && (len(s.Found) != 1 || s.May) {
			t.Errorf("%+v %v", s, err)
		}
		_, err = x.Open(o.ctx, now(), o.ID(), id, "看看走到哪里")
		o.refused("matter_missing", err)
		return len(list)
	}
	if n := reads(); n != 0 {
		t.Errorf("%d visits without a post", n)
	}
	if _, err := o.Appoint(o.ctx, o.Who["sup"], o.ID(), chief.Giving{Theme: "river", Post: "chief", Area: street,
		Person: lao}); err != nil {
		t.Fatal(err)
	}
	if n := reads(); n != 0 {
		t.Errorf("%d visits of another theme", n)
	}
	post := o.give("chief", street, "lao", "2026-11-01")
	if n := reads(); n != 1 {
		t.Errorf("%d visits of his theme", n)
	}
	if _, err := o.Leave(o.ctx, o.Who["sup"], o.ID(), post, chief.Leaving{Reason: "换届"}); err != nil {
		t.Fatal(err)
	}
	o.Advance(24 * time.Hour)
	if n := reads(); n != 0 {
		t.Errorf("%d visits after his post", n)
	}
}

// TestOneDoorForNotes: a note about a post and one of one's own are the same event, and make the rows that the events
// of earlier programs make, also for a holder who cannot log in.
func TestOneDoorForNotes(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	vc := o.give("chief", village, "vc", "2026-01-01")
	ranger := o.give("ranger", village, "护林员甲", "2026-01-01")
	rows := func(who int64) (out []string) {
		t.Helper()
		if err := store.Each(o.ctx, o.Office.DB.Read(), func(r *sql.Rows) error {
			var theme, day string
			var a area.Code
			err := r.Scan(&theme, &day, &a)
			out = append(out, fmt.Sprint(theme, day, a))
			return err
		}, "SELECT theme, day, area FROM chief_days WHERE city = $1 AND who = $2 ORDER BY day", 4304, who); err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, x := range []struct{ post, who int64 }{{vc, o.person("vc")}, {ranger, -ranger}} {
		if _, err := o.Chiefs.Desk.Keep(o.ctx, org.Caller{System: true}, o.ID(), nil, func(context.Context, *store.Tx,
			calendar.Instant) ([]desk.Fact, error) {
			return []desk.Fact{{Type: chief.NotedType, Subject: x.post, Areas: []area.Code{village},
				Body: &chief.Noted{Area: village, Day: "2026-11-10", Text: "巡山"}}}, nil
		}); err != nil {
			t.Fatal(err)
		}
		old := rows(x.who)
		if err := o.Note(o.ctx, o.Who["sup"], o.ID(), x.post, chief.Noted{Day: "2026-11-10", Text: "巡山"}); err != nil {
			t.Fatal(err)
		}
		if again := rows(x.who); len(old) != 1 || !slices.Equal(old, again) {
			t.Errorf("post %d: %v, and by the new door %v", x.post, old, again)
		}
		if err := o.Note(o.ctx, o.Who["sup"], o.ID(), x.post, chief.Noted{Day: "2026-11-11", Text: "巡山"}); err != nil {
			t.Fatal(err)
		}
		if all := rows(x.who); len(all) != 2 || all[1] != strings.Replace(old[0], "11-10", "11-11", 1) {
			t.Errorf("post %d: %v", x.post, all)
		}
	}
	list, _, err := part.Get[*patrol.Patrols](o.Values).Visits(o.ctx, o.Who["sup"], patrol.Filter{Limit: 10})
	if err != nil || len(list) != 4 || list[0].Post != ranger || len(list[0].Persons) != 0 || list[0].Note != "巡山" {
		t.Errorf("%+v %v", list, err)
	}
	o.proven()
}

// TestANameIsForgotten once the archive's term after the last day is over, by an administrator of the area; days and
// lists stay; nothing finds it again.
func TestANameIsForgotten(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	ranger := o.give("ranger", village, "欧阳守林", "2026-01-01")
	forget := func(who string, post int64) error {
		return o.Forget(o.ctx, o.Who[who], o.ID(), post, "期限已满")
	}
	o.refused("chief_in_office", forget("admin", ranger))
	o.refused("chief_no_name", forget("admin", o.give("chief", village, "vc", "2026-01-01")))
	o.refused("chief_missing", forget("admin", 1<<40))
	if _, err := o.Leave(o.ctx, o.Who["sup"], o.ID(), ranger, chief.Leaving{Reason: "年满"}); err != nil {
		t.Fatal(err)
	}
	o.refused("chief_kept", forget("admin", ranger))
	o.Set("2036-11-16 23:00") // ten years to the day
	o.refused("chief_kept", forget("admin", ranger))
	o.Set("2036-11-17 00:00")
	o.refused("not_allowed", forget("sup", ranger))
	o.refused("not_allowed", forget("head", ranger))
	if s, err := o.Sheet(o.ctx, o.Who["admin"], ranger); err != nil || !s.Forgets || s.Name != "欧阳守林" {
		t.Fatalf("%+v %v", s, err)
	}
	o.refused("chief_words", o.Forget(o.ctx, o.Who["admin"], o.ID(), ranger, " "))
	command := o.ID()
	for range 2 {
		if err := o.Forget(o.ctx, o.Who["admin"], command, ranger, "期限已满"); err != nil {
			t.Fatal(err)
		}
	}
	o.refused("chief_no_name", forget("admin", ranger))
	s, err := o.Sheet(o.ctx, o.Who["admin"], ranger)
	if err != nil || s.Name != "" || s.Forgets || s.Handover == 0 {
		t.Fatalf("%+v %v", s, err)
	}
	list, _, err := o.List(o.ctx, o.Who["sup"], chief.Filter{Theme: "forest", Text: "欧阳守林", Past: true, Limit: 10})
	if err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	var n int
	if err := o.Office.DB.Read().QueryRow(o.ctx, "SELECT COUNT(*) FROM chief_names WHERE city = $1", 4304).
		Scan(&n); err != nil || n != 0 {
		t.Errorf("%d names are left, %v", n, err)
	}
	o.proven()
}
