package desk_test

import (
	"errors"
	"testing"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// TestPointOfAReport says that only a point the register does not have is unknown: a register that cannot be read
// says so.
func TestPointOfAReport(t *testing.T) {
	t.Parallel()
	o, broken := newOffice(t), errors.New("the disk is gone")
	report := func(point int64) error {
		_, err := o.give("disp", 0, &matter.Report{Area: village, Source: "hotline", Text: "路面有坑", Point: point})
		return err
	}
	if err := report(7); fault.Code(err) != "point_unknown" {
		t.Errorf("no register: %v", err)
	}
	asked := 0
	o.point = func(id int64) (bool, error) { asked++; return id == 7, nil }
	if err := report(0); err != nil || asked > 0 {
		t.Errorf("no point named: %v, asked %d times", err, asked)
	}
	if err := report(7); err != nil {
		t.Error(err)
	}
	if err := report(8); fault.Code(err) != "point_unknown" {
		t.Errorf("another point: %v", err)
	}
	o.point = func(int64) (bool, error) { return false, broken }
	if err := report(7); !errors.Is(err, broken) || fault.Code(err) == "point_unknown" {
		t.Errorf("a register that cannot be read: %v", err)
	}
}
