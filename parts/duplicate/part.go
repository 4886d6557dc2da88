package duplicate

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// Part is what others must know of probable duplicates 疑似重复. Its name in the data, "pattern", is older than the
// folder's.
var Part = part.Part{
	Name:  "pattern",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		p := New(b)
		return part.Made{Value: p, Followers: []ledger.Follower{p.Follower()},
			Jobs: []part.Job{{Alone: true, Do: p.Group}}, Waits: p.waits,
			Settle: func(ctx context.Context) error {
				_, err := p.Group(ctx)
				return err
			}}, nil
	},
	Check:  part.Plain(Check),
	Stands: stands,
}

// stands says how far the groups have come.
func stands(ctx context.Context, r store.Reader, city, head int64) ([]ledger.Stand, error) {
	at, err := passedTo(ctx, r, city)
	return []ledger.Stand{ledger.StandAt("pattern_pass", at, head)}, err
}

// waitsShown is up to how many groups are counted for the home page.
const waitsShown = 10

// waits says how many groups wait for whoever may merge.
func (p *Duplicates) waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	n, err := p.CountGroups(ctx, caller, waitsShown)
	if err != nil || n == 0 {
		return nil, err
	}
	return []part.Waiting{{Key: "waits.duplicates", N: n, More: n == waitsShown, Path: "/duplicates"}}, nil
}
