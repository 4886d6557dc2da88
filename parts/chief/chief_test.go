package chief_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
)

// TestDutiesAreMetByDays: by a leg of a patrol, by a note, each day once; the chief above sees who is overdue, and no
// other chief; nobody else learns how a duty stands.
func TestDutiesAreMetByDays(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	vc, tc, _, _ := o.chain()
	ranger := o.give("ranger", village, "护林员甲", "2026-10-01")
	if d := o.duty(vc); d.State != chief.Overdue || d.Due != "2026-11-15" || d.Last != "" {
		t.Fatalf("%+v", d)
	}
	// the one above sees it, the one above him does not
	if m := o.mine("tc"); len(m.Below) != 1 || m.Below[0].ID != vc {
		t.Fatalf("%+v", m.Below)
	}
	if m := o.mine("cc"); len(m.Below) != 1 || m.Below[0].ID != tc {
		t.Fatalf("%+v", m.Below)
	}
	// his own ranger is one step below a village chief
	if m := o.mine("vc"); len(m.Below) != 1 || m.Below[0].ID != ranger || m.Below[0].Name != "护林员甲" {
		t.Fatalf("%+v", m.Below)
	}
	o.visit(village, "2026-11-16", o.person("vc"), o.person("tc"))
	if d := o.duty(vc); d.State != chief.Met || d.Last != "2026-11-16" {
		t.Fatalf("%+v", d)
	}
	if d := o.duty(tc); d.State != chief.Met {
		t.Fatalf("a day in a village of the township counts for its chief: %+v", d)
	}
	// somebody else's day, and a day elsewhere, do not
	o.visit(village, "2026-11-12", o.person("cc"))
	o.visit(citytest.Other, "2026-11-16", o.person("cc"))
	if d := o.duty(ranger); d.State != chief.Overdue || d.Left != 4 {
		t.Fatalf("%+v", d)
	}
	for _, day := range []chief.Day{"2026-11-02", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"} {
		if err := o.Note(o.ctx, o.Who["sup"], o.ID(), ranger, chief.Noted{Day: day, Text: "巡山，未见火情"}); err != nil {
			t.Fatal(err)
		}
	}
	if d := o.duty(ranger); d.State != chief.Met || d.Last != "2026-11-05" {
		t.Fatalf("%+v", d)
	}
	o.refused("not_allowed", o.Note(o.ctx, o.Who["far"], o.ID(), vc, chief.Noted{Day: "2026-11-16", Text: "看了"}))
	o.refused("not_allowed", o.Note(o.ctx, o.Who["tc"], o.ID(), vc, chief.Noted{Day: "2026-11-16", Text: "看了"}))
	for code, n := range map[string]chief.Noted{"patrol_words": {Day: "2026-11-16"},
		"chief_ahead": {Day: "2026-11-17", Text: "看了"}, "chief_day": {Day: "2026-11-31", Text: "看了"},
		"chief_not_held": {Day: "2025-12-31", Text: "看了"}, "patrol_secret": {Day: "2026-11-16", Text: "机密★看了"},
		"chief_outside": {Day: "2026-11-16", Text: "看了", Area: citytest.Other}} {
		o.refused(code, o.Note(o.ctx, o.Who["vc"], o.ID(), vc, n))
	}
	s, err := o.Sheet(o.ctx, o.Who["far"], vc)
	if err != nil || s.Duty != nil || s.Keeps || s.Notes || s.Name != "村长一" {
		t.Fatalf("%+v %v", s, err)
	}
	o.proven()
}

