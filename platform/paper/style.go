package paper

import (
	"fmt"
	"strings"

	"xiaohao/platform/lang"
)

// Style is the look of a paragraph.
type Style string

// The styles of paper.
const (
	Issuer    Style = "Issuer"    // the sender's name at the head, in the colour of the paper
	Number    Style = "Number"    // the number on the left, who signed on the right, and the rule below
	Title     Style = "Title"     // 小标宋, 二号
	Heading   Style = "Heading1"  // 黑体, of a report
	Addressee Style = "Addressee" // to whom
	Text      Style = "BodyText"  // 仿宋, 三号
	Small     Style = "Small"
	Sign      Style = "Sign" // who sends it and when
	SlipHead  Style = "SlipHead"
	SlipSign  Style = "SlipSign"
	label     Style = "Label" // left cells of a table
	cell      Style = "Cell"  // right cells of a table
	gap       Style = "Gap"   // stands between a table and what follows
)

// sizes are the measures of a page. Letters are in points, margins in millimetres.
type sizes struct {
	text, line      float64 // letters and lines of the text
	cell, row       float64 // letters and lines in a table
	small           float64
	top, bottom     float64
	issuer, title   float64
	inset           float64 // above and below the text of a cell, in points
	beforeT, afterT float64 // above and below the title, in points
}

// fits are the measures to try, from GB/T 9704's own to the tightest that is still read with ease.
var fits = []sizes{
	{text: 16, line: 28, cell: 14, row: 20, small: 12, top: 37, bottom: 35, issuer: 30, title: 22, inset: 3,
		beforeT: 16, afterT: 10},
	{text: 16, line: 27, cell: 13, row: 18, small: 11, top: 28, bottom: 27, issuer: 30, title: 22, inset: 2,
		beforeT: 12, afterT: 8},
	{text: 16, line: 25, cell: 12, row: 15.5, small: 10.5, top: 22, bottom: 20, issuer: 28, title: 22, inset: 2,
		beforeT: 8, afterT: 4},
	{text: 14, line: 22, cell: 11, row: 14.5, small: 10, top: 18, bottom: 18, issuer: 26, title: 20, inset: 1.5,
		beforeT: 6, afterT: 3},
	{text: 12, line: 18, cell: 10.5, row: 13.5, small: 9, top: 16, bottom: 18, issuer: 24, title: 18, inset: 1,
		beforeT: 5, afterT: 2},
}

// The page in points and the side margins of GB/T 9704.
const (
	pageWidth, pageHeight   = 595.3, 841.9
	marginLeft, marginRight = 79.4, 73.7 // 28 and 26 mm
	textWidth               = pageWidth - marginLeft - marginRight
	headWidth               = 425.0 // what the issuer's name may take
	headSpread              = 2.0   // between its letters
	signWidth               = 236.0 // what it may take below the text
	cellInset               = 4.5   // left and right of the text of a cell
	millimetre              = 72 / 25.4
)

// labelWidth is that of a table's left cells: four characters, or an English label of two words.
func labelWidth(l string) float64 {
	if l == lang.En {
		return 100
	}
	return 76
}

func (s sizes) height() float64 { return pageHeight - (s.top+s.bottom)*millimetre }

// letters and lineOf are the size of a style's letters and the height of its lines, in points.
func (s sizes) letters(st Style) float64 {
	switch st {
	case Issuer:
		return s.issuer
	case Title:
		return s.title
	case cell, label:
		return s.cell
	case Small:
		return s.small
	case SlipHead:
		return s.cell + 2
	case SlipSign:
		return s.cell
	case gap:
		return 2
	case Number:
		return min(s.text, 14)
	}
	return s.text
}

func (s sizes) lineOf(st Style) float64 {
	switch st {
	case cell, label:
		return s.row
	case Issuer, Title:
		return s.letters(st) * 1.35
	case Small:
		return s.small * 1.35
	case SlipHead:
		return s.row * 1.3
	case SlipSign:
		return s.row * 1.2
	case gap:
		return 5
	}
	return s.line
}

// around is the room above and below a style, in points.
func (s sizes) around(st Style) (before, after float64) {
	switch st {
	case Title:
		return s.beforeT, s.afterT
	case Heading:
		return 8, 4
	case Number:
		return 4, 0
	case SlipHead:
		return 6, 4
	case SlipSign:
		return 6, 0
	}
	return 0, 0
}

// tones are the colours of a head: papers climb from blue over orange to red as the delay grows.
var tones = map[string]string{"blue": "1F4E9E", "orange": "B85410", "red": "C00000"}

func tone(name string) string {
	if c, ok := tones[name]; ok {
		return c
	}
	return tones["red"]
}

// fonts are the letters of official papers, each with what stands in for it where it is not installed.
var fonts = []struct{ name, instead, family, pitch string }{
	{"Times New Roman", "Liberation Serif", "roman", "variable"},
	{"方正小标宋简体", "FZXiaoBiaoSong-B05S,SimSun,STSong,Noto Serif CJK SC", "roman", "variable"},
	{"仿宋", "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC", "modern", "fixed"},
	{"楷体", "KaiTi,楷体_GB2312,STKaiti,Noto Serif CJK SC", "modern", "fixed"},
	{"黑体", "SimHei,STHeiti,Noto Sans CJK SC", "modern", "fixed"},
}

