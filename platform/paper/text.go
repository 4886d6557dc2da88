package paper

import (
	"strings"
	"unicode"
)

// clean leaves only what may stand in XML and on paper: no control characters but tab and line break, no half
// characters, and none of the invisible marks that turn the direction of writing and so make a text read otherwise
// than it is.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n",
		"\u2029", "\n").Replace(strings.ToValidUTF8(s, ""))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0xFFFE && r <= 0xFFFF, r >= 0x202A && r <= 0x202E,
			r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, s)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")

// escape makes text fit for XML, in an element or an attribute.
func escape(s string) string { return escaper.Replace(clean(s)) }

// words is text as runs of WordprocessingML: a line break and a tab have elements of their own.
func words(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(clean(s), "\n") {
		if i > 0 {
			b.WriteString(`<w:r><w:br/></w:r>`)
		}
		for j, part := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString(`<w:r><w:tab/></w:r>`)
			}
			if part != "" {
				b.WriteString(`<w:r><w:t xml:space="preserve">` + escape(part) + `</w:t></w:r>`)
			}
		}
	}
	return b.String()
}

// width is how wide a text is, in widths of a Chinese character; narrow letters are counted generously.
func width(s string) float64 {
	var w float64
	for _, r := range s {
		switch {
		case r < 0x80 && strings.ContainsRune(" .,:;'ijl|!()[]{}", r):
			w += 0.34
		case r < 0x1100 && unicode.IsUpper(r):
			w += 0.72
		case r < 0x1100:
			w += 0.5
		default:
			w++
		}
	}
	return w
}

// lines is how many lines a text takes where a line holds perLine widths; the first one holds less by the indent.
func lines(s string, perLine, indent float64) int {
	n := 0
	for _, l := range strings.Split(clean(s), "\n") {
		n += max(1, int((width(l)+indent)/max(perLine, 1)+0.999))
	}
	return n
}
