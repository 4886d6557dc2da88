package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// girlStory is the girl of the newspaper: 13:00 she came, 23:30 her family took her home.
type girlStory struct {
	t         *testing.T
	city      *ownCity
	disp, ver *typist
	clerk     *typist // of the unit that holds the case
	she, jie  *typist // of the unit that it is given to, and of the one that takes it over
	at        string  // address of the case
}

// girlWords are said of her by nobody else.
const girlWords = "女孩，来见网友，手机丢了，回不了家"

// TestTheGirlByKeyboard takes the girl in by keyboard, hands her case to a unit that transfers it to another one, has
// the police told, refuses a stranger, hands her to her father, calls him a week later, strikes the case off, and
// forgets it when its time is over: while somebody has its page open.
func TestTheGirlByKeyboard(t *testing.T) {
	t.Parallel()
	one := time.Date(2026, 11, 2, 13, 0, 0, 0, time.FixedZone("", 8*3600))
	post := func(kind matter.Post) []org.Post { return []org.Post{{Kind: kind, Area: area.Code(430405001000)}} }
	o := ownCityAt(t, one, append(officePeople(),
		&org.PersonSet{Login: "desk", Name: "值班民警", Posts: post(matter.Dispatcher)}))
	s := &girlStory{t: t, city: o, disp: atKeyboard(t, o.url, "desk"), ver: atKeyboard(t, o.url, "ver"),
		she: atKeyboard(t, o.url, "sheclerk"), jie: atKeyboard(t, o.url, "jieclerk")}
	s.takenIn()
	s.handedOut()
	s.transferred()
	s.toldAndCalled()
	s.refused()
	s.handedOver()
	s.calledAfterwards()
	s.struckOff()
	s.forgotten()
}

// takenIn is the intake at the counter: what is missing is said, and the report to the police is due at once.
func (s *girlStory) takenIn() {
	k := s.disp
	k.open("/help")
	k.follow(`main a[href="/help/new"]`)
	k.held("#form-new", "[name=who]")
	k.types("#form-new [name=who]", girlWords)
	k.to("#form-new [name=age]:checked")
	k.press(kb.ArrowUp, kb.ArrowUp, kb.ArrowUp, kb.ArrowUp)
	if got := js[string](k.visitor, `document.activeElement.value`); got != "under_14" {
		s.t.Fatalf("the arrows lead to %q", got)
	}
	k.types("#form-new [name=where]", "派出所值班室")
	k.tick("#form-new [name=stranger]")
	k.send("#form-new")
	s.at = k.path()
	k.sees(girlWords)
	k.sees("先报警")
}

// loop is the address of the matter's own page.
func (s *girlStory) loop() string { return strings.Replace(s.at, "/help/", "/matters/", 1) }

// number is the case's.
func (s *girlStory) number() string { return strings.TrimPrefix(s.at, "/help/") }

// handedOut is the case in hand of a unit, which knows no more of it than number, type and clock until it takes it.
func (s *girlStory) handedOut() {
	k := s.disp
	k.open(s.loop())
	k.choose("#form-list [name=category]", "help.child")
	k.send("#form-list")
	k.types("#form-assign [name=lead]", "she")
	k.send("#form-assign")
	s.she.open("/cases")
	s.she.sees("走失儿童")
	if said := s.she.text(); strings.Contains(said, "网友") || strings.Contains(said, "值班室") {
		s.t.Fatalf("who has not taken the case reads %s", said)
	}
	s.she.send("#form-sign" + s.number())
	s.she.open(s.at)
	s.she.sees(girlWords)
}

// transferred is the case taken over by another unit: refused once, and until it is accepted the first one answers.
func (s *girlStory) transferred() {
	for _, accepted := range []bool{false, true} {
		s.she.open(s.loop())
		s.she.types("#form-transfer [name=to]", "jie")
		s.she.types("#form-transfer [name=reason]", "派出所在街道")
		s.she.send("#form-transfer")
		s.she.open(s.at)
		s.she.sees(girlWords)
		s.jie.open("/cases")
		if !accepted {
			s.jie.types("#form-refuse_transfer"+s.number()+" [name=reason]", "今晚没人值班")
			s.jie.send("#form-refuse_transfer" + s.number())
			continue
		}
		s.jie.send("#form-accept_transfer" + s.number())
	}
	s.clerk = s.jie
	s.she.open(s.at)
	if strings.Contains(s.she.text(), girlWords) {
		s.t.Fatal("who handed the case over still reads it")
	}
}

