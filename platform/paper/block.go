package paper

import (
	"fmt"
	"strings"

	"xiaohao/platform/lang"
)

// Block is a piece of a document that stands below the one before it: Paragraph, Table, Picture or Columns.
type Block interface {
	// write adds the block's WordprocessingML.
	write(b *body)
	// height is how tall it will be in a column of that width, in points; it is rather too much than too little.
	height(s sizes, l string, width float64) float64
}

// body is the text of a document while it is put together.
type body struct {
	strings.Builder
	lang  string
	sizes sizes
	width float64 // of the column, in points
	media []media
	ids   int  // of drawings
	keep  bool // every paragraph stays on the page of the next one
	err   error
}

// Paragraph is text in one style. A line break in it stays one.
type Paragraph struct {
	Style Style
	Text  string
	Right string  // stands at the right edge of the same line; for Number
	Width float64 // if not 0, the letters shrink, within limits, until the text is that wide, in points
	Keep  bool    // stays on the page of the next block
}

func (p Paragraph) write(b *body) {
	b.open(p.Style, "", p.Keep)
	text := words(p.Text)
	if p.Right != "" {
		text += `<w:r><w:tab/></w:r>` + words(p.Right)
	}
	if size := p.shrunk(b.sizes, b.lang); size > 0 {
		text = strings.ReplaceAll(text, `<w:r>`, fmt.Sprintf(`<w:r><w:rPr><w:sz w:val="%d"/><w:szCs `+
			`w:val="%[1]d"/></w:rPr>`, halves(size)))
	}
	b.WriteString(text + `</w:p>`)
}

// shrunk is the size of letters that makes the text fit its width, 0 if it does as it is.
func (p Paragraph) shrunk(s sizes, l string) float64 {
	w := width(clean(p.Text))
	if p.Width == 0 || w == 0 {
		return 0
	}
	spread := 0.0
	if p.Style == Issuer && l != lang.En {
		spread = headSpread
	}
	if size := p.Width/w - spread; size < s.letters(p.Style) {
		return max(size, s.letters(p.Style)*0.6)
	}
	return 0
}

func (p Paragraph) height(s sizes, l string, width float64) float64 {
	before, after := s.around(p.Style)
	letters := s.letters(p.Style)
	if size := p.shrunk(s, l); size > 0 {
		letters = size
	}
	if p.Width > 0 {
		width = p.Width
	}
	indent := 0.0
	if p.Style == Text && l != lang.En {
		indent = 2
	}
	return before + after + s.lineOf(p.Style)*float64(lines(p.Text, width/letters, indent))
}

// open begins a paragraph; more are properties beside the style's own.
func (b *body) open(s Style, more string, keep bool) {
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="%s"/>`, s)
	if keep || b.keep {
		b.WriteString(`<w:keepNext/>`)
	}
	b.WriteString(more + `</w:pPr>`)
}

// Picture is a PNG or JPEG picture.
type Picture struct {
	Data        []byte
	Millimetres float64 // its width
	Alt         string  // what it shows, for those who cannot see it
}

func (p Picture) write(b *body) {
	m, err := b.medium(p.Data)
	if err != nil {
		b.err = err
		return
	}
	b.ids++
	wide := int(p.Millimetres * 36000) // English metric units
	high := wide * m.height / m.width
	b.open(Small, `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>`, true)
	fmt.Fprintf(b, `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" `+
		`cy="%d"/><wp:docPr id="%d" name="%s" descr="%s"/>`+
		`<a:graphic><a:graphicData uri="%s"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[3]d" `+
		`name="%[4]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="%[7]s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom `+
		`prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`+
		`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`, wide, high, b.ids, m.name,
		escape(p.Alt), pictureNS, m.id)
}

func (p Picture) height(s sizes, _ string, _ float64) float64 {
	m, err := readMedium(p.Data)
	if err != nil {
		return 0
	}
	return p.Millimetres*millimetre*float64(m.height)/float64(m.width) + 3
}

// Columns are two columns side by side without borders, the right one a little wider and at the bottom.
type Columns struct{ Left, Right []Block }

const leftShare = 0.42

func (c Columns) write(b *body) {
	left, right := b.width*leftShare, b.width*(1-leftShare)
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout `+
		`w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>`+
		`</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/><w:gridCol `+
		`w:w="%d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`,
		twips(left)+twips(right), twips(left), twips(right))
	for _, side := range []struct {
		blocks []Block
		width  float64
		align  string
	}{{c.Left, left, "top"}, {c.Right, right, "bottom"}} {
		fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>`,
			twips(side.width), side.align)
		whole := b.width
		b.width = side.width
		for _, x := range side.blocks {
			x.write(b)
		}
		b.width = whole
		if len(side.blocks) == 0 {
			b.gap(false)
		}
		b.WriteString(`</w:tc>`)
	}
	b.WriteString(`</w:tr></w:tbl>`)
	b.gap(false)
}

func (c Columns) height(s sizes, l string, width float64) float64 {
	var left, right float64
	for _, x := range c.Left {
		left += x.height(s, l, width*leftShare)
	}
	for _, x := range c.Right {
		right += x.height(s, l, width*(1-leftShare))
	}
	return max(left, right, s.lineOf(gap)) + s.lineOf(gap)
}

// gap is the little room that must follow a table, so that the next one is not taken for a part of it.
func (b *body) gap(keep bool) {
	b.open(gap, "", keep)
	b.WriteString(`</w:p>`)
}
