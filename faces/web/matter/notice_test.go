package matter_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"xiaohao/faces/web/kit"
	matterroom "xiaohao/faces/web/matter"
	"xiaohao/faces/web/webtest"
	"xiaohao/parts/notice"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// said is any text that says something, with what HTML and XML must not take for their own.
func said(t *rapid.T, what string) string {
	signs := rapid.SampledFrom([]rune("督办单垃圾堆积aZ09<>&\"'{}/;=@ \u3000"))
	return "事" + rapid.StringOfN(signs, 0, 60, -1).Draw(t, what) + "毕"
}

// TestPageAndFileSayTheSame prints notices of any words on the page and into the file: their head, paragraphs, rows and
// the heading of the slip are the same, in the same order.
func TestPageAndFileSayTheSame(t *testing.T) {
	t.Parallel()
	rooms := webtest.Rooms(t)
	rapid.Check(t, func(r *rapid.T) {
		d := paper.Doc{Lang: rapid.SampledFrom(lang.All()).Draw(r, "language"), Name: said(r, "name"),
			Number: said(r, "number"), Issuer: said(r, "issuer"), Date: said(r, "date"), To: said(r, "to"),
			Signature: said(r, "signature"), Tone: "red", City: said(r, "city")}
		for range rapid.IntRange(1, 5).Draw(r, "paragraphs") {
			d.Body = append(d.Body, said(r, "paragraph"))
		}
		for range rapid.IntRange(1, 8).Draw(r, "rows") {
			d.Rows = append(d.Rows, [2]string{said(r, "label"), said(r, "value")})
		}
		if rapid.Bool().Draw(r, "slip") {
			d.Slip = notice.ReplySlip(d.Lang, d.Name, d.Number, said(r, "unit"))
		}
		page := onPage(t, webtest.Render(t, rooms,
			&matterroom.Notice{Frame: kit.Frame{Lang: d.Lang, Here: "/"}, Doc: d}))
		var b bytes.Buffer
		if err := paper.Docx(&b, d); err != nil {
			r.Fatal(err)
		}
		file := inFile(t, b.Bytes())
		if d.Slip != nil {
			last := page[len(page)-1]
			page = page[:len(page)-1]
			if last != plain(d.Slip.Heading) || !slices.Contains(file, last) {
				r.Errorf("the slip is headed %q on the page, the file says %q", last, file)
			}
		}
		file = slices.Delete(file, 1, 2) // the number, which stands on one line with who signed
		if !slices.Equal(page, file[:min(len(page), len(file))]) {
			r.Errorf("the page says\n%q\nthe file\n%q", page, file)
		}
	})
}

// plain is a text without its blanks, which paper and pages break as they like.
func plain(s string) string { return strings.Join(strings.Fields(s), "") }

// onPage is what the sheet of a page says: issuer, name, addressee, paragraphs, rows, heading of the slip.
func onPage(t *testing.T, page string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	inSlip := false
	for n := range doc.Descendants() {
		class := ""
		for _, a := range n.Attr {
			if a.Key == "class" {
				class = a.Val
			}
		}
		inSlip = inSlip || class == "slip"
		switch {
		case class == "issuer", class == "say", n.Data == "h1", n.Data == "b" && n.Parent.Data == "p",
			n.Data == "h2" && inSlip, (n.Data == "th" || n.Data == "td") && !inSlip:
			out = append(out, textOf(n))
		}
	}
	return out
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return plain(b.String())
}

// inFile are the paragraphs of a .docx file that say something.
func inFile(t *testing.T, file []byte) (out []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for d := xml.NewDecoder(f); ; {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.CharData:
			b.Write(tok)
		case xml.EndElement:
			if tok.Name.Local != "p" {
				continue
			}
			if s := plain(b.String()); s != "" {
				out = append(out, s)
			}
			b.Reset()
		}
	}
}
