package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// minutes are what a meeting said: a principle, a task with a day, another clause of it, two tasks in one, a principle
// that nobody needs, and a duty without an end.
const minutes = "会议强调，要深刻领会全会精神。要制定油茶产业实施方案，11月30日前报区政府；要明确责任人。" +
	"要清理湘江路管网和备足防汛沙袋。要坚持实事求是。要常态化做好防汛值守。"

// meetingStory is what a meeting decided, on its way into the hands of units and back to the next meeting.
type meetingStory struct {
	*paperStory
	ver                     *typist
	thing, breakdown, taken string // addresses: the meeting, the table of its tasks, one task
}

// TestMeetingByKeyboard takes the words of a meeting by keyboard alone from the pasted text to the next meeting's
// paper. Each step is refused once, and the page says why.
func TestMeetingByKeyboard(t *testing.T) {
	t.Parallel()
	o := ownCityAt(t, aMonday, officePeople())
	s := &meetingStory{paperStory: &paperStory{t: t, city: o, word: "衡办分〔2026〕"}}
	s.sitDown()
	s.ver = atKeyboard(t, o.url, "ver")
	s.registered()
	s.cut()
	s.worked()
	s.confirmed()
	s.submitted()
	s.sent()
	s.signedFor()
	s.done()
	s.struckOff()
	s.finished()
	s.archived("衡办分", "paper", "30")
	s.closed()
	s.nextMeeting()
}

// registered is the meeting in the register: what bears a mark of secrecy is not taken, and nothing of it stays.
func (s *meetingStory) registered() {
	k := s.disp
	k.open("/meetings")
	k.follow(`main a[href="/meetings/new?kind=meeting"]`)
	k.types("#form-register [name=body]", "区政府常务会议")
	k.types("#form-register [name=agenda]", "听取汇报：防汛准备｜原则同意")
	k.types("#form-register [name=text]", "机密★10年\n不得外传。")
	k.send("#form-register")
	k.told("meeting_secret", "mark", "机密")
	if strings.Contains(k.text(), "不得外传") {
		s.t.Fatal("a marked text is shown again")
	}
	k.types("#form-register [name=body]", "区政府常务会议")
	k.types("#form-register [name=presided]", "陈区长")
	k.to("#form-register [name=day]")
	k.day("2026-11-02")
	k.types("#form-register [name=agenda]", "听取汇报：防汛准备｜原则同意")
	k.types("#form-register [name=readers]", "sup")
	k.send("#form-register")
	s.thing = k.path()
	k.sees("原则同意")
	k.send("#form-paper")
	k.told("meeting_first")
}

// cut is the text, pasted and cut: one without a directive gives nothing to work through.
func (s *meetingStory) cut() {
	k := s.disp
	k.types("#form-cut [name=text]", "大家热烈鼓掌。")
	k.send("#form-cut")
	k.told("meeting_nothing")
	k.types("#form-cut [name=text]", minutes)
	k.send("#form-cut")
	s.breakdown = k.path()
	s.waits(k, 6)
}

// waits wants so many rows to wait for a decision.
func (s *meetingStory) waits(k *typist, n int) {
	s.t.Helper()
	k.sees(zh("meeting.said.draft", "n", fmt.Sprint(n)))
}

// on wants the focus on the row whose words hold something: there the page's keys act.
func (s *meetingStory) on(k *typist, words string) {
	s.t.Helper()
	k.await(fmt.Sprintf(`document.activeElement.matches("[data-row]") && `+
		`document.activeElement.querySelector("[data-quote]").value.includes(%q)`, words))
}

