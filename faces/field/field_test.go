package field_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// TestTenTimes sends each kind of entry ten times: it is done once, and every time the answer is that it is done.
func TestTenTimes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fixed := w.Assigned()
	w.Give("clerk", fixed, &matter.Sign{})
	photo, work := w.photo("ins", nil), w.photo("clerk", nil)
	for _, e := range []struct {
		login, kind string
		matter      int64
		body        map[string]any
	}{
		{"ins", "report", 0, map[string]any{"area": citytest.Village.String(), "text": "井盖松动",
			"photos": []string{photo}}},
		{"clerk", "fixed", fixed, map[string]any{"text": "补种了", "photos": []string{work}}},
		{"ver", "reject", fixed, map[string]any{"text": "只补了一半"}},
		{"ins", "inspection", 0, w.visit(w.points[0])},
	} {
		id := w.ID().String()
		first := w.entry(e.login, id, e.kind, e.matter, e.body)
		if first.Status != 200 || first.Repeat || first.Message == "" {
			t.Fatalf("%s: %d %s", e.kind, first.Status, first.raw)
		}
		for range 9 {
			again := w.entry(e.login, id, e.kind, e.matter, e.body)
			if again.Status != 200 || !again.Repeat || again.Matter != first.Matter || again.Message != first.Message {
				t.Fatalf("%s again: %d %s, first %s", e.kind, again.Status, again.raw, first.raw)
			}
		}
	}
	all := w.matters()
	if len(all) != 3 {
		t.Fatalf("%d matters, want the assigned one, the report and that of the inspection", len(all))
	}
	for _, m := range all[1:] {
		if len(m.Photos) != 1 {
			t.Errorf("matter %q has %d photos, want 1", m.Title, len(m.Photos))
		}
	}
	if m := w.Truth(fixed); m.Reworks != 1 || m.State != matter.InHand {
		t.Errorf("rejected once, it has %d reworks and is %v", m.Reworks, m.State)
	}
}

// TestTwoPhones has the same inspector look at the same point with two phones, and two people under one id.
func TestTwoPhones(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.entry("ins", w.ID().String(), "inspection", 0, w.visit(w.points[0]))
	second := w.entry("ins", w.ID().String(), "inspection", 0, w.visit(w.points[0]))
	if first.Counted == nil || !*first.Counted || second.Counted == nil || *second.Counted ||
		second.Message == first.Message {
		t.Fatalf("the first counts and the second does not: %s %s", first.raw, second.raw)
	}
	if n := len(w.matters()); n != 1 {
		t.Errorf("%d matters of one finding", n)
	}
	id, body := w.ID().String(), map[string]any{"area": citytest.Village.String(), "text": "路灯不亮"}
	if a := w.entry("ins", id, "report", 0, body); a.Status != 200 {
		t.Fatal(a.raw)
	}
	if a := w.entry("pal", id, "report", 0, body); a.Status < 400 {
		t.Errorf("another person's id was taken: %s", a.raw)
	}
}

