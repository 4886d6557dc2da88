package paper

import (
	"fmt"
	"strings"

	"xiaohao/platform/lang"
)

const (
	prologue  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	officeNS  = "http://schemas.openxmlformats.org/"
	wordNS    = officeNS + "wordprocessingml/2006/main"
	drawingNS = officeNS + "drawingml/2006/main"
	pictureNS = officeNS + "drawingml/2006/picture"
	inlineNS  = officeNS + "drawingml/2006/wordprocessingDrawing"
	linkNS    = officeNS + "officeDocument/2006/relationships"
	packageNS = officeNS + "package/2006/"
	partType  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// part is a file in the package.
type part struct {
	name string
	data []byte
}

// parts are the files of the package in the order that readers expect.
func (f File) parts(b *body) []part {
	out := []part{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(rootLinks)},
		{"docProps/core.xml", []byte(f.core())},
		{"docProps/app.xml", []byte(f.app())},
		{"word/document.xml", []byte(document(b))},
		{"word/_rels/document.xml.rels", []byte(links(b.media))},
		{"word/styles.xml", []byte(styles(f.Lang, b.sizes, tone(f.Tone)))},
		{"word/settings.xml", []byte(settings(f.Lang))},
		{"word/fontTable.xml", []byte(fontTable())},
		{"word/footer1.xml", []byte(footer)},
	}
	for _, m := range b.media {
		out = append(out, part{"word/media/" + m.name, m.data})
	}
	return out
}

const contentTypes = prologue + `<Types xmlns="` + packageNS +
	`content-types"><Default Extension="rels" ` +
	`ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ` +
	`ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>` +
	`<Override PartName="/docProps/core.xml" ` +
	`ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ` +
	`ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + partType + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + partType + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + partType + `settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + partType + `fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + partType + `footer+xml"/></Types>`

const rootLinks = prologue + `<Relationships xmlns="` + packageNS + `relationships">` +
	`<Relationship Id="rId1" Type="` + linkNS + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="` + packageNS +
	`relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + linkNS + `/extended-properties" Target="docProps/app.xml"/></Relationships>`

// footer is the page number as official papers have it: — 1 —
const footer = prologue + `<w:ftr xmlns:w="` + wordNS +
	`"><w:p><w:pPr><w:pStyle w:val="Small"/><w:jc w:val="center"/></w:pPr>` +
	`<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText ` +
	`xml:space="preserve"> PAGE </w:instrText></w:r>` +
	`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar ` +
	`w:fldCharType="end"/></w:r>` +
	`<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`

func links(list []media) string {
	var b strings.Builder
	b.WriteString(prologue + `<Relationships xmlns="` + packageNS + `relationships">`)
	for i, p := range []string{"styles", "settings", "fontTable", "footer"} {
		target := p + ".xml"
		if p == "footer" {
			target = "footer1.xml"
		}
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i+1, linkNS, p, target)
	}
	for _, m := range list {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s/image" Target="media/%s"/>`, m.id, linkNS, m.name)
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

func document(b *body) string {
	s := b.sizes
	return fmt.Sprintf(prologue+
		`<w:document xmlns:w="%s" xmlns:r="%s" xmlns:wp="%s" xmlns:a="%s" xmlns:pic="%s"><w:body>%s<w:sectPr>`+
		`<w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="%d" `+
		`w:gutter="0"/></w:sectPr></w:body></w:document>`,
		wordNS, linkNS, inlineNS, drawingNS, pictureNS, b.String(),
		twips(s.top*millimetre), twips(marginRight), twips(s.bottom*millimetre), twips(marginLeft),
		twips((s.bottom-12)*millimetre))
}

func settings(l string) string {
	return prologue + `<w:settings xmlns:w="` + wordNS + `"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>` +
		`<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" ` +
		`w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="` + map[bool]string{true: "en-GB", false: "zh-CN"}[l == lang.En] +
		`" w:eastAsia="zh-CN"/></w:settings>`
}

func (f File) core() string {
	return prologue + `<cp:coreProperties xmlns:cp="` + packageNS +
		`metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escape(f.Title) + `</dc:title><dc:creator>` + escape(f.Author) + `</dc:creator><dc:language>` +
		map[bool]string{true: "en", false: "zh-CN"}[f.Lang == lang.En] + `</dc:language></cp:coreProperties>`
}

func (f File) app() string {
	return prologue + `<Properties xmlns="` + officeNS +
		`officeDocument/2006/extended-properties"><Application>Xiaohao</Application><Company>` +
		escape(f.Owner) + `</Company></Properties>`
}
