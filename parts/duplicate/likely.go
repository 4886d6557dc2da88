package duplicate

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/platform/photo"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// Said is what somebody is about to report, as far as he has come.
type Said struct {
	Place, Title, Text string
	Area               area.Code // 0 while nobody has said
	Lat, Lng           *float64  // WGS-84
	Category           string
	Prints             []string         // fingerprints of his photos, see photo.Print
	At                 calendar.Instant // µs; 0 for now
	Not                int64            // a matter that is not looked for: the one asked about
}

// Likely is a matter that may be the same.
type Likely struct {
	Matter  int64
	Struck  calendar.Instant // µs when it was struck off, 0 while open
	Reasons []alike.Reason
	alike.Likeness

	home bool // it is a complaint that would show somebody's home
}

// How much is looked at for one question, however many matters there are.
const (
	perCell    = 32 // matters of a square, the newest first
	perPiece   = 40 // matters that share a rare piece, the newest first
	asked      = 12 // rare pieces of what is being said
	nearest    = 32 // of those nearby, the nearest
	mostShared = 40 // of those that share words, those that share the rarest
	besides    = 8  // of those that share words where the place is known too
	byOne      = 12 // of them, those that share a single piece
)

// Likely are the matters that what is being said is likely about, the likeliest first, at most limit. Which of them
// the caller may see, and what of them, is Glance's to say.
func (p *Duplicates) Likely(ctx context.Context, s Said, limit int) ([]Likely, error) {
	pol, now := p.Policy(), p.Now()
	counts, err := p.learnt(ctx)
	if err != nil {
		return nil, err
	}
	report := said(s, now)
	if len(report.Text.All()) == 0 && !report.Placed && len(report.Prints) == 0 {
		return nil, nil
	}
	ids, err := p.candidates(ctx, report, counts, float64(pol.Pattern.Reach(s.Category).Radius))
	if err != nil {
		return nil, err
	}
	list, err := p.rows(ctx, ids)
	if err != nil {
		return nil, err
	}
	since := now.Plus(-int64(pol.Pattern.Lately) * 86400e6)
	var out []Likely
	for _, r := range list {
		if r.matter == s.Not || r.until <= now || r.struck != 0 && r.struck < since {
			continue
		}
		rule := rules(pol, cmp.Or(s.Category, r.category))
		l := alike.Compare(report, r.report(), counts, rule)
		if l.Score*100 >= float64(pol.Pattern.Show) {
			out = append(out, Likely{r.matter, r.struck, l.Reasons(rule), l, pol.Release.NearHome(r.category)})
		}
	}
	slices.SortFunc(out, func(a, b Likely) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Matter, a.Matter))
	})
	return out[:min(limit, len(out))], nil
}

func said(s Said, now calendar.Instant) *alike.Report {
	r := &alike.Report{Text: alike.Read(s.Place, s.Title, s.Text), Category: s.Category, At: cmp.Or(s.At, now)}
	if s.Lat != nil && s.Lng != nil && alike.Placed(*s.Lat, *s.Lng) {
		r.Lat, r.Lng, r.Placed = *s.Lat, *s.Lng, true
	}
	r.Prints = prints(s.Prints)
	return r
}

func prints(list []string) []photo.Print {
	var out []photo.Print
	for _, s := range list {
		if p, ok := photo.ParsePrint(s); ok {
			out = append(out, p)
		}
	}
	return out
}

// report is the row as it is compared.
func (r *row) report() *alike.Report {
	at := place.FromE7(r.lat, r.lng, 0)
	return &alike.Report{Text: r.text, Lat: at.Lat, Lng: at.Lng, Placed: r.known, Category: r.category, At: r.at,
		Prints: prints(strings.Fields(r.prints))}
}

