package help

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// What can be said at most, in characters.
const (
	LongWho   = 200
	LongPlace = 200
	LongPhone = 60
	LongNote  = 2000
)

// Intake is what is asked at a counter: six fields and the type. It is sealed whole with the report.
type Intake struct {
	Category string    `json:"-"`
	Area     area.Code `json:"-"`
	Who      string    `json:"who"` // about whom, in words
	Age      care.Age  `json:"age,omitempty"`
	Where    string    `json:"where,omitempty"`
	Phone    string    `json:"phone,omitempty"` // of the family
	Needs    string    `json:"needs,omitempty"`
	Stranger bool      `json:"stranger,omitempty"` // somebody unknown was to be met
	Harm     bool      `json:"harm,omitempty"`     // it is or may be harmed
}

// Minor says that the case is about a minor, by its type or the age that was said.
func (x *Cases) Minor(category string, age care.Age) bool {
	return age.Minor() || x.Policy().Help.Type(category).Minor && age != care.Adult && age != care.Elder
}

// TypesInForce are the types of policy whose category the city has.
func (x *Cases) TypesInForce() []policy.HelpType {
	p := x.Policy()
	return slices.DeleteFunc(slices.Clone(p.Help.Types), func(t policy.HelpType) bool {
		_, ok := p.Category(t.Category)
		return !ok
	})
}

// Open takes a person in at a counter: a report of kind help, with what was asked sealed beside it. Who works here may.
// Faults: those of a report, and help_words where nobody is named or described.
func (x *Cases) Open(ctx context.Context, caller org.Caller, id ledger.ID, in Intake) (desk.Result, error) {
	if caller.Person == 0 || len(caller.Posts) == 0 {
		return desk.Result{}, fault.New(fault.Denied, "not_allowed")
	}
	for _, f := range []struct {
		name string
		s    *string
		most int
		must bool
	}{{"who", &in.Who, LongWho, true}, {"where", &in.Where, LongPlace, false}, {"phone", &in.Phone, LongPhone, false},
		{"needs", &in.Needs, LongWho, false}} {
		if err := limit(f.s, f.name, f.most, f.must); err != nil {
			return desk.Result{}, err
		}
	}
	if in.Age != "" && !slices.Contains(care.Ages(), in.Age) {
		return desk.Result{}, fault.New(fault.Invalid, "help_choice").On("age")
	}
	beside, err := sealable(in)
	if err != nil {
		return desk.Result{}, err
	}
	b := &matter.Report{Kind: matter.Help, Source: matter.FromResident, Area: in.Area, Category: in.Category,
		Severity: x.severity(in.Category), Text: in.Who, Place: in.Where,
		Mandated: care.Mandated(x.Minor(in.Category, in.Age), in.Stranger, in.Harm, in.Who+"\n"+in.Needs)}
	return x.Desk.Do(ctx, caller, desk.Command{ID: id, Body: b, Beside: beside, Said: []any{b, in}})
}

func (x *Cases) severity(category string) matter.Severity {
	if c, ok := x.Policy().Category(category); ok && c.Severity != 0 {
		return c.Severity
	}
	return matter.Urgent
}

// limit cleans what was said and refuses what is too long, or missing.
func limit(s *string, name string, most int, must bool) error {
	*s = strings.TrimSpace(matter.Clean(*s))
	if *s == "" && must {
		return fault.New(fault.Invalid, "help_words").On(name)
	}
	if n := utf8.RuneCountInString(*s); n > most {
		return fault.New(fault.TooLarge, "help_long", "max", most, "n", n).On(name)
	}
	return nil
}

// Note is what is said with a step, and when it was; nothing of it stands in the event but the instant.
type Note struct {
	At   calendar.Instant `json:"at,omitempty"` // 0 for now
	Text string           `json:"text,omitempty"`
	Whom string           `json:"whom,omitempty"` // name or office, and number, of whoever was called or told
	No   string           `json:"no,omitempty"`   // of the report that was made
}

func (n *Note) clean(now calendar.Instant) error {
	for name, s := range map[string]*string{"note": &n.Text, "whom": &n.Whom, "no": &n.No} {
		if err := limit(s, name, LongNote, false); err != nil {
			return err
		}
	}
	if n.At < 0 || n.At > now.Plus(600e6) {
		return fault.New(fault.Invalid, "found_future").On("at")
	}
	return nil
}

func (n *Note) empty() bool { return n.Text == "" && n.Whom == "" && n.No == "" }

// Kinds of what is given, whom one calls, and how a case ends without a hand-over.
var (
	needs = []string{"food", "phone", "money", "bed", "clothes", "medicine", "ticket", "other"}
	whoms = []string{"family", "police", "shelter", "unit", "doctor", "other"}
	ends  = []string{"left", "hospital", "shelter", "police", "mistake", "died"}
)

// Needs, Whoms and Ends list them.
func Needs() []string { return slices.Clone(needs) }
func Whoms() []string { return slices.Clone(whoms) }
func Ends() []string  { return slices.Clone(ends) }

// act is one step with a case, as decide finds it.
type act struct {
	typ  event.Type
	step Step
	said any // to be sealed; nil for nothing
}

// on records what decide says of a case that was not forgotten, and that the caller sees or holds a paper of.
func (x *Cases) on(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, said any,
	decide func(ctx context.Context, tx *store.Tx, c *Case, now calendar.Instant) ([]act, error)) error {
	_, err := x.taken(ctx, caller, id, matterID, said, decide)
	return err
}