func fontTable() string {
	var b strings.Builder
	b.WriteString(prologue + `<w:fonts xmlns:w="` + wordNS + `">`)
	for _, f := range fonts {
		fmt.Fprintf(&b, `<w:font w:name="%s"><w:altName w:val="%s"/><w:charset w:val="%s"/><w:family `+
			`w:val="%s"/><w:pitch w:val="%s"/></w:font>`,
			f.name, f.instead, map[bool]string{true: "86", false: "00"}[f.name != "Times New Roman"], f.family, f.pitch)
	}
	b.WriteString(`</w:fonts>`)
	return b.String()
}

// look is what tells one style from another.
type look struct {
	style        Style
	font         string // of Chinese
	toned        bool
	spread       float64 // between letters, in points, in Chinese
	align        string
	properties   string // of the paragraph: borders and tabs
	indent, hang bool   // two characters at the first line; kept from the right edge
	next         bool   // on the page of the next paragraph
}

func looks(color string) []look {
	rule := fmt.Sprintf(`<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="3" w:color="%s"/></w:pBdr>`, color)
	cut := `<w:pBdr><w:top w:val="dashed" w:sz="6" w:space="5" w:color="666666"/></w:pBdr>`
	// no room between characters and digits, as in a form
	dense := `<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>`
	right := fmt.Sprintf(`<w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs>`, twips(textWidth))
	return []look{
		{style: Issuer, font: "方正小标宋简体", toned: true, spread: headSpread, align: "center", next: true},
		{style: Number, font: "仿宋", properties: rule + right + dense, align: "left", next: true},
		{style: Title, font: "方正小标宋简体", spread: 8, align: "center", next: true},
		{style: Heading, font: "黑体", align: "left", next: true},
		{style: Addressee, font: "仿宋", align: "left", next: true},
		{style: Text, font: "仿宋", align: "both", indent: true},
		{style: Small, font: "楷体", properties: dense, align: "left"},
		{style: Sign, font: "仿宋", properties: dense, align: "right", hang: true},
		{style: SlipHead, font: "黑体", properties: cut + dense, align: "center", next: true},
		{style: SlipSign, font: "仿宋", align: "left"},
		{style: label, font: "黑体", properties: dense, align: "center"},
		{style: cell, font: "仿宋", properties: dense, align: "left"},
		{style: gap, font: "仿宋", align: "left"},
	}
}

// styles is the part word/styles.xml.
func styles(l string, s sizes, color string) string {
	var b strings.Builder
	code := map[bool]string{true: "en-GB", false: "zh-CN"}[l == lang.En]
	fmt.Fprintf(&b, prologue+`<w:styles xmlns:w="%s"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times `+
		`New Roman" w:hAnsi="Times New Roman"`+
		` w:eastAsia="仿宋" w:cs="Times New Roman"/><w:sz w:val="%d"/><w:szCs w:val="%[2]d"/><w:lang w:val="%s" `+
		`w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>`+
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`+
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority `+
		`w:val="99"/><w:semiHidden/>`+
		`<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>`, wordNS, halves(s.text), code)
	for _, k := range looks(color) {
		k.write(&b, l, s, color)
	}
	b.WriteString(`</w:styles>`)
	return b.String()
}

func (k look) write(b *strings.Builder, l string, s sizes, color string) {
	before, after := s.around(k.style)
	fmt.Fprintf(b, `<w:style w:type="paragraph" w:customStyle="1" w:styleId="%s"><w:name w:val="Xiaohao `+
		`%[1]s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>`, k.style)
	if k.next {
		b.WriteString(`<w:keepNext/>`)
	}
	fmt.Fprintf(b, `%s<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, k.properties,
		twips(before), twips(after), twips(s.lineOf(k.style)))
	switch {
	case k.indent && l != lang.En:
		fmt.Fprintf(b, `<w:ind w:firstLineChars="200" w:firstLine="%d"/>`, twips(2*s.letters(k.style)))
	case k.hang:
		fmt.Fprintf(b, `<w:ind w:right="%d"/>`, twips(s.letters(k.style)))
	}
	fmt.Fprintf(b, `<w:jc w:val="%s"/></w:pPr><w:rPr><w:rFonts w:eastAsia="%s"/>`, k.align, k.font)
	if k.toned {
		fmt.Fprintf(b, `<w:color w:val="%s"/>`, color)
	}
	if k.spread > 0 && l != lang.En {
		fmt.Fprintf(b, `<w:spacing w:val="%d"/>`, twips(k.spread))
	}
	fmt.Fprintf(b, `<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/></w:rPr></w:style>`, halves(s.letters(k.style)))
}

// twips are twentieths of a point; halves are half points.
func twips(points float64) int  { return int(points*20 + 0.5) }
func halves(points float64) int { return int(points*2 + 0.5) }
