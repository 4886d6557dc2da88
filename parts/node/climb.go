package node

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// clock lets rungs fire.
var clock = org.Caller{Clock: true}

const (
	batch     = 128
	lookAgain = 3600_000_000 // after which a task is looked at again whose deadline stood still, µs
	mostRungs = 64           // of one task in one go: one of which more is due climbs nowhere, and rests
)

// Tick lets everything climb whose time has come and for which there is no good reason, and says how much that was. It
// may be called at any time, by any number of programs.
func (x *Nodes) Tick(ctx context.Context) (int, error) {
	done, rungs := 0, map[int64]int{}
	for ctx.Err() == nil {
		list, err := x.due(ctx)
		if err != nil {
			return done, err
		}
		n := 0
		for _, id := range list {
			if x.rest.Still(id, x.Now()) {
				continue
			}
			ok, err := x.Aside.Try(ctx, fmt.Sprintf("nodes of matter %d", id), func() error { return x.climb(ctx, id) })
			if err != nil {
				return done + n, fmt.Errorf("nodes of matter %d: %w", id, err)
			}
			if ok {
				n++
			}
			if rungs[id]++; rungs[id] > mostRungs {
				x.rest.Put(id, x.Now().Plus(lookAgain))
			}
		}
		if done += n; n == 0 {
			return done, nil
		}
	}
	return done, ctx.Err()
}

func (x *Nodes) due(ctx context.Context) (out []int64, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT matter FROM node_tasks WHERE city = $1 AND climbs > 0 AND climbs <= $2 ORDER BY climbs, matter LIMIT $3",
		x.City, x.Now(), batch+x.rest.Len()+x.Aside.Len())
	return out, err
}

// climb lets the next rung of a task fire: the command first, under an id that follows from node, date and rung, then
// the event that says so. Cut off between them, the command is given again under its id, and nothing happens twice.
func (x *Nodes) climb(ctx context.Context, id int64) error {
	t, err := trackOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return err
	}
	s := t.climbs()
	if s.at == 0 || s.at > x.Now() {
		return nil // another program was quicker
	}
	m, err := x.matter(ctx, x.DB.Read(), id)
	if err != nil {
		return err
	}
	switch {
	case !m.Open():
		return nil // it was ended just now
	case m.State != matter.Assigned && m.State != matter.InHand, m.Paused():
		x.rest.Put(id, x.Now().Plus(lookAgain))
		return nil
	}
	if s.rung == DecideLate {
		return x.chase(ctx, m, t.Turn, s.at)
	}
	due := t.Plan.Due
	if n := t.Node(s.node); n != nil {
		due = n.Due
	}
	_, err = x.Desk.Do(ctx, clock, desk.Command{ID: desk.Once("node climb", id, t.At, t.Turn, s.node, s.rung, due),
		Matter: id,
		Body:   x.command(t, s)})
	if code := fault.Code(err); code == "state_forbids" {
		x.rest.Put(id, x.Now().Plus(lookAgain))
		return nil
	}
	if err != nil {
		return err
	}
	return x.note(ctx, m, desk.Once("node climbed", id, t.At, t.Turn, s.node, s.rung, due), &Climbed{Node: s.node,
		Rung: s.rung})
}

// command is what a rung does, with the node and its date in words.
func (x *Nodes) command(t *Track, s step) matter.Command {
	if s.rung == PlanLate {
		return &matter.UrgeOn{Note: say("node.urge_plan", "due", lang.Date(lang.Zh, t.Plan.Due))}
	}
	n := t.Node(s.node)
	note := say("node.urge_note", "node", n.Zh, "due", lang.Date(lang.Zh, n.Due))
	if s.rung == Urge {
		return &matter.UrgeOn{Note: note}
	}
	return &matter.SuperviseOn{Note: note, Level: int(max(area.City, min(t.Area.Level(), area.County)))}
}

// note records what the clock did, unless another program has.
func (x *Nodes) note(ctx context.Context, m *matter.Matter, id [16]byte, b *Climbed) error {
	_, err := x.Desk.Keep(ctx, clock, id, nil, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		t, err := trackOf(ctx, tx, x.City, m.ID)
		if err != nil {
			return nil, err
		}
		if b.Node != "" && t.Node(b.Node) == nil {
			return nil, nil // other nodes were set meanwhile
		}
		return []desk.Fact{{Type: ClimbedType, Subject: m.ID, Areas: []area.Code{m.Area}, Body: b}}, nil
	})
	return foreign(err)
}

// foreign lets go that another program gave the command first, which is as good.
func foreign(err error) error {
	if errors.Is(err, fault.New(fault.Conflict, "command_foreign")) {
		return nil
	}
	return err
}

// say is a sentence in Chinese: what stands in a matter is for all.
func say(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(lang.Zh, key, m)
}
