package campaign_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/parts/standard"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const (
	second = citytest.Village + 1
	third  = citytest.Village + 2
)

// TestMatrix adds areas up by hand.
func TestMatrix(t *testing.T) {
	t.Parallel()
	cells := []campaign.Cell{
		// found something after all, one was declined
		{Area: citytest.Village, Founded: 3, Found: 2, Fixed: 1, Zero: 5},
		{Area: second, Zero: 7},
		{Area: third, Zero: 8, Spot: campaign.False, Founded: 1, Found: 1},
		{Area: citytest.Other},
	}
	for _, c := range []struct {
		at   area.Code
		over bool
		rows int
		all  campaign.Row
	}{
		{citytest.City, false, 2, campaign.Row{Areas: 4, Reported: 1, Zero: 1, False: 1, Not: 1, Found: 3, Fixed: 1}},
		{citytest.City, true, 2, campaign.Row{Areas: 4, Reported: 1, Zero: 1, False: 1, Overdue: 1,
			Found: 3, Fixed: 1}},
		{citytest.County, true, 1, campaign.Row{Areas: 3, Reported: 1, Zero: 1, False: 1, Found: 3, Fixed: 1}},
		{citytest.Street, false, 3, campaign.Row{Areas: 3, Reported: 1, Zero: 1, False: 1, Found: 3, Fixed: 1}},
		{second, false, 1, campaign.Row{Areas: 1, Zero: 1}},
		{citytest.Other, true, 1, campaign.Row{Areas: 1, Overdue: 1}},
		{430407000000, true, 0, campaign.Row{}},
	} {
		rows, all := campaign.Matrix(cells, c.at, c.over)
		c.all.Area = c.at
		if len(rows) != c.rows || all != c.all {
			t.Errorf("at %v: %d rows, %+v; want %d, %+v", c.at, len(rows), all, c.rows, c.all)
		}
	}
}

// TestMatrixAddsUp: whatever the cells, the rows add up to the whole, and a level's sums are those of the level below.
func TestMatrixAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var cells []campaign.Cell
		for a := range rapid.IntRange(1, 3).Draw(t, "towns") {
			for v := range rapid.IntRange(1, 4).Draw(t, "villages") {
				found := rapid.IntRange(0, 2).Draw(t, "found")
				cells = append(cells, campaign.Cell{Area: citytest.County + area.Code(1000*(a+1)+v+1),
					Founded: found, Found: found,
					Fixed: rapid.IntRange(0, found).Draw(t, "fixed"), Zero: int64(rapid.IntRange(0, 1).Draw(t, "zero")),
					Spot: campaign.Spot(rapid.IntRange(0, 3).Draw(t, "looked"))})
			}
		}
		over := rapid.Bool().Draw(t, "over")
		add := func(rows []campaign.Row) (s campaign.Row) {
			for _, r := range rows {
				s.Areas, s.Reported, s.Zero, s.False, s.Not, s.Overdue, s.Found, s.Fixed, s.Nobody = s.Areas+r.Areas,
					s.Reported+r.Reported, s.Zero+r.Zero, s.False+r.False, s.Not+r.Not, s.Overdue+r.Overdue,
					s.Found+r.Found, s.Fixed+r.Fixed, s.Nobody+r.Nobody
			}
			return s
		}
		rows, all := campaign.Matrix(cells, citytest.County, over)
		var towns []campaign.Row
		for _, r := range rows {
			below, sum := campaign.Matrix(cells, r.Area, over)
			r.Cell = nil
			if sum != r {
				t.Fatalf("%+v is not %+v", sum, r)
			}
			s := add(below)
			s.Area = r.Area
			towns = append(towns, s)
		}
		s := add(towns)
		if s.Area = all.Area; s != all || all.Areas != len(cells) ||
			all.Reported+all.Zero+all.False+all.Not+all.Overdue != all.Areas {
			t.Fatalf("%+v is not %+v", s, all)
		}
	})
}

