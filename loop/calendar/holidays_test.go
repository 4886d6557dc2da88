package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/calendar"
)

func parse(t testing.TB, s string) calendar.Holidays {
	t.Helper()
	h, err := calendar.ParseHolidays(strings.NewReader(s))
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return h
}

func TestHolidayForms(t *testing.T) {
	t.Parallel()
	want := "2001 off 0101-0103 1001 on 0109\n"
	for name, s := range map[string]string{
		"a line":    "2001 off 0101-0103 1001 on 0109",
		"scattered": "\n# new\n  2001 off 0101 0102-0103 on 0109 off 1001 1001 # paper\r\n",
		"dates":     "2001-01-01,元旦,1\n2001-01-02,元旦,1\n2001-01-03,元旦,1\n2001-01-09,元旦,0\n2001-10-01,国庆,1\n",
		"headings": "\uFEFFdate,name,is_off_day,file_year,paper\r\n2001-01-01,x,1,2001,\r\n2001-01-02,x,1\r\n" +
			"2001-01-03,x,1\r\n2001-01-09,x,0\r\n2001-10-01,x,1\r\n",
		"in Chinese": "日期,名称,休息\n2001/1/1,元旦,TRUE\n2001/1/2,元旦,true\n2001/01/03,元旦,True\n2001/1/9,元旦,false\n" +
			"\"2001/10/1\",\"国庆\",\"1\"\n",
		"a mark": "\uFEFF2001 off 0101-0103 1001 on 0109",
		"both":   "2001 off 0101-0103 on 0109\n2001-10-01,,1",
	} {
		if diff := cmp.Diff(want, parse(t, s).String()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if got := parse(t, "2004 off 0229").String(); got != "2004 off 0229\n" {
		t.Errorf("a leap day: %q", got)
	}
}

func TestHolidaysRefuse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		line   int
		reason string
	}{
		{"", 1, "no date"},
		{"# nothing\n\n", 2, "no date"},
		{"date,name,is_off_day\n", 1, "no date"},
		{"2027", 1, "2027 has no dates"},
		{"2027 off", 1, "2027 has no dates"},
		{"2027 off on", 1, "2027 has no dates"},
		{"2027 0101", 1, `"0101" comes before off or on`},
		{"# x\n\n2027 off 0101\n2027 off 1001", 4, "2027 stands on line 3 already"},
		{"year off 0101", 1, `"year" is no year`},
		{"1969 off 0101", 1, `"1969" is no year`},
		{"20270 off 0101", 1, `"20270" is no year`},
		{"2027 off 0230", 1, `"0230" is no day of 2027`},
		{"2027 off 0229", 1, `"0229" is no day of 2027`},
		{"2027 off 101", 1, `"101" is no day of 2027`},
		{"2027 off 01-01", 1, `"01" is no day of 2027`},
		{"2027 off 0103-0101", 1, "ends before it begins"},
		{"2027 off 0101-", 1, `"" is no day of 2027`},
		{"2027 off 0101-0103 on 0102", 1, "2027-01-02 is both off and on"},
		{"2027 off 0101\n2027-01-01,,0", 2, "2027-01-01 is both off and on"},
		{"2027-01-01,元旦,1\n2027-01-01,元旦,0", 2, "2027-01-01 is both off and on"},
		{"2027-01-01,元旦,1\n2027-02-30,春节,1", 2, `"2027-02-30" is no date`},
		{"2027-01-01,元旦,1\ndate,name,flag", 2, `"date" is no date`},
		{"2027-01-01,元旦,是", 1, "neither 1 (off) nor 0 (on)"},
		{"2027-01-01,", 1, "neither 1 (off) nor 0 (on)"},
		{"9999-01-01,元旦,1", 1, "is no date"},
		{"a,b\nc,d\n", 2, `"c" is no date`},
		{"2027 off 0101\n" + strings.Repeat("x", 1<<17), 2, "too long"},
	} {
		_, err := calendar.ParseHolidays(strings.NewReader(c.in))
		var bad *calendar.LineError
		if !errors.As(err, &bad) || bad.Line != c.line || !strings.Contains(bad.Reason, c.reason) {
			t.Errorf("%.40q: %v; want line %d, %q", c.in, err, c.line, c.reason)
		}
	}
}

