package office

import (
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// unitPosts answer and sign for a unit.
var unitPosts = []matter.Post{matter.UnitClerk, matter.UnitHead}

// acts say who may, at the widest: policy names fewer for each step (mayStep).
func acts() (out []org.Act) {
	office := org.Right{In: org.Over, Posts: policy.Reviewers()}
	rule := org.Right{In: org.Some, Clock: true}
	out = append(out, org.Act{Type: BegunType, Rights: []org.Right{office, rule}})
	for _, t := range []event.Type{RedraftedType, AskedType, SubmittedType, ReviewedType, ReturnedType, NumberedType,
		StampedType, HandedOutType, DoneType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{office}})
	}
	// the clock takes back what its owner gives up (Recall)
	out = append(out, org.Act{Type: WithdrawnType, Rights: []org.Right{office, rule}})
	out = append(out, org.Act{Type: SignedType, Rights: []org.Right{office, {In: org.Some, Posts: matter.Posts()}}})
	for _, t := range []event.Type{AnsweredType, SignedForType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Posts: unitPosts}}})
	}
	for _, t := range []event.Type{SilentType, RemindedType, UrgedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{rule}})
	}
	return out
}

// The steps that policy names posts for.
const (
	stepDraft   = "draft"
	stepReview  = "review"
	stepSign    = "sign"
	stepNumber  = "number"
	stepStamp   = "stamp"
	stepHandOut = "hand_out"
)

func posts(p policy.Papers, step string) []matter.Post {
	switch step {
	case stepDraft:
		return p.Draft
	case stepReview:
		return p.Review
	case stepSign:
		return p.Sign
	case stepNumber:
		return p.Number
	case stepStamp:
		return p.Seal
	case stepHandOut:
		return p.HandOut
	}
	return nil
}

// holds says whether the caller has one of a step's posts over an area.
func (x *Office) holds(caller org.Caller, step string, a area.Code) bool {
	rule := x.Policy().Papers
	return caller.Person != 0 && slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return slices.Contains(posts(rule, step), o.Kind) && o.Area.Contains(a) &&
			(step != stepSign || len(rule.Titles) == 0 || titled(o.Title, rule.Titles))
	})
}

// titled says whether a door bears one of the titles: 市委秘书长 is a 秘书长, 副秘书长 is none.
func titled(door string, titles []string) bool {
	return slices.ContainsFunc(titles, func(t string) bool {
		return strings.HasSuffix(door, t) && !strings.HasSuffix(strings.TrimSuffix(door, t), "副")
	})
}

// mayStep says whether the caller may take a step with a paper: he has the post, and he is not the one whose work is
// looked at. Faults: not_allowed, office_same_hands.
func (x *Office) mayStep(caller org.Caller, step string, p *Paper) error {
	may := x.holds(caller, step, p.Area) ||
		step == stepSign && x.Policy().Papers.Presided && caller.Person != 0 && p.Presided == caller.Person
	if !may {
		return fault.New(fault.Denied, "not_allowed")
	}
	drafted := slices.Contains(p.Drafters, caller.Person)
	switch {
	case step == stepReview && drafted, step == stepSign && (drafted || p.Reviewer == caller.Person),
		step == stepDraft && (p.Signer == caller.Person && p.Signer != 0),
		step == stepStamp && p.Signer == caller.Person:
		return fault.New(fault.Denied, "office_same_hands")
	}
	return nil
}

// worksIn says whether the caller answers for a unit.
func (x *Office) worksIn(caller org.Caller, unit int64) bool {
	return slices.Contains(x.unitsOf(caller), unit)
}

// unitsOf are the units that the caller answers for, each once.
func (x *Office) unitsOf(caller org.Caller) (out []int64) {
	for _, p := range x.Org().Acting(caller.Posts) {
		if p.Unit != 0 && slices.Contains(unitPosts, p.Kind) && !slices.Contains(out, p.Unit) {
			out = append(out, p.Unit)
		}
	}
	return out
}

// everyStep are the steps that policy names posts for.
var everyStep = []string{stepDraft, stepReview, stepSign, stepNumber, stepStamp, stepHandOut}

// inOffice says whether the caller belongs to the office of an area, or audits it.
func (x *Office) inOffice(caller org.Caller, a area.Code) bool {
	return caller.Clock || caller.System || slices.ContainsFunc(x.areasOf(caller), func(o area.Code) bool {
		return o.Contains(a)
	})
}

// areasOf are the areas whose papers the caller sees, none within another: he takes a step there, or audits.
func (x *Office) areasOf(caller org.Caller) (out []area.Code) {
	rule := x.Policy().Papers
	for _, o := range caller.Posts {
		sees := o.Kind == matter.Auditor || slices.ContainsFunc(everyStep, func(s string) bool {
			return slices.Contains(posts(rule, s), o.Kind)
		})
		if sees && o.Area != 0 && caller.Person != 0 {
			out = append(out, o.Area)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(slices.Clone(out), func(a area.Code) bool {
		return slices.ContainsFunc(out, func(b area.Code) bool { return a != b && b.Contains(a) })
	})
}

// sees says whether a paper exists for the caller.
func (x *Office) sees(caller org.Caller, p *Paper) bool {
	if x.inOffice(caller, p.Area) || caller.Person != 0 && p.Presided == caller.Person {
		return true
	}
	units := x.unitsOf(caller)
	return slices.ContainsFunc(p.Opinions, func(o Opinion) bool { return slices.Contains(units, o.Unit) }) ||
		slices.ContainsFunc(p.Receipts, func(r Receipt) bool { return slices.Contains(units, r.Unit) })
}

// HasDesk says whether the caller has a desk here: he takes a step somewhere, or audits.
func (x *Office) HasDesk(caller org.Caller) bool { return len(x.areasOf(caller)) > 0 }

// MayDraft says whether the caller may begin a paper in an area.
func (x *Office) MayDraft(caller org.Caller, a area.Code) bool { return x.holds(caller, stepDraft, a) }

// DraftsIn are the areas in which the caller may begin a paper: those of his posts.
func (x *Office) DraftsIn(caller org.Caller) (out []area.Code) {
	for _, o := range caller.Posts {
		if x.holds(caller, stepDraft, o.Area) && !slices.Contains(out, o.Area) {
			out = append(out, o.Area)
		}
	}
	return out
}
