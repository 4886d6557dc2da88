package meeting

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
)

// missing is what there is not, or not for the caller.
func missing() error { return fault.New(fault.Missing, "meeting_missing") }

// acts say who may at most; policy narrows it (Policy.Meetings).
func acts() (out []org.Act) {
	office := []org.Right{{System: true}, {In: org.Over, Posts: policy.MeetingPosts()}}
	for _, t := range []event.Type{RegisteredType, AmendedType, WithdrawnType, DealtType, SettledType, PaperType,
		ClosedType, GroupSetType, GroupEndedType, CutType, RowKeptType, RowDroppedType, RowJoinedType, RowSplitType,
		RowAssignedType, RowDatedType, RowWordedType, RowFollowedType, RowUndoneType, ConfirmedType, ReopenedType,
		SubmittedType} {
		out = append(out, org.Act{Type: t, Rights: office})
	}
	for _, t := range byClock {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Some, Clock: true}}})
	}
	readers := slices.DeleteFunc(matter.Posts(), func(p matter.Post) bool { return p == matter.Resident })
	return append(out, org.Act{Type: ReadType, Rights: []org.Right{{In: org.Some, Posts: readers}}})
}

// holds says whether the caller has one of some posts over an area.
func (x *Meetings) holds(caller org.Caller, a area.Code, posts []matter.Post) bool {
	return caller.System || slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return slices.Contains(posts, p.Kind) && p.Area.Contains(a)
	})
}

// Office says whether the caller is of the office of an area: he reads all that is registered there.
func (x *Meetings) Office(caller org.Caller, a area.Code) bool {
	m := x.Policy().Meetings
	return caller.System || slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return m.Keeps(p.Kind) && p.Area.Contains(a)
	})
}

// MayRegister says whether the caller enters things of an area and works through their texts.
func (x *Meetings) MayRegister(caller org.Caller, a area.Code) bool {
	return x.holds(caller, a, x.Policy().Meetings.Register)
}

// MayRegisterSomewhere says whether the caller enters things of some area, so that a page offers it.
func (x *Meetings) MayRegisterSomewhere(caller org.Caller) bool {
	return slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return slices.Contains(x.Policy().Meetings.Register, p.Kind)
	})
}

func (x *Meetings) mayRegister(caller org.Caller, areas ...area.Code) error {
	for _, a := range areas {
		if !x.MayRegister(caller, a) {
			return fault.New(fault.Denied, "not_allowed")
		}
	}
	return nil
}

// Sees says whether a thing is there for the caller: for the office of its area and for its addressees. It is the one
// rule of who reads meetings, documents and instructions.
func (x *Meetings) Sees(caller org.Caller, e *Entry) bool {
	if x.Office(caller, e.Area) || caller.Person != 0 && slices.Contains(e.People, caller.Person) {
		return true
	}
	return slices.ContainsFunc(caller.Posts, func(p org.Post) bool {
		return isUnitPost(p.Kind) && p.Unit != 0 && slices.Contains(e.Units, p.Unit)
	})
}

func isUnitPost(p matter.Post) bool { return p == matter.UnitClerk || p == matter.UnitHead }

// whose are the names under which things are there for a caller: a list is read along each.
func (x *Meetings) whose(caller org.Caller) (out []string) {
	m := x.Policy().Meetings
	if caller.Person != 0 {
		out = append(out, person(caller.Person))
	}
	for _, p := range caller.Posts {
		switch {
		case m.Keeps(p.Kind) && p.Area != 0:
			out = append(out, "a"+p.Area.String())
		case isUnitPost(p.Kind) && p.Unit != 0:
			out = append(out, unit(p.Unit))
		}
	}
	if caller.System {
		out = append(out, "a"+area.Code(x.City*1e8).String())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func person(id int64) string { return "p" + strconv.FormatInt(id, 10) }

func unit(id int64) string { return "u" + strconv.FormatInt(id, 10) }

// audience are all names under which a thing is there for somebody.
func (e *Entry) audience() (out []string) {
	for l := area.City; l <= e.Area.Level(); l++ {
		out = append(out, "a"+e.Area.Ancestor(l).String())
	}
	for _, p := range e.People {
		out = append(out, person(p))
	}
	for _, u := range e.Units {
		out = append(out, unit(u))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// words checks a text before anything is stored of it: its length, and that it bears no mark that may not be kept.
// The fault names the mark and nothing of the text. Faults: meeting_words, meeting_long, meeting_secret,
// meeting_internal.
func (x *Meetings) words(field, s string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if err := x.Unmarked(field, s); err != nil {
		return "", err
	}
	switch n := len([]rune(s)); {
	case needed && n == 0:
		return "", fault.New(fault.Invalid, "meeting_words").On(field)
	case n > most:
		return "", fault.New(fault.TooLarge, "meeting_long", "max", most, "n", n).On(field)
	}
	return s, nil
}

// Unmarked refuses a text, or a file's name, that bears the mark of a state secret, or 内部资料 where policy does not allow
// it. Doors ask it before they keep anything. Faults: meeting_secret, meeting_internal.
func (x *Meetings) Unmarked(field, s string) error {
	mark := secrecy.Mark(s)
	if len([]rune(s)) <= mostTitle {
		if m := secrecy.NameMark(s); m != "" && !secrecy.IsState(mark) {
			mark = m
		}
	}
	switch {
	case secrecy.IsState(mark):
		return fault.New(fault.Denied, "meeting_secret", "mark", mark).On(field)
	case mark == secrecy.Internal && !x.Policy().Meetings.Internal:
		return fault.New(fault.Denied, "meeting_internal").On(field)
	}
	return nil
}

// The longest texts, in characters.
const (
	mostTitle  = 200
	mostNote   = 500
	mostText   = 100_000
	mostAgenda = 100
	mostNamed  = 200 // addressees
)

// read notes that the caller read a thing, once a day.
func (x *Meetings) read(ctx context.Context, caller org.Caller, t *Thing) error {
	if caller.Person == 0 || caller.System {
		return nil
	}
	day := x.Now().Time().In(x.Desk.Calendar().Location()).Format("2006-01-02")
	_, err := x.keep(ctx, caller, desk.Once("meeting read", t.ID, caller.Person, day), ReadType, t.ID, t.Area, &Read{})
	return err
}
