package publicity

import (
	"context"
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/platform/store"
)

// missing is what there is not, or not for the caller.
func missing() error { return fault.New(fault.Missing, "publicity_missing") }

// keepers plan what hangs in an area; lookers are those who may say what hangs there, beside the unit's own people.
var (
	keepers = []matter.Post{matter.Administrator, matter.Dispatcher, matter.Supervisor}
	lookers = []matter.Post{matter.Inspector, matter.Verifier, matter.Dispatcher, matter.Supervisor,
		matter.Administrator}
	units = []matter.Post{matter.UnitClerk, matter.UnitHead}
)

// acts say who may: papers go the way of every release, plans are kept by those who keep the points.
func acts() (out []org.Act) {
	out = append(out, org.Act{Type: ProposedType, Rights: []org.Right{{In: org.Some, Clock: true},
		{In: org.Over, Posts: reviewers()}}})
	for _, t := range []event.Type{DraftedType, PassedType, RefusedType, WithdrawnType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: reviewers()}}})
	}
	for _, t := range []event.Type{PlannedType, ReplannedType, PlanEndedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{System: true}, {In: org.Over, Posts: keepers}}})
	}
	for _, t := range []event.Type{PutUpType, FoundGoneType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{{In: org.Over, Posts: lookers},
			{In: org.Some, Posts: units}}})
	}
	return out
}

// MayPlan says whether the caller may plan in an area.
func (x *Publicity) MayPlan(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, PlannedType, a)
}

// MayPlanSomewhere says whether the caller may plan in some area, so that a page offers it.
func (x *Publicity) MayPlanSomewhere(caller org.Caller) bool {
	return x.Org().MayActSomewhere(caller, PlannedType)
}

// MayTick says whether the caller may say what hangs at the positions of a plan: somebody of its unit, or whoever looks
// in its area.
func (x *Publicity) MayTick(caller org.Caller, p *Plan) bool {
	return slices.Contains(unitsOf(caller), p.Unit) || slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return slices.Contains(lookers, o.Kind) && o.Area.Contains(p.Area)
	})
}

// Plan begins a plan and gives its id. Whoever keeps the points of the area may. Faults: publicity_words,
// publicity_long, publicity_period, publicity_points for none or too many, publicity_twice, publicity_figure,
// area_unknown, unit_unknown, point_missing, publicity_elsewhere for a point outside the area, point_retired.
func (x *Publicity) Plan(ctx context.Context, caller org.Caller, id ledger.ID, p Planning) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"plan", p}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		p, err := x.planned(ctx, tx, p, nil)
		return []desk.Fact{{Type: PlannedType, Subject: ledger.New, Areas: []area.Code{p.Area}, Body: &Planned{p}}}, err
	})
	return a.Subject, err
}

// Replan says all of a plan anew; what hangs at the positions that stay goes on hanging. Faults as of Plan, and
// publicity_over.
func (x *Publicity) Replan(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, p Planning) error {
	return x.about(ctx, caller, id, plan, []any{"replan", plan, p}, func(ctx context.Context, tx *store.Tx, was *Plan,
		_ calendar.Instant) (event.Type, []area.Code, any, error) {
		p, err := x.planned(ctx, tx, p, was.Points)
		return ReplannedType, []area.Code{was.Area, p.Area}, &Replanned{p}, err
	})
}

// End ends a plan before its time, for a reason.
func (x *Publicity) End(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, reason string) error {
	return x.about(ctx, caller, id, plan, []any{"end", plan, reason}, func(_ context.Context, _ *store.Tx, was *Plan,
		_ calendar.Instant) (event.Type, []area.Code, any, error) {
		reason, err := words(reason, "reason", matter.MaxNote, true)
		return PlanEndedType, []area.Code{was.Area}, &PlanEnded{reason}, err
	})
}

// Ticked is what somebody says of a position.
type Ticked struct {
	Point  int64    `json:"point"`
	Note   string   `json:"note,omitempty"`
	Photos []string `json:"photos,omitempty"` // tokens of uploads
}

// PutUp says that it hangs at a position: the unit's people may, and whoever looks in the area. A photo is needed.
// Faults: publicity_photo, publicity_position for a point that is none of the plan's, publicity_over.
func (x *Publicity) PutUp(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, t Ticked) error {
	return x.tick(ctx, caller, id, plan, t, "up", func(note string, photos []matter.Photo) (event.Type, any, error) {
		if len(photos) == 0 {
			return "", nil, fault.New(fault.Invalid, "publicity_photo").On("photos")
		}
		return PutUpType, &PutUp{t.Point, note, photos}, nil
	})
}

