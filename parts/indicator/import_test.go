package indicator_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/parts/sheet"
)

// file writes a list as a county's system gives it out.
func (o *town) file(lines ...string) string {
	o.Office.T.Helper()
	path := filepath.Join(o.Office.T.TempDir(), "list.csv")
	o.must(os.WriteFile(path, []byte("\ufeff"+strings.Join(lines, "\n")+"\n"), 0o600))
	return path
}

// bring brings a file of a span's figures in as somebody, as far as it can; look only says what it would do.
func (o *town) bring(login, path, name string, look bool, more ...func(*sheet.Options)) (sheet.Account, error) {
	opts := sheet.Options{Lang: "zh-CN", Set: o.set, Span: q3, File: name, DryRun: look, Caller: o.Who[login],
		BadFile: filepath.Join(o.Office.T.TempDir(), "bad.csv")}
	for _, f := range more {
		f(&opts)
	}
	return sheet.Import(o.ctx, sheet.City{Desk: o.Office.Desk, Indicators: o.Indicators}, "readings", path, opts)
}

// in brings a file in for another span.
func in(s indicator.Span) func(*sheet.Options) { return func(o *sheet.Options) { o.Span = s } }

// begin begins a shipped set over the city, for three years from 2024.
func (o *town) begin(key string) {
	o.Office.T.Helper()
	list, err := indicator.ShippedSets()
	o.must(err)
	for _, s := range list {
		if s.Key != key {
			continue
		}
		d := s.Definition
		d.Area, d.From, d.To = citytest.City, indicator.Span(202400).From(), indicator.Span(202600).To()
		o.set, err = o.Define(o.ctx, o.Who["sup"], o.ID(), d)
		o.must(err)
	}
}

// numbers are an account without its notes.
func numbers(a sheet.Account) sheet.Account {
	a.Notes = nil
	return a
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
	a, err := o.bring("sup", path, "三资.csv", true)
	if err != nil || a.Rows != 11 || a.Taken != 3 || a.Refused != 7 || a.Aside != 1 || a.Written || len(a.Notes) != 8 {
		t.Fatalf("%+v, %v", numbers(a), err)
	}
	for i, want := range []string{"只写了名字", "新造", "430405100203", "第 3 行", "430406100200000", "市场社区",
		"43040510020A", "第 4 行"} {
		if got := a.Notes[i]; !got.Bad || !strings.Contains(got.Text, want) {
			t.Errorf("row %s: %s, want %s", got.Row, got.Text, want)
		}
	}
	if s := o.stand(V1, "income"); s.Actual != nil {
		t.Error("looking took something in")
	}
	if _, err := o.bring("lead", path, "三资.csv", true); fault.Code(err) != "not_allowed" {
		t.Errorf("who only reads brings something in: %v", err)
	}
	if a, err := o.bring("fardesk", path, "三资.csv", true); err != nil || a.Taken != 1 || a.Refused != 10 {
		t.Errorf("who has one township brings in others' figures: %+v, %v", a, err)
	}
	if a, err = o.bring("sup", path, "三资.csv", false); err != nil || a.Taken != 3 || !a.Written {
		t.Fatalf("%+v, %v", numbers(a), err)
	}
	if s := o.stand(o.Org().Tree().All()[0].Code, "income"); *s.Actual != amount(51_234+61_234+51_234) || s.In != 3 {
		t.Errorf("%d of %d", *s.Actual, s.In)
	}
	head := o.Ledger().Head().Seq
	if a, err = o.bring("sup", path, "三资.csv", false); err != nil || a.Repeated != 3 || a.Taken+a.Changed != 0 ||
		o.Ledger().Head().Seq != head {
		t.Errorf("%+v, %v", numbers(a), err)
	}
	// what was set aside comes in with an explanation, which is kept as the answer; a correction needs one too
	path = o.file("区划代码,新造,经营性收入,面积,说明", "430405100202,400,51234,100,去年漏报一并补上", "430405100200,2,51234,100,",
		"430406100200,2,51234,100,单价不实")
	if a, err = o.bring("sup", path, "补.csv", false); err != nil || a.Taken != 1 || a.Aside != 1 || a.Changed != 1 {
		t.Fatalf("%+v, %v", numbers(a), err)
	}
	s, _, err := o.Sheet(o.ctx, o.Who["sup"], o.set, V3, q3)
	if err != nil || len(s.Asked) == 0 || s.Asked[0].Answer != "去年漏报一并补上" || s.File != "补.csv" {
		t.Errorf("%+v, %v", s, err)
	}
	if n, _ := o.Typed(o.ctx, V3, 202611); n != 0 {
		t.Error("what came with a file burdens nobody")
	}
	o.proven()
}

// TestAFileBreaksOff interrupts a file while it is written, as when the program ends: it is known how far it came, a
// span that was closed meanwhile refuses the rest row by row, and after it was opened the same file goes on.
func TestAFileBreaksOff(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	lines := []string{"区划代码,新造,经营性收入,面积"}
	var more []org.Change
	for n := range 120 {
		a := Town + 300 + area.Code(n)
		more = append(more, &org.AreaSet{Area: a, Name: fmt.Sprintf("村%d", n)})
		lines = append(lines, fmt.Sprintf("%s,3,%d,100", a, 51_234+n))
	}
	o.ChangeOrg(more...)
	var err error
	if o.set, err = o.Define(o.ctx, o.Who["sup"], o.ID(), plain(o.Office)); err != nil {
		t.Fatal(err)
	}
	path, whole := o.file(lines...), o.ctx
	ctx, cancel := context.WithCancel(whole)
	o.ctx = ctx
	watch := &sheet.Watch{}
	a, err := o.bring("sup", path, "三资.csv", false, func(opts *sheet.Options) {
		opts.Watch = watch
		opts.Progress = func(int64, int64) {
			if watch.In() > 0 {
				cancel()
			}
		}
	})
	o.ctx = whole
	if !errors.Is(err, context.Canceled) || a.Taken != indicator.LinesAtOnce || a.Held != 120-a.Taken || !a.Written {
		t.Fatalf("%+v, %v", numbers(a), err)
	}
	files, err := o.Files(o.ctx, o.Who["sup"], o.set, q3)
	if err != nil || len(files) != 1 || files[0].In != indicator.LinesAtOnce || files[0].Total != 120 ||
		files[0].File != "三资.csv" {
		t.Errorf("%+v, %v", files, err)
	}
	if files, err := o.Files(o.ctx, o.Who["county"], o.set, q3); err != nil || len(files) != 0 {
		t.Errorf("another reads %+v, %v", files, err)
	}
	o.must(o.Close(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.County, q3, "先关"))
	if a, err = o.bring("sup", path, "三资.csv", false); err != nil || a.Refused != 120 ||
		a.Conflicts != 0 || !strings.Contains(a.Notes[0].Text, "已经关账") {
		t.Errorf("%+v, %v, %q", numbers(a), err, a.Notes[0].Text)
	}
	o.must(o.Unlock(o.ctx, o.Who["sup"], o.ID(), o.set, citytest.County, q3, "再开"))
	o.Office.Set("2026-11-21 10:00")
	a, err = o.bring("sup", path, "三资.csv", false)
	if err != nil || a.Repeated != indicator.LinesAtOnce || a.Taken != 120-a.Repeated {
		t.Errorf("%+v, %v", numbers(a), err)
	}
	if files, err = o.Files(o.ctx, o.Who["sup"], o.set, q3); err != nil ||
		len(files) != 2 || files[0].In != 70 || files[0].Total != 70 {
		t.Errorf("%+v, %v", files, err)
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