// town is a city with three villages in a street and a county without any.
type town struct{ *citytest.Office }

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{citytest.New(t)}
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	w.ChangeOrg(&org.AreaSet{Area: second, Name: "东风社区"}, &org.AreaSet{Area: third, Name: "桥头社区"},
		&org.UnitSet{Code: "dong", Zh: "东风社区居委会", Area: second, ParentCode: "jie"},
		&org.UnitSet{Code: "qiao", Zh: "桥头社区居委会", Area: third, ParentCode: "jie"},
		&org.PersonSet{Login: "dong", Name: "东风经办", Posts: post(matter.UnitClerk, 0), UnitCodes: []string{"dong"}},
		&org.PersonSet{Login: "qiao", Name: "桥头经办", Posts: post(matter.UnitClerk, 0), UnitCodes: []string{"qiao"}},
		&org.PersonSet{Login: "zhu", Name: "珠晖督查", Posts: post(matter.Inspector, citytest.County)},
		&org.PersonSet{Login: "yan", Name: "雁峰督查", Posts: post(matter.Inspector, citytest.Other)})
	for _, p := range w.Org().People() {
		w.Who[p.Login] = p.Caller()
	}
	d := standard.Sample()
	for i := range d.Nodes {
		d.Nodes[i].Duties = nil // they name units that this city does not have
	}
	if _, _, wrong, err := w.Standard.Publish(context.Background(), w.Who["sup"], d); err != nil {
		t.Fatal(err, wrong)
	}
	w.CatchUp()
	return w
}

func (w *town) open() int64 {
	w.T.Helper()
	id, err := w.Campaign.Open(context.Background(), w.Who["sup"], w.ID(),
		campaign.Plan{Name: "灭火器自查", Scope: citytest.City, Items: []string{"A107"}, Kinds: []string{"market"},
			Deadline: w.Now() + 7*24*3600e6, Text: "逐店查灭火器"})
	if err != nil {
		w.T.Fatal(err)
	}
	return id
}

func (w *town) zero(login string, id int64, a area.Code) error {
	return w.Campaign.Zero(context.Background(), w.Who[login], w.ID(), id, a, w.Who[login].Name)
}

func (w *town) sheet(login string, id int64, at area.Code) *campaign.Sheet {
	w.T.Helper()
	s, err := w.Campaign.Sheet(context.Background(), w.Who[login], id, at)
	if err != nil {
		w.T.Fatalf("%s at %v: %v", login, at, err)
	}
	return s
}

func (w *town) check() (found []string) {
	w.T.Helper()
	err := w.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return campaign.Check(context.Background(), r, 4304, func(s string) { found = append(found, s) })
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return found
}

// wants says which fault came instead of the one that should.
func wants(t *testing.T, what, code string, err error) {
	t.Helper()
	if got := fault.Code(err); got != code {
		t.Errorf("%s: %q (%v), want %q", what, got, err, code)
	}
}

// TestCampaign is one from its opening to its report.
func TestCampaign(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	id := w.open()
	if s := w.sheet("sup", id, 0); s.All.Areas != 4 || s.All.Not != 4 || len(s.Rows) != 2 || s.At != citytest.City {
		t.Fatalf("%+v", s.All)
	}
	find := campaign.Finding{Area: citytest.Village, Place: "东门农贸市场", Text: "灭火器过期", Category: "env.rubbish"}
	command := w.ID()
	m, err := w.Campaign.Find(ctx, w.Who["clerk"], command, id, find)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.Campaign.Find(ctx, w.Who["clerk"], command, id, find); err != nil || again != m {
		t.Errorf("the same command again gave %d, %v, not %d", again, err, m)
	}
	if got := w.Truth(m); got.Source != "self_check" || got.Area != citytest.Village {
		t.Errorf("%+v", got)
	}
	wants(t, "zero after a finding", "campaign_zero_found", w.zero("clerk", id, citytest.Village))
	wants(t, "zero under another name", "campaign_sign", w.Campaign.Zero(ctx, w.Who["dong"], w.ID(), id, second, "某人"))
	for login, a := range map[string]area.Code{"dong": second, "qiao": third} {
		wants(t, login, "", w.zero(login, id, a))
	}
	wants(t, "zero again", "campaign_zero_again", w.zero("dong", id, second))
	wants(t, "a street's word", "", w.Campaign.Instruct(ctx, w.Who["head"], w.ID(), id, citytest.Street, "重点看集市"))
	if s := w.sheet("clerk", id, 0); s.At != citytest.Village || len(s.Rows) != 1 || s.Rows[0].Reported != 1 ||
		len(s.Orders) != 1 {
		t.Errorf("%+v", s)
	}
	w.Advance(8 * 24 * time.Hour)
	wants(t, "zero after the deadline", "campaign_over", w.zero("clerk", id, citytest.Village))
	if _, err := w.City.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	if s := w.sheet("lead", id, 0); s.Closed == 0 || !s.Drawn ||
		s.All != (campaign.Row{Area: citytest.City, Areas: 4, Reported: 1, Zero: 2, Overdue: 1, Found: 1}) {
		t.Fatalf("%+v", s)
	}
	w.falsify(id, m)
}

