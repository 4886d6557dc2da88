package kit

import (
	"bytes"
	"regexp"
)

// Phones that are ten years old read our pages too, in the browser of WeChat, whose engine may be one of 2020. What is
// written here in short is sent in long.

var shorthand = regexp.MustCompile(`\b(?:(margin|padding)-(inline|block)|inset): ([^;}!]+?) ?([;}])`)

var comments = regexp.MustCompile(`(?s)/\*.*?\*/\n?`)

// edges are the properties that a shorthand stands for, in the order of its values. All our languages run from left to
// right.
var edges = map[string][2]string{"inline": {"left", "right"}, "block": {"top", "bottom"}}

// older writes out what browsers before Chrome 87 do not know: margins and paddings of two sides, and inset. Comments
// are for us.
func older(css []byte) []byte {
	return shorthand.ReplaceAllFunc(comments.ReplaceAll(css, nil), func(found []byte) []byte {
		m := shorthand.FindSubmatch(found)
		v := words(m[3])
		var out bytes.Buffer
		add := func(name string, value []byte) { out.WriteString(name + ": " + string(value) + "; ") }
		if of, ok := edges[string(m[2])]; ok {
			add(string(m[1])+"-"+of[0], v[0])
			add(string(m[1])+"-"+of[1], v[len(v)-1])
		} else {
			at := [][4]int{{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}}[len(v)-1]
			for i, side := range []string{"top", "right", "bottom", "left"} {
				add(side, v[at[i]])
			}
		}
		long := bytes.TrimRight(out.Bytes(), "; ")
		return append(long, m[4]...)
	})
}

// words are the values of a property: what stands in brackets is one.
func words(s []byte) (out [][]byte) {
	depth, from := 0, 0
	for i, c := range append(bytes.TrimSpace(s), ' ') {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ' ':
			if depth == 0 && i > from {
				out = append(out, s[from:i])
			}
			if depth == 0 {
				from = i + 1
			}
		}
	}
	return out
}
