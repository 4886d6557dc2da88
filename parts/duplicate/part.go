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
	Uses:  []string{"release"},
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		p := New(b)
		return part.Made{Value: p, Followers: []ledger.Follower{p.Follower()},
			Jobs: []part.Job{{Alone: true, Do: p.Group}}, Waits: p.waits,
			Settle: p.settle}, nil
	},
	Check:  part.Plain(Check),
	Stands: stands,
}

// settle brings the groups to the follower's place, where a server has begun with them; a city that was never served
// has none, and whoever only imports need not wait for them.
func (p *Duplicates) settle(ctx context.Context) error {
	at, err := passedTo(ctx, p.DB.Read(), p.City)
	if err != nil || at < 0 {
		return err
	}
	_, err = p.Group(ctx)
	return err
}

// stands says how far the groups have come. Where none were ever made they are not late.
func stands(ctx context.Context, r store.Reader, city, head int64) ([]ledger.Stand, error) {
	at, err := passedTo(ctx, r, city)
	if err != nil {
		return nil, err
	}
	s := ledger.StandAt("pattern_pass", at, head)
	if at < 0 {
		var n int
		err = r.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM pattern_members WHERE city = $1 LIMIT 1) AS m",
			city).Scan(&n)
		if n == 0 {
			s.Late = 0
		}
	}
	return []ledger.Stand{s}, store.Explain(err)
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
