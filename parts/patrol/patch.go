package patrol

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// PatchState is how far a patch was looked at.
type PatchState string

// The states.
const (
	AtOffice  PatchState = "office"    // waits for the look in the office
	AtField   PatchState = "field"     // waits for the look in the field
	Confirmed PatchState = "confirmed" // both say that it is a problem
	Refuted   PatchState = "refuted"   // one says that it is none
)

// PatchStates lists them.
func PatchStates() []PatchState { return []PatchState{AtOffice, AtField, Confirmed, Refuted} }

// after is the state after a look.
func (l Looked) after() PatchState {
	switch {
	case !l.Yes:
		return Refuted
	case l.Look == Office:
		return AtField
	}
	return Confirmed
}

// waits is the look that a patch waits for; "" for none.
func (s PatchState) waits() Look {
	switch s {
	case AtOffice:
		return Office
	case AtField:
		return Field
	}
	return ""
}

// PatchIn is a patch as a list has it.
type PatchIn struct {
	No     string // as the list calls it
	Kind   string // code or name of policy's kind
	Area   area.Code
	Shape  patch.Shape
	Centre bool        // the list has a place only
	Datum  place.Datum // that its coordinates were read in
}

// LongNo is how long the number of a patch may be.
const LongNo = 40

// Placed finds where a patch lies, and says what is wrong with it. Faults: patch_no, patch_kind, patch_outside,
// patch_datum where a known shift between datums would explain that it lies outside, patch_elsewhere where it does not
// lie in the area that its row names, area_unknown, patch_area where no boundary tells its area, not_allowed.
func (x *Patrols) Placed(ctx context.Context, caller org.Caller, p *PatchIn) error {
	if n := len([]rune(p.No)); n == 0 || n > LongNo {
		return fault.New(fault.Invalid, "patch_no", "most", LongNo).On("no")
	}
	k, ok := x.Policy().Patrol.Patch(p.Kind)
	if !ok {
		return fault.New(fault.Invalid, "patch_kind", "kind", p.Kind).On("kind")
	}
	p.Kind = k.Code
	if err := x.located(ctx, p); err != nil {
		return err
	}
	if in, ok := x.Org().Tree().Get(p.Area); !ok || in.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", p.Area.String()).On("area")
	}
	if !x.Org().MayAct(caller, TakenType, p.Area) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

// located compares the patch's spot with the boundaries that are known.
func (x *Patrols) located(ctx context.Context, p *PatchIn) error {
	tree := x.Org().Tree()
	city := area.Code(x.City * 1e8)
	var failed error
	at := func(lat, lng float64) area.Code {
		found, err := x.atlas.AreaAt(ctx, tree, lat, lng)
		failed = errors.Join(failed, err)
		return found
	}
	inside := func(lat, lng float64) bool {
		found := at(lat, lng)
		return found != 0 && (p.Area == 0 || p.Area == city || p.Area.Contains(found) || found.Contains(p.Area))
	}
	lat, lng := p.Shape.Spot()
	known, err := x.bounded(ctx)
	switch {
	case err != nil:
		return err
	case known && !inside(lat, lng):
		d, shifted := patch.Shifted(lat, lng, p.Datum, inside)
		switch {
		case failed != nil:
			return failed
		case shifted:
			return fault.New(fault.Invalid, "patch_datum", "named", p.Datum.String(), "likely", d.String())
		case at(lat, lng) != 0:
			return fault.New(fault.Invalid, "patch_elsewhere", "area", tree.FullName(at(lat, lng))).On("area")
		}
		return fault.New(fault.Invalid, "patch_outside")
	case p.Area == 0 && !known:
		return fault.New(fault.Invalid, "patch_area").On("area")
	case p.Area == 0:
		p.Area = at(lat, lng)
	}
	return failed
}

// bounded says whether boundaries of counties are known.
func (x *Patrols) bounded(ctx context.Context) (bool, error) {
	var counties []area.Code
	for _, a := range x.Org().Tree().Children(area.Code(x.City * 1e8)) {
		counties = append(counties, a.Code)
	}
	list, err := x.atlas.Boundaries(ctx, counties)
	return len(list) > 0, err
}

func (p *PatchIn) said() string { return digest([]any{p.Kind, p.Area, p.Shape}) }

// WeighPatch says what would become of a patch that is Placed.
func (x *Patrols) WeighPatch(ctx context.Context, p *PatchIn) (Fate, error) {
	var was string
	err := x.DB.Read().QueryRow(ctx, "SELECT said FROM patches WHERE city = $1 AND no = $2", x.City, p.No).Scan(&was)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Fresh, nil
	case err != nil:
		return 0, store.Explain(err)
	case was == p.said():
		return Same, nil
	}
	return Other, nil
}

// TakePatch takes a patch in that is Placed: its matter is reported, then it is recorded. Interrupted between the two,
// the next time finishes.
func (x *Patrols) TakePatch(ctx context.Context, caller org.Caller, p PatchIn) error {
	if !x.Org().MayAct(caller, TakenType, p.Area) {
		return fault.New(fault.Denied, "not_allowed")
	}
	k, _ := x.Policy().Patrol.Patch(p.Kind)
	lat, lng := p.Shape.Spot()
	r, err := x.Desk.Do(ctx, org.Caller{System: true}, desk.Command{ID: desk.Once("patch report", p.No, p.said()),
		Body: &matter.Report{Kind: matter.Problem, Source: matter.FromPatch, SourceNo: p.No, Area: p.Area,
			Lat: &lat, Lng: &lng, Category: k.Category, Withhold: true,
			Title: say("patch.title", "kind", k.Zh, "no", p.No),
			Text:  say("patch.text", "kind", k.Zh, "no", p.No, "ha", fmt.Sprintf("%.2f", p.Shape.Hectares()))}})
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, caller, desk.Once("patch taken", p.No, caller.Person), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		var was string
		err := tx.QueryRow(ctx, "SELECT said FROM patches WHERE city = $1 AND no = $2", x.City, p.No).Scan(&was)
		if !errors.Is(err, sql.ErrNoRows) {
			return nil, err // another one was quicker
		}
		return []desk.Fact{{Type: TakenType, Subject: ledger.New, Areas: []area.Code{p.Area}, Body: &Taken{No: p.No,
			Said: p.said(), Kind: p.Kind, Area: p.Area, Matter: r.Matter, Shape: p.Shape,
			Centre: p.Centre}}}, nil
	})
	return err
}

// say is a sentence in Chinese: what stands in a matter is for all.
func say(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(lang.Zh, key, m)
}
