package area

import (
	"strings"
	"unicode"
)

// Named finds the areas that a text names as lists write them: 广东路街道, 珠晖区广东路街道, 湖南省衡阳市珠晖区广东路街道办事处, with or
// without blanks and dashes between. What stands before the name must be areas above it, in order; some may be left
// out and each may be written short (珠晖 for 珠晖区). Abolished ones are found
// when none in use is. More than one is a name that several bear; none is no name.
func (t *Tree) Named(text string) []Area {
	s := []rune(plainName(text))
	var former []Area
	for from := range s {
		var found, old []Area
		for _, i := range t.byName()[string(s[from:])] {
			a := t.areas[i]
			if !above(string(s[:from]), t.forms(a.Code)) {
				continue
			}
			if a.Former {
				old = append(old, a)
			} else {
				found = append(found, a)
			}
		}
		if len(found) > 0 {
			return found
		}
		if former == nil {
			former = old
		}
	}
	return former
}

// byName is the index of names as plainName has them. It is made when it is first asked for.
func (t *Tree) byName() map[string][]int {
	t.naming.Do(func() {
		t.names = make(map[string][]int, len(t.areas))
		for i, a := range t.areas {
			n := plainName(a.Name)
			t.names[n] = append(t.names[n], i)
		}
	})
	return t.names
}

// forms are the names under which the areas above one may stand before it, the highest first.
func (t *Tree) forms(c Code) [][]string {
	var out [][]string
	if p := provinces[int64(c/1e10)]; p != "" {
		out = append(out, shortened(p))
	}
	for _, a := range t.Path(c) {
		if a.Code != c && a.Code.Level() > Province {
			out = append(out, shortened(plainName(a.Name)))
		}
	}
	return out
}

// above says whether a text is some of the names, in order.
func above(text string, names [][]string) bool {
	if text == "" {
		return true
	}
	for i, forms := range names {
		for _, f := range forms {
			if rest, ok := strings.CutPrefix(text, f); ok && above(rest, names[i+1:]) {
				return true
			}
		}
	}
	return false
}

// shortened gives a name and its short form, the long one first.
func shortened(name string) []string {
	out := []string{name}
	for _, tail := range []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "自治县", "自治州", "街道", "地区",
		"省", "市", "区", "县", "镇", "乡"} {
		if s, ok := strings.CutSuffix(name, tail); ok && len([]rune(s)) > 1 {
			return append(out, s)
		}
	}
	return out
}

// offices are how the office of an area is written for the area, and the area it is.
var offices = []struct{ office, area string }{
	{"社区居民委员会", "社区"}, {"社区居委会", "社区"}, {"居民委员会", "社区"}, {"居委会", "社区"}, {"村村民委员会", "村"}, {"村民委员会", "村"},
	{"村村委会", "村"}, {"村委会", "村"}, {"街道办事处", "街道"}, {"街道办", "街道"}, {"办事处", "街道"}, {"人民政府", ""}, {"政府", ""},
}

// plainName is a name without blanks, dashes and the width of its letters, an office being the area it stands for.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	for _, o := range offices {
		if before, ok := strings.CutSuffix(s, o.office); ok && before != "" {
			return before + o.area
		}
	}
	return s
}

// provinces are the names of the first two digits of a code: no city's tree has its province.
var provinces = map[int64]string{11: "北京市", 12: "天津市", 13: "河北省", 14: "山西省", 15: "内蒙古自治区", 21: "辽宁省", 22: "吉林省",
	23: "黑龙江省", 31: "上海市", 32: "江苏省", 33: "浙江省", 34: "安徽省", 35: "福建省", 36: "江西省", 37: "山东省", 41: "河南省",
	42: "湖北省", 43: "湖南省", 44: "广东省", 45: "广西壮族自治区", 46: "海南省", 50: "重庆市", 51: "四川省", 52: "贵州省", 53: "云南省",
	54: "西藏自治区", 61: "陕西省", 62: "甘肃省", 63: "青海省", 64: "宁夏回族自治区", 65: "新疆维吾尔自治区"}

// Names gives the whole names of areas, at most as many as asked for, and "…" for the rest.
func (t *Tree) Names(areas []Area, most int) string {
	names := make([]string, 0, most+1)
	for _, a := range areas[:min(len(areas), most)] {
		names = append(names, t.FullName(a.Code)+" "+a.Code.String())
	}
	if len(areas) > most {
		names = append(names, "…")
	}
	return strings.Join(names, "、")
}
