package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// planStory is a plan on its way through a county, with everybody who has a hand in it at a keyboard of his own.
type planStory struct {
	city                              *planCity
	office, county, leader, town, own *typist // own types for the village
	plan                              string  // address of the plan's page
	paper                             string  // address of its paper
}

// TestPlanByKeyboard takes a plan by keyboard alone from its draft until it is in force, then the figures of a village
// up to the leader who reads them. Each step is refused once, and the page says why: somebody who may not, a field that
// lacks, what goes back.
func TestPlanByKeyboard(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a whole story; the rooms' own tests take the same steps without a browser")
	}
	s := &planStory{city: newPlanCity(t)}
	for i, k := range []**typist{&s.office, &s.county, &s.leader, &s.town, &s.own} {
		*k = atKeyboard(t, s.city.url, planPeople[i])
	}
	for _, step := range []func(){s.drafted, s.edited, s.asked, s.objected, s.heard, s.reviewed, s.deliberated,
		s.adopted, s.sent, s.cameBack, s.signedOff, s.inForce, s.reported, s.returned, s.looked, s.closed, s.read} {
		step()
	}
}

// theForm is a form by its id.
func theForm(id string) string { return "#form-" + id }

// again wants a form to come back after a refusal that says what is wrong, with the focus where it is to be put right.
func (k *typist) again(field, fault string, args ...string) {
	k.t.Helper()
	k.told(fault, args...)
	if !js[bool](k.visitor, fmt.Sprintf(`document.activeElement.matches(%q)`, field)) {
		k.t.Fatalf("%s: after the refusal the focus is not in %s but on %s", k.path(), field,
			js[string](k.visitor, `document.activeElement.outerHTML.slice(0, 200)`))
	}
}

// drafted begins the draft from a shipped plan. A leader begins none; a title of spaces is none.
func (s *planStory) drafted() {
	s.leader.open("/plans/new")
	s.leader.told("not_allowed")
	k := s.office
	k.open("/plans")
	k.follow(`a[href="/plans/new"]`)
	k.follow(`a[href="/plans/new?from=collective_economy"]`)
	k.types("#begin-title", " ")
	k.types("#begin-lead", "区农业农村局 · nyj")
	k.send(theForm("begin"))
	k.again("#begin-title", "plan_words")
	k.typesHere("珠晖区村级集体经济三年行动计划")
	k.send(theForm("begin"))
	k.sees(zh("flash.plan_begun"))
	s.plan = "/plans/" + numberIn(k.path())
}

// edited gives a goal its target and a measure its unit. What is no figure is refused, and stays where it was typed.
func (s *planStory) edited() {
	k := s.office
	k.types("#goal-g5-target-2026", "很多")
	k.send(theForm("goal-g5"))
	k.again("#goal-g5-target-2026", "plan_figure")
	if got := js[string](k.visitor, `document.activeElement.value`); got != "很多" {
		k.t.Errorf("what was typed is gone: %q", got)
	}
	k.typesHere("20万")
	k.send(theForm("goal-g5"))
	k.sees(zh("flash.plan_saved"))
	k.types("#measure-m6-lead", "茶山坳镇政府 · zhen")
	k.send(theForm("measure-m6"))
	k.sees(zh("flash.plan_saved"))
}

// asked asks the township. Nobody else hears of the draft; nobody at all cannot be asked.
func (s *planStory) asked() {
	s.own.open(s.plan)
	s.own.sees(zh("fault.plan_missing"))
	k, box := s.office, fmt.Sprintf(`#form-ask input[name=units][value="%s"]`, s.city.unit("zhen"))
	k.open(s.plan)
	k.tick(box) // a unit with a measure is ticked already
	k.send(theForm("ask"))
	k.told("plan_units")
	k.tick(box)
	k.send(theForm("ask"))
	k.sees(zh("flash.plan_ask"))
}

