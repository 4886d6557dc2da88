package score

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// PublishedType is the type of the event whose body is Published.
const PublishedType event.Type = "score.published"

// Published is a month's assessment as it was made public. From then on the month is read from here, whatever is
// later found out; another publication of the same month takes its place, and both stay in the ledger. A large city's
// comes in several parts, an event each.
type Published struct {
	Period  Period `json:"period"`
	Policy  int64  `json:"policy"`  // the event that put the policy in force, 0 for the built-in one
	Digest  string `json:"digest"`  // of its text
	Through int64  `json:"through"` // the events up to here were counted
	Part    int    `json:"part"`    // from 1
	Parts   int    `json:"parts"`
	Rows    []Line `json:"rows"` // by scope and id
}

// Line is the sums of an area or a unit in a published month. As JSON it is a list: scope (an area's level, 9 for a
// unit), id, score in hundredths (−1 for none), and the sums in the order of Counts, without the zeros at the end.
type Line struct {
	Scope, ID int64
	Score     int64
	Counts    Counts
}

// maxLines keeps an event well below ledger.MaxBody: a line takes about 90 bytes.
const maxLines = 6000

// MarshalJSON writes the list.
func (l Line) MarshalJSON() ([]byte, error) {
	list := append([]int64{l.Scope, l.ID, l.Score}, l.Counts[:]...)
	for len(list) > 3 && list[len(list)-1] == 0 {
		list = list[:len(list)-1]
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads it.
func (l *Line) UnmarshalJSON(b []byte) error {
	var list []int64
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	if len(list) < 3 || len(list) > 3+counts {
		return fmt.Errorf("a published line of %d numbers", len(list))
	}
	*l = Line{Scope: list[0], ID: list[1], Score: list[2]}
	copy(l.Counts[:], list[3:])
	return nil
}

func (l *Line) rate(a policy.Assessment) {
	l.Score = -1
	if r := score(a, &l.Counts); !r.None {
		l.Score = r.Value
	}
}

const (
	monthText = `SELECT scope, id, sums FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3
		AND waiting IN (0, 1) AND period = $4`
)

// scopes are those that have sums: the four levels of areas and the units.
var scopes = []int64{2, 3, 4, 5, unitScope}

// Publication makes the bodies of the events that publish a month; the caller records them in order. It changes
// nothing. What is not a month is fault.Invalid "period_month", a month that is not over is fault.Conflict
// "period_running".
func (s *Score) Publication(ctx context.Context, p Period) (out []Published, err error) {
	if p.Grain != Month {
		return nil, fault.New(fault.Invalid, "period_month").On("period")
	}
	if views.DayOf(s.now()) < p.To() {
		return nil, fault.New(fault.Conflict, "period_running", "period", p.String()).On("period")
	}
	err = s.db.Snapshot(ctx, func(r store.Reader) error {
		through, err := ledger.Cursor(ctx, r, s.city, followerName)
		if err != nil {
			return err
		}
		rule, pol, err := s.version(ctx, r, p)
		if err != nil {
			return err
		}
		lines, err := s.lines(ctx, r, p)
		for i := range lines {
			lines[i].rate(pol.Assessment)
		}
		parts := slices.Collect(slices.Chunk(lines, maxLines))
		if len(parts) == 0 {
			parts = [][]Line{nil}
		}
		for i, rows := range parts {
			out = append(out, Published{p, rule.Seq, rule.Digest, through, i + 1, len(parts), rows})
		}
		return err
	})
	return out, wrap("publish the assessment", err)
}

// lines are the sums of a month that is over, by scope and id.
func (s *Score) lines(ctx context.Context, r store.Reader, p Period) ([]Line, error) {
	at := map[[2]int64]*Counts{}
	for _, scope := range scopes {
		err := monthRows(ctx, r, s.city, scope, byMonth, p.months()[0], func(key [2]int64, c *Counts) {
			if at[key] == nil {
				at[key] = &Counts{}
			}
			at[key].add(c, 1)
		})
		if err != nil {
			return nil, err
		}
	}
	return sorted(at), nil
}

// monthRows calls fn for every row of a scope's month.
func monthRows(ctx context.Context, r store.Reader, city, scope, grain, month int64,
	fn func(key [2]int64, c *Counts)) error {
	var key [2]int64
	var packed sql.RawBytes
	var c Counts
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		if err := rows.Scan(&key[0], &key[1], &packed); err != nil {
			return err
		}
		if err := c.unpack(packed); err != nil {
			return err
		}
		fn(key, &c)
		return nil
	}, monthText, city, scope, grain, month)
}

func sorted(at map[[2]int64]*Counts) []Line {
	var out []Line
	for k, c := range at {
		if *c != (Counts{}) {
			out = append(out, Line{Scope: k[0], ID: k[1], Counts: *c})
		}
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.ID, b.ID)) })
	return out
}

// publish folds one part of a publication into the tables. The first part of a new one takes the old one's lines away.
func publish(ctx context.Context, tx *store.Tx, city int64, e *ledger.Event) error {
	var p Published
	if err := json.Unmarshal(e.Body, &p); err != nil {
		return err
	}
	if p.Period.Grain != Month || p.Part < 1 || p.Part > p.Parts {
		return fmt.Errorf("part %d of %d of %s cannot be published", p.Part, p.Parts, p.Period)
	}
	month := p.Period.months()[0]
	err := tx.Later(ctx, "INSERT INTO score_published (city, month, seq, at, through, policy, digest, part, parts) "+
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		city, month, e.Seq, e.At, p.Through, p.Policy, p.Digest, p.Part, p.Parts)
	if err != nil {
		return err
	}
	if p.Part == 1 {
		for _, scope := range scopes {
			err := tx.Later(ctx, "DELETE FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 "+
				"AND waiting = 0 AND period = $4", city, scope, int64(byFrozen), month)
			if err != nil {
				return err
			}
		}
	}
	lines := make(map[cell]*Counts, len(p.Rows))
	for i := range p.Rows {
		l := &p.Rows[i]
		lines[cell{l.Scope, byFrozen, 0, month, l.ID}] = &l.Counts
	}
	return flushCounts(ctx, tx, city, lines)
}

