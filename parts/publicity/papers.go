package publicity

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// Draft says what a paper is to say: the first step. Words are redacted, and must speak of no person or firm by name.
// Whoever may take the first step may. Faults: publicity_words,
// publicity_long, publicity_named, publicity_matter for one that is not public or of elsewhere, publicity_many,
// publicity_empty.
func (x *Publicity) Draft(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, a Paper) error {
	s, err := issueOf(ctx, x.DB.Read(), x.City, paper)
	if err != nil {
		return err
	}
	clean, err := x.clean(ctx, s, a)
	if err == nil {
		err = x.mayTake(caller, s, 1, nil)
	}
	if err != nil {
		return err
	}
	return x.step(ctx, caller, id, []any{"draft", paper, a}, paper, func(s *Issue) (event.Type, any, error) {
		return DraftedType, &Drafted{clean, len(x.Policy().Release.Steps)}, x.mayTake(caller, s, 1, nil)
	})
}

// Pass takes the next step with a draft; the last one publishes it. Another person than those before must. Faults:
// publicity_none when the draft is no longer the one that waits, release_hands.
func (x *Publicity) Pass(ctx context.Context, caller org.Caller, id ledger.ID, paper, draft int64) error {
	return x.step(ctx, caller, id, []any{"pass", paper, draft}, paper, func(s *Issue) (event.Type, any, error) {
		if s.State != Waits || s.Seq != draft {
			return "", nil, fault.New(fault.Conflict, "publicity_none")
		}
		return PassedType, &Passed{draft, s.Step + 1}, x.mayTake(caller, s, s.Step+1, s.Hands)
	})
}

// Refuse sends a draft back, for a reason. Whoever may take the next step may.
func (x *Publicity) Refuse(ctx context.Context, caller org.Caller, id ledger.ID, paper, draft int64,
	reason string) error {
	return x.step(ctx, caller, id, []any{"refuse", paper, draft, reason}, paper,
		func(s *Issue) (event.Type, any, error) {
			if s.State != Waits || s.Seq != draft {
				return "", nil, fault.New(fault.Conflict, "publicity_none")
			}
			if err := x.mayTake(caller, s, s.Step+1, s.Hands); err != nil {
				return "", nil, err
			}
			reason, err := words(reason, "reason", matter.MaxNote, true)
			return RefusedType, &Refused{draft, reason}, err
		})
}

// Withdraw takes back what is out and what waits. Whoever may take any step may.
func (x *Publicity) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, reason string) error {
	return x.step(ctx, caller, id, []any{"withdraw", paper, reason}, paper, func(s *Issue) (event.Type, any, error) {
		if !x.anyStep(caller, s.Area) {
			return "", nil, fault.New(fault.Denied, "not_allowed")
		}
		if s.Shown == nil && s.State != Waits {
			return "", nil, fault.New(fault.Conflict, "publicity_none")
		}
		reason, err := words(reason, "reason", matter.MaxNote, true)
		return WithdrawnType, &Withdrawn{reason}, err
	})
}

// step records one event about a paper, on the writer's turn.
func (x *Publicity) step(ctx context.Context, caller org.Caller, id ledger.ID, said any, paper int64,
	decide func(*Issue) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		s, err := issueOf(ctx, tx, x.City, paper)
		if err != nil {
			return nil, err
		}
		typ, body, err := decide(s)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: s.ID, Areas: []area.Code{s.Area}, Body: body}}, nil
	})
	return err
}

// mayTake says whether the caller may take a step with a paper.
func (x *Publicity) mayTake(caller org.Caller, s *Issue, step int, hands []int64) error {
	return caller.MayTake(x.Policy().Release.Steps, step, s.Area, hands)
}

// anyStep says whether the caller takes some step in an area.
func (x *Publicity) anyStep(caller org.Caller, a area.Code) bool {
	steps := x.Policy().Release.Steps
	for i := range steps {
		if caller.MayTake(steps, i+1, a, nil) == nil {
			return true
		}
	}
	return false
}

// May are the steps that the caller may take with a paper now: draft, pass, refuse, withdraw.
func (x *Publicity) May(caller org.Caller, s *Issue) (out []string) {
	if x.mayTake(caller, s, 1, nil) == nil {
		out = append(out, "draft")
	}
	if s.State == Waits && x.mayTake(caller, s, s.Step+1, s.Hands) == nil {
		out = append(out, "pass", "refuse")
	}
	if (s.Shown != nil || s.State == Waits) && x.anyStep(caller, s.Area) {
		out = append(out, "withdraw")
	}
	return out
}

// clean checks a draft and takes out what strangers must not read.
func (x *Publicity) clean(ctx context.Context, s *Issue, a Paper) (out Paper, err error) {
	for _, f := range []struct {
		name, said string
		to         *string
		most       int
		needed     bool
	}{{"title", a.Title.Zh, &out.Title.Zh, longTitle, true},
		{"title_en", a.Title.En, &out.Title.En, 2 * longTitle, false},
		{"lead", a.Lead.Zh, &out.Lead.Zh, longLead, true}, {"lead_en", a.Lead.En, &out.Lead.En, 2 * longLead, false}} {
		if *f.to, err = words(redact.Public(f.said), f.name, f.most, f.needed); err != nil {
			return out, err
		}
		if redact.About(x.unplaced(*f.to, s.Area)) {
			return out, fault.New(fault.Invalid, "publicity_named").On(f.name)
		}
	}
	if len(a.Fixed)+len(a.Doing) == 0 {
		return out, fault.New(fault.Invalid, "publicity_empty").On("fixed")
	}
	if out.Fixed, err = x.public(ctx, s, "fixed", a.Fixed, true); err == nil {
		out.Doing, err = x.public(ctx, s, "doing", a.Doing, false)
	}
	return out, err
}

// unplaced is a text without the names of an area and of those above it, which may be like a person's or a firm's.
func (x *Publicity) unplaced(s string, a area.Code) string {
	for _, p := range x.Org().Tree().Path(a) {
		s = strings.ReplaceAll(s, p.Name, "")
	}
	return s
}

// public are the matters that a paper may tell of, each once: of its area, and seen by everybody now.
func (x *Publicity) public(ctx context.Context, s *Issue, field string, ids []int64, struck bool) (out []int64,
	err error) {
	if len(ids) > 2*mostOfPaper {
		return nil, fault.New(fault.Invalid, "publicity_many", "max", 2*mostOfPaper).On(field)
	}
	for _, id := range ids {
		m, err := x.Releases.One(ctx, id)
		if err != nil && fault.Of(err).Kind != fault.Missing {
			return nil, err
		}
		if err != nil || m.Near || !s.Area.Contains(m.Area) || struck != (m.State == org.PlainStruck) {
			return nil, fault.New(fault.Invalid, "publicity_matter", "id", id).On(field)
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

// words tidies a text and says what is wrong with its length.
func words(s, name string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "publicity_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "publicity_long", "max", most, "n", n).On(name)
	}
	return s, nil
}

// isMissing says that there is no such thing.
func isMissing(err error) bool { return err != nil && fault.Of(err).Kind == fault.Missing }
