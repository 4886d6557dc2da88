package chief

import (
	"context"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
	"xiaohao/platform/store"
)

// Mine is a post of the reader's with what it asks of him.
type Mine struct {
	Stand
	Theme policy.Theme
	Title policy.ThemePost
	Duty  Duty
	Open  int  // open problems of the theme in the area
	More  bool // there are more than Open
	Cover Cover

	Below  []Below     // posts one step below whose duty is overdue, by area
	Empty  []area.Code // areas one step below without a chief
	Stands []Figure
}

// Figure is one of the theme's indicators in his area.
type Figure struct {
	indicator.Stand
	Decimals int
}

// Below is a post one step below.
type Below struct {
	Stand
	Title policy.ThemePost
	Name  string
	Duty  Duty
}

// openShown is how far open problems are counted.
const openShown = 200

// Mine are the posts that the caller holds today.
func (x *Chiefs) Mine(ctx context.Context, caller org.Caller) (out []Mine, err error) {
	list, err := x.heldBy(ctx, caller)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		m, err := x.mine(ctx, &s)
		if err != nil {
			return nil, err
		}
		out = append(out, *m)
	}
	return out, nil
}

// heldBy are the posts that somebody holds today, by area.
func (x *Chiefs) heldBy(ctx context.Context, caller org.Caller) ([]Stand, error) {
	if caller.Person == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	today := Today(x.Now())
	list, err := stands(ctx, x.DB.Read(), "SELECT body FROM chief_posts WHERE city = $1 AND person > 0 AND "+
		"person = $2 ORDER BY id LIMIT $3", x.City, caller.Person, passed)
	list = slices.DeleteFunc(list, func(s Stand) bool { return !s.held(today) })
	byArea(list)
	return list, err
}

func (x *Chiefs) mine(ctx context.Context, s *Stand) (*Mine, error) {
	m := &Mine{Stand: *s}
	m.Theme, _ = x.rules().Theme(s.Theme)
	m.Title, _ = m.Theme.Post(s.Post)
	var err error
	if m.Duty, err = x.DutyOf(ctx, s); err != nil {
		return nil, err
	}
	list, err := x.coverage(ctx, s.Theme, s.Area)
	if err != nil {
		return nil, err
	}
	m.Cover = list[0]
	yes := true
	for _, c := range x.themeCategories(s.Theme) {
		n, more, err := views.Count(ctx, x.DB.Read(), x.City, org.Scope{All: true}, views.Filter{Kinds: []matter.Kind{
			matter.Problem}, Open: &yes, Area: s.Area, Category: c}, x.Now(), openShown)
		if err != nil {
			return nil, err
		}
		m.Open, m.More = m.Open+n, m.More || more
	}
	if len(m.Theme.Posts) > 0 && s.Post == m.Theme.Posts[0].Code {
		if err := x.below(ctx, m); err != nil {
			return nil, err
		}
	}
	m.Stands, err = x.stands(ctx, m)
	return m, err
}

// below finds what is overdue one step below a chief: the other posts of his area, and the chiefs of the areas directly
// below. It is in the order of areas and policy; nobody is before another for what he did.
func (x *Chiefs) below(ctx context.Context, m *Mine) error {
	today := Today(x.Now())
	add := func(a area.Code, own bool) error {
		list, err := x.holders(ctx, x.DB.Read(), m.Stand.Theme, a, today)
		if err != nil {
			return err
		}
		chief := false
		for _, s := range list {
			first := s.Post == m.Theme.Posts[0].Code
			chief = chief || first
			if first == own {
				continue
			}
			d, err := x.DutyOf(ctx, &s)
			if err != nil {
				return err
			}
			if d.State != Overdue {
				continue
			}
			b := Below{Stand: s, Duty: d}
			b.Title, _ = m.Theme.Post(s.Post)
			if b.Name, err = x.Name(ctx, s.Who); err != nil {
				return err
			}
			m.Below = append(m.Below, b)
		}
		if !own && !chief {
			m.Empty = append(m.Empty, a)
		}
		return nil
	}
	if err := add(m.Area, true); err != nil {
		return err
	}
	for _, c := range x.Org().Tree().Children(m.Area) {
		if c.Former {
			continue
		}
		if err := add(c.Code, false); err != nil {
			return err
		}
	}
	return nil
}

