package bulletin_test

import (
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// TestABulletinGoesOut through the pages: its units read it once the office has handed it out; its figures are not
// changed at the office, and what the office gives up comes back with the reason.
func TestABulletinGoesOut(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	post := func(k matter.Post) []org.Post { return []org.Post{{Kind: k, Area: webtest.City}} }
	o.Hire([]org.Change{&org.PersonSet{Login: "sup2", Name: "督查戊", Posts: post(matter.Supervisor)},
		&org.PersonSet{Login: "lead", Name: "领导庚", Posts: post(matter.Leader)}}, "sup2", "lead")
	sup, other, lead, clerk := o.As("sup"), o.As("sup2"), o.As("lead"), o.As("clerk")
	tick := func() {
		t.Helper()
		o.Settle()
		if _, err := o.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.Settle()
	}
	sup.Get("/bulletins/new", 200).Send("make", 200, "title", "十月通报", "from", "2026-10-01")
	at := sup.At
	sup.Send("word", 200, "opening", "现通报如下。", "to", "gdl")
	sup.Send("submit", 200).Wants("等核稿、签发", "看公文办到哪一步").Lacks(`id="form-word"`)
	paper := sup.Match(`href="(/office/\d+)"`)
	clerk.Get(at, 404)
	sup.Get(paper, 200).Wants("看来源：通报", at, "依据、表格由送文的一方（通报）定", "撤稿后退回通报")
	sup.Send("withdraw", 200, "reason", "标题写明年份")
	tick()
	sup.Get(at, 200).Wants("办公室退回", "标题写明年份").Send("word", 200, "title", "2026年10月通报")
	sup.Send("submit", 200)
	paper = sup.Match(`href="(/office/\d+)"`)
	sup.Get(paper, 200).Lacks(`name="rows"`, `name="basis"`).Send("redraft", 409, "rows", "单位 | 应办结\n街道 | 9").
		Wants("表格是送文的一方定的")
	sup.Get(paper, 200).Send("redraft", 200, "foot", "请抓紧整改。").Send("submit", 200)
	sup.Get(paper, 200).Lacks(`id="form-review"`)
	other.Get(paper, 200).Send("review", 200)
	lead.Get(paper, 200).Send("sign", 200)
	for _, step := range []string{"number", "stamp"} {
		sup.Get(paper, 200).Send(step, 200)
	}
	tick()
	clerk.Get(at, 404)
	sup.Get(paper, 200).Send("hand_out", 200)
	tick()
	clerk.Get(at, 200).Wants("衡办通〔2026〕1号", "2026年10月通报", "请抓紧整改。")
	clerk.Lang = "en"
	clerk.Get("/bulletins", 200).Wants("衡办通〔2026〕1号 Out since")
}
