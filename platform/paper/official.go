package paper

import (
	"cmp"
	"io"
	"strings"

	"xiaohao/platform/lang"
)

// Official is an outgoing paper 公文. Every field is plain text as it will be read; an empty one is left out.
type Official struct {
	Lang   string
	Issuer string // at the head, and under the text
	Number string // 衡办发〔2026〕17号
	Signer string // 签发人; a line to sign on if empty
	Title  string
	To     string // 主送, with the colon
	Body   []string
	Heads  []string // of the table
	Rows   [][]string
	Foot   []string
	Date   string
	City   string
}

// Docx writes the paper. It fails if w fails.
func (o Official) Docx(w io.Writer) error {
	f := File{Lang: o.Lang, Title: cmp.Or(joined(o.Title, o.Number), lang.T(o.Lang, "paper.untitled", nil)),
		Author: cmp.Or(o.Issuer, o.City), Owner: o.City, Tone: "red"}
	f.Blocks = []Block{
		Paragraph{Style: Issuer, Text: cmp.Or(o.Issuer, o.City), Width: headWidth},
		Paragraph{Style: Number, Text: o.Number, Right: named(o.Lang, "paper.signed_by", cmp.Or(o.Signer, blankName))},
		Paragraph{Style: Title, Text: o.Title},
	}
	if o.To != "" {
		f.Blocks = append(f.Blocks, Paragraph{Style: Addressee, Text: o.To})
	}
	f.Blocks = append(f.Blocks, said(o.Body)...)
	if len(o.Heads) > 0 {
		f.Blocks = append(f.Blocks, Grid{Heads: o.Heads, Rows: o.Rows})
	}
	f.Blocks = append(f.Blocks, said(o.Foot)...)
	var c Columns
	for _, s := range []string{cmp.Or(o.Issuer, o.City), o.Date} {
		if s != "" {
			c.Right = append(c.Right, Paragraph{Style: Sign, Text: s, Width: signWidth})
		}
	}
	f.Blocks = append(f.Blocks, c)
	return f.Write(w)
}

func said(list []string) (out []Block) {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, Paragraph{Style: Text, Text: s})
		}
	}
	return out
}