// toldAndCalled is the receipt of the report, and the calls.
func (s *girlStory) toldAndCalled() {
	k := s.clerk
	k.open(s.at)
	k.send("#form-tick-calm")
	k.sees("已做")
	k.held("#form-told", "[name=whom]")
	k.types("#form-told [name=whom]", "公安分局值班室")
	k.types("#form-told [name=no]", "12")
	k.send("#form-told")
	k.sees("已向公安机关报告")
	k.choose("#form-call [name=kind]", "family")
	k.choose("#form-call [name=reached]", "yes")
	k.types("#form-call [name=whom]", "父亲")
	k.send("#form-call")
	k.sees("联系上家人")
}

// refused is a stranger who comes to collect her.
func (s *girlStory) refused() {
	s.city.turn(7 * time.Hour)
	k := s.clerk
	k.open(s.at)
	s.collects("other", "none", "自称表哥的人")
	k.send("#form-hand")
	k.sees("交接已停")
}

func (s *girlStory) collects(relation, paper, name string) {
	k := s.clerk
	k.choose("#form-hand [name=relation]", relation)
	k.choose("#form-hand [name=paper]", paper)
	k.types("#form-hand [name=name]", name)
}

// handedOver is her father at 23:30: refused until his relation was checked.
func (s *girlStory) handedOver() {
	s.city.turn(3*time.Hour + 30*time.Minute)
	k := s.clerk
	k.open(s.at)
	s.collects("parent", "household", "孩子的父亲")
	k.tick("#form-hand [name=agrees]")
	k.types("#form-hand [name=advice]", "多和孩子沟通")
	k.types("#form-hand [name=typed]", "孩子的父亲")
	k.send("#form-hand")
	k.told("help_unproved")
	k.tick("#form-hand [name=proved]")
	k.send("#form-hand")
	k.sees("已交接")
	k.sees("户口簿")
}

// calledAfterwards is the call a week later.
func (s *girlStory) calledAfterwards() {
	s.city.turn(7 * 24 * time.Hour)
	k := s.clerk
	k.open("/work")
	k.sees("该回访了")
	k.open(s.at)
	k.choose("#form-follow [name=reached]", "yes")
	k.types("#form-follow [name=note]", "孩子开学了")
	k.send("#form-follow")
	k.sees("已回访")
}

// struckOff is the end of the loop.
func (s *girlStory) struckOff() {
	s.clerk.open(s.loop())
	s.clerk.types("#form-fix [name=note]", "已由家长接回")
	s.clerk.send("#form-fix")
	s.clerk.choose("#form-admit [name=person]", js[string](s.clerk.visitor,
		`[...document.querySelectorAll("#form-admit [name=person] option")]`+
			`.find(o => o.text.includes("核查员"))?.value || ""`))
	s.clerk.types("#form-admit [name=reason]", "核查")
	s.clerk.send("#form-admit")
	s.ver.open(s.loop())
	s.ver.types("#form-strike_off [name=note]", "已回访核实")
	s.ver.send("#form-strike_off")
}

// forgotten is the end of the time: the page that is still open says so at the next step.
func (s *girlStory) forgotten() {
	k := s.disp
	k.open(s.loop())
	k.to("#form-comment [name=text]")
	s.city.at.Add((10*366 + 30) * 24 * time.Hour.Microseconds())
	if n, err := s.city.ForgetDue(s.t.Context()); n != 1 || err != nil {
		s.t.Fatalf("%d were forgotten (%v)", n, err)
	}
	k.open(s.at)
	k.sees("销毁")
	if strings.Contains(k.text(), girlWords) {
		s.t.Fatal("the words are still there")
	}
	k.open(s.at + "/sheet")
	if strings.Contains(k.text(), girlWords) || strings.Contains(k.text(), "孩子的父亲") {
		s.t.Fatal("the sheet still has the words")
	}
}