// TestClock is a phone that is two days wrong, either way, and one whose clock was set right before it sent: both
// times are kept, and it is flagged.
func TestClock(t *testing.T) {
	t.Parallel()
	for _, days := range []int64{2, -2} {
		w := newWorld(t)
		w.off = days * 24 * 3600e6
		flagged := func(what string, off int64) {
			t.Helper()
			if off != days*24*3600 {
				t.Errorf("%d days, %s: clock off by %d s", days, what, off)
			}
		}
		made := w.Now() - 3600e6
		a := w.entry("ins", w.ID().String(), "report", 0,
			map[string]any{"area": citytest.Village.String(), "text": "井盖松动",
				"photos": []string{w.photo("ins", url.Values{"taken": {fmt.Sprint(made.Plus(w.off))}})}})
		flagged("report", a.Off)
		m := w.Truth(a.Matter)
		list, err := w.History(context.Background(), org.Caller{System: true}, a.Matter, 0, 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		if o := matter.OutsideOf(list[0].Body); o == nil || o.Phone != made.Plus(w.off) || o.At != made ||
			m.FoundAt != made {
			t.Errorf("%d days: kept %+v, found at %d, want %d by ours and %d by the phone", days, o, m.FoundAt,
				made, made.Plus(w.off))
		} else {
			flagged("event", o.Off)
		}
		if p := m.Photos[0]; p.TakenAt != made || p.Told != matter.ByPhone {
			t.Errorf("%d days: the photo was taken at %d by %q, want %d by the phone", days, p.TakenAt, p.Told, made)
		}
		flagged("inspection", w.entry("ins", w.ID().String(), "inspection", 0, w.visit(w.points[0])).Off)
	}
	w := newWorld(t)
	b := fmt.Sprintf(`{"id":%q,"kind":"inspection","at":%d,"sent":%d,"body":{"point":%d,"round":%d,`+
		`"answers":[{"item":"1.1","result":"pass"},{"item":"1.2","result":"pass"}]}}`, w.ID(), w.Now()+48*3600e6,
		w.Now(), w.points[0], w.Round)
	if a := w.ask("ins", "POST", "/field/entries", []byte(b)); a.Status != 200 || a.Off != 48*3600 {
		t.Errorf("a clock that was set back in between: %d %s", a.Status, a.raw)
	}
}

// TestMeanwhile sends what the phone did not know to be too late: the refusal says what happened, and the words and
// photos can still go in as a remark.
func TestMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.StruckOff()
	token := w.photo("ver", nil)
	for _, kind := range []string{"strike_off", "reject"} {
		a := w.entry("ver", w.ID().String(), kind, id, map[string]any{"text": "看过", "photos": []string{token}})
		if a.Status != 409 || a.Code != "meanwhile" {
			t.Fatalf("%s of what is struck off: %d %s", kind, a.Status, a.raw)
		}
		for _, want := range []string{lang.T(lang.Zh, "state.struck_off", nil), "核查丁", w.Truth(id).Number} {
			if !strings.Contains(a.Title, want) {
				t.Errorf("%s: %q does not say %q", kind, a.Title, want)
			}
		}
	}
	a := w.entry("ver", w.ID().String(), "remark", id, map[string]any{"text": "我也看过，确实好了", "photos": []string{token}})
	if a.Status != 200 || a.Message != lang.T(lang.Zh, "phone.done.bare", nil) {
		t.Errorf("as a remark: %d %s", a.Status, a.raw)
	}
	open := w.Assigned()
	w.Give("clerk", open, &matter.Sign{})
	if a = w.entry("ver", w.ID().String(), "remark", open,
		map[string]any{"text": "还没动工", "photos": []string{token}}); a.Status != 200 || len(w.Truth(open).Photos) != 1 {
		t.Errorf("a remark with a photo on an open matter: %d %s", a.Status, a.raw)
	}
}

// TestWhose refuses to send under another name, without a login and before the first password is changed.
func TestWhose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ask("ins", "GET", "/field/day", nil)
	r := httptest.NewRequest("GET", "/field/day", nil)
	r.Header.Set("Authorization", "Bearer "+w.tokens["ins"])
	r.Header.Set("Xiaohao-Person", fmt.Sprint(w.Who["pal"].Person))
	r.Header.Set("Xiaohao-Lang", "en")
	if a := w.serve(r); a.Status != 409 || a.Code != "other_person" || !strings.Contains(a.Title, "督查") {
		t.Errorf("for somebody else: %d %s", a.Status, a.raw)
	}
	if a := w.ask("", "GET", "/field/day", nil); a.Status != 401 || a.Code != "login_needed" {
		t.Errorf("without a login: %d %s", a.Status, a.raw)
	}
	w.Advance(400 * 24 * time.Hour)
	if a := w.entry("ins", w.ID().String(), "report", 0,
		map[string]any{"area": citytest.Village.String(), "text": "x"}); a.Status != 401 {
		t.Errorf("with a login that has expired: %d %s", a.Status, a.raw)
	}
	p, _ := w.Org().PersonByLogin("pal")
	if err := w.Auth.SetPassword(context.Background(), p, password, true); err != nil {
		t.Fatal(err)
	}
	s, err := w.Auth.Login(context.Background(), w.Org(), "pal", password, org.Meta{})
	if err != nil {
		t.Fatal(err)
	}
	w.tokens["pal"] = s.Token
	if a := w.ask("pal", "GET", "/field/day", nil); a.Status != 403 || a.Code != "password_first" {
		t.Errorf("before the first password is changed: %d %s", a.Status, a.raw)
	}
}

