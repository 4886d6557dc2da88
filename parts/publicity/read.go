package publicity

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/redact"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// Seen is a paper as somebody reads it: its own words, and the matters as the gate shows them at that moment.
type Seen struct {
	ID      int64
	Area    area.Code
	From    calendar.Instant // of the week, µs
	To      calendar.Instant
	Since   calendar.Instant // published; 0 for a draft
	Title   Words
	Lead    Words
	Figures Figures
	Fixed   []org.Public // struck off in the week, and still
	Mended  []org.Public // that were under way then, and were struck off since
	Late    []org.Public // not fixed, and after their deadline
	Doing   []org.Public // under way; also what was struck off and is in hand again
	Gone    int          // that were taken back since
}

// Read is a published paper for everybody. It gives fault.Missing "publicity_missing" for one that is not out.
func (x *Publicity) Read(ctx context.Context, id int64) (Seen, error) {
	s, err := issueOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return Seen{}, err
	}
	if s.Shown == nil {
		return Seen{}, missing()
	}
	return x.seen(ctx, s, *s.Shown)
}

// Preview is a paper as it would be read, for whoever may see its draft: what waits, or what is out.
func (x *Publicity) Preview(ctx context.Context, caller org.Caller, id int64) (Seen, error) {
	s, err := x.Issue(ctx, caller, id)
	if err != nil {
		return Seen{}, err
	}
	return x.seen(ctx, s, s.last())
}

// seen asks the gate for each matter of a paper.
func (x *Publicity) seen(ctx context.Context, s *Issue, p Paper) (Seen, error) {
	out := Seen{ID: s.ID, Area: s.Area, From: s.From, To: s.To, Since: s.Since, Figures: s.Figures,
		Title: public(p.Title), Lead: public(p.Lead)}
	for i, id := range append(slices.Clone(p.Fixed), p.Doing...) {
		m, err := x.Releases.One(ctx, id)
		if err != nil && !isMissing(err) {
			return out, err
		}
		switch fixed := i < len(p.Fixed); {
		case err != nil || m.Near:
			out.Gone++
		case m.State == org.PlainStruck && fixed:
			out.Fixed = append(out.Fixed, m)
		case m.State == org.PlainStruck:
			out.Mended = append(out.Mended, m)
		case isLate(m):
			out.Late = append(out.Late, m)
		default:
			out.Doing = append(out.Doing, m)
		}
	}
	return out, nil
}

// public takes out of words what strangers must not read, by the rules of today.
func public(w Words) Words { return Words{redact.Public(w.Zh), redact.Public(w.En)} }

// Brief is a published paper in a list.
type Brief struct {
	ID      int64            `json:"paper"`
	Area    area.Code        `json:"area"`
	From    calendar.Instant `json:"from"`
	To      calendar.Instant `json:"to"`
	Since   calendar.Instant `json:"published"`
	Title   Words            `json:"title"`
	Lead    Words            `json:"lead"`
	Figures Figures          `json:"figures"`
}

// Out lists what is published, the newest first: of an area, or of all (0). behind is where the page before ended.
func (x *Publicity) Out(ctx context.Context, a area.Code, behind release.Place, limit int) (list []Brief,
	next release.Place, err error) {
	text, args := "SELECT body FROM publicity_papers WHERE city = $1 AND since > 0", []any{x.City}
	if a != 0 {
		args = append(args, int64(a))
		text += " AND area = $2"
	}
	if behind.Matter != 0 {
		args = append(args, behind.At, behind.Matter)
		text += " AND (since, id) < ($" + strconv.Itoa(len(args)-1) + ", $" + strconv.Itoa(len(args)) + ")"
	}
	limit = min(limit, mostPapersRead)
	err = each(ctx, x.DB.Read(), func(s *Issue) error {
		if len(list) == limit {
			last := list[limit-1]
			next = release.Place{At: int64(last.Since), Matter: last.ID}
			return nil
		}
		if s.Shown != nil {
			list = append(list, Brief{s.ID, s.Area, s.From, s.To, s.Since, public(s.Shown.Title),
				public(s.Shown.Lead), s.Figures})
		}
		return nil
	}, text+" ORDER BY since DESC, id DESC LIMIT "+strconv.Itoa(limit+1), args...)
	return list, next, err
}

// each reads rows that hold JSON.
func each[T any](ctx context.Context, r store.Reader, fn func(*T) error, text string, args ...any) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		v := new(T)
		if err := json.Unmarshal([]byte(body), v); err != nil {
			return err
		}
		return fn(v)
	}, text, args...)
}

// Issue is a paper for whoever takes some step in its area; for others it does not exist.
func (x *Publicity) Issue(ctx context.Context, caller org.Caller, id int64) (*Issue, error) {
	s, err := issueOf(ctx, x.DB.Read(), x.City, id)
	if err == nil && !caller.System && !x.anyStep(caller, s.Area) {
		return nil, missing()
	}
	return s, err
}

