package inspect

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"

	"xiaohao/core/desk"
)

// Plan is what a supervisor asks for when he plans a round.
type Plan struct {
	Name       string           `json:"name"`
	Version    int64            `json:"standard,omitempty"` // 0 for the one valid on the first day
	Areas      []area.Code      `json:"areas"`
	Kinds      []string         `json:"kinds,omitempty"`
	Sampling   Sampling         `json:"sampling,omitempty"` // all, when it is not said
	N          int              `json:"n,omitempty"`
	Pairs      bool             `json:"pairs,omitempty"`
	Inspectors []int64          `json:"inspectors"`
	From       calendar.Instant `json:"from"`  // µs
	Until      calendar.Instant `json:"until"` // µs
}

// name is what the seed and the lots of a round are bound to.
func (p *Planned) name() string { return "round " + p.Key }

// Plan records a plan and gives the round's id. A supervisor of all its areas may. The seed follows from the city's
// secret and the command's id, so that no person chooses it; a commitment to it stands in the plan.
func (x *Inspect) Plan(ctx context.Context, caller org.Caller, id ledger.ID, p Plan) (int64, error) {
	said := []any{"plan", p}
	if err := x.check(ctx, &p); err != nil {
		return 0, err
	}
	frame, err := x.Frame(ctx, p)
	if err != nil {
		return 0, err
	}
	b := &Planned{Name: p.Name, Version: p.Version, Areas: p.Areas, Kinds: p.Kinds, Sampling: p.Sampling, N: p.N,
		Pairs: p.Pairs, Inspectors: p.Inspectors,
		From: p.From, Until: p.Until, Key: id.String(), Frame: frame, Digest: FrameDigest(frame)}
	b.Commitment = secondlook.Commitment(secondlook.Seed(x.Secret, x.City, b.name()), b.name())
	if _, err := x.assign(b, nil); err != nil { // better said now than when everybody waits
		return 0, err
	}
	a, err := x.keep(ctx, caller, id, desk.Fact{Type: PlannedType, Subject: ledger.New, Areas: p.Areas, Body: b}, said,
		nil)
	if err != nil {
		return 0, err
	}
	return a.Subject, x.Desk.Ledger().CatchUp(ctx, followerName)
}

// keep records one fact, said being what somebody said under the id; check, if there is one, is asked on the writer's
// turn and may refuse it.
func (x *Inspect) keep(ctx context.Context, caller org.Caller, id ledger.ID, f desk.Fact, said any,
	check func(ctx context.Context, tx *store.Tx, now calendar.Instant) error) (ledger.Answer, error) {
	return x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		if check != nil {
			if err := check(ctx, tx, now); err != nil {
				return nil, err
			}
		}
		return []desk.Fact{f}, nil
	})
}

// check says what is wrong with a plan and fills in what was left out.
func (x *Inspect) check(ctx context.Context, p *Plan) error {
	p.Name = strings.Join(strings.Fields(matter.Clean(p.Name)), " ")
	if p.Name == "" || utf8.RuneCountInString(p.Name) > 60 {
		return fault.New(fault.Invalid, "round_name", "max", 60).On("name")
	}
	if p.Sampling == "" {
		p.Sampling = All
	}
	if !slices.Contains(Samplings(), p.Sampling) {
		return fault.New(fault.Invalid, "round_sampling").On("sampling")
	}
	if p.Sampling != All && p.N <= 0 {
		return fault.New(fault.Invalid, "round_n").On("n")
	}
	if p.From <= 0 || p.Until <= p.From || p.Until <= x.Now() {
		return fault.New(fault.Invalid, "round_dates").On("until")
	}
	if len(p.Areas) == 0 {
		return fault.New(fault.Invalid, "round_areas").On("areas")
	}
	o := x.Org()
	for _, a := range p.Areas {
		if _, ok := o.Tree().Get(a); !ok {
			return fault.New(fault.Invalid, "area_unknown", "code", a).On("areas")
		}
	}
	slices.Sort(p.Areas)
	p.Areas = slices.Compact(p.Areas)
	p.Areas = slices.DeleteFunc(slices.Clone(p.Areas), func(a area.Code) bool {
		return slices.ContainsFunc(p.Areas, func(b area.Code) bool { return a != b && b.Contains(a) })
	})
	slices.Sort(p.Inspectors)
	p.Inspectors = slices.Compact(p.Inspectors)
	if len(p.Inspectors) == 0 {
		return fault.New(fault.Invalid, "round_inspectors").On("inspectors")
	}
	for _, id := range p.Inspectors {
		if who, ok := o.Person(id); !ok || who.Disabled || !Inspects(who) {
			return fault.New(fault.Invalid, "round_inspector", "name", who.Name).On("inspectors")
		}
	}
	return x.version(ctx, p)
}