// publication is a published month, complete.
type publication struct {
	Frozen
	rule Rule
}

const publishedText = `SELECT month, seq, at, through, policy, digest, part, parts FROM score_published WHERE city = $1
	AND month BETWEEN $2 AND $3 ORDER BY month, seq`

// published lists the months among some that were made public, the last complete publication of each.
func published(ctx context.Context, r store.Reader, city int64, months []int64) (map[int64]publication, error) {
	out := map[int64]publication{}
	next, through := map[int64]int{}, map[int64]int64{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var month int64
		var p publication
		var part, parts int
		err := rows.Scan(&month, &p.Seq, &p.At, &p.Through, &p.rule.Seq, &p.rule.Digest, &part, &parts)
		switch {
		case part == 1:
			delete(out, month) // its lines are gone with the first part of the next
			next[month], through[month] = 1, p.Through
		case part != next[month]+1 || p.Through != through[month]:
			next[month] = -parts // a part is missing, or of another publication: it never becomes complete
		default:
			next[month] = part
		}
		if next[month] == parts {
			p.Month = PeriodOf(Month, day(monthStart(month)))
			out[month] = p
		}
		return err
	}, publishedText, city, months[0], months[len(months)-1])
	return out, err
}

// Reproduce folds the events anew up to where a publication counted them and gives every difference; none means that
// it is what the events say. seq is the event of its last part. An event that publishes nothing is fault.Missing
// "published_missing".
func (s *Score) Reproduce(ctx context.Context, r store.Reader, seq int64,
	progress func(done, total int64)) (differences []string, err error) {
	p, err := s.publication(ctx, r, seq)
	if err != nil {
		return nil, wrap("reproduce the assessment", err)
	}
	pol := policy.Default()
	if p.Policy != 0 {
		if pol, err = s.parsed(ctx, r, p.Policy); err != nil {
			return nil, err
		}
	}
	if pol.Digest() != p.Digest {
		differences = append(differences, fmt.Sprintf("the policy of event %d has the digest %s, not %s", p.Policy,
			pol.Digest(), p.Digest))
	}
	book, err := Recount(ctx, r, s.city, p.Through, progress)
	if err != nil {
		return nil, fmt.Errorf("reproduce the assessment: %w", err)
	}
	want := book.Lines(p.Period)
	for i := range want {
		want[i].rate(pol.Assessment)
	}
	return append(differences, compare(p.Rows, want)...), nil
}

// publication gathers the parts of the publication that ends with an event.
func (s *Score) publication(ctx context.Context, r store.Reader, seq int64) (Published, error) {
	var out Published
	for want := -1; want != 0; want-- {
		e, ok, err := ledger.One(ctx, r, s.city, seq)
		if err != nil {
			return out, err
		}
		if !ok || e.Type != PublishedType {
			return out, fault.New(fault.Missing, "published_missing")
		}
		var p Published
		if err := json.Unmarshal(e.Body, &p); err != nil {
			return out, err
		}
		if want < 0 {
			want, out = p.Parts, p
			out.Rows = nil
		}
		if p.Part != want || p.Period != out.Period || p.Through != out.Through {
			return out, fault.New(fault.Missing, "published_missing")
		}
		out.Rows = append(p.Rows, out.Rows...)
		if p.Part == 1 {
			break
		}
		err = r.QueryRow(ctx,
			"SELECT seq FROM score_published WHERE city = $1 AND month = $2 AND seq < $3 ORDER BY seq DESC LIMIT 1",
			s.city, p.Period.months()[0], seq).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return out, fault.New(fault.Missing, "published_missing")
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// compare tells where two lists of lines differ, at most twenty times.
func compare(have, want []Line) []string {
	var out []string
	tell := func(l Line, what string) {
		if len(out) < 20 {
			out = append(out, fmt.Sprintf("scope %d, id %d: %s", l.Scope, l.ID, what))
		}
	}
	at := make(map[[2]int64]Line, len(have))
	for _, l := range have {
		at[[2]int64{l.Scope, l.ID}] = l
	}
	for _, w := range want {
		k := [2]int64{w.Scope, w.ID}
		switch h, is := at[k]; {
		case !is:
			tell(w, "it is missing")
		case h != w:
			tell(w, fmt.Sprintf("it says %v %v, the events say %v %v", h.Score, h.Counts, w.Score, w.Counts))
		}
		delete(at, k)
	}
	for _, h := range have {
		if _, left := at[[2]int64{h.Scope, h.ID}]; left {
			tell(h, "the events say nothing of it")
		}
	}
	return out
}

// Publish freezes a month that is over: from then on it is read as it was published. A supervisor of the whole city
// may.
func (s *Score) Publish(ctx context.Context, caller org.Caller, month Period) error {
	if !s.org().MayAct(caller, PublishedType) {
		return fault.New(fault.Denied, "not_allowed")
	}
	if err := s.desk.CatchUp(ctx); err != nil {
		return err
	}
	parts, err := s.Publication(ctx, month)
	if err != nil {
		return err
	}
	for _, p := range parts {
		id := desk.Once(PublishedType, month.String(), p.Through, p.Part)
		if _, err := s.desk.Declare(ctx, caller, id, PublishedType, p); err != nil {
			return err
		}
	}
	return s.desk.CatchUp(ctx)
}
