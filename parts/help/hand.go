package help

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Hand is who collects a person, and what was seen of it. Name, phone, advice and signature are sealed.
type Hand struct {
	Relation care.Relation `json:"relation"`
	Paper    string        `json:"paper"`
	Proved   bool          `json:"proved,omitempty"`
	Agrees   bool          `json:"agrees,omitempty"`
	Asked    bool          `json:"asked,omitempty"`
	Harm     bool          `json:"harm,omitempty"`
	Dispute  bool          `json:"dispute,omitempty"`

	Name   string      `json:"name,omitempty"`
	Phone  string      `json:"phone,omitempty"`
	Advice string      `json:"advice,omitempty"`
	Typed  string      `json:"typed,omitempty"`  // the name, typed as a signature
	Drawn  [][]float64 `json:"drawn,omitempty"`  // strokes: x and y in turn, from 0 to 1
	Reason string      `json:"reason,omitempty"` // where it was stopped: what was seen
}

// Most points that a drawn signature may have.
const mostPoints = 4000

func (h *Hand) clean() error {
	for name, s := range map[string]*string{"name": &h.Name, "phone": &h.Phone, "advice": &h.Advice, "typed": &h.Typed,
		"reason": &h.Reason} {
		if err := limit(s, name, LongNote, false); err != nil {
			return err
		}
	}
	if !slices.Contains(care.Relations(), h.Relation) {
		return fault.New(fault.Invalid, "help_choice").On("relation")
	}
	if !slices.Contains(care.Papers(), h.Paper) {
		return fault.New(fault.Invalid, "help_choice").On("paper")
	}
	n := 0
	for _, stroke := range h.Drawn {
		n += len(stroke)
		if len(stroke)%2 != 0 || slices.ContainsFunc(stroke, func(v float64) bool { return !(v >= 0 && v <= 1) }) {
			return fault.New(fault.Invalid, "help_drawn").On("drawn")
		}
	}
	if n > 2*mostPoints {
		return fault.New(fault.TooLarge, "help_drawn").On("drawn")
	}
	return nil
}

// signed says how it was signed; "" for not at all.
func (h *Hand) signed() string {
	switch {
	case len(h.Drawn) > 0:
		return SignedDrawn
	case h.Typed != "":
		return SignedTyped
	}
	return ""
}

// Hand hands a person over, or stops it: what stops it is recorded, who decides is told, and stopped says why. Faults
// say what is missing: help_paper, help_unproved, help_child_objects, help_adult_objects, help_sign, help_advice.
func (x *Cases) Hand(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, h Hand) (stopped string,
	err error) {
	if err := h.clean(); err != nil {
		return "", err
	}
	minor, err := x.minor(ctx, caller, matterID)
	if err != nil {
		return "", err
	}
	err = x.on(ctx, caller, id, matterID, []any{HandedType, matterID, h}, func(_ context.Context, _ *store.Tx, c *Case,
		now calendar.Instant) ([]act, error) {
		if err := open(c); err != nil {
			return nil, err
		}
		if c.Handed != 0 {
			return nil, fault.New(fault.Conflict, "help_handed")
		}
		v := care.Judge(care.Collect{Minor: minor, Relation: h.Relation, Paper: h.Paper, Proved: h.Proved,
			Agrees: h.Agrees, Asked: h.Asked, Harm: h.Harm || c.Stopped == care.StopHarm,
			Dispute: h.Dispute || c.Stopped == care.StopDispute, Decided: c.Stopped != "" && c.Lets == care.ToGuardian})
		switch {
		case v.Stop != "":
			return []act{{StoppedType, Step{Code: v.Stop, Law: v.Law}, h}}, nil
		case v.Miss != "":
			return nil, fault.New(fault.Invalid, v.Miss).On("relation")
		case strings.TrimSpace(h.Name) == "":
			return nil, fault.New(fault.Invalid, "help_words").On("name")
		case h.signed() == "":
			return nil, fault.New(fault.Invalid, "help_sign").On("typed")
		case minor && h.Advice == "":
			return nil, fault.New(fault.Invalid, "help_advice").On("advice")
		}
		return []act{{HandedType, Step{Code: string(h.Relation), Paper: h.Paper, Law: v.Law, Agrees: h.Agrees,
			Signed: h.signed(), Due: now.Plus(int64(x.Policy().Help.Follow) * dayLong)}, h}}, nil
	})
	if err != nil {
		return "", err
	}
	c, err := caseOf(ctx, x.DB.Read(), x.City, matterID)
	if err != nil || c == nil {
		return "", err
	}
	return c.Stopped, nil
}

