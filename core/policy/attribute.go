package policy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Attribute is a question that a category asks whoever reports: the number of the lamp's pole. Programs ask it by
// Open311. Its answer stays with the matter and is for those who work on it.
type Attribute struct {
	Code     string // of the answer; letters, digits, _ . and -
	Datatype matter.Datatype
	Required bool // no report of this category by Open311 without it
	Order    int  // place among the category's questions, from 1
	Variable bool // it wants an answer; false for a line that only tells something

	Description Name             // the question itself
	Hint        Name             // how the answer is written: datatype_description; may be empty
	Values      []AttributeValue // of the two lists; empty for all others
}

// AttributeValue is one answer of a list.
type AttributeValue struct {
	Key  string // what programs send
	Name Name
}

// What a category may hold, so that a definition stays small.
const (
	mostAttributes      = 30
	mostAttributeValues = 200
	attributeWords      = 500 // characters of a question or a hint
)

// Question is what a decision needs to know of the attribute.
func (a Attribute) Question() matter.Question {
	q := matter.Question{Code: a.Code, Datatype: a.Datatype, Required: a.Required, Variable: a.Variable}
	for _, v := range a.Values {
		q.Keys = append(q.Keys, v.Key)
	}
	return q
}

// Attribute finds one of the category's questions.
func (c Category) Attribute(code string) (Attribute, bool) {
	for _, a := range c.Attributes {
		if a.Code == code {
			return a, true
		}
	}
	return Attribute{}, false
}

// Value is the name of one of the attribute's answers.
func (a Attribute) Value(key string) (Name, bool) {
	for _, v := range a.Values {
		if v.Key == key {
			return v.Name, true
		}
	}
	return Name{}, false
}

// Questions is what a decision about a report of a category needs to know; nothing where the category asks nothing.
func (p *Policy) Questions(category string) []matter.Question {
	c, _ := p.Category(category)
	var out []matter.Question
	for _, a := range c.Attributes {
		out = append(out, a.Question())
	}
	return out
}

var attributePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}$`)

func (r *reader) attributes(n *yaml.Node) (out []Attribute) {
	taken := map[string]bool{}
	for _, x := range r.list(n) {
		a := r.attribute(x)
		if a.Order == 0 {
			a.Order = len(out) + 1
		}
		if taken[a.Code] {
			r.wrong(x, "double_key", "key", a.Code)
			continue
		}
		if slices.ContainsFunc(out, func(b Attribute) bool { return b.Order == a.Order }) {
			r.wrong(x, "attribute_order", "n", strconv.Itoa(a.Order))
		}
		taken[a.Code] = true
		out = append(out, a)
	}
	if len(out) > mostAttributes {
		r.wrong(n, "attribute_many")
	}
	return out
}

func (r *reader) attribute(n *yaml.Node) Attribute {
	t := r.table(n, []string{"code", "datatype", "required", "order", "variable", "zh", "en", "hint", "values"},
		[]string{"code", "datatype", "zh"})
	a := Attribute{Code: r.text(t["code"]), Datatype: matter.Datatype(r.text(t["datatype"])),
		Required: r.truth(t["required"]), Order: r.number(t["order"], 1, 1000), Variable: true,
		Description: Name{r.text(t["zh"]), r.text(t["en"])}}
	if t["variable"] != nil {
		a.Variable = r.truth(t["variable"])
	}
	if h := t["hint"]; h != nil {
		v := r.table(h, []string{"zh", "en"}, []string{"zh"})
		a.Hint = Name{r.text(v["zh"]), r.text(v["en"])}
	}
	if t["code"] != nil && !attributePattern.MatchString(a.Code) {
		r.wrong(t["code"], "attribute_code", "code", a.Code)
	}
	if d := t["datatype"]; d != nil && !a.Datatype.Known() {
		r.wrong(d, "attribute_datatype", "value", d.Value,
			"known", strings.Join(matter.Plain(matter.Datatypes()), ", "))
	}
	for _, words := range []string{a.Description.Zh, a.Description.En, a.Hint.Zh, a.Hint.En} {
		if utf8.RuneCountInString(words) > attributeWords {
			r.wrong(n, "attribute_long")
		}
	}
	if a.Required && !a.Variable {
		r.wrong(t["required"], "attribute_told")
	}
	r.attributeValues(n, t["values"], &a)
	return a
}

func (r *reader) attributeValues(n, values *yaml.Node, a *Attribute) {
	taken := map[string]bool{}
	for _, x := range r.list(values) {
		t := r.table(x, []string{"key", "zh", "en"}, []string{"key", "zh"})
		v := AttributeValue{r.text(t["key"]), Name{r.text(t["zh"]), r.text(t["en"])}}
		switch {
		case t["key"] == nil: // said already
		case !attributePattern.MatchString(v.Key):
			r.wrong(t["key"], "attribute_code", "code", v.Key)
		case taken[v.Key]:
			r.wrong(t["key"], "double_key", "key", v.Key)
		}
		taken[v.Key] = true
		a.Values = append(a.Values, v)
	}
	switch {
	case a.Datatype.Listed() && len(a.Values) == 0:
		r.wrong(n, "attribute_values")
	case a.Datatype.Known() && !a.Datatype.Listed() && len(a.Values) > 0:
		r.wrong(values, "attribute_no_values")
	case len(a.Values) > mostAttributeValues:
		r.wrong(values, "attribute_many")
	}
}
