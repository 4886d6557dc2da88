package desk

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/platform/lang"
	"xiaohao/platform/text/surge"
)

// Names say in one language what things of the city are called, as organisation and policy stood when they were asked
// for.
type Names struct {
	Lang string

	org    *org.Org
	policy *policy.Policy
}

// Names are those of a language, lang.Zh or lang.En.
func (d *Desk) Names(l string) Names { return Names{Lang: l, org: d.Org(), policy: d.Policy()} }

// T is a sentence of the catalogue; args are name and value in turn.
func (n Names) T(key string, args ...string) string {
	var m map[string]string
	if len(args) > 0 {
		m = make(map[string]string, len(args)/2)
	}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(n.Lang, key, m)
}

// Short is the language as policy and org name it.
func (n Names) Short() string {
	if n.Lang == lang.En {
		return "en"
	}
	return "zh"
}

// City is the city's name.
func (n Names) City() string {
	if n.Lang == lang.En && n.policy.City.En != "" {
		return n.policy.City.En
	}
	return n.policy.City.Zh
}

// Area is the full name of an area, "" of none.
func (n Names) Area(a area.Code) string {
	if a == 0 {
		return ""
	}
	return n.org.Tree().FullName(a)
}

// ShortArea is the name of an area without those above it, its code where it is unknown.
func (n Names) ShortArea(a area.Code) string {
	x, ok := n.org.Tree().Get(a)
	if !ok {
		return a.String()
	}
	return x.Name
}

// Unit is a unit's name, "" of none.
func (n Names) Unit(id int64) string {
	u, ok := n.org.Unit(id)
	if !ok {
		return ""
	}
	return u.Name(n.Lang)
}

// Units are the names of units in one sentence.
func (n Names) Units(ids []int64) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, n.Unit(id))
	}
	return strings.Join(names, n.T("word.and"))
}

// Category is the name of a category in force, "" of an unknown one.
func (n Names) Category(code string) string {
	x, ok := n.policy.Category(code)
	if !ok {
		return ""
	}
	return x.Name(n.Short())
}

// Notice is what policy calls a kind of notice.
func (n Names) Notice(kind string) string {
	x, ok := n.policy.Notice(kind)
	if !ok {
		return kind
	}
	return x.In(n.Short())
}

// Rate is k of so many as a rate, with where it may really lie.
func (n Names) Rate(k, of int64) string {
	lo, hi := surge.Interval(k, of)
	return n.T("trend.rate", "k", strconv.FormatInt(k, 10), "n", strconv.FormatInt(of, 10), "rate", Share(k, of),
		"lo", fmt.Sprintf("%.1f", lo*100), "hi", fmt.Sprintf("%.1f", hi*100))
}

// Share is a part of so many with one decimal; "–" of nothing.
func Share(k, of int64) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", float64(k)*100/float64(of))
}
