package kit

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
)

// WriteBoxes writes boxes as the form has them.
func WriteBoxes(list []org.Box) string {
	var out []string
	for _, b := range list {
		var n []string
		for _, v := range []int{b.X, b.Y, b.W, b.H} {
			n = append(n, strconv.Itoa(v))
		}
		out = append(out, strings.Join(n, ","))
	}
	return strings.Join(out, "; ")
}

// Boxes reads boxes as the form has them: four numbers each, in thousandths, with blanks or semicolons between.
func Boxes(text string) (out []org.Box, err error) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' }) {
		var n []int
		for _, x := range strings.FieldsFunc(part, func(r rune) bool { return r == ',' || r == '，' || r == ' ' }) {
			v, err := strconv.Atoi(x)
			if err != nil {
				return nil, fault.New(fault.Invalid, "release_box").On("photos")
			}
			n = append(n, v)
		}
		if len(n) == 0 {
			continue
		}
		if len(n) != 4 {
			return nil, fault.New(fault.Invalid, "release_box").On("photos")
		}
		out = append(out, org.Box{X: n[0], Y: n[1], W: n[2], H: n[3]})
	}
	return out, nil
}
