package open311_test

import (
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var example = regexp.MustCompile(`(?m)^GET /open311(\S+)(?: => (\d+))?$`)

// TestDocs: every example of docs/open311.md is answered as it says.
func TestDocs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.listed("fac.lamp", "路灯不亮") // the examples call it 1
	w.out(id, "路灯", "不亮")
	raw, err := os.ReadFile("../../docs/open311.md")
	if err != nil {
		t.Fatal(err)
	}
	all := example.FindAllStringSubmatch(string(raw), -1)
	if len(all) < 15 {
		t.Fatalf("%d examples: the search is broken", len(all))
	}
	for _, m := range all {
		want := http.StatusOK
		if m[2] != "" {
			want, _ = strconv.Atoi(m[2])
		}
		path := strings.Replace(m[1], "/requests/1.", "/requests/"+strconv.FormatInt(id, 10)+".", 1)
		if a := w.get(path); a.status != want {
			t.Errorf("%s: %d, want %d: %s", m[1], a.status, want, a.body)
		}
	}
}
