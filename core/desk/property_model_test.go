package desk_test

import (
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// This file says once more, in another way and without asking package org or package matter, who may see and do what.
// The property test holds the program to it.

// step is a row of the transition table as the design has it: from which states, into which, and who may. Who is
// "post@side".
type step struct{ from, to, who string }

const (
	unitLead  = "unit_clerk@lead unit_head@lead"
	unitChain = "unit_clerk@chain unit_head@chain"
	open      = "reported listed assigned in_hand suspended fixed"
	all       = open + " declined merged struck_off"
	running   = "assigned in_hand suspended fixed"
	noticed   = running + " struck_off"
	staffArea = "inspector@area dispatcher@area verifier@area supervisor@area"
	staffCase = "inspector@case dispatcher@case verifier@case supervisor@case leader@case " +
		"unit_clerk@case unit_head@case"
	offered = "unit_clerk@offer unit_head@offer"
)

var design = map[string]step{
	"decline":          {"reported", "declined", "dispatcher@area"},
	"merge":            {"reported listed", "merged", "dispatcher@area"},
	"split":            {"merged", "reported listed", "dispatcher@area"},
	"apart":            {open, "same", "dispatcher@area"},
	"list":             {"reported", "listed", "dispatcher@area"},
	"amend":            {"reported listed assigned in_hand", "same", "dispatcher@area"},
	"assign":           {"listed", "assigned", "dispatcher@area"},
	"sign":             {"assigned", "in_hand", unitLead},
	"bounce":           {"assigned", "listed in_hand", unitLead},
	"delegate":         {"in_hand", "assigned", unitLead},
	"ask_extension":    {"in_hand", "same", unitLead},
	"grant_extension":  {"in_hand", "same", "dispatcher@area"},
	"deny_extension":   {"in_hand", "same", "dispatcher@area"},
	"ask_suspension":   {"in_hand", "same", unitLead},
	"grant_suspension": {"in_hand", "suspended", "supervisor@area"},
	"deny_suspension":  {"in_hand", "same", "supervisor@area"},
	"resume":           {"suspended", "in_hand", "supervisor@area " + unitLead},
	"fix":              {"in_hand", "fixed", unitLead},
	"reject":           {"fixed", "in_hand", "verifier@area"},
	"strike_off":       {"fixed", "struck_off", "verifier@area"},
	"reopen": {"struck_off declined", "in_hand reported",
		"sender dispatcher@area verifier@area supervisor@area"},
	"urge":        {running, "same", "dispatcher@area supervisor@area"},
	"supervise":   {running, "same", "supervisor@area"},
	"hold":        {noticed, "same", "supervisor@area"},
	"instruct":    {running, "same", "leader@area supervisor@area"},
	"appeal":      {noticed, "same", unitLead},
	"sign_notice": {noticed, "same", unitChain},
	"comment":     {all, "same", "sender leader@area " + staffArea + " " + unitChain},
	"rate":        {"fixed struck_off", "same", "sender"},
	"me_too":      {"reported merged listed assigned in_hand suspended fixed", "same", "resident inspector"},
	"reveal":      {all, "same", "dispatcher@area " + unitLead},
	"follow":      {all, "same", "leader@area " + staffArea + " " + unitChain},
	"read":        {all, "same", staffCase},

	"admit":           {all, "same", staffCase},
	"leave_case":      {all, "same", staffCase},
	"dismiss":         {all, "same", staffCase},
	"transfer":        {"assigned in_hand", "same", staffCase},
	"accept_transfer": {"assigned in_hand", "in_hand", offered},
	"refuse_transfer": {"assigned in_hand", "same", offered},
	"refer":           {running, "same", staffCase},
	"take_referral":   {all, "same", offered},
	"answer_referral": {all, "same", staffCase},
}

// within says that an area lies in another one, by the digits of their codes.
func within(child, top area.Code) bool {
	s, cut := top.String(), 12
	for _, n := range []int{9, 6, 4} {
		if strings.Trim(s[n:], "0") == "" {
			cut = n
		}
	}
	return strings.HasPrefix(child.String(), s[:cut])
}

// under says that a unit is another one or below it.
func (w *world) under(unit, top int64) bool {
	for ; unit != 0; unit = w.parent[unit] {
		if unit == top {
			return true
		}
	}
	return false
}

// sees is the design's scope: posts over areas see what lies there; posts in units see what their unit and those below
// are in the chain of; everybody sees what he reported. A person in need is seen by who is on the case, whatever posts
// he holds, and by nobody else: w.on is what the test itself remembers of that.
func (w *world) sees(c org.Caller, m *matter.Matter) bool {
	if c.Matter == m.ID || c.Person != 0 && c.Person == m.Reporter {
		return true
	}
	if m.Kind == matter.Help {
		works := slices.ContainsFunc(c.Posts, func(p org.Post) bool {
			return p.Kind != matter.Auditor && p.Kind != matter.Administrator
		})
		return c.Person != 0 && works && w.on[m.ID][c.Person] != ""
	}
	for _, p := range c.Posts {
		switch p.Kind {
		case matter.UnitClerk, matter.UnitHead:
			if w.answers(p.Unit, m) {
				return true
			}
		case matter.Dispatcher, matter.Verifier, matter.Supervisor, matter.Leader, matter.Auditor, matter.Inspector:
			if within(m.Area, p.Area) {
				return true
			}
		}
	}
	return false
}

// answers says that a unit, or one below it, is in the matter's chain.
func (w *world) answers(unit int64, m *matter.Matter) bool {
	if m.Lead == 0 {
		return false
	}
	return slices.ContainsFunc(slices.Concat(m.Uppers, []int64{m.Lead}, m.Co), func(u int64) bool {
		return w.under(u, unit)
	})
}

// acting is who acts for a unit: itself, or the nearest one above that has a clerk or a head where it has neither.
func (w *world) acting(unit int64) int64 {
	for u := unit; u != 0; u = w.parent[u] {
		for _, c := range w.callers() {
			for _, p := range c.Posts {
				if p.Unit == u && (p.Kind == matter.UnitClerk || p.Kind == matter.UnitHead) {
					return u
				}
			}
		}
	}
	return unit
}

// may is the design's answer to who may give a command.
func (w *world) may(c org.Caller, command string, m *matter.Matter) bool {
	if m.Kind == matter.Help && command != "me_too" && !w.sees(c, m) && !w.asked(c, command, m) {
		return false
	}
	for _, who := range strings.Fields(design[command].who) {
		post, side, _ := strings.Cut(who, "@")
		switch {
		case who == "sender" && (c.Matter == m.ID || c.Person != 0 && c.Person == m.Reporter),
			who == "resident" && c.Person == 0 && m.Kind != matter.Help:
			return true
		}
		for _, p := range c.Posts {
			if string(p.Kind) == post && w.stands(c, p, side, command, m) {
				return true
			}
		}
	}
	return false
}

func (w *world) stands(c org.Caller, p org.Post, side, command string, m *matter.Matter) bool {
	switch side {
	case "area":
		if p.Kind == matter.Dispatcher && command == "assign" && m.Decider != 0 && int(p.Area.Level()) > m.Decider {
			return false
		}
		if m.Kind == matter.Help {
			return w.on[m.ID][c.Person] != "" && p.Kind != matter.UnitClerk && p.Kind != matter.UnitHead
		}
		return within(m.Area, p.Area)
	case "case":
		return m.Kind == matter.Help && w.on[m.ID][c.Person] != ""
	case "offer":
		return w.asks(p, command, m)
	case "lead":
		return m.Lead != 0 && p.Unit == w.acting(m.Lead)
	case "chain":
		return w.answers(p.Unit, m)
	}
	return m.Kind != matter.Help || within(m.Area, p.Area)
}

// work is what the test itself remembers of who worked on a matter.
type work struct {
	people map[int64]bool
	units  map[int64]bool
}

// partial says why a caller must not verify a matter, "" when he may.
func (w *world) partial(c org.Caller, m *matter.Matter) string {
	k := w.works[m.ID]
	if k == nil {
		return ""
	}
	if k.people[c.Person] {
		return "he worked on it himself"
	}
	for _, p := range c.Posts {
		for u := range k.units {
			if p.Unit != 0 && w.under(p.Unit, u) {
				return "he belongs to a unit that fixed it, or below one"
			}
		}
	}
	return ""
}

// worked remembers a successful command of a unit.
func (w *world) worked(c org.Caller, command string, m *matter.Matter) {
	if !slices.Contains([]string{"sign", "fix", "delegate"}, command) {
		return
	}
	k := w.works[m.ID]
	if k == nil {
		k = &work{map[int64]bool{}, map[int64]bool{}}
		w.works[m.ID] = k
	}
	k.people[c.Person] = true
	if command == "fix" {
		for _, u := range slices.Concat(m.Uppers, []int64{m.Lead, w.acting(m.Lead)}, m.Co) {
			k.units[u] = true
		}
	}
}
