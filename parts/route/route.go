// Package route suggests what a reported matter is and who should have it: category and lead unit, with how sure it
// is and the past matters that are most like it.
//
// It learns from what the city's own people decided and from nothing else; until there is enough of that it goes by
// the keywords of the policy. It only suggests: a person decides. What it learnt is judged on the latest decisions,
// which it did not see, and is not used where it knows no more than what is commonest.
//
// It owns the table route_models. Models are no history: they may be thrown away and are learnt anew. Restricted
// matters are neither learnt from nor shown.
package route

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"

	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/text/learn"
)

// Routes suggests for a city. Safe for concurrent use.
type Routes struct {
	part.Base

	mu     sync.Mutex
	known  *known // nil while nothing was learnt
	names  *unitNames
	looked calendar.Instant // when a newer version was last looked for, µs
}

// New makes the routes of a city whose tables are there.
func New(b part.Base) *Routes { return &Routes{Base: b} }

// Suggestion is what is suggested for a matter. Its parts may be empty.
type Suggestion struct {
	Categories []Category `json:"categories"` // the likeliest first, at most three
	Units      []Unit     `json:"units"`      // the likeliest first, at most three
	// past matters, the likest first; whether the caller may see them is the desk's to say
	Like   []int64 `json:"like"`
	Learnt bool    `json:"learnt"` // from decisions, not from keywords
}

// Category is a category with how sure it is, 0 to 1.
type Category struct {
	Code       string  `json:"code"`
	Confidence float64 `json:"confidence"`
}

// Suggest says what is likely. Restricted matters get nothing: their texts are not looked into.
func (x *Routes) Suggest(ctx context.Context, m *matter.Matter) (Suggestion, error) {
	if m.Kind == matter.Help {
		return Suggestion{}, nil
	}
	k, err := x.current(ctx)
	if err != nil {
		return Suggestion{}, err
	}
	p := x.Desk.Policy()
	e := learn.Example{Title: m.Title, Text: m.Text}
	s := Suggestion{}
	if k != nil {
		s.Like = k.past.like(e, m.ID, shownLike)
	}
	var all []Category
	if k != nil && k.category != nil {
		s.Learnt = true
		for _, c := range k.category.Suggest(e, len(k.category.Labels)) {
			if _, ok := p.Category(c.Label); ok && c.Confidence >= unlikely { // a retired one is not suggested
				all = append(all, Category{c.Label, c.Confidence})
			}
		}
	} else {
		all = byKeywords(p, m.Title+"\n"+m.Text)
	}
	s.Categories = all[:min(3, len(all))]
	if m.Category != "" && m.State != matter.Reported { // somebody decided it
		all = []Category{{m.Category, 1}}
	}
	if k != nil && k.units != nil {
		s.Units = k.units.suggest(x.unitNames(), all, m.Area, 3)
	}
	return s, nil
}

// unitNames are those of the organisation as it stands.
func (x *Routes) unitNames() *unitNames {
	o := x.Desk.Org()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.names == nil || x.names.org != o {
		x.names = newUnitNames(o)
	}
	return x.names
}

const unlikely = 0.03 // what is less likely is not worth a line

const shownLike = 10 // of which the caller may see some

// byKeywords weighs the categories whose keywords stand in a text: long words tell more than short ones. None is sure.
func byKeywords(p *policy.Policy, text string) []Category {
	var out []Category
	sum := 0.0
	for _, c := range p.Categories() {
		w := 0.0
		for _, k := range c.Keywords {
			if strings.Contains(text, k) {
				w += float64(len([]rune(k)))
			}
		}
		if w > 0 {
			out = append(out, Category{c.Code, w})
			sum += w
		}
	}
	for i := range out {
		out[i].Confidence /= sum + 2
	}
	slices.SortStableFunc(out, func(a, b Category) int { return order(b.Confidence, a.Confidence) })
	return out
}

func order(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// lookAgain is how long a process uses what it knows before it looks for something newer.
const lookAgain = int64(60e6)

// current is the newest that was learnt; nil if nothing was.
func (x *Routes) current(ctx context.Context) (*known, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := x.Desk.Now()
	if x.looked != 0 && now.Since(x.looked) < lookAgain && now >= x.looked {
		return x.known, nil
	}
	var version calendar.Instant
	err := x.DB.Read().QueryRow(ctx, "SELECT version FROM route_models WHERE city = $1 ORDER BY version DESC LIMIT 1",
		x.Desk.City()).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		x.known, x.looked = nil, now
		return nil, nil
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	if x.known == nil || x.known.version != version {
		k, err := x.learnt(ctx, version)
		if err != nil {
			return nil, err
		}
		x.known = k
	}
	x.looked = now
	return x.known, nil
}

// learnt reads what was learnt at a version; one that another version of the program wrote knows nothing until it is
// learnt anew.
func (x *Routes) learnt(ctx context.Context, version calendar.Instant) (*known, error) {
	var file []byte
	err := x.DB.Read().QueryRow(ctx, "SELECT file FROM route_models WHERE city = $1 AND version = $2", x.Desk.City(),
		version).Scan(&file)
	if err != nil {
		return nil, store.Explain(err)
	}
	k, err := parse(file)
	if err != nil {
		k = &known{}
	}
	k.version = version
	return k, nil
}
