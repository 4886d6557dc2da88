package sheet_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/parts/sheet"
)

// TestConsentOfCallers: a hotline's list says of each row whether the caller agreed that it may be public; whatever
// is no plain yes is no. A list that says so later, or no more, has no new rows.
func TestConsentOfCallers(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	cells := []string{"是", "否", "", "同意", "保密", "√", "不同意"}
	with, bare := "编号,诉求内容,是否公开\n", "编号,诉求内容\n"
	for n, c := range cells {
		with += fmt.Sprintf("H%d,第%d盏路灯不亮,%s\n", n, n, c)
		bare += fmt.Sprintf("H%d,第%d盏路灯不亮\n", n, n)
	}
	opts := sheet.Options{Area: citytest.Street, Source: "hotline"}
	if a, err := sheet.Import(ctx, cityOf(o), "matters", csvFile(t, with), opts); err != nil || a.Taken != len(cells) {
		t.Fatalf("%+v %v", a, err)
	}
	last := head(o)
	want := []bool{true, false, false, true, false, true, false}
	for i := range cells { // rows of one commit stand in any order
		m, err := o.Matter(ctx, o.Who["disp"], last-int64(i))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := strconv.Atoi(m.SourceNo[1:]); err != nil || m.Agreed != want[n] {
			t.Errorf("%s: agreed %v, %v", m.SourceNo, m.Agreed, err)
		}
	}
	if a, err := sheet.Import(ctx, cityOf(o), "matters", csvFile(t, bare), opts); err != nil || a.Taken != 0 ||
		a.Repeated != len(cells) {
		t.Errorf("without the column: %+v %v", a, err)
	}
}
