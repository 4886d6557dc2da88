package notify

import (
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// told is what an event means to whom.
type told struct {
	kind   string  // names the sentence: notify.<kind>
	people []int64 // each once
	urgent bool    // does not wait for the morning's digest
	units  []int64 // whose robots are told too
	closed bool    // only people are told: nobody else is on the case
	areas  bool    // the robots of the areas above the matter are told too
}

// recipients says who is told of an event. m is the matter as it stood after the command. The person who did it is
// never told.
func recipients(body matter.Body, m *matter.Matter, o *org.Org, actor int64) []told {
	t := talk{m: m, o: o}
	t.about(body)
	t.ofCase(body)
	for i := range t.out {
		t.out[i].people = slices.DeleteFunc(t.out[i].people, func(p int64) bool { return p == actor || p == 0 })
	}
	return t.once()
}

type talk struct {
	m   *matter.Matter
	o   *org.Org
	out []told
}

func (t *talk) say(kind string, urgent bool, people ...int64) {
	t.out = append(t.out, told{kind: kind, people: people, urgent: urgent || t.m.Severity == matter.Urgent})
}

// robots marks what was said last for the groups of some units, and of the areas.
func (t *talk) robots(areas bool, units ...int64) {
	last := &t.out[len(t.out)-1]
	last.units, last.areas = units, areas
}

func (t *talk) about(body matter.Body) {
	m := t.m
	switch b := body.(type) {
	case *matter.WasAssigned:
		t.say("assigned", false, t.staff(m.Lead, matter.UnitClerk)...)
		t.robots(false, m.Lead)
		if b.Upper != 0 {
			t.say("assigned_up", false, t.staff(b.Upper, matter.UnitHead)...)
		}
		for _, u := range m.Co {
			t.say("assigned_co", false, t.staff(u, matter.UnitClerk)...)
		}
	case *matter.WasCommented:
		if (b.Reporter || b.Via != nil) && m.Open() { // a resident waits for an answer
			t.say("resident_says", pressing(b.Text), t.minders()...)
		}
	case *matter.WasAttached:
		if b.Reporter && m.Open() {
			t.say("resident_shows", pressing(b.Note), t.minders()...)
		}
	case *matter.WasRated:
		t.rated(b)
	case *matter.WasReckoned:
		if b.Limit != "" {
			t.say("deadline_anew", true, t.staff(m.Lead, matter.UnitHead, matter.UnitClerk)...)
		}
	case *matter.WasAmended:
		if b.Kept {
			t.say("deadline_kept", false, t.staff(m.Lead, matter.UnitHead, matter.UnitClerk)...)
		}
	case *matter.WasDelegated:
		t.say("assigned", false, t.staff(b.To, matter.UnitClerk)...)
		t.robots(false, b.To)
	case *matter.WasMoved:
		t.moved(b)
	case *matter.WasReminded:
		t.say("reminded", false, t.staff(m.Lead, b.To...)...)
		t.robots(false, m.Lead)
	case *matter.WasUrged:
		to := b.To
		if len(to) == 0 {
			to = []matter.Post{matter.UnitHead, matter.UnitClerk}
		}
		t.say("urged", true, t.staff(m.Lead, to...)...)
		t.robots(false, m.Lead)
	case *matter.WasSupervised:
		t.say("supervised", true, append(t.staff(m.Lead, matter.UnitHead, matter.UnitClerk),
			t.staff(b.Upper, matter.UnitHead)...)...)
		t.robots(true, m.Lead, b.Upper)
	case *matter.WasHeld:
		heads := t.staff(m.Lead, matter.UnitHead)
		for _, u := range append(slices.Clone(m.Above), m.Uppers...) {
			heads = append(heads, t.staff(u, matter.UnitHead)...)
		}
		t.say("held", true, heads...)
		t.robots(true, m.Lead)
	case *matter.WasHoldDrafted:
		t.say("hold_drafted", true, t.holders(matter.Supervisor, area.Level(b.Level))...)
	case *matter.WasInstructed:
		t.say("instructed", true, t.staff(m.Lead, matter.UnitHead, matter.UnitClerk)...)
		t.robots(false, m.Lead)
	default:
		t.ask(body)
		t.root(body)
		t.members(body)
	}
}

// root is what came back, what will not go away, and what is done about it for good.
func (t *talk) root(body matter.Body) {
	m := t.m
	above := func() (out []int64) {
		for _, u := range m.Above {
			out = append(out, t.staff(u, matter.UnitHead)...)
		}
		return out
	}
	switch b := body.(type) {
	case *matter.WasMarked:
		if m.Lead == 0 { // whoever gets it is told when he does
			t.say("marked_"+b.Mark, false, t.nearest(matter.Supervisor)...)
			return
		}
		t.say("marked_"+b.Mark, true, append(t.staff(m.Lead, matter.UnitHead, matter.UnitClerk), above()...)...)
		t.robots(false, m.Lead, b.Upper)
	case *matter.WasRecurred:
		t.say("back", false, append(t.staff(m.Lead, matter.UnitHead, matter.UnitClerk), m.Verifier)...)
	case *matter.WasRootPlanned:
		t.say("root_planned", false, append(above(), t.nearest(matter.Supervisor)...)...)
	case *matter.WasRootChecked:
		kind := "root_failed"
		if b.Held {
			kind = "root_held"
		}
		t.say(kind, false, append(append(t.staff(m.Lead, matter.UnitHead, matter.UnitClerk), above()...),
			t.nearest(matter.Supervisor)...)...)
	}
}

// ask is what somebody wants decided, and the answers.
func (t *talk) ask(body matter.Body) {
	m := t.m
	switch b := body.(type) {
	case *matter.WasExtensionAsked:
		t.say("extension_asked", false, t.nearest(matter.Dispatcher)...)
	case *matter.WasSuspensionAsked:
		t.say("suspension_asked", false, t.nearest(matter.Supervisor)...)
	case *matter.WasExtended:
		t.say("extended", false, t.handlers()...)
	case *matter.WasExtensionDenied:
		t.say("extension_denied", true, t.handlers()...)
	case *matter.WasSuspended:
		t.say("suspended", false, t.handlers()...)
	case *matter.WasSuspensionDenied:
		t.say("suspension_denied", true, t.handlers()...)
	case *matter.WasResumed:
		t.say("resumed", false, t.handlers()...)
	case *matter.WasFixed:
		t.say("fixed", false, t.nearest(matter.Verifier)...)
	case *matter.WasBounced:
		t.say("bounced", false, t.nearest(matter.Dispatcher)...)
	case *matter.WasRejected:
		t.say("rejected", true, t.handlers()...)
		t.robots(false, m.Lead)
	case *matter.WasReopened:
		t.say("reopened", true, append(t.handlers(), t.staff(m.Lead, matter.UnitHead)...)...)
		t.robots(false, m.Lead)
	case *matter.WasStruckOff:
		t.say("struck_off", false, t.handlers()...)
	case *matter.WasAppealed:
		t.say("appealed", false, t.nearest(matter.Supervisor)...)
	case *matter.WasAppealDecided:
		kind := "appeal_dismissed"
		if b.Upheld {
			kind = "appeal_upheld"
		}
		t.say(kind, false, t.staff(m.Lead, matter.UnitHead, matter.UnitClerk)...)
	case *matter.WasDrawn:
		t.say("drawn", false, b.Person)
	}
}

// staff are the people of a unit who hold one of some posts in it. Where the unit has nobody at all the unit above
// is told, and where that has nobody either the supervisors.
func (t *talk) staff(unit int64, posts ...matter.Post) []int64 {
	if unit == 0 || !t.o.Nobody(unit) {
		return t.serving(unit, posts...)
	}
	if up, ok := t.o.StandIn(unit); ok {
		unit = up
	}
	if out := t.serving(unit, matter.UnitHead, matter.UnitClerk); len(out) > 0 {
		return out
	}
	return t.nearest(matter.Supervisor)
}

// serving are the people of a unit who hold one of some posts in it.
func (t *talk) serving(unit int64, posts ...matter.Post) []int64 {
	var out []int64
	for _, p := range t.o.Staff(unit) {
		if slices.ContainsFunc(p.Posts, func(x org.Post) bool {
			return x.Unit == unit && slices.Contains(posts, x.Kind)
		}) {
			out = append(out, p.ID)
		}
	}
	return out
}

// danger are words of a resident that do not wait for the morning's digest.
var danger = []string{"危险", "坍塌", "倒塌", "塌陷", "漏电", "触电", "燃气", "煤气", "爆炸", "起火", "着火", "冒烟", "受伤", "伤人",
	"落水", "救命", "紧急", "urgent", "danger", "fire", "gas leak"}

// pressing says whether somebody's words speak of danger.
func pressing(words string) bool {
	words = strings.ToLower(words)
	return slices.ContainsFunc(danger, func(w string) bool { return strings.Contains(words, w) })
}

// minders are who looks after the matter now: who has it in hand, or before that the dispatcher.
func (t *talk) minders() []int64 {
	if t.m.Lead == 0 {
		return t.nearest(matter.Dispatcher)
	}
	return t.handlers()
}

// rated tells who has the matter in hand what a reporter says of the result; before the strike-off a "not fixed" also
// those who are to look again.
func (t *talk) rated(b *matter.WasRated) {
	to := t.minders()
	if b.Fixed {
		t.say("resident_rates", false, to...)
		return
	}
	if t.m.State == matter.Fixed {
		to = append(to, t.nearest(matter.Verifier)...)
	}
	t.say("resident_unsolved", pressing(b.Text), to...)
}

// handlers are who has the matter in hand, or his unit's clerks.
func (t *talk) handlers() []int64 {
	if p, ok := t.o.Person(t.m.Handler); ok && !p.Disabled {
		return []int64{p.ID}
	}
	if out := t.staff(t.m.Lead, matter.UnitClerk); len(out) > 0 {
		return out
	}
	return t.serving(t.m.Lead, matter.UnitHead)
}

// holders hold a post over the matter's area at a level, or over the next one above that has any.
func (t *talk) holders(post matter.Post, l area.Level) []int64 {
	for l = min(max(l, area.City), t.m.Area.Level()); l >= area.City; l-- {
		var out []int64
		for _, p := range t.o.Holders(post, t.m.Area.Ancestor(l)) {
			if !p.Disabled {
				out = append(out, p.ID)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// nearest are the holders of a post nearest to the matter.
func (t *talk) nearest(post matter.Post) []int64 { return t.holders(post, t.m.Area.Level()) }

// once leaves a person only the first of several reasons to tell him.
func (t *talk) once() []told {
	seen := map[int64]bool{}
	for i := range t.out {
		t.out[i].people = slices.DeleteFunc(t.out[i].people, func(p int64) bool {
			was := seen[p]
			seen[p] = true
			return was
		})
	}
	return t.out
}
