package browser

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// TestDemosKeyPosts: a program with the demo's key reports, and anybody reads it back at once, word for word; a service
// that waits for a person answers a token.
func TestDemosKeyPosts(t *testing.T) {
	t.Parallel()
	at, err := base()
	if err != nil {
		t.Fatal(err)
	}
	if dataDir == "" {
		t.Skip("the demo city of somebody else: its key is not known here")
	}
	var demo struct {
		Open311 string
		Logins  []struct{ Login, Password, Post string }
	}
	file := filepath.Join(dataDir, "demo.json")
	raw, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(raw, &demo) != nil || len(demo.Logins) != 11 || demo.Logins[0].Password == "" {
		t.Fatalf("%v: %s", err, raw)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("who may read the key: %v %v", info.Mode(), err)
	}
	answer := func(res *http.Response, err error) map[string]any {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		var out []map[string]any
		if err != nil || res.StatusCode != http.StatusOK || json.Unmarshal(b, &out) != nil || len(out) != 1 {
			t.Fatalf("%d %s %v", res.StatusCode, b, err)
		}
		return out[0]
	}
	words := "<b>垃圾桶</b>满了 & 没人清运；\n请处理"
	form := url.Values{"api_key": {demo.Open311}, "service_code": {"env.bin"}, "lat": {"26.87"}, "long": {"112.62"},
		"description": {words}}
	taken := answer(http.PostForm(at+"/open311/v2/requests.json", form))
	id, known := taken["service_request_id"].(string)
	if !known {
		t.Fatalf("it has no number: %v", taken)
	}
	if got := answer(http.Get(at + "/open311/v2/requests/" + id + ".json"))["description"]; got != words {
		t.Errorf("%q came back", got)
	}
	form.Set("service_code", "fac.lamp")
	if got := answer(http.PostForm(at+"/open311/v2/requests.json", form)); got["token"] == nil {
		t.Errorf("nobody has looked at it yet: %v", got)
	}
}
