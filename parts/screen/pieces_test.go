package screen

import (
	"testing"

	"pgregory.net/rapid"
)

// learnt is what is known after some texts were marked as spam and others taken up, in the order of a city.
func learnt(spam, good []string) map[uint64]Piece {
	known := map[uint64]Piece{}
	for _, t := range spam {
		for _, h := range pieces(t) {
			p := known[h]
			p.Spam++
			known[h] = p
		}
	}
	for _, t := range good {
		for _, h := range pieces(t) {
			if p, ok := known[h]; ok {
				p.Good++
				known[h] = p
			}
		}
	}
	return known
}

const advert = "专业办理各类证件，贷款无抵押当天放款，联系客服领取优惠名额，错过今天再等一年"

func TestLikely(t *testing.T) {
	lamp := "解放路与蒸湘路口的路灯不亮已经三天了，晚上走路看不见，请尽快维修"
	known := learnt([]string{advert}, []string{lamp})
	for _, c := range []struct {
		name, text string
		want       bool
	}{
		{"the same again", advert, true},
		{"with blanks and other marks", "专业 办理 各类 证件！！贷款无抵押，当天放款～联系客服，领取优惠名额。错过今天再等一年！", true},
		{"with a new end", advert + "，加微信了解", true},
		{"a lamp", lamp, false},
		{"another lamp", "蒸湘路的路灯坏了，晚上很黑，请派人来修一下，谢谢", false},
		{"about the adverts", "小区门口的墙上贴满了办理各类证件的小广告，请清理，影响市容，已经反映过两次了还没有人来处理", false},
		{"too short to tell", "办证贷款", false},
	} {
		if got := Likely(pieces(c.text), known); got != c.want {
			t.Errorf("%s: doubted %t, want %t", c.name, got, c.want)
		}
	}
	if known := learnt([]string{advert}, []string{advert}); Likely(pieces(advert), known) {
		t.Error("what was taken up as often as it was marked is still doubted")
	}
}

// TestTakenUpIsNeverDoubted: whatever was marked, a text that was taken up as often as it was marked is not doubted.
func TestTakenUpIsNeverDoubted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("路灯坏了垃圾没人清办证贷款加我微信")), 4, 40, -1), 1, 8).
			Draw(t, "texts")
		known := learnt(texts, texts)
		for _, x := range texts {
			if Likely(pieces(x), known) {
				t.Fatalf("%q is doubted though it was taken up", x)
			}
		}
	})
}
