package route

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/text/learn"
)

// known is what was learnt. A part that knows no more than what is commonest is left out.
type known struct {
	version  calendar.Instant
	category *learn.Model
	units    counts
	past     past
}

// Judged is how good the suggestions are on the latest fifth of the decisions, which they did not see.
type Judged struct {
	Version  calendar.Instant `json:"-"` // instant of the training
	Examples int              `json:"-"`
	Category learn.Judgement  `json:"category"`
	Unit     learn.Judgement  `json:"unit"`
}

const (
	mostExamples  = 100_000
	fewest        = 100 // decided matters under which nothing is learnt
	keptVersions  = 3
	retrainedFrom = 20 * 3600 * 1_000_000 // µs after the last training
)

// decided is a matter as people decided it.
type decided struct {
	id   int64
	text learn.Example // its label is the category
	area area.Code
	role role
}

// Due says whether it is time to learn again: a day after the last time.
func (x *Routes) Due(ctx context.Context) (bool, error) {
	k, err := x.current(ctx)
	return err == nil && (k == nil || x.Desk.Now().Since(k.version) > retrainedFrom), err
}

// Train learns from the city's latest decisions and keeps what it learnt. It gives nil where there are too few. tell
// hears what is done of what there is to do; it ends with ctx's error when ctx ends, and nothing is changed then.
func (x *Routes) Train(ctx context.Context, tell func(done, all int)) (*Judged, error) {
	all, err := x.decisions(ctx)
	if err != nil || len(all) < fewest {
		return nil, err
	}
	k, j, err := trained(ctx, newUnitNames(x.Desk.Org()), all, tell)
	if err != nil {
		return nil, err
	}
	file, err := k.bytes()
	if err != nil {
		return nil, err
	}
	j.Version = x.Desk.Now()
	judged, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	city := x.Desk.City()
	err = x.Desk.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Later(ctx, "INSERT INTO route_models (city, version, examples, judged, file) "+
			"VALUES ($1, $2, $3, $4, $5) ON CONFLICT (city, version) DO NOTHING",
			city, j.Version, int64(j.Examples), string(judged), file); err != nil {
			return err
		}
		return tx.Later(ctx, `DELETE FROM route_models WHERE city = $1 AND version <
(SELECT MIN(version) FROM (SELECT version FROM route_models WHERE city = $2 ORDER BY version DESC LIMIT $3) AS kept)`,
			city, city, int64(keptVersions))
	})
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	x.looked = 0
	x.mu.Unlock()
	return j, nil
}

// Versions are what was learnt and how good it was, the newest first.
func (x *Routes) Versions(ctx context.Context) ([]Judged, error) {
	rows, err := x.DB.Read().Query(ctx,
		"SELECT version, examples, judged FROM route_models WHERE city = $1 ORDER BY version DESC", x.Desk.City())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Judged
	for rows.Next() {
		var j Judged
		var text string
		if err := rows.Scan(&j.Version, &j.Examples, &text); err != nil {
			return nil, store.Explain(err)
		}
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, store.Explain(rows.Err())
}

var errEnough = errors.New("enough")

// decisions are the latest matters that people gave a category and a unit, the earliest first.
func (x *Routes) decisions(ctx context.Context) ([]decided, error) {
	names := newUnitNames(x.Desk.Org())
	f := views.Filter{Kinds: []matter.Kind{matter.Problem, matter.Task}, Sort: views.SortNew,
		States: []matter.State{matter.Assigned, matter.InHand, matter.Suspended, matter.Fixed, matter.StruckOff}}
	var out []decided
	err := x.Desk.Each(ctx, org.Caller{System: true}, f, func(m *matter.Matter) error {
		if m.Category == "" || m.Lead == 0 {
			return nil
		}
		out = append(out, decided{m.ID, learn.Example{Title: m.Title, Text: m.Text, Label: m.Category}, m.Area,
			names.roles[m.Lead]})
		if len(out) == mostExamples {
			return errEnough
		}
		return ctx.Err()
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	slices.Reverse(out)
	return out, err
}

// trained learns from decisions in the order of time.
func trained(ctx context.Context, names *unitNames, all []decided, tell func(done, all int)) (*known, *Judged, error) {
	texts := make([]learn.Example, len(all))
	for i, d := range all {
		texts[i] = d.text
	}
	k, j := &known{}, &Judged{Examples: len(all)}
	m, judged, err := learn.Judged(ctx, texts, tell)
	if err != nil {
		return nil, nil, err
	}
	if j.Category = judged; m != nil && judged.Better() {
		k.category = m
	}
	cut := len(all) - len(all)/5
	early := counts{}
	for _, d := range all[:cut] {
		early.add(d.text.Label, d.area, d.role)
	}
	if j.Unit = judge(early, names, all[:cut], all[cut:]); j.Unit.Better() {
		for _, d := range all[cut:] {
			early.add(d.text.Label, d.area, d.role)
		}
		k.units = early
	}
	from := max(0, len(all)-pastMost)
	ids := make([]int64, 0, len(all)-from)
	for _, d := range all[from:] {
		ids = append(ids, d.id)
	}
	k.past = remember(ids, texts[from:])
	return k, j, nil
}

// judge tells how often the role that got a matter is the likeliest, given its category, against the commonest role.
func judge(c counts, names *unitNames, seen, of []decided) learn.Judgement {
	often := map[role]int{}
	var common role
	for _, d := range seen {
		if often[d.role]++; often[d.role] > often[common] || often[d.role] == often[common] && d.role < common {
			common = d.role
		}
	}
	j := learn.Judgement{Examples: len(of)}
	is, said := make([]string, len(of)), make([]string, len(of))
	for i, d := range of {
		is[i] = string(d.role)
		if d.role == common {
			j.Majority++
		}
		for n, u := range c.suggest(names, []Category{{d.text.Label, 1}}, d.area, 3) {
			r := names.roles[u.ID]
			if n == 0 {
				said[i] = string(r)
			}
			if r == d.role {
				j.Among3++
				if n == 0 {
					j.Right++
				}
			}
		}
	}
	j.Against(string(common), is, said)
	return j
}

// file is known as it is kept.
type file struct {
	Category []byte
	Units    counts
	Past     past
}

func (k *known) bytes() ([]byte, error) {
	f := file{Units: k.units, Past: k.past}
	if k.category != nil {
		f.Category = k.category.Bytes()
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(f)
	return b.Bytes(), err
}

func parse(b []byte) (*known, error) {
	var f file
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&f); err != nil {
		return nil, err
	}
	k := &known{units: f.Units, past: f.Past}
	if len(f.Category) > 0 {
		m, err := learn.Parse(f.Category)
		if err != nil {
			return nil, err
		}
		k.category = m
	}
	return k, nil
}