// objected is the township's opinion, from the home page. An objection needs its reason.
func (s *planStory) objected() {
	k, unit := s.town, s.city.unit("zhen")
	k.open("/work")
	k.follow(`main a[href="/plans/mine"]`)
	k.follow(fmt.Sprintf(`a[href="%s/opinion"]`, s.plan))
	k.types("#object-"+unit+"-text", " ")
	k.send(theForm("object-" + unit))
	k.again("#object-"+unit+"-text", "plan_objection")
	k.typesHere("启动资金不够，请区里统筹。")
	k.send(theForm("object-" + unit))
	k.sees(zh("flash.plan_opinion"))
}

// heard answers the objection: what was done about it must be said.
func (s *planStory) heard() {
	k, unit := s.office, s.city.unit("zhen")
	k.open(s.plan)
	k.sees("启动资金不够，请区里统筹。")
	k.tick(`#form-hear input[name="taken-` + unit + `"]`)
	k.types("#hear-reply-"+unit, " ")
	k.send(theForm("hear"))
	k.again("#hear-reply-"+unit, "plan_words")
	k.typesHere("区级财政列支启动资金。")
	k.send(theForm("hear"))
	k.sees(zh("flash.plan_hear"))
	k.lacks(theForm("review"), "who drafted it may review it")
}

// reviewed is the legality review: it sends the draft back once, and the drafter reads why; then it passes.
func (s *planStory) reviewed() {
	v := s.county
	v.open("/work")
	v.follow(`main a[href="/plans/mine"]`)
	v.follow(fmt.Sprintf(`main a[href=%q]`, s.plan))
	v.to("#form-review input[name=passed]")
	v.press(" ", kb.ArrowDown)
	v.types("#review-opinion", " ")
	v.send(theForm("review"))
	v.again("#review-opinion", "plan_words")
	v.typesHere("措施没有写明责任单位，退回修改。")
	v.send(theForm("review"))
	v.sees(zh("flash.plan_review"))

	k, unit := s.office, s.city.unit("zhen")
	k.open(s.plan)
	k.sees("措施没有写明责任单位，退回修改。")
	k.follow(fmt.Sprintf(`a[href="%s/edit"]`, s.plan))
	k.types("#measure-m7-lead", "茶山坳镇政府 · zhen")
	k.send(theForm("measure-m7"))
	k.open(s.plan)
	k.send(theForm("ask"))
	s.town.open(s.plan + "/opinion")
	s.town.send(theForm("agree-" + unit))
	k.open(s.plan)
	k.send(theForm("hear"))
	v.open(s.plan)
	v.tick("#form-review input[name=passed]")
	v.types("#review-opinion", "程序合法，同意提请审议。")
	v.send(theForm("review"))
	v.sees(zh("plan.work.reviewed"))
}

// deliberated says at which meeting; without one it is refused.
func (s *planStory) deliberated() {
	k := s.office
	k.open(s.plan)
	k.tick("#form-deliberate input[name=passed]")
	k.send(theForm("deliberate"))
	k.again("#deliberate-meeting", "plan_words")
	k.typesHere("区政府第12次常务会议")
	k.send(theForm("deliberate"))
	k.sees(zh("plan.work.deliberated"))
	k.lacks(theForm("adopt"), "who drafted it may adopt it")
}

// adopted is the leader's step: not on a day before the meeting.
func (s *planStory) adopted() {
	k := s.leader
	k.open(s.plan)
	k.types("#adopt-by", "珠晖区人民政府")
	k.to("#adopt-day")
	k.day("2026-10-27")
	k.send(theForm("adopt"))
	k.again("#adopt-day", "plan_order")
	k.day("2026-10-28")
	k.send(theForm("adopt"))
	k.sees(zh("plan.work.adopted"))
}

// sent hands the plan to the office: its first day lies within it. The reviewer does not hand the paper on for the
// drafter.
func (s *planStory) sent() {
	k := s.office
	k.open(s.plan)
	k.to("#send-from")
	k.day("2025-01-01")
	k.send(theForm("send"))
	k.again("#send-from", "plan_from")
	k.day("2026-01-01")
	k.send(theForm("send"))
	k.sees(zh("flash.plan_send"))
	s.submitted()
}

