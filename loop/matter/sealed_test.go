package matter

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
)

// TestEveryCommandIsVeiled walks all commands: nothing that is said in free words stands in what goes on to be decided,
// and what title, place and village it names comes back beside it.
func TestEveryCommandIsVeiled(t *testing.T) {
	t.Parallel()
	const mark = "没有别人说的话"
	for _, d := range Descriptions() {
		n := 0
		c := Reworded(d.New(), func(FieldKind, string) string { n++; return fmt.Sprint(mark, n) })
		if l, ok := c.(*List); ok {
			l.Area = village
		}
		got, said, err := Veiled(c, func(words string) string {
			if !strings.HasPrefix(words, mark) {
				t.Errorf("%s covers %q", d.Command, words)
			}
			return Token("0123456789ABCDEFGHJK")
		})
		if err != nil {
			t.Errorf("%s: %v", d.Command, err)
			continue
		}
		raw, err := json.Marshal(got)
		if err != nil || strings.Contains(string(raw), mark) {
			t.Errorf("%s goes on with %s (%v)", d.Command, raw, err)
		}
		if before, _ := json.Marshal(c); n > 0 && !strings.Contains(string(before), mark) {
			t.Errorf("%s was changed itself", d.Command)
		}
		if l, ok := got.(*List); ok && (l.Area != township || said.Area != village || said.Title == "") {
			t.Errorf("list: %+v, %+v", l, said)
		}
	}
}

// TestReportIsVeiled: a report's event keeps kind, type, township and clock, and the opening all the rest.
func TestReportIsVeiled(t *testing.T) {
	t.Parallel()
	lat, lng := 26.9, 112.6
	e := &WasReported{Kind: Help, Category: "help.child", Area: village, Title: "标题", Text: "经过", Place: "地点",
		Lat: &lat, Lng: &lng, Datum: "gcj02", Point: 7, Item: "1.1", FoundAt: 99,
		Attributes: []Answer{{Code: "a", Values: []string{"答"}}},
		Next:       5}
	var kept Opening
	err := Veil(e, func(string) string { return "走失儿童" }, Opening{}, func(o Opening) (string, error) {
		kept = o
		return Token("0123456789ABCDEFGHJK"), nil
	})
	want := WasReported{Kind: Help, Category: "help.child", Area: township, Title: "走失儿童", Next: 5,
		Sealed: Token("0123456789ABCDEFGHJK")}
	a, _ := json.Marshal(e)
	b, _ := json.Marshal(&want)
	if err != nil || string(a) != string(b) {
		t.Errorf("the event is %s (%v), want %s", a, err, b)
	}
	m := &Matter{Area: township, Title: "走失儿童", Text: "走失儿童"}
	kept.Tell(m)
	if m.Title != "标题" || m.Text != "经过" || m.Place != "地点" || m.Lat == nil || m.Point != 7 || m.FoundAt != 99 ||
		len(m.Attributes) != 1 || kept.Area != village {
		t.Errorf("a member reads %+v of %+v", m, kept)
	}
}

// TestTokensComeBack: what was covered is found and opened again, wherever in a struct it stands; what is no token
// stays.
func TestTokensComeBack(t *testing.T) {
	t.Parallel()
	digest := rapid.StringMatching(`[0-9A-HJKMNP-TV-Z]{20}`)
	rapid.Check(t, func(t *rapid.T) {
		words := map[string]string{}
		draw := func(name string) string {
			if rapid.Bool().Draw(t, name+" is plain") {
				return rapid.String().Draw(t, name)
			}
			token := Token(digest.Draw(t, name))
			words[token] = "说过的" + name
			return token
		}
		m := &Matter{Goal: draw("goal"), Reason: draw("reason"), Rating: &Rating{Text: draw("rating")},
			Suspension: &Ask{Reason: draw("answer")}, Area: area.Code(430405001000)}
		was, _ := json.Marshal(m)
		for token := range words {
			if got := Tokens(string(was)); len(got) == 0 || !strings.Contains(string(was), token) {
				t.Fatalf("%s is not found in %s", token, was)
			}
		}
		Unveil(m, func(token string) string {
			if w, ok := words[token]; ok {
				return w
			}
			return token
		})
		now, _ := json.Marshal(m)
		for token, w := range words {
			if strings.Contains(string(now), token) || !strings.Contains(string(now), w) {
				t.Fatalf("%s did not come back: %s", token, now)
			}
		}
		if len(words) == 0 && string(now) != string(was) {
			t.Fatalf("%s became %s", was, now)
		}
	})
}
