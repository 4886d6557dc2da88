package office

import (
	"context"
	"slices"
	"strconv"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/parts/archive"
	"xiaohao/platform/store"
)

// Office is a city's outgoing papers. Safe for concurrent use.
type Office struct {
	part.Base
}

// New makes the office of a city.
func New(b part.Base) *Office { return &Office{Base: b} }

// Name is what the archive knows papers by.
const Name = "office"

// Begin begins a paper and gives its id. Whoever may draft in its area may, and the clock. Faults: office_kind,
// area_unknown, unit_unknown, office_units, office_person, and those of its words (clean).
func (x *Office) Begin(ctx context.Context, caller org.Caller, id ledger.ID, d Draft) (int64, error) {
	b, err := x.begun(d)
	if err != nil {
		return 0, err
	}
	if !caller.Clock && !x.MayDraft(caller, d.Area) {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	a, err := x.Desk.Keep(ctx, caller, id, []any{"begin", d}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		return []desk.Fact{{Type: BegunType, Subject: newPaper, Areas: []area.Code{d.Area}, Body: b}}, nil
	})
	return a.Subject, err
}

// newPaper is the subject of the event that begins a paper.
const newPaper = ledger.New

// begun checks what a paper is begun with and tidies its words.
func (x *Office) begun(d Draft) (*Begun, error) {
	kind, known := x.Policy().PaperKind(d.Kind)
	if !known {
		return nil, fault.New(fault.Invalid, "office_kind").On("kind")
	}
	if a, ok := x.Org().Tree().Get(d.Area); !ok || a.Former {
		return nil, fault.New(fault.Invalid, "area_unknown", "code", d.Area.String()).On("area")
	}
	for _, id := range append([]int64{d.Presided}, d.By...) {
		if _, ok := x.Org().Person(id); id != 0 && !ok {
			return nil, fault.New(fault.Invalid, "office_person").On("presided")
		}
	}
	var err error
	if d.Content, err = x.clean(d.Content); err == nil {
		err = x.units(&d.Ask, &d.To)
	}
	return &Begun{d, kind.Ask, kind.Keep}, err
}

// fixed refuses a version that says something else where only the part that the paper comes from may.
func (x *Office) fixed(ctx context.Context, tx *store.Tx, p *Paper, next Content) error {
	if len(p.Fixed) == 0 {
		return nil
	}
	was, err := versionOf(ctx, tx, x.City, p.ID, p.Version)
	if err != nil {
		return err
	}
	for _, c := range Diff(was, next) {
		name := c.Fixed()
		if !slices.Contains(p.Fixed, name) {
			continue
		}
		if name == FixedTable {
			return fault.New(fault.Conflict, "office_fixed_table").On(name)
		}
		return fault.New(fault.Conflict, "office_fixed").On(name)
	}
	return nil
}

// units checks the units that are asked and those that a paper goes to.
func (x *Office) units(ask, to *[]int64) error {
	for name, list := range map[string]*[]int64{"ask": ask, "to": to} {
		var out []int64
		for _, id := range *list {
			if u, ok := x.Org().Unit(id); !ok || u.Former {
				return fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(id, 10)).On(name)
			}
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		if len(out) > mostUnits {
			return fault.New(fault.Invalid, "office_units", "max", mostUnits).On(name)
		}
		*list = out
	}
	return nil
}

// Redraft makes a new version. Whoever may draft may, while the paper is with its drafter. After it went back, Note
// says what was done about that. What the paper's origin has fixed stays (Draft.Fixed). Faults: office_state,
// office_fixed, office_fixed_table, and those of the words.
func (x *Office) Redraft(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, r Redrafted) error {
	said := r
	return x.step(ctx, caller, id, paper, []any{"redraft", paper, said}, func(ctx context.Context, tx *store.Tx,
		p *Paper, _ calendar.Instant) (event.Type, any, error) {
		if err := x.at(caller, stepDraft, p, Drafting); err != nil {
			return "", nil, err
		}
		var err error
		if r.Content, err = x.clean(said.Content); err == nil {
			err = x.units(&r.Ask, &r.To)
		}
		if err == nil {
			err = x.fixed(ctx, tx, p, r.Content)
		}
		if err == nil {
			r.Note, err = x.text(said.Note, "note", longReason, p.Returned)
		}
		return RedraftedType, &r, err
	})
}

