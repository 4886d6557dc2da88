package matter

import (
	"fmt"
	"slices"
)

// State is where a matter stands in the loop.
type State uint8

// The states of the transition table.
const (
	None      State = iota // before the first event
	Reported               // 已上报
	Declined               // 不予受理
	Merged                 // 已合并
	Listed                 // 已立案
	Assigned               // 已交办
	InHand                 // 整改中
	Suspended              // 挂账
	Fixed                  // 待核查
	StruckOff              // 已销号
)

var stateNames = names[State]{"", "reported", "declined", "merged", "listed", "assigned", "in_hand", "suspended",
	"fixed", "struck_off"}

// States lists every state a matter can be in, in the order of the loop.
func States() []State {
	return []State{Reported, Declined, Merged, Listed, Assigned, InHand, Suspended, Fixed, StruckOff}
}

// Open says that a matter in this state still needs somebody's work.
func (s State) Open() bool { return s != None && s != Declined && s != Merged && s != StruckOff }

func (s State) String() string               { return stateNames.text(s) }
func (s State) MarshalText() ([]byte, error) { return stateNames.marshal(s) }
func (s *State) UnmarshalText(b []byte) error {
	return stateNames.unmarshal("state", b, s)
}

// Kind is what sort of matter it is; kinds share the loop and differ by policy.
type Kind uint8

// The kinds.
const (
	Problem Kind = iota + 1 // 问题: found on the street
	Task                    // 任务: handed out from a meeting, a document or a plan
	Help                    // 求助: a person needs help; restricted
)

var kindNames = names[Kind]{"", "problem", "task", "help"}

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Problem, Task, Help} }

func (k Kind) String() string               { return kindNames.text(k) }
func (k Kind) MarshalText() ([]byte, error) { return kindNames.marshal(k) }
func (k *Kind) UnmarshalText(b []byte) error {
	return kindNames.unmarshal("kind", b, k)
}

// Severity decides, with the kind and the category, how much time there is.
type Severity uint8

// The severities.
const (
	General Severity = iota + 1 // 一般
	Serious                     // 较重
	Urgent                      // 紧急
)

var severityNames = names[Severity]{"", "general", "serious", "urgent"}

// Severities lists the severities.
func Severities() []Severity { return []Severity{General, Serious, Urgent} }

func (s Severity) String() string               { return severityNames.text(s) }
func (s Severity) MarshalText() ([]byte, error) { return severityNames.marshal(s) }
func (s *Severity) UnmarshalText(b []byte) error {
	return severityNames.unmarshal("severity", b, s)
}

// Rung is how far responsibility has climbed.
type Rung uint8

// The rungs of the ladder.
const (
	NoRung    Rung = iota
	Urge           // 催办
	Supervise      // 督办
	Hold           // 问责
)

var rungNames = names[Rung]{"none", "urge", "supervise", "hold"}

func (r Rung) String() string               { return rungNames.text(r) }
func (r Rung) MarshalText() ([]byte, error) { return rungNames.marshal(r) }
func (r *Rung) UnmarshalText(b []byte) error {
	return rungNames.unmarshal("rung", b, r)
}

// Light is the traffic light 绿黄红灰.
type Light uint8

// The lights.
const (
	NoLight Light = iota
	Green         // in time
	Yellow        // the last part of the time
	Red           // overdue
	Grey          // paused
)

var lightNames = names[Light]{"none", "green", "yellow", "red", "grey"}

func (l Light) String() string { return lightNames.text(l) }

// Source is where a matter comes from.
type Source string

// The sources.
const (
	FromResident  Source = "resident"
	FromInspector Source = "inspector"
	FromHotline   Source = "hotline" // 12345
	FromImport    Source = "import"
	FromSelfCheck Source = "self_check" // 自查自纠
	FromMeeting   Source = "meeting"
	FromSuperior  Source = "superior" // a document or inspection from above
	FromPlan      Source = "plan"     // a measure of an action plan
	FromPatch     Source = "patch"    // a polygon seen from above 图斑
)

// Sources lists them.
func Sources() []Source {
	return []Source{FromResident, FromInspector, FromHotline, FromImport, FromSelfCheck, FromMeeting, FromSuperior,
		FromPlan, FromPatch}
}

type names[T ~uint8] []string

func (n names[T]) text(v T) string {
	if int(v) < len(n) {
		return n[v]
	}
	return fmt.Sprintf("?%d", v)
}

func (n names[T]) marshal(v T) ([]byte, error) {
	if int(v) >= len(n) {
		return nil, fmt.Errorf("no name for %d", v)
	}
	return []byte(n[v]), nil
}

func (n names[T]) unmarshal(what string, b []byte, v *T) error {
	i := slices.Index(n, string(b))
	if i < 0 {
		return fmt.Errorf("unknown %s %q", what, b)
	}
	*v = T(i)
	return nil
}
