package topic

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Topics finds and shows a city's topics. Safe for concurrent use.
type Topics struct{ part.Base }

// New makes the topics of a city whose table is there.
func New(b part.Base) *Topics { return &Topics{b} }

// List is what was found in an area.
type List struct {
	At     calendar.Instant `json:"-"` // when, µs; 0 if never
	Of     int              `json:"of"`
	Groups []Group
}

const (
	span   = int64(30 * 86400e6) // µs that are looked back
	most   = 20_000              // matters of an area that are looked at, the newest
	least  = 3                   // messages that make a topic
	shown  = 50                  // topics kept
	people = 2                   // distinct people a topic needs
	again  = int64(20 * 3600e6)  // µs after which topics are found anew
)

// Due says whether it is time to find topics anew: once a day.
func (x *Topics) Due(ctx context.Context) (bool, error) {
	l, err := x.stored(ctx, area.Code(0), true)
	return err == nil && x.Desk.Now().Since(l.At) > again, err
}

// Of gives the topics of an area, the city or a county, for whoever may see its matters; "not_allowed" for others.
func (x *Topics) Of(ctx context.Context, caller org.Caller, a area.Code) (List, error) {
	if !x.Desk.Covers(caller, a) {
		return List{}, fault.New(fault.Denied, "not_allowed")
	}
	out := List{}
	for _, now := range x.Desk.Org().Tree().Now(a) { // of an abolished one what its successors' people write about
		l, err := x.stored(ctx, now, false)
		if err != nil {
			return List{}, err
		}
		out.At, out.Of, out.Groups = max(out.At, l.At), out.Of+l.Of, append(out.Groups, l.Groups...)
	}
	slices.SortStableFunc(out.Groups, func(a, b Group) int { return cmp.Compare(b.Heat, a.Heat) })
	return out, nil
}

func (x *Topics) stored(ctx context.Context, a area.Code, newest bool) (List, error) {
	text, args := "SELECT at, body FROM topic_lists WHERE city = $1 AND area = $2", []any{x.Desk.City(), int64(a)}
	if newest {
		text, args = "SELECT at, body FROM topic_lists WHERE city = $1 ORDER BY area LIMIT 1", args[:1]
	}
	var l List
	var body string
	err := x.DB.Read().QueryRow(ctx, text, args...).Scan(&l.At, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return List{}, nil
	}
	if err != nil {
		return List{}, store.Explain(err)
	}
	return l, json.Unmarshal([]byte(body), &l)
}

// Find finds the topics of the city and each county among the matters of the last thirty days, and keeps them.
func (x *Topics) Find(ctx context.Context) error {
	now, all := x.Desk.Now(), map[area.Code][]Voice{}
	f := views.Filter{Kinds: []matter.Kind{matter.Problem, matter.Task}, Sort: views.SortNew}
	err := x.Desk.Each(ctx, org.Caller{System: true}, f, func(m *matter.Matter) error {
		if now.Since(m.ReportedAt) > span || len(all[m.Area.Ancestor(area.City)]) >= 10*most {
			return errOver
		}
		v := voiceOf(m)
		for _, l := range []area.Level{area.City, area.County} {
			if a := m.Area.Ancestor(l); a.Level() == l && len(all[a]) < most {
				all[a] = append(all[a], v)
			}
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errOver) {
		return err
	}
	top := area.Code(0)
	for a := range all {
		if a.Level() == area.City {
			top = a
		}
	}
	if top == 0 { // nothing was reported: that is known, too
		top = area.Code(x.Desk.City() * 1e8)
		all[top] = nil
	}
	for a, voices := range all {
		if err := x.keep(ctx, a, now, voices); err != nil {
			return err
		}
	}
	return x.Desk.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, "DELETE FROM topic_lists WHERE city = $1 AND at < $2", x.Desk.City(), now)
	})
}

var errOver = errors.New("older than what is looked at")

// voiceOf makes a message of a matter. Nobody knows who sent an anonymous report; the same words sent again count as
// the same person.
func voiceOf(m *matter.Matter) Voice {
	v := Voice{ID: m.ID, At: m.ReportedAt, Area: int64(m.Area.Ancestor(area.Township)), Where: m.Place, Title: m.Title,
		Text: m.Text, Likes: int64(m.Voices())}
	if m.Reporter != 0 {
		v.Who = "p" + strconv.FormatInt(m.Reporter, 10)
		return v
	}
	v.Who = "t" + strconv.FormatUint(fingerprint(v), 16)
	return v
}

func (x *Topics) keep(ctx context.Context, a area.Code, now calendar.Instant, voices []Voice) error {
	l := List{Of: len(voices), Groups: []Group{}}
	for _, g := range Find(voices, now, least) {
		if g.People >= people && len(l.Groups) < shown {
			l.Groups = append(l.Groups, g)
		}
	}
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return x.Desk.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, `INSERT INTO topic_lists (city, area, at, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (city, area) DO UPDATE SET at = excluded.at, body = excluded.body`, x.Desk.City(), int64(a),
			now, string(body))
	})
}
