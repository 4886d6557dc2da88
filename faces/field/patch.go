package field

import (
	"context"
	"encoding/json"
	"math"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/patch"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// patchOut is a patch 图斑 that waits for a look in the field.
type patchOut struct {
	ID       int64       `json:"id"`
	No       string      `json:"no"`
	Kind     string      `json:"kind"`
	Area     string      `json:"area"`
	Matter   int64       `json:"matter"`
	Lat      float64     `json:"lat"` // a place inside
	Lng      float64     `json:"lng"`
	Hectares float64     `json:"ha"`
	Shape    patch.Shape `json:"shape"` // as package patch has it
	Centre   bool        `json:"centre,omitempty"`
	Office   string      `json:"office,omitempty"` // what the look in the office says
}

// mostPatches is how many patches a phone takes along.
const mostPatches = 100

func (f *Field) patches(ctx context.Context, caller org.Caller) (out []patchOut, err error) {
	list, err := f.patrols.ForField(ctx, caller, mostPatches)
	for _, p := range list {
		lat, lng := p.Shape.Spot()
		x := patchOut{ID: p.ID, No: p.No, Kind: p.Kind, Area: f.desk.Org().Tree().FullName(p.Area), Matter: p.Matter,
			Lat: math.Round(lat*1e5) / 1e5, Lng: math.Round(lng*1e5) / 1e5,
			Hectares: math.Round(p.Shape.Hectares()*100) / 100, Shape: p.Shape, Centre: p.Centre,
			Office: p.Looks[0].Note}
		if k, ok := f.desk.Policy().Patrol.Patch(p.Kind); ok {
			x.Kind = k.In(caller.Lang)
		}
		out = append(out, x)
	}
	return out, err
}

// lookIn is what a look in the field says.
type lookIn struct {
	Patch  int64    `json:"patch"`
	Yes    bool     `json:"yes"`
	Text   string   `json:"text"`
	Photos []string `json:"photos"` // tokens of uploads
}

// look takes a look in.
func (f *Field) look(ctx context.Context, caller org.Caller, id ledger.ID, in entryIn) (any, error) {
	var b lookIn
	if err := json.Unmarshal(in.Body, &b); err != nil {
		return nil, fault.New(fault.Invalid, "json_broken", "why", err.Error()).On("body")
	}
	when := f.outside(in)
	bare, err := f.patrols.Looks(ctx, caller, id, b.Patch, patrol.Looking{Looked: patrol.Looked{Look: patrol.Field,
		Yes: b.Yes, Note: b.Text, Outside: when.At}, Photos: b.Photos})
	if err != nil {
		return nil, err
	}
	key := "phone.done.patch_look"
	if bare {
		key = "phone.done.patch_bare"
	}
	return entryOut{Message: lang.T(caller.Lang, key, nil), Off: when.Off}, nil
}
