package field_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
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

// patched takes a patch in and looks at it in the office.
func (w *world) patched(no string) *patrol.Patch {
	w.T.Helper()
	x, ctx := part.Get[*patrol.Patrols](w.Values), context.Background()
	s, err := patch.Read("Polygon", json.RawMessage(
		"[[[112.6,26.9],[112.601,26.9],[112.601,26.901],[112.6,26.901],[112.6,26.9]]]"), place.WGS84, 200)
	if err != nil {
		w.T.Fatal(err)
	}
	in := patrol.PatchIn{No: no, Kind: "felling", Area: citytest.Village, Shape: s}
	if err := x.TakePatch(ctx, w.Who["sup"], in); err != nil {
		w.T.Fatal(err)
	}
	list, _, err := x.Patches(ctx, w.Who["sup"], patrol.PatchFilter{Limit: 1})
	if err != nil || len(list) != 1 {
		w.T.Fatal(list, err)
	}
	if _, err := x.Looks(ctx, w.Who["sup"], w.ID(), list[0].ID, patrol.Looking{Looked: patrol.Looked{
		Look: patrol.Office, Yes: true, Note: "林木减少"}}); err != nil {
		w.T.Fatal(err)
	}
	return list[0]
}

// TestPatchEntries: a patch goes along with whoever may look at it and did not in the office; a look arrives ten times
// and is one, with its photo on the matter and the hour at which it was taken; what somebody else did first is said.
func TestPatchEntries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.patched("T-31")
	for login, want := range map[string]bool{"ins": true, "pal": true, "sup": false, "admin": false} {
		if got := strings.Contains(w.ask(login, "GET", "/field/day", nil).raw, `"no":"T-31"`); got != want {
			t.Errorf("%s takes the patch along: %v", login, got)
		}
	}
	day := w.ask("ins", "GET", "/field/day", nil)
	for _, want := range []string{`"lat":26.9005,"lng":112.6005,"ha":1.1`, `"shape":[[[2690000,11260000,`,
		`"office":"林木减少"`} {
		if !strings.Contains(day.raw, want) {
			t.Errorf("the day lacks %s: %s", want, day.raw)
		}
	}
	x, ctx := part.Get[*patrol.Patrols](w.Values), context.Background()
	if a := w.entry("ins", w.ID().String(), "patch_look", 0, map[string]any{"patch": p.ID, "yes": false,
		"text": " "}); a.Code != "patrol_words" {
		t.Errorf("without a reason: %d %s", a.Status, a.raw)
	}
	said := func(token string) map[string]any {
		return map[string]any{"patch": p.ID, "yes": true, "text": "现场有伐根", "photos": []string{token}}
	}
	id := w.ID().String()
	if a := w.entry("ins", id, "patch_look", 0, said("no such upload")); a.Code != "upload_unknown" {
		t.Errorf("a photo that did not come: %d %s", a.Status, a.raw)
	}
	token := w.photo("ins", nil)
	for range 10 {
		w.Advance(time.Minute)
		if a := w.entry("ins", id, "patch_look", 0, said(token)); a.Status != 200 || a.Message == "" {
			t.Fatalf("%d %s", a.Status, a.raw)
		}
	}
	got, _, err := x.Patch(ctx, w.Who["sup"], p.ID)
	if err != nil || got.State != patrol.Confirmed || len(got.Looks) != 2 || got.Looks[1].Note != "现场有伐根" {
		t.Fatalf("%+v %v", got, err)
	}
	if m := w.Truth(p.Matter); len(m.Photos) != 1 {
		t.Errorf("%d photos on the matter", len(m.Photos))
	}
	if at := got.Looks[1].At; at != got.Looks[0].At { // made an hour ago, before the office had looked: not earlier
		t.Errorf("%v, the office looked at %v", at, got.Looks[0].At)
	}
	for login, code := range map[string]string{"pal": "patch_look", "far": "patch_missing"} {
		if a := w.entry(login, w.ID().String(), "patch_look", 0, said(w.photo(login, nil))); a.Code != code ||
			a.Title == "" {
			t.Errorf("%s comes late: %d %s", login, a.Status, a.raw)
		}
	}
	if day := w.ask("ins", "GET", "/field/day", nil); strings.Contains(day.raw, "T-31") {
		t.Error("a patch that was looked at goes along")
	}
	q := w.patched("T-32")
	w.Advance(3 * time.Hour)
	no := map[string]any{"patch": q.ID, "yes": false, "text": "是果园更新", "photos": []string{w.photo("pal", nil)}}
	if a := w.entry("pal", w.ID().String(), "patch_look", 0, no); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.raw)
	}
	got, _, err = x.Patch(ctx, w.Who["sup"], q.ID)
	if err != nil || got.State != patrol.Refuted || len(w.Truth(q.Matter).Photos) != 1 ||
		got.Looks[1].At != w.Now().Plus(-3600e6) {
		t.Errorf("%+v %v", got, err)
	}
	if err := patrol.Check(ctx, w.DB.Read(), 4304, nil, func(s string) { t.Error(s) }); err != nil {
		t.Error(err)
	}
}
