package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

const (
	// MaxGroup is how many matters a group holds at most; what is like a full one begins another.
	MaxGroup = 40
	partners = 12 // likest open matters that a matter is tied to
	passed   = 48 // events that a pass looks at: their rows are written on one turn of the writer
	apart    = -1 // score of a pair that a dispatcher told apart
)

// looking are the events after which a matter's like are looked for anew; moving are those after which it may be in
// no group, or weigh otherwise.
var (
	looking = []event.Type{matter.TypeReported, matter.TypeSplit, matter.TypeReopened, matter.TypeListed,
		matter.TypeAmended}
	moving = []event.Type{matter.TypeMerged, matter.TypeDeclined, matter.TypeStruckOff, matter.TypeVoiced,
		matter.TypeJoined,
		matter.TypeLeft, matter.TypeToldApart}
)

// touched is what a pass must do about one matter.
type touched struct {
	now   *matter.Matter // nil when it is of no group any more
	look  bool
	like  []Likely
	apart []int64
}

// Group brings the probable groups up to where the follower has come, and says how many events that were. One program
// at a time should.
func (p *Duplicates) Group(ctx context.Context) (int, error) {
	for done := 0; ; {
		n, more, err := p.pass(ctx)
		if done += n; err != nil || !more {
			return done, err
		}
	}
}

func (p *Duplicates) pass(ctx context.Context) (n int, more bool, err error) {
	r := p.DB.Read()
	from, err := passedTo(ctx, r, p.City)
	if err != nil {
		return 0, false, err
	}
	from = max(from, 0)
	to, err := ledger.Cursor(ctx, r, p.City, followerName)
	if err != nil {
		return 0, false, err
	}
	if end, err := ledger.End(ctx, r, p.City); err != nil || from > end.Seq {
		return 0, false, cmp.Or(err, errors.New(ledger.StandAt("pattern_pass", from, end.Seq).Beyond(end.Seq)))
	}
	if to <= from {
		return 0, false, nil
	}
	events, err := p.happened(ctx, from, to)
	if err != nil {
		return 0, false, err
	}
	if len(events) == passed {
		to, more = events[passed-1].Seq, true
	}
	all := map[int64]*touched{}
	for _, e := range events {
		t := all[e.Subject]
		if t == nil {
			t = &touched{}
			all[e.Subject] = t
		}
		t.look = t.look || slices.Contains(looking, e.Type)
		if b, err := matter.Decode(e.Type, e.Body); err != nil {
			return 0, false, err
		} else if b, ok := b.(*matter.WasToldApart); ok {
			t.apart = append(t.apart, b.From...)
		}
	}
	for id, t := range all {
		if err := p.ask(ctx, id, t); err != nil {
			return 0, false, err
		}
	}
	err = p.Desk.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return p.regroup(ctx, tx, from, to, all)
	})
	return len(events), more, err
}

// passedTo is the event up to which the groups are made; -1 when they never were.
func passedTo(ctx context.Context, r store.Reader, city int64) (seq int64, err error) {
	err = r.QueryRow(ctx, "SELECT seq FROM pattern_pass WHERE city = $1", city).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return seq, store.Explain(err)
}

// happened are the next events that matter, in their order.
func (p *Duplicates) happened(ctx context.Context, from, to int64) ([]ledger.Event, error) {
	var out []ledger.Event
	for len(out) < passed && from < to {
		list, err := p.Desk.Ledger().EventsFrom(ctx, p.DB.Read(), from, 500)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, e := range list {
			if e.Seq <= to && len(out) < passed &&
				(slices.Contains(looking, e.Type) || slices.Contains(moving, e.Type)) {
				out = append(out, e)
			}
		}
		from = list[len(list)-1].Seq
	}
	return out, nil
}

// ask reads a matter as it stands and looks for its like among those that are open.
func (p *Duplicates) ask(ctx context.Context, id int64, t *touched) error {
	m, err := p.Desk.Glimpse(ctx, id)
	if fault.Of(err) != nil && fault.Of(err).Kind == fault.Missing {
		return nil
	}
	if err != nil || !m.Open() || m.Kind == matter.Help {
		return err
	}
	if t.now = m; !t.look {
		return nil
	}
	list, err := p.Likely(ctx, SaidBy(m), 3*partners)
	for _, l := range list {
		if l.Struck != 0 || len(t.like) == partners {
			continue
		}
		if l.Metres < 0 {
			other, err := p.Desk.Glimpse(ctx, l.Matter)
			if err != nil {
				return err
			}
			if alike.Elsewhere(m.Area.Ancestor(area.Township), other.Area.Ancestor(area.Township)) {
				continue
			}
		}
		t.like = append(t.like, l)
	}
	return err
}