// Submit hands a version on: to the units whose opinion is asked, or to the reviewer where none is. Faults:
// office_state, office_stale, office_unchanged for one that went back and was not changed, office_ask_nobody,
// office_to_nobody.
func (x *Office) Submit(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, version int) error {
	return x.step(ctx, caller, id, paper, []any{"submit", paper, version}, func(_ context.Context, _ *store.Tx,
		p *Paper,
		now calendar.Instant) (event.Type, any, error) {
		if err := x.at(caller, stepDraft, p, Drafting); err != nil {
			return "", nil, err
		}
		switch {
		case p.Version != version:
			return "", nil, fault.New(fault.Conflict, "office_stale")
		case p.Returned:
			return "", nil, fault.New(fault.Conflict, "office_unchanged")
		case len(p.To) == 0:
			return "", nil, fault.New(fault.Invalid, "office_to_nobody")
		case p.Asks && len(p.Ask) == 0:
			return "", nil, fault.New(fault.Invalid, "office_ask_nobody")
		case len(p.Ask) > 0:
			return AskedType, &Asked{version, p.Ask, x.dayEnd(now, x.Policy().Papers.Opinions)}, nil
		}
		return SubmittedType, &Submitted{version}, nil
	})
}

// dayEnd is the end of the day on which so many working days from now are over: whoever acts on that day is in time.
func (x *Office) dayEnd(now calendar.Instant, days int) calendar.Instant {
	cal := x.Policy().Calendar()
	t := cal.Add(now, calendar.Limit{Days: days}).Time().In(cal.Location())
	return calendar.Of(time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, cal.Location()))
}

// Answer is a unit's opinion: that of somebody who works in it. An objection sends the paper back to its drafter.
// Faults: office_not_asked, office_late, office_words for an objection without a reason.
func (x *Office) Answer(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, a Answered) error {
	return x.step(ctx, caller, id, paper, []any{"answer", paper, a}, func(_ context.Context, _ *store.Tx, p *Paper,
		now calendar.Instant) (event.Type, any, error) {
		said := a
		if !x.worksIn(caller, a.Unit) {
			return "", nil, fault.New(fault.Denied, "office_own_unit").On("unit")
		}
		if p.State != Asking || !slices.Contains(p.Open(), a.Unit) {
			return "", nil, fault.New(fault.Conflict, "office_not_asked")
		}
		if now >= p.Until {
			return "", nil, fault.New(fault.Conflict, "office_late")
		}
		var err error
		said.Reason, err = x.text(a.Reason, "reason", longReason, !a.Agrees)
		return AnsweredType, &said, err
	})
}

// Review lets a version pass; another person than its drafters does. Who signs off has policy's days from then on.
// Faults: office_same_hands, office_stale, office_state.
func (x *Office) Review(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, version int) error {
	return x.read(ctx, caller, id, paper, "review", stepReview, Reviewing, version, func(
		now calendar.Instant) (event.Type, any, error) {
		return ReviewedType, &Reviewed{version, x.decideBy(now)}, nil
	})
}

// SignOff signs a version off; another person than its drafters and its reviewer does. Faults as of Review.
func (x *Office) SignOff(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, version int) error {
	return x.read(ctx, caller, id, paper, "sign", stepSign, Signing, version, func(calendar.Instant) (event.Type, any,
		error) {
		return SignedType, &Signed{version}, nil
	})
}

// Return sends a version back to its drafter, by the reviewer or by who is to sign it off, for a reason.
func (x *Office) Return(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, version int,
	reason string) error {
	return x.step(ctx, caller, id, paper, []any{"return", paper, version, reason}, func(_ context.Context, _ *store.Tx,
		p *Paper, _ calendar.Instant) (event.Type, any, error) {
		step, from := stepReview, Reviewing
		if p.State == Signing {
			step, from = stepSign, Signing
		}
		if err := x.at(caller, step, p, from); err != nil {
			return "", nil, err
		}
		if p.Version != version {
			return "", nil, fault.New(fault.Conflict, "office_stale")
		}
		why, err := x.text(reason, "reason", longReason, true)
		return ReturnedType, &Returned{version, step, why}, err
	})
}

// read takes a step with a version that somebody read.
func (x *Office) read(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, what, step string, from State,
	version int, say func(calendar.Instant) (event.Type, any, error)) error {
	return x.step(ctx, caller, id, paper, []any{what, paper, version}, func(_ context.Context, _ *store.Tx, p *Paper,
		now calendar.Instant) (event.Type, any, error) {
		if err := x.at(caller, step, p, from); err != nil {
			return "", nil, err
		}
		if p.Version != version {
			return "", nil, fault.New(fault.Conflict, "office_stale")
		}
		return say(now)
	})
}

