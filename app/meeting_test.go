package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/document"
	"xiaohao/platform/document/documenttest"
	"xiaohao/platform/text/directive"
)

func TestMain(m *testing.M) {
	document.Helper() // Word and PDF are decoded by this very binary
	os.Exit(m.Run())
}

// textOf reads a file that holds some bytes.
func textOf(t *testing.T, name string, raw []byte) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return (&Program{}).textOf(t.Context(), path)
}

// TestWordIsCut: a Word file is cut as its text is, each quote between its places.
func TestWordIsCut(t *testing.T) {
	t.Parallel()
	said, err := textOf(t, "a.docx", documenttest.Word("县委常委会召开会议", "会议强调，各级各部门要加强领导，压实责任。",
		"县长李明要求，要建立问题台账，月底前整改到位。"))
	if err != nil {
		t.Fatal(err)
	}
	all := directive.Cut(said, calendar.Instant(1_628_900_000_000_000))
	if len(all) != 2 || all[1].Due != "2021-08-31" || all[0].Article != "县委常委会召开会议" {
		t.Fatalf("%+v of %q", all, said)
	}
	for _, c := range all {
		if got := string([]rune(said)[c.Start:c.End]); strings.Join(strings.Fields(got), "") != c.Quote {
			t.Errorf("%q stands at %q", c.Quote, got)
		}
	}
}

// TestFilesThatAreNotCut say why.
func TestFilesThatAreNotCut(t *testing.T) {
	t.Parallel()
	old := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	locked := old
	for _, r := range "EncryptedPackage" {
		locked += string(r) + "\x00"
	}
	for name, c := range map[string]struct{ raw, code string }{
		"scan.pdf":    {string(documenttest.PDF([]string{"", ""}, "", "")), "file_scanned"},
		"blank.docx":  {string(documenttest.Word("")), "file_scanned"},
		"old.doc":     {old, document.CodeOld},
		"locked.docx": {locked, document.CodeEncrypted},
		"cells.xlsx":  {string(documenttest.Excel("表", "要做")), "cut_text"},
		"photo.jpg":   {"\xff\xd8\xff\xe0\x00", ""},
		"noise.bin":   {"\x00\x01\x02\x03", "cut_text"},
		"torn.docx":   {"PK\x03\x04torn", document.CodeBroken},
		"head.docx": {string(documenttest.Zip(documenttest.WordParts("要做").With(documenttest.Parts{
			"word/header1.xml": documenttest.Header("机密★1年")}))), "cut_secret"},
	} {
		text, err := textOf(t, name, []byte(c.raw))
		if err == nil || text != "" || c.code != "" && fault.Code(err) != c.code {
			t.Errorf("%s: %q, %v (%s), want %s", name, text, err, fault.Code(err), c.code)
		}
	}
}

// TestDecode: what a text may be written in, and what is none.
func TestDecode(t *testing.T) {
	t.Parallel()
	const text = "会议强调，要加强领导。\r\n𠀀"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{"UTF-8": text, "UTF-8 with its mark": "\uFEFF" + text, "GB18030": gb,
		"GB18030 with its mark": "\x84\x31\x95\x33" + gb, "UTF-16": wide} {
		if got, ok := decode([]byte(raw)); !ok || got != text {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	for _, raw := range []string{"\x00\x01\x02", "%PDF-1.7\n\xe2\xe3\xcf\xd3\n\x00", "PK\x03\x04", "\x89PNG\r\n\x1a\n",
		"\xff\xff\xff", "\x81"} {
		if got, ok := decode([]byte(raw)); ok {
			t.Errorf("%q was read as %q", raw, got)
		}
	}
	if got, ok := decode(nil); !ok || got != "" {
		t.Error("an empty file is a text")
	}
}

// TestCutPDF: a page with text in two columns, as a newspaper has it, is read column by column, and its sentences come
// out whole though they break at each line and once from column to column.
func TestCutPDF(t *testing.T) {
	t.Parallel()
	left := "县委常委会召开会议\n\n　　本报讯 8月13日，县委召开会议。会议强\n调，各级各部门要压实责任，加强督促检\n查。" +
		"县长李明要求，要建立问题台账，月底"
	right := "前整改到位。要制定山塘水库除险名单，逐\n座登记造册。会议还要求，要常态化抓好森林防\n火，定期报送情况。"
	text, err := textOf(t, "page.pdf", documenttest.Columns(left, right))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range directive.Cut(text, calendar.Instant(1_628_900_000_000_000)) {
		if c.Type.Directs() {
			got = append(got, strings.TrimSpace(c.Quote+" "+c.Due))
		}
	}
	want := []string{"各级各部门要压实责任，加强督促检查", "要建立问题台账，月底前整改到位 2021-08-31",
		"要制定山塘水库除险名单，逐座登记造册", "要常态化抓好森林防火，定期报送情况"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nof %q\nwant %q", got, text, want)
	}
}