// worked works through the rows by the page's own keys, one each, and each refused once.
func (s *meetingStory) worked() {
	k := s.disp
	k.key("u")
	k.told("meeting_undo")
	s.on(k, "深刻领会")
	s.other.open(s.breakdown) // two people at one text
	s.on(s.other, "深刻领会")
	k.key("e")
	s.other.key("x")
	s.other.told("meeting_row_changed")

	s.on(k, "油茶产业") // the page has moved on to the next one that waits
	k.press("a")
	k.await(`document.activeElement.name === "lead"`)
	k.typesHere("没有的单位")
	k.enter()
	k.sees("没有的单位")
	k.press("j")
	s.toLead(k, "油茶产业", roadUnit)
	k.press("d")
	k.await(`document.activeElement.name === "due"`)
	k.day("2026-10-30")
	k.enter()
	k.sees("2026年10月30日")
	s.on(k, "油茶产业")
	k.key("1")

	s.on(k, "明确责任人")
	k.key("m")
	k.key("u") // not that: and again
	s.waits(k, 4)
	s.row(k, "明确责任人")
	k.key("m")
	s.on(k, "油茶产业") // what was joined is decided anew
	k.key("1")

	s.row(k, "管网和备足")
	k.key("s")
	k.told("meeting_split")
	s.row(k, "管网和备足")
	k.press(kb.Tab, kb.Home, strings.Repeat(kb.ArrowRight, len([]rune("要清理湘江路管网"))))
	k.key("s")
	s.row(k, "要清理湘江路管网")
	s.toLead(k, "要清理湘江路管网", roadUnit)
	k.key("1")
	s.on(k, "和备足防汛沙袋")
	s.toLead(k, "和备足防汛沙袋", marketUnit)
	k.press("w")
	k.await(`document.activeElement.name === "words"`)
	k.typesHere("备足防汛沙袋")
	k.press(kb.Tab, kb.Tab) // theme, then the button beside
	k.enter()
	s.on(k, "和备足防汛沙袋")
	k.key("1")

	s.on(k, "实事求是")
	k.key("x")
	s.on(k, "防汛值守")
	k.key("m")
	k.told("meeting_join") // what is above was dropped
	s.row(k, "防汛值守")
	k.key("3")
}

// row moves by the page's keys to the row whose words hold something.
func (s *meetingStory) row(k *typist, words string) {
	s.t.Helper()
	at := fmt.Sprintf(`(() => { const all = [...document.querySelectorAll("[data-row]")];
		const to = all.findIndex(r => r.querySelector("[data-quote]").value.includes(%q));
		return to < 0 ? 999 : to - all.indexOf(document.activeElement.closest("[data-row]")) })()`, words)
	k.press(kb.Escape)
	for range 30 {
		switch by := js[int](k.visitor, at); {
		case by == 999:
			s.t.Fatalf("no row has %q:\n%s", words, k.text())
		case by > 0:
			k.press("j")
		case by < 0:
			k.press("k")
		default:
			s.on(k, words)
			return
		}
	}
	s.t.Fatalf("J and K do not lead to %q:\n%s", words, k.text())
}

// toLead says which unit leads a row.
func (s *meetingStory) toLead(k *typist, words, unit string) {
	s.t.Helper()
	s.row(k, words)
	k.press("a")
	k.await(`document.activeElement.name === "lead"`)
	k.typesHere(unit)
	k.enter()
	s.on(k, words)
}

// confirmed is the end of that work: not before each task has a unit and a day to come.
func (s *meetingStory) confirmed() {
	k := s.disp
	k.send("#form-confirm")
	k.told("meeting_day_past", "n", "2")
	s.row(k, "油茶产业")
	k.press("d")
	k.await(`document.activeElement.name === "due"`)
	k.day("2026-11-30")
	k.enter()
	k.sees("2026年11月30日")
	k.send("#form-confirm")
	k.told("meeting_no_lead", "n", "5")
	s.toLead(k, "防汛值守", roadUnit)
	k.send("#form-confirm")
	k.sees(zh("meeting.said.confirmed"))
}

// submitted is the way to the office; who comes late is told so.
func (s *meetingStory) submitted() {
	s.other.open(s.breakdown)
	s.disp.send("#form-submit")
	s.other.send("#form-submit")
	s.other.told("meeting_at_office")
	k := s.disp
	k.follow(`.now-box a[href^="/office/"]`)
	s.paper = k.path()
	s.stands(k, "office.state.draft")
}