// Issues are the papers of the caller's areas, the last step first, at most so many of the newest.
func (x *Publicity) Issues(ctx context.Context, caller org.Caller, limit int) (out []Issue, err error) {
	err = each(ctx, x.DB.Read(), func(s *Issue) error {
		if len(out) < limit && (caller.System || x.anyStep(caller, s.Area)) {
			out = append(out, *s)
		}
		return nil
	}, "SELECT body FROM publicity_papers WHERE city = $1 ORDER BY at DESC, id DESC LIMIT $2", x.City,
		int64(mostPapersRead))
	return out, err
}

// Waiting are the papers whose next step is the caller's to take, the oldest first. One that the clock proposed waits
// for the first step for as long as its week is the last one.
func (x *Publicity) Waiting(ctx context.Context, caller org.Caller, limit int) (out []Issue, err error) {
	_, to := x.Policy().Publicity.Week(x.Now())
	for _, state := range []string{Waits, Fresh, Back} {
		err := each(ctx, x.DB.Read(), func(s *Issue) error {
			step, hands := 1, []int64(nil)
			if state == Waits {
				step, hands = s.Step+1, s.Hands
			} else if s.To < to {
				return nil
			}
			if len(out) < limit && x.mayTake(caller, s, step, hands) == nil {
				out = append(out, *s)
			}
			return nil
		}, "SELECT body FROM publicity_papers WHERE city = $1 AND state = $2 ORDER BY at DESC, id DESC LIMIT $3",
			x.City,
			state, int64(mostPapersRead))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Choices are the public matters that a paper may tell of, the best first: those struck off in its week, and those
// under way; what the draft names already stands among them while it is still public.
func (x *Publicity) Choices(ctx context.Context, s *Issue) (fixed, doing []org.Public, err error) {
	list, _, err := x.struck(ctx, s.Area, s.From, s.To)
	if err != nil {
		return nil, nil, err
	}
	page, err := x.Releases.List(ctx, release.Filter{Area: within(s.Area)}, mostLookedFor)
	if err != nil {
		return nil, nil, err
	}
	p := s.last()
	if fixed, err = x.pick(ctx, append(p.Fixed, Choose(list, 2*mostOfPaper)...), true); err != nil {
		return nil, nil, err
	}
	doing, err = x.pick(ctx, append(p.Doing, Urgent(far(page.Matters), 2*mostOfPaper)...), false)
	return fixed, doing, err
}

// pick asks the gate for matters, each once.
func (x *Publicity) pick(ctx context.Context, ids []int64, struck bool) (out []org.Public, err error) {
	seen := map[int64]bool{}
	for _, id := range ids {
		if seen[id] || len(out) == 2*mostOfPaper {
			continue
		}
		seen[id] = true
		m, err := x.Releases.One(ctx, id)
		if isMissing(err) || err == nil && m.Near {
			continue
		}
		if err != nil {
			return nil, err
		}
		if struck == (m.State == org.PlainStruck) {
			out = append(out, m)
		}
	}
	return out, nil
}

// Waits says what waits for a person: papers for his step, positions for his unit.
func (x *Publicity) Waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	list, err := x.Waiting(ctx, caller, waitsShown)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		out = append(out, part.Waiting{Key: "waits.publicity_papers", N: len(list), More: len(list) == waitsShown,
			Path: "/publicity"})
	}
	n, err := x.overdue(ctx, caller)
	if n > 0 {
		out = append(out, part.Waiting{Key: "waits.publicity_positions", N: min(n, waitsShown), More: n > waitsShown,
			Path: "/publicity/plans?mine=1"})
	}
	return out, err
}

// waitsShown is how far the home page counts.
const waitsShown = 100

// overdue counts the positions that the caller's units have to put up or to renew, to one more than waitsShown.
func (x *Publicity) overdue(ctx context.Context, caller org.Caller) (int, error) {
	units := unitsOf(caller)
	if len(units) == 0 {
		return 0, nil
	}
	args, list := []any{x.City, int64(x.Now()), int64(waitsShown + 1)}, make([]string, len(units))
	for i, u := range units {
		args = append(args, u)
		list[i] = "$" + strconv.Itoa(len(args))
	}
	n := 0
	err := x.DB.Read().QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM publicity_positions WHERE city = $1
		AND due > 0 AND due <= $2 AND until > $2 AND unit IN (`+strings.Join(list, ", ")+`) LIMIT $3) due`,
		args...).Scan(&n)
	return n, store.Explain(err)
}

// unitsOf are the units that somebody works in, each once.
func unitsOf(caller org.Caller) (out []int64) {
	seen := map[int64]bool{0: true}
	for _, p := range caller.Posts {
		if !seen[p.Unit] {
			seen[p.Unit] = true
			out = append(out, p.Unit)
		}
	}
	return out
}
