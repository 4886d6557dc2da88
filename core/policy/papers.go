package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Papers is the way of an outgoing paper 公文办理: who takes which step, and which kinds there are.
type Papers struct {
	Kinds    []PaperKind // the built-in ones first
	Opinions int         // working days in which an opinion may be given; silence until then is consent
	Decide   int         // working days in which one signs off or sends back, before he is urged; 0 for no limit
	SignFor  int         // working days in which a unit signs for a paper, before it is reminded
	Stamp    bool        // a paper is stamped before it is handed out
	Internal bool        // 内部资料 may be kept; state secrets never are
	Presided bool        // who presided over the meeting that a paper comes from may sign it off, whatever his post

	Draft, Review, Sign, Number, Seal, HandOut []matter.Post // who may take a step in his area

	Titles []string // where any stand here, one who signs off has one of them on his door: 秘书长
}

// PaperKind is a kind of outgoing paper.
type PaperKind struct {
	Code string
	Name
	Sign string // before the year, in the number: 衡办发
	Ask  bool   // the units are asked for their opinion first
	Keep string // how long it is kept in the archive: one of Terms
}

// The terms of the archive 保管期限, as 国家档案局令第8号 (2006) names them.
const (
	Forever = "forever"
	Keep30  = "30"
	Keep10  = "10"
)

// Terms are the terms of the archive, the longest first.
func Terms() []string { return []string{Forever, Keep30, Keep10} }

var builtInPapers = []PaperKind{
	{Code: "breakdown", Name: Name{"任务分解表", "Task breakdown"}, Sign: "办分", Ask: true, Keep: Keep30},
	{Code: "bulletin", Name: Name{"通报", "Bulletin"}, Sign: "办通", Keep: Keep10},
	{Code: "plan", Name: Name{"行动计划", "Action plan"}, Sign: "办发", Keep: Forever},
	{Code: "minutes", Name: Name{"会议纪要", "Minutes"}, Sign: "办纪", Keep: Forever},
	{Code: "other", Name: Name{"其他公文", "Other paper"}, Sign: "办函", Keep: Keep10},
}

// PaperKind finds a kind of paper.
func (p *Policy) PaperKind(code string) (PaperKind, bool) {
	i := slices.IndexFunc(p.Papers.Kinds, func(k PaperKind) bool { return k.Code == code })
	if i < 0 {
		return PaperKind{}, false
	}
	return p.Papers.Kinds[i], true
}

// PaperNumber is the number of a paper as it is written: 衡办发〔2026〕17号.
func PaperNumber(sign string, year int, n int64) string {
	return sign + "〔" + strconv.Itoa(year) + "〕" + strconv.FormatInt(n, 10) + "号"
}

const (
	opinionDays   = 5
	decideDays    = 3
	signForDays   = 3
	longestSign   = 20
	mostPaperDays = 60
)

func (r *reader) papers(p *Policy, n *yaml.Node) {
	office := []matter.Post{matter.Dispatcher, matter.Supervisor}
	x := &p.Papers
	*x = Papers{Kinds: slices.Clone(builtInPapers), Opinions: opinionDays, Decide: decideDays, SignFor: signForDays,
		Stamp: true, Presided: true, Draft: office, Review: []matter.Post{matter.Supervisor},
		Sign:   []matter.Post{matter.Leader},
		Number: office, Seal: []matter.Post{matter.Administrator, matter.Dispatcher, matter.Supervisor},
		HandOut: office}
	t := r.table(n, []string{"opinion_days", "decide_days", "sign_for_days", "stamp", "internal", "presided", "draft",
		"review", "sign", "number", "seal", "hand_out", "titles", "kinds"}, nil)
	for key, to := range map[string]*int{"opinion_days": &x.Opinions, "sign_for_days": &x.SignFor} {
		if t[key] != nil {
			*to = r.number(t[key], 1, mostPaperDays)
		}
	}
	if t["decide_days"] != nil {
		x.Decide = r.number(t["decide_days"], 0, mostPaperDays)
	}
	for key, to := range map[string]*bool{"stamp": &x.Stamp, "internal": &x.Internal, "presided": &x.Presided} {
		if t[key] != nil {
			*to = r.truth(t[key])
		}
	}
	for key, to := range map[string]*[]matter.Post{"draft": &x.Draft, "review": &x.Review, "sign": &x.Sign,
		"number": &x.Number, "seal": &x.Seal, "hand_out": &x.HandOut} {
		if t[key] != nil {
			*to = r.reviewers(t[key])
		}
	}
	for _, s := range r.texts(t["titles"]) {
		if s = strings.TrimSpace(s); s != "" {
			x.Titles = append(x.Titles, s)
		}
	}
	r.paperKinds(x, t["kinds"])
}

func (r *reader) paperKinds(x *Papers, n *yaml.Node) {
	t := r.table(n, nil, nil)
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 { // in the file's order
		key := n.Content[i]
		if t[key.Value] == n.Content[i+1] {
			r.paperKind(x, key, n.Content[i+1])
		}
	}
	signs := map[string]bool{}
	for _, k := range x.Kinds {
		if signs[k.Sign] { // two papers would have one number
			r.wrong(n, "paper_sign", "sign", k.Sign)
		}
		signs[k.Sign] = true
	}
}

func (r *reader) paperKind(x *Papers, key, n *yaml.Node) {
	if !codePattern.MatchString(key.Value) {
		r.wrong(key, "category_code", "code", key.Value)
		return
	}
	v := r.table(n, []string{"zh", "en", "sign", "ask", "keep"}, []string{"zh", "sign"})
	at := slices.IndexFunc(x.Kinds, func(k PaperKind) bool { return k.Code == key.Value })
	if at < 0 {
		x.Kinds = append(x.Kinds, PaperKind{Code: key.Value, Keep: Keep10})
		at = len(x.Kinds) - 1
	}
	k := &x.Kinds[at]
	k.Name, k.Sign = Name{r.text(v["zh"]), r.text(v["en"])}, strings.TrimSpace(r.text(v["sign"]))
	if n := utf8.RuneCountInString(k.Sign); v["sign"] != nil && (n == 0 || n > longestSign) {
		r.wrong(v["sign"], "paper_sign", "sign", k.Sign)
	}
	if v["ask"] != nil {
		k.Ask = r.truth(v["ask"])
	}
	if v["keep"] != nil {
		if k.Keep = r.text(v["keep"]); !slices.Contains(Terms(), k.Keep) {
			r.wrong(v["keep"], "paper_keep", "value", k.Keep)
		}
	}
}
