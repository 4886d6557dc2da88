package browser

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"crypto/rand"

	"github.com/chromedp/chromedp"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
)

// TestACaseIsOneSheet prints a case in which everything was said as long as it can be, and many times: one page of A4,
// in both languages, on which stand who collected the person and that she was.
func TestACaseIsOneSheet(t *testing.T) {
	t.Parallel()
	o := ownCityAt(t, time.Date(2026, 11, 2, 13, 0, 0, 0, time.FixedZone("", 8*3600)), append(officePeople(),
		&org.PersonSet{Login: "desk", Name: "值班民警", Posts: []org.Post{{Kind: matter.Dispatcher,
			Area: area.Code(430405001000)}}}))
	p, _ := o.Org().PersonByLogin("desk")
	by, x, ctx := p.Caller(), part.Get[*help.Cases](o.Values), t.Context()
	id := func() ledger.ID {
		id, err := ledger.NewID(o.Now(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	long := func(n int) string { return strings.Repeat("长", n) }
	r, err := x.Open(ctx, by, id(), help.Intake{Category: "help.child", Area: area.Code(430405001000),
		Age: care.Under14,
		Who: long(help.LongWho), Where: long(help.LongPlace), Phone: long(help.LongPhone), Needs: long(help.LongWho)})
	must(err)
	n := help.Note{Text: long(help.LongNote), Whom: long(help.LongNote), No: long(help.LongNote)}
	for range 40 {
		must(x.Call(ctx, by, id(), r.Matter, "family", true, n))
	}
	_, err = x.Hand(ctx, by, id(), r.Matter, help.Hand{Relation: care.Parent, Paper: "household", Proved: true,
		Agrees: true, Name: "来接的父亲", Phone: "13900001111", Advice: long(help.LongNote), Typed: long(help.LongNote),
		Drawn: [][]float64{{0.1, 0.1, 0.9, 0.9}}})
	must(err)
	k := atKeyboard(t, o.url, "desk")
	for _, l := range []string{"zh-CN", "en"} {
		k.open("/help/" + strconv.FormatInt(r.Matter, 10) + "/sheet")
		if l == "en" {
			k.send(`form[action="/language"]`)
		}
		k.sees("来接的父亲")
		pdf, err := chromedp.Run(k.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
		must(err)
		if n := len(pdfPage.FindAll(pdf, -1)); n != 1 || !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Errorf("%s: the sheet takes %d pages, want one", l, n)
		}
	}
}
