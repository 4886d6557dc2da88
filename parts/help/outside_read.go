package help

import (
	"context"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// nothing is what everybody is told for whom an address and a code open nothing: that there is no such paper, that it
// was taken back, is over or forgotten, and that the code is wrong are one sentence.
func nothing() error { return fault.New(fault.Missing, "help_paper_nothing").On("code") }

// unsaid is a fault that would tell whether there is a paper, as the one that tells nothing.
func unsaid(err error) error {
	if err == nil {
		return nil
	}
	switch f := fault.Of(err); f.Kind {
	case fault.Missing, fault.Conflict, fault.Denied, fault.Invalid:
		return nothing()
	}
	return err
}

// at finds the paper of an address, and who came by it.
func (x *Cases) at(ctx context.Context, address string) (*Case, *care.Outside, org.Caller, error) {
	rows, err := x.paperRows(ctx, "SELECT matter, n FROM help_papers WHERE city = $1 AND ref = $2", x.City,
		x.refOf(PlainAddress(address)))
	if err != nil {
		return nil, nil, org.Caller{}, err
	}
	if len(rows) == 0 {
		return nil, nil, org.Caller{}, nothing()
	}
	c, err := caseOf(ctx, x.DB.Read(), x.City, rows[0].matter)
	if err != nil {
		return nil, nil, org.Caller{}, err
	}
	if c == nil || c.paper(int(rows[0].n)) == nil {
		return nil, nil, org.Caller{}, nothing()
	}
	return c, c.paper(int(rows[0].n)), org.Caller{Paper: c.Matter}, nil
}

// Enter opens a paper with its code and gives the session that reads it. A wrong code is counted in the ledger; the
// fault is help_paper_nothing whatever was wrong.
func (x *Cases) Enter(ctx context.Context, id ledger.ID, address, code string) (session string, err error) {
	c, p, caller, err := x.at(ctx, address)
	if err != nil {
		return "", err
	}
	n, key := p.N, x.keyOf(c.Matter, p.N, PlainCode(code))
	session = x.session(id, key)
	err = x.on(ctx, caller, id, c.Matter, []any{PaperOpenedType, c.Matter, n, key}, func(_ context.Context,
		_ *store.Tx, c *Case, now calendar.Instant) ([]act, error) {
		p := c.paper(n)
		if p == nil {
			return nil, nothing()
		}
		says := func(typ event.Type, s Step) ([]act, error) {
			s.Code = p.Kind
			return []act{{typ: typ, step: s}}, nil
		}
		switch d := p.Try(now, x.isCode(c.Matter, p, PlainCode(code))); d {
		case care.DoorReads, care.DoorAnswers:
			return says(PaperOpenedType, Step{Off: d == care.DoorAnswers, Sealed: &Sealed{N: n,
				Session: x.heldOf(session)}})
		case care.DoorWrong, care.DoorShuts:
			return says(PaperMissedType, Step{Sealed: &Sealed{N: n, Shut: d == care.DoorShuts}})
		}
		return nil, nothing()
	})
	if err != nil {
		return "", unsaid(err)
	}
	if _, p, _, err = x.at(ctx, address); err != nil {
		return "", err
	}
	if !p.Live(x.Now()) || !x.isSession(p, session) {
		return "", nothing()
	}
	return session, nil
}

// Seen is what a receiver sees who has opened a paper.
type Seen struct {
	care.Outside
	Matter *matter.Matter // number, type and clock are shown of it
	Says   []string       // what he can say now
	Shared *Shared        // nil where this opening shows no words
}

// Seen is a paper for who opened it. The fault is help_paper_nothing.
func (x *Cases) Seen(ctx context.Context, address, session string) (*Seen, error) {
	c, p, caller, err := x.at(ctx, address)
	if err != nil {
		return nil, err
	}
	now := x.Now()
	if !p.Live(now) || !x.isSession(p, session) {
		return nil, nothing()
	}
	s := &Seen{Outside: *p, Says: p.Says(now)}
	if s.Matter, err = x.Desk.Glimpse(ctx, c.Matter); err != nil {
		return nil, err
	}
	if !p.Shows(now) {
		return s, nil
	}
	s.Shared, err = x.shared(ctx, caller, c.Matter, p)
	return s, err
}

func (x *Cases) shared(ctx context.Context, caller org.Caller, matterID int64, p *care.Outside) (*Shared, error) {
	raw, err := x.Desk.Shared(ctx, caller, matterID, p.Said)
	if err != nil || raw == nil {
		return nil, unsaid(err)
	}
	s := &Shared{}
	if err := json.Unmarshal(raw, s); err != nil {
		return nil, fault.Of(err)
	}
	return s, nil
}

// sharedOf are what the papers of a case share.
func sharedOf(c *Case, said map[string]json.RawMessage) (map[int]*Shared, error) {
	out := map[int]*Shared{}
	for i := range c.Papers {
		p := &c.Papers[i]
		raw, ok := said[p.Said]
		if !ok {
			continue
		}
		s := &Shared{}
		if err := json.Unmarshal(raw, s); err != nil {
			return nil, fault.Of(err)
		}
		out[p.N] = s
	}
	return out, nil
}

// Reply is what a receiver says. Name and Phone are of who took it there.
type Reply struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
	Text  string `json:"text,omitempty"`
}

