package field

import (
	"context"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// patrolOut is what a phone takes along for a patrol.
type patrolOut struct {
	Themes     []themeOut     `json:"themes"`
	Companions []companionOut `json:"companions"` // who may be named as being along
	Days       int            `json:"track_days"` // after which a track is destroyed
}

type themeOut struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type companionOut struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// mostCompanions is how many colleagues a phone takes along.
const mostCompanions = 100

// patrolOf is nothing for who may walk nowhere.
func (f *Field) patrolOf(caller org.Caller) *patrolOut {
	if !f.patrols.MayWalkSomewhere(caller) {
		return nil
	}
	p := f.desk.Policy()
	out := &patrolOut{Themes: []themeOut{}, Companions: []companionOut{}, Days: p.Patrol.TrackDays}
	for _, t := range p.Chiefs.Themes {
		out.Themes = append(out.Themes, themeOut{t.Code, t.In(caller.Lang)})
	}
	for _, c := range f.patrols.Companions(caller, mostCompanions) {
		out.Companions = append(out.Companions, companionOut{c.ID, c.Name})
	}
	return out
}

// piece takes a part of a track in, or the end of a patrol.
func (f *Field) piece(ctx context.Context, caller org.Caller, id ledger.ID, in entryIn) (any, error) {
	var r patrol.Receipt
	var err error
	read := func(into any) error {
		if err := json.Unmarshal(in.Body, into); err != nil {
			return fault.New(fault.Invalid, "json_broken", "why", err.Error()).On("body")
		}
		return nil
	}
	key := "phone.done.patrol_part"
	if in.Kind == "patrol_end" {
		var b patrol.Finish
		if err := read(&b); err != nil {
			return nil, err
		}
		key = "phone.done.patrol_end"
		r, err = f.patrols.End(ctx, caller, id, b, in.Sent)
	} else {
		var b patrol.Piece
		if err := read(&b); err != nil {
			return nil, err
		}
		r, err = f.patrols.TakePart(ctx, caller, b, in.Sent)
	}
	if err != nil {
		return nil, err
	}
	if !r.Kept {
		key = "phone.done.patrol_late"
	}
	return entryOut{Message: lang.T(caller.Lang, key, nil), Off: f.outside(in).Off}, nil
}
