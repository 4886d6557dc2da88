package office_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/parts/office"
)

// town is a city with its office: disp drafts for the county, sup of the city reviews, lead of the city signs off.
type town struct {
	*citytest.Office
	x   *office.Office
	a   *archive.Archive
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*office.Office](o.Values)
	a, there := part.Find[*archive.Archive](o.Values)
	if !ok || !there {
		t.Fatal("no office")
	}
	o.ChangeOrg(&org.PersonSet{Login: "newclerk", Name: "经办壬", Posts: []org.Post{{Kind: matter.UnitClerk}},
		UnitCodes: []string{"new"}},
		&org.PersonSet{Login: "aud", Name: "审计癸", Posts: []org.Post{{Kind: matter.Auditor, Area: citytest.City}}},
		&org.PersonSet{Login: "sup2", Name: "督办子", Posts: []org.Post{{Kind: matter.Supervisor, Area: citytest.City}}})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	return &town{o, x, a, context.Background()}
}

func content() office.Content {
	return office.Content{Title: "关于第3次会议议定事项的任务分解表", Basis: "根据会议纪要", Paragraphs: []string{"请各单位抓好落实。"},
		Columns: []string{"序号", "任务", "主办单位"}, Rows: [][]string{{"1", "清理老旧小区楼道堆物", "社区居委会"},
			{"2", "补种缺株绿化带", "新社区居委会"}}, Foot: []string{"每月底前报送进展。"}}
}

func (o *town) draft() office.Draft {
	return office.Draft{Kind: "breakdown", Part: "meeting", Subject: 7, Area: citytest.County, Content: content(),
		Ask: []int64{o.Units["she"], o.Units["new"]}, To: []int64{o.Units["she"], o.Units["new"]}}
}

func (o *town) begin() int64 {
	o.T.Helper()
	id, err := o.x.Begin(o.ctx, o.Who["disp"], o.ID(), o.draft())
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) paper(id int64) *office.Paper {
	o.T.Helper()
	p, err := o.x.Paper(o.ctx, org.Caller{System: true}, id)
	if err != nil {
		o.T.Fatal(err)
	}
	return p
}

// is demands that a command was taken, or refused by a code, and where the paper stands then.
func (o *town) is(err error, code string, id int64, state office.State) {
	o.T.Helper()
	if got := fault.Code(err); got != code {
		o.T.Errorf("got %q (%v), want %q", got, err, code)
	}
	if p := o.paper(id); p.State != state {
		o.T.Fatalf("it stands at %s, want %s", p.State, state)
	}
}

func (o *town) tick() {
	o.T.Helper()
	if _, err := o.x.Tick(o.ctx); err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) sound() {
	o.T.Helper()
	o.CatchUp()
	tell := func(s string) { o.T.Error(s) }
	if err := office.Check(o.ctx, o.DB.Read(), o.x.City, nil, tell); err != nil {
		o.T.Fatal(err)
	}
	if err := archive.Check(o.ctx, o.DB.Read(), o.x.City, nil, tell); err != nil {
		o.T.Fatal(err)
	}
}

// agreed brings a paper through its opinions.
func (o *town) agreed(id int64) {
	o.T.Helper()
	p := o.paper(id)
	if err := o.x.Submit(o.ctx, o.Who["disp"], o.ID(), id, p.Version); err != nil {
		o.T.Fatal(err)
	}
	for login, unit := range map[string]string{"clerk": "she", "newclerk": "new"} {
		if err := o.x.Answer(o.ctx, o.Who[login], o.ID(), id, office.Answered{Unit: o.Units[unit],
			Agrees: true}); err != nil {
			o.T.Fatal(err)
		}
	}
}

// signed brings a paper to where it waits for its number.
func (o *town) signed() int64 {
	o.T.Helper()
	id := o.begin()
	o.agreed(id)
	for _, err := range []error{o.x.Review(o.ctx, o.Who["sup"], o.ID(), id, 1),
		o.x.SignOff(o.ctx, o.Who["lead"], o.ID(), id, 1)} {
		if err != nil {
			o.T.Fatal(err)
		}
	}
	return id
}

