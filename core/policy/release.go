package policy

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Release is what may leave its circle, and who lets it 先审后公开. Without steps nothing is ever public.
type Release struct {
	Steps   []Pass          // 经办, 审核, 签发: one to three, in their order; the last one lets it out
	Sources []matter.Source // of whose matters anything may be public
	Ask     []matter.Source // those of them whose reporter must have agreed
	Only    []string        // categories that may be public; empty for all that Never leaves
	Never   []string        // categories that are never public
	AtOnce  []string        // plain categories that a rule lets out after redaction, without a person
	Home    []string        // categories that would show somebody's home: a place beside, and the weekday only

	// Campaigns lets everybody see which self-check campaigns run, and how far they are in numbers.
	Campaigns bool
}

// Pass is a step on the way out: whoever holds one of the posts over the matter's area takes it, another person each.
type Pass struct{ Posts []matter.Post }

// May says whether matters of a source and a category may be public at all.
func (r Release) May(s matter.Source, category string) bool {
	return slices.Contains(r.Sources, s) && r.Opens(category)
}

// Opens says whether anything of a category may be public, wherever it comes from.
func (r Release) Opens(category string) bool {
	return len(r.Steps) > 0 && category != "" && !within(r.Never, category) &&
		(len(r.Only) == 0 || within(r.Only, category))
}

// Asks says whether the reporter must have agreed first.
func (r Release) Asks(s matter.Source) bool { return slices.Contains(r.Ask, s) }

// ByRule says whether a category is let out without a person.
func (r Release) ByRule(category string) bool {
	return within(r.AtOnce, category) && !r.NearHome(category)
}

// NearHome says whether the place of a matter of this category would show somebody's home.
func (r Release) NearHome(category string) bool { return within(r.Home, category) }

// within looks a category up in a list whose entries are codes, or groups of them such as "home.*".
func within(list []string, category string) bool {
	return slices.ContainsFunc(list, func(x string) bool {
		group, all := strings.CutSuffix(x, "*")
		return x == category || all && strings.HasPrefix(category, group)
	})
}

// reviewers are the posts that may take a step on the way out.
var reviewers = []matter.Post{matter.Dispatcher, matter.Verifier, matter.Supervisor, matter.Leader,
	matter.Administrator}

// Reviewers lists the posts that a policy may name for the steps on the way out.
func Reviewers() []matter.Post { return slices.Clone(reviewers) }

func (r *reader) release(p *Policy, n *yaml.Node) {
	p.Release = Release{Steps: []Pass{{[]matter.Post{matter.Dispatcher}}, {[]matter.Post{matter.Supervisor}}},
		Sources: []matter.Source{matter.FromResident, matter.FromInspector, matter.FromSelfCheck, matter.FromHotline},
		Ask:     []matter.Source{matter.FromHotline},
		Never:   []string{"task.*", "help.*", "civic.manners"},
		Home:    []string{"home.*", "noise.life", "build.illegal"}}
	t := r.table(n, []string{"steps", "sources", "ask", "only", "never", "at_once", "home", "campaigns"}, nil)
	x := &p.Release
	if t["campaigns"] != nil {
		x.Campaigns = r.truth(t["campaigns"])
	}
	if t["steps"] != nil {
		x.Steps = nil
		for _, s := range r.list(t["steps"]) {
			x.Steps = append(x.Steps, Pass{r.reviewers(s)})
		}
		if len(x.Steps) > 3 {
			r.wrong(t["steps"], "release_steps")
		}
	}
	for name, to := range map[string]*[]matter.Source{"sources": &x.Sources, "ask": &x.Ask} {
		if t[name] != nil {
			*to = r.sources(t[name])
		}
	}
	for name, to := range map[string]*[]string{"only": &x.Only, "never": &x.Never, "at_once": &x.AtOnce,
		"home": &x.Home} {
		if t[name] != nil {
			*to = r.groups(p, t[name])
		}
	}
	// a person in need and what was handed out inside are never public, whatever is written
	for _, always := range []string{"task.*", "help.*"} {
		if !slices.Contains(x.Never, always) {
			x.Never = append(x.Never, always)
		}
	}
}

// reviewers reads the posts of a step: one, or a list.
func (r *reader) reviewers(n *yaml.Node) (out []matter.Post) {
	for _, x := range r.texts(n) {
		if post := matter.Post(x); slices.Contains(reviewers, post) {
			out = append(out, post)
		} else {
			r.wrong(n, "release_post", "value", x)
		}
	}
	return out
}

func (r *reader) sources(n *yaml.Node) (out []matter.Source) {
	for _, x := range r.texts(n) {
		if s := matter.Source(x); slices.Contains(matter.Sources(), s) {
			out = append(out, s)
		} else {
			r.wrong(n, "release_source", "value", x)
		}
	}
	return out
}

// groups reads category codes, and groups of them such as "home.*".
func (r *reader) groups(p *Policy, n *yaml.Node) (out []string) {
	for _, x := range r.texts(n) {
		known := slices.ContainsFunc(p.Categories(), func(c Category) bool { return within([]string{x}, c.Code) })
		if !known {
			r.wrong(n, "release_category", "value", x)
			continue
		}
		out = append(out, x)
	}
	return out
}
