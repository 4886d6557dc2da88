package standard

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"xiaohao/platform/lang"
)

// What can be different between two versions. Each is a sentence of the catalogue under "std.diff.".
const (
	Added    = "added"
	Dropped  = "dropped"
	Moved    = "moved" // to another parent
	Layered  = "layer" // a dimension became an item, and the like
	Ordered  = "order" // what stands in it stands in another order
	Reworded = "text"
	Renamed  = "title" // the version itself
	Restart  = "from"
	Rescored = "score"
	Ruled    = "rule"
	Vetoed   = "veto"
	Kinded   = "kinds"
	Methoded = "method"
	Sorted   = "category"
	Weighed  = "severity"
	Timed    = "deadline"
	Dutied   = "duty" // at one level
	KindNew  = "kind_added"
	KindGone = "kind_dropped"
	KindText = "kind_text"
	KindRow  = "kind_order"
)

// Change is one line of the difference between two versions.
type Change struct {
	What     string
	Code     string // of the node or the kind of point, "" for the version
	Old, New Node   // zero where there is none
	level    int    // place in levels, for Dutied
	old, new value  // what is told as before and after
}

// value is a text in both languages, or what a namer makes of codes.
type value func(l string, n Names) string

// Names gives names to codes of the city; a nil func shows the code.
type Names struct {
	Category func(code, lang string) string
	Unit     func(code, lang string) string
}

func (n Names) category(code, l string) string {
	if n.Category == nil || code == "" {
		return code
	}
	return n.Category(code, l)
}

func (n Names) unit(code, l string) string {
	if n.Unit == nil {
		return code
	}
	return n.Unit(code, l)
}

