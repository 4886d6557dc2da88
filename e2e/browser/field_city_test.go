package browser

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// newID is the id of a command.
func newID(t *testing.T) string {
	t.Helper()
	id, err := ledger.NewID(calendar.Of(time.Now()), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// give gives a command by the API and fails the test when it is refused.
func (s *seen) give(id int64, command string, body any) {
	s.t.Helper()
	s.call("POST", fmt.Sprintf("/api/v1/matters/%d/commands", id),
		map[string]any{"id": newID(s.t), "command": command, "body": body}, nil)
}

// upload hands in a photo and gives its token.
func (s *seen) upload(file string) string {
	s.t.Helper()
	f, err := os.Open(file)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	r, _ := http.NewRequest("POST", s.url+"/api/v1/photos", f)
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Content-Type", "image/jpeg")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct{ Token string }
	if b, _ := io.ReadAll(resp.Body); json.Unmarshal(b, &out) != nil || out.Token == "" {
		s.t.Fatalf("photo: %d %s", resp.StatusCode, b)
	}
	return out.Token
}

// inHand brings a matter to the point where the unit has signed for it.
func (o *outside) inHand(text string) int64 {
	o.t.Helper()
	disp := o.look("disp")
	var out struct{ Matter int64 }
	o.look("shi").call("POST", "/api/v1/matters", map[string]any{"id": newID(o.t),
		"body": map[string]any{"area": "430405001001", "place": "市场东门", "text": text}}, &out)
	var units struct {
		Units []struct {
			ID   int64
			Code string
		}
	}
	disp.call("GET", "/api/v1/units", nil, &units)
	disp.give(out.Matter, "list", map[string]any{"category": "env.rubbish"})
	for _, u := range units.Units {
		if u.Code == "she" {
			disp.give(out.Matter, "assign", map[string]any{"lead": u.ID})
		}
	}
	o.look("clerk").give(out.Matter, "sign", nil)
	return out.Matter
}

// fixed brings a matter to the point where a verifier must look at it.
func (o *outside) fixed(text string) int64 {
	o.t.Helper()
	id, clerk := o.inHand(text), o.look("clerk")
	clerk.give(id, "fix", map[string]any{"note": "已清运并冲洗", "photos": []string{clerk.upload(photoFile)}})
	return id
}

// kept is what a matter holds, with its first step.
type kept struct {
	ID      int64
	State   string
	Title   string
	Area    string
	FoundAt calendar.Instant `json:"found_at"`
	Photos  []struct {
		ID            string
		Width, Height int
		TakenAt       calendar.Instant `json:"taken_at"`
		Lat, Lng      *float64
	}
	Steps []step `json:"-"`
}

type step struct {
	Type, Name string
	Body       struct {
		Text, Note string
		Outside    *matter.Outside
	}
}

// titled gives the only matter whose title begins like this, with its history.
func (s *seen) titled(begin string) kept {
	s.t.Helper()
	var list struct {
		Matters []struct {
			ID    int64
			Title string
		}
	}
	s.call("GET", "/api/v1/matters?limit=200", nil, &list)
	var out []kept
	for _, m := range list.Matters {
		if strings.HasPrefix(m.Title, begin) {
			out = append(out, s.matter(m.ID))
		}
	}
	if len(out) != 1 {
		s.t.Fatalf("%d matters begin with %q, want one: %+v", len(out), begin, list.Matters)
	}
	return out[0]
}

func (s *seen) matter(id int64) kept {
	s.t.Helper()
	var m kept
	s.call("GET", fmt.Sprintf("/api/v1/matters/%d", id), nil, &m)
	var h struct{ History []step }
	s.call("GET", fmt.Sprintf("/api/v1/matters/%d/history", id), nil, &h)
	m.Steps = h.History
	return m
}
