package document

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"xiaohao/loop/fault"
	"xiaohao/platform/document/documenttest"
)

// answered wants an answer within the limits or a typed fault, and words that are text.
func answered(t *testing.T, f Facts, err error, most int) {
	t.Helper()
	switch {
	case err != nil && fault.Of(err).Code == "internal":
		t.Errorf("no typed fault: %v", err)
	case err == nil && (!utf8.ValidString(f.Text) || !utf8.ValidString(f.Around) || len(f.Text) > most):
		t.Errorf("%d bytes of text, valid: %v", len(f.Text), utf8.ValidString(f.Text))
	}
}

const mostFuzzed = 1 << 20

// FuzzWordBody reads a Word file with any body: most changes of a whole file break its archive and get no further.
func FuzzWordBody(f *testing.F) {
	for _, s := range []string{"<w:p><w:r><w:t>要认真学习</w:t></w:r></w:p>",
		"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
		`<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDEAUTO c</w:instrText></w:r></w:p>`,
		"<w:p><w:del><w:r><w:delText>机密</w:delText></w:r></w:del></w:p>", "</w:body>", "<mc:Fallback><w:p>", "&#0;",
		`<w:object/>`, `<w:br w:type="page"/><w:tab/>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, inner string) {
		data := documenttest.Zip(documenttest.WordParts().With(documenttest.Parts{
			"word/document.xml": documenttest.Body(inner)}))
		got, err := decode(order{Kind: Word, Pages: 200, Text: mostFuzzed}, data)
		answered(t, got, err, mostFuzzed)
	})
}

// FuzzSheet reads an Excel file with any sheet and any shared texts.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, "<si><t>要</t></si>")
	f.Add(`<row><c t="inlineStr"><is><t>a</t></is></c><c t="s"><v>-1</v></c><c t="s"><v>9999999999</v></c></row>`,
		"<si/>")
	f.Add(`<row><c><f>=cmd|'/c calc'!A0</f></c></row>`, "</sst>")
	f.Add(`</sheetData><oleObject/>`, "<si><r><t>a</t></r><rPh><t>b</t></rPh></si>")
	f.Fuzz(func(t *testing.T, rows, texts string) {
		data := documenttest.Zip(documenttest.Parts{
			"[Content_Types].xml": `<Types><Override PartName="/xl/workbook.xml" ContentType="application/` +
				`vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
			"xl/workbook.xml":          `<workbook><sheets><sheet name="a" sheetId="1"/></sheets></workbook>`,
			"xl/sharedStrings.xml":     `<sst>` + texts + `</sst>`,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`})
		got, err := decode(order{Kind: Word, Pages: 200, Text: mostFuzzed}, data)
		answered(t, got, err, mostFuzzed)
	})
}

// FuzzScanPDF looks through any bytes: there is an answer or a typed fault, and a name that is refused is found behind
// them, however it is written, unless they are refused already.
func FuzzScanPDF(f *testing.F) {
	f.Add(documenttest.PDF([]string{"a"}, "", ""), "JavaScript", false)
	f.Add([]byte("<< /Type /ObjStm /Filter /FlateDecode >> stream\nx\nendstream"), "EmbeddedFile", true)
	f.Add([]byte("/#4aavaScript /Encrypt"), "Launch", true)
	f.Fuzz(func(t *testing.T, b []byte, name string, escaped bool) {
		err := scanPDF(b)
		answered(t, Facts{}, err, 0)
		if err != nil || refusedNames[name] == "" || name == "XFA" {
			return
		}
		written := name
		if escaped {
			written = "#" + strings.ToUpper(hexOf(name[0])) + name[1:]
		}
		if scanPDF(append(bytes.Clone(b), "\n/"+written+" "...)) == nil {
			t.Errorf("%q is not found behind %q", written, b)
		}
	})
}

func hexOf(c byte) string { return string([]byte{"0123456789abcdef"[c>>4], "0123456789abcdef"[c&15]}) }

// FuzzSniff tells what any bytes are: the same each time, and what it takes for a text is read as one or refused.
func FuzzSniff(f *testing.F) {
	for _, b := range [][]byte{{}, []byte("要"), {0xff, 0xfe, 'a', 0}, {0xfe, 0xff, 0xd8, 0}, []byte("%PDF-1.7"),
		[]byte("PK\x03\x04"), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), []byte("\xd2\xaa"), []byte("{\\rtf")} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := sniff(b)
		again, _ := sniff(bytes.Clone(b))
		answered(t, Facts{}, err, 0)
		if k != again || (k == "") != (err != nil) {
			t.Errorf("%q, then %q, %v", k, again, err)
		}
		if k == Plain {
			text, err := plain(b)
			answered(t, Facts{Text: text}, err, 4*len(b)+4)
		}
	})
}