// TestOneHolder gives and ends posts at random: at no time has a single post two holders on a day, whatever is asked.
func TestOneHolder(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	people := []string{"vc", "vc2", "tc", "tc2", "李四", "王五"}
	areas := []area.Code{village, street}
	given := map[int64]bool{}
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) chief.Day {
			return chief.Day("2026-10-20").Plus(rapid.IntRange(0, 27).Draw(t, name))
		}
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			login := rapid.SampledFrom(people).Draw(t, "who")
			person, name := int64(0), login
			if o.known(login) {
				person, name = o.person(login), ""
			}
			if ids := slices.Sorted(keys(given)); len(ids) > 0 && rapid.Bool().Draw(t, "leave") {
				_, _ = o.Leave(o.ctx, o.Who["sup"], o.ID(), rapid.SampledFrom(ids).Draw(t, "post"), chief.Leaving{
					Until: day("until"), Reason: "调任", Person: person, Name: name})
				continue
			}
			g := chief.Giving{Theme: "forest", Post: rapid.SampledFrom([]string{"chief", "deputy"}).Draw(t, "kind"),
				Area: rapid.SampledFrom(areas).Draw(t, "area"), Person: person, Name: name, Since: day("since")}
			if rapid.Bool().Draw(t, "ends") {
				g.Until = g.Since.Plus(rapid.IntRange(0, 5).Draw(t, "days"))
			}
			if id, err := o.Appoint(o.ctx, o.Who["sup"], o.ID(), g); err == nil {
				given[id] = true
			}
		}
		list, next, err := o.List(o.ctx, o.Who["sup"], chief.Filter{Theme: "forest", Past: true, Limit: 10000})
		if err != nil || next != (chief.Place{}) {
			t.Fatal(next, err)
		}
		for _, past := range []bool{true, false} {
			f := chief.Filter{Theme: "forest", Past: past, Limit: 10000}
			whole, _, err := o.List(o.ctx, o.Who["sup"], f)
			if err != nil {
				t.Fatal(err)
			}
			var paged []chief.Line
			for f.Limit = 2; ; {
				page, next, err := o.List(o.ctx, o.Who["sup"], f)
				if paged = append(paged, page...); err != nil || len(page) > 2 {
					t.Fatal(len(page), err)
				}
				if f.Behind = next; next == (chief.Place{}) {
					break
				}
			}
			if !slices.Equal(paged, whole) {
				t.Fatalf("past %v: %d by pages, %d at once", past, len(paged), len(whole))
			}
		}
		taken := map[string]int64{}
		for _, s := range list {
			until := s.Until
			if until == "" {
				until = "2026-12-31"
			}
			for d := s.Since; s.Post == "chief" && d <= until; d = d.Plus(1) {
				key := s.Area.String() + string(d)
				if other := taken[key]; other != 0 {
					t.Fatalf("%s has %d and %d", key, other, s.ID)
				}
				taken[key] = s.ID
			}
		}
	})
	o.proven()
}