// sent is the paper's way through the office, back to its drafter once; nothing is handed out before the end of it.
func (s *meetingStory) sent() {
	s.disp.send("#form-submit")
	s.agreed()
	s.at(s.sup)
	const why = "附注要写明报送方式"
	s.sup.held("#form-return", "[name=reason]")
	s.sup.typesHere(why)
	s.sup.send("#form-return")
	s.disp.open(s.breakdown)
	s.disp.sees(zh("meeting.todo.refused", "reason", why))
	s.disp.follow(`.now-box a[href="` + s.paper + `"]`)
	s.disp.sees(zh("office.why_back", "reason", why))
	s.disp.lacks("#form-redraft [name=rows]", "the table of tasks may be changed in the office")
	s.disp.types("#form-redraft [name=foot]", "每月25日前书面报送。")
	s.disp.held("#form-redraft", "[name=note]")
	s.disp.typesHere("已写明")
	s.disp.send("#form-redraft")
	s.disp.send("#form-submit")
	s.agreed()
	s.at(s.sup)
	s.sup.send("#form-review")
	s.sup.lacks("#form-sign", "who reviewed it is offered to sign it off")
	s.at(s.lead)
	s.lead.send("#form-sign")
	s.numbered()
	s.sealed()
	s.city.tick()
	s.disp.open(s.thing)
	s.disp.sees(zh("meeting.no_tasks"))
	s.handedOut()
	s.city.tick()
	s.disp.open(s.thing)
	s.disp.sees("备足防汛沙袋")
	s.disp.sees("油茶产业实施方案")
}

// done is the task in its unit's hands: signed for, and done; signing twice is refused, and so is work that nobody
// describes.
func (s *meetingStory) done() {
	k := s.she
	k.open("/work")
	k.to(`main a[href^="/matters/"]`)
	s.taken = js[string](k.visitor, `new URL(document.activeElement.href).pathname`)
	k.enter()
	k.sees("备足防汛沙袋")
	second := atKeyboard(s.t, s.city.url, "sheclerk")
	second.open(s.taken)
	k.send("#form-sign")
	k.sees(zh("state.in_hand"))
	second.send("#form-sign")
	second.told("state_forbids", "state", zh("state.in_hand"), "command", "签收")
	k.held("#form-fix", "[name=note]")
	k.typesHere("沙袋六百只已备足，存放社区仓库")
	k.send("#form-fix")
	k.sees(zh("state.fixed"))
}

// struckOff is the look of another person, who says what he saw.
func (s *meetingStory) struckOff() {
	s.she.lacks("#form-strike_off", "who did it is offered to strike it off")
	k := s.ver
	k.open("/work")
	k.follow(`main a[href="` + s.taken + `"]`)
	k.held("#form-strike_off", "[name=note]")
	k.typesHere("现场清点无误")
	k.send("#form-strike_off")
	k.sees(zh("state.struck_off"))
}

// closed ends the meeting: tasks of it are open, so it has to be said why.
func (s *meetingStory) closed() {
	k := s.disp
	k.open(s.thing)
	k.send("#form-close")
	k.told("meeting_tasks_open", "n", "2")
	k.types("#form-close [name=reason]", "其余任务按期办理，转下次会议听取")
	k.send("#form-close")
	k.lacks("#form-cut", "what is closed may be cut again")
	k.open("/archive")
	k.sees("区政府常务会议")
}

// nextMeeting is two weeks later: what the last one decided stands on its paper.
func (s *meetingStory) nextMeeting() {
	s.city.turn(14 * 24 * time.Hour)
	k := s.disp
	k.open("/meetings")
	k.follow(`main a[href="/meetings/new?kind=meeting"]`)
	k.types("#form-register [name=body]", "区政府常务会议")
	k.send("#form-register")
	k.send("#form-paper")
	k.sees(zh("meeting.paper.title"))
	for _, words := range []string{"备足防汛沙袋", "沙袋六百只已备足", zh("state.struck_off"), "油茶产业实施方案", "清理湘江路管网",
		"2026年11月30日"} {
		k.sees(words)
	}
}
