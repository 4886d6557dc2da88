package area_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
)

var named = []area.Area{{Code: 430400000000, Name: "衡阳市"}, {Code: 430405000000, Name: "珠晖区"},
	{Code: 430405009000, Name: "广东路街道"}, {Code: 430405009001, Name: "东风社区居委会"}, {Code: 430405100000, Name: "茶山坳镇"},
	{Code: 430405100200, Name: "金甲村村民委员会"}, {Code: 430405100201, Name: "堰头村委会"}, {Code: 430406000000, Name: "雁峰区"},
	{Code: 430406001000, Name: "先锋街道"}, {Code: 430406001001, Name: "东风社区居委会"}, {Code: 430481000000, Name: "耒阳市"},
	{Code: 430481001000, Name: "旧街道", Former: true}}

// TestNamed finds areas as lists write them.
func TestNamed(t *testing.T) {
	t.Parallel()
	tree, err := area.NewTree(named)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"广东路街道": "430405009000", "珠晖区广东路街道": "430405009000", "衡阳市珠晖区广东路街道": "430405009000",
		"珠晖区 广东路街道": "430405009000", "广东路街道办事处": "430405009000", "广东路办事处": "430405009000",
		"广东路街道 ": "430405009000", "珠晖区-广东路街道": "430405009000", "湖南省衡阳市珠晖区广东路街道": "430405009000",
		"湖南衡阳珠晖广东路街道办": "430405009000", "湖南省广东路街道": "430405009000", "衡阳市/珠晖区/广东路街道": "430405009000",
		"珠晖区广东路街道东风社区": "430405009001", "广东路东风社区居民委员会": "430405009001", "珠晖区东风社区居委会": "430405009001",
		"雁峰区 先锋街道 东风社区": "430406001001", "茶山坳镇人民政府": "430405100000", "金甲村": "430405100200", "金甲村村委会": "430405100200",
		"堰头村民委员会": "430405100201", "珠晖区茶山坳镇堰头村": "430405100201", "衡阳市": "430400000000", "湖南省衡阳市": "430400000000",
		"珠晖区人民政府": "430405000000", "耒阳市": "430481000000",
		"耒阳市旧街道": "430481001000", "旧街道办事处": "430481001000", // abolished
		// several
		"东风社区": "430405009001 430406001001", "衡阳市东风社区居委会": "430405009001 430406001001",
		// none
		"": "", "珠晖": "", "雁峰区广东路街道": "", "长沙市广东路街道": "", "广东省广东路街道": "", "广东路": "", "广东路街道珠晖区": "",
		"路街道": "", "珠晖区珠晖区广东路街道": "", "办事处": "",
	} {
		var got []string
		for _, a := range tree.Named(text) {
			got = append(got, a.Code.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
	if s := tree.Names(tree.Named("东风社区"), 1); s != "珠晖区 广东路街道 东风社区居委会 430405009001、…" {
		t.Error(s)
	}
}

// TestNamedFindsEveryPath writes an area with any of those above it, and finds it among what is found.
func TestNamedFindsEveryPath(t *testing.T) {
	t.Parallel()
	tree, err := area.NewTree(named)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		a := rapid.SampledFrom(named).Draw(r, "area")
		text := ""
		for _, up := range tree.Path(a.Code) {
			if up.Code != a.Code && rapid.Bool().Draw(r, "with") {
				text += up.Name + rapid.SampledFrom([]string{"", " ", "-", "　"}).Draw(r, "between")
			}
		}
		found := false
		for _, x := range tree.Named(text + a.Name) {
			found = found || x.Code == a.Code
		}
		if !found {
			r.Fatalf("%s%s: %v", text, a.Name, tree.Named(text+a.Name))
		}
	})
}