// GiveNumber gives the next number of the paper's kind in this year. Faults: office_state, also where it has one.
func (x *Office) GiveNumber(ctx context.Context, caller org.Caller, id ledger.ID, paper int64) error {
	return x.step(ctx, caller, id, paper, []any{"number", paper}, func(ctx context.Context, tx *store.Tx, p *Paper,
		now calendar.Instant) (event.Type, any, error) {
		if err := x.at(caller, stepNumber, p, ToNumber); err != nil {
			return "", nil, err
		}
		kind, known := x.Policy().PaperKind(p.Kind)
		if !known {
			return "", nil, fault.New(fault.Conflict, "office_kind")
		}
		year := now.Time().In(calendar.China()).Year()
		last, err := lastNumber(ctx, tx, x.City, p.Kind, year)
		return NumberedType, &Numbered{kind.Sign, year, last + 1}, err
	})
}

// PutSeal notes that the seal is on it. Faults: office_no_number, office_copies.
func (x *Office) PutSeal(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, s Stamped) error {
	return x.step(ctx, caller, id, paper, []any{"stamp", paper, s}, func(_ context.Context, _ *store.Tx, p *Paper,
		_ calendar.Instant) (event.Type, any, error) {
		if p.State != ToStamp && p.Number == "" && x.holds(caller, stepStamp, p.Area) {
			return "", nil, fault.New(fault.Conflict, "office_no_number")
		}
		if err := x.at(caller, stepStamp, p, ToStamp); err != nil {
			return "", nil, err
		}
		if s.Copies < 1 || s.Copies > mostCopies {
			return "", nil, fault.New(fault.Invalid, "office_copies", "max", mostCopies).On("copies")
		}
		seal, err := x.text(s.Seal, "seal", longSeal, true)
		return StampedType, &Stamped{seal, s.Copies}, err
	})
}

// HandOut hands it out to its units. Faults: office_no_seal where policy wants one, office_no_number.
func (x *Office) HandOut(ctx context.Context, caller org.Caller, id ledger.ID, paper int64) error {
	return x.step(ctx, caller, id, paper, []any{"hand out", paper}, func(_ context.Context, _ *store.Tx, p *Paper,
		now calendar.Instant) (event.Type, any, error) {
		rule := x.Policy().Papers
		from := ToHandOut
		if p.State == ToStamp && !rule.Stamp {
			from = ToStamp
		}
		if p.State == ToStamp && rule.Stamp && x.holds(caller, stepHandOut, p.Area) {
			return "", nil, fault.New(fault.Conflict, "office_no_seal")
		}
		if err := x.at(caller, stepHandOut, p, from); err != nil {
			return "", nil, err
		}
		return HandedOutType, &HandedOut{p.To, x.dayEnd(now, rule.SignFor)}, nil
	})
}

// SignFor says that a unit has it: somebody who works in the unit does. Faults: office_own_unit, office_not_yours,
// office_signed_for.
func (x *Office) SignFor(ctx context.Context, caller org.Caller, id ledger.ID, paper, unit int64) error {
	return x.step(ctx, caller, id, paper, []any{"sign for", paper, unit}, func(_ context.Context, _ *store.Tx, p *Paper,
		_ calendar.Instant) (event.Type, any, error) {
		if !x.worksIn(caller, unit) {
			return "", nil, fault.New(fault.Denied, "office_own_unit").On("unit")
		}
		i := slices.IndexFunc(p.Receipts, func(r Receipt) bool { return r.Unit == unit })
		switch {
		case i < 0:
			return "", nil, fault.New(fault.Conflict, "office_not_yours")
		case p.Receipts[i].At != 0:
			return "", nil, fault.New(fault.Conflict, "office_signed_for")
		}
		return SignedForType, &SignedFor{unit}, nil
	})
}

