package paper

import "fmt"

// Table is labels and values with lines around them. Two short rows that follow each other share a line.
type Table struct {
	Rows []Row
	Keep bool // stays on one page, and on that of the next block
}

// Row is a label and its value; Lines is the room for writing by hand, 0 for none.
type Row struct {
	Label, Value string
	Lines        int
}

// longest is how many lines a row may have before it may be cut by the end of a page.
const longest = 12

// columns are the widths of a label, of one of two values in a line, and of a value alone, in points.
func columns(l string, width float64) (name, half, whole float64) {
	name = labelWidth(l)
	return name, width/2 - name, width - name
}

// lines are how many lines of the table's letters a row takes where its value has that much room.
func (r Row) lines(s sizes, l string, room float64) int {
	name := lines(r.Label, (labelWidth(l)-2*cellInset)/s.cell, 0)
	return max(name, lines(r.Value, (room-2*cellInset)/s.cell, 0), r.Lines)
}

// pairs puts rows into lines of the table, one or two in each.
func (t Table) pairs(s sizes, l string, width float64) [][]Row {
	_, half, _ := columns(l, width)
	short := func(r Row) bool { return r.lines(s, l, half) == 1 }
	var out [][]Row
	for i := 0; i < len(t.Rows); i++ {
		if i+1 < len(t.Rows) && short(t.Rows[i]) && short(t.Rows[i+1]) {
			out = append(out, t.Rows[i:i+2])
			i++
			continue
		}
		out = append(out, t.Rows[i:i+1])
	}
	return out
}

// tall is the height of a line of the table; room to write by hand is wider than print.
func tall(pair []Row, s sizes, l string, width float64) (points float64, lines int) {
	_, half, whole := columns(l, width)
	room := half
	if len(pair) == 1 {
		room = whole
	}
	for _, r := range pair {
		n := r.lines(s, l, room)
		high := float64(n) * s.row
		if r.Lines > 0 {
			high = max(high, float64(r.Lines)*s.row*1.2)
		}
		points, lines = max(points, high+2*s.inset), max(lines, n)
	}
	return points, lines
}

func (t Table) height(s sizes, l string, width float64) float64 {
	sum := 2 * s.lineOf(gap)
	for _, pair := range t.pairs(s, l, width) {
		h, _ := tall(pair, s, l, width)
		sum += h + 0.5
	}
	return sum
}

func (t Table) write(b *body) {
	name, half, whole := columns(b.lang, b.width)
	b.gap(t.Keep)
	line := func(side string) string {
		return fmt.Sprintf(`<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc `+
		`w:val="center"/><w:tblBorders>%s%s%s%s%s%s</w:tblBorders><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:top w:w="%d" w:type="dxa"/><w:left w:w="%d" w:type="dxa"/><w:bottom w:w="%[8]d" `+
		`w:type="dxa"/><w:right w:w="%[9]d" w:type="dxa"/></w:tblCellMar></w:tblPr>`,
		twips(b.width), line("top"), line("left"), line("bottom"), line("right"), line("insideH"), line("insideV"),
		twips(b.sizes.inset), twips(cellInset))
	fmt.Fprintf(b, `<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/><w:gridCol w:w="%[1]d"/><w:gridCol `+
		`w:w="%[2]d"/></w:tblGrid>`, twips(name), twips(half))
	before := b.keep
	b.keep = before || t.Keep
	for _, pair := range t.pairs(b.sizes, b.lang, b.width) {
		high, lines := tall(pair, b.sizes, b.lang, b.width)
		b.WriteString(`<w:tr><w:trPr>`)
		if t.Keep || lines <= longest {
			b.WriteString(`<w:cantSplit/>`)
		}
		fmt.Fprintf(b, `<w:trHeight w:val="%d" w:hRule="atLeast"/></w:trPr>`, twips(high))
		for _, r := range pair {
			b.cell(label, r.Label, name, 1)
			if len(pair) == 1 {
				b.cell(cell, r.Value, whole, 3)
			} else {
				b.cell(cell, r.Value, half, 1)
			}
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	b.gap(false)
	b.keep = before
}

func (b *body) cell(s Style, text string, width float64, span int) {
	fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, twips(width))
	if span > 1 {
		fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, span)
	}
	b.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	Paragraph{Style: s, Text: text}.write(b)
	b.WriteString(`</w:tc>`)
}
