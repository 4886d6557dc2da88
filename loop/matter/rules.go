package matter

// Side is the relation to the matter in which a command is given. Which posts may give it in that relation is policy;
// package org joins the two.
type Side uint8

// The sides.
const (
	Anyone  Side = iota // whoever may see it, residents included
	Area                // a post over an area that holds the matter
	Lead                // a post in the lead unit
	Holder              // a post in any unit of the chain
	Drawer              // the person drawn for the second look
	Sender              // the holder of the receipt, or whoever reported it under his own login
	Bearer              // the holder of the receipt, nobody else
	Office              // an administrator over its area, who need not see it
	OnCase              // a member of the case of a person in need
	Offered             // a post in a unit that a case was offered to, whose people do not see it yet
)

// Rule is one row of the transition table. The rows stand with their commands; docs/transitions.md shows them all.
type Rule struct {
	Command CommandName
	From    []State
	To      string // for reading: the state after, "same" or "back"
	Sides   []Side
	Decides bool // the decider level of a twice bounced matter applies
	Posts   []Post

	Verifies bool // nobody who fixed it may: see Independent
}

var (
	open     = []State{Reported, Listed, Assigned, InHand, Suspended, Fixed}
	running  = []State{Assigned, InHand, Suspended, Fixed}
	accepted = []State{Listed, Assigned, InHand, Suspended, Fixed, StruckOff}
	noticed  = []State{Assigned, InHand, Suspended, Fixed, StruckOff}
	known    = States()
)

// Post is what a person is in the city: what he sees and may do hangs on it.
type Post string

// Posts that people hold; who holds them where is package org's.
const (
	Resident      Post = "resident"
	Inspector     Post = "inspector"
	Dispatcher    Post = "dispatcher"
	UnitClerk     Post = "unit_clerk"
	UnitHead      Post = "unit_head"
	Verifier      Post = "verifier"
	Supervisor    Post = "supervisor"
	Leader        Post = "leader"
	Auditor       Post = "auditor"
	Administrator Post = "administrator"
)

// Posts lists the posts, the reporter-less resident first.
func Posts() []Post {
	return []Post{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader, Auditor,
		Administrator}
}

// unitPosts are those of who fixes.
var unitPosts = []Post{UnitClerk, UnitHead}

// Posts that no city may give some commands to: whoever fixes does not verify, only a supervisor holds to account, and
// nobody decides what his own unit is blamed for.
var (
	neverVerifies = []Post{Resident, UnitClerk, UnitHead, Auditor, Administrator}
	neverJudges   = []Post{Resident, Inspector, UnitClerk, UnitHead, Verifier, Auditor, Administrator}
)

// ClockOnly says that no person gives the command: it follows from time, policy or the organisation.
func (r Rule) ClockOnly() bool { return len(r.Sides) == 0 }

// RuleOf is the row of the transition table for a command.
func RuleOf(command CommandName) (Rule, bool) {
	d, ok := described[command]
	if !ok {
		return Rule{}, false
	}
	return d.Rule, true
}

// Rules lists the transition table by command. It is printed in docs/transitions.md.
func Rules() []Rule {
	all := Descriptions()
	out := make([]Rule, len(all))
	for i, d := range all {
		out[i] = d.Rule
	}
	return out
}