// candidates are the matters that are near, or share rare pieces of the words: at most nearest, and mostShared or
// besides, of them. Both are looked for at once: somebody is typing and waits.
func (p *Duplicates) candidates(ctx context.Context, s *alike.Report, counts *alike.Counts,
	radius float64) ([]int64, error) {
	var out []int64
	var none error
	var beside sync.WaitGroup
	pieces, most := asked, mostShared
	if s.Placed { // then words find only what has no place
		beside.Go(func() { out, none = p.near(ctx, s, radius) })
		pieces, most = asked/2, besides
	}
	shared, err := p.sharing(ctx, alike.Rarest(s.Text, pieces, counts), most, counts)
	beside.Wait()
	if err := cmp.Or(none, err); err != nil {
		return nil, err
	}
	for _, id := range shared {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

func (p *Duplicates) near(ctx context.Context, s *alike.Report, radius float64) ([]int64, error) {
	lat, lng := place.Place{Lat: s.Lat, Lng: s.Lng}.E7()
	squares := around(lat, lng, radius)
	args := []any{p.City}
	for _, c := range squares {
		args = append(args, c)
	}
	type beside struct {
		id     int64
		metres float64
	}
	var list []beside
	rows, err := p.DB.Read().Query(ctx, several("SELECT matter, lat, lng FROM pattern_cells WHERE city = $1 "+
		"AND cell = $%d ORDER BY matter DESC LIMIT "+fmt.Sprint(perCell), len(squares)), args...)
	err = store.Rows(rows, err, func(rows *sql.Rows) error {
		var id, y, x int64
		err := rows.Scan(&id, &y, &x)
		at := place.FromE7(y, x, 0)
		if d := place.Distance(s.Lat, s.Lng, at.Lat, at.Lng); d <= 1.5*radius {
			list = append(list, beside{id, d})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b beside) int {
		return cmp.Or(cmp.Compare(a.metres, b.metres), cmp.Compare(b.id, a.id))
	})
	var out []int64
	for _, x := range list[:min(nearest, len(list))] {
		out = append(out, x.id)
	}
	return out, nil
}

// sharing are the matters that share some pieces, those with the most rarity first, at most so many.
func (p *Duplicates) sharing(ctx context.Context, pieces []uint32, most int, w alike.Weights) ([]int64, error) {
	if len(pieces) == 0 {
		return nil, nil
	}
	args := []any{p.City}
	for _, g := range pieces {
		args = append(args, int64(g))
	}
	sums, n := map[int64]float64{}, map[int64]int{}
	rows, err := p.DB.Read().Query(ctx, several("SELECT piece, matter FROM pattern_words WHERE city = $1 "+
		"AND piece = $%d ORDER BY matter DESC LIMIT "+fmt.Sprint(perPiece), len(pieces)), args...)
	err = store.Rows(rows, err, func(rows *sql.Rows) error {
		var piece, id int64
		err := rows.Scan(&piece, &id)
		sums[id] += w.Weight(uint32(piece))
		n[id]++
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]int64, 0, len(sums))
	for id := range sums {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b int64) int { return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(b, a)) })
	ones := 0
	out = slices.DeleteFunc(out, func(id int64) bool {
		if n[id] == 1 {
			ones++
		}
		return n[id] == 1 && ones > byOne
	})
	return out[:min(most, len(out))], nil
}

// several asks the same of n values in one journey; each answer is bounded by itself. $1 is the city.
func several(text string, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf("SELECT * FROM ("+text+") AS a%d", i+2, i)
	}
	return strings.Join(parts, " UNION ALL ")
}

// rows reads rows by their matters, in no order; those that are gone are left out.
func (p *Duplicates) rows(ctx context.Context, ids []int64) ([]*row, error) {
	return rowsOf(ctx, p.DB.Read(), p.City, ids)
}

func rowsOf(ctx context.Context, r store.Reader, city int64, ids []int64) ([]*row, error) {
	var out []*row
	for part := range slices.Chunk(ids, 32) {
		args := []any{city}
		marks := make([]string, 32)
		for i := range marks { // always as many, so that the text stays prepared
			args = append(args, part[min(i, len(part)-1)])
			marks[i] = fmt.Sprintf("$%d", i+2)
		}
		rows, err := r.Query(ctx, "SELECT "+columns+
			" FROM pattern_matters WHERE city = $1 AND matter IN ("+strings.Join(marks, ", ")+")", args...)
		err = store.Rows(rows, err, func(rows *sql.Rows) error {
			r, err := scan(rows)
			out = append(out, r)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaidBy is what a matter says, to look for others like it.
func SaidBy(m *matter.Matter) Said {
	s := Said{Place: m.Place, Area: m.Area.Ancestor(area.Township), Title: m.Title, Text: m.Text, Lat: m.Lat,
		Lng: m.Lng, Category: m.Category, At: m.ReportedAt, Not: m.ID}
	for _, p := range m.Photos {
		if p.Step == "report" && p.DHash != "" {
			s.Prints = append(s.Prints, p.DHash)
		}
	}
	return s
}
