package help

import (
	"context"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// This file is what members of a case do with sealed papers 密封单, by which a case or one service of it is handed to
// somebody outside: they issue one, make a new code, take one back. What the receiver does is in outside_read.go.

// The events of a sealed paper. Those of the receiver have no actor: nobody here knows who typed the code but by what
// he then says of himself.
const (
	PaperType          event.Type = "help.paper"           // issued
	PaperCodedType     event.Type = "help.paper_coded"     // a new code was made
	PaperWithdrawnType event.Type = "help.paper_withdrawn" // taken back
	PaperMissedType    event.Type = "help.paper_missed"    // a wrong code
	PaperOpenedType    event.Type = "help.paper_opened"    // the right one
	PaperTakenType     event.Type = "help.paper_taken"     // the receiver accepts
	PaperRefusedType   event.Type = "help.paper_refused"
	PaperAnsweredType  event.Type = "help.paper_answered"
)

// ours and theirs are who declares them.
var (
	ours   = []event.Type{PaperType, PaperCodedType, PaperWithdrawnType}
	theirs = []event.Type{PaperMissedType, PaperOpenedType, PaperTakenType, PaperRefusedType, PaperAnsweredType}
)

// latePaper is the code of LateType of a paper that nobody answered in time.
const latePaper = "paper"

// Sealed is what an event says of a sealed paper.
type Sealed struct {
	N       int    `json:"n"`                 // which of the case
	Way     string `json:"way,omitempty"`     // of one that is issued
	Ref     string `json:"ref,omitempty"`     // keyed hash of its address
	Key     string `json:"key,omitempty"`     // keyed hash of its code
	Session string `json:"session,omitempty"` // keyed hash of what the reader's browser holds
	Shut    bool   `json:"shut,omitempty"`    // the last wrong code
	Late    bool   `json:"late,omitempty"`    // said after its time
}

// Shared is what a paper shares, sealed with the event that issues it. It is a copy: what is said later is not shared.
type Shared struct {
	To     string  `json:"to"`   // who receives it
	For    string  `json:"for"`  // what for
	Back   string  `json:"back"` // the office here that is called back, and its telephone
	Pieces []Piece `json:"pieces,omitempty"`
}

// Piece is a text of the case.
type Piece struct {
	ID   string `json:"-"`    // among those of the case: "text", "place" …, of a note "note7"
	Kind string `json:"kind"` // PieceText …
	Text string `json:"text"`
}

// The kinds of pieces.
const (
	PieceText  = "text"
	PiecePlace = "place"
	PieceAge   = "age" // the code of a band
	PiecePhone = "phone"
	PieceNeeds = "needs"
	PieceNote  = "note"
)

// mostNotes is how many lines of the timeline can be shared, the latest; mostPapers how many papers a case can have,
// and as many as referrals wait at once.
const (
	mostNotes  = 20
	mostPapers = 20
	mostUntil  = 31 * dayLong
)

// Pieces are what of a case can be shared.
func (s *Sheet) Pieces() (out []Piece) {
	add := func(kind, text string) {
		if text != "" {
			out = append(out, Piece{ID: kind, Kind: kind, Text: text})
		}
	}
	add(PieceText, s.Matter.Text)
	add(PieceAge, string(s.Intake.Age))
	add(PiecePlace, s.Matter.Place)
	add(PiecePhone, s.Intake.Phone)
	add(PieceNeeds, s.Intake.Needs)
	var notes []Piece
	for i := range s.Timeline {
		if m := &s.Timeline[i]; m.Note.Text != "" && m.Sealed == nil {
			notes = append(notes, Piece{ID: "note" + digits(m.Seq), Kind: PieceNote, Text: m.Note.Text})
		}
	}
	return append(out, notes[max(0, len(notes)-mostNotes):]...)
}

// Send is what a member says who hands a case outside.
type Send struct {
	Kind  string           `json:"kind"` // one of care.Outsides
	Way   string           `json:"way"`  // one of care.OutWays
	To    string           `json:"to"`
	For   string           `json:"for"`
	Back  string           `json:"back"`
	Until calendar.Instant `json:"until,omitempty"` // 0 for policy's time
	Share []string         `json:"share,omitempty"` // ids of pieces; nothing is shared that is not named
}

func (s *Send) clean() error {
	for _, f := range []struct {
		name string
		s    *string
		most int
	}{{"to", &s.To, LongWho}, {"for", &s.For, LongNote}, {"back", &s.Back, LongWho}} {
		if err := limit(f.s, f.name, f.most, true); err != nil {
			return err
		}
	}
	switch {
	case !slices.Contains(care.Outsides(), s.Kind):
		return fault.New(fault.Invalid, "help_choice").On("kind")
	case !slices.Contains(care.OutWays(), s.Way):
		return fault.New(fault.Invalid, "help_choice").On("way")
	}
	return nil
}

// Code is what is shown once to whoever made it.
type Code struct {
	N    int
	Code string // ten digits
}

// Send hands a case, or one service of it, outside by a sealed paper, and gives the code that its receiver is told over
// the telephone. Members who keep the case may. Faults: member_keeper, help_ended, help_paper_waits, help_papers_many,
// help_paper_office, help_until, help_code_shown where the same form came again after the code was used.
func (x *Cases) Send(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, s Send) (Code, error) {
	if err := s.clean(); err != nil {
		return Code{}, err
	}
	sheet, err := x.Sheet(ctx, caller, matterID)
	if err != nil {
		return Code{}, err
	}
	shared := Shared{To: s.To, For: s.For, Back: s.Back}
	for _, p := range sheet.Pieces() {
		if slices.Contains(s.Share, p.ID) {
			shared.Pieces = append(shared.Pieces, p)
		}
	}
	code := x.code(id)
	a, err := x.taken(ctx, caller, id, matterID, []any{PaperType, matterID, s}, func(ctx context.Context, tx *store.Tx,
		c *Case, now calendar.Instant) ([]act, error) {
		if err := x.keeper(ctx, tx, caller, c); err != nil {
			return nil, err
		}
		until, err := x.until(now, s)
		if err != nil {
			return nil, err
		}
		if err := c.sends(now, s.Way); err != nil {
			return nil, err
		}
		if !care.OutMay(s.Kind, s.Way, sheet.Minor, c.Stopped != "") {
			return nil, fault.New(fault.Invalid, "help_paper_office").On("kind")
		}
		n := len(c.Papers) + 1
		return []act{{PaperType, Step{Code: s.Kind, Due: until, Sealed: &Sealed{N: n, Way: s.Way,
			Ref: x.refOf(x.address(id)), Key: x.keyOf(matterID, n, code)}}, shared}}, nil
	})
	if err != nil {
		return Code{}, err
	}
	return x.shownOnce(ctx, caller, matterID, a, func(p *care.Outside) bool { return p.Seq == a.First }, code)
}

// sends says whether another paper may go out.
func (c *Case) sends(now calendar.Instant, way string) error {
	if err := open(c); err != nil {
		return err
	}
	if len(c.Papers) >= mostPapers {
		return fault.New(fault.Conflict, "help_papers_many", "max", mostPapers)
	}
	if way != care.OutTransfer {
		return nil
	}
	if c.Over() {
		return fault.New(fault.Conflict, "help_ended")
	}
	if slices.ContainsFunc(c.Papers, func(p care.Outside) bool { return p.Way == way && p.Stands(now) }) {
		return fault.New(fault.Conflict, "help_paper_waits")
	}
	return nil
}

// until is by when an answer is wanted: what was said, else policy's time for what waits inside.
func (x *Cases) until(now calendar.Instant, s Send) (calendar.Instant, error) {
	if s.Until == 0 {
		t := x.Policy().Rota.Cases
		if s.Way == care.OutTransfer {
			return x.Desk.Calendar().Add(now, t.Offer), nil
		}
		return x.Desk.Calendar().Add(now, t.Answer), nil
	}
	if s.Until <= now || s.Until > now.Plus(mostUntil) {
		return 0, fault.New(fault.Invalid, "help_until").On("until")
	}
	return s.Until, nil
}

// keeper refuses who does not keep the case: one look and one service hand nothing on.
func (x *Cases) keeper(ctx context.Context, r store.Reader, caller org.Caller, c *Case) error {
	m, err := views.Get(ctx, r, x.City, c.Matter)
	if err != nil {
		return err
	}
	if y, ok := m.Member(caller.Person); !ok || !y.Keeps() {
		return fault.New(fault.Denied, "member_keeper")
	}
	return nil
}

// codeAgain is how long the same form shows the same code again, for a double tap and a line that broke.
const codeAgain = 10 * 60 * 1_000_000

// shownOnce gives a code that was just made; of a form that comes again only while nobody used it, for a short while.
func (x *Cases) shownOnce(ctx context.Context, caller org.Caller, matterID int64, a ledger.Answer,
	of func(*care.Outside) bool, code string) (Code, error) {
	c, err := caseOf(ctx, x.DB.Read(), x.City, matterID)
	if err != nil {
		return Code{}, err
	}
	if c != nil {
		for i := range c.Papers {
			p := &c.Papers[i]
			if !of(p) {
				continue
			}
			if !a.Repeated || p.Opens == 0 && x.isCode(matterID, p, code) && x.Now() < a.At.Plus(codeAgain) {
				return Code{p.N, code}, nil
			}
		}
	}
	return Code{}, fault.New(fault.Conflict, "help_code_shown")
}

// Recode makes a new code for a paper: the old one opens nothing more, and what was shared can be read once again.
func (x *Cases) Recode(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n int) (Code, error) {
	code := x.code(id)
	a, err := x.taken(ctx, caller, id, matterID, []any{PaperCodedType, matterID, n}, x.onPaper(caller, n,
		func(p *care.Outside, now calendar.Instant) ([]act, error) {
			if !p.Stands(now) {
				return nil, fault.New(fault.Conflict, "help_paper_over")
			}
			return []act{{typ: PaperCodedType, step: Step{Code: p.Kind,
				Sealed: &Sealed{N: n, Key: x.keyOf(matterID, n, code)}}}}, nil
		}))
	if err != nil {
		return Code{}, err
	}
	return x.shownOnce(ctx, caller, matterID, a, func(p *care.Outside) bool { return p.N == n }, code)
}

// Withdraw takes a paper back: its address leads nowhere from then on, also for who is reading.
func (x *Cases) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, matterID int64, n int,
	note Note) error {
	if strings.TrimSpace(note.Text) == "" {
		return fault.New(fault.Invalid, "help_words").On("note")
	}
	return x.on(ctx, caller, id, matterID, []any{PaperWithdrawnType, matterID, n, note}, x.onPaper(caller, n,
		func(p *care.Outside, now calendar.Instant) ([]act, error) {
			if err := note.clean(now); err != nil {
				return nil, err
			}
			if p.Over() && !p.Live(now) {
				return nil, fault.New(fault.Conflict, "help_paper_over")
			}
			return one(PaperWithdrawnType, Step{Code: p.Kind, Sealed: &Sealed{N: n}}, note), nil
		}))
}

