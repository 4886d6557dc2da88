package office

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// What the owner of a thing asks of the papers that were made from it, beside Of and HandedOut (read.go). None of it
// asks anybody's rights: the owner does.

// In is a paper as it stands, also inside a transaction. It gives fault.Missing "office_missing".
func In(ctx context.Context, r store.Reader, city, id int64) (*Paper, error) {
	return paperOf(ctx, r, city, id)
}

// Reworded says whether the newest version of a paper says anything else than the first one, also inside a transaction.
func Reworded(ctx context.Context, r store.Reader, city int64, p *Paper) (bool, error) {
	if p.Version < 2 {
		return false, nil
	}
	first, err := versionOf(ctx, r, city, p.ID, 1)
	if err != nil {
		return false, err
	}
	last, err := versionOf(ctx, r, city, p.ID, p.Version)
	return len(Diff(first, last)) > 0, err
}

// Recall is the fact that takes a paper back, for the command by which its owner's clock gives it up. Only a paper
// without a number may be (Numbered): a number would be missing.
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