func keys(m map[int64]bool) func(func(int64) bool) {
	return func(yield func(int64) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// found says that a problem was found on a patrol for a theme.
func (o *town) found(theme string, id int64) {
	o.T.Helper()
	if err := part.Get[*patrol.Patrols](o.Values).Found(o.ctx, o.Who["head"], patrol.Head{Key: o.ID().String(),
		Theme: theme, Area: street}, id); err != nil {
		o.T.Fatal(err)
	}
}

// TestSuccession: the list is frozen when the holder goes, with its hash; both sign; nothing changes it afterwards.
func TestSuccession(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	vc, _, _, _ := o.chain()
	id := o.Give("vc", 0, &matter.Report{Area: village, Text: "绿化带缺了一大片"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	o.Give("disp", o.Give("", 0, &matter.Report{Area: village, Text: "路灯不亮"}), &matter.List{Category: "fac.lamp"})
	o.visit(village, "2026-11-10", o.person("vc"))
	for theme, text := range map[string]string{"forest": "林下堆放垃圾", "river": "河岸垃圾"} {
		o.found(theme, o.Give("head", 0, &matter.Report{Source: matter.FromSelfCheck, Area: village, Text: text}))
	}
	gone := o.Give("head", 0, &matter.Report{Source: matter.FromSelfCheck, Area: village, Text: "林下火堆"})
	o.found("forest", gone)
	o.Give("disp", gone, &matter.Decline{Reason: "已自行熄灭"})
	command := o.ID()
	leaving := chief.Leaving{Reason: "换届", Person: o.person("vc2")}
	h, err := o.Leave(o.ctx, o.Who["sup"], command, vc, leaving)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.Leave(o.ctx, o.Who["sup"], command, vc, leaving); err != nil || again != h {
		t.Fatal(again, h, err)
	}
	if _, err := o.Leave(o.ctx, o.Who["sup"], command, vc, chief.Leaving{Reason: "另一说"}); err == nil {
		t.Fatal("the same id said something else and was taken")
	}
	_, err = o.Leave(o.ctx, o.Who["sup"], o.ID(), vc, leaving)
	o.refused("chief_gone", err)
	p, err := o.Paper(o.ctx, o.Who["vc"], h)
	if err != nil {
		t.Fatal(err)
	}
	f := p.Frozen
	if len(f.Problems) != 2 || f.Problems[0].Found || f.Problems[1].Own || !f.Problems[1].Found ||
		f.Problems[1].State != "reported" || o.Truth(f.Problems[1].Matter).Text != "林下堆放垃圾" {
		t.Fatalf("%+v", f.Problems)
	}
	if f.Problems[0].Matter != id || !f.Problems[0].Own || f.Problems[0].State != "listed" ||
		f.Duty.Last != "2026-11-10" || f.Areas[0].Last != "2026-11-10" || f.Until != "2026-11-16" {
		t.Fatalf("%+v", f)
	}
	if strings.Contains(string(p.List), "绿化") || strings.Contains(string(p.List), "林下") {
		t.Fatalf("the list bears what somebody wrote: %s", p.List)
	}
	// what comes later changes nothing of it
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.visit(village, "2026-11-15", o.person("vc2"))
	later, err := o.Paper(o.ctx, o.Who["vc2"], h)
	if err != nil || string(later.List) != string(p.List) || later.Hash != p.Hash {
		t.Fatal(err)
	}
	// the successor holds the post from the next day on
	o.Set("2026-11-17 10:00")
	if m := o.mine("vc2"); m.Since != "2026-11-17" || m.Post != "chief" {
		t.Fatalf("%+v", m)
	}
	o.refused("not_allowed", o.Sign(o.ctx, o.Who["vc2"], o.ID(), h, chief.Leaver, "代签"))
	o.refused("chief_missing", o.Sign(o.ctx, o.Who["clerk"], o.ID(), h, chief.Leaver, "代签"))
	if err := o.Sign(o.ctx, o.Who["vc2"], o.ID(), h, chief.Successor, ""); err != nil {
		t.Fatal(err)
	}
	o.refused("chief_signed", o.Sign(o.ctx, o.Who["vc2"], o.ID(), h, chief.Successor, ""))
	// he who can sign is asked, and not who is above him
	for login, want := range map[string]int{"vc": 1, "vc2": 0, "tc": 0, "sup": 0} {
		if list, err := o.Unsigned(o.ctx, o.Who[login], 10); err != nil || len(list) != want {
			t.Fatal(login, list, err)
		}
	}
	// the township's chief signs for who is absent, with a reason
	o.refused("chief_words", o.Sign(o.ctx, o.Who["tc"], o.ID(), h, chief.Leaver, " "))
	if err := o.Sign(o.ctx, o.Who["tc"], o.ID(), h, chief.Leaver, "本人已赴外地任职，电话确认"); err != nil {
		t.Fatal(err)
	}
	done, err := o.Paper(o.ctx, o.Who["vc"], h)
	if err != nil || !done.Whole() || len(done.May)+len(done.For) != 0 || string(done.List) != string(p.List) {
		t.Fatal(done, err)
	}
	// of who cannot log in the superior is asked
	ranger := o.give("ranger", village, "护林员甲", "2026-10-01")
	if _, err = o.Leave(o.ctx, o.Who["sup"], o.ID(), ranger, chief.Leaving{Reason: "年满"}); err != nil {
		t.Fatal(err)
	}
	if list, err := o.Unsigned(o.ctx, o.Who["vc2"], 10); err != nil || len(list) != 1 || len(list[0].For) != 2 {
		t.Fatal(list, err)
	}
	o.proven()
}

// TestClimbs: a problem that no unit answers is told to the village's chief, the township's, the county's, the city's,
// a step each three days, each once; one that is signed for climbs no further.
func TestClimbs(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.chain()
	listed := func(category string) int64 {
		id := o.Give("", 0, &matter.Report{Area: village, Text: "绿化带缺了一大片" + category})
		o.Give("disp", id, &matter.List{Category: category})
		return id
	}
	quiet, signed, other := listed("green.damage"), listed("green.tree"), listed("fac.lamp")
	told := func(id int64) (out []area.Level) {
		t.Helper()
		events, err := o.Ledger().Events(o.ctx, o.Office.DB.Read(), id, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Type == chief.ClimbedType {
				b, err := chief.Decode(e.Type, e.Body)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, b.(*chief.Climbed).Steps[0].Level)
			}
		}
		return out
	}
	day := func() {
		t.Helper()
		o.Advance(24 * time.Hour)
		for range 3 { // however often the clock looks
			o.CatchUp()
			if _, err := o.Climb(o.ctx); err != nil {
				t.Fatal(err)
			}
		}
		if items := o.Chiefs.Aside.Items(); len(items) > 0 {
			t.Fatal(items[0].Err)
		}
	}
	for range 2 {
		day()
	}
	if got := told(quiet); len(got) != 0 {
		t.Fatalf("told too early: %v", got)
	}
	day()
	day()
	if got := told(quiet); !slices.Equal(got, []area.Level{area.Village}) {
		t.Fatal(got)
	}
	o.Give("disp", signed, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", signed, &matter.Sign{})
	o.CatchUp()
	waits := func(n int) {
		t.Helper()
		if err := o.Office.DB.Write(o.ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(o.ctx, "UPDATE chief_waits SET waits = $3 WHERE city = $1 AND matter = $2", 4304,
				signed, n)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	waits(1) // as long as the follower lags
	for range 20 {
		day()
	}
	waits(0)
	want := []area.Level{area.Village, area.Township, area.County, area.City}
	if got := told(quiet); !slices.Equal(got, want) {
		t.Fatal(got)
	}
	if got := told(signed); len(got) != 1 {
		t.Fatalf("it was signed for: %v", got)
	}
	if got := told(other); len(got) != 0 {
		t.Fatalf("no chief looks after lamps: %v", got)
	}
	chain, err := o.Chain(o.ctx, o.Who["disp"], village, "green.damage")
	if err != nil || len(chain) != 4 || chain[0].Name != "村长一" || chain[3].Name != "市长一" {
		t.Fatalf("%+v %v", chain, err)
	}
	o.proven()
}

// TestAreasGo: an abolished village's chief goes along where the new one has none, and ends with a frozen list where it
// has one; what was seen in the old village counts in the new one.
func TestAreasGo(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	next, third := village+1, village+2
	o.ChangeOrg(&org.AreaSet{Area: next, Name: "新桥村"}, &org.AreaSet{Area: third, Name: "双林村"})
	vc := o.give("chief", village, "vc", "2026-01-01")
	ends := o.give("chief", next, "vc2", "2026-01-01")
	o.visit(next, "2026-11-14", o.person("vc2"))
	o.visit(village, "2026-11-12", o.person("vc"))
	adopted, err := o.Adopt(o.ctx, o.Who["sup"], o.ID(), chief.Adopting{Area: next, Name: "周副县长"})
	if err != nil {
		t.Fatal(err)
	}
	follow := func(want int) {
		t.Helper()
		if n, err := o.Follow(o.ctx); err != nil || n != want {
			t.Fatal(n, err, o.Chiefs.Aside.Items())
		}
	}
	follow(0)
	o.ChangeOrg(&org.AreaSet{Area: next, Name: "新桥村", Former: true, Successors: []area.Code{village}})
	follow(2) // the post and the adoption
	follow(0)
	s, err := o.Sheet(o.ctx, o.Who["sup"], ends)
	if err != nil || s.Handover == 0 || s.Until != "2026-11-16" {
		t.Fatalf("%+v %v", s, err)
	}
	list, err := o.AdoptedAt(o.ctx, o.Who["far"], village, 0)
	if err != nil || len(list) != 1 || list[0].ID != adopted {
		t.Fatal(list, err)
	}
	c, err := o.Coverage(o.ctx, o.Who["far"], "forest", street)
	if err != nil || len(c) != 3 || c[1].Area != village || c[1].Last != "2026-11-14" || c[0].Areas != 2 {
		t.Fatalf("%+v %v", c, err)
	}
	o.ChangeOrg(&org.AreaSet{Area: village, Name: "市场社区", Former: true, Successors: []area.Code{third}})
	follow(2)
	if s, err = o.Sheet(o.ctx, o.Who["sup"], vc); err != nil || s.Area != third || s.Was != village || s.Until != "" {
		t.Fatalf("%+v %v", s, err)
	}
	if d := o.duty(vc); d.Last != "2026-11-12" {
		t.Fatalf("his days in the old village count: %+v", d)
	}
	o.proven()
}
