package policy

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Notice is a kind of paper that the city sends: its names, the sign of its number, what it weighs on the ladder, and
// its words.
type Notice struct {
	Code string
	Name
	Sign   string      // stands before the year in the number: 衡督
	Weight matter.Rung // NoRung for papers that hold nobody to account
	Words  [2]Template // zh, en
}

// In is the notice's body for a language.
func (n Notice) Body(lang string) Template {
	if lang == "en" {
		return n.Words[1]
	}
	return n.Words[0]
}

// builtInNotices are the papers that every city has; a city may rename them and add its own (提示单, 通报单, 建议函).
var builtInNotices = []struct {
	code, zh, en, sign string
	weight             matter.Rung
}{
	{"assign", "交办单", "Assignment notice", "交", matter.NoRung},
	{"supervise", "督办单", "Supervision notice", "督", matter.Supervise},
	{"hold", "问责单", "Accountability notice", "问", matter.Hold},
	{"instruct", "批示件", "Written instruction", "批", matter.NoRung},
}

// Notice finds a kind of paper.
func (p *Policy) Notice(code string) (Notice, bool) {
	i := slices.IndexFunc(p.Notices, func(n Notice) bool { return n.Code == code })
	if i < 0 {
		return Notice{}, false
	}
	return p.Notices[i], true
}

func (r *reader) notices(p *Policy, n *yaml.Node) {
	for _, b := range builtInNotices {
		p.Notices = append(p.Notices, Notice{Code: b.code, Name: Name{b.zh, b.en}, Sign: b.sign, Weight: b.weight,
			Words: builtInWords(b.code)})
	}
	t := r.table(n, nil, nil)
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 { // in the file's order
		key := n.Content[i]
		if t[key.Value] == n.Content[i+1] {
			r.notice(p, key, n.Content[i+1])
		}
	}
}

func (r *reader) notice(p *Policy, key, n *yaml.Node) {
	if !codePattern.MatchString(key.Value) {
		r.wrong(key, "category_code", "code", key.Value)
		return
	}
	v := r.table(n, []string{"zh", "en", "sign", "like", "text", "text_en"}, []string{"zh"})
	at := slices.IndexFunc(p.Notices, func(x Notice) bool { return x.Code == key.Value })
	if at < 0 {
		p.Notices = append(p.Notices, Notice{Code: key.Value, Weight: matter.Supervise,
			Words: builtInWords("supervise")})
		at = len(p.Notices) - 1
		if x := v["like"]; x != nil && (p.Notices[at].Weight.UnmarshalText([]byte(r.text(x))) != nil ||
			p.Notices[at].Weight == matter.Urge) {
			r.wrong(x, "notice_like", "value", x.Value)
		}
	} else if x := v["like"]; x != nil {
		r.wrong(x, "notice_built_in", "code", key.Value)
	}
	q := &p.Notices[at]
	q.Name = Name{r.text(v["zh"]), r.text(v["en"])}
	if s := r.text(v["sign"]); s != "" {
		q.Sign = s
	} else if q.Sign == "" {
		q.Sign = q.Zh
	}
	for i, k := range []string{"text", "text_en"} {
		if v[k] != nil {
			q.Words[i] = r.template(v[k])
		}
	}
}

// template reads the words of a notice; each unknown placeholder is a mistake.
func (r *reader) template(n *yaml.Node) Template {
	t, wrong := ParseTemplate(r.text(n))
	for _, w := range wrong {
		at := *n
		at.Line += w.Line - 1
		if n.Style == yaml.LiteralStyle || n.Style == yaml.FoldedStyle {
			at.Line++
		}
		r.wrong(&at, "placeholder", "name", w.Name, "known", strings.Join(Placeholders(), ", "))
	}
	return t
}

// Rung is a step of the ladder and the kinds of matter it is for; nil for all.
type Rung struct {
	matter.Step
	Kinds []matter.Kind
}

// builtInLadder is for problems and tasks of a file that gives none; a person in need cannot wait for working days.
var builtInLadder = []matter.Step{
	{Code: "remind", Yellow: true, To: []matter.Post{matter.UnitClerk}},
	{Code: "urge", Does: matter.Urge, To: []matter.Post{matter.UnitHead, matter.UnitClerk}},
	{Code: "county", After: calendar.Limit{Days: 1}, Does: matter.Supervise, Notice: "supervise",
		From: int(area.County), To: []matter.Post{matter.UnitHead}},
	{Code: "city", After: calendar.Limit{Days: 3}, Does: matter.Supervise, Notice: "supervise", From: int(area.City),
		To: []matter.Post{matter.UnitHead}, Climbs: true},
	{Code: "account", After: calendar.Limit{Days: 7}, Does: matter.Hold, Notice: "hold", From: int(area.City)},
	{Code: "rework", Reworks: 2, Does: matter.Hold, Notice: "hold", From: int(area.County)},
}