// Inspects says whether somebody holds an inspector's post.
func Inspects(p org.Person) bool {
	return slices.ContainsFunc(p.Posts, func(x org.Post) bool { return x.Kind == matter.Inspector })
}

// Homes are the areas somebody belongs to: those of his units and posts, from the county down.
func Homes(o *org.Org, p org.Person) []area.Code {
	var out []area.Code
	for _, x := range p.Posts {
		list := []area.Code{x.Area}
		if u, ok := o.Unit(x.Unit); ok {
			list = append(list, u.Area)
		}
		for _, a := range list {
			if a.Level() >= area.County {
				out = append(out, a)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Frame is what a plan chooses from, as it stands now.
func (x *Inspect) Frame(ctx context.Context, p Plan) ([]Candidate, error) {
	list, err := x.Points.Within(ctx, p.Areas, p.Kinds)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Invalid, "round_empty").On("areas")
	}
	if len(list) > MaxFrame {
		return nil, fault.New(fault.TooLarge, "round_large", "n", len(list), "max", MaxFrame).On("areas")
	}
	out := make([]Candidate, len(list))
	for i, s := range list {
		out[i] = Candidate{Point: s.ID, Area: s.Area, Kind: s.Kind}
	}
	return out, x.history(ctx, out)
}

// history fills in when each point was last seen and what failed there since.
func (x *Inspect) history(ctx context.Context, list []Candidate) error {
	at := make(map[int64]*Candidate, len(list))
	for i := range list {
		at[list[i].Point] = &list[i]
	}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p int64
		var seen calendar.Instant
		err := rows.Scan(&p, &seen)
		if c := at[p]; c != nil {
			c.Seen = seen
		}
		return err
	}, "SELECT point, seen FROM inspect_points WHERE city = $1", x.City)
	if err != nil {
		return err
	}
	return store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p int64
		var n int
		err := rows.Scan(&p, &n)
		if c := at[p]; c != nil {
			c.Failed = n
		}
		return err
	}, "SELECT point, COUNT(*) FROM inspect_bad WHERE city = $1 GROUP BY point", x.City)
}

// assign draws the sample of a plan and makes its teams. last is who went together in the round before.
func (x *Inspect) assign(b *Planned, last []Pair) (*Opened, error) {
	seed := secondlook.Seed(x.Secret, x.City, b.name())
	o := &Opened{Seed: hex.EncodeToString(seed[:]), Homes: map[int64][]area.Code{}, Last: last}
	for _, id := range b.Inspectors {
		who, _ := x.Org().Person(id)
		o.Homes[id] = Homes(x.Org(), who)
	}
	var err error
	o.Teams, err = Draw(b, o, seed)
	var nobody *NobodyError
	if errors.As(err, &nobody) {
		code := "round_nobody"
		if nobody.Pairs {
			code = "round_nobody_pairs"
		}
		return nil, fault.New(fault.Conflict, code, "area", x.Org().Tree().FullName(nobody.Area)).On("inspectors")
	}
	return o, err
}

// Draw makes the sample and the teams of a round from its two events and the seed; whoever has them can do it again.
func Draw(b *Planned, o *Opened, seed [32]byte) ([]Team, error) {
	r := Rotation{Seed: seed, Name: b.name(), Pairs: b.Pairs, Last: map[Pair]bool{}}
	for _, p := range o.Last {
		r.Last[p] = true
	}
	for _, id := range b.Inspectors {
		r.Inspectors = append(r.Inspectors, Inspector{id, o.Homes[id]})
	}
	where := make(map[int64]area.Code, len(b.Frame))
	for _, c := range b.Frame {
		where[c.Point] = c.Area
	}
	for _, p := range Sample(b.Sampling, b.N, seed, b.name(), b.Frame) {
		r.Stops = append(r.Stops, Stop{p, where[p]})
	}
	return Assign(r)
}