// Finish ends a paper: every unit has signed for it, or a reason says why one has not. It is offered to the archive.
// Faults: office_unsigned.
func (x *Office) Finish(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, reason string) error {
	return x.steps(ctx, caller, id, paper, []any{"finish", paper, reason}, func(ctx context.Context, tx *store.Tx,
		p *Paper, now calendar.Instant) ([]desk.Fact, error) {
		if err := x.at(caller, stepHandOut, p, Out); err != nil {
			return nil, err
		}
		left := p.Unsigned()
		if len(left) > 0 && reason == "" {
			return nil, fault.New(fault.Conflict, "office_unsigned", "n", len(left)).On("reason")
		}
		why, err := x.text(reason, "reason", longReason, false)
		if err != nil {
			return nil, err
		}
		said, err := versionOf(ctx, tx, x.City, p.ID, p.Version)
		return []desk.Fact{{Type: DoneType, Subject: p.ID, Areas: []area.Code{p.Area}, Body: &Done{why}},
			archive.Offer(x.item(p, said))}, err
	})
}

// item is what the archive keeps of a paper.
func (x *Office) item(p *Paper, said Content) archive.Item {
	out := archive.Item{Part: Name, Subject: p.ID, Kind: archive.KindPaper, Title: p.Title, Number: p.Number,
		Day: p.SignedAt.Time().In(calendar.China()).Format(time.DateOnly), Author: x.Author(p.Area), Area: p.Area,
		Keep: p.Keep, Content: said}
	if who, ok := x.Org().Person(p.Signer); ok {
		out.Signer = who.Name
	}
	for _, r := range p.Receipts {
		if u, ok := x.Org().Unit(r.Unit); ok {
			out.To = append(out.To, u.Zh)
		}
	}
	return out
}

// Author is who issues the papers of an area: it stands at their head.
func (x *Office) Author(a area.Code) string {
	t, _ := x.Org().Tree().Get(a)
	return t.Name
}

// Withdraw gives a paper up, for a reason; once it has a number it cannot, or the number would be missing.
// Faults: office_numbered.
func (x *Office) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, reason string) error {
	return x.step(ctx, caller, id, paper, []any{"withdraw", paper, reason}, func(_ context.Context, _ *store.Tx,
		p *Paper, _ calendar.Instant) (event.Type, any, error) {
		if !x.holds(caller, stepDraft, p.Area) {
			return "", nil, fault.New(fault.Denied, "not_allowed")
		}
		if p.Number != "" {
			return "", nil, fault.New(fault.Conflict, "office_numbered")
		}
		why, err := x.text(reason, "reason", longReason, true)
		return WithdrawnType, &Withdrawn{why}, err
	})
}

// at says whether the caller may take a step with a paper that stands there. Faults: not_allowed, office_same_hands,
// office_state.
func (x *Office) at(caller org.Caller, step string, p *Paper, from State) error {
	if p.State != from {
		if !x.holds(caller, step, p.Area) && !(step == stepSign && p.Presided == caller.Person) {
			return fault.New(fault.Denied, "not_allowed")
		}
		return fault.New(fault.Conflict, "office_state")
	}
	return x.mayStep(caller, step, p)
}

// step records one event about a paper that the caller may know of.
func (x *Office) step(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, said any,
	decide func(context.Context, *store.Tx, *Paper, calendar.Instant) (event.Type, any, error)) error {
	return x.steps(ctx, caller, id, paper, said, func(ctx context.Context, tx *store.Tx, p *Paper,
		now calendar.Instant) ([]desk.Fact, error) {
		typ, body, err := decide(ctx, tx, p, now)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: p.ID, Areas: []area.Code{p.Area}, Body: body}}, nil
	})
}

func (x *Office) steps(ctx context.Context, caller org.Caller, id ledger.ID, paper int64, said any,
	decide func(context.Context, *store.Tx, *Paper, calendar.Instant) ([]desk.Fact, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		p, err := paperOf(ctx, tx, x.City, paper)
		if err != nil {
			return nil, err
		}
		if !x.sees(caller, p) {
			return nil, missing()
		}
		if p.State == Taken {
			return nil, fault.New(fault.Conflict, "office_withdrawn")
		}
		if p.State == Finished {
			locked, err := archive.Locked(ctx, tx, x.City, Name, p.ID)
			if err != nil {
				return nil, err
			}
			if locked {
				return nil, fault.New(fault.Conflict, "office_archived")
			}
		}
		return decide(ctx, tx, p, now)
	})
	return err
}

// kindName is what policy calls a kind of paper.
func kindName(p *policy.Policy, code string) policy.PaperKind {
	k, ok := p.PaperKind(code)
	if !ok {
		k = policy.PaperKind{Code: code, Name: policy.Name{Zh: code, En: code}}
	}
	return k
}

// Kind is what policy calls a kind of paper.
func (x *Office) Kind(code string) policy.PaperKind { return kindName(x.Policy(), code) }
