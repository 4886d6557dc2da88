package field_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/parts/tally"
)

// counting is a world with a survey of belts whose two counters are the inspectors ins and pal; six places are drawn.
func counting(t *testing.T) (w *world, x *tally.Tallies, id int64) {
	w = newWorld(t)
	x = part.Get[*tally.Tallies](w.Values)
	ctx := context.Background()
	day := func(s string) calendar.Instant { return citytest.Instant(t, s+" 00:00") }
	id, err := x.Plan(ctx, w.Who["sup"], w.ID(), tally.Plan{Title: "一带", Kind: tally.Belt, Area: citytest.City,
		Sites:  []tally.Site{{Name: "收费站", Road: tally.CityRoad}, {Name: "南口", Road: tally.CityRoad}},
		Slots:  []tally.Slot{{Weekday: 2, Hour: 7}, {Weekday: 3, Hour: 9}, {Weekday: 4, Hour: 17}},
		Wanted: map[tally.Road]int{tally.CityRoad: 6}, People: 40, Minutes: 30,
		Before:   tally.Span{From: day("2026-11-16"), Until: day("2026-11-23")},
		After:    tally.Span{From: day("2026-11-30"), Until: day("2026-12-07")},
		Counters: []int64{w.Who["ins"].Person, w.Who["pal"].Person}})
	if err == nil {
		err = x.Draw(ctx, w.Who["sup"], w.ID(), id)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w, x, id
}

// places are those that somebody's phone takes along.
func (w *world) places(login string) []map[string]any {
	w.T.Helper()
	var out struct{ Tallies []map[string]any }
	a := w.ask(login, "GET", "/field/day", nil)
	if err := json.Unmarshal([]byte(a.raw), &out); err != nil || a.Status != 200 {
		w.T.Fatal(a.Status, a.raw, err)
	}
	return out.Tallies
}

// TestATallyIsSentTenTimes from a phone whose clock is a day fast: it is one sheet, of the right day and hour, and the
// place leaves the list; who counts nowhere takes nothing along.
func TestATallyIsSentTenTimes(t *testing.T) {
	t.Parallel()
	w, x, id := counting(t)
	w.off = 24 * 3600e6
	mine := 0
	for _, p := range w.places("ins") {
		if p["mine"] == true {
			mine++
		}
	}
	if got := w.places("ver"); mine != 6 || len(got) != 0 {
		t.Fatalf("%d places of his own, want 3 in each wave; %d of somebody who counts nowhere", mine, len(got))
	}
	p := w.places("ins")[0]
	rows := p["rows"].([]any)
	if p["kind"] != "belt" || len(rows) != 6 || p["minutes"] != float64(30) || p["site"] == "" {
		t.Errorf("%v", p)
	}
	at := calendar.Instant(p["at"].(float64))
	w.Advance(time.Duration(at-w.Now())*time.Microsecond + 2*time.Hour)
	clear(w.tokens) // the logins have ended
	body := map[string]any{"tally": id, "wave": p["wave"], "place": p["no"], "begun": at.Plus(w.off),
		"ended": at.Plus(w.off + 1800e6), "counts": map[string]int{"car.driver.on": 30, "car.driver.off": 8}}
	command := w.ID().String()
	first := w.entry("ins", command, "tally", 0, body)
	if first.Status != 200 || first.Repeat || first.Message != "已计入" {
		t.Fatalf("%d %s", first.Status, first.raw)
	}
	for range 9 {
		w.Advance(time.Minute)
		w.off += 3e6 // the phone's clock drifts
		if again := w.entry("ins", command, "tally", 0, body); again.Status != 200 || !again.Repeat ||
			again.Message != first.Message {
			t.Fatalf("again: %d %s", again.Status, again.raw)
		}
	}
	list, _, err := x.Sheets(context.Background(), w.Who["sup"], id, 0, 5)
	if err != nil || len(list) != 1 || list[0].Begun != at || list[0].Counts["car.driver.on"] != 30 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, q := range w.places("ins") {
		if q["no"] == p["no"] && q["wave"] == p["wave"] && q["counted"] != true {
			t.Error("the phone still wants it counted")
		}
	}
	// somebody else counts the same place as well: kept, marked, and said so
	other := w.entry("pal", w.ID().String(), "tally", 0, body)
	if other.Status != 200 || !strings.Contains(other.Message, "这一处已经有一张") {
		t.Errorf("%d %s", other.Status, other.raw)
	}
	if a := w.entry("ver", w.ID().String(), "tally", 0, body); a.Status != 404 {
		t.Errorf("who is no counter sends a sheet: %d %s", a.Status, a.raw)
	}
}

// TestAPlaceIsMissed from a phone.
func TestAPlaceIsMissed(t *testing.T) {
	t.Parallel()
	w, x, id := counting(t)
	p := w.places("ins")[0]
	body := map[string]any{"tally": id, "wave": p["wave"], "place": p["no"], "reason": "大雨"}
	for range 2 {
		command := w.ID().String()
		for range 2 {
			a := w.entry("ins", command, "tally_miss", 0, body)
			if a.Status != 200 && !strings.Contains(a.raw, "tally_missed") {
				t.Fatalf("%d %s", a.Status, a.raw)
			}
		}
	}
	s, err := x.Of(context.Background(), w.Who["sup"], id)
	if err != nil || len(s.Missed) != 1 || s.Missed[0].Reason != "大雨" {
		t.Errorf("%+v, %v", s.Missed, err)
	}
	if a := w.entry("ins", w.ID().String(), "tally_miss", 0, map[string]any{"tally": "x"}); a.Status != 422 {
		t.Errorf("a broken body: %d %s", a.Status, a.raw)
	}
}
