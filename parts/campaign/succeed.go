package campaign

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// SucceededType is the event of areas of a running campaign that were abolished. Its subject is the campaign.
const SucceededType event.Type = "campaign.succeeded"

// Succeeded says who answers from now on for areas that were abolished, and the scope that holds them all.
type Succeeded struct {
	Scope area.Code `json:"scope"`
	Went  []Went    `json:"went"`
}

// Went is an area at the foot that was abolished. Its findings go to the first of To but for those that Found names.
type Went struct {
	Area  area.Code   `json:"area"`
	To    []area.Code `json:"to"`
	Keeps bool        `json:"keeps,omitempty"` // its answer stands for the new area, which has nothing else in it
	Found []Found     `json:"found,omitempty"`
}

// succeed has running campaigns follow when areas are abolished, and says how many did.
func (x *Campaigns) succeed(ctx context.Context) (int, error) {
	tree := x.Org().Tree()
	x.mu.Lock()
	swept := x.tree == tree
	x.mu.Unlock()
	if swept || len(tree.Succeeded()) == 0 {
		return 0, nil
	}
	var open []int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		open = append(open, id)
		return err
	}, "SELECT id FROM campaigns WHERE city = $1 AND drawn = 0 AND closed = 0 ORDER BY id", x.City)
	n, whole := 0, true
	for _, id := range open {
		if err != nil {
			return n, err
		}
		var went, done bool
		done, err = x.Aside.Try(ctx, fmt.Sprintf("areas of campaign %d", id), func() (err error) {
			went, err = x.follow(ctx, id)
			return err
		})
		if whole = whole && done; went {
			n++
		}
	}
	if err == nil && whole {
		x.mu.Lock()
		x.tree = tree
		x.mu.Unlock()
	}
	return n, err
}

// follow records what became of the areas of one campaign.
func (x *Campaigns) follow(ctx context.Context, campaign int64) (bool, error) {
	a, err := x.Desk.Keep(ctx, clock, desk.Once("campaign succeeds", campaign, x.Now()), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			c, err := get(ctx, tx, x.City, campaign)
			if err != nil || c.Closed > 0 {
				return nil, err
			}
			cells, err := cellsOf(ctx, tx, x.City, campaign, c.Scope)
			if err != nil {
				return nil, err
			}
			b, err := x.went(ctx, tx, c, cells)
			if err != nil || len(b.Went) == 0 && b.Scope == c.Scope {
				return nil, err
			}
			return []desk.Fact{{Type: SucceededType, Subject: campaign, Areas: []area.Code{b.Scope}, Body: b}}, nil
		})
	return a.First != 0, err
}

// went says which areas of a campaign were abolished and who answers for them.
func (x *Campaigns) went(ctx context.Context, r store.Reader, c *Campaign, cells []Cell) (*Succeeded, error) {
	tree := x.Org().Tree()
	b := &Succeeded{Scope: area.Common(append(tree.Heirs(c.Scope), tree.Heir(c.Scope, nil)))}
	takers, has := map[area.Code]int{}, map[area.Code]bool{}
	for _, cell := range cells {
		has[cell.Area] = true
		for _, h := range tree.Heirs(cell.Area) {
			takers[h]++
		}
	}
	for _, cell := range cells {
		heirs := tree.Heirs(cell.Area)
		if len(heirs) == 0 {
			continue
		}
		w := Went{Area: cell.Area, To: heirs, Keeps: len(heirs) == 1 && !has[heirs[0]] && takers[heirs[0]] == 1}
		if len(heirs) > 1 && cell.Founded > 0 {
			var err error
			if w.Found, err = x.foundIn(ctx, r, c.ID, cell.Area, heirs); err != nil {
				return nil, err
			}
		}
		b.Went = append(b.Went, w)
		b.Scope = area.Common(append(slices.Clone(heirs), b.Scope))
	}
	return b, nil
}

