package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Admit brings somebody into a case by name, with a reason.
type Admit struct {
	Person int64  `json:"person"`
	As     string `json:"as,omitempty"` // one of Ways; "" for what his post says
	Reason string `json:"reason"`
}

// WasAdmitted puts people on a case: brought in, on duty, or because they took it.
type WasAdmitted struct {
	Members []Member `json:"members"`
	Reason  string   `json:"reason,omitempty"`
}

// Leave ends one's own membership.
type Leave struct {
	Reason string `json:"reason,omitempty"`
}

// Dismiss ends somebody else's.
type Dismiss struct {
	Person int64  `json:"person"`
	Reason string `json:"reason"`
}

// WasReleased takes people off a case.
type WasReleased struct {
	People []int64 `json:"people"`
	Why    string  `json:"why"` // ByLeave …
	Reason string  `json:"reason,omitempty"`
}

// Why a membership ended.
const (
	ByLeave    = "leave"    // he left
	ByDismiss  = "dismiss"  // another member ended it
	ByLook     = "look"     // the verifier said his word
	ByTime     = "time"     // its time was over
	ByPost     = "post"     // he holds no post any more, or none in the unit that he was there for
	ByTransfer = "transfer" // another unit took the case over
	ByAnswer   = "answer"   // the referral was answered
)

// The commands and the events of this file.
const (
	CmdAdmit   CommandName = "admit"
	CmdLeave   CommandName = "leave_case"
	CmdDismiss CommandName = "dismiss"

	TypeAdmitted EventType = "matter.admitted"
	TypeReleased EventType = "matter.released"
)

// casePosts are those in which people work on cases.
var casePosts = []Post{Inspector, Dispatcher, UnitClerk, UnitHead, Verifier, Supervisor, Leader}

var (
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[Admit], Place: 420, Events: []func() Body{body[WasAdmitted]},
		Fields: []Field{{Name: "person", Word: "field.member", Kind: PersonField, Among: PeopleNear, Demand: Required},
			{Name: "as", Word: "field.member_as", Kind: ChoiceField, Among: WaysIn}, reasonField},
		Pointless: noCase,
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[Leave], Place: 430, Fields: []Field{whyField}, Events: []func() Body{body[WasReleased]},
		Pointless: noCase,
	})
	_ = describe(Description{
		Rule: Rule{From: known, To: "same", Sides: []Side{OnCase}, Posts: casePosts},
		New:  command[Dismiss], Place: 440, Harsh: true,
		Fields: []Field{{Name: "person", Word: "field.member", Kind: PersonField, Among: PeopleOnCase,
			Demand: Required}, reasonField},
		Pointless: noCase,
	})
)

// WorksOnCases says whether the holders of a post can be on a case: who administers and who audits cannot.
func (p Post) WorksOnCases() bool { return slices.Contains(casePosts, p) }

func noCase(m *Matter) bool { return m.Kind != Help }

func (*Admit) Name() CommandName     { return CmdAdmit }
func (*WasAdmitted) Type() EventType { return TypeAdmitted }
func (*Leave) Name() CommandName     { return CmdLeave }
func (*Dismiss) Name() CommandName   { return CmdDismiss }
func (*WasReleased) Type() EventType { return TypeReleased }

// onCase checks that the matter is a case, and that whoever acts keeps it: one look and one service bring in nobody.
func (f *Facts) onCase(m *Matter) error {
	if m.Kind != Help {
		return fault.New(fault.Conflict, "help_only")
	}
	if x, ok := m.Member(f.Actor.Person); !ok || !x.Keeps() {
		return fault.New(fault.Denied, "member_keeper")
	}
	return nil
}

func (c *Admit) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	if err := f.onCase(m); err != nil {
		return nil, err
	}
	x, err := c.member(m, f)
	if err != nil {
		return nil, err
	}
	if len(m.Members) >= MaxMembers {
		return nil, fault.New(fault.Conflict, "members_many", "max", MaxMembers)
	}
	events := joining(m, []Member{x}, c.Reason)
	if events == nil {
		return nil, fault.New(fault.Conflict, "member_already").On("person")
	}
	return events, nil
}

// member is who comes in, as what and for how long.
func (c *Admit) member(m *Matter, f *Facts) (Member, error) {
	var p PersonFact
	ok := false
	if f.Person != nil {
		p, ok = f.Person(c.Person)
	}
	if !ok || !slices.ContainsFunc(p.Posts, func(x Post) bool { return slices.Contains(casePosts, x) }) {
		return Member{}, fault.New(fault.Invalid, "member_unknown").On("person")
	}
	as := As(c.As)
	if as == "" {
		as = p.way()
	}
	x := Member{Person: c.Person, As: as}
	switch {
	case !slices.Contains(Ways(), string(as)):
		return Member{}, fault.New(fault.Invalid, "choice_missing").On("as")
	case as == AsVerifier:
		if !slices.Contains(p.Posts, Verifier) {
			return Member{}, fault.New(fault.Invalid, "member_post", "post", "@post."+string(Verifier)).On("person")
		}
		x.Until = f.until(f.terms(m).Members.Look)
	case as == AsSupervisor:
		if !slices.Contains(p.Posts, Supervisor) {
			return Member{}, fault.New(fault.Invalid, "member_post", "post", "@post."+string(Supervisor)).On("person")
		}
	case len(p.Units) > 0:
		x.Unit = p.Units[0]
	}
	return x, nil
}

// way is how somebody comes in when nobody says it: whoever can only look comes for a look.
func (p PersonFact) way() As {
	for _, x := range p.Posts {
		if slices.Contains([]Post{Dispatcher, UnitClerk, UnitHead, Inspector, Leader}, x) {
			return AsHandler
		}
	}
	if slices.Contains(p.Posts, Supervisor) {
		return AsSupervisor
	}
	return AsVerifier
}

func (e *WasAdmitted) apply(m *Matter, s Stamp) {
	for _, x := range e.Members {
		m.join(x, s.At)
	}
}

func (c *Leave) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := whyField.limit(&c.Reason); err != nil {
		return nil, err
	}
	if m.Kind != Help {
		return nil, fault.New(fault.Conflict, "help_only")
	}
	if _, ok := m.Member(f.Actor.Person); !ok {
		return nil, fault.New(fault.Denied, "member_keeper")
	}
	return f.leaving(m, []int64{f.Actor.Person}, ByLeave, c.Reason)
}

func (c *Dismiss) decide(m *Matter, f *Facts) ([]Event, error) {
	if err := reasonField.limit(&c.Reason); err != nil {
		return nil, err
	}
	if err := f.onCase(m); err != nil {
		return nil, err
	}
	if _, ok := m.Member(c.Person); !ok {
		return nil, fault.New(fault.Invalid, "member_none").On("person")
	}
	return f.leaving(m, []int64{c.Person}, ByDismiss, c.Reason)
}

func (e *WasReleased) apply(m *Matter, _ Stamp) { m.part(e.People) }

// until is a limit from now on.
func (f *Facts) until(l calendar.Limit) calendar.Instant { return f.Clock.Add(f.Now, l) }