// falsify has the zero that was drawn disproved, and reads the report.
func (w *town) falsify(id, m int64) {
	t, ctx := w.T.(*testing.T), context.Background()
	t.Helper()
	var who string
	var task campaign.Task
	for _, login := range []string{"yan", "far", "zhu", "ver"} {
		tasks, err := w.Campaign.Mine(ctx, w.Who[login].Person, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(tasks) > 0 {
			who, task = login, tasks[0]
		}
	}
	if who != "yan" && who != "far" {
		t.Fatalf("%q was drawn, who is not from elsewhere", who)
	}
	v := campaign.Verdict{Area: task.Area, False: true, Note: "三家店灭火器过期", Place: "桥头市场", Category: "env.rubbish"}
	wants(t, "a look by who was not drawn", "not_allowed", w.Campaign.SpotCheck(ctx, w.Who["zhu"], w.ID(), id, v))
	command := w.ID()
	wants(t, "the look", "", w.Campaign.SpotCheck(ctx, w.Who[who], command, id, v))
	wants(t, "the same command again", "", w.Campaign.SpotCheck(ctx, w.Who[who], command, id, v))
	wants(t, "another look", "campaign_looked", w.Campaign.SpotCheck(ctx, w.Who[who], w.ID(), id, v))
	r, err := w.Campaign.Report(ctx, w.Who["sup"], id, 0)
	if err != nil || len(r.Falses) != 1 || r.SpotChecks != 1 || r.Waiting != 0 || r.All.False != 1 ||
		r.Falses[0].Cell.Matter == 0 || r.Remaining() != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if n, wrong, err := w.Campaign.FalseZeros(ctx, citytest.County, 0, w.Now()+1); err != nil || n != 1 || wrong != 1 {
		t.Errorf("%d looked at, %d false, %v", n, wrong, err)
	}
	w.Give("disp", m, &matter.List{Category: "env.rubbish"})
	w.Give("disp", m, &matter.Assign{Lead: w.Units["she"]})
	w.Give("clerk", m, &matter.Sign{})
	w.Advance(time.Hour)
	w.Fix(m)
	w.Give("ver", m, &matter.StrikeOff{Note: "看过"})
	if r, err := w.Campaign.Report(ctx, w.Who["sup"], id, 0); err != nil || r.All.Fixed != 1 || r.Remaining() != 0 {
		t.Errorf("%+v %v", r, err)
	}
	w.proveRebuild()
}

// proveRebuild checks the tables, makes them anew and wants the same rows.
func (w *town) proveRebuild() {
	t, ctx := w.T, context.Background()
	t.Helper()
	if got := w.check(); got != nil {
		t.Errorf("%q", got)
	}
	dump := func() (out []string) {
		for _, n := range []string{"campaigns", "campaign_areas", "campaign_matters", "campaign_orders"} {
			rows, err := storetest.Dump(ctx, w.DB.Read(), n)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, rows...)
		}
		return out
	}
	before := dump()
	w.Close()
	if err := ledger.Rebuild(ctx, w.DB, citytest.LedgerOptions(t, 4304, ledger.SM3, w.Now), nil); err != nil {
		t.Fatal(err)
	}
	if after := dump(); !slices.Equal(before, after) || len(after) == 0 {
		t.Errorf("rebuilt to other rows:\n%q\n%q", before, after)
	}
}