// submitted follows the plan to its paper and hands it on.
func (s *planStory) submitted() {
	k := s.office
	k.follow(`main a[href^="/office/"]`)
	s.paper = "/office/" + numberIn(k.path())
	s.leader.open(s.paper)
	s.leader.lacks(theForm("submit"), "who signs off may hand the paper on")
	k.send(theForm("submit"))
	k.sees(zh("flash.office_submit"))
	s.town.open(s.paper)
	s.town.sees(zh("fault.office_missing"))
}

// cameBack is the office's review, which sends the paper back for a reason: the plan's page says it, and the plan is
// sent again.
func (s *planStory) cameBack() {
	v, k := s.county, s.office
	v.open("/office")
	v.follow(fmt.Sprintf(`main a[href=%q]`, s.paper))
	v.types("#return-reason", " ")
	v.send(theForm("return"))
	v.again("#return-reason", "office_words")
	v.typesHere("附件缺资金表。")
	v.send(theForm("return"))
	v.sees(zh("flash.office_return"))
	s.city.tick()
	k.open(s.plan)
	k.sees("附件缺资金表。")
	k.send(theForm("send"))
	s.submitted()
	v.open(s.paper)
	v.send(theForm("review"))
	v.sees(zh("flash.office_review"))
	v.lacks(theForm("sign"), "who reviewed it may sign it off")
}

// signedOff is the paper with its signature, number and seal, handed out. The seal is put on one copy at least.
func (s *planStory) signedOff() {
	s.leader.open(s.paper)
	s.leader.send(theForm("sign"))
	s.leader.sees(zh("flash.office_sign"))
	s.leader.lacks(theForm("number"), "who signs off gives the number")
	k := s.office
	k.open(s.paper)
	k.send(theForm("number"))
	k.sees("衡办发〔2026〕1号")
	k.types("#stamp-copies", "0")
	k.send(theForm("stamp"))
	k.again("#stamp-copies", "office_copies", "max", "10000")
	k.typesHere("3")
	k.send(theForm("stamp"))
	k.sees(zh("flash.office_stamp"))
	s.leader.open(s.paper)
	s.leader.lacks(theForm("hand_out"), "who signs off hands out")
	k.send(theForm("hand_out"))
	k.sees(zh("flash.office_hand_out"))
}

// inForce is the clock's step: until it came the plan is not in force; then everybody reads it, and the township signs
// for the paper.
func (s *planStory) inForce() {
	s.own.open(s.plan)
	s.own.sees(zh("fault.plan_missing"))
	s.city.tick()
	s.own.open(s.plan)
	s.own.sees("衡办发〔2026〕1号")
	s.own.sees(zh("plan.in_force"))
	k, unit := s.town, s.city.unit("zhen")
	k.open("/office")
	k.follow(fmt.Sprintf(`main a[href=%q]`, s.paper))
	s.office.open(s.paper)
	s.office.types("#finish-reason", " ")
	s.office.send(theForm("finish"))
	s.office.told("office_unsigned", "n", "2")
	k.send(theForm("sign_for-" + unit))
	k.sees(zh("flash.office_sign_for"))
}

// entry is the page where the first village reports 2025.
func (s *planStory) entry() string {
	return fmt.Sprintf("/indicators/%d/entry?area=%s&span=2025", s.city.set, plansFirst)
}