// stands says how the theme's indicators stand in the area, those that have a figure or a target there. The chief reads
// them by his post, whatever else he is.
func (x *Chiefs) stands(ctx context.Context, m *Mine) (out []Figure, err error) {
	if x.indicators == nil || len(m.Theme.Indicators) == 0 {
		return nil, nil
	}
	by := org.Caller{System: true}
	sets, err := x.indicators.Sets(ctx, by)
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		if !s.Area.Contains(m.Area) {
			continue
		}
		list, err := x.indicators.Standing(ctx, by, s.ID, m.Area, m.Theme.Indicators)
		if err != nil {
			return nil, err
		}
		for _, y := range list {
			if i, ok := s.Get(y.Indicator); ok && (y.Actual != nil || y.Target != nil) {
				out = append(out, Figure{y, i.Decimals})
			}
		}
	}
	return out, nil
}

// Unsigned are the hand-overs that wait for the caller's signature, his own or as the superior of who cannot sign, in
// the areas of his posts, at most so many.
func (x *Chiefs) Unsigned(ctx context.Context, caller org.Caller, limit int) (out []Paper, err error) {
	if caller.Person == 0 {
		return nil, nil
	}
	var at []area.Code
	list, err := stands(ctx, x.DB.Read(), "SELECT body FROM chief_posts WHERE city = $1 AND person > 0 AND "+
		"person = $2 ORDER BY id LIMIT $3", x.City, caller.Person, passed)
	if err != nil {
		return nil, err
	}
	for _, s := range list {
		at = append(at, s.Area)
	}
	for _, p := range caller.Posts {
		if slices.Contains(keepers, p.Kind) {
			at = append(at, p.Area)
		}
	}
	slices.Sort(at)
	seen := map[int64]bool{}
	for _, a := range slices.Compact(at) {
		ids, err := x.unsigned(ctx, a, limit)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			p, err := x.Paper(ctx, caller, id)
			if err != nil && fault.Of(err).Kind == fault.Missing || seen[id] {
				continue
			}
			if err != nil {
				return nil, err
			}
			if seen[id] = true; p.asks() && len(out) < limit {
				out = append(out, *p)
			}
		}
	}
	return out, nil
}

// asks says whether the reader is to sign: his own side, or as the superior one that cannot, since he who leaves cannot
// log in, or nobody who can comes after him.
func (p *Paper) asks() bool {
	return len(p.May) > 0 || slices.Contains(p.For, Leaver) && p.Post.Person == 0 ||
		slices.Contains(p.For, Successor) && (p.Next == nil || p.Next.Person == 0)
}

func (x *Chiefs) unsigned(ctx context.Context, a area.Code, limit int) (out []int64, err error) {
	lo, hi := a.Range()
	err = store.Each(ctx, x.DB.Read(), numbers(&out), "SELECT id FROM chief_handovers WHERE city = $1 AND waits = 1 "+
		"AND area >= $2 AND area <= $3 ORDER BY area, id LIMIT $4", x.City, int64(lo), int64(hi), limit)
	return out, err
}

// waitsShown is up to how many hand-overs are counted for the home page.
const waitsShown = 20

// waits says what waits for somebody: a duty that is overdue, his own or one below, and lists to sign.
func (x *Chiefs) waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	if caller.Person == 0 {
		return nil, nil
	}
	list, err := x.heldBy(ctx, caller)
	if err != nil {
		return nil, err
	}
	own, below := 0, 0
	for _, s := range list {
		d, err := x.DutyOf(ctx, &s)
		if err != nil {
			return nil, err
		}
		if d.State == Overdue {
			own++
		}
		m := &Mine{Stand: s}
		if m.Theme, _ = x.rules().Theme(s.Theme); len(m.Theme.Posts) > 0 && s.Post == m.Theme.Posts[0].Code {
			if err := x.below(ctx, m); err != nil {
				return nil, err
			}
		}
		below += len(m.Below)
	}
	signs, err := x.Unsigned(ctx, caller, waitsShown)
	if err != nil {
		return nil, err
	}
	for _, w := range []part.Waiting{{Key: "waits.chief_duty", N: own}, {Key: "waits.chief_below", N: below},
		{Key: "waits.chief_sign", N: len(signs), More: len(signs) == waitsShown}} {
		if w.Path = "/chief"; w.N > 0 {
			out = append(out, w)
		}
	}
	return out, nil
}
