package area_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/area"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		want   area.Code
		level  area.Level
		parent area.Code
	}{
		{"43", 430000000000, area.Province, 0},
		{"4304", 430400000000, area.City, 430000000000},
		{"430400", 430400000000, area.City, 430000000000},
		{"430405", 430405000000, area.County, 430400000000},
		{"430405100", 430405100000, area.Township, 430405000000},
		{"430405100000", 430405100000, area.Township, 430405000000},
		{"430405007001", 430405007001, area.Village, 430405007000},
		{"430405100200", 430405100200, area.Village, 430405100000},
		{"430473400000", 430473400000, area.Township, 430473000000},
		{"110101", 110101000000, area.County, 110100000000},
		{"659001", 659001000000, area.County, 659000000000},
		{" \t４３０４０５００７００１　\r\n", 430405007001, area.Village, 430405007000},
	} {
		got, err := area.Parse(c.in)
		if err != nil || got != c.want {
			t.Errorf("Parse(%q) = %v, %v; want %v", c.in, got, err, c.want)
			continue
		}
		if got.Level() != c.level || got.Parent() != c.parent {
			t.Errorf("%q: level %v, parent %v; want %v, %v", c.in, got.Level(), got.Parent(), c.level, c.parent)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, reason string }{
		{"", "0 digits"},
		{"430", "3 digits"},
		{"43040", "5 digits"},
		{"4304050070011", "13 digits"},
		{strings.Repeat("4", 1<<16), "65536 digits"},
		{"4304 05", "not a digit: ' '"},
		{"-43040", "not a digit: '-'"},
		{"430405.0", "not a digit: '.'"},
		{"4.304E+11", "not a digit: '.'"},
		{"珠晖", "not a digit: '珠'"},
		{"4304٠٥", "not a digit: '٠'"},
		{"4304\x0005", `not a digit: '\x00'`},
		{"00", "no province"},
		{"000000000000", "no province"},
		{"100400", "no province"},
		{"430005", "for the county but none for the city"},
		{"430405000001", "for the village but none for the township"},
		{"430400007000", "for the township but none for the county"},
		{"441900003000", "for the township but none for the county"},
		{"430000000001", "for the village but none for the city"},
	} {
		got, err := area.Parse(c.in)
		var bad *area.CodeError
		if !errors.As(err, &bad) || got != 0 {
			t.Errorf("Parse(%.20q) = %v, %v; want a *CodeError", c.in, got, err)
			continue
		}
		if bad.Input != c.in || !strings.Contains(bad.Reason, c.reason) {
			t.Errorf("Parse(%.20q): %q; want %q", c.in, bad.Reason, c.reason)
		}
	}
}

func TestCodeParts(t *testing.T) {
	t.Parallel()
	village := area.Code(430405007001)
	for l, want := range map[area.Level]area.Code{
		area.Province: 430000000000, area.City: 430400000000, area.County: 430405000000, area.Township: 430405007000,
		area.Village: village,
	} {
		if got := village.Ancestor(l); got != want {
			t.Errorf("Ancestor(%v) = %v, want %v", l, got, want)
		}
		if !want.Contains(village) {
			t.Errorf("%v does not contain %v", want, village)
		}
	}
	county := area.Code(430405000000)
	if county.Ancestor(area.Village) != county || county.Ancestor(area.County) != county ||
		county.Ancestor(area.NoLevel) != county {
		t.Error("an ancestor that lies no higher is not the code itself")
	}
	if lo, hi := county.Range(); lo != 430405000000 || hi != 430405999999 {
		t.Errorf("Range = %v, %v", lo, hi)
	}
	if lo, hi := area.Code(430400000000).Range(); lo != 430400000000 || hi != 430499999999 {
		t.Errorf("Range of the city = %v, %v", lo, hi)
	}
	if village.City() != 4304 || county.Contains(430406000000) || county.Contains(430400000000) ||
		village.Contains(430405007000) {
		t.Error("city or containment is wrong")
	}
	var none area.Code
	if lo, hi := none.Range(); lo <= hi || none.Contains(0) || none.Valid() || none.Level() != area.NoLevel ||
		none.Parent() != 0 {
		t.Error("0 is an area")
	}
	if area.Code(430405000001).Valid() || area.Code(-1).Valid() || area.Code(1e12).Valid() || !county.Valid() {
		t.Error("Valid is wrong")
	}
}

