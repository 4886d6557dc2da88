package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/platform/lang"
)

// opened is a written file as a reader sees it.
type opened struct {
	parts map[string]string
	text  string // of the document: a line for each paragraph, a tab for a tab
}

// open reads a file back and demands what every file must be: well-formed parts, only links that lead to a part, a
// known type for each part.
func open(t testing.TB, file []byte) opened {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	o := opened{parts: map[string]string{}}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := o.parts[f.Name]; twice {
			t.Fatalf("%s is there twice", f.Name)
		}
		o.parts[f.Name] = string(b)
	}
	for name, p := range o.parts {
		if !strings.Contains(name, "/media/") {
			o.text += wellFormed(t, name, p)
		}
	}
	for name := range o.parts {
		if strings.HasSuffix(name, ".rels") {
			checkLinks(t, name, o)
		}
	}
	return o
}

// wellFormed reads a part to its end; of the document it gives the text.
func wellFormed(t testing.TB, name, p string) string {
	t.Helper()
	var text strings.Builder
	d := xml.NewDecoder(strings.NewReader(p))
	for inText := false; ; {
		k, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch k := k.(type) {
		case xml.StartElement:
			if k.Name.Space == "" {
				t.Fatalf("%s: the element %s belongs to no vocabulary", name, k.Name.Local)
			}
			inText = k.Name.Local == "t"
			text.WriteString(map[string]string{"tab": "\t", "br": "\n"}[k.Name.Local])
		case xml.EndElement:
			inText = false
			if k.Name.Local == "p" {
				text.WriteString("\n")
			}
		case xml.CharData:
			if inText {
				text.Write(k)
			}
		}
	}
	if name != "word/document.xml" {
		return ""
	}
	return text.String()
}

func checkLinks(t testing.TB, name string, o opened) {
	t.Helper()
	var all struct {
		List []struct {
			ID         string `xml:"Id,attr"`
			Target     string `xml:"Target,attr"`
			TargetMode string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal([]byte(o.parts[name]), &all); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range all.List {
		to := path.Join(path.Dir(path.Dir(name)), l.Target)
		if _, there := o.parts[to]; !there || l.TargetMode != "" || seen[l.ID] {
			t.Errorf("%s: the link %s leads to %q", name, l.ID, l.Target)
		}
		seen[l.ID] = true
		if ext := path.Ext(to); !strings.Contains(o.parts["[Content_Types].xml"], `PartName="/`+to+`"`) &&
			ext != ".png" && ext != ".jpeg" {
			t.Errorf("%s has no type", to)
		}
	}
	for id := range strings.SplitSeq(o.parts["word/document.xml"], `r:embed="`) {
		if id, _, _ = strings.Cut(id, `"`); strings.HasPrefix(id, "rId") &&
			strings.HasPrefix(name, "word/") && !seen[id] {
			t.Errorf("the picture %s is not in the file", id)
		}
	}
}

func TestDocxSaysEverything(t *testing.T) {
	t.Parallel()
	for _, d := range []Doc{chinese(t), english(t)} {
		o := open(t, made(t, d))
		want := append([]string{d.Name, d.Issuer, d.Number + "\t", d.Signature, d.To, d.Date, d.Contact, d.Slip.Heading,
			d.Slip.Signature}, d.Body...)
		for _, r := range d.Rows {
			want = append(want, r[0]+"\n"+r[1]+"\n")
		}
		for _, r := range d.Slip.Rows {
			want = append(want, r.Label+"\n"+r.Value+"\n")
		}
		for _, w := range want {
			if !strings.Contains(o.text, w) {
				t.Errorf("%s does not say %q", d.Name, w)
			}
		}
		if o.parts["word/media/picture1.png"] != string(d.QR) {
			t.Errorf("%s has lost its code", d.Name)
		}
		if core := o.parts["docProps/core.xml"]; !strings.Contains(core, d.Name+" "+d.Number) ||
			strings.Contains(core, "created") {
			t.Errorf("the properties are %s", core)
		}
	}
}

// TestDocxLeavesOutWhatIsMissing writes a notice with nothing in it.
func TestDocxLeavesOutWhatIsMissing(t *testing.T) {
	t.Parallel()
	o := open(t, made(t, Doc{City: "衡阳市", Rows: [][2]string{{"", " "}}, Body: []string{" "}, Slip: &Slip{}}))
	if strings.Contains(o.text, "联系人") || strings.Contains(o.text, "扫码") || !strings.Contains(o.text, "衡阳市") {
		t.Errorf("an empty notice says %q", o.text)
	}
	if !strings.Contains(o.text, "签发人："+blankName) {
		t.Error("there is no room to sign")
	}
	for name := range o.parts {
		if strings.Contains(name, "media") {
			t.Errorf("%s comes from nowhere", name)
		}
	}
}

// TestDocxIsOnlyPaper keeps macros, fields that fetch and links to the outside out, whatever is handed in.
func TestDocxIsOnlyPaper(t *testing.T) {
	t.Parallel()
	evil := `</w:t></w:r><w:altChunk r:id="rId9"/><!-- ]]> <![CDATA[ <?x?> &lol; " onload='x' {name} @fault.internal` +
		"\x00\x08\v\u202e\ufffe\xff"
	d := Doc{Lang: lang.Zh, Name: evil, Number: evil, Issuer: evil, Date: evil, To: evil, Body: []string{evil, evil},
		Rows:      [][2]string{{evil, evil}, {evil, ""}},
		Signature: evil, Contact: evil, Slip: &Slip{Heading: evil, Rows: []Blank{{Label: evil, Value: evil, Lines: 2}},
			Signature: evil}, QR: code(t), Tone: evil, City: evil}
	o := open(t, made(t, d))
	plain := `</w:t></w:r><w:altChunk r:id="rId9"/><!-- ]]> <![CDATA[ <?x?> &lol; " onload='x' {name} @fault.internal`
	if n := strings.Count(o.text, plain); n != 17 {
		t.Errorf("the text is there %d times, not 17:\n%s", n, o.text)
	}
	all := ""
	for name, p := range o.parts {
		if strings.HasPrefix(name, "word/media") {
			continue
		}
		all += p
		if strings.HasSuffix(name, ".bin") {
			t.Errorf("%s is no paper", name)
		}
	}
	for _, bad := range []string{"<w:altChunk", "vbaProject", "TargetMode", "<!--", "\u202e",
		"hyperlink", "<w:object"} {
		if strings.Contains(all, bad) {
			t.Errorf("the file holds %q", bad)
		}
	}
	if !strings.Contains(o.parts["word/styles.xml"], tones["red"]) {
		t.Error("an unknown tone is not red")
	}
}

func TestSameDocSameBytes(t *testing.T) {
	t.Parallel()
	if d := chinese(t); !bytes.Equal(made(t, d), made(t, d)) {
		t.Error("the same notice gave other bytes")
	}
	file := made(t, chinese(t))
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Modified.Unix() != time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC).Unix() {
			t.Errorf("%s says when it was made: %v", f.Name, f.Modified)
		}
	}
}

