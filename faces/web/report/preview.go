package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
)

// PreviewPart is the piece of a report form that a script puts in when one asks how it looks in public.
type PreviewPart struct {
	kit.Frame
	kit.InPublic
}

func (*PreviewPart) Template() string { return "in-public" }

// preview is how what stands in a form would look in public. It stores nothing and decides nothing: what is let out, the
// office says.
func preview(c *kit.Call, s *kit.Sent) *kit.InPublic {
	p := &kit.InPublic{Go: previewPath, Shown: true}
	text, place := clipped(s.Text("text"), matter.MaxText), clipped(s.Get("place"), matter.MaxPlace)
	category := likelyCategory(c, text)
	rules := c.Desk.Policy().Release
	switch {
	case s.Yes("help"):
		p.Never = c.T("preview.help")
	case s.Yes("withhold"):
		p.Never = c.T("preview.withheld")
	case len(rules.Steps) == 0:
		p.Never = c.T("preview.never")
	case category != "" && !rules.May(matter.FromResident, category):
		p.Never = c.T("preview.category", "category", c.Category(category))
	}
	if text == "" {
		p.Never = c.T("preview.empty")
	}
	if p.Never != "" {
		return p
	}
	found := redact.Find(text)
	p.Text = pieces(c, text, found)
	home := category != "" && rules.NearHome(category)
	if !home && place != "" {
		in := redact.Find(place)
		p.Place, found = pieces(c, place, in), append(found, in...)
	}
	p.Hides = hides(c, found)
	p.Rules = previewRules(c, rules, category, home, redact.About(text))
	return p
}

// previewRules say what becomes of it before anybody sees it.
func previewRules(c *kit.Call, rules policy.Release, category string, home, named bool) []string {
	out := []string{c.T("preview.first")}
	switch {
	case home:
		out = append(out, c.T("preview.home", "category", c.Category(category)))
	case category == "" && len(rules.Home) > 0:
		out = append(out, c.T("preview.maybe_home"))
	}
	if named {
		out = append(out, c.T("preview.named"))
	}
	return append(out, c.T("preview.photos"))
}

// likelyCategory is the category whose words stand most in a text, "" where none does. The office decides it.
func likelyCategory(c *kit.Call, text string) (code string) {
	most := 0
	for _, x := range c.Desk.Policy().Categories() {
		n := 0
		for _, k := range x.Keywords {
			if strings.Contains(text, k) {
				n += utf8.RuneCountInString(k)
			}
		}
		if n > most {
			code, most = x.Code, n
		}
	}
	return code
}

// pieces are a text as strangers would read it: what was taken out stands there as its mark, and says what it was.
func pieces(c *kit.Call, text string, found []redact.Found) (out []kit.Piece) {
	at := 0
	for _, f := range found {
		if f.From > at {
			out = append(out, kit.Piece{Text: text[at:f.From]})
		}
		out = append(out, kit.Piece{Text: f.Mark, Kind: c.T("preview.hidden", "what", c.T("redact."+string(f.Kind)))})
		at = f.To
	}
	if at < len(text) {
		out = append(out, kit.Piece{Text: text[at:]})
	}
	return out
}

// hides says what would be taken out, kind by kind: "姓名 1 处".
func hides(c *kit.Call, found []redact.Found) (out []string) {
	count := map[redact.Kind]int{}
	for _, f := range found {
		count[f.Kind]++
	}
	for _, f := range found {
		if n := count[f.Kind]; n > 0 {
			out = append(out, c.T("preview.hides", "what", c.T("redact."+string(f.Kind)), "n", strconv.Itoa(n)))
			count[f.Kind] = 0
		}
	}
	return out
}

func clipped(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}

// Where a report form shows how it looks in public: the page, and the piece that a script puts in.
const (
	previewPath = "/report/preview"
	previewPart = "/preview"
)

// previewPage shows the report form again, filled in as it was, with how it would look in public. It takes no photos:
// the button sends the form without them.
func previewPage(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	p := homeAgain(c, s)
	p.Form.Fill(c.L, s)
	if f := p.Form.Field("photos"); f != nil && len(s.Photos()) == 0 && s.Get("photos") != "" {
		f.Hint = c.T("preview.photos_again")
	}
	if s.Yes("another") { // he was asked already whether it is the same
		p.Form.Fields = append(p.Form.Fields, kit.Field{Kind: "hidden", Name: "another", Value: "1"})
	}
	p.Form.InPublic = preview(c, s)
	return c.Render(p)
}

// previewPiece answers a script.
func previewPiece(c *kit.Call) error {
	s, err := c.Read(org.Caller{})
	if err != nil {
		return err
	}
	return c.Render(&PreviewPart{Frame: kit.Frame{Lang: c.L}, InPublic: *preview(c, s)})
}