// onPaper is a decision of a member about one paper of an open case.
func (x *Cases) onPaper(caller org.Caller, n int, decide func(p *care.Outside, now calendar.Instant) ([]act,
	error)) func(context.Context, *store.Tx, *Case, calendar.Instant) ([]act, error) {
	return func(ctx context.Context, tx *store.Tx, c *Case, now calendar.Instant) ([]act, error) {
		if err := x.keeper(ctx, tx, caller, c); err != nil {
			return nil, err
		}
		p := c.paper(n)
		if p == nil {
			return nil, fault.New(fault.Missing, "help_missing")
		}
		return decide(p, now)
	}
}

// PapersDue tells, by the clock, that nobody answered in time. A transfer is over with it; a referral is answered late.
func (x *Cases) PapersDue(ctx context.Context) (done int, err error) {
	due, err := x.paperRows(ctx, `SELECT matter, n FROM help_papers WHERE city = $1 AND until > 0 AND until <= $2
		ORDER BY until, matter LIMIT $3`, x.City, int64(x.Now()), int64(tickBatch))
	if err != nil {
		return 0, err
	}
	for _, d := range due {
		ok, err := x.Aside.Try(ctx, "help paper "+digits(d.matter)+" "+digits(d.n), func() error {
			return x.on(ctx, org.Caller{Clock: true}, desk.Once("help paper", d.matter, d.n), d.matter, nil,
				func(_ context.Context, _ *store.Tx, c *Case, now calendar.Instant) ([]act, error) {
					p := c.paper(int(d.n))
					if p == nil || p.Due() == 0 || p.Due() > now {
						return nil, nil
					}
					return []act{{typ: LateType, step: Step{Code: latePaper, Sealed: &Sealed{N: p.N}}}}, nil
				})
		})
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}