// done brings a paper to its end.
func (o *town) done() int64 {
	o.T.Helper()
	id, disp := o.signed(), o.Who["disp"]
	for _, err := range []error{o.x.GiveNumber(o.ctx, disp, o.ID(), id),
		o.x.PutSeal(o.ctx, o.Who["admin"], o.ID(), id, office.Stamped{Seal: "衡阳市人民政府办公室", Copies: 3}),
		o.x.HandOut(o.ctx, disp, o.ID(), id), o.x.SignFor(o.ctx, o.Who["clerk"], o.ID(), id, o.Units["she"]),
		o.x.SignFor(o.ctx, o.Who["newclerk"], o.ID(), id, o.Units["new"]), o.x.Finish(o.ctx, disp, o.ID(), id, "")} {
		if err != nil {
			o.T.Fatal(err)
		}
	}
	return id
}

// TestTheWholeWay: each step is refused once, then taken.
func TestTheWholeWay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	x, ctx := o.x, o.ctx
	disp, sup, lead, clerk, newclerk, far := o.Who["disp"], o.Who["sup"], o.Who["lead"], o.Who["clerk"],
		o.Who["newclerk"], o.Who["far"]
	she, fresh := o.Units["she"], o.Units["new"]
	d := o.draft()
	d.Content.Paragraphs = append(d.Content.Paragraphs, "机密★10年")
	if _, err := x.Begin(ctx, disp, o.ID(), d); fault.Code(err) != "office_secret" {
		t.Fatal(err)
	}
	d = o.draft()
	d.Content.Title = "内部资料 注意保存"
	if _, err := x.Begin(ctx, disp, o.ID(), d); fault.Code(err) != "office_internal" {
		t.Fatal(err)
	}
	if _, err := x.Begin(ctx, clerk, o.ID(), o.draft()); fault.Code(err) != "not_allowed" {
		t.Fatal(err)
	}
	key := o.ID()
	id, err := x.Begin(ctx, disp, key, o.draft())
	if again, err2 := x.Begin(ctx, disp, key, o.draft()); err != nil || err2 != nil || again != id {
		t.Fatal(id, again, err, err2)
	}
	// 征求意见
	o.is(x.Submit(ctx, sup, o.ID(), id, 2), "office_stale", id, office.Drafting)
	o.is(x.Review(ctx, sup, o.ID(), id, 1), "office_state", id, office.Drafting)
	o.is(x.Submit(ctx, far, o.ID(), id, 1), "office_missing", id, office.Drafting)
	o.is(x.Submit(ctx, disp, o.ID(), id, 1), "", id, office.Asking)
	o.is(x.Answer(ctx, clerk, o.ID(), id, office.Answered{Unit: fresh, Agrees: true}), "office_own_unit", id,
		office.Asking)
	o.is(x.Answer(ctx, clerk, o.ID(), id, office.Answered{Unit: she}), "office_words", id, office.Asking)
	o.is(x.Answer(ctx, newclerk, o.ID(), id, office.Answered{Unit: fresh, Agrees: true}), "", id, office.Asking)
	o.is(x.Answer(ctx, newclerk, o.ID(), id, office.Answered{Unit: fresh}), "office_not_asked", id, office.Asking)
	// the last day of five working days from Monday ten o'clock is the next Monday
	o.Set("2026-11-23 23:59")
	o.tick()
	o.is(x.Answer(ctx, clerk, o.ID(), id, office.Answered{Unit: she, Reason: "时限太紧"}), "", id, office.Drafting)
	o.is(x.Submit(ctx, disp, o.ID(), id, 1), "office_unchanged", id, office.Drafting)
	c := content()
	c.Rows[0][1] = "12月底前清理老旧小区楼道堆物"
	next := office.Redrafted{Content: c, Ask: []int64{she, fresh}, To: []int64{she, fresh}}
	o.is(x.Redraft(ctx, disp, o.ID(), id, next), "office_words", id, office.Drafting)
	next.Note = "采纳，时限放宽到12月底"
	o.is(x.Redraft(ctx, disp, o.ID(), id, next), "", id, office.Drafting)
	o.is(x.Submit(ctx, disp, o.ID(), id, 2), "", id, office.Asking)
	o.is(x.Answer(ctx, clerk, o.ID(), id, office.Answered{Unit: she, Agrees: true}), "", id, office.Asking)
	o.Set("2026-12-01 00:00")
	o.is(x.Answer(ctx, newclerk, o.ID(), id, office.Answered{Unit: fresh, Reason: "晚了"}), "office_late", id,
		office.Asking)
	o.tick()
	o.tick()
	o.is(nil, "", id, office.Reviewing)
	if p := o.paper(id); p.Opinions[len(p.Opinions)-1].State != office.Silence {
		t.Errorf("%+v", p.Opinions)
	}
	o.Set("2026-12-01 10:00")
	// 核稿、签发
	o.is(x.Review(ctx, disp, o.ID(), id, 2), "not_allowed", id, office.Reviewing)
	o.is(x.Return(ctx, sup, o.ID(), id, 2, ""), "office_words", id, office.Reviewing)
	o.is(x.Return(ctx, sup, o.ID(), id, 2, "主办单位写全称"), "", id, office.Drafting)
	next.Note, next.Ask = "已改全称", nil
	o.is(x.Redraft(ctx, disp, o.ID(), id, next), "", id, office.Drafting)
	o.is(x.Submit(ctx, disp, o.ID(), id, 3), "office_ask_nobody", id, office.Drafting)
	next.Ask = []int64{she}
	o.is(x.Redraft(ctx, disp, o.ID(), id, next), "", id, office.Drafting)
	o.is(x.Submit(ctx, disp, o.ID(), id, 4), "", id, office.Asking)
	o.is(x.Answer(ctx, clerk, o.ID(), id, office.Answered{Unit: she, Agrees: true}), "", id, office.Reviewing)
	o.is(x.Review(ctx, sup, o.ID(), id, 4), "", id, office.Signing)
	o.is(x.SignOff(ctx, sup, o.ID(), id, 4), "not_allowed", id, office.Signing)
	o.is(x.SignOff(ctx, lead, o.ID(), id, 3), "office_stale", id, office.Signing)
	o.is(x.SignOff(ctx, lead, o.ID(), id, 4), "", id, office.ToNumber)
	o.is(x.Redraft(ctx, disp, o.ID(), id, next), "office_state", id, office.ToNumber)
	// 编号、用印、下发
	o.is(x.PutSeal(ctx, disp, o.ID(), id, office.Stamped{Seal: "办公室", Copies: 1}), "office_no_number", id,
		office.ToNumber)
	o.is(x.GiveNumber(ctx, lead, o.ID(), id), "not_allowed", id, office.ToNumber)
	key = o.ID()
	o.is(x.GiveNumber(ctx, disp, key, id), "", id, office.ToStamp)
	o.is(x.GiveNumber(ctx, disp, key, id), "", id, office.ToStamp)
	o.is(x.GiveNumber(ctx, disp, o.ID(), id), "office_state", id, office.ToStamp)
	o.is(x.HandOut(ctx, disp, o.ID(), id), "office_no_seal", id, office.ToStamp)
	o.is(x.PutSeal(ctx, disp, o.ID(), id, office.Stamped{Seal: "办公室"}), "office_copies", id, office.ToStamp)
	o.is(x.PutSeal(ctx, disp, o.ID(), id, office.Stamped{Seal: "办公室", Copies: 2}), "", id, office.ToHandOut)
	o.is(x.Withdraw(ctx, disp, o.ID(), id, "不发了"), "office_numbered", id, office.ToHandOut)
	o.is(x.SignFor(ctx, clerk, o.ID(), id, she), "office_not_yours", id, office.ToHandOut)
	o.is(x.HandOut(ctx, lead, o.ID(), id), "not_allowed", id, office.ToHandOut)
	o.is(x.HandOut(ctx, disp, o.ID(), id), "", id, office.Out)
	// 签收、办结
	o.is(x.SignFor(ctx, disp, o.ID(), id, she), "office_own_unit", id, office.Out)
	o.is(x.SignFor(ctx, clerk, o.ID(), id, she), "", id, office.Out)
	o.is(x.SignFor(ctx, clerk, o.ID(), id, she), "office_signed_for", id, office.Out)
	o.is(x.Finish(ctx, disp, o.ID(), id, ""), "office_unsigned", id, office.Out)
	o.Set("2026-12-05 09:00")
	o.tick()
	o.tick()
	p := o.paper(id)
	if n := strings.Count(types(p), "office.reminded"); n != 1 {
		t.Errorf("reminded %d times", n)
	}
	o.is(x.SignFor(ctx, newclerk, o.ID(), id, fresh), "", id, office.Out)
	o.is(x.Finish(ctx, clerk, o.ID(), id, ""), "not_allowed", id, office.Out)
	o.is(x.Finish(ctx, disp, o.ID(), id, ""), "", id, office.Finished)
	o.is(x.Finish(ctx, disp, o.ID(), id, ""), "office_state", id, office.Finished)
	if p = o.paper(id); p.Number != "衡办分〔2026〕1号" {
		t.Error(p.Number)
	}
	o.archived(id)
	o.is(x.SignFor(ctx, newclerk, o.ID(), id, fresh), "office_archived", id, office.Finished)
	o.sound()
}

