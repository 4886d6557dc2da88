// Package paper makes documents for officials: a notice (交办单, 督办单, 问责单 …) with its reply slip as a .docx file that
// Word, WPS and LibreOffice open, laid out after GB/T 9704: A4, the issuer's name over a coloured rule, the number
// and who signed, a title in 小标宋, text in 仿宋 of size 三号.
//
// It owns the look of paper and nothing else: what a notice or a report says is handed in as plain text (Doc, Report),
// which package notice makes. It knows no matter, no policy and no HTML, reads no file and no clock. Other papers are
// put together from the same blocks (paragraph, table, picture, two columns) in a File.
//
// Invariants: a document holds no macro and refers to nothing outside itself; whatever text is handed in stays text;
// the same document gives the same bytes.
package paper

import (
	"cmp"
	"io"
	"strings"

	"xiaohao/platform/lang"
)

// Doc is a notice. Every field is plain text as it will be read; an empty one is left out.
type Doc struct {
	Lang      string      // lang.Zh or lang.En
	Name      string      // 督办单
	Number    string      // 衡督〔2026〕17号
	Issuer    string      // the office that sends it; the city if empty
	Date      string      // in words
	To        string      // the unit, with the colon if one is wanted
	Body      []string    // paragraphs
	Rows      [][2]string // label and value
	Signature string      // who signed it; a line to sign on if empty
	Contact   string      // whom to call
	Slip      *Slip       // the reply slip; nil for none
	QR        []byte      // PNG
	Tone      string      // colour of the head: "blue", "orange" or "red"; red if it is anything else
	City      string
}

// Slip is the reply slip 回执, which stays together on one page.
type Slip struct {
	Heading   string
	Rows      []Blank
	Signature string // the line to sign on
	Answer    string // what came back already; a page shows it, a file leaves the room for handwriting
}

// Label is what the line of that code asks for, "" where there is none.
func (s *Slip) Label(code string) string {
	for _, b := range s.Rows {
		if b.Code == code {
			return b.Label
		}
	}
	return ""
}

// Blank is something to fill in, or filled in already. Lines is the room left for handwriting; more than one takes
// the whole width.
type Blank struct {
	Code         string // what is asked for, as in "received"
	Label, Value string
	Lines        int
}

// Docx writes a notice. It fails if the QR code is no picture, or if w fails.
func Docx(w io.Writer, d Doc) error {
	f := File{Lang: d.Lang, Title: cmp.Or(joined(d.Name, d.Number), lang.T(d.Lang, "paper.untitled", nil)),
		Author: cmp.Or(d.Issuer, d.City), Owner: d.City,
		Tone: d.Tone, Fit: true, Blocks: noticeBlocks(d)}
	return f.Write(w)
}

// noticeBlocks lays a notice out, from the head to the slip.
func noticeBlocks(d Doc) []Block {
	head := cmp.Or(d.Issuer, d.City)
	out := []Block{
		Paragraph{Style: Issuer, Text: head, Width: headWidth},
		Paragraph{Style: Number, Text: d.Number, Right: named(d.Lang, "paper.signed_by",
			cmp.Or(d.Signature, blankName))},
		Paragraph{Style: Title, Text: d.Name},
	}
	if d.To != "" {
		out = append(out, Paragraph{Style: Addressee, Text: d.To})
	}
	for _, p := range d.Body {
		if strings.TrimSpace(p) != "" {
			out = append(out, Paragraph{Style: Text, Text: p})
		}
	}
	if rows := rowsOf(d.Rows); len(rows) > 0 {
		out = append(out, Table{Rows: rows})
	}
	out = append(out, closing(d, head))
	if d.Slip != nil {
		out = append(out, slipBlocks(*d.Slip)...)
	}
	return out
}

// blankName is the room for a name to be written by hand.
const blankName = "\u3000\u3000\u3000\u3000"

// named is a label with a name after it; the name is never looked up in the catalogue.
func named(l, key, name string) string {
	return strings.Replace(lang.T(l, key, nil), "{name}", name, 1)
}

// closing is what stands under the table: the code and whom to call on the left, who sends it and when on the right.
func closing(d Doc, head string) Block {
	var c Columns
	if len(d.QR) > 0 {
		say := lang.T(d.Lang, "paper.qr", nil)
		c.Left = append(c.Left, Picture{Data: d.QR, Millimetres: 22, Alt: say}, Paragraph{Style: Small, Text: say})
	}
	if d.Contact != "" {
		c.Left = append(c.Left, Paragraph{Style: Small, Text: named(d.Lang, "paper.contact", d.Contact)})
	}
	for _, s := range []string{head, d.Date} {
		if s != "" {
			c.Right = append(c.Right, Paragraph{Style: Sign, Text: s, Width: signWidth})
		}
	}
	return c
}

func slipBlocks(s Slip) []Block {
	out := []Block{Paragraph{Style: SlipHead, Text: s.Heading, Keep: true}}
	var rows []Row
	for _, b := range s.Rows {
		rows = append(rows, Row{Label: b.Label, Value: b.Value, Lines: max(b.Lines, 1)})
	}
	if len(rows) > 0 {
		out = append(out, Table{Rows: rows, Keep: s.Signature != ""})
	}
	if s.Signature != "" {
		out = append(out, Paragraph{Style: SlipSign, Text: s.Signature})
	}
	return out
}

func rowsOf(list [][2]string) []Row {
	var out []Row
	for _, r := range list {
		if strings.TrimSpace(r[0]+r[1]) != "" {
			out = append(out, Row{Label: r[0], Value: r[1]})
		}
	}
	return out
}

// joined is the parts that there are, with a space between.
func joined(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }
