package office

import "slices"

// Change is how a later version differs from an earlier one, in one place.
type Change struct {
	Where string // title, basis, paragraph, column, row, cell, foot
	N     int    // which paragraph or row, from 1: of the later version, of the earlier one for what is gone
	Name  string // of a cell: its column
	Old   string // "" for what is new
	New   string // "" for what is gone
}

// Fixed is what of the content a change lies in, as Draft.Fixed names it.
func (c Change) Fixed() string {
	switch c.Where {
	case "paragraph":
		return FixedParagraphs
	case "column", "row", "cell":
		return FixedTable
	}
	return c.Where // title, basis, foot
}

// Diff tells how one version differs from another, from the top of the paper to its end.
func Diff(a, b Content) (out []Change) {
	for _, f := range []struct{ where, old, new string }{{"title", a.Title, b.Title}, {"basis", a.Basis, b.Basis}} {
		if f.old != f.new {
			out = append(out, Change{Where: f.where, Old: f.old, New: f.new})
		}
	}
	out = append(out, texts("paragraph", a.Paragraphs, b.Paragraphs)...)
	if !slices.Equal(a.Columns, b.Columns) {
		out = append(out, Change{Where: "column", Old: row(a.Columns), New: row(b.Columns)})
	}
	out = append(out, rows(a, b)...)
	return append(out, texts("foot", a.Foot, b.Foot)...)
}

func texts(where string, a, b []string) (out []Change) {
	for _, p := range pairs(len(a), len(b), func(i, j int) bool { return a[i] == b[j] }) {
		c := Change{Where: where}
		if p.i >= 0 {
			c.N, c.Old = p.i+1, a[p.i]
		}
		if p.j >= 0 {
			c.N, c.New = p.j+1, b[p.j]
		}
		out = append(out, c)
	}
	return out
}

// rows tells of rows that came and went, and of each cell that changed in a row that stayed.
func rows(a, b Content) (out []Change) {
	same := slices.Equal(a.Columns, b.Columns)
	list := pairs(len(a.Rows), len(b.Rows), func(i, j int) bool { return slices.Equal(a.Rows[i], b.Rows[j]) })
	for _, p := range list {
		switch {
		case p.i < 0:
			out = append(out, Change{Where: "row", N: p.j + 1, New: row(b.Rows[p.j])})
		case p.j < 0:
			out = append(out, Change{Where: "row", N: p.i + 1, Old: row(a.Rows[p.i])})
		case !same:
			out = append(out, Change{Where: "row", N: p.j + 1, Old: row(a.Rows[p.i]), New: row(b.Rows[p.j])})
		default:
			for k, name := range b.Columns {
				if a.Rows[p.i][k] != b.Rows[p.j][k] {
					out = append(out, Change{Where: "cell", N: p.j + 1, Name: name, Old: a.Rows[p.i][k],
						New: b.Rows[p.j][k]})
				}
			}
		}
	}
	return out
}

// row is a row in one line.
func row(cells []string) string {
	out := ""
	for i, s := range cells {
		if i > 0 {
			out += " ｜ "
		}
		out += s
	}
	return out
}

// pair is what differs: i of the earlier list and j of the later one, -1 for nothing.
type pair struct{ i, j int }

// mostCompared bounds the table of a comparison; lists whose product is larger are compared place by place.
const mostCompared = 4_000_000

// pairs lines two lists up by their longest common part, and gives what lies between: as many as there are on both
// sides belong together, the others came or went.
func pairs(n, m int, equal func(i, j int) bool) (out []pair) {
	var head, tail int
	for head < n && head < m && equal(head, head) {
		head++
	}
	for tail < n-head && tail < m-head && equal(n-1-tail, m-1-tail) {
		tail++
	}
	h, w := n-head-tail, m-head-tail
	var gone, came []int
	flush := func() {
		for k := range max(len(gone), len(came)) {
			p := pair{-1, -1}
			if k < len(gone) {
				p.i = gone[k]
			}
			if k < len(came) {
				p.j = came[k]
			}
			out = append(out, p)
		}
		gone, came = nil, nil
	}
	best := common(h, w, func(i, j int) bool { return equal(head+i, head+j) })
	i, j := 0, 0
	for i < h || j < w {
		switch {
		case i < h && j < w && equal(head+i, head+j):
			flush()
			i, j = i+1, j+1
		case j >= w || i < h && best != nil && best[(i+1)*(w+1)+j] >= best[i*(w+1)+j+1] || i < h && best == nil &&
			i <= j:
			gone = append(gone, head+i)
			i++
		default:
			came = append(came, head+j)
			j++
		}
	}
	flush()
	return out
}

// common is the table of the longest common parts of what is left of both lists; nil where it would be too large.
func common(h, w int, equal func(i, j int) bool) []int32 {
	if h*w > mostCompared {
		return nil
	}
	best := make([]int32, (h+1)*(w+1))
	for i := h - 1; i >= 0; i-- {
		for j := w - 1; j >= 0; j-- {
			if equal(i, j) {
				best[i*(w+1)+j] = best[(i+1)*(w+1)+j+1] + 1
				continue
			}
			best[i*(w+1)+j] = max(best[(i+1)*(w+1)+j], best[i*(w+1)+j+1])
		}
	}
	return best
}