func TestLevelNames(t *testing.T) {
	t.Parallel()
	for l := area.Province; l <= area.Village; l++ {
		if got, err := area.ParseLevel(l.String()); err != nil || got != l {
			t.Errorf("ParseLevel(%q) = %v, %v", l, got, err)
		}
	}
	for _, s := range []string{"", "City", "region", "2"} {
		if l, err := area.ParseLevel(s); err == nil {
			t.Errorf("ParseLevel(%q) = %v", s, l)
		}
	}
	if got := area.Level(9).String(); got != "9" {
		t.Errorf("an unknown level is %q", got)
	}
}

func TestCodeJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]area.Code{
		`"430405007001"`:      430405007001,
		`430405007001`:        430405007001,
		`"430405"`:            430405000000,
		`430405`:              430405000000,
		`"\u0034304"`:         430400000000,
		`""`:                  0,
		`0`:                   0,
		`"000000000000"`:      0,
		"\n 430405007001  \n": 430405007001,
	} {
		got := area.Code(1)
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{`"4304050070"`, `-430405`, `4.304e11`, `true`, `[]`, `{}`, `"430405000001"`,
		`4304050070011`} {
		got := area.Code(7)
		if err := json.Unmarshal([]byte(in), &got); err == nil || got != 7 {
			t.Errorf("%s: %v, %v; want an error and the value kept", in, got, err)
		}
	}
	kept := area.Code(7)
	if err := json.Unmarshal([]byte("null"), &kept); err != nil || kept != 7 {
		t.Errorf("null: %v, %v", kept, err)
	}
	b, err := json.Marshal(map[area.Code][]area.Code{430405000000: {430405007001, 0}})
	if want := `{"430405000000":["430405007001","000000000000"]}`; err != nil || string(b) != want {
		t.Errorf("Marshal = %s, %v; want %s", b, err, want)
	}
	var back map[area.Code][]area.Code
	if err := json.Unmarshal(b, &back); err != nil || len(back[430405000000]) != 2 {
		t.Errorf("Unmarshal(%s) = %v, %v", b, back, err)
	}
}

// drawCode draws a valid code of any level.
func drawCode(t *rapid.T) area.Code {
	c := area.Code(rapid.Int64Range(11, 99).Draw(t, "province"))
	deep := rapid.IntRange(1, 5).Draw(t, "level")
	for i, size := range []int64{99, 99, 999, 999} {
		c *= area.Code(size + 1)
		if i+2 <= deep {
			c += area.Code(rapid.Int64Range(1, size).Draw(t, "part"))
		}
	}
	return c
}

func TestCodeLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCode(t)
		if !c.Valid() {
			t.Fatalf("%v is not valid", c)
		}
		if got, err := area.Parse(c.String()); err != nil || got != c {
			t.Fatalf("Parse(String(%v)) = %v, %v", c, got, err)
		}
		lo, hi := c.Range()
		if lo != c || hi < c {
			t.Fatalf("Range(%v) = %v, %v", c, lo, hi)
		}
		up := c.Parent()
		if c.Level() > area.Province {
			if !up.Valid() || up.Level() != c.Level()-1 || !up.Contains(c) || c.Contains(up) {
				t.Fatalf("%v has the parent %v", c, up)
			}
			plo, phi := up.Range()
			if lo <= plo || hi > phi {
				t.Fatalf("the range of %v is not in that of %v", c, up)
			}
		}
		d := drawCode(t)
		if got, want := c.Contains(d), d.Ancestor(c.Level()) == c && d.Level() >= c.Level(); got != want {
			t.Fatalf("%v.Contains(%v) = %v", c, d, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "43", "430405", "430405007001", "４３０４", " 430405000001", "\x00", "中", "-1",
		"9999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := area.Parse(s)
		if err != nil {
			var bad *area.CodeError
			if !errors.As(err, &bad) || bad.Input != s || bad.Reason == "" || c != 0 {
				t.Fatalf("Parse(%q) = %v, %#v", s, c, err)
			}
			return
		}
		if !c.Valid() || len(c.String()) != 12 {
			t.Fatalf("Parse(%q) = %v, which is not valid", s, c)
		}
		if again, err := area.Parse(c.String()); err != nil || again != c {
			t.Fatalf("%v does not survive its own digits: %v, %v", c, again, err)
		}
	})
}
