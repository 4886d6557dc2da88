package paper

import "fmt"

// Grid is a table with headings above, which stand on every page that it goes over. Each row is as long as Heads.
type Grid struct {
	Heads []string
	Rows  [][]string
}

// The narrowest and the widest share of a column, in letters.
const (
	fewestLetters = 3
	mostLetters   = 24
)

// widths share the width out by the longest cell of each column, within limits.
func (g Grid) widths(width float64) []float64 {
	share, sum := make([]float64, len(g.Heads)), 0.0
	for i, h := range g.Heads {
		most := wide(h)
		for _, r := range g.Rows {
			if i < len(r) {
				most = max(most, wide(r[i]))
			}
		}
		share[i] = min(max(most, fewestLetters), mostLetters)
		sum += share[i]
	}
	for i := range share {
		share[i] *= width / sum
	}
	return share
}

func wide(s string) float64 { return width(clean(s)) }

func (g Grid) height(s sizes, _ string, width float64) float64 {
	w, sum := g.widths(width), 2*s.lineOf(gap)
	for _, r := range append([][]string{g.Heads}, g.Rows...) {
		most := 1
		for i, text := range r[:min(len(r), len(w))] {
			most = max(most, lines(text, (w[i]-2*cellInset)/s.cell, 0))
		}
		sum += float64(most)*s.row + 2*s.inset + 0.5
	}
	return sum
}

func (g Grid) write(b *body) {
	if len(g.Heads) == 0 {
		return
	}
	w := g.widths(b.width)
	b.gap(false)
	line := func(side string) string {
		return fmt.Sprintf(`<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>%s%s%s%s%s%s`+
		`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="%d" w:type="dxa"/><w:left w:w="%d" `+
		`w:type="dxa"/><w:bottom w:w="%[8]d" w:type="dxa"/><w:right w:w="%[9]d" w:type="dxa"/></w:tblCellMar>`+
		`</w:tblPr><w:tblGrid>`, twips(b.width), line("top"), line("left"), line("bottom"), line("right"),
		line("insideH"), line("insideV"), twips(b.sizes.inset), twips(cellInset))
	for _, x := range w {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, twips(x))
	}
	b.WriteString(`</w:tblGrid>`)
	for n, r := range append([][]string{g.Heads}, g.Rows...) {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		style := cell
		if n == 0 {
			b.WriteString(`<w:tblHeader/>`)
			style = label
		}
		b.WriteString(`</w:trPr>`)
		for i := range w {
			text := ""
			if i < len(r) {
				text = r[i]
			}
			b.cell(style, text, w[i], 1)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	b.gap(false)
}
