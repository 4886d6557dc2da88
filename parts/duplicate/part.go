package duplicate

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
)

// Part is what others must know of probable duplicates 疑似重复. Its name in the data, "pattern", is older than the
// folder's.
var Part = part.Part{
	Name:  "pattern",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		p := New(b)
		return part.Made{Value: p, Followers: []ledger.Follower{p.Follower()},
			Jobs: []part.Job{{Alone: true, Do: p.Group}}, Waits: p.waits}, nil
	},
	Check: part.Plain(Check),
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