// taken is on, and says when it was recorded.
func (x *Cases) taken(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, said any,
	decide func(ctx context.Context, tx *store.Tx, c *Case, now calendar.Instant) ([]act, error)) (ledger.Answer,
	error) {
	return x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		m, err := views.Get(ctx, tx, x.City, matterID)
		if err != nil {
			return nil, err
		}
		if !caller.Clock && !x.Org().Sees(caller, m) && !x.Org().HoldsPaper(caller, m) {
			return nil, fault.New(fault.Missing, "matter_missing")
		}
		c, err := caseOf(ctx, tx, x.City, matterID)
		if err != nil {
			return nil, err
		}
		switch {
		case c == nil:
			return nil, missing()
		case c.Forgotten != 0:
			return nil, fault.New(fault.Conflict, "case_forgotten")
		}
		acts, err := decide(ctx, tx, c, now)
		if err != nil {
			return nil, err
		}
		out := make([]desk.Fact, len(acts))
		for i := range acts {
			a := &acts[i]
			if !x.Org().MayAct(caller, a.typ, c.Area) {
				return nil, fault.New(fault.Denied, "not_allowed")
			}
			if a.said != nil {
				if a.step.Said, err = x.Desk.Seal(ctx, tx, matterID, id, a.said); err != nil {
					return nil, err
				}
			}
			out[i] = desk.Fact{Type: a.typ, Subject: matterID, Areas: []area.Code{c.Area}, Body: &a.step}
		}
		return out, nil
	})
}

// open refuses what needs a case that is on the list.
func open(c *Case) error {
	if c.Closed != 0 {
		return fault.New(fault.Conflict, "help_closed")
	}
	return nil
}

// one is a step with what was said.
func one(typ event.Type, s Step, n Note) []act {
	a := act{typ: typ, step: s}
	if !n.empty() {
		a.said = n
	}
	return []act{a}
}

// simply records a step that needs no more than an open case.
func (x *Cases) simply(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, typ event.Type, s Step,
	n Note, may func(*Case) error) error {
	return x.on(ctx, caller, id, matterID, []any{typ, matterID, s, n}, func(_ context.Context, _ *store.Tx, c *Case,
		now calendar.Instant) ([]act, error) {
		if err := n.clean(now); err != nil {
			return nil, err
		}
		if err := open(c); err != nil {
			return nil, err
		}
		if may != nil {
			if err := may(c); err != nil {
				return nil, err
			}
		}
		s.At = n.At
		acts := one(typ, s, n)
		if typ != DutyType && c.Mandated == 0 && care.Suspects(n.Text) { // what comes out later opens it too
			acts = append(acts, act{typ: DutyType, step: Step{Code: "suspected"}})
		}
		return acts, nil
	})
}

// Tick ticks a line of the checklist, or takes the tick back.
func (x *Cases) Tick(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, code string, off bool,
	n Note) error {
	return x.simply(ctx, caller, id, matterID, TickedType, Step{Code: code, Off: off}, n, func(c *Case) error {
		if !slices.ContainsFunc(x.Policy().Help.Type(c.Category).Check, func(k policy.HelpCheck) bool {
			return k.Code == code
		}) {
			return fault.New(fault.Invalid, "help_choice").On("code")
		}
		return nil
	})
}

// Give records what a person was given: of what kind, how much.
func (x *Cases) Give(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, kind string, amount int,
	n Note) error {
	if !slices.Contains(needs, kind) || amount < 0 || amount > 1e7 {
		return fault.New(fault.Invalid, "help_choice").On("kind")
	}
	return x.simply(ctx, caller, id, matterID, GaveType, Step{Code: kind, Amount: amount}, n, nil)
}

// Call records an attempt to reach somebody; failed ones count too.
func (x *Cases) Call(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, whom string, reached bool,
	n Note) error {
	if !slices.Contains(whoms, whom) {
		return fault.New(fault.Invalid, "help_choice").On("whom_kind")
	}
	return x.simply(ctx, caller, id, matterID, CalledType, Step{Code: whom, Off: !reached}, n, nil)
}

// Add adds a line to the timeline.
func (x *Cases) Add(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n Note) error {
	if strings.TrimSpace(n.Text) == "" {
		return fault.New(fault.Invalid, "help_words").On("note")
	}
	return x.simply(ctx, caller, id, matterID, NotedType, Step{}, n, nil)
}

// Suspect says that the police must be told 强制报告: by somebody who was not asked by a word.
func (x *Cases) Suspect(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n Note) error {
	return x.simply(ctx, caller, id, matterID, DutyType, Step{Code: "person"}, n, func(c *Case) error {
		if c.Due() {
			return fault.New(fault.Conflict, "help_duty_open")
		}
		return nil
	})
}

// Told is the receipt of the mandatory report: its number, to whom, when.
func (x *Cases) Told(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n Note) error {
	if strings.TrimSpace(n.Whom) == "" {
		return fault.New(fault.Invalid, "help_words").On("whom")
	}
	return x.simply(ctx, caller, id, matterID, ToldType, Step{}, n, dueOnly)
}

// Spare says why no report to the police is due after all.
func (x *Cases) Spare(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n Note) error {
	if strings.TrimSpace(n.Text) == "" {
		return fault.New(fault.Invalid, "help_words").On("note")
	}
	return x.simply(ctx, caller, id, matterID, SparedType, Step{}, n, dueOnly)
}

func dueOnly(c *Case) error {
	if !c.Due() {
		return fault.New(fault.Conflict, "help_duty_none")
	}
	return nil
}

// sealable is what a part says as the desk seals it.
func sealable(said any) (json.RawMessage, error) {
	raw, err := json.Marshal(said)
	if err != nil {
		return nil, fault.Of(err)
	}
	return raw, nil
}
