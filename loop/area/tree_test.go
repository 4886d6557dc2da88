package area_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/area"
)

// rows is a small city in the shape of Hengyang, in no order: a name occurs at two levels, one area is gone.
var rows = []area.Area{
	{Code: 430405007001, Name: "湖北路社区居委会"},
	{Code: 430400000000, Name: "衡阳市"},
	{Code: 430482000000, Name: "常宁市"},
	{Code: 430405000000, Name: "珠晖区"},
	{Code: 430405100000, Name: "茶山坳镇"},
	{Code: 430405007000, Name: "衡州路街道"},
	{Code: 430405100200, Name: "金甲村"},
	{Code: 430405014000, Name: "东阳渡街道"},
	{Code: 430421000000, Name: "衡阳县"},
	{Code: 430405200000, Name: "和平乡"},
	{Code: 430421100000, Name: "西渡镇"},
	{Code: 430421100200, Name: "和平村委会"},
	{Code: 430405006000, Name: "和平街道", Former: true},
}

func hengyang(t *testing.T) *area.Tree {
	t.Helper()
	tree, err := area.NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func names(list []area.Area) string {
	var out []string
	for _, a := range list {
		out = append(out, a.Name)
	}
	return strings.Join(out, " ")
}

func TestTree(t *testing.T) {
	t.Parallel()
	tree := hengyang(t)
	if tree.Len() != len(rows) || len(tree.All()) != len(rows) {
		t.Errorf("Len = %d, All = %d; want %d", tree.Len(), len(tree.All()), len(rows))
	}
	for i, a := range tree.All()[1:] {
		if a.Code <= tree.All()[i].Code {
			t.Errorf("All is not in order at %v", a)
		}
	}
	for _, a := range rows {
		if got, ok := tree.Get(a.Code); !ok || !cmp.Equal(got, a) {
			t.Errorf("Get(%v) = %v, %v", a.Code, got, ok)
		}
	}
	if a, ok := tree.Get(430499000000); ok || !cmp.Equal(a, area.Area{}) {
		t.Errorf("an unknown code is %v", a)
	}
	for _, c := range []struct {
		of   area.Code
		want string
	}{
		{0, "衡阳市"},
		{430400000000, "珠晖区 衡阳县 常宁市"},
		{430405000000, "和平街道 衡州路街道 东阳渡街道 茶山坳镇 和平乡"},
		{430405100000, "金甲村"},
		{430405100200, ""},
		{430499000000, ""},
	} {
		if got := names(tree.Children(c.of)); got != c.want {
			t.Errorf("Children(%v) = %s; want %s", c.of, got, c.want)
		}
	}
	if got := tree.Orphans(); len(got) > 0 {
		t.Errorf("Orphans = %v", got)
	}
}

func TestTreeDoesNotChange(t *testing.T) {
	t.Parallel()
	mine := []area.Area{{Code: 430405000000, Name: "珠晖区"}, {Code: 430400000000, Name: "衡阳市"}}
	tree, err := area.NewTree(mine)
	if err != nil {
		t.Fatal(err)
	}
	if mine[0].Name != "珠晖区" {
		t.Errorf("the caller's slice was sorted: %v", mine)
	}
	mine[0], mine[1] = area.Area{}, area.Area{}
	if a, _ := tree.Get(430405000000); a.Name != "珠晖区" {
		t.Errorf("the tree follows the caller's slice: %v", a)
	}
}

func TestPathAndFullName(t *testing.T) {
	t.Parallel()
	tree := hengyang(t)
	for _, c := range []struct {
		code       area.Code
		path, full string
	}{
		{430405007001, "衡阳市 珠晖区 衡州路街道 湖北路社区居委会", "珠晖区 衡州路街道 湖北路社区居委会"},
		{430405100000, "衡阳市 珠晖区 茶山坳镇", "珠晖区 茶山坳镇"},
		{430400000000, "衡阳市", "衡阳市"},
		{430405100999, "衡阳市 珠晖区 茶山坳镇", "珠晖区 茶山坳镇"},
		{440100000000, "", "440100000000"},
		{0, "", "000000000000"},
	} {
		if got := names(tree.Path(c.code)); got != c.path {
			t.Errorf("Path(%v) = %s; want %s", c.code, got, c.path)
		}
		if got := tree.FullName(c.code); got != c.full {
			t.Errorf("FullName(%v) = %s; want %s", c.code, got, c.full)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	tree := hengyang(t)
	for _, c := range []struct {
		text   string
		within area.Code
		limit  int
		want   string
	}{
		{"和平", 0, 10, "和平乡 和平村委会"}, // the higher first, the former not at all
		{"和平", 430421000000, 10, "和平村委会"},
		{" 和平 ", 430405000000, 10, "和平乡"},
		{"街道", 0, 1, "衡州路街道"},
		{"衡", 430400000000, 3, "衡阳市 衡阳县 衡州路街道"},
		{"衡", 0, 0, ""},
		{"衡", 0, -1, ""},
		{"长沙", 0, 10, ""},
	} {
		if got := names(tree.Search(c.text, c.within, c.limit)); got != c.want {
			t.Errorf("Search(%q, %v, %d) = %s; want %s", c.text, c.within, c.limit, got, c.want)
		}
	}
}

func TestNewTreeRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		add    area.Area
		reason string
	}{
		{area.Area{Code: 430405000000, Name: "又一个"}, `already stands for "珠晖区"`},
		{area.Area{Code: 430405000001, Name: "无乡之村"}, "none for the township"},
		{area.Area{Name: "无码"}, "no province"},
		{area.Area{Code: -430405000000, Name: "负"}, "no province"},
	} {
		tree, err := area.NewTree(append(rows[:len(rows):len(rows)], c.add))
		var bad *area.TreeError
		if !errors.As(err, &bad) || tree != nil {
			t.Errorf("%v: %v; want a *TreeError", c.add, err)
			continue
		}
		if !cmp.Equal(bad.Area, c.add) || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%v: %v; want %q", c.add, err, c.reason)
		}
	}
	if tree, err := area.NewTree(nil); err != nil || tree.Len() != 0 || len(tree.Children(0)) != 0 {
		t.Errorf("an empty tree: %v", err)
	}
}

func TestOrphans(t *testing.T) {
	t.Parallel()
	tree, err := area.NewTree([]area.Area{
		{Code: 430400000000, Name: "衡阳市"},
		{Code: 430405000000, Name: "珠晖区"},
		{Code: 430405007001, Name: "湖北路社区居委会"},
		{Code: 430406001000, Name: "先锋街道"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("湖北路社区居委会 先锋街道", names(tree.Orphans())); diff != "" {
		t.Error(diff)
	}
	if got := names(tree.Children(430405000000)); got != "湖北路社区居委会" {
		t.Errorf("the orphan hangs below %q", got)
	}
	if got := names(tree.Children(430400000000)); got != "珠晖区 先锋街道" {
		t.Errorf("below the city: %s", got)
	}
}