func TestTone(t *testing.T) {
	t.Parallel()
	d := chinese(t)
	for name, color := range tones {
		d.Tone = name
		if s := open(t, made(t, d)).parts["word/styles.xml"]; strings.Count(s, color) != 2 {
			t.Errorf("%s colours %d things, not the issuer and the rule", name, strings.Count(s, color))
		}
	}
}

func TestPictureThatIsNone(t *testing.T) {
	t.Parallel()
	d := chinese(t)
	var b bytes.Buffer
	for _, data := range [][]byte{[]byte("<svg/>"), code(t)[:20], []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")} {
		if d.QR = data; !errors.Is(Docx(&b, d), errPicture) || b.Len() > 0 {
			t.Errorf("%.10q was taken for a picture", data)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestDiskFull(t *testing.T) {
	t.Parallel()
	if err := Docx(full{}, chinese(t)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("the error is %v", err)
	}
}

// TestSlipStaysTogether looks for a place where a page could end within the slip.
func TestSlipStaysTogether(t *testing.T) {
	t.Parallel()
	doc := open(t, made(t, chinese(t))).parts["word/document.xml"]
	_, slip, ok := strings.Cut(doc, `<w:pStyle w:val="SlipHead"/>`)
	slip, _, last := strings.Cut(slip, `<w:pStyle w:val="SlipSign"/>`)
	if !ok || !last {
		t.Fatal("there is no slip")
	}
	if p, k := strings.Count(slip, "<w:pPr>"), strings.Count(slip, "<w:keepNext/>"); p != k && p+1 != k {
		t.Errorf("of %d paragraphs of the slip %d stay with the next", p, k)
	}
	if rows := strings.Count(slip, "<w:tr>"); rows == 0 || rows != strings.Count(slip, "<w:cantSplit/>") {
		t.Error("a row of the slip may be cut in two")
	}
}

// TestSamePictureOnce keeps a picture that is shown twice once.
func TestSamePictureOnce(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := Picture{Data: code(t), Millimetres: 30, Alt: `a "b"`}
	if err := (File{Blocks: []Block{p, Columns{Left: []Block{p}}, Columns{Right: []Block{p}},
		Paragraph{Style: Heading, Text: "一"}}}).Write(&b); err != nil {
		t.Fatal(err)
	}
	var media []string
	o := open(t, b.Bytes())
	for name := range o.parts {
		if strings.HasPrefix(name, "word/media/") {
			media = append(media, name)
		}
	}
	if !slices.Equal(media, []string{"word/media/picture1.png"}) ||
		strings.Count(o.parts["word/document.xml"], "r:embed") != 3 {
		t.Errorf("the pictures are %v", media)
	}
}

func FuzzDocx(f *testing.F) {
	f.Add("督办单", "]]>&<w:p/>", "a\tb\nc\r\nd", "\xff\x00\ufffe")
	f.Add("", "", "", "\u2028\ud7ff")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		doc := Doc{Lang: a, Name: a, Number: b, Issuer: c, Date: d, To: a, Body: []string{a, b, c, d},
			Rows: [][2]string{{a, b}, {c, d}, {b, a}}, Signature: b,
			Contact: c, Slip: &Slip{Heading: d, Rows: []Blank{{Label: a, Value: d, Lines: len(b) % 9},
				{Label: b, Value: c}}, Signature: a}, Tone: b, City: c}
		o := open(t, made(t, doc))
		for _, s := range []string{a, b, c, d} {
			if s = clean(s); strings.TrimSpace(s) != "" && !strings.Contains(o.text, s) {
				t.Fatalf("%q is not in the text", s)
			}
		}
	})
}