// TestCheckFindsForgery: a false zero that was written out of the table is told.
func TestCheckFindsForgery(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	id := w.open()
	wants(t, "zero", "", w.zero("dong", id, second))
	if got := w.check(); got != nil {
		t.Fatalf("%q", got)
	}
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE campaign_areas SET zero = 0 WHERE city = $1 AND campaign = $2", 4304, id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := w.check(); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// TestZeroTakenBack: who finds something after all has no zero that could be false, and a draw that was tampered with
// is told.
func TestZeroTakenBack(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	id := w.open()
	for login, a := range map[string]area.Code{"dong": second, "qiao": third} {
		wants(t, login, "", w.zero(login, id, a))
	}
	if _, err := w.Campaign.Find(ctx, w.Who["dong"], w.ID(), id,
		campaign.Finding{Area: second, Place: "路口", Text: "过期"}); err != nil {
		t.Fatal(err)
	}
	wants(t, "closing without a reason", "campaign_words", w.Campaign.Close(ctx, w.Who["sup"], w.ID(), id, ""))
	wants(t, "closing", "", w.Campaign.Close(ctx, w.Who["sup"], w.ID(), id, "够了"))
	wants(t, "closing again", "campaign_closed", w.Campaign.Close(ctx, w.Who["sup"], w.ID(), id, "够了"))
	s := w.sheet("sup", id, citytest.Street)
	if s.All.Reported != 1 || s.All.Zero != 1 || s.Rows[1].Cell.Spot != campaign.NotDrawn ||
		s.Rows[2].Cell.Spot != campaign.Waiting {
		t.Errorf("%+v", s.Rows)
	}
	if got := w.check(); got != nil {
		t.Fatalf("%q", got)
	}
	for _, spoil := range []string{
		`UPDATE events SET body = replace(body, '"zeros":1', '"zeros":2') WHERE type = 'campaign.drawn'`,
		`UPDATE events SET body = replace(replace(body, '"zeros":2', '"zeros":1'), '"seed":"', '"seed":"00')
			WHERE type = 'campaign.drawn'`,
	} {
		if err := w.DB.Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, spoil); return err }); err != nil {
			t.Fatal(err)
		}
		if got := w.check(); got == nil {
			t.Errorf("nothing is told of %s", spoil)
		}
	}
}

// sums is what the newest campaigns' list shows somebody.
func (w *town) sums(login string) map[int64]campaign.Row {
	list, err := w.Campaign.List(context.Background(), w.Who[login], 0, 3)
	if err != nil {
		w.T.Fatal(err)
	}
	out, err := w.Campaign.Sums(context.Background(), w.Who[login], list)
	if err != nil {
		w.T.Fatal(err)
	}
	return out
}

// TestMatrixEqualsLedger lets people do what they like and wants the matrix that the bare rules give, and tables that
// the events prove.
func TestMatrixEqualsLedger(t *testing.T) {
	t.Parallel()
	w, ctx := newTown(t), context.Background()
	villages := map[string]area.Code{"clerk": citytest.Village, "dong": second, "qiao": third}
	rapid.Check(t, func(r *rapid.T) {
		id := w.open()
		want := map[area.Code]*campaign.Cell{citytest.Village: {}, second: {}, third: {}, citytest.Other: {}}
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			login := rapid.SampledFrom([]string{"clerk", "dong", "qiao"}).Draw(r, "who")
			c := want[villages[login]]
			switch rapid.SampledFrom([]string{"zero", "find", "decline"}).Draw(r, "what") {
			case "zero":
				if err := w.zero(login, id, villages[login]); err == nil {
					c.Zero = 1
				} else if c.Zero == 0 && c.Founded == 0 {
					r.Fatalf("a zero was refused: %v", err)
				}
			case "find", "decline":
				m, err := w.Campaign.Find(ctx, w.Who[login], w.ID(), id,
					campaign.Finding{Area: villages[login], Place: "路口", Text: "灯坏了"})
				if err != nil {
					r.Fatal(err)
				}
				c.Founded, c.Found = c.Founded+1, c.Found+1
				if rapid.Bool().Draw(r, "declined") {
					w.Give("disp", m, &matter.Decline{Reason: "不在范围"})
					c.Found--
				}
			}
		}
		var cells []campaign.Cell
		for _, a := range []area.Code{citytest.Village, second, third, citytest.Other} {
			want[a].Area = a
			cells = append(cells, *want[a])
		}
		_, all := campaign.Matrix(cells, citytest.City, false)
		if s := w.sheet("sup", id, 0); s.All != all {
			r.Fatalf("%+v, want %+v", s.All, all)
		}
		for login, at := range map[string]area.Code{"sup": citytest.City, "clerk": citytest.Village,
			"far": citytest.Other} {
			_, all := campaign.Matrix(cells, at, false)
			if got := w.sums(login)[id]; got != all {
				r.Fatalf("%s: the list says %+v, want %+v", login, got, all)
			}
		}
		if got := w.check(); got != nil {
			r.Fatalf("%q", got)
		}
	})
}