// Digest names the content: everything but the first day.
func (v *Version) Digest() string {
	c := *v
	c.From = 0
	b, err := json.Marshal(&c)
	if err != nil {
		panic(err) // it holds numbers and text
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

// Diff lists what b says differently from a; a may be nil. It is empty only when both have the same Digest and first
// day.
func Diff(a, b *Version) []Change {
	if a == nil {
		a = (&Version{}).arrange()
	}
	var out []Change
	if a.Title != b.Title {
		out = append(out, Change{What: Renamed, old: said(a.Title), new: said(b.Title)})
	}
	if a.From != b.From {
		out = append(out, Change{What: Restart, old: plain(a.From.String()), new: plain(b.From.String())})
	}
	out = append(out, diffKinds(a, b)...)
	for _, n := range a.Nodes {
		if _, ok := b.Node(n.Code); !ok {
			out = append(out, Change{What: Dropped, Code: n.Code, Old: n, old: said(n.Text)})
		}
	}
	if !sameOrder(a.Children(""), b.Children("")) {
		out = append(out, Change{What: Ordered})
	}
	for _, n := range b.Nodes {
		was, ok := a.Node(n.Code)
		if !ok {
			out = append(out, Change{What: Added, Code: n.Code, New: n, new: said(n.Text)})
			continue
		}
		for _, c := range diffNode(a, b, was, n) {
			c.Code, c.Old, c.New = n.Code, was, n
			out = append(out, c)
		}
		if !sameOrder(a.Children(n.Code), b.Children(n.Code)) {
			out = append(out, Change{What: Ordered, Code: n.Code, Old: was, New: n})
		}
	}
	return out
}

func diffNode(a, b *Version, was, n Node) []Change {
	var out []Change
	tell := func(differs bool, what string, old, now value) {
		if differs {
			out = append(out, Change{What: what, old: old, new: now})
		}
	}
	tell(was.Layer != n.Layer, Layered, key("std.layer."+was.Layer.String()), key("std.layer."+n.Layer.String()))
	tell(was.Parent != n.Parent, Moved, a.place(was), b.place(n))
	tell(was.Text != n.Text, Reworded, said(was.Text), said(n.Text))
	tell(!slices.Equal(was.Kinds, n.Kinds), Kinded, a.kinds(was), b.kinds(n))
	tell(was.Method != n.Method, Methoded, key("std.method."+was.Method.String()), key("std.method."+n.Method.String()))
	tell(was.Full != n.Full, Rescored, plain(was.Full.String()), plain(n.Full.String()))
	tell(was.Rule != n.Rule, Ruled, was.Rule.value(), n.Rule.value())
	tell(was.Veto != n.Veto, Vetoed, vetoed(was), vetoed(n))
	tell(was.Category != n.Category, Sorted, category(was.Category), category(n.Category))
	tell(was.Severity != n.Severity, Weighed, severity(was), severity(n))
	tell(was.Deadline != n.Deadline, Timed, deadline(was), deadline(n))
	for i := range levels {
		x, y := was.duty(i), n.duty(i)
		if !reflect.DeepEqual(x, y) {
			out = append(out, Change{What: Dutied, level: i, old: x.value(), new: y.value()})
		}
	}
	return out
}

func diffKinds(a, b *Version) []Change {
	var out []Change
	var left, stay []string
	for _, k := range a.Kinds {
		if _, ok := b.Kind(k.Code); !ok {
			out = append(out, Change{What: KindGone, Code: k.Code, old: said(k.Text)})
		} else {
			left = append(left, k.Code)
		}
	}
	for _, k := range b.Kinds {
		switch was, ok := a.Kind(k.Code); {
		case !ok:
			out = append(out, Change{What: KindNew, Code: k.Code, new: said(k.Text)})
			continue
		case was.Text != k.Text:
			out = append(out, Change{What: KindText, Code: k.Code, old: said(was.Text), new: said(k.Text)})
		}
		stay = append(stay, k.Code)
	}
	if !slices.Equal(left, stay) {
		out = append(out, Change{What: KindRow})
	}
	return out
}

// sameOrder says whether the nodes that stand in both lists come in the same order.
func sameOrder(a, b []Node) bool {
	common := func(x, other []Node) []string {
		var out []string
		for _, n := range x {
			if slices.ContainsFunc(other, func(o Node) bool { return o.Code == n.Code }) {
				out = append(out, n.Code)
			}
		}
		return out
	}
	return slices.Equal(common(a, b), common(b, a))
}

// Concerns says whether the change is of a node or of a question right in it.
func (c Change) Concerns(code string) bool {
	of := func(n Node) bool { return n.Code == code || n.Layer == Question && n.Parent == code }
	return of(c.Old) || of(c.New)
}

// Words says the change in a language.
func (c Change) Words(l string, n Names) string {
	args := map[string]string{"code": c.Code, "old": lang.T(l, "std.none", nil),
		"new": lang.T(l, "std.none", nil), "name": ""}
	if c.old != nil {
		args["old"] = c.old(l, n)
	}
	if c.new != nil {
		args["new"] = c.new(l, n)
	}
	if c.New.Code != "" {
		args["name"] = c.New.Text.In(l)
	}
	if c.What == Dutied {
		args["level"] = lang.T(l, "level."+levels[c.level].String(), nil)
	}
	return lang.T(l, "std.diff."+c.What, args)
}

func said(t Text) value    { return func(l string, _ Names) string { return t.In(l) } }
func plain(s string) value { return func(string, Names) string { return s } }
func key(k string) value   { return func(l string, _ Names) string { return sayOr(l, k) } }
func category(c string) value {
	return func(l string, n Names) string { return orNone(l, n.category(c, l)) }
}

// sayOr is a sentence, or "none" where a word is empty.
func sayOr(l, k string) string {
	if !lang.Has(k) {
		return lang.T(l, "std.none", nil)
	}
	return lang.T(l, k, nil)
}

func orNone(l, s string) string {
	if s == "" {
		return lang.T(l, "std.none", nil)
	}
	return s
}

func vetoed(n Node) value {
	return key("std.veto." + map[bool]string{true: "yes", false: "no"}[n.Veto])
}

func severity(n Node) value {
	if n.Severity == 0 {
		return key("std.of_category")
	}
	return key("severity." + n.Severity.String())
}

func deadline(n Node) value {
	if n.Deadline.Zero() {
		return key("std.of_policy")
	}
	return func(l string, _ Names) string { return lang.Limit(l, n.Deadline.String()) }
}

func (v *Version) place(n Node) value {
	up, ok := v.Node(n.Parent)
	if !ok {
		return key("std.top")
	}
	return func(l string, _ Names) string { return up.Code + " " + up.Text.In(l) }
}

func (v *Version) kinds(n Node) value {
	return func(l string, _ Names) string { return v.KindWords(n, l) }
}

// KindWords names the kinds of point of a node.
func (v *Version) KindWords(n Node, l string) string {
	if len(n.Kinds) == 0 {
		return lang.T(l, "std.all_kinds", nil)
	}
	var out []string
	for _, k := range n.Kinds {
		x, _ := v.Kind(k)
		out = append(out, x.Text.In(l))
	}
	return joined(l, out)
}

// joined puts names into one line.
func joined(l string, names []string) string {
	sep := ", "
	if l == lang.Zh {
		sep = "、"
	}
	return strings.Join(names, sep)
}

func (n Node) duty(level int) Duty {
	for _, d := range n.Duties {
		if d.Level == levels[level] {
			return d
		}
	}
	return Duty{}
}

// value names who answers.
func (d Duty) value() value { return func(l string, n Names) string { return d.Words(l, n) } }

// Words names lead and co-units.
func (d Duty) Words(l string, n Names) string {
	if d.Lead == "" {
		return lang.T(l, "std.none", nil)
	}
	s := n.unit(d.Lead, l)
	if len(d.Co) > 0 {
		var co []string
		for _, u := range d.Co {
			co = append(co, n.unit(u, l))
		}
		s = lang.T(l, "std.duty", map[string]string{"lead": s, "co": joined(l, co)})
	}
	return s
}

func (r Rule) value() value { return func(l string, _ Names) string { return r.Words(l) } }
