package org

import (
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// This file is the one place where it is decided what a Caller may see and do.

// Caller is who asks. The zero Caller is an unknown resident.
type Caller struct {
	Person int64
	Name   string
	Lang   string
	Posts  []Post
	Matter int64        // the matter whose receipt he holds
	Echo   int64        // the matter that he follows by the receipt of a +1
	Voice  string       // digest of a device's token, for +1
	Doubt  matter.Doubt // why his report waits for a person first; the door counts
	Apart  bool         // too many voices came from his network today: his is not weighed
	Clock  bool         // no person but the deadline
	Paper  int64        // the case that he was handed from outside by a sealed paper; its part asks for the code
	Via    int64        // the service key of a program that speaks for residents; with Echo, the matter it speaks of
	System bool         // the command line: imports and the demo's organisation

	Watches []Watch // problems that he reads beside those of his posts: as a chief of their area 林长
}

// Watch is the problems of some categories in an area. Whoever watches them reads them and may do nothing more for it;
// persons in need are never among them.
type Watch struct {
	Area       area.Code
	Categories []string // codes, sorted
}

// holds says whether a matter is watched.
func (w Watch) holds(m *matter.Matter) bool {
	_, ok := slices.BinarySearch(w.Categories, m.Category)
	return ok && m.Kind == matter.Problem && w.Area.Contains(m.Area)
}

// areaPosts see the matters of an area, unitPosts those of their units; neither sees the case of a person in need.
var (
	areaPosts = []matter.Post{matter.Dispatcher, matter.Verifier, matter.Supervisor, matter.Leader, matter.Auditor,
		matter.Inspector}
	unitPosts = []matter.Post{matter.UnitClerk, matter.UnitHead}
)

// Scope is what a Caller sees, in a form that a query can use. Match says the same of one matter.
type Scope struct {
	All    bool        // the clock and the command line
	Areas  []area.Code // subtrees whose matters are seen, but for help
	Units  []int64     // units, with all below them, whose matters are seen, but for help
	Person int64       // whose own reports are seen, and what he was drawn to look at again
	Member int64       // whose cases of people in need are seen: the person again, while he holds a post for that
	Matter int64       // the matter whose receipt is held

	Watches []Watch // problems that are seen beside these
}

// Scope is what the caller sees.
func (o *Org) Scope(c Caller) Scope {
	s := Scope{All: c.Clock || c.System, Person: c.Person, Matter: max(c.Matter, c.Echo)}
	if c.Person != 0 {
		s.Watches = c.Watches
	}
	if slices.ContainsFunc(c.Posts, func(p Post) bool { return p.Kind.WorksOnCases() }) {
		s.Member = c.Person
	}
	for _, p := range c.Posts {
		if slices.Contains(areaPosts, p.Kind) {
			s.Areas = widen(s.Areas, p.Area)
		}
		if slices.Contains(unitPosts, p.Kind) {
			s.Units = append(s.Units, o.Below(p.Unit)...)
		}
	}
	slices.Sort(s.Units)
	s.Units = slices.Compact(s.Units)
	return s
}

// widen adds a subtree, leaving out what lies in another one.
func widen(list []area.Code, a area.Code) []area.Code {
	if a == 0 || covered(list, a) {
		return list
	}
	list = slices.DeleteFunc(slices.Clone(list), func(x area.Code) bool { return a.Contains(x) })
	list = append(list, a)
	slices.Sort(list)
	return list
}

func covered(list []area.Code, a area.Code) bool {
	return slices.ContainsFunc(list, func(x area.Code) bool { return x.Contains(a) })
}

// Covers says whether every matter of an area's subtree that is not restricted is seen.
func (s Scope) Covers(a area.Code) bool { return s.All || covered(s.Areas, a) }

// Reaches are the areas outside of which no matter is seen but by its unit, by whom it is about, or by name.
func (s Scope) Reaches() []area.Code {
	out := s.Areas
	for _, w := range s.Watches {
		out = widen(out, w.Area)
	}
	return out
}

// Nothing says that not a single matter can be seen.
func (s Scope) Nothing() bool {
	return !s.All && len(s.Areas) == 0 && len(s.Units) == 0 && s.Person == 0 && s.Matter == 0 && len(s.Watches) == 0
}

// Match says whether the matter is seen.
func (s Scope) Match(m *matter.Matter) bool {
	if s.All || s.Matter != 0 && m.ID == s.Matter || s.Person != 0 && m.Reporter == s.Person {
		return true
	}
	if m.Kind == matter.Help {
		_, on := m.Member(s.Member)
		return on
	}
	if s.Person != 0 && m.Drawn != nil && m.Drawn.Person == s.Person || covered(s.Areas, m.Area) ||
		slices.ContainsFunc(s.Watches, func(w Watch) bool { return w.holds(m) }) {
		return true
	}
	return len(s.Units) > 0 && slices.ContainsFunc(m.Chain(), func(u int64) bool {
		_, ok := slices.BinarySearch(s.Units, u)
		return ok
	})
}

// Sees says whether the matter exists for the caller.
func (o *Org) Sees(c Caller, m *matter.Matter) bool { return o.Scope(c).Match(m) }

// HoldsPaper says whether the caller came by the sealed paper of this case. He does not see the case: no list, no page
// and no command of it knows him. He may read what was shared with him, and declare what acts give to a paper.
func (o *Org) HoldsPaper(c Caller, m *matter.Matter) bool {
	return c.Paper != 0 && c.Person == 0 && m.Kind == matter.Help && m.ID == c.Paper
}

// May says whether the caller may give a command that follows a rule, and as whom he acts; posts are those that
// policy allows. m is nil for a report. The fault is matter_missing when he may not even know of the matter,
// not_allowed otherwise.
func (o *Org) May(c Caller, r matter.Rule, posts []matter.Post, m *matter.Matter) (matter.Actor, error) {
	office := m != nil && slices.Contains(r.Sides, matter.Office) && (c.System || o.MayAdminister(c, m.Area))
	voice := r.Command == matter.CmdMeToo && m != nil && m.Kind != matter.Help // of whoever saw it on the street
	if m != nil && !o.Sees(c, m) && !voice && !office && !o.waits(c, r, posts, m) {
		return matter.Actor{}, fault.New(fault.Missing, "matter_missing")
	}
	if c.Clock && (r.ClockOnly() || alsoByClock(r.Command, m)) {
		return matter.Actor{Clock: true, Level: area.City}, nil
	}
	if c.Via != 0 && m != nil && m.Kind != matter.Help && slices.Contains(spokenFor, r.Command) {
		return matter.Actor{Post: matter.Resident}, nil
	}
	if c.System && (r.Command == matter.CmdReport || office) {
		return matter.Actor{Level: area.City, System: true}, nil
	}
	if a, ok := o.asResident(c, r, posts, m); ok {
		return a, nil
	}
	if a, ok := o.asStaff(c, r, posts, m); ok {
		return a, nil
	}
	return matter.Actor{}, fault.New(fault.Denied, "not_allowed")
}

// waits says whether a case waits for the word of a unit of the caller's, who is not on it yet.
func (o *Org) waits(c Caller, r matter.Rule, posts []matter.Post, m *matter.Matter) bool {
	units := m.Waiting(r.Command)
	return c.Person != 0 && slices.ContainsFunc(c.Posts, func(p Post) bool {
		return slices.Contains(posts, p.Kind) && o.actsFor(p, units) != 0
	})
}

// actsFor is which of some units the holder of a post acts for, 0 for none.
func (o *Org) actsFor(p Post, units []int64) int64 {
	if !slices.Contains(unitPosts, p.Kind) || p.Unit == 0 {
		return 0
	}
	for _, u := range units {
		if p.Unit == u || o.standIns[u] == p.Unit {
			return u
		}
	}
	return 0
}

// ForUnits are the units that the caller may take cases for: his own, and those without anybody that they stand in
// for.
func (o *Org) ForUnits(c Caller) (out []int64) {
	for _, p := range c.Posts {
		if !slices.Contains(unitPosts, p.Kind) || p.Unit == 0 || c.Person == 0 {
			continue
		}
		out = append(append(out, p.Unit), o.standsFor[p.Unit]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// alsoByClock are the commands of people that follow from time and policy too: a problem of a realtime service is
// listed by rule, and a picture that did not come is said on its matter; a task is handed out when its period comes,
// and urged and supervised when a node of it is behind without good reason.
func alsoByClock(c matter.CommandName, m *matter.Matter) bool {
	switch {
	case c == matter.CmdResume || c == matter.CmdForget:
		return true
	case m == nil:
		return false
	case m.Kind == matter.Problem:
		return c == matter.CmdList || c == matter.CmdComment
	}
	return m.Kind == matter.Task && slices.Contains(tasksByClock, c)
}

// tasksByClock are the commands that the clock gives for tasks.
var tasksByClock = []matter.CommandName{matter.CmdList, matter.CmdAssign, matter.CmdUrge, matter.CmdSupervise}

// spokenFor are the commands that a program gives for residents.
var spokenFor = []matter.CommandName{matter.CmdComment, matter.CmdAttach}

// Within are the areas in which the caller holds one of some posts over an area, such as those that policy lets
// merge: the largest, and none within another.
func (o *Org) Within(c Caller, posts []matter.Post) []area.Code {
	var out []area.Code
	for _, p := range c.Posts {
		if slices.Contains(posts, p.Kind) && !slices.Contains(unitPosts, p.Kind) && c.Person != 0 {
			out = widen(out, p.Area)
		}
	}
	return out
}

// asResident is what somebody may without a post: report, add a voice, and speak about what he reported.
func (o *Org) asResident(c Caller, r matter.Rule, posts []matter.Post, m *matter.Matter) (matter.Actor, bool) {
	if !slices.Contains(posts, matter.Resident) {
		return matter.Actor{}, false
	}
	bearer := m != nil && c.Matter != 0 && c.Matter == m.ID
	sender := m != nil && (bearer || c.Person != 0 && c.Person == m.Reporter)
	switch {
	case sender && slices.Contains(r.Sides, matter.Sender), bearer && slices.Contains(r.Sides, matter.Bearer):
		return matter.Actor{Person: c.Person, Post: matter.Resident, Reporter: true, Units: o.homes(c)}, true
	case c.Person == 0 && !c.Clock && !c.System && slices.Contains(r.Sides, matter.Anyone):
		if m != nil && m.Kind == matter.Help {
			return matter.Actor{}, false
		}
		return matter.Actor{Post: matter.Resident}, true
	}
	return matter.Actor{}, false
}

// asStaff finds the post in which the caller may; of several the one over the smallest area.
func (o *Org) asStaff(c Caller, r matter.Rule, posts []matter.Post, m *matter.Matter) (matter.Actor, bool) {
	best, found := matter.Actor{}, false
	for _, p := range c.Posts {
		if !slices.Contains(posts, p.Kind) {
			continue
		}
		unit, ok := o.fits(c, p, r, m)
		if !ok || found && best.Level >= p.Area.Level() {
			continue
		}
		found = true
		best = matter.Actor{Person: c.Person, Post: p.Kind, Unit: unit, Units: o.homes(c), Level: p.Area.Level(),
			Reporter: false}
	}
	return best, found && c.Person != 0
}

// fits says whether a post stands in one of the rule's relations to the matter, and for which unit its holder then
// acts.
func (o *Org) fits(c Caller, p Post, r matter.Rule, m *matter.Matter) (int64, bool) {
	unitPost := slices.Contains(unitPosts, p.Kind)
	for _, s := range r.Sides {
		switch s {
		case matter.Anyone:
			return p.Unit, m == nil || m.Kind != matter.Help // nobody adds a voice to a person's trouble
		case matter.Area:
			if !unitPost && m != nil && o.over(c, p, m) &&
				(!r.Decides || m.Decider == 0 || int(p.Area.Level()) <= m.Decider) {
				return p.Unit, true
			}
		case matter.OnCase:
			if m != nil && o.over(c, p, m) && m.Kind == matter.Help {
				return p.Unit, true
			}
		case matter.Offered:
			if m != nil {
				if u := o.actsFor(p, m.Waiting(r.Command)); u != 0 {
					return u, true
				}
			}
		case matter.Office:
			if p.Kind == matter.Administrator && m != nil && p.Area.Contains(m.Area) {
				return p.Unit, true
			}
		case matter.Drawer:
			if m != nil && m.Drawn != nil && m.Drawn.Person == c.Person {
				return p.Unit, true
			}
		case matter.Lead:
			if unitPost && m != nil && m.Lead != 0 && (p.Unit == m.Lead || o.standIns[m.Lead] == p.Unit) {
				return p.Unit, true
			}
		case matter.Holder:
			if unitPost && m != nil {
				for _, u := range m.Chain() {
					if slices.Contains(o.Below(p.Unit), u) {
						return u, true
					}
				}
			}
		}
	}
	return 0, false
}

// over says whether a matter lies in the post's area. Of a person in need it asks instead whether the caller is on the
// case: who was brought in from elsewhere works on it like the others.
func (o *Org) over(c Caller, p Post, m *matter.Matter) bool {
	if m.Kind == matter.Help {
		_, on := m.Member(c.Person)
		return on
	}
	return p.Area.Contains(m.Area)
}

// homes is every unit the caller has a post in, and all units above those.
func (o *Org) homes(c Caller) []int64 {
	var out []int64
	for _, p := range c.Posts {
		if p.Unit != 0 {
			out = append(append(out, p.Unit), o.Uppers(p.Unit)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// MayAdminister says whether the caller manages the organisation of an area.
func (o *Org) MayAdminister(c Caller, a area.Code) bool {
	return c.System || slices.ContainsFunc(c.Posts, func(p Post) bool {
		return p.Kind == matter.Administrator && p.Area.Contains(a)
	})
}

// Administers says whether the caller manages anything.
func (o *Org) Administers(c Caller) bool {
	return slices.ContainsFunc(c.Posts, func(p Post) bool { return p.Kind == matter.Administrator })
}

// MayAudit says whether the caller may read what others only see in part: original photos.
func (o *Org) MayAudit(c Caller) bool {
	return slices.ContainsFunc(c.Posts, func(p Post) bool { return p.Kind == matter.Auditor })
}

// MayKnow says whether the caller may look a person up: himself, or as an administrator of one of the person's areas.
func (o *Org) MayKnow(c Caller, p Person) bool {
	return c.System || c.Person == p.ID || slices.ContainsFunc(p.Posts, func(x Post) bool {
		return o.MayAdminister(c, x.Area)
	})
}

// MayReset says whether the caller may give a person a new password: he must administer the area of every post of
// his, or he could become somebody with more power than his own.
func (o *Org) MayReset(c Caller, p Person) bool {
	return c.System || len(p.Posts) > 0 && !slices.ContainsFunc(p.Posts, func(x Post) bool {
		return !o.MayAdminister(c, x.Area)
	})
}

// MaySeePoints says whether the caller may read the register: whoever has a post.
func (o *Org) MaySeePoints(c Caller) bool { return c.System || c.Clock || len(c.Posts) > 0 }
