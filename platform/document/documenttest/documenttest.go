// Package documenttest writes small files for tests: Word, Excel and PDF files that say what a test wants, harmless and
// harmful ones.
package documenttest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// Parts are the entries of an Office file, by name.
type Parts map[string]string

// Zip packs entries in the order of their names.
func Zip(parts Parts) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := make([]string, 0, len(parts))
	for n := range parts {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		w, err := z.Create(n)
		if err == nil {
			_, err = w.Write([]byte(parts[n]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"`

// WordParts are the entries of a Word file with some paragraphs.
func WordParts(paragraphs ...string) Parts {
	var body strings.Builder
	for _, p := range paragraphs {
		body.WriteString("<w:p><w:r><w:t>" + Escaped(p) + "</w:t></w:r></w:p>")
	}
	return Parts{
		"[Content_Types].xml": `<?xml version="1.0" encoding="UTF-8"?><Types ` +
			`xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Override PartName="/word/document.xml" ` +
			`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` +
			`officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": Body(body.String()),
	}
}

// Body is a Word file's main part around some XML.
func Body(inner string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordSpace + `><w:body>` + inner +
		`</w:body></w:document>`
}

// Header is another part of a Word file that says something.
func Header(text string) string {
	return `<w:hdr ` + wordSpace + `><w:p><w:r><w:t>` + Escaped(text) + `</w:t></w:r></w:p></w:hdr>`
}

// Word is a Word file with some paragraphs.
func Word(paragraphs ...string) []byte { return Zip(WordParts(paragraphs...)) }

// With adds entries.
func (p Parts) With(more Parts) Parts {
	out := Parts{}
	for n, s := range p {
		out[n] = s
	}
	for n, s := range more {
		out[n] = s
	}
	return out
}

// Escaped is a text within XML.
func Escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// Excel is an Excel file of one sheet with a cell in each row and a header.
func Excel(header string, cells ...string) []byte {
	var shared, rows strings.Builder
	for i, c := range cells {
		shared.WriteString("<si><t>" + Escaped(c) + "</t></si>")
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>`, i+1, i+1, i)
	}
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	return Zip(Parts{
		"[Content_Types].xml": `<Types><Override PartName="/xl/workbook.xml" ` +
			`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"xl/workbook.xml": `<workbook ` + space +
			`><sheets><sheet name="Sheet1" sheetId="1"/></sheets></workbook>`,
		"xl/sharedStrings.xml": `<sst ` + space + `>` + shared.String() + `</sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet ` + space + `><sheetData>` + rows.String() + `</sheetData>` +
			`<headerFooter><oddHeader>&amp;C` + Escaped(header) + `</oddHeader></headerFooter></worksheet>`,
	})
}

// PDF writes a PDF with a page for each text; "" is a page without any. root goes into its catalogue, trailer into its
// trailer, more are further objects, the first of which has the number 4.
func PDF(pages []string, root, trailer string, more ...string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R " + root + " >>", "",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
	objects = append(objects, more...)
	var kids strings.Builder
	for _, p := range pages {
		var stream strings.Builder
		if p != "" {
			stream.WriteString("BT /F1 10 Tf 50 780 Td ")
			for line := range strings.Lines(p) {
				line = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\n", "").Replace(line)
				stream.WriteString("(" + line + ") Tj 0 -14 Td ")
			}
			stream.WriteString("ET")
		}
		objects = append(objects, fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", stream.Len(), stream.String()),
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "+
				"/Resources << /Font << /F1 3 0 R >> >> >>", len(objects)+1))
		fmt.Fprintf(&kids, "%d 0 R ", len(objects))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), kids.String())
	return written(objects, trailer)
}

// Columns writes a PDF of one page that says Chinese texts in columns side by side, as a newspaper does: its letters
// are numbers of a font of its own, and a table says which characters they stand for.
func Columns(columns ...string) []byte {
	var stream, ranges strings.Builder
	high := map[uint16]bool{}
	for i, c := range columns {
		y := 780
		for line := range strings.Lines(c) {
			fmt.Fprintf(&stream, "BT /F1 10 Tf %d %d Td <", 40+i*530/len(columns), y)
			for _, unit := range utf16.Encode([]rune(strings.TrimSuffix(line, "\n"))) {
				fmt.Fprintf(&stream, "%04X", unit)
				high[unit>>8] = true
			}
			stream.WriteString("> Tj ET\n")
			y -= 14
		}
	}
	for h := range high {
		fmt.Fprintf(&ranges, "1 beginbfrange\n<%02X00> <%02XFF> <%02X00>\nendbfrange\n", h, h, h)
	}
	cmap := "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + ranges.String() + "endcmap end end"
	of := func(s string) string { return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(s), s) }
	return written([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [6 0 R] >>",
		"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] " +
			"/ToUnicode 7 0 R >>",
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 8 0 R " +
			"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
		of(stream.String()),
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R " +
			"/Resources << /Font << /F1 3 0 R >> >> >>",
		of(cmap),
		"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 " +
			"/Descent -120 /CapHeight 700 /StemV 80 >>"}, "")
}

// written is a file of such objects.
func written(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, at)
	return b.Bytes()
}
