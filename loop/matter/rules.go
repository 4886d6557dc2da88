package matter

import (
	"slices"
	"sort"
)

// Side is the relation to the matter in which a command is given. Which posts may give it in that relation is policy;
// package org joins the two.
type Side uint8

// The sides.
const (
	Anyone Side = iota // whoever may see it, residents included
	Area               // a post over an area that holds the matter
	Lead               // a post in the lead unit
	Holder             // a post in any unit of the chain
	Drawer             // the person drawn for the second look
	Sender             // the holder of the receipt
)

// Rule is one row of the transition table.
type Rule struct {
	Command string
	From    []State
	To      string // for reading: the state after, "same" or "back"
	Sides   []Side
	Decides bool // the decider level of a twice bounced matter applies
	Posts   []string

	Verifies bool // nobody who fixed it may: see Independent
}

var (
	open     = []State{Reported, Listed, Assigned, InHand, Suspended, Fixed}
	running  = []State{Assigned, InHand, Suspended, Fixed}
	accepted = []State{Listed, Assigned, InHand, Suspended, Fixed, StruckOff}
	noticed  = []State{Assigned, InHand, Suspended, Fixed, StruckOff}
	known    = States()
)

// Posts that people hold; who holds them where is package org's.
const (
	Resident      = "resident"
	Inspector     = "inspector"
	Dispatcher    = "dispatcher"
	UnitClerk     = "unit_clerk"
	UnitHead      = "unit_head"
	Verifier      = "verifier"
	Supervisor    = "supervisor"
	Leader        = "leader"
	Auditor       = "auditor"
	Administrator = "administrator"
)

// Posts lists the posts, the reporter-less resident first.
func Posts() []string {
	return []string{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader, Auditor,
		Administrator}
}

// rules is the transition table of the design; the posts are the defaults that policy may change.
var rules = func() map[string]Rule {
	unit := []string{UnitClerk, UnitHead}
	t := []row{
		{"report", []State{None}, "reported", []Side{Anyone}, false,
			[]string{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor}},
		{"decline", []State{Reported}, "declined", []Side{Area}, true, []string{Dispatcher}},
		{"merge", []State{Reported, Listed}, "merged", []Side{Area}, true, []string{Dispatcher}},
		{"split", []State{Merged}, "back", []Side{Area}, true, []string{Dispatcher}},
		{"apart", open, "same", []Side{Area}, true, []string{Dispatcher}},
		{"list", []State{Reported}, "listed", []Side{Area}, true, []string{Dispatcher}},
		{"amend", []State{Reported, Listed, Assigned, InHand}, "same", []Side{Area}, true, []string{Dispatcher}},
		{"assign", []State{Listed}, "assigned", []Side{Area}, true, []string{Dispatcher}},
		{"sign", []State{Assigned}, "in_hand", []Side{Lead}, false, unit},
		{"bounce", []State{Assigned}, "listed", []Side{Lead}, false, unit},
		{"delegate", []State{InHand}, "assigned", []Side{Lead}, false, unit},
		{"ask_extension", []State{InHand}, "same", []Side{Lead}, false, unit},
		{"grant_extension", []State{InHand}, "same", []Side{Area}, false, []string{Dispatcher}},
		{"deny_extension", []State{InHand}, "same", []Side{Area}, false, []string{Dispatcher}},
		{"ask_suspension", []State{InHand}, "same", []Side{Lead}, false, unit},
		{"grant_suspension", []State{InHand}, "suspended", []Side{Area}, false, []string{Supervisor}},
		{"deny_suspension", []State{InHand}, "same", []Side{Area}, false, []string{Supervisor}},
		{"resume", []State{Suspended}, "in_hand", []Side{Area, Lead}, false, []string{Supervisor, UnitClerk, UnitHead}},
		{"fix", []State{InHand}, "fixed", []Side{Lead}, false, unit},
		{"reject", []State{Fixed}, "in_hand", []Side{Area}, false, []string{Verifier}},
		{"strike_off", []State{Fixed}, "struck_off", []Side{Area}, false, []string{Verifier}},
		{"reopen", []State{StruckOff, Declined}, "in_hand", []Side{Sender, Area}, false,
			[]string{Resident, Dispatcher, Verifier, Supervisor}},
		{"urge", running, "same", []Side{Area}, false, []string{Dispatcher, Supervisor}},
		{"supervise", running, "same", []Side{Area}, false, []string{Supervisor}},
		{"hold", noticed, "same", []Side{Area}, false, []string{Supervisor}},
		{"drop_hold", known, "same", []Side{Area}, false, []string{Supervisor}},
		{"instruct", running, "same", []Side{Area}, false, []string{Leader, Supervisor}},
		{"sign_notice", noticed, "same", []Side{Lead, Holder}, false, unit},
		{"answer_notice", noticed, "same", []Side{Lead, Holder}, false, unit},
		{"appeal", noticed, "same", []Side{Lead}, false, unit},
		{"uphold_appeal", noticed, "same", []Side{Area}, false, []string{Supervisor}},
		{"dismiss_appeal", noticed, "same", []Side{Area}, false, []string{Supervisor}},
		{"unmark", accepted, "same", []Side{Area}, false, []string{Supervisor}},
		{"plan_root", noticed, "same", []Side{Lead}, false, unit},
		{"done_root", noticed, "same", []Side{Lead}, false, unit},
		{"recheck", []State{StruckOff}, "same", []Side{Drawer}, false, []string{Inspector, Verifier}},
		{"climb", []State{Assigned, InHand}, "same", nil, false, nil},
		{"reckon", []State{Assigned, InHand}, "same", nil, false, nil},
		{"succeed", running, "same", nil, false, nil},
		{"check_root", []State{StruckOff}, "same", nil, false, nil},
		{"draw", []State{StruckOff}, "same", nil, false, nil},
		{"comment", known, "same", []Side{Area, Holder, Sender}, false,
			[]string{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader}},
		{"attach", open, "same", []Side{Area, Holder, Sender}, false,
			[]string{Resident, Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor}},
		{"rate", []State{Fixed, StruckOff}, "same", []Side{Sender}, false, []string{Resident}},
		{"me_too", []State{Reported, Merged, Listed, Assigned, InHand, Suspended, Fixed}, "same", []Side{Anyone}, false,
			[]string{Resident, Inspector}},
		{"reveal", known, "same", []Side{Area, Lead}, false, []string{Dispatcher, UnitClerk, UnitHead}},
		{"read", known, "same", []Side{Area, Holder}, false,
			[]string{Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor}},
		{"follow", known, "same", []Side{Area, Holder}, false,
			[]string{Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader}},
	}
	m := make(map[string]Rule, len(t))
	for _, r := range t {
		m[r.command] = Rule{r.command, r.from, r.to, r.sides, r.decides, r.posts,
			slices.Contains(independent, r.command)}
	}
	return m
}()

// independent are the commands of those who have no part in the work.
var independent = []string{"strike_off", "reject", "recheck", "uphold_appeal", "dismiss_appeal"}

// ClockOnly says that no person gives the command: it follows from time, policy or the organisation.
func (r Rule) ClockOnly() bool { return len(r.Sides) == 0 }

// row is one line of the table as it is written down above.
type row struct {
	command string
	from    []State
	to      string
	sides   []Side
	decides bool
	posts   []string
}

// RuleOf is the row of the transition table for a command.
func RuleOf(command string) (Rule, bool) { r, ok := rules[command]; return r, ok }

// Rules lists the transition table by command.
func Rules() []Rule {
	out := make([]Rule, 0, len(rules))
	for _, r := range rules {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Command < out[j].Command })
	return out
}
