package desk_test

import (
	"context"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestEveryPhotoIsClaimed gives every command that takes photos with a token that nobody handed in, by whoever may give
// it: the door looks for the photo, and says that there is none. A command whose photos the door forgets takes it.
func TestEveryPhotoIsClaimed(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t)
	r := o.report()
	o.must("disp", r.Matter, &matter.List{Category: "fac.lamp"})
	o.must("disp", r.Matter, &matter.Assign{Lead: o.units["gdl"]})
	o.must("clerk", r.Matter, &matter.Sign{})
	o.must("clerk", r.Matter, &matter.Fix{Note: "好了", Photos: []string{o.photo("clerk")}})
	o.must("ver", r.Matter, &matter.StrikeOff{Note: "看过"})
	if _, err := o.Do(ctx, org.Caller{Clock: true}, desk.Command{ID: o.id(), Matter: r.Matter,
		Body: &matter.Draw{Week: "2026-W44", Person: o.who["ver"].Person, Until: o.clock().Plus(day)}}); err != nil {
		t.Fatal(err)
	}
	callers := []org.Caller{{}, {Matter: r.Matter}}
	for _, c := range o.who {
		callers = append(callers, c)
	}
	with := 0
	for _, d := range matter.Descriptions() {
		if !d.Brings(matter.PhotosField) {
			continue
		}
		with++
		asked := 0
		for _, caller := range callers {
			c := d.New()
			for i, f := range d.Fields {
				if f.Kind == matter.PhotosField {
					d.Put(c, i, []string{"nobody's"})
				}
			}
			id := r.Matter
			if d.Command == "report" {
				id = 0
			}
			_, err := o.Do(ctx, caller, desk.Command{ID: o.id(), Matter: id, Body: c})
			switch code := fault.Code(err); code {
			case "upload_unknown":
				asked++
			case "not_allowed", "matter_missing":
			default:
				t.Errorf("%s by %q: %v", d.Command, caller.Name, err)
			}
		}
		if asked == 0 {
			t.Errorf("nobody was found who may give %s", d.Command)
		}
	}
	if with < 8 {
		t.Errorf("only %d commands take photos", with)
	}
}
