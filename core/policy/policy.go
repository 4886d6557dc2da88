// Package policy is the city's own rules: one commented YAML file.
//
// It owns who may do what, deadlines by kind, severity and category, the evidence demanded, office hours, categories,
// and the names of lists and notices. A file is read whole or not at all, and every mistake is told with its line. It
// never decides anything about a matter: matter and org ask it.
package policy

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"sync"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

//go:embed default.yaml
var defaultSource []byte

// Policy is a city's rules. It does not change and is safe for concurrent use.
type Policy struct {
	City    City
	Hash    string // of the ledger: "sm3" or "sha256"
	Seal    string // algorithm of the signature on its end: "sm2" or "ed25519"
	Lists   map[string]Name
	Notices []Notice // the kinds of paper, the built-in ones first
	Ladder  []Rung   // the rungs, in the file's order
	Recheck Recheck
	Inspect Inspection

	// PasswordDays is how long after somebody else gave a person a password his steps say so.
	PasswordDays int

	Archive   Archive   // how long personal data is kept
	Rota      Rota      // who is on the case of a person in need
	Files     Files     // which files people may upload
	Help      Help      // persons in need
	Pattern   Pattern   // what keeps coming back
	Release   Release   // what may be public, and who lets it
	Patrol    Patrol    // what is walked for, tracks and patches
	Plans     Plans     // who takes which step with an action plan
	Chiefs    Chiefs    // who looks after which areas for what
	Publicity Publicity // the weekly papers, and positions of publicity
	Outreach  Outreach  // volunteers of activities
	Papers    Papers    // the way of an outgoing paper
	Tally     Tally     // the aims of surveys of use
	Nodes     Nodes     // nodes of tasks, their plans, cards of units
	Meetings  Meetings  // the register of meetings, documents and instructions
	OpenData  OpenData  // what of the public matters is written to files for everybody
	Voice     Voice     // how much what residents say counts
	Open311   Open311   // what programs of others ask and report
	Columns   []string  // of the list export

	Map        Map        // where the map comes from
	Assessment Assessment // how units and areas are scored

	source     []byte
	cal        *calendar.Calendar
	may        map[matter.CommandName][]matter.Post
	terms      map[termsKey]matter.Terms
	byCategory map[termsKey]matter.Terms
	categories []Category
	index      map[string]int
}

// City names the city.
type City struct {
	Code   int64
	Zh, En string
}

// Name is a name in both languages.
type Name struct{ Zh, En string }

// In is the name in a language.
func (n Name) In(lang string) string {
	if lang == "en" && n.En != "" {
		return n.En
	}
	return n.Zh
}

// Category is a sort of matter.
type Category struct {
	Code, Group, Zh, En string
	Severity            matter.Severity
	Keywords            []string
	Attributes          []Attribute // what whoever reports is asked, in the order of the file
	limits              limits
	evidence            map[string]matter.Evidence
}

// Name is the category's name in a language.
func (c Category) Name(lang string) string { return Name{c.Zh, c.En}.In(lang) }

type termsKey struct {
	kind     matter.Kind
	severity matter.Severity
	category string
}

// limits are the written limits of a kind and severity, or those a category sets itself.
type limits map[string]calendar.Limit

// limitNames are the steps that have a limit.
var limitNames = []string{"dispatch", "deadline", "verify", "bounce", "extension", "suspension"}

// Columns that a list export can have.
var columnNames = []string{"seq", "number", "source", "source_no", "point", "area", "kind", "category", "severity",
	"state", "problem", "goal", "measure", "lead", "co",
	"leader", "handler", "reported_at", "assigned_at", "due", "light", "progress", "evidence", "verifier", "struck_at",
	"rebound", "voices", "rating"}

// ColumnNames lists the columns that a list export can have.
func ColumnNames() []string { return slices.Clone(columnNames) }

// Default is the policy that a new city begins with.
var Default = sync.OnceValue(func() *Policy {
	p, err := Parse(defaultSource)
	if err != nil {
		panic(err) // the embedded file is tested
	}
	return p
})

// Source is the file as it was written.
func (p *Policy) Source() []byte { return slices.Clone(p.source) }

// Digest names the file's content.
func (p *Policy) Digest() string {
	h := sha256.Sum256(p.source)
	return hex.EncodeToString(h[:8])
}

// Calendar is the city's working time.
func (p *Policy) Calendar() *calendar.Calendar { return p.cal }

// May lists the posts that may give a command.
func (p *Policy) May(command matter.CommandName) []matter.Post { return p.may[command] }

// Terms are the limits and the evidence for a matter.
func (p *Policy) Terms(k matter.Kind, category string, s matter.Severity) matter.Terms {
	t, ok := p.byCategory[termsKey{k, s, category}]
	if !ok {
		t = p.terms[termsKey{kind: k, severity: s}]
	}
	if k == matter.Help { // a person in need is neither recurrent nor stubborn
		t.Members = p.Rota.Cases
		if minutes := p.Help.minutes(category); minutes > 0 {
			t.Dispatch = calendar.Limit{Clock: int64(minutes)}
		}
		return t
	}
	t.Recurrence, t.Endure, t.Root = p.Pattern.Reach(category).Recurrence, p.Pattern.Endure, p.Pattern.Root
	return t
}

// Category finds a category.
func (p *Policy) Category(code string) (Category, bool) {
	i, ok := p.index[code]
	if !ok {
		return Category{}, false
	}
	return p.categories[i], true
}

// Categories lists the categories in the file's order. The caller must not change the slice.
func (p *Policy) Categories() []Category { return p.categories }

// compute makes the terms of every kind, severity and category, so that asking costs a look-up.
func (p *Policy) compute(base map[termsKey]limits, evidence map[matter.Kind]map[string]matter.Evidence,
	extensions, reopen int) {
	p.terms, p.byCategory = map[termsKey]matter.Terms{}, map[termsKey]matter.Terms{}
	for k, l := range base {
		ladder := p.steps(k.kind)
		p.terms[k] = terms(k.kind, l, nil, evidence[k.kind], nil, extensions, reopen, ladder)
		for _, c := range p.categories {
			if len(c.limits) == 0 && len(c.evidence) == 0 {
				continue
			}
			k := termsKey{k.kind, k.severity, c.Code}
			p.byCategory[k] = terms(k.kind, l, c.limits, evidence[k.kind], c.evidence, extensions, reopen, ladder)
		}
	}
}

func terms(kind matter.Kind, base, own limits, evidence, ownEvidence map[string]matter.Evidence, extensions, reopen int,
	ladder []matter.Step) matter.Terms {
	get := func(name string) calendar.Limit {
		if l, ok := own[name]; ok {
			return l
		}
		return base[name]
	}
	shown := func(step string) matter.Evidence {
		if e, ok := ownEvidence[step]; ok {
			return e
		}
		return evidence[step]
	}
	return matter.Terms{Dispatch: get("dispatch"), Deadline: get("deadline"), Verify: get("verify"),
		Bounce: get("bounce"), ExtensionMax: get("extension"),
		SuspensionMax: get("suspension"), Extensions: extensions, ReopenDays: reopen, Fix: bare(kind, shown("fix")),
		Strike: bare(kind, shown("strike_off")), Restricted: kind == matter.Help, Ladder: ladder}
}
