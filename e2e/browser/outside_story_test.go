package browser

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// outsideStory is a case that goes to the police of the street by a sealed paper.
type outsideStory struct {
	t       *testing.T
	city    *ownCity
	disp    *typist
	police  *typist // somebody in a duty room, whom the city does not know
	at      string  // address of the case
	code    string
	address string
}

// TestACaseGoesOutsideByKeyboard: a case is handed outside, its sheet is one page of A4, its receiver types a wrong
// code and then the right one, reads what was ticked and no more, and accepts; the case ends with that. All by
// keyboard.
func TestACaseGoesOutsideByKeyboard(t *testing.T) {
	t.Parallel()
	one := time.Date(2026, 11, 2, 13, 0, 0, 0, time.FixedZone("", 8*3600))
	post := []org.Post{{Kind: matter.Dispatcher, Area: area.Code(430405001000)}}
	o := ownCityAt(t, one, append(officePeople(), &org.PersonSet{Login: "desk", Name: "值班民警", Posts: post}))
	s := &outsideStory{t: t, city: o, disp: atKeyboard(t, o.url, "desk"), police: sitDown(t, o.url)}
	for _, step := range []func(){s.takenIn, s.issued, s.printed, s.wrongCode, s.read, s.accepted, s.seenHere,
		s.narrow} {
		step()
	}
}

func (s *outsideStory) takenIn() {
	k := s.disp
	k.open("/help/new")
	k.types("#form-new [name=who]", girlWords)
	k.to("#form-new [name=age]:checked")
	k.press(kb.ArrowUp, kb.ArrowUp, kb.ArrowUp, kb.ArrowUp)
	k.types("#form-new [name=where]", "派出所值班室")
	k.types("#form-new [name=phone]", "13800001111")
	k.send("#form-new")
	s.at = k.path()
}

// issued shows the code once; loaded again the page has it no more.
func (s *outsideStory) issued() {
	k := s.disp
	k.follow(`main a[href="` + s.at + `/outside"]`)
	k.sees("还没有外送")
	k.to("#form-send [name=way]:checked")
	k.press(kb.ArrowDown)
	if got := js[string](k.visitor, `document.activeElement.value`); got != "transfer" {
		s.t.Fatalf("the arrows lead to %q", got)
	}
	k.held("#form-send", "[name=to]")
	k.types("#form-send [name=to]", "广东路派出所")
	k.types("#form-send [name=for]", "接走核实身份")
	k.tick("#form-send [name=share][value=text]")
	k.to("#form-send [name=back]")
	k.press(kb.End)
	k.words(" 0734-1234567")
	k.send("#form-send")
	s.code = strings.ReplaceAll(js[string](k.visitor, `document.querySelector(".one-code").innerText`), " ", "")
	if len(s.code) != 10 {
		s.t.Fatalf("the code is %q", s.code)
	}
	k.follow(`.now-box[role=status] a[href="` + s.at + `/outside/1"]`)
}

// printed is the sheet: one page, no word of the case on it, and no code.
func (s *outsideStory) printed() {
	k := s.disp
	k.sees("求助移交密封单")
	k.sees("广东路派出所")
	typed := js[string](k.visitor, `document.querySelector(".typed").innerText`)
	u, err := url.Parse(strings.TrimSpace(typed))
	if err != nil {
		s.t.Fatal(err)
	}
	s.address = u.Path
	text := js[string](k.visitor, `document.querySelector(".sheet").innerText`)
	for _, w := range []string{girlWords, "13800001111", "接走核实身份", s.code, s.code[:5] + " " + s.code[5:]} {
		if strings.Contains(text, w) {
			s.t.Errorf("the sheet says %s", w)
		}
	}
	pdf, err := chromedp.Run(k.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if err != nil {
		s.t.Fatal(err)
	}
	if n := len(pdfPage.FindAll(pdf, -1)); n != 1 || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		s.t.Errorf("the sheet takes %d pages, want one", n)
	}
	k.open(s.at + "/outside")
	if strings.Contains(k.text(), s.code[:5]) {
		s.t.Error("the code is shown a second time")
	}
}

// wrongCode says the same as an address that leads nowhere.
func (s *outsideStory) wrongCode() {
	k := s.police
	said := map[string]string{}
	for _, at := range []string{"/s/00000-00000-00000-00000", s.address} {
		k.open(at)
		k.types("#form-code [name=code]", string('0'+(s.code[0]-'0'+1)%10)+s.code[1:])
		k.send("#form-code")
		k.told("help_paper_nothing")
		said[at] = k.text()
	}
	if said[s.address] != said["/s/00000-00000-00000-00000"] {
		s.t.Errorf("a wrong code says whether there is a paper:\n%s", said[s.address])
	}
}

func (s *outsideStory) read() {
	k := s.police
	k.types("#form-code [name=code]", s.code[:5]+" "+s.code[5:])
	k.send("#form-code")
	k.sees(girlWords)
	k.sees("接走核实身份")
	if text := k.text(); strings.Contains(text, "13800001111") || strings.Contains(k.path(), s.code) {
		s.t.Errorf("what was not ticked is shown, or the code stands in the address %s:\n%s", k.path(), text)
	}
}

func (s *outsideStory) accepted() {
	k := s.police
	k.held("#form-take", "[name=name]")
	k.types("#form-take [name=name]", "王警官")
	k.types("#form-take [name=phone]", "0734-110")
	k.send("#form-take")
	k.sees("已收到")
	k.sees("对方已接收移交")
}

// seenHere is what members of the case read of it.
func (s *outsideStory) seenHere() {
	k := s.disp
	k.open(s.at + "/outside")
	k.sees("本案在这里结束")
	k.open(s.at)
	for _, w := range []string{"有人输错密码", "凭纸打开", "公安机关接收", "王警官"} {
		k.sees(w)
	}
	s.city.turn(31 * time.Minute)
	s.police.open(s.address)
	s.police.sees("请输入电话里告诉您的十位密码")
}

// narrow: on a small phone no page is wider than it, in either language.
func (s *outsideStory) narrow() {
	for _, at := range []string{s.at + "/outside", s.address} {
		for _, k := range []*typist{s.disp, s.police} {
			k.do(chromedp.EmulateViewport(360, 740))
			k.open(at)
			if wide := js[int](k.visitor, `document.documentElement.scrollWidth`); wide > 360 {
				s.t.Errorf("%s is %d px wide", at, wide)
			}
			k.do(chromedp.EmulateViewport(1280, 800))
		}
	}
}