// reported is the village's sheet, field after field by Tab. Words are no figure; a figure far from last year's is
// asked about, and an answer of spaces is none. It reports for no other village.
func (s *planStory) reported() {
	k := s.own
	k.open(fmt.Sprintf("/indicators/%d/entry?area=%s&span=2025", s.city.set, plansOther))
	k.told("indicator_missing")
	k.open("/work")
	k.follow(`main a[href="/indicators"]`)
	k.follow(fmt.Sprintf(`main a[href=%q]`, s.entry()))
	k.to(`[name="v.income"]`)
	k.typesHere("十二万")
	for _, v := range []string{"25,000.5", "100，000", "0", "0"} { // thousands set apart, as account books have them
		k.press(kb.Tab)
		k.typesHere(v)
	}
	k.send(theForm("entry"))
	k.again(`[name="v.income"]`, "indicator_value", "name", "集体经济经营性收入", "decimals", "2")
	k.typesHere("125,000.5")
	k.send(theForm("entry"))
	k.sees("上一期是 52,000.5 元")
	n := js[int](k.visitor, `document.querySelectorAll("[name^='answer.']").length`)
	k.again(`[name^="answer."]`, "indicator_unlikely", "n", fmt.Sprint(n))
	k.answered(n, " ")
	k.send(theForm("entry"))
	k.again(`[name^="answer."]`, "indicator_unlikely", "n", fmt.Sprint(n))
	k.answered(n, "冷库去年十月起出租")
	k.send(theForm("entry"))
	k.sees("等上级审核")
	k.sees("冷库去年十月起出租")
}

// answered types an answer to each question, going on from the first by Tab.
func (k *typist) answered(n int, words string) {
	k.t.Helper()
	for i := range n {
		if i > 0 {
			k.press(kb.Tab)
		}
		k.typesHere(words)
	}
}

// returned is the township's review: nothing chosen is nothing reviewed; it sends the sheet back once, for a reason
// that the village reads, and its answers need not be typed again.
func (s *planStory) returned() {
	k, back := s.town, "return-"+plansFirst.String()
	k.open("/work")
	k.follow(`main a[href="/indicators"]`)
	k.follow(`main a[href*="/review?"]`)
	k.sees("冷库去年十月起出租")
	k.sees("金甲村")
	k.send(theForm("review"))
	k.told("indicator_choose", "max", "200")
	k.types("#"+back+"-reason", "请核对发包收入。")
	k.send(theForm(back))
	k.sees(zh("flash.indicator_reviewed"))

	v := s.own
	v.open(s.entry())
	v.sees("上级退回")
	v.sees("请核对发包收入。")
	v.send(theForm("entry"))
	v.again(`[name^="answer."]`, "indicator_unlikely", "n",
		js[string](v.visitor, `String(document.querySelectorAll("[name^='answer.']").length)`))
	if got := js[string](v.visitor, `document.activeElement.value`); got != "冷库去年十月起出租" {
		v.t.Errorf("what the village answered before is gone: %q", got)
	}
	v.send(theForm("entry"))
	v.sees("等上级审核")
}

// looked is the review that passes.
func (s *planStory) looked() {
	k := s.town
	k.open(fmt.Sprintf("/indicators/%d/review?area=%s&span=2025", s.city.set, plansTown))
	k.tick(`#form-review input[name=sheet]`)
	k.send(theForm("review"))
	k.sees(zh("indicator.nothing_to_review"))
}

// closed is the county's step: while a village is missing, it is named and a reason is asked.
func (s *planStory) closed() {
	k := s.county
	period := fmt.Sprintf("/indicators/%d/period?area=430405000000&span=2025", s.city.set)
	s.town.open(period)
	s.town.told("indicator_missing")
	k.open(period)
	k.sees("金甲村")
	k.types("#close-reason", " ")
	k.send(theForm("close"))
	k.again("#close-reason", "indicator_missing_reason", "n", "1", "open", "0")
	k.sees("金甲村")
	k.typesHere("金甲村账册送审，数随后补。")
	k.send(theForm("close"))
	k.sees("已经关账")
	k.sees("金甲村账册送审，数随后补。")
}

// read is the leader, from the board to the plan and its figures, each with its light.
func (s *planStory) read() {
	k := s.leader
	k.open("/plans/board")
	k.sees("现行计划 1 个")
	k.sees(zh("plan.light.red")) // a quarter of the time is over, nothing is done
	k.follow(fmt.Sprintf(`main a[href=%q]`, s.plan))
	k.sees("措施 8 项，完成 0 项")
	k.sees("现为 125,000.5 元，目标 200,000 元")
	k.sees(zh("plan.light.green")) // of the income: its line is 100,000
	k.follow(`#goals a[href^="/indicators/"]`)
	k.sees("125,000.5")
}
