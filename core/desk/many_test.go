package desk_test

import (
	"context"
	"errors"
	"testing"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestManyHinderOneAnotherNot signs for several matters in one go, of which one is not to be signed for: the others
// are, and the same batch again says the same.
func TestManyHinderOneAnotherNot(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t)
	var ids []int64
	for range 5 {
		id := o.report().Matter
		o.must("disp", id, &matter.List{Category: "fac.lamp"})
		ids = append(ids, id)
	}
	for _, id := range ids[1:] {
		o.must("disp", id, &matter.Assign{Lead: o.units["gdl"]})
	}
	ids = append(ids, 9999)
	batch, sign := o.id(), &matter.Sign{}
	before := o.Ledger().Head().Seq
	for range 2 {
		failed := o.Many(ctx, o.who["clerk"], batch, ids, sign)
		if len(failed) != 2 || fault.Code(failed[ids[0]]) != "matter_missing" ||
			fault.Code(failed[9999]) != "matter_missing" {
			t.Errorf("refused: %v", failed)
		}
		if n := o.Ledger().Head().Seq - before; n != 4 {
			t.Errorf("%d events, want 4", n)
		}
	}
	remark := &matter.Comment{Text: "  看过  "}
	if failed := o.Many(ctx, o.who["disp"], o.id(), ids[:5], remark); len(failed) != 0 || remark.Text != "  看过  " {
		t.Errorf("what was given for many is changed by none: %q %v", remark.Text, failed)
	}
}

// TestAFactThatFailsRefuses says that a look-up that fails in the middle of a decision refuses the command, and that
// nothing is written.
func TestAFactThatFailsRefuses(t *testing.T) {
	o := newOffice(t)
	id := o.report().Matter
	before := o.Ledger().Head().Seq
	o.absences = func() ([]matter.Absence, error) { return nil, errors.New("no such table") }
	o.refuses("internal", "disp", id, &matter.List{Category: "fac.lamp"})
	o.point = func(int64) (bool, error) { return false, errors.New("no such table") }
	o.refuses("internal", "", 0, &matter.Report{Area: village, Text: "桶满", Point: 5})
	if now := o.Ledger().Head().Seq; now != before {
		t.Errorf("%d events were written", now-before)
	}
	o.absences = nil
	o.must("disp", id, &matter.List{Category: "fac.lamp"})
}
