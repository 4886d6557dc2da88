package policy

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// The steps in the life of a plan that policy names posts for.
const (
	PlanDraft      = "draft"      // begin, edit, ask for opinions, answer them, revise, take back
	PlanReview     = "review"     // 合法性审查
	PlanDeliberate = "deliberate" // says at which meeting
	PlanAdopt      = "adopt"
	PlanIssue      = "issue" // 印发
	PlanRun        = "run"   // hand measures out, enter money, make reports
	PlanEnd        = "end"   // the final assessment
)

// PlanSteps lists them.
func PlanSteps() []string {
	return []string{PlanDraft, PlanReview, PlanDeliberate, PlanAdopt, PlanIssue, PlanRun, PlanEnd}
}

// Plans are who takes which step with an action plan, and its terms.
type Plans struct {
	Posts    map[string][]matter.Post
	Opinions int    // days for opinions where nobody names a day
	Mid      int    // percent of the time after which the mid-term report is asked for; 0 for none
	Report   int    // days for a report
	Category string // of the tasks that measures become
	Internal bool   // texts that say 内部资料 are taken
}

// planners are the posts that policy may name.
var planners = []matter.Post{matter.Dispatcher, matter.UnitClerk, matter.UnitHead, matter.Verifier, matter.Supervisor,
	matter.Leader, matter.Auditor}

// Planners lists the posts that a policy may name for the steps of a plan.
func Planners() []matter.Post { return slices.Clone(planners) }

func (r *reader) plans(p *Policy, n *yaml.Node) {
	office := []matter.Post{matter.Dispatcher, matter.Supervisor}
	drafts := append(slices.Clone(office), matter.UnitClerk, matter.UnitHead)
	p.Plans = Plans{Posts: map[string][]matter.Post{PlanDraft: drafts,
		PlanReview: {matter.Auditor, matter.Supervisor}, PlanDeliberate: office, PlanAdopt: {matter.Leader},
		PlanIssue: office, PlanRun: drafts, PlanEnd: {matter.Supervisor, matter.Leader}}, Opinions: 7, Mid: 50,
		Report: 30}
	for _, c := range []string{"task.measure", "task.plan"} { // what the shipped file has; an older one has the second
		if _, ok := p.Category(c); ok && p.Plans.Category == "" {
			p.Plans.Category = c
		}
	}
	t := r.table(n, []string{"posts", "opinion_days", "mid", "report_days", "category", "internal"}, nil)
	x := &p.Plans
	for step, list := range r.table(t["posts"], PlanSteps(), nil) {
		x.Posts[step] = r.planners(list)
	}
	for name, to := range map[string]*int{"opinion_days": &x.Opinions, "report_days": &x.Report} {
		if t[name] != nil {
			*to = r.number(t[name], 1, 365)
		}
	}
	if t["mid"] != nil {
		x.Mid = r.number(t["mid"], 0, 99)
	}
	if c := t["category"]; c != nil {
		if x.Category = r.text(c); !slices.ContainsFunc(p.categories, func(k Category) bool {
			return k.Code == x.Category
		}) {
			r.wrong(c, "plan_category", "code", x.Category)
		}
	}
	x.Internal = t["internal"] != nil && r.truth(t["internal"])
}

func (r *reader) planners(n *yaml.Node) []matter.Post {
	out := []matter.Post{}
	for _, x := range r.list(n) {
		post := matter.Post(r.text(x))
		if !slices.Contains(planners, post) {
			r.wrong(x, "plan_post", "post", string(post))
			continue
		}
		out = append(out, post)
	}
	return out
}
