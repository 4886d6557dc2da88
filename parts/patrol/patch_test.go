package patrol_test

import (
	"encoding/json"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/parts/patrol"
)

// taken is a patch that came in, by its number.
func (o *town) taken(no string) *patrol.Patch {
	o.T.Helper()
	s, err := patch.Read("Polygon", json.RawMessage(
		"[[[112.6,26.9],[112.601,26.9],[112.601,26.901],[112.6,26.901],[112.6,26.9]]]"), place.WGS84, 200)
	o.fatal(err)
	in := patrol.PatchIn{No: no, Kind: "疑似违法采伐", Area: citytest.Street, Shape: s}
	o.fatal(o.Placed(o.ctx, o.Who["sup"], &in))
	for range 2 { // interrupted and begun again
		o.fatal(o.TakePatch(o.ctx, o.Who["sup"], in))
	}
	list, _, err := o.Patches(o.ctx, o.Who["sup"], patrol.PatchFilter{Limit: 10})
	o.fatal(err)
	if len(list) == 0 || list[0].No != no {
		o.T.Fatalf("%+v", list)
	}
	return list[0]
}

func (o *town) look(who string, id int64, l patrol.Looked) error {
	_, err := o.Looks(o.ctx, o.Who[who], o.ID(), id, patrol.Looking{Looked: l})
	return err
}

// TestTwoLooks: the office first, then the field, by another person; what is refuted takes its matter off the list.
func TestTwoLooks(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	p := o.taken("T1")
	office, field := patrol.Looked{Look: patrol.Office, Yes: true}, patrol.Looked{Look: patrol.Field, Yes: true}
	o.refused(o.look("disp", p.ID, field), "patch_look")
	o.refused(o.look("far", p.ID, office), "patch_missing")
	o.refused(o.look("admin", p.ID, office), "patch_missing")
	o.refused(o.look("disp", p.ID, patrol.Looked{Look: patrol.Office}), "patrol_words")
	o.fatal(o.look("disp", p.ID, office))
	o.refused(o.look("disp", p.ID, field), "patch_same_person")
	if _, look, err := o.Patch(o.ctx, o.Who["disp"], p.ID); look != "" || err != nil {
		t.Errorf("the same person may look twice: %q %v", look, err)
	}
	if _, look, err := o.Patch(o.ctx, o.Who["ver"], p.ID); look != patrol.Field || err != nil {
		t.Errorf("%q %v", look, err)
	}
	o.fatal(o.look("ver", p.ID, field))
	got, _, err := o.Patch(o.ctx, o.Who["sup"], p.ID)
	o.fatal(err)
	if got.State != patrol.Confirmed || len(got.Looks) != 2 || got.Looks[1].Person != o.Who["ver"].Person {
		t.Errorf("%+v", got)
	}
	if m := o.Truth(p.Matter); m.State != matter.Reported || m.Source != matter.FromPatch {
		t.Errorf("%+v", m)
	}
	q := o.taken("T2")
	o.fatal(o.look("disp", q.ID, patrol.Looked{Look: patrol.Office, Note: "是林场自用晒场"}))
	if m := o.Truth(q.Matter); m.State != matter.Declined {
		t.Errorf("refuted, and its matter is %v", m.State)
	}
	r := o.taken("T3")
	o.fatal(o.look("disp", r.ID, office))
	o.fatal(o.look("ver", r.ID, patrol.Looked{Look: patrol.Field, Note: "现场为采伐许可范围内"})) // he may not decline
	if m := o.Truth(r.Matter); m.State != matter.Reported {
		t.Errorf("%v", m.State)
	}
	waiting, _, err := o.Patches(o.ctx, o.Who["sup"], patrol.PatchFilter{State: patrol.Refuted, Limit: 1})
	o.fatal(err)
	if len(waiting) != 1 || waiting[0].ID != r.ID {
		t.Errorf("%+v", waiting)
	}
	if _, _, err := o.Patches(o.ctx, org.Caller{}, patrol.PatchFilter{Limit: 1}); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	o.proven()
}
