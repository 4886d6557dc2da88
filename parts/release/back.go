package release

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// WithdrawPhoto takes one photo back 撤下, by the name of the original; the rest stays out. A draft that waits loses it
// too. Whoever may take any step may. Faults: release_none when no such photo is out or waits, release_words.
func (x *Releases) WithdrawPhoto(ctx context.Context, caller org.Caller, id ledger.ID, m int64,
	original, reason string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"photo", m, original, reason}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		m, err := x.matterIn(ctx, tx, caller, m)
		if err != nil {
			return nil, err
		}
		if err := x.anyStep(caller, m); err != nil {
			return nil, err
		}
		s, err := standing(ctx, tx, x.City, m.ID, ledger.ToEnd)
		if err != nil {
			return nil, err
		}
		if !has(s.Shown, original) && !has(s.Draft, original) {
			return nil, fault.New(fault.Conflict, "release_none")
		}
		reason, err := line(reason, "reason", matter.MaxNote, true)
		return facts(PhotoOutType, m, &PhotoOut{original, reason}), err
	})
	return err
}

// May is what somebody may do about the release of a matter now.
type May struct {
	Draft bool // ask to let it out
	Next  bool // take the next step of the draft that waits, or refuse it
	Back  bool // take back what is out, or what waits
}

// May says what the caller may do about the release of a matter, as it stands.
func (x *Releases) May(caller org.Caller, m *matter.Matter, s Stand) May {
	return May{Draft: x.taker(caller, 1, m, nil) == nil,
		Next: s.Draft != nil && x.taker(caller, s.Step+1, m, s.Hands) == nil,
		Back: (s.Shown != nil || s.Draft != nil) && x.anyStep(caller, m) == nil}
}
