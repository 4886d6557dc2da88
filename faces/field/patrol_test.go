package field_test

import (
	"context"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/track"
	"xiaohao/parts/patrol"
)

// TestPatrolEntries: the phone's pieces arrive by its outbox, each ten times, the finding first: it is one patrol.
func TestPatrolEntries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const twoDays = 2 * 24 * 3600e6
	w.off = twoDays // its clock is wrong
	now := w.Now().Plus(w.off)
	head := map[string]any{"key": w.ID().String(), "theme": "forest", "area": citytest.Village.String(),
		"persons": []int64{w.Who["pal"].Person}}
	legs := []map[string]any{{"area": citytest.Village.String(), "from": now.Plus(-3600e6), "to": now}}
	var fixes []track.Fix
	for i := range int64(9) {
		fixes = append(fixes, track.Fix{At: int64(now)/1000 + i*15000, Lat: 26.9, Lng: 112.6 + float64(i)*1e-4,
			Accuracy: 5})
	}
	for _, e := range []struct {
		kind string
		body map[string]any
	}{
		{"report", map[string]any{"area": citytest.Village.String(), "text": "林下垃圾", "patrol": head}},
		{"patrol_end", map[string]any{"patrol": head, "legs": legs, "parts": 1, "how": "hour"}},
		{"patrol_part", map[string]any{"patrol": head, "n": 1, "legs": legs, "track": track.Pack(fixes)}},
	} {
		id := w.ID().String()
		for range 10 {
			if a := w.entry("ins", id, e.kind, 0, e.body); a.Status != 200 || a.Message == "" {
				t.Fatalf("%s: %d %s", e.kind, a.Status, a.raw)
			}
		}
	}
	x, ctx := part.Get[*patrol.Patrols](w.Values), context.Background()
	mine, err := x.Mine(ctx, w.Who["pal"], 10)
	if err != nil || len(mine) != 1 {
		t.Fatalf("%+v %v", mine, err)
	}
	s, err := x.Sheet(ctx, w.Who["ins"], mine[0].ID)
	if err != nil || len(s.Found) != 1 || len(s.Legs) != 1 || s.Legs[0].Day.String() != "2026-11-16" || !s.Received {
		t.Errorf("%+v %v", s, err)
	}
	if a := w.entry("ins", w.ID().String(), "patrol_part", 0, map[string]any{"patrol": head, "n": 2,
		"track": []byte{1, 2, 3}}); a.Code != "patrol_track" {
		t.Errorf("%d %s", a.Status, a.raw)
	}
	day := w.ask("ins", "GET", "/field/day", nil)
	for _, want := range []string{`"themes":[{"code":"forest"`, `"name":"同组"`, `"track_days":30`} {
		if !strings.Contains(day.raw, want) {
			t.Errorf("the day lacks %s", want)
		}
	}
	if day := w.ask("admin", "GET", "/field/day", nil); strings.Contains(day.raw, "track_days") {
		t.Error("who may walk nowhere takes themes along")
	}
}