var levelNames = map[string]area.Level{"city": area.City, "county": area.County, "township": area.Township}

// ladder reads the rungs.
func (r *reader) ladder(p *Policy, n *yaml.Node) {
	if n == nil {
		for _, s := range builtInLadder {
			p.Ladder = append(p.Ladder, Rung{Step: s})
		}
		return
	}
	for _, x := range r.list(n) {
		p.Ladder = append(p.Ladder, r.rung(p, x))
	}
	if len(p.Ladder) > 32 {
		r.wrong(n, "ladder_long", "max", "32")
	}
}

func (r *reader) rung(p *Policy, n *yaml.Node) Rung {
	t := r.table(n, []string{"code", "when", "before", "after", "reworks", "notice", "urge", "from", "to", "climb",
		"kinds"}, []string{"code"})
	s := Rung{Step: matter.Step{Code: r.text(t["code"]), From: int(area.County), Climbs: r.truth(t["climb"])}}
	if !codePattern.MatchString(s.Code) {
		r.wrong(n, "category_code", "code", s.Code)
	}
	if slices.ContainsFunc(p.Ladder, func(x Rung) bool { return x.Code == s.Code }) {
		r.wrong(n, "double_key", "key", s.Code)
	}
	r.moment(n, t, &s.Step)
	for _, x := range r.list(t["kinds"]) {
		if k := kind(r.text(x)); k != 0 {
			s.Kinds = append(s.Kinds, k)
		} else {
			r.wrong(x, "unknown_key", "key", x.Value, "known", strings.Join(kinds(), ", "))
		}
	}
	switch notice := r.text(t["notice"]); {
	case notice != "":
		q, ok := p.Notice(notice)
		if !ok || q.Weight == matter.NoRung {
			r.wrong(t["notice"], "notice_unknown", "notice", notice)
		}
		s.Notice, s.Does = notice, q.Weight
	case r.truth(t["urge"]):
		s.Does = matter.Urge
	}
	if x := t["from"]; x != nil {
		l, ok := levelNames[r.text(x)]
		if !ok {
			r.wrong(x, "level", "value", x.Value)
		}
		s.From = int(l)
	}
	for _, x := range r.list(t["to"]) {
		if post := matter.Post(r.text(x)); post == matter.UnitClerk || post == matter.UnitHead {
			s.To = append(s.To, post)
		} else {
			r.wrong(x, "ladder_to", "post", string(post))
		}
	}
	if len(s.To) == 0 {
		s.To = []matter.Post{matter.UnitHead}
	}
	if s.Climbs && s.Does != matter.Supervise {
		r.wrong(n, "ladder_climb", "code", s.Code)
	}
	return s
}

// moment reads when a rung fires: exactly one way.
func (r *reader) moment(n *yaml.Node, t map[string]*yaml.Node, s *matter.Step) {
	ways := 0
	for _, k := range []string{"when", "before", "after", "reworks"} {
		if t[k] != nil {
			ways++
		}
	}
	if ways != 1 {
		r.wrong(n, "ladder_when", "code", s.Code)
		return
	}
	switch {
	case t["when"] != nil:
		switch v := r.text(t["when"]); v {
		case "yellow":
			s.Yellow = true
		case "due":
		default:
			r.wrong(t["when"], "ladder_when", "code", s.Code)
		}
	case t["before"] != nil:
		s.Before = r.limit(t["before"])
	case t["after"] != nil:
		s.After = r.limit(t["after"])
	default:
		s.Reworks = r.number(t["reworks"], 1, 20)
	}
}

// Rung finds a step of the ladder by its code.
func (p *Policy) Rung(code string) (Rung, bool) {
	i := slices.IndexFunc(p.Ladder, func(s Rung) bool { return s.Code == code })
	if i < 0 {
		return Rung{}, false
	}
	return p.Ladder[i], true
}

// steps is the ladder of a kind.
func (p *Policy) steps(k matter.Kind) []matter.Step {
	var out []matter.Step
	for _, r := range p.Ladder {
		if r.Kinds == nil || slices.Contains(r.Kinds, k) {
			out = append(out, r.Step)
		}
	}
	return out
}

// Number is the number of a notice as it is written on the paper: 衡督〔2026〕3号.
func (p *Policy) Number(k matter.Paper) string {
	sign := k.Kind
	if n, ok := p.Notice(k.Kind); ok {
		sign = n.Sign
	}
	return sign + "〔" + strconv.Itoa(k.Year) + "〕" + strconv.FormatInt(k.N, 10) + "号"
}