// tie says how like two matters are.
type tie struct{ a, b, score int64 }

// member is a matter in a group.
type member struct {
	id, grp, voices int64
	area            area.Code
}

// regroup writes what a pass found: ties first, then all groups that they touch are made anew from their ties.
func (p *Duplicates) regroup(ctx context.Context, tx *store.Tx, from, to int64, all map[int64]*touched) error {
	var at int64
	if err := tx.QueryRow(ctx, "SELECT seq FROM pattern_pass WHERE city = $1", p.City).Scan(&at); err != nil &&
		!errors.Is(err, sql.ErrNoRows) || at != from {
		return store.Explain(err) // another program was faster
	}
	near := map[int64]bool{}
	for id, t := range all {
		near[id] = true
		if err := p.retie(ctx, tx, id, t, near); err != nil {
			return err
		}
	}
	members, groups, err := p.involved(ctx, tx, near)
	if err != nil {
		return err
	}
	for id, t := range all {
		if t.now == nil {
			delete(members, id)
		} else {
			members[id] = member{id: id, area: t.now.Area, voices: int64(1 + t.now.Voices())}
		}
	}
	for id := range near {
		if _, ok := members[id]; ok || all[id] != nil {
			continue
		}
		m, err := p.Desk.Glimpse(ctx, id)
		if err == nil && m.Open() && m.Kind != matter.Help {
			members[id] = member{id: id, area: m.Area, voices: int64(1 + m.Voices())}
		}
	}
	ties, err := p.ties(ctx, tx, members)
	if err != nil {
		return err
	}
	if err := p.rewrite(ctx, tx, groups, members, gathered(ties)); err != nil {
		return err
	}
	return tx.Later(ctx,
		"INSERT INTO pattern_pass (city, seq) VALUES ($1, $2) ON CONFLICT (city) DO UPDATE SET seq = excluded.seq",
		p.City, to)
}

// retie writes a matter's ties anew and notes whom it was and is tied to.
func (p *Duplicates) retie(ctx context.Context, tx *store.Tx, id int64, t *touched, near map[int64]bool) error {
	pair := func(a, b, score int64, then string) error {
		return cmp.Or(tx.Later(ctx, "INSERT INTO pattern_pairs (city, matter, other, score) VALUES ($1, $2, $3, $4) "+
			"ON CONFLICT (city, matter, other) DO "+then, p.City, a, b, score),
			tx.Later(ctx, "INSERT INTO pattern_pairs (city, matter, other, score) VALUES ($1, $2, $3, $4) "+
				"ON CONFLICT (city, matter, other) DO "+then, p.City, b, a, score))
	}
	for _, other := range t.apart {
		near[other] = true
		if err := pair(id, other, apart, "UPDATE SET score = excluded.score"); err != nil {
			return err
		}
	}
	if t.now != nil && !t.look {
		return nil
	}
	rows, err := tx.Query(ctx, "SELECT other FROM pattern_pairs WHERE city = $1 AND matter = $2 AND score >= 0", p.City,
		id)
	var had []int64
	err = store.Rows(rows, err, func(rows *sql.Rows) error {
		var other int64
		err := rows.Scan(&other)
		had = append(had, other)
		return err
	})
	for _, other := range had {
		near[other] = true
		err = cmp.Or(err, tx.Later(ctx, "DELETE FROM pattern_pairs WHERE city = $1 AND matter = $2 AND other = $3",
			p.City, id, other),
			tx.Later(ctx, "DELETE FROM pattern_pairs WHERE city = $1 AND matter = $2 AND other = $3",
				p.City, other, id))
	}
	for _, l := range t.like {
		near[l.Matter] = true
		err = cmp.Or(err, pair(id, l.Matter, int64(l.Score*999), "NOTHING"))
	}
	return err
}

// involved are the groups in which some matters stand, with all their members.
func (p *Duplicates) involved(ctx context.Context, tx *store.Tx,
	ids map[int64]bool) (map[int64]member, map[int64]bool, error) {
	members, groups := map[int64]member{}, map[int64]bool{}
	for id := range ids {
		var grp int64
		err := tx.QueryRow(ctx, "SELECT grp FROM pattern_members WHERE city = $1 AND matter = $2", p.City,
			id).Scan(&grp)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, nil, store.Explain(err)
		}
		if grp != 0 {
			groups[grp] = true
		}
	}
	for grp := range groups {
		list, err := p.members(ctx, tx, grp)
		if err != nil {
			return nil, nil, err
		}
		for _, m := range list {
			members[m.id] = m
		}
	}
	return members, groups, nil
}

