package office

import (
	"context"
	"slices"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// What the owner of a thing asks of the papers that were made from it, beside Of, HandedOut and SignedOff (read.go).
// None of it asks anybody's rights: the owner does. A part makes its paper with Begin, or with Started in a command of
// its own, looks it up with In or Last, and learns from Standing what became of it.

// Standing is what an owner must know of a paper.
type Standing string

// The standings of a paper.
const (
	NoPaper   Standing = ""           // none was made
	UnderWay  Standing = "under_way"  // it is with the office
	SentOut   Standing = "sent"       // handed out: Number and Day say as what, and when
	TakenBack Standing = "taken_back" // given up: Refusal says why
)

// Standing says where a paper stands for its owner; nil is no paper.
func (p *Paper) Standing() Standing {
	switch {
	case p == nil:
		return NoPaper
	case p.State == Taken:
		return TakenBack
	case p.State == Out || p.State == Finished:
		return SentOut
	}
	return UnderWay
}

// Day is the day on which a paper was signed off, as 2026-11-16; "" before.
func (p *Paper) Day() string {
	if p.SignedAt == 0 {
		return ""
	}
	return p.SignedAt.Time().In(calendar.China()).Format(time.DateOnly)
}

// Started is the fact that begins a paper, for the command by which another part hands its thing to the office: the
// paper begins with that command or not at all, and its maker need not be who drafts papers here. The faults are those
// of Begin.
func (x *Office) Started(d Draft) (desk.Fact, error) {
	b, err := x.begun(d)
	if err != nil {
		return desk.Fact{}, err
	}
	return desk.Fact{Type: BegunType, Subject: newPaper, Areas: []area.Code{d.Area}, Body: b}, nil
}

// In is a paper as it stands, also inside a transaction. It gives fault.Missing "office_missing".
func In(ctx context.Context, r store.Reader, city, id int64) (*Paper, error) {
	return paperOf(ctx, r, city, id)
}

// Last is the newest paper that was made from a thing of another part, also inside a transaction; nil for none.
func Last(ctx context.Context, r store.Reader, city int64, part string, subject int64) (*Paper, error) {
	list, err := papers(ctx, r, `SELECT body FROM office_papers WHERE city = $1 AND part = $2 AND subject = $3
		ORDER BY id DESC LIMIT 1`, city, part, subject)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// SaidIn is what the newest version of a paper says, also inside a transaction.
func SaidIn(ctx context.Context, r store.Reader, city int64, p *Paper) (Content, error) {
	return versionOf(ctx, r, city, p.ID, p.Version)
}

// Recall is the fact that takes a paper back that is not out yet, for the command by which its owner gives it up. The
// number of one that has it (Numbered) is void from then on: only what the paper was made from can make it so.
func Recall(p *Paper, reason string) desk.Fact {
	if n := []rune(reason); len(n) > longReason {
		reason = string(n[:longReason])
	}
	return desk.Fact{Type: WithdrawnType, Subject: p.ID, Areas: []area.Code{p.Area}, Body: &Withdrawn{reason}}
}

// Numbered says that a paper has its number.
func (p *Paper) Numbered() bool { return p.Number != "" }

// Refusal is why a paper is back with its drafter, or was taken back; "" where it is neither.
func (p *Paper) Refusal() string {
	var why []event.Type
	switch {
	case p.State == Taken:
		why = []event.Type{WithdrawnType}
	case p.State == Drafting && p.Returned:
		why = []event.Type{ReturnedType, AnsweredType}
	}
	for _, s := range slices.Backward(p.Steps) {
		if slices.Contains(why, s.Type) && s.Note != "" {
			return s.Note
		}
	}
	return ""
}

// SeesPaper says whether a paper is there for the caller, so that the page of the thing it was made from leads to it.
func (x *Office) SeesPaper(caller org.Caller, p *Paper) bool { return p != nil && x.sees(caller, p) }
