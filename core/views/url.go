package views

import (
	"encoding"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// maxQuery is the longest search text, in characters.
const maxQuery = 100

// Values writes the filter as a URL query; what is zero is left out. ParseFilter reads it back.
func (f Filter) Values() url.Values {
	v := url.Values{}
	set := func(k, s string) {
		if s != "" && s != "0" {
			v.Set(k, s)
		}
	}
	set("list", f.List)
	set("kind", join(f.Kinds))
	set("state", join(f.States))
	if f.Open != nil {
		v.Set("open", map[bool]string{true: "1", false: "0"}[*f.Open])
	}
	if f.Area != 0 {
		v.Set("area", f.Area.String())
	}
	set("unit", strconv.FormatInt(f.Unit, 10))
	set("category", f.Category)
	if f.Severity != 0 {
		v.Set("severity", f.Severity.String())
	}
	if f.Light != 0 {
		v.Set("light", f.Light.String())
	}
	set("source", f.Source)
	set("from", f.From.String())
	set("to", f.To.String())
	set("q", f.Text)
	set("mine", f.Mine)
	set("sort", f.Sort)
	set("after", f.After)
	set("limit", strconv.Itoa(f.Limit))
	return v
}

// ParseFilter reads a URL query; unknown keys are left to others. A bad value is fault.Invalid "filter_value" on its
// key.
func ParseFilter(v url.Values) (Filter, error) {
	p := parser{v: v}
	f := Filter{
		List:     p.one("list", ProblemList, TaskList, ResponsibilityList),
		Kinds:    many[matter.Kind](&p, "kind"),
		States:   many[matter.State](&p, "state"),
		Open:     p.flag("open"),
		Area:     p.area("area"),
		Unit:     p.number("unit", 1<<62),
		Category: p.text("category", 64),
		Severity: single[matter.Severity](&p, "severity"),
		Light:    p.light("light"),
		Source:   p.one("source", matter.Plain(matter.Sources())...),
		From:     p.day("from"),
		To:       p.day("to"),
		Text:     p.text("q", maxQuery),
		Mine:     p.one("mine", MineReported, MineFollowed),
		Sort:     p.one("sort", SortNext, SortNew, SortNumber, SortUnit),
		After:    p.text("after", 200),
		Limit:    int(p.number("limit", MaxLimit)),
	}
	return f, p.err
}

// parser keeps the first mistake.
type parser struct {
	v   url.Values
	err error
}

func (p *parser) bad(key string) {
	if p.err == nil {
		p.err = fault.New(fault.Invalid, "filter_value", "key", key, "value", clip(p.v.Get(key))).On(key)
	}
}

func clip(s string) string {
	if r := []rune(matter.Clean(s)); len(r) > 40 {
		return string(r[:39]) + "…"
	} else {
		return string(r)
	}
}

func (p *parser) text(key string, most int) string {
	s := strings.TrimSpace(p.v.Get(key))
	if utf8.RuneCountInString(s) > most || s != matter.Clean(s) {
		p.bad(key)
		return ""
	}
	return s
}

func (p *parser) one(key string, allowed ...string) string {
	s := p.v.Get(key)
	if s != "" && !slices.Contains(allowed, s) {
		p.bad(key)
		return ""
	}
	return s
}

func (p *parser) number(key string, most int64) int64 {
	s := p.v.Get(key)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > most {
		p.bad(key)
		return 0
	}
	return n
}

func (p *parser) flag(key string) *bool {
	s := p.one(key, "0", "1")
	if s == "" {
		return nil
	}
	b := s == "1"
	return &b
}

func (p *parser) day(key string) Day {
	s := p.v.Get(key)
	if s == "" {
		return 0
	}
	d, err := ParseDay(s)
	if err != nil {
		p.bad(key)
	}
	return d
}

func (p *parser) area(key string) area.Code {
	s := p.v.Get(key)
	if s == "" {
		return 0
	}
	c, err := area.Parse(s)
	if err != nil {
		p.bad(key)
		return 0
	}
	return c
}

func (p *parser) light(key string) matter.Light {
	s := p.v.Get(key)
	for l := matter.Green; l <= matter.Grey; l++ {
		if s == l.String() {
			return l
		}
	}
	if s != "" {
		p.bad(key)
	}
	return 0
}

// word is a small number with a name, as the states and kinds are.
type word[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// many reads a list: the key several times, or values with commas between them; each is kept once.
func many[T ~uint8, P word[T]](p *parser, key string) []T {
	var out []T
	for _, s := range strings.FieldsFunc(strings.Join(p.v[key], ","), func(r rune) bool { return r == ',' }) {
		var t T
		if err := P(&t).UnmarshalText([]byte(s)); err != nil || t == 0 {
			p.bad(key)
			return nil
		}
		out = append(out, t)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func single[T ~uint8, P word[T]](p *parser, key string) T {
	l := many[T, P](p, key)
	if len(l) == 0 {
		return 0
	}
	if len(l) > 1 {
		p.bad(key)
	}
	return l[0]
}

func join[T interface{ String() string }](list []T) string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = v.String()
	}
	return strings.Join(s, ",")
}
