package release

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
)

// Ground is a named reason why a draft was refused or what was out was taken back, told to who reported it.
type Ground string

// The grounds. Each has a sentence for the reporter: "ground.release." and its name.
const (
	GroundUnclear Ground = "unclear" // what happened, or where, is not said clearly
	GroundPerson  Ground = "person"  // somebody could be recognised
	GroundNamed   Ground = "named"   // it names whom it complains about
	GroundPhoto   Ground = "photo"   // a photo shows what is not for everybody
	GroundDoubt   Ground = "doubt"   // it is not verified yet
	GroundTwice   Ground = "twice"   // the same is public already
	GroundOther   Ground = "other"
)

// Grounds lists them.
func Grounds() []Ground {
	return []Ground{GroundUnclear, GroundPerson, GroundNamed, GroundPhoto, GroundDoubt, GroundTwice, GroundOther}
}

// Tell is what the reporter is told of a refusal or of what was taken back: the reason for the office is not for him.
type Tell struct {
	Ground Ground `json:"ground,omitempty"`
	Words  string `json:"tell,omitempty"` // in the office's words, redacted
}

// one is what was told, tidied. Faults: choice_missing, release_long.
func one(list []Tell) (t Tell, err error) {
	for _, t = range list {
		if t.Ground != "" && !slices.Contains(Grounds(), t.Ground) {
			return t, fault.New(fault.Invalid, "choice_missing").On("ground")
		}
		t.Words, err = line(redact.Public(t.Words), "tell", matter.MaxNote, false)
	}
	return t, err
}

// Where a reporter's matter stands on its way to be public. The values of Stand.State stand beside them.
const (
	Never  = "never"  // by rule; Told.Why says which
	Asked  = "asked"  // he wants it so
	Before = "before" // it is not yet on the list
	Unread = "unread" // nobody has asked to let it out
)

// Told is what the reporter is told of being public: on his receipt, by a message.
type Told struct {
	State  string           // Never, Asked, Before, Unread, Waits, Out, Back or Taken
	Why    org.Secret       // the rule behind Never, and behind Taken where it followed from a change
	Ground Ground           // of Back and Taken, where the office named one
	Words  string           // of Back and Taken, in the office's words
	At     calendar.Instant // of the last step, µs; 0 for none
	Path   string           // where everybody reads it, "" while nobody can
}

// Told is what the reporter of a matter is told. Whoever calls it has found the matter by his receipt, or tells him.
func (x *Releases) Told(ctx context.Context, m *matter.Matter) (Told, error) {
	s, err := standing(ctx, x.DB.Read(), x.City, m.ID, ledger.ToEnd)
	if err != nil {
		return Told{}, err
	}
	t := Told{State: s.State, At: s.At}
	if s.State == Back || s.State == Taken {
		t.Ground, t.Words, t.Why = s.Ground, s.Tell, s.Why
	}
	rules, bare := x.Policy().Release, org.BareOf(m, nil)
	switch why := org.Hidden(rules, bare); {
	case why == org.SecretAsked:
		return Told{State: Asked, At: s.At}, nil
	case why == org.SecretState && m.State == matter.Reported:
		return Told{State: Before}, nil
	case why != "":
		return Told{State: Never, Why: why}, nil
	case s.Shown != nil:
		if _, why := org.Publish(rules, bare, s.Shown, x.Now()); why != "" {
			return Told{State: Taken, Why: why, At: s.At}, nil
		}
		return Told{State: Out, At: s.At, Path: fmt.Sprintf("/public/matters/%d", m.ID)}, nil
	case s.State == "":
		return Told{State: Unread}, nil
	}
	return t, nil
}

// Withheld takes back at once what a reporter has just withheld, and waits until nobody sees it any more. The gate is
// shut by then in any case; this says so in the ledger, so that nothing comes out again by itself when he takes it back.
func (x *Releases) Withheld(ctx context.Context, m int64) error {
	if err := x.shut(ctx, m, org.SecretAsked); err != nil {
		return err
	}
	return x.Ready(ctx)
}

// content is what somebody says with a command that sends back or takes back.
func content(what string, m, draft int64, reason string, tell []Tell) []any {
	said := []any{what, m}
	if draft != 0 {
		said = append(said, draft)
	}
	said = append(said, reason)
	for _, t := range tell {
		if t != (Tell{}) {
			said = append(said, t)
		}
	}
	return said
}
