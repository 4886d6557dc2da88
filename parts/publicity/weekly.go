package publicity

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// clock is who acts when nobody does.
var clock = org.Caller{Clock: true}

// quiet remembers for which areas nothing is left to do in a week, so that the clock does not count again and again.
type quiet struct {
	mu    sync.Mutex
	until calendar.Instant
	areas map[area.Code]bool
}

// has says whether an area is done with in the week that ends then; what was kept of another week goes.
func (q *quiet) has(until calendar.Instant, a area.Code) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.until != until || q.areas == nil {
		q.until, q.areas = until, map[area.Code]bool{}
	}
	return q.areas[a]
}

func (q *quiet) note(until calendar.Instant, a area.Code) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.until == until {
		q.areas[a] = true
	}
}

// Weekly drafts the papers of the week that is over, of each area that policy names and that has something to say, and
// says how many. Done twice it drafts nothing twice.
func (x *Publicity) Weekly(ctx context.Context) (int, error) {
	p := x.Policy()
	if len(p.Release.Steps) == 0 {
		return 0, nil // nothing is ever public
	}
	from, to := p.Publicity.Week(x.Now())
	done := 0
	for _, a := range x.Org().Tree().All() {
		if a.Former || !slices.Contains(p.Publicity.Levels, a.Code.Level()) || x.quiet.has(to, a.Code) {
			continue
		}
		proposed := false
		ok, err := x.Aside.Try(ctx, "area "+a.Code.String(), func() (err error) {
			proposed, err = x.propose(ctx, a.Code, from, to)
			return err
		})
		if err != nil {
			return done, err
		}
		if ok {
			x.quiet.note(to, a.Code)
		}
		if proposed {
			done++
		}
	}
	return done, nil
}

// propose drafts the paper of an area's week, and says whether it did: not when it is there, nor when there is nothing
// to say.
func (x *Publicity) propose(ctx context.Context, a area.Code, from, to calendar.Instant) (bool, error) {
	if there, err := x.there(ctx, x.DB.Read(), a, to); err != nil || there {
		return false, err
	}
	b, err := x.compose(ctx, a, from, to)
	if err != nil || b == nil {
		return false, err
	}
	done := false
	_, err = x.Desk.Keep(ctx, clock, desk.Once("publicity", int64(a), int64(to)), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		there, err := x.there(ctx, tx, a, to)
		if done = !there && err == nil; !done {
			return nil, err
		}
		return []desk.Fact{{Type: ProposedType, Subject: ledger.New, Areas: []area.Code{a}, Body: b}}, nil
	})
	return done && err == nil, err
}

func (x *Publicity) there(ctx context.Context, r store.Reader, a area.Code, to calendar.Instant) (bool, error) {
	var n int
	err := r.QueryRow(ctx, "SELECT COUNT(*) FROM publicity_papers WHERE city = $1 AND area = $2 AND until = $3", x.City,
		int64(a), int64(to)).Scan(&n)
	return n > 0, store.Explain(err)
}

// compose makes the paper of a week; nil where there is nothing to say: nothing public was struck off, and nothing
// public is under way.
func (x *Publicity) compose(ctx context.Context, a area.Code, from, to calendar.Instant) (*Proposed, error) {
	struck, before, err := x.struck(ctx, a, from, to)
	if err != nil {
		return nil, err
	}
	page, err := x.Releases.List(ctx, release.Filter{Area: within(a)}, mostLookedFor)
	if err != nil {
		return nil, err
	}
	b := &Proposed{Area: a, From: from, To: to}
	b.Fixed, b.Doing = Choose(struck, mostOfPaper), Urgent(far(page.Matters), mostOfPaper)
	if len(b.Fixed)+len(b.Doing) == 0 {
		return nil, nil
	}
	p, err := x.Releases.Progress(ctx, within(a))
	if err != nil {
		return nil, err
	}
	b.Figures = Figures{Struck: len(struck), StruckBefore: before, Open: p.All - p.In(org.PlainStruck), Late: p.Late}
	last, err := x.latest(ctx, a)
	if err != nil {
		return nil, err
	}
	if last != nil {
		b.Figures.OpenBefore, b.Figures.LateBefore = &last.Figures.Open, &last.Figures.Late
	}
	b.Title, b.Lead = x.said(func(n desk.Names) string { return title(n, a) }),
		x.said(func(n desk.Names) string { return lead(n, b.Figures) })
	return b, nil
}

// within is the area as the gate's lists ask for it.
func within(a area.Code) area.Code {
	if a.Level() <= area.City {
		return 0
	}
	return a
}

// far leaves out complaints that would show a home: a week beside a weekday is a date.
func far(list []org.Public) []org.Public {
	return slices.DeleteFunc(slices.Clone(list), func(m org.Public) bool { return m.Near })
}

// struck are the matters that were struck off in a week, and how many were in the week before.
func (x *Publicity) struck(ctx context.Context, a area.Code, from, to calendar.Instant) (list []org.Public, before int,
	err error) {
	back := from - (to - from)
	for f := (release.Filter{Area: within(a)}); ; {
		page, err := x.Releases.Struck(ctx, f, back, mostLookedFor)
		if err != nil {
			return nil, 0, err
		}
		for _, m := range page.Matters {
			switch {
			case m.Struck >= to:
			case m.Struck >= from:
				list = append(list, m)
			default:
				before++
			}
		}
		if f.Behind = page.Next; f.Behind.Matter == 0 || f.Behind.At < int64(back) {
			return list, before, nil
		}
	}
}

// latest is the last paper of an area, nil for none.
func (x *Publicity) latest(ctx context.Context, a area.Code) (*Issue, error) {
	s := &Issue{}
	err := one(x.DB.Read().QueryRow(ctx, "SELECT body FROM publicity_papers WHERE city = $1 AND area = $2 "+
		"ORDER BY until DESC LIMIT 1", x.City, int64(a)), s)
	if isMissing(err) {
		return nil, nil
	}
	return s, err
}

// said are words in both languages.
func (x *Publicity) said(words func(desk.Names) string) Words {
	return Words{Zh: words(x.Desk.Names(lang.Zh)), En: words(x.Desk.Names(lang.En))}
}

func title(n desk.Names, a area.Code) string { return n.T("publicity.title", "area", n.Area(a)) }

// lead are the first sentences of a paper: what was done, and what was not.
func lead(n desk.Names, f Figures) string {
	number := strconv.Itoa
	than, late := n.T("publicity.lead.same"), n.T("publicity.lead.none_late")
	switch {
	case f.Struck > f.StruckBefore:
		than = n.T("publicity.lead.more", "n", number(f.Struck-f.StruckBefore))
	case f.Struck < f.StruckBefore:
		than = n.T("publicity.lead.fewer", "n", number(f.StruckBefore-f.Struck))
	}
	if f.Late > 0 {
		late = n.T("publicity.lead.late", "n", number(f.Late))
	}
	return n.T("publicity.lead.all", "n", number(f.Struck), "than", than, "open", number(f.Open), "late", late)
}
