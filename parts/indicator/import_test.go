package indicator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/loop/area"
	"xiaohao/parts/indicator"
)

// file writes a list as a county's system gives it out.
func (o *town) file(lines ...string) string {
	o.Office.T.Helper()
	path := filepath.Join(o.Office.T.TempDir(), "list.csv")
	o.must(os.WriteFile(path, []byte("\ufeff"+strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

// TestAFileComesIn: each row is accounted for, areas are known by code or whole path and never by name alone, one
// poisoned row stops no other, and the second time nothing changes.
func TestAFileComesIn(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	path := o.file("三资平台导出,,,,,", "区划代码,新造（亩）,经营性收入（元）,面积（亩）,单价,说明",
		"430405100200,1.5,\"51,234\",100,,", "珠晖区茶山坳镇金甲村,2,61234,200,,", "金甲村,1,51234,100,,",
		"430405100202,400,51234,100,,", "430406100200,2,51234,100,12,", "430405100203,1,1,1,,", "430405100200,1,1,1,,",
		"430406100200000,1,1,1,,", "430405001001,1,1,1,,", "43040510020A,1,1,1,,", "430405100201,x,1,1,,")
	sup := o.Who["sup"]
	list, err := o.Look(o.ctx, sup, "zh-CN", o.set, q3, path, "三资.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"done", "done", "refused", "aside", "done", "refused", "refused", "refused", "refused", "refused",
		"refused"}
	for i, r := range list.Lines {
		if r.State != want[i] || (r.Why == "") != (r.State == "done") {
			t.Errorf("row %d %s: %s %s, want %s", r.Row, r.Who, r.State, r.Why, want[i])
		}
	}
	if s := o.stand(V1, "income"); s.Actual != nil {
		t.Error("looking took something in")
	}
	if _, err := o.Take(o.ctx, o.Who["county"], "zh-CN", list.Token); err == nil {
		t.Error("another takes in what he did not see")
	}
	for range 2 {
		if list, err = o.Take(o.ctx, sup, "zh-CN", list.Token); err != nil || list.Count("done") != 3 {
			t.Fatalf("%+v, %v", list, err)
		}
	}
	if s := o.stand(o.Org().Tree().All()[0].Code, "income"); *s.Actual != amount(51_234+61_234+51_234) || s.In != 3 {
		t.Errorf("%d of %d", *s.Actual, s.In)
	}
	again, err := o.Look(o.ctx, sup, "zh-CN", o.set, q3, path, "三资.csv")
	if err != nil || again.Count("repeated") != 3 || again.Count("done") != 0 {
		t.Errorf("%+v, %v", again, err)
	}
	// what was set aside comes in with an explanation, which is kept as the answer
	path = o.file("区划代码,新造,经营性收入,面积,说明", "430405100202,400,51234,100,去年漏报一并补上")
	if list, err = o.Look(o.ctx, sup, "zh-CN", o.set, q3, path, "补.csv"); err != nil || list.Count("done") != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if _, err := o.Take(o.ctx, sup, "zh-CN", list.Token); err != nil {
		t.Fatal(err)
	}
	s, _, err := o.Sheet(o.ctx, sup, o.set, V3, q3)
	if err != nil || len(s.Asked) == 0 || s.Asked[0].Answer != "去年漏报一并补上" || s.File != "补.csv" {
		t.Errorf("%+v, %v", s, err)
	}
	if n, _ := o.Typed(o.ctx, V3, 202611); n != 0 {
		t.Error("what came with a file burdens nobody")
	}
	o.proven()
}

// TestShippedSets: they are whole, and each may be begun.
func TestShippedSets(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	list, err := indicator.ShippedSets()
	if err != nil || len(list) != 3 {
		t.Fatal(list, err)
	}
	for _, s := range list {
		d := s.Definition
		d.Area, d.From, d.To = area.Code(430400000000), indicator.Span(202100).From(), indicator.Span(202300).To()
		id, err := o.Define(o.ctx, o.Who["sup"], o.ID(), d)
		if err != nil {
			t.Errorf("%s: %v", s.Key, err)
		}
		groups := map[string]bool{}
		for _, g := range d.Groups {
			groups[g.Code] = g.Zh != "" && g.En != ""
		}
		for _, x := range d.Indicators {
			if !groups[x.Group] {
				t.Errorf("%s: %s has no group", s.Key, x.Code)
			}
		}
		if _, err := o.Standing(o.ctx, o.Who["lead"], id, d.Area, nil); err != nil {
			t.Error(err)
		}
	}
}
