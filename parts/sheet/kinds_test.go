package sheet_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// TestOptionsAreHeeded gives every kind of list every option: one that does nothing for it is told, and -skip-bad is
// refused for a standard, which is published whole.
func TestOptionsAreHeeded(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	bad := filepath.Join(t.TempDir(), "bad.csv")
	set := map[string]func(*sheet.Options){
		sheet.OptSheet:   func(o *sheet.Options) { o.Sheet = "all" },
		sheet.OptMap:     func(o *sheet.Options) { o.Map = map[string]string{"甲": "text"} },
		sheet.OptSkipBad: func(o *sheet.Options) { o.BadFile = bad },
		sheet.OptDates:   func(o *sheet.Options) { o.Dates = sheet.DayMonthYear },
		sheet.OptSource:  func(o *sheet.Options) { o.Source = "hotline" },
		sheet.OptArea:    func(o *sheet.Options) { o.Area = citytest.Street },
		sheet.OptSame:    func(o *sheet.Options) { o.SameNumberNew = true },
		sheet.OptPrefix:  func(o *sheet.Options) { o.NumberPrefix = "1-" },
		sheet.OptDatum:   func(o *sheet.Options) { o.Datum = place.GCJ02 },
		sheet.OptFrom:    func(o *sheet.Options) { o.From = "2026-01-01" },
		sheet.OptSet:     func(o *sheet.Options) { o.Set = 7 },
		sheet.OptSpan:    func(o *sheet.Options) { o.Span = 202600 },
	}
	for _, k := range sheet.Kinds() {
		for name, give := range set {
			opts := sheet.Options{Lang: lang.Zh, DryRun: true}
			give(&opts)
			a, err := sheet.Import(ctx, cityOf(o), k.Name, csvFile(t, "没有这些列\n1\n"), opts)
			told := len(a.Notes) > 0 && strings.Contains(a.Notes[0].Line, "-"+name+" ")
			refused := k.Name == "standard" && name == sheet.OptSkipBad
			if told != (!k.Takes(name) && !refused) || (fault.Code(err) == "standard_whole") != refused {
				t.Errorf("%s -%s: %v %v", k.Name, name, err, a.Notes)
			}
		}
	}
	if _, err := sheet.KindOf("cats"); fault.Code(err) != "import_what" {
		t.Error(err)
	}
}

// TestWhoMayImport: lists of matters and boundaries are for who administers the whole city, registers for who
// administers anything; a row that is not his is refused.
func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	for _, k := range sheet.Kinds() {
		for who, want := range map[string]bool{"admin": true, "clerk": false, "res": false} {
			if got := k.May(o.Who[who], cityOf(o)); got != want && (who != "admin" || k.Name != "points") &&
				k.Name != "readings" { // whoever has figures of his own may: the office's clerks, and no administrator
				t.Errorf("%s may import %s: %v", who, k.Name, got)
			}
		}
		if !k.May(org.Caller{System: true}, cityOf(o)) {
			t.Errorf("the command line may not import %s", k.Name)
		}
	}
}

// TestBadRowsFile: each bad feature is written with what is wrong with it, and never over the list itself.
func TestBadRowsFile(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	list := csvFile(t,
		`{"features":[{"properties":{"code":"999999"},"geometry":{"type":"Polygon","coordinates":[[[112.5,26.8],`+
			`[112.7,26.8],[112.7,26.9],[112.5,26.8]]]}}]}`)
	bad := filepath.Join(t.TempDir(), "bad.csv")
	a, err := sheet.Import(ctx, cityOf(o), "boundaries", list, sheet.Options{Lang: lang.Zh, BadFile: bad})
	b, _ := os.ReadFile(bad)
	if err != nil || a.Refused != 1 || !strings.Contains(string(b), a.Notes[0].Text) {
		t.Errorf("%+v %v: %q", a, err, b)
	}
	was, _ := os.ReadFile(list)
	_, err = sheet.Import(ctx, cityOf(o), "boundaries", list, sheet.Options{Lang: lang.Zh, BadFile: list})
	if now, _ := os.ReadFile(list); fault.Code(err) != "import_over" || string(now) != string(was) {
		t.Errorf("%v: %q", err, now)
	}
}