// TestRefusals are entries that the server cannot take: each has a code that the phone knows and a sentence for a
// person, in his language.
func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.Assigned()
	v := w.visit(w.points[0])
	v["answers"] = []map[string]any{{"item": "1.1", "result": "fail", "note": "垃圾"}}
	for _, c := range []struct {
		login, kind string
		matter      int64
		body        map[string]any
		status      int
		code, field string
	}{
		{"ins", "report", 0, map[string]any{"area": "43", "text": "x"}, 422, "area_unknown", "area"},
		{"ins", "report", 0, map[string]any{"area": citytest.Village.String(), "text": " "}, 422,
			"text_missing", "text"},
		{"ins", "report", 0, map[string]any{"area": citytest.Village.String(), "text": "x", "photos": []string{"none"}},
			422, "upload_unknown", "photos"},
		{"ins", "report", 0, map[string]any{"area": citytest.Village.String(), "text": "x", "lat": 91, "lng": 0}, 422,
			"coordinates_range", "lat"},
		{"ins", "dance", id, map[string]any{}, 422, "command_unknown", "kind"},
		{"ins", "fixed", 0, map[string]any{}, 404, "matter_missing", ""},
		{"ins", "fixed", 99999, map[string]any{"text": "x"}, 404, "matter_missing", ""},
		{"clerk", "fixed", id, map[string]any{"text": "x"}, 409, "meanwhile", ""},
		{"ins", "inspection", 0, map[string]any{"point": 7777777}, 422, "inspection_point", "point"},
		{"ins", "inspection", 0, v, 422, "", ""},
		{"pal", "inspection", 0, v, 403, "round_others", "point"},
	} {
		a := w.entry(c.login, w.ID().String(), c.kind, c.matter, c.body)
		if a.Status != c.status || c.code != "" && (a.Code != c.code || a.Field != c.field) ||
			strings.TrimSpace(a.Title) == "" || strings.Contains(a.Title, "fault.") {
			t.Errorf("%s %v: %d %s, want %d %s on %q", c.kind, c.body, a.Status, a.raw, c.status, c.code, c.field)
		}
	}
	for body, code := range map[string]string{`{"id":"7"}`: "command_id",
		fmt.Sprintf(`{"id":%q,"kind":"report"}`, w.ID()): "date_form", `{`: "try_again", `[]`: "json_broken"} {
		if a := w.ask("ins", "POST", "/field/entries", []byte(body)); a.Code != code {
			t.Errorf("%s: %s, want %s", body, a.raw, code)
		}
	}
	if n := len(w.matters()); n != 1 {
		t.Errorf("%d matters after refusals only", n)
	}
}

// TestPieces sends a photo in pieces that come twice, out of order, after a gap and under another sum; what is whole
// stays whole.
func TestPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	whole, id := w.Photo().Bytes(), w.ID().String()
	n := len(whole)
	for i, step := range []struct {
		from, to int
		got      int
	}{{n / 2, n, 0}, {0, n / 3, n / 3}, {0, n / 3, n / 3}, {n / 2, n, n / 3}, {n / 3, n / 2, n / 2},
		{n / 3, n / 2, n / 2}} {
		if a := w.piece("ins", id, whole, step.from, step.to, nil); a.Status != 200 ||
			a.Got != int64(step.got) || a.Token != "" {
			t.Fatalf("piece %d: %d %s, want %d bytes there", i, a.Status, a.raw, step.got)
		}
	}
	if a := w.ask("ins", "GET", "/field/uploads/"+id, nil); a.Got != int64(n/2) {
		t.Errorf("after a break %s", a.raw)
	}
	if a := w.ask("pal", "GET", "/field/uploads/"+id, nil); a.Got != 0 {
		t.Errorf("another person's upload is seen: %s", a.raw)
	}
	other := bytes.Clone(whole)
	other[n-1]++
	if a := w.piece("ins", id, other, n/2, n, nil); a.Code != "upload_other" {
		t.Errorf("another photo under the same id: %s", a.raw)
	}
	first := w.piece("ins", id, whole, n/2, n, nil)
	if first.Token == "" {
		t.Fatal(first.raw)
	}
	for range 9 {
		if a := w.piece("ins", id, whole, 0, n, nil); a.Token != first.Token {
			t.Errorf("again: %s", a.raw)
		}
	}
	for name, b := range map[string][]byte{"text": []byte("no picture at all"), "half": whole[:n/2]} {
		if a := w.piece("ins", w.ID().String(), b, 0, len(b), nil); a.Status != 422 ||
			a.Field != "photos" || a.Title == "" {
			t.Errorf("%s: %d %s", name, a.Status, a.raw)
		}
	}
}

// TestBeside keeps what the phone said of a photo whose file says nothing, and leaves a camera's word as it is.
func TestBeside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.off = 2 * 24 * 3600e6
	at := w.Now() - 1800e6
	for told, want := range map[string]calendar.Instant{matter.ByPhone: at.Plus(-w.off), matter.ByCamera: at} {
		a := w.entry("ins", w.ID().String(), "report", 0,
			map[string]any{"area": citytest.Village.String(), "text": told,
				"photos": []string{w.photo("ins", url.Values{"told": {told}, "taken": {fmt.Sprint(at)}, "lat": {"26.5"},
					"lng": {"112.5"}})}})
		p := w.Truth(a.Matter).Photos[0]
		if p.Told != told || p.TakenAt != want || p.Lat == nil || *p.Lat != 26.5 {
			t.Errorf("%s: %+v, want taken at %d", told, p, want)
		}
	}
	a := w.entry("ins", w.ID().String(), "report", 0,
		map[string]any{"area": citytest.Village.String(), "text": "x",
			"photos": []string{w.photo("ins", url.Values{"lat": {"95"}, "lng": {"x"}, "taken": {"-5"}})}})
	if p := w.Truth(a.Matter).Photos[0]; p.Lat != nil || p.TakenAt != 0 {
		t.Errorf("nonsense beside a photo was kept: %+v", p)
	}
}
