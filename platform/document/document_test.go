package document

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/platform/document/documenttest"
	"xiaohao/platform/photo"
)

func TestMain(m *testing.M) {
	photo.Helper()
	Helper()
	os.Exit(m.Run())
}

func inspected(t *testing.T, b []byte) Facts {
	t.Helper()
	f, err := Inspect(t.Context(), b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestWord(t *testing.T) {
	t.Parallel()
	parts := documenttest.WordParts().With(documenttest.Parts{
		"word/document.xml": documenttest.Body(`<w:p><w:r><w:t>全市上下</w:t></w:r><w:r><w:t>要认真学习</w:t></w:r></w:p>` +
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>任务</w:t></w:r></w:p></w:tc>` +
			`<w:tc><w:p><w:r><w:t>单位</w:t></w:r></w:p></w:tc>` +
			`</w:tr></w:tbl><w:p><w:r><w:br w:type="page"/><w:t>第二页</w:t></w:r><w:del><w:r><w:delText>删去的</w:delText>` +
			`</w:r></w:del></w:p><w:p><w:r><wp:docPr id="1" name="图片 1" descr="合影"/></w:r></w:p>`),
		"word/header1.xml":  documenttest.Header("内部页眉"),
		"word/media/现场.png": "x",
		"docProps/core.xml": `<c xmlns:dc="d"><dc:title>会议纪要</dc:title></c>`,
	})
	f := inspected(t, documenttest.Zip(parts))
	if f.Kind != Word || f.Ext != ".docx" || f.Pages != 2 || f.Size == 0 {
		t.Errorf("%+v", f)
	}
	for _, want := range []string{"全市上下要认真学习\n", "任务 \t单位 \t\n", "\n第二页"} {
		if !strings.Contains(f.Text, want) {
			t.Errorf("%q lacks %q", f.Text, want)
		}
	}
	if strings.Contains(f.Text, "删去") || !strings.Contains(f.Around, "删去的") || !strings.Contains(f.Around, "内部页眉") {
		t.Errorf("text %q, around %q", f.Text, f.Around)
	}
	for _, want := range []string{"图片 1", "合影", "现场.png", "会议纪要"} {
		if !strings.Contains("\n"+strings.Join(f.Names, "\n")+"\n", "\n"+want+"\n") {
			t.Errorf("names %q lack %s", f.Names, want)
		}
	}
}

func TestExcel(t *testing.T) {
	t.Parallel()
	f := inspected(t, documenttest.Excel("秘密★1年", "村名", "收入"))
	if f.Kind != Sheet || f.Text != "村名\t\n收入\t\n" || !strings.Contains(f.Around, "\n秘密★1年") && f.Around != "秘密★1年\n" {
		t.Errorf("%+v", f)
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	const want = "全市上下要认真学习，贯彻落实。\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{want, gb, "\xef\xbb\xbf" + want} {
		if f := inspected(t, []byte(s)); f.Kind != Plain || f.Text != want {
			t.Errorf("%q: %+v", s, f)
		}
	}
}

func TestPDF(t *testing.T) {
	t.Parallel()
	f := inspected(t, documenttest.PDF([]string{"Strike off\nwhat is done", "second"}, "", ""))
	if f.Kind != PDF || f.Pages != 2 || f.Scanned || f.Text != "Strike off\nwhat is done\nsecond\n" {
		t.Errorf("%+v", f)
	}
	if f := inspected(t, documenttest.PDF([]string{"", ""}, "", "")); !f.Scanned || f.Text != "" || f.Pages != 2 {
		t.Errorf("scanned: %+v", f)
	}
}

// TestTwoHundredPages: as many as are read, within the memory that a child has.
func TestTwoHundredPages(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("Line of a page with some words to read and more words to read\n", 40)
	pages := make([]string, 200)
	for i := range pages {
		pages[i] = page
	}
	f := inspected(t, documenttest.PDF(pages, "", ""))
	if f.Pages != 200 || strings.Count(f.Text, "Line of a page") != 8000 {
		t.Errorf("%d pages, %d bytes of text", f.Pages, len(f.Text))
	}
}

// packed is an object stream with one object.
func packed(object string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	fmt.Fprintf(z, "9 0 %s", object)
	_ = z.Close()
	return fmt.Sprintf("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream",
		b.Len(), b.String())
}

func pdfOf(root string, more ...string) []byte {
	return documenttest.PDF([]string{"x"}, root, "", more...)
}

// old is how a file of Word 2003 begins.
const old = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func refusals() map[string]struct {
	data []byte
	code string
} {
	word := documenttest.WordParts("x")
	with := func(name, content string) []byte {
		return documenttest.Zip(word.With(documenttest.Parts{name: content}))
	}
	types := func(t string) []byte {
		return with("[Content_Types].xml", `<Types><Override ContentType="`+t+`"/></Types>`)
	}
	link := func(kind, mode string) []byte {
		return with("word/_rels/document.xml.rels", `<R><Relationship Type="http://x/`+kind+
			`" Target="http://a/b" `+mode+`/></R>`)
	}
	body := func(inner string) []byte { return with("word/document.xml", documenttest.Body(inner)) }
	return map[string]struct {
		data []byte
		code string
	}{
		"nothing":            {nil, CodeEmpty},
		"a program":          {[]byte("\x7fELF\x02\x01\x01\x00"), CodeType},
		"a web page":         {[]byte("<!DOCTYPE html><script>1</script>"), CodeType},
		"rich text":          {[]byte("{\\rtf1 hello}"), CodeType},
		"old Word":           {append([]byte(old), make([]byte, 600)...), CodeOld},
		"Word, password":     {append([]byte(old), wide("EncryptedPackage")...), CodeEncrypted},
		"plain archive":      {documenttest.Zip(documenttest.Parts{"a.txt": "x"}), CodeType},
		"cut archive":        {documenttest.Word("x")[:200], CodeBroken},
		"slides":             {types("application/vnd.x.presentationml.presentation.main+xml"), CodeType},
		"macro by name":      {with("word/vbaProject.bin", "x"), CodeMacro},
		"macro by type":      {types("application/vnd.ms-word.document.macroEnabled.main+xml"), CodeMacro},
		"macro by link":      {link("vbaProject", ""), CodeMacro},
		"macro sheet":        {with("xl/macrosheets/sheet1.xml", "<x/>"), CodeMacro},
		"object":             {with("word/embeddings/oleObject1.bin", "x"), CodeEmbedded},
		"control":            {with("word/activeX/activeX1.xml", "<x/>"), CodeEmbedded},
		"object in the text": {body(`<w:object/>`), CodeEmbedded},
		"chunk":              {link("aFChunk", ""), CodeEmbedded},
		"template far away":  {link("attachedTemplate", `TargetMode="External"`), CodeExternal},
		"picture far away":   {link("image", `TargetMode="external"`), CodeExternal},
		"DDE": {body(`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r><w:r>` +
			`<w:instrText>EAUTO c:\\x.exe</w:instrText></w:r>` +
			`<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`), CodeExternal},
		"field far away":   {body(`<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://a/b&quot; "/>`), CodeExternal},
		"entity":           {with("word/document.xml", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`), CodeEntity},
		"bomb":             {with("word/document.xml", documenttest.Body(strings.Repeat(" ", 40<<20))), CodeBomb},
		"deep":             {body(strings.Repeat("<w:a>", 4000) + strings.Repeat("</w:a>", 4000)), CodeBomb},
		"text without end": {documenttest.Word(lengthy(5 << 20)), CodeLong},
		"two of a name":    {with("WORD/document.xml", "<x/>"), CodeBroken},
		"script":           {pdfOf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), CodeScript},
		"script, escaped":  {pdfOf("/OpenAction << /S /J#61vaScript /JS (1) >>"), CodeScript},
		"script, packed":   {pdfOf("", packed("<< /S /JavaScript /JS (1) >>")), CodeScript},
		"launch":           {pdfOf("/OpenAction << /S /Launch /F (cmd.exe) >>"), CodeScript},
		"form of scripts":  {pdfOf("/AcroForm << /XFA 4 0 R >>"), CodeScript},
		"file inside":      {pdfOf("/Names << /EmbeddedFiles << /Names [] >> >>"), CodeEmbedded},
		"PDF, password": {documenttest.PDF([]string{"x"}, "", "/Encrypt << /Filter /Standard /V 1 /R 2 /O (a) /U (b) "+
			"/P -4 >>"), CodeEncrypted},
		"no PDF":   {[]byte("%PDF-1.4\nnothing of the kind\n"), CodeBroken},
		"pages":    {documenttest.PDF(make([]string, 201), "", ""), CodePages},
		"a video":  {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), photo.ErrType.Code},
		"cut JPEG": {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), photo.ErrBroken.Code},
	}
}

// lengthy is a text that does not pack well.
func lengthy(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%x ", i*2654435761)
	}
	return b.String()
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range refusals() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if f, err := Inspect(t.Context(), c.data, Limits{}); fault.Code(err) != c.code {
				t.Errorf("%v, want %s: %+v", err, c.code, f.Kind)
			}
		})
	}
	if _, err := Inspect(t.Context(), make([]byte, 1025), Limits{Bytes: 1024}); fault.Code(err) != CodeLarge {
		t.Errorf("too large: %v", err)
	}
}

// An address that a person may click on is no reference to another place.
func TestHyperlink(t *testing.T) {
	t.Parallel()
	inspected(t, documenttest.Zip(documenttest.WordParts("x").With(documenttest.Parts{
		"word/_rels/document.xml.rels": `<R><Relationship Type="http://x/hyperlink" Target="http://a" ` +
			`TargetMode="External"/></R>`})))
}

// An entry that unfolds to more than it says is noticed while it is read.
func TestLyingSize(t *testing.T) {
	t.Parallel()
	b := documenttest.Zip(documenttest.WordParts(lengthy(100 << 10)))
	z := bytes.LastIndex(b, []byte("word/document.xml")) - 46 // its line in the list of entries
	copy(b[z+24:], "\x10\x00\x00\x00")
	if _, err := Inspect(t.Context(), b, Limits{}); fault.Code(err) != CodeBomb && fault.Code(err) != CodeBroken {
		t.Errorf("%v", err)
	}
}

// The child is killed when its time is over, and is no longer there.
func TestHang(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	_, err := child(t.Context(), order{Kind: Word, Memory: memory, Hang: true}, nil, 300*time.Millisecond)
	if fault.Code(err) != CodeTime || fault.Of(err).Kind != fault.Busy {
		t.Errorf("%v", err)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
}

// What the child says is believed no more than the file.
func TestUnderstand(t *testing.T) {
	t.Parallel()
	for out, want := range map[string]string{
		``: CodeBroken, `{}`: CodeBroken, `usage: xiaohao`: CodeBroken,
		`{"magic":"xiaohao document 1"}`:                                     CodeBroken,
		`{"magic":"xiaohao document 1","code":"internal"}`:                   CodeBroken,
		`{"magic":"xiaohao document 1","code":"document_macro"}`:             CodeMacro,
		`{"magic":"xiaohao document 1","kind":"pdf","pages":1}`:              CodeBroken, // of a Word file
		`{"magic":"xiaohao document 1","kind":"docx","pages":-1}`:            CodeBroken,
		`{"magic":"xiaohao document 1","kind":"docx","pages":201}`:           CodeBroken,
		`{"magic":"xiaohao document 1","kind":"docx","pages":1,"text":"ab"}`: CodeLong,
		`{"magic":"xiaohao document 1","kind":"docx","pages":1,"text":"a"}`:  "",
	} {
		if _, err := understand([]byte(out), Word, Limits{Pages: 200, Text: 1}); fault.Code(err) != want {
			t.Errorf("%s: %v, want %q", out, err, want)
		}
	}
}

// Whatever the bytes, there is an answer or a typed fault. The decoders run in this process here, guarded as in the
// child.
func TestAnyBytes(t *testing.T) {
	t.Parallel()
	word, excel, pdf := documenttest.Word("要认真学习", "二"), documenttest.Excel("h", "a"), pdfOf("")
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(rapid.SampledFrom([][]byte{word, excel, pdf, {}}).Draw(t, "seed"))
		for range rapid.IntRange(0, 8).Draw(t, "changes") {
			if len(b) > 0 {
				b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
			}
		}
		b = append(b, rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "more")...)
		k, err := sniff(b)
		switch {
		case err != nil:
		case k == Plain:
			_, err = plain(b)
		case k == PDF:
			err = scanPDF(b)
		case k == Word:
			_, err = decode(order{Kind: Word, Pages: 200, Text: 1 << 20}, b)
		}
		if err != nil && fault.Of(err).Code == "internal" {
			t.Fatalf("no typed fault: %v", err)
		}
	})
}

func FuzzWord(f *testing.F) {
	for _, c := range refusals() { // those that unpack to much leave no time for others
		if len(c.data) < 16<<10 && c.code != CodeBomb {
			f.Add(c.data)
		}
	}
	f.Add(documenttest.Word("要认真学习"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := decode(order{Kind: Word, Pages: 200, Text: 1 << 20}, b); err != nil &&
			fault.Of(err).Code == "internal" {
			t.Error(err)
		}
	})
}

// Who gives up is answered at once.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Inspect(ctx, documenttest.Word("x"), Limits{}); fault.Of(err).Kind != fault.Busy {
		t.Errorf("%v", err)
	}
}
