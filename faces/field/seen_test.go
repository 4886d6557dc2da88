package field_test

import (
	"fmt"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
)

// TestDayShowsWhatOneMayOpen: an inspector of a county has points there. What others found at them and was moved to
// another county, a person's need beside them and what is another unit's work is not in his day, and what is in his day
// he can open.
func TestDayShowsWhatOneMayOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, _ := w.Org().PersonByLogin("ins")
	w.ChangeOrg(&org.PersonSet{ID: p.ID, Login: "ins", Name: p.Name,
		Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.County}}},
		&org.PersonSet{Login: "wide", Name: "市受理", Posts: []org.Post{{Kind: matter.Dispatcher, Area: citytest.City}}})
	for _, p := range w.Org().People() {
		w.Who[p.Login] = p.Caller()
	}
	lat, lng := 26.89, 112.61
	near := w.Give("disp", 0, &matter.Report{Area: citytest.Village, Text: "看得见的占道经营", Lat: &lat, Lng: &lng,
		Source: matter.FromInspector})
	help := w.Give("", 0, &matter.Report{Area: citytest.Village, Text: "独居老人摔倒需要帮助", Kind: matter.Help, Lat: &lat,
		Lng: &lng})
	visit := map[string]any{"point": w.points[0], "answers": []map[string]any{{"item": "1.1", "result": "fail",
		"note": "垃圾成堆", "photos": []string{w.photo("pal", nil)}}, {"item": "1.2", "result": "pass"}}}
	if a := w.entry("pal", w.ID().String(), "inspection", 0, visit); a.Status != 200 {
		t.Fatal(a.raw)
	}
	moved := int64(0)
	for _, m := range w.matters() {
		if m.ID != near && m.ID != help {
			moved = m.ID
		}
	}
	w.CatchUp()
	w.Give("wide", moved, &matter.Amend{Area: citytest.Other, Title: "移到外区的那一件", Reason: "不在本区"})
	w.CatchUp()
	day := w.ask("ins", "GET", "/field/day", nil)
	if day.Status != 200 || !strings.Contains(day.raw, "看得见的占道经营") {
		t.Fatalf("the day: %d %s", day.Status, day.raw)
	}
	for id, words := range map[int64]string{help: "独居老人摔倒", moved: "移到外区的那一件"} {
		m := w.Truth(id)
		if strings.Contains(day.raw, words) || strings.Contains(day.raw, fmt.Sprintf(`"id":%d,`, id)) {
			t.Errorf("the day shows matter %d %q, which he may not open", id, m.Title)
		}
		if _, err := w.Matter(t.Context(), w.Who["ins"], id); err == nil {
			t.Errorf("he may open matter %d: the test says nothing", id)
		}
	}
	mine := w.Assigned()
	if a := w.ask("head", "GET", "/field/day", nil); strings.Contains(a.raw, w.Truth(near).Title) {
		t.Errorf("a unit's day shows what is not its work: %s", a.raw)
	}
	w.Give("clerk", mine, &matter.Sign{})
	if a := w.ask("clerk", "GET", "/field/day", nil); !strings.Contains(a.raw, fmt.Sprintf(`"id":%d,`, mine)) {
		t.Errorf("the clerk's day has not his own work: %s", a.raw)
	}
}