func (r *Reply) clean(how string) error {
	for _, f := range []struct {
		name string
		s    *string
		most int
		must bool
	}{{"name", &r.Name, LongPhone, true}, {"phone", &r.Phone, LongPhone, true},
		{"text", &r.Text, LongNote, how != care.OutTakes}} {
		if err := limit(f.s, f.name, f.most, f.must); err != nil {
			return err
		}
	}
	return nil
}

var replies = map[string]event.Type{care.OutTakes: PaperTakenType, care.OutRefuses: PaperRefusedType,
	care.OutAnswers: PaperAnsweredType}

// Reply takes the receiver's word. Accepting a transfer ends the case here and starts the wait for the call afterwards;
// what comes after its time is marked as late. Faults: help_words, help_long, help_paper_nothing.
func (x *Cases) Reply(ctx context.Context, id ledger.ID, address, session, how string, r Reply) error {
	c, p, caller, err := x.at(ctx, address)
	if err != nil {
		return err
	}
	if !p.Live(x.Now()) || !x.isSession(p, session) {
		return nothing()
	}
	if err := r.clean(how); err != nil {
		return err
	}
	n := p.N
	err = x.on(ctx, caller, id, c.Matter, []any{replies[how], c.Matter, n, r}, func(_ context.Context, _ *store.Tx,
		c *Case, now calendar.Instant) ([]act, error) {
		p := c.paper(n)
		if p == nil || !x.isSession(p, session) || !slices.Contains(p.Says(now), how) {
			return nil, nothing()
		}
		s := Step{Code: p.Kind, Sealed: &Sealed{N: n, Late: now > p.Until}}
		if how == care.OutTakes && p.Way == care.OutTransfer {
			if c.Over() {
				return nil, nothing()
			}
			s.Due = now.Plus(int64(x.Policy().Help.Follow) * dayLong)
		}
		return []act{{replies[how], s, r}}, nil
	})
	return unsaid(err)
}

// Paper is a sealed paper as it is printed, for members who keep the case: where its address leads, and what stands
// on it.
type Paper struct {
	care.Outside
	Address string
	Shared  *Shared // nil where it was forgotten
}

// Paper gives one of a case. Faults: matter_missing, help_missing, member_keeper.
func (x *Cases) Paper(ctx context.Context, caller org.Caller, matterID int64, n int) (*Paper, *matter.Matter, error) {
	sheet, err := x.Sheet(ctx, caller, matterID)
	if err != nil {
		return nil, nil, err
	}
	p := sheet.paper(n)
	if p == nil {
		return nil, nil, missing()
	}
	if err := x.keeper(ctx, x.DB.Read(), caller, &sheet.Case); err != nil {
		return nil, nil, err
	}
	cause, err := ledger.CausedBy(ctx, x.DB.Read(), x.City, p.Seq)
	if err != nil {
		return nil, nil, err
	}
	var id ledger.ID
	copy(id[:], cause)
	return &Paper{Outside: *p, Address: x.address(id), Shared: sheet.Shared[n]}, sheet.Matter, nil
}

// MaySend says whether the caller keeps the case, so that a page offers it.
func (s *Sheet) MaySend(caller org.Caller) bool {
	y, ok := s.Matter.Member(caller.Person)
	return ok && y.Keeps() && s.Closed == 0 && s.Forgotten == 0
}
