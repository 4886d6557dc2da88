package point

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Values writes the filter as a URL query; what is zero is left out. ParseFilter reads it back.
func (f Filter) Values() url.Values {
	v := url.Values{}
	set := func(k, s string) {
		if s != "" && s != "0" {
			v.Set(k, s)
		}
	}
	if f.Area != 0 {
		v.Set("area", f.Area.String())
	}
	set("kind", f.Kind)
	set("unit", strconv.FormatInt(f.Unit, 10))
	set("q", f.Text)
	if f.Retired != nil {
		v.Set("retired", strconv.FormatInt(bit(*f.Retired), 10))
	}
	set("after", f.After)
	set("limit", strconv.Itoa(f.Limit))
	return v
}

// ParseFilter reads a URL query; unknown keys are left to others. A bad value is fault.Invalid "filter_value" on its
// key.
func ParseFilter(v url.Values) (Filter, error) {
	var wrong error
	bad := func(key string) {
		if wrong == nil {
			wrong = fault.New(fault.Invalid, "filter_value", "key", key,
				"value", short(matter.Clean(v.Get(key)))).On(key)
		}
	}
	text := func(key string, most int) string {
		s := strings.TrimSpace(v.Get(key))
		if utf8.RuneCountInString(s) > most || s != matter.Clean(s) {
			bad(key)
			return ""
		}
		return s
	}
	number := func(key string, most int64) int64 {
		n, err := strconv.ParseInt(v.Get(key), 10, 64)
		if v.Get(key) != "" && (err != nil || n < 0 || n > most) {
			bad(key)
			return 0
		}
		return n
	}
	f := Filter{Kind: text("kind", 40), Unit: number("unit", 1<<62), Text: text("q", 100), After: text("after", 100),
		Limit: int(number("limit", MaxLimit))}
	if s := v.Get("area"); s != "" {
		var err error
		if f.Area, err = area.Parse(s); err != nil {
			bad("area")
		}
	}
	if s := v.Get("retired"); s == "0" || s == "1" {
		b := s == "1"
		f.Retired = &b
	} else if s != "" {
		bad("retired")
	}
	return f, wrong
}