func (p *Duplicates) members(ctx context.Context, r interface {
	Query(context.Context, string, ...any) (*sql.Rows, error)
}, grp int64) ([]member, error) {
	rows, err := r.Query(ctx,
		"SELECT matter, area, voices FROM pattern_members WHERE city = $1 AND grp = $2 ORDER BY matter", p.City, grp)
	var out []member
	err = store.Rows(rows, err, func(rows *sql.Rows) error {
		m := member{grp: grp}
		err := rows.Scan(&m.id, &m.area, &m.voices)
		out = append(out, m)
		return err
	})
	return out, err
}

// ties are those among some matters, each once.
func (p *Duplicates) ties(ctx context.Context, tx *store.Tx, members map[int64]member) ([]tie, error) {
	var out []tie
	for id := range members {
		rows, err := tx.Query(ctx,
			"SELECT other, score FROM pattern_pairs WHERE city = $1 AND matter = $2 AND other > $2", p.City, id)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			t := tie{a: id}
			err := rows.Scan(&t.b, &t.score)
			if _, in := members[t.b]; in {
				out = append(out, t)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// rewrite puts groups in the place of those that were there.
func (p *Duplicates) rewrite(ctx context.Context, tx *store.Tx, old map[int64]bool, members map[int64]member,
	groups []set) error {
	for grp := range old {
		err := cmp.Or(tx.Later(ctx, "DELETE FROM pattern_members WHERE city = $1 AND grp = $2", p.City, grp),
			tx.Later(ctx, "DELETE FROM pattern_groups WHERE city = $1 AND grp = $2", p.City, grp))
		if err != nil {
			return err
		}
	}
	for _, g := range groups {
		here, voices := map[area.Code]int{}, map[area.Code]int64{}
		for _, id := range g.ids {
			m := members[id]
			if err := tx.Later(ctx,
				"INSERT INTO pattern_members (city, matter, grp, area, voices) VALUES ($1, $2, $3, $4, $5)", p.City, id,
				g.ids[0], int64(m.area), m.voices); err != nil {
				return err
			}
			for _, l := range []area.Level{area.City, area.County, area.Township, area.Village} {
				if a := m.area.Ancestor(l); a.Level() == l {
					here[a]++
					voices[a] += m.voices
				}
			}
		}
		for a, n := range here {
			if n < 2 {
				continue
			}
			if err := tx.Later(ctx, "INSERT INTO pattern_groups (city, area, weight, grp) VALUES ($1, $2, $3, $4)",
				p.City, int64(a), 1000*voices[a]+g.best, g.ids[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// set is a group: its members ascending, its strongest tie.
type set struct {
	ids  []int64
	best int64
}

// gathered puts together what ties connect, the strongest first, as long as a group is not full and nobody told two
// of its members apart.
func gathered(ties []tie) []set {
	slices.SortFunc(ties, func(x, y tie) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	of, never := map[int64]*set{}, map[[2]int64]bool{}
	for _, t := range ties {
		if t.score < 0 {
			never[[2]int64{t.a, t.b}] = true
		}
		for _, id := range []int64{t.a, t.b} {
			if of[id] == nil {
				of[id] = &set{ids: []int64{id}}
			}
		}
	}
	barred := func(x, y *set) bool {
		for _, a := range x.ids {
			for _, b := range y.ids {
				if never[[2]int64{min(a, b), max(a, b)}] {
					return true
				}
			}
		}
		return false
	}
	for _, t := range ties {
		x, y := of[t.a], of[t.b]
		if t.score < 0 || x == y || len(x.ids)+len(y.ids) > MaxGroup || len(never) > 0 && barred(x, y) {
			continue
		}
		x.ids, x.best = append(x.ids, y.ids...), max(x.best, y.best, t.score)
		for _, id := range y.ids {
			of[id] = x
		}
	}
	var out []set
	for id, s := range of {
		if slices.Sort(s.ids); len(s.ids) > 1 && id == s.ids[0] {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(x, y set) int { return cmp.Compare(x.ids[0], y.ids[0]) })
	return out
}
