package inspect

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// What this package needs of the standard and of the points, in its own terms.

// Spot is a point of the register.
type Spot struct {
	ID         int64
	Code, Name string
	Kind       string
	Area       area.Code
	Lat, Lng   *float64 // WGS-84
	Unit       int64    // responsible for it, 0 for none
}

// Spots are points by their ids, for whoever may see what is shown of them.
func (x *Inspect) Spots(ctx context.Context, ids []int64) (map[int64]Spot, error) {
	return x.Points.Spots(ctx, ids)
}

func (x *Inspect) point(ctx context.Context, id int64) (*Spot, error) {
	m, err := x.Points.Spots(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	p, ok := m[id]
	if !ok {
		return nil, fault.New(fault.Invalid, "inspection_point").On("point")
	}
	return &p, nil
}

// version settles which version of the standard a plan is by.
func (x *Inspect) version(ctx context.Context, p *Plan) (err error) {
	p.Version, err = x.versionAt(ctx, p.Version, p.From)
	return err
}

func (x *Inspect) versionAt(ctx context.Context, asked int64, at calendar.Instant) (int64, error) {
	var e *standard.Edition
	var err error
	if asked != 0 {
		e, err = x.Standard.Edition(ctx, asked)
	} else {
		e, err = x.Standard.At(ctx, views.DayOf(at))
	}
	if err != nil {
		if fault.Of(err).Kind == fault.Missing {
			err = fault.New(fault.Conflict, "standard_none").On("standard").By(err)
		}
		return 0, err
	}
	return e.Seq, nil
}

// mark scores the answers by the version of the inspection.
func (x *Inspect) mark(ctx context.Context, b *Made, answers []Answer) error {
	e, err := x.Standard.Edition(ctx, b.Version)
	if err != nil {
		return err
	}
	given := make([]standard.Answer, 0, len(answers))
	for _, a := range answers {
		v, ok := map[Result]standard.Verdict{Pass: standard.Passed, Fail: standard.Failed,
			NA: standard.NotApplicable}[a.Result]
		if !ok {
			return fault.New(fault.Invalid, "answer_result", "item", a.Item).On("answers")
		}
		given = append(given, standard.Answer{Code: a.Item, Verdict: v, Findings: a.Count})
	}
	r, err := e.Score(b.Kind, given)
	if err != nil {
		return fault.New(fault.Invalid, "answer_item", "item", fault.Of(err).Args["code"]).On("answers").By(err)
	}
	for _, s := range r.Items {
		if s.State == standard.NotChecked {
			continue
		}
		out := Scored{Item: s.Code, Result: NA, Findings: s.Findings, Veto: s.Veto}
		if s.Counts() {
			out.Full, out.Lost, out.Result = int64(s.Full), int64(s.Lost), Pass
			if s.State == standard.Failed {
				out.Result = Fail
			}
		}
		b.Items = append(b.Items, out)
	}
	for _, a := range answers {
		l := Line{Code: a.Item, Item: a.Item, Result: a.Result, Count: a.Count}
		if n, _ := e.Node(a.Item); n.Layer == standard.Question {
			l.Item = n.Parent
		}
		b.Lines = append(b.Lines, l)
	}
	b.Full, b.Lost, b.Vetoed = int64(r.Full), int64(r.Lost), int64(r.Vetoed)
	if len(b.Items) == 0 {
		return fault.New(fault.Invalid, "answers_none").On("answers")
	}
	return nil
}

// duty is what the standard says of a failed item: whose it is, what it is, how bad, how soon.
type duty struct {
	Lead     int64
	Co       []int64
	Limit    string
	Category string
	Severity matter.Severity
	Text     string
}

// duty finds it; without a unit in the standard it is the point's own.
func (x *Inspect) duty(ctx context.Context, version int64, item string, p *Spot) (duty, error) {
	e, err := x.Standard.Edition(ctx, version)
	if err != nil {
		return duty{}, err
	}
	n, _ := e.Node(item)
	d := duty{Severity: n.Severity, Text: n.Text.Zh}
	if d.Lead, d.Co, _ = standard.Responsible(x.Org(), n, p.Area); d.Lead == 0 {
		d.Lead = p.Unit
	}
	if s := n.Deadline.String(); n.Deadline != (calendar.Limit{}) {
		d.Limit = s
	}
	if c, ok := x.Policy().Category(n.Category); ok {
		d.Category = n.Category
		if d.Severity == 0 {
			d.Severity = c.Severity
		}
	}
	return d, nil
}

// asked are the items of a version with their weights, under the dimensions at the top.
func (x *Inspect) asked(ctx context.Context, version int64) ([]Asked, error) {
	e, err := x.Standard.Edition(ctx, version)
	if err != nil {
		return nil, err
	}
	var out []Asked
	for _, n := range e.Items("") {
		out = append(out, Asked{Item: n.Code, Dimension: e.Above(n.Code)[0].Code, Full: int64(n.Full)})
	}
	return out, nil
}

// codes are the questions to ask at a kind of point about some items, none meaning all, in order.
func (x *Inspect) codes(ctx context.Context, version int64, kind string, items []string) ([]string, error) {
	e, err := x.Standard.Edition(ctx, version)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, n := range e.Items(kind) {
		if len(items) == 0 || slices.Contains(items, n.Code) {
			out = append(out, questions(e, n.Code, kind)...)
		}
	}
	return out, nil
}

// questions are the codes of an item's questions; an item without any is its own.
func questions(e *standard.Edition, item, kind string) []string {
	list := e.Questions(item, kind)
	if len(list) == 0 {
		return []string{item}
	}
	var out []string
	for _, q := range list {
		out = append(out, q.Code)
	}
	return out
}

// dayItems are all questions of a version as the day lists them.
func (x *Inspect) dayItems(ctx context.Context, l string, version int64) ([]DayItem, error) {
	e, err := x.Standard.Edition(ctx, version)
	if err != nil {
		return nil, err
	}
	l = short(l)
	var out []DayItem
	for _, n := range e.Items("") {
		var path []string
		for _, up := range e.Above(n.Code) {
			path = append(path, up.Text.In(l))
		}
		for _, code := range questions(e, n.Code, "") {
			q, _ := e.Node(code)
			out = append(out, DayItem{Code: code, Dimension: strings.Join(path, " / "), Item: n.Text.In(l),
				Text: q.Text.In(l), Method: n.Method.String(), Full: int64(n.Full),
				Rule: ruleWords(l, n), Each: n.Rule.Way == standard.Each, Veto: n.Veto, Severity: n.Severity.String()})
		}
	}
	return out, nil
}

// short is a language as texts of the standard have it.
func short(l string) string {
	if l == lang.En {
		return "en"
	}
	return "zh"
}

// ruleWords is a deduction rule in words; l is short.
func ruleWords(l string, n standard.Node) string {
	full := lang.Zh
	if l == "en" {
		full = lang.En
	}
	args := map[string]string{"full": Points(int64(n.Full)), "off": Points(int64(n.Rule.Off)),
		"floor": Points(int64(n.Rule.Floor))}
	s := lang.T(full, "inspect.rule_all", args)
	if n.Rule.Way == standard.Each {
		s = lang.T(full, "inspect.rule_each", args)
	}
	if n.Veto {
		s += lang.T(full, "inspect.rule_veto", nil)
	}
	return s
}

// ItemText is a node of a version in a language; its code where the version has none.
func (x *Inspect) ItemText(ctx context.Context, l string, version int64, code string) string {
	if n, ok := x.node(ctx, version, code); ok {
		return n.Text.In(short(l))
	}
	return code
}

// node is one of a version; there is none where the version cannot be read.
func (x *Inspect) node(ctx context.Context, version int64, code string) (n standard.Node, ok bool) {
	e, err := x.Standard.Edition(ctx, version)
	if err != nil {
		return n, false
	}
	return e.Node(code)
}

// RuleWords is how an item loses points, in words.
func (x *Inspect) RuleWords(ctx context.Context, l string, version int64, item string) string {
	if n, ok := x.node(ctx, version, item); ok {
		return ruleWords(short(l), n)
	}
	return ""
}

// Named is something with a name: a version, a kind of point.
type Named struct {
	ID   int64
	Code string
	Name string
}

// Versions lists the versions of the standard, the newest first.
func (x *Inspect) Versions(ctx context.Context, l string) ([]Named, error) {
	list, err := x.Standard.Editions(ctx, 50)
	var out []Named
	for _, e := range list {
		out = append(out, Named{ID: e.Seq, Name: editionName(l, e.Title, e.From)})
	}
	return out, err
}

func editionName(l string, title standard.Text, from views.Day) string {
	return title.In(short(l)) + " · " + from.String()
}

// VersionName names a version, "" where there is none.
func (x *Inspect) VersionName(ctx context.Context, l string, id int64) string {
	e, err := x.Standard.Edition(ctx, id)
	if err != nil {
		return ""
	}
	return editionName(l, e.Title, e.From)
}

// Kinds lists the kinds of point of the version in force.
func (x *Inspect) Kinds(ctx context.Context, l string) ([]Named, error) {
	e, err := x.Standard.Today(ctx)
	if fault.Of(err).Kind == fault.Missing && err != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Named
	for _, k := range e.Kinds {
		out = append(out, Named{Code: k.Code, Name: k.Text.In(short(l))})
	}
	return out, nil
}

// KindName is a kind of point in a language, its code where the standard in force has none.
func (x *Inspect) KindName(ctx context.Context, l, kind string) string {
	e, err := x.Standard.Today(ctx)
	if err != nil {
		return kind
	}
	if k, ok := e.Kind(kind); ok {
		return k.Text.In(short(l))
	}
	return kind
}

// ids reads numbers that numbers wrote.
func ids(s string) []int64 {
	var out []int64
	for _, f := range strings.Fields(s) {
		n, _ := strconv.ParseInt(f, 10, 64)
		out = append(out, n)
	}
	return out
}