// TestCityTable: what a city can change, and what stays.
func TestCityTable(t *testing.T) {
	t.Parallel()
	base := parse(t, "2000 off 0101-0103 1001-1007 on 1010\n2001 off 0101")
	for name, c := range map[string]struct{ add, want string }{
		"the next year": {"2002 off 0101",
			"2000 off 0101-0103 1001-1007 on 1010\n2001 off 0101\n2002 off 0101\n"},
		"a year replaced": {"2000 off 0101 1001-1008 on 1011",
			"2000 off 0101 1001-1008 on 1011\n2001 off 0101\n"},
		"a year replaced by dates": {"2000-01-01,元旦,1\n2000-05-01,劳动节,1", "2000 off 0101 0501\n2001 off 0101\n"},
		"a storm closes a day":     {"2000-09-07,台风,1", "2000 off 0101-0103 0907 1001-1007 on 1010\n2001 off 0101\n"},
		"a day moved": {"2000-10-10,国庆,1\n2000-10-11,国庆,0",
			"2000 off 0101-0103 1001-1007 1010 on 1011\n2001 off 0101\n"},
		"next year moves a weekend": {"2001-01-01,元旦,1\n2001-01-02,元旦,1\n2000-12-27,元旦,0",
			"2000 off 0101-0103 1001-1007 on 1010 1227\n2001 off 0101-0102\n"},
		"a date of an unknown year": {"2003-05-02,,1",
			"2000 off 0101-0103 1001-1007 on 1010\n2001 off 0101\n2003-05-02,,1\n"},
	} {
		if diff := cmp.Diff(c.want, base.With(parse(t, c.add)).String()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if got := base.String(); got != "2000 off 0101-0103 1001-1007 on 1010\n2001 off 0101\n" {
		t.Errorf("With changed the table itself: %s", got)
	}
	if got := (calendar.Holidays{}).With(base).With(calendar.Holidays{}).String(); got != base.String() {
		t.Errorf("with an empty table: %s", got)
	}
}

// TestPartialYear says that a year counts only when all its festivals are there: a partial one amends the table that is
// built in and is named, one whose line says add amends it without a word, and what is built in is whole.
func TestPartialYear(t *testing.T) {
	t.Parallel()
	built := calendar.BuiltIn().String()
	partial := parse(t, "2026 off 0101-0103 on 0104")
	if got := partial.Partial(); !slices.Equal(got, []int{2026}) {
		t.Errorf("partial: %v", got)
	}
	if got := calendar.BuiltIn().With(partial).String(); got != built {
		t.Errorf("a partial year took the place of the whole one:\n%s", cmp.Diff(built, got))
	}
	added := parse(t, "2026 add off 0227")
	if got := calendar.BuiltIn().With(added).String(); len(added.Partial()) != 0 ||
		got != strings.Replace(built, "0215-0223", "0215-0223 0227", 1) {
		t.Errorf("one day more: %v\n%s", added.Partial(), cmp.Diff(built, got))
	}
	if got := parse(t, built).Partial(); len(got) != 0 {
		t.Errorf("built in and not whole: %v", got)
	}
	grown := calendar.BuiltIn().With(parse(t, "2027 add off 0101-0103 0206-0212 0405")).
		With(parse(t, "2027 add off 0501-0505 0609 0915 1001-1007"))
	if !strings.Contains(grown.String(), "\n2027 off 0101-0103 ") {
		t.Errorf("a year that was added to until it is whole does not count:\n%s", grown)
	}
}

// TestBuiltIn guards the embedded table: as many weekdays off, and weekend days on, as the papers of each year name.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	want := map[string][2]int{ // counted from the public list of dates, not from the table
		"2006": {0, 2}, "2007": {19, 7}, "2008": {16, 5}, "2009": {17, 6}, "2010": {19, 8}, "2011": {16, 6},
		"2012": {18, 6}, "2013": {23, 12}, "2014": {16, 5}, "2015": {17, 5}, "2016": {17, 6}, "2017": {16, 5},
		"2018": {18, 7}, "2019": {17, 6}, "2020": {19, 6}, "2021": {18, 7}, "2022": {18, 7}, "2023": {18, 7},
		"2024": {19, 8}, "2025": {18, 5}, "2026": {19, 6},
	}
	weekdays, err := calendar.New(calendar.Office(), calendar.Holidays{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][2]int{}
	for d := at(t, "2006-01-01"); d < at(t, "2028-01-01"); d = d.Plus(24 * 60 * minute) {
		n, year := [2]int{}, show(d)[:4]
		switch on := calendar.Default().WorkDay(d); {
		case on == weekdays.WorkDay(d):
			continue
		case on:
			n[1] = 1
		default:
			n[0] = 1
		}
		got[year] = [2]int{got[year][0] + n[0], got[year][1] + n[1]}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseHolidays(f *testing.F) {
	for _, s := range []string{
		"", "2026 off 0101-0103 on 0104", "date,name,is_off_day\n2026-01-01,元旦,1\n2026-01-04,元旦,0",
		"2027 off 1231\n2026-12-31,,0", "2028 off 0229",
		"2026/1/1,x,true", "\uFEFF# x\n2026 off 0101", "2026 off 0101-", "x", ",", "2026-01-01,,0",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := calendar.ParseHolidays(strings.NewReader(s))
		if err != nil {
			var bad *calendar.LineError
			if !errors.As(err, &bad) || bad.Line < 1 || bad.Line > strings.Count(s, "\n")+1 || bad.Reason == "" {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		text := h.String()
		again, err := calendar.ParseHolidays(strings.NewReader(text))
		if err != nil || again.String() != text {
			t.Fatalf("%q became %q, which reads as %q, %v", s, text, again.String(), err)
		}
		if same := h.With(h).String(); same != text {
			t.Fatalf("with itself: %q, then %q", text, same)
		}
	})
}