// TestWhoMay: denied by default.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	logins := []string{"disp", "clerk", "head", "ver", "far", "sup", "lead", "admin", "dong"}
	for typ, may := range map[event.Type][]string{
		campaign.OpenedType:      {"sup"},
		campaign.ClosedType:      {"sup"},
		campaign.DrawnType:       nil,
		campaign.RemindedType:    nil,
		campaign.SentType:        {"sup"},
		campaign.InstructedType:  {"disp", "sup", "lead"},
		campaign.ZeroType:        {"clerk"},
		campaign.FoundType:       {"clerk", "head"},
		campaign.SpotCheckedType: {"ver", "far", "head"},
		"campaign.other":         nil,
	} {
		for _, login := range append(logins, "nobody") {
			if got := w.Org().MayAct(w.Who[login], typ, citytest.Village); got != slices.Contains(may, login) {
				t.Errorf("%s %s: %v", login, typ, got)
			}
		}
		if w.Org().MayAct(w.Who["sup"], typ) {
			t.Errorf("%s about no area", typ)
		}
	}
	id := w.open()
	for login, at := range map[string]area.Code{"far": citytest.Other, "clerk": citytest.Village,
		"head": citytest.Street, "disp": citytest.County, "lead": citytest.City} {
		if s := w.sheet(login, id, 0); s.At != at {
			t.Errorf("%s looks at %v", login, s.At)
		}
	}
	for _, c := range []struct {
		login string
		at    area.Code
	}{{"admin", 0}, {"", 0}, {"clerk", second}, {"far", citytest.City}, {"lead", 440000000000}} {
		_, err := w.Campaign.Sheet(context.Background(), w.Who[c.login], id, c.at)
		wants(t, fmt.Sprint(c), "campaign_missing", err)
	}
}

// TestPlans refuses what cannot be a campaign.
func TestPlans(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	good := campaign.Plan{Name: "自查", Scope: citytest.City, Items: []string{"A107", "A101"},
		Categories: []string{"env.rubbish"}, Kinds: []string{"market", "shopping"},
		Deadline: w.Now() + 3600e6, Text: "查"}
	for code, spoil := range map[string]func(*campaign.Plan){
		"":                  func(*campaign.Plan) {},
		"campaign_words":    func(p *campaign.Plan) { p.Name = " " },
		"campaign_long":     func(p *campaign.Plan) { p.Text = string(slices.Repeat([]rune("长"), 10_000)) },
		"campaign_what":     func(p *campaign.Plan) { p.Items, p.Categories = []string{" "}, nil },
		"campaign_deadline": func(p *campaign.Plan) { p.Deadline = w.Now() },
		"area_unknown":      func(p *campaign.Plan) { p.Scope = 110000000000 },

		"campaign_item_unknown":     func(p *campaign.Plan) { p.Items = append(p.Items, "A1") }, // a dimension, no item
		"campaign_category_unknown": func(p *campaign.Plan) { p.Categories = []string{"env.rubbish", "env.moon"} },
		"campaign_kind_unknown":     func(p *campaign.Plan) { p.Kinds = []string{"market", "moon"} },
	} {
		p := good
		spoil(&p)
		_, err := w.Campaign.Open(context.Background(), w.Who["sup"], w.ID(), p)
		wants(t, "plan", code, err)
	}
	_, err := w.Campaign.Open(context.Background(), w.Who["disp"], w.ID(), good)
	wants(t, "a dispatcher", "not_allowed", err)
}