// FoundGone says that it does not hang at a position, or no longer as it should, and what is wrong; as PutUp.
func (x *Publicity) FoundGone(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, t Ticked) error {
	return x.tick(ctx, caller, id, plan, t, "gone", func(note string, photos []matter.Photo) (event.Type, any, error) {
		if note == "" {
			return "", nil, fault.New(fault.Invalid, "publicity_words").On("note")
		}
		return FoundGoneType, &FoundGone{t.Point, note, photos}, nil
	})
}

func (x *Publicity) tick(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, t Ticked, what string,
	say func(note string, photos []matter.Photo) (event.Type, any, error)) error {
	return x.about(ctx, caller, id, plan, []any{what, plan, t}, func(ctx context.Context, tx *store.Tx, p *Plan,
		now calendar.Instant) (event.Type, []area.Code, any, error) {
		if !x.MayTick(caller, p) {
			return "", nil, nil, fault.New(fault.Denied, "not_allowed")
		}
		if !slices.Contains(p.Points, t.Point) {
			return "", nil, nil, fault.New(fault.Missing, "publicity_position").On("point")
		}
		note, err := words(t.Note, "note", matter.MaxNote, false)
		if err != nil {
			return "", nil, nil, err
		}
		if len(t.Photos) > matter.MaxPhotos {
			return "", nil, nil, fault.New(fault.TooLarge, "photos_too_many", "max", matter.MaxPhotos).On("photos")
		}
		got, err := x.Desk.Evidence(ctx, tx, caller, now, "publicity", t.Photos)
		if err != nil {
			return "", nil, nil, err
		}
		photos := make([]matter.Photo, 0, len(t.Photos))
		for _, token := range t.Photos {
			photos = append(photos, got[token])
		}
		typ, body, err := say(note, photos)
		return typ, []area.Code{p.Area}, body, err
	})
}

// about records what decide says of a plan that is not over.
func (x *Publicity) about(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, said any,
	decide func(context.Context, *store.Tx, *Plan, calendar.Instant) (event.Type, []area.Code, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		p, err := planOf(ctx, tx, x.City, plan)
		if err != nil {
			return nil, err
		}
		if p.Over(now) {
			return nil, fault.New(fault.Conflict, "publicity_over")
		}
		typ, areas, body, err := decide(ctx, tx, p, now)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: p.ID, Areas: areas, Body: body}}, nil
	})
	return err
}

// planned checks what is said of a plan and fills in policy's figures; kept are positions that it has already, which
// may lie at points that were retired since.
func (x *Publicity) planned(ctx context.Context, r store.Reader, p Planning, kept []int64) (out Planning, err error) {
	rule := x.Policy().Publicity
	if p.Gap == 0 {
		p.Gap = rule.Gap
	}
	if p.Renew == 0 {
		p.Renew = rule.Renew
	}
	for _, f := range []struct {
		name   string
		to     *string
		most   int
		needed bool
	}{{"content", &p.Content, longContent, true}, {"text", &p.Text, mostSaidOfPlan, false},
		{"road", &p.Road, longTitle, false}} {
		if *f.to, err = words(*f.to, f.name, f.most, f.needed); err != nil {
			return p, err
		}
	}
	a, known := x.Org().Tree().Get(p.Area)
	u, there := x.Org().Unit(p.Unit)
	switch {
	case !known || a.Former:
		return p, fault.New(fault.Invalid, "area_unknown", "code", p.Area.String()).On("area")
	case !there || u.Former:
		return p, fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(p.Unit, 10)).On("unit")
	case p.From <= 0 || p.Until <= p.From:
		return p, fault.New(fault.Invalid, "publicity_period").On("until")
	case p.Gap < 1 || p.Gap > farthestGap:
		return p, fault.New(fault.Invalid, "publicity_figure").On("gap")
	case p.Renew < 1 || p.Renew > longestRenewal:
		return p, fault.New(fault.Invalid, "publicity_figure").On("renew")
	case len(p.Points) == 0 || len(p.Points) > mostPositions:
		return p, fault.New(fault.Invalid, "publicity_points", "max", mostPositions).On("points")
	}
	return p, x.positions(ctx, r, p, kept)
}

// positions checks the points of a plan.
func (x *Publicity) positions(ctx context.Context, r store.Reader, p Planning, kept []int64) error {
	seen := map[int64]bool{}
	for _, id := range p.Points {
		at, err := point.Get(ctx, r, x.City, id)
		switch {
		case err != nil:
			return err
		case seen[id]:
			return fault.New(fault.Invalid, "publicity_twice", "code", at.Code).On("points")
		case !p.Area.Contains(at.Area):
			return fault.New(fault.Invalid, "publicity_elsewhere", "code", at.Code).On("points")
		case at.Retired && !slices.Contains(kept, id):
			return fault.New(fault.Conflict, "point_retired").On("points")
		}
		seen[id] = true
	}
	return nil
}
