package tally

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// clock is who says what follows from the organisation.
var clock = org.Caller{Clock: true}

// Succeeded says where a survey and its sites lie since areas were abolished, so that what was counted there is found
// with what was counted beside. Nobody counts elsewhere for it: the draw asks for roads, not for areas.
type Succeeded struct {
	Area  area.Code `json:"area"` // the smallest that holds all sites
	Sites []Went    `json:"sites,omitempty"`
}

// Went is a site, by its place in the plan, with its area from now on.
type Went struct {
	Site int       `json:"site"`
	Area area.Code `json:"area"`
}

// went is what became of a survey's areas; nil where all of them are in use. A site is known by its name, not by where
// it lies on a map: of several successors it goes to the default one.
func (s *Stand) went(t *area.Tree) *Succeeded {
	b := &Succeeded{Area: t.Heir(s.Area, nil)}
	all := []area.Code{b.Area}
	for i, site := range s.Sites {
		heir := t.Heir(site.Area, nil)
		if heir != site.Area {
			b.Sites = append(b.Sites, Went{i, heir})
		}
		all = append(all, heir)
	}
	if b.Area = area.Common(all); b.Area == s.Area && len(b.Sites) == 0 {
		return nil
	}
	return b
}

// Follow takes surveys along when areas are abolished, also those that are over, and says how many went. It does
// nothing while the organisation is the one that it followed last. Any number of programs may.
func (x *Tallies) Follow(ctx context.Context) (done int, err error) {
	o, whole := x.Org(), true
	if x.swept.Load() == o {
		return 0, nil
	}
	const piece = 100
	for behind, n := int64(0), piece; n == piece && len(o.Tree().Succeeded()) > 0; {
		var due []*Stand
		n = 0
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var body string
			s := &Stand{}
			if err := rows.Scan(&behind, &body); err != nil {
				return err
			}
			n++
			if err := json.Unmarshal([]byte(body), s); err != nil {
				return err
			}
			if s.went(o.Tree()) != nil {
				due = append(due, s)
			}
			return nil
		}, "SELECT id, body FROM tally_surveys WHERE city = $1 AND id > $2 ORDER BY id LIMIT $3", x.City, behind, piece)
		if err != nil {
			return done, err
		}
		for _, s := range due {
			ok, err := x.Aside.Try(ctx, fmt.Sprintf("areas of survey %d", s.ID), func() error {
				return x.follow(ctx, s.ID, s.went(o.Tree()))
			})
			if err != nil {
				return done, err
			}
			if whole = whole && ok; ok {
				done++
			}
		}
	}
	if whole {
		x.swept.Store(o)
	}
	return done, nil
}

// follow records what became of one survey.
func (x *Tallies) follow(ctx context.Context, id int64, went *Succeeded) error {
	once := desk.Once("tally succeeds", id, x.Now(), went)
	_, err := x.Desk.Keep(ctx, clock, once, nil, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, id)
		if err != nil {
			return nil, err
		}
		b := s.went(x.Org().Tree())
		if b == nil {
			return nil, nil // another program was quicker
		}
		return []desk.Fact{{Type: SucceededType, Subject: id, Areas: []area.Code{b.Area}, Body: b}}, nil
	})
	return err
}