const dayLong = int64(24 * 3600 * 1_000_000) // µs

// minor says whether a case is about a minor, by what was asked when it began.
func (x *Cases) minor(ctx context.Context, caller org.Caller, matterID int64) (bool, error) {
	c, err := caseOf(ctx, x.DB.Read(), x.City, matterID)
	if err != nil {
		return false, err
	}
	first, _, err := x.Desk.Said(ctx, caller, matterID)
	if err != nil {
		return false, err
	}
	if c == nil {
		return false, missing()
	}
	var in Intake
	if first != nil {
		if err := json.Unmarshal(first, &in); err != nil {
			return false, fault.Of(err)
		}
	}
	return c.Mandated != 0 || x.Minor(c.Category, in.Age), nil
}

// Decide records what the body that decides has decided after the hand-over was stopped, one of care.Decisions, with
// its word and its paper's number. Where it is not for the guardian an office takes the child, and whoever else comes
// is stopped again.
func (x *Cases) Decide(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, lets string,
	n Note) error {
	if !slices.Contains(care.Decisions(), lets) {
		return fault.New(fault.Invalid, "help_choice").On("lets")
	}
	for name, s := range map[string]string{"whom": n.Whom, "note": n.Text} {
		if strings.TrimSpace(s) == "" {
			return fault.New(fault.Invalid, "help_words").On(name)
		}
	}
	return x.simply(ctx, caller, id, matterID, DecidedType, Step{Code: lets}, n, func(c *Case) error {
		if c.Stopped == "" {
			return fault.New(fault.Conflict, "help_not_stopped")
		}
		return nil
	})
}

// End ends a case without a hand-over, for a reason.
func (x *Cases) End(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, how string, n Note) error {
	if !slices.Contains(ends, how) {
		return fault.New(fault.Invalid, "help_choice").On("how")
	}
	if strings.TrimSpace(n.Text) == "" {
		return fault.New(fault.Invalid, "help_words").On("note")
	}
	minor, err := x.minor(ctx, caller, matterID)
	if err != nil {
		return err
	}
	return x.simply(ctx, caller, id, matterID, EndedType, Step{Code: how}, n, func(c *Case) error {
		switch {
		case c.Handed != 0:
			return fault.New(fault.Conflict, "help_handed")
		case minor && how == "left": // a child does not go by itself
			return fault.New(fault.Invalid, "help_child_left").On("how")
		}
		return nil
	})
}

// Follow records the call afterwards. Whoever was not reached is called again.
func (x *Cases) Follow(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, reached bool,
	n Note) error {
	return x.simply(ctx, caller, id, matterID, FollowedType, Step{Off: !reached}, n, waitsOnly)
}

// Waive says why there is no call afterwards.
func (x *Cases) Waive(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n Note) error {
	if strings.TrimSpace(n.Text) == "" {
		return fault.New(fault.Invalid, "help_words").On("note")
	}
	return x.simply(ctx, caller, id, matterID, WaivedType, Step{}, n, waitsOnly)
}

func waitsOnly(c *Case) error {
	if !c.Waits() {
		return fault.New(fault.Conflict, "help_no_follow")
	}
	return nil
}

// ended says why a case may not be struck off yet; nil where it may, and for a matter that has none.
func (x *Cases) ended(ctx context.Context, r store.Reader, id int64) error {
	c, err := caseOf(ctx, r, x.City, id)
	switch {
	case err != nil || c == nil:
		return err
	case c.Due():
		return fault.New(fault.Conflict, "help_duty_waits")
	case !c.Over():
		return fault.New(fault.Conflict, "help_not_over")
	case c.Waits():
		return fault.New(fault.Conflict, "help_follow_waits")
	}
	return nil
}