// foundIn are the findings of an area that lie in another of its heirs than the first.
func (x *Campaigns) foundIn(ctx context.Context, r store.Reader, campaign int64, a area.Code,
	heirs []area.Code) (out []Found, err error) {
	ids, err := findings(ctx, r, x.City, campaign, a, 0, matterPiece)
	for len(ids) > 0 && err == nil {
		for _, id := range ids {
			m, err := views.Get(ctx, r, x.City, id)
			if err != nil {
				return nil, err
			}
			heir, err := x.Desk.Heir(ctx, r, m.Area, m.Lat, m.Lng)
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(heirs, func(h area.Code) bool { return h.Contains(heir) })
			if i > 0 {
				out = append(out, Found{heirs[i], id})
			}
		}
		ids, err = findings(ctx, r, x.City, campaign, a, ids[len(ids)-1], matterPiece)
	}
	return out, err
}

// matterPiece is how many findings are read at once.
const matterPiece = 200

// succeeded folds the event into the tables.
func (v view) succeeded(ctx context.Context, tx *store.Tx, e ledger.Event, b *Succeeded) error {
	err := tx.Later(ctx, "UPDATE campaigns SET scope = $1 WHERE city = $2 AND id = $3", int64(b.Scope),
		v.city, e.Subject)
	for _, w := range b.Went {
		if err != nil {
			return err
		}
		if w.Keeps {
			err = tx.Later(ctx, "UPDATE campaign_areas SET area = $1 WHERE city = $2 AND campaign = $3 AND area = $4",
				int64(w.To[0]), v.city, e.Subject, int64(w.Area))
		} else {
			err = tx.Later(ctx, "DELETE FROM campaign_areas WHERE city = $1 AND campaign = $2 AND area = $3", v.city,
				e.Subject, int64(w.Area))
			for _, to := range w.To {
				if err == nil {
					err = v.cell(ctx, tx, e.Subject, to)
				}
			}
		}
		if err == nil {
			err = tx.Later(ctx, "UPDATE campaign_matters SET area = $1 WHERE city = $2 AND campaign = $3 AND area = $4",
				int64(w.To[0]), v.city, e.Subject, int64(w.Area))
		}
		for _, f := range w.Found {
			if err == nil {
				err = tx.Later(ctx, "UPDATE campaign_matters SET area = $1 WHERE city = $2 AND campaign = $3 "+
					"AND matter = $4", int64(f.Area), v.city, e.Subject, f.Matter)
			}
		}
	}
	return err
}

// succeeded folds the event for the proof.
func (w *whole) succeeded(b *Succeeded) {
	w.Scope = b.Scope
	for _, x := range b.Went {
		old := w.cells[x.Area]
		delete(w.cells, x.Area)
		for i, to := range x.To {
			switch {
			case i == 0 && x.Keeps && old != nil:
				old.Area = to
				w.cells[to] = old
			case w.cells[to] == nil:
				w.cells[to] = &Cell{Area: to}
			}
		}
		for m, a := range w.matters {
			if a != x.Area {
				continue
			}
			w.matters[m] = x.To[0]
			for _, f := range x.Found {
				if f.Matter == m {
					w.matters[m] = f.Area
				}
			}
			if c := w.cells[w.matters[m]]; c != nil && !x.Keeps {
				c.Founded++
			}
		}
	}
}

// follow has the plan name the areas that answer today.
func (b *Opened) follow(s *Succeeded) {
	b.Scope = s.Scope
	for _, w := range s.Went {
		b.Foot = slices.DeleteFunc(slices.Clone(b.Foot), func(a area.Code) bool { return a == w.Area })
		for _, to := range w.To {
			if !slices.Contains(b.Foot, to) {
				b.Foot = append(b.Foot, to)
			}
		}
	}
	slices.Sort(b.Foot)
}

// running counts the areas in and below one that have to answer in a running campaign.
func (x *Campaigns) running(ctx context.Context, r store.Reader, in area.Code) (int64, error) {
	lo, hi := in.Range()
	var n int64
	err := r.QueryRow(ctx, `SELECT COUNT(*) FROM campaigns c WHERE c.city = $1 AND c.drawn = 0 AND c.closed = 0
		AND EXISTS (SELECT 1 FROM campaign_areas a WHERE a.city = $1 AND a.campaign = c.id AND a.area BETWEEN $2
		AND $3)`,
		x.City, int64(lo), int64(hi)).Scan(&n)
	return n, store.Explain(err)
}