// archived puts a paper into a volume and closes it.
func (o *town) archived(id int64) {
	o.T.Helper()
	sup := o.Who["sup"]
	list, err := o.a.Waiting(o.ctx, sup, archive.Place{}, 100)
	if err != nil || len(list) == 0 {
		o.T.Fatal(list, err)
	}
	v, err := o.a.Begin(o.ctx, sup, o.ID(), archive.Begun{Title: "任务分解", Year: 2026, Area: citytest.County, Keep: "30",
		Kind: archive.KindPaper})
	if err == nil {
		err = o.a.Arrange(o.ctx, sup, o.ID(), v, []int64{list[len(list)-1].ID})
	}
	if err == nil {
		err = o.a.Close(o.ctx, sup, o.ID(), v)
	}
	if err != nil {
		o.T.Fatal(err)
	}
	if w, locked, err := o.x.Archived(o.ctx, id); w != v || !locked || err != nil {
		o.T.Fatal(w, locked, err)
	}
}

func types(p *office.Paper) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, string(s.Type))
	}
	return strings.Join(out, " ")
}

// TestNumbersTogether: many people give numbers at the same time; none is missing and none is given twice.
func TestNumbersTogether(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	const n = 64
	var ids []int64
	for range n {
		ids = append(ids, o.signed())
	}
	keys := make([]ledger.ID, n)
	for i := range keys {
		keys[i] = o.ID()
	}
	var all sync.WaitGroup
	for i, id := range ids {
		for range 2 { // each once more
			all.Go(func() {
				if err := o.x.GiveNumber(o.ctx, o.Who["disp"], keys[i], id); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	seen := map[int64]bool{}
	for _, id := range ids {
		p := o.paper(id)
		if p.N < 1 || p.N > n || seen[p.N] {
			t.Errorf("paper %d has number %d", id, p.N)
		}
		seen[p.N] = true
	}
	o.sound()
}

// TestNewYear: numbers begin anew with each year and with each kind.
func TestNewYear(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	give := func(id int64, want string) {
		t.Helper()
		if err := o.x.GiveNumber(o.ctx, o.Who["disp"], o.ID(), id); err != nil {
			t.Fatal(err)
		}
		if p := o.paper(id); p.Number != want {
			t.Errorf("%s, want %s", p.Number, want)
		}
	}
	give(o.signed(), "衡办分〔2026〕1号")
	give(o.signed(), "衡办分〔2026〕2号")
	o.Set("2027-01-01 00:00")
	give(o.signed(), "衡办分〔2027〕1号")
}

// TestWhoSees: by every door, a paper does not exist for who has nothing to do with it.
func TestWhoSees(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.begin()
	if err := o.x.Submit(o.ctx, o.Who["disp"], o.ID(), id, 1); err != nil {
		t.Fatal(err)
	}
	sees := func(want string) {
		t.Helper()
		var got []string
		for _, login := range []string{"admin", "aud", "clerk", "disp", "far", "head", "lead", "newclerk", "sup",
			"ver"} {
			p, err := o.x.Paper(o.ctx, o.Who[login], id)
			list, _, err2 := o.x.List(o.ctx, o.Who[login], office.Query{Limit: 10})
			if err2 != nil {
				t.Fatal(err2)
			}
			if err == nil {
				got = append(got, login)
				if _, err := o.x.Version(o.ctx, o.Who[login], p, 1); err != nil {
					t.Error(login, err)
				}
			} else {
				if fault.Code(err) != "office_missing" || len(list) > 0 {
					t.Error(login, err, len(list))
				}
				o.hidden(login, id)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("seen by %s, want %s", s, want)
		}
	}
	sees("admin aud clerk disp lead newclerk sup")
}

// hidden tries every command.
func (o *town) hidden(login string, id int64) {
	o.T.Helper()
	c := o.Who[login]
	for i, err := range []error{o.x.Redraft(o.ctx, c, o.ID(), id, office.Redrafted{Content: content()}),
		o.x.Submit(o.ctx, c, o.ID(), id, 1), o.x.Answer(o.ctx, c, o.ID(), id, office.Answered{Unit: o.Units["she"]}),
		o.x.Review(o.ctx, c, o.ID(), id, 1), o.x.SignOff(o.ctx, c, o.ID(), id, 1),
		o.x.Return(o.ctx, c, o.ID(), id, 1, "不"), o.x.GiveNumber(o.ctx, c, o.ID(), id),
		o.x.PutSeal(o.ctx, c, o.ID(), id, office.Stamped{Seal: "章", Copies: 1}), o.x.HandOut(o.ctx, c, o.ID(), id),
		o.x.SignFor(o.ctx, c, o.ID(), id, o.Units["she"]), o.x.Finish(o.ctx, c, o.ID(), id, "不"),
		o.x.Withdraw(o.ctx, c, o.ID(), id, "不")} {
		if fault.Code(err) != "office_missing" {
			o.T.Errorf("%s, command %d: %v", login, i, err)
		}
	}
}

// TestOwnersFind: an owner finds what was handed out of his, once, in its order.
func TestOwnersFind(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	a, b := o.done(), o.done()
	first, err := o.x.HandedOut(o.ctx, "meeting", 0, 1)
	if err != nil || len(first) != 1 || first[0].ID != a {
		t.Fatal(first, err)
	}
	rest, err := o.x.HandedOut(o.ctx, "meeting", first[0].OutSeq, 10)
	if err != nil || len(rest) != 1 || rest[0].ID != b {
		t.Fatal(rest, err)
	}
	if of, err := o.x.Of(o.ctx, "meeting", 7); err != nil || len(of) != 2 {
		t.Fatal(of, err)
	}
	if none, err := o.x.SignedOff(o.ctx, "plan", 0, 10); err != nil || len(none) != 0 {
		t.Fatal(none, err)
	}
}

// TestTold: each step is told to who takes the next one.
func TestTold(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.done()
	for login, want := range map[string]int{"clerk": 1, "sup": 1, "lead": 1, "disp": 1} {
		list, err := o.x.Mine(o.ctx, o.Who[login], 10)
		if err != nil || len(list) != 0 {
			t.Errorf("%s still has %d to do (%v), of %d", login, len(list), err, want)
		}
	}
	id := o.begin()
	o.agreed(id)
	for login, want := range map[string]string{"sup": "waits.office.review", "lead": "", "disp": ""} {
		list, err := o.x.Waits(o.ctx, o.Who[login])
		if err != nil || (want == "") != (len(list) == 0) || want != "" && list[0].Key != want {
			t.Errorf("%s: %+v (%v), want %s", login, list, err, want)
		}
	}
	o.Advance(time.Hour)
}
