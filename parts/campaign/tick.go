package campaign

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

var clock = org.Caller{Clock: true}

// Tick reminds before the deadline, finishes what was cut off, closes what is over, draws the zeros that inspectors
// will look at, and says how much that was. Any number of processes may.
func (x *Campaigns) Tick(ctx context.Context) (int, error) {
	followed, err := x.succeed(ctx)
	if err != nil {
		return followed, err
	}
	reminded, err := x.remind(ctx)
	if reminded += followed; err != nil {
		return reminded, err
	}
	finished, err := x.finish(ctx)
	if err != nil {
		return reminded + finished, err
	}
	closed, err := x.end(ctx)
	return reminded + finished + closed, err
}

// end closes what is over and draws.
func (x *Campaigns) end(ctx context.Context) (int, error) {
	var due []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		due = append(due, id)
		return err
	}, "SELECT id FROM campaigns WHERE city = $1 AND drawn = 0 AND (closed > 0 OR deadline <= $2) ORDER BY id",
		x.City, x.Now())
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range due {
		done, err := x.Aside.Try(ctx, fmt.Sprintf("end of campaign %d", id), func() error { return x.endOne(ctx, id) })
		if err != nil {
			return n, fmt.Errorf("campaign %d: %w", id, err)
		}
		if done {
			n++
		}
	}
	return n, nil
}

// endOne closes a campaign, unless it is closed, and draws.
func (x *Campaigns) endOne(ctx context.Context, id int64) error {
	err := x.close(ctx, clock, desk.Once("campaign close", id), id, "")
	if err != nil && fault.Code(err) != "campaign_closed" {
		return err
	}
	return x.draw(ctx, id)
}

// draw draws the zeros of a closed campaign, once.
func (x *Campaigns) draw(ctx context.Context, campaign int64) error {
	_, err := x.Desk.Keep(ctx, clock, desk.Once("campaign draw", campaign), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			c, err := get(ctx, tx, x.City, campaign)
			if err != nil {
				return nil, err
			}
			if c.Drawn {
				return nil, nil
			}
			b, err := planOf(ctx, tx, x.City, campaign)
			if err != nil {
				return nil, err
			}
			cells, err := cellsOf(ctx, tx, x.City, campaign, c.Scope)
			if err != nil {
				return nil, err
			}
			seed := secondlook.Seed(x.Secret, x.City, drawName(b.Key))
			return []desk.Fact{{Type: DrawnType, Subject: campaign, Areas: []area.Code{c.Scope},
				Body: draw(b, seed, x.zeros(cells), secondlook.Inspectors(x.Org()))}}, nil
		})
	return err
}

// zeros are the zeros that stand, as secondlook draws them: the area stands for the matter. Units of the area had a
// part in it.
func (x *Campaigns) zeros(cells []Cell) []secondlook.Candidate {
	list := candidates(cells)
	for i := range list {
		for _, u := range x.Org().Units(list[i].Area) {
			list[i].Units = append(list[i].Units, u.ID)
		}
	}
	return list
}

func candidates(cells []Cell) (out []secondlook.Candidate) {
	for _, c := range cells {
		if c.Zero > 0 && c.Founded == 0 {
			out = append(out, secondlook.Candidate{Matter: int64(c.Area), Seq: c.Zero, Area: c.Area,
				Verifier: c.Signer})
		}
	}
	return out
}

// draw is the draw by a seed; it depends on nothing else but the opening and the zeros, and who looks on who could.
func draw(b *Opened, seed [32]byte, zeros []secondlook.Candidate, inspectors []secondlook.Inspector) *Drawn {
	out := &Drawn{Seed: hex.EncodeToString(seed[:]), Zeros: len(zeros), Digest: secondlook.Digest(zeros)}
	for _, d := range secondlook.Draw(seed, drawName(b.Key), zeros, func(int64) int { return b.Share },
		b.Least, inspectors) {
		out.Sent = append(out.Sent, Sent{area.Code(d.Matter), d.Person})
	}
	return out
}
