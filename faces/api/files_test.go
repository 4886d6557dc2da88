package api_test

import (
	"fmt"
	"testing"

	"xiaohao/faces/gate"
)

// files hangs a file on a matter, finds it and fetches it.
func (o *office) files() {
	o.t.Helper()
	m := o.must("disp", "POST", "/api/v1/matters", map[string]any{"id": o.id().String(),
		"body": map[string]any{"area": "430405000000", "text": "占道经营", "source": "inspector"}})["matter"]
	at := fmt.Sprintf("/api/v1/matters/%v/files", m)
	octets := []string{"Content-Type", "application/octet-stream"}
	send := at + "?id=" + o.id().String() + "&name=a.txt"
	f := o.must("disp", "POST", send, "已清理", octets...)
	if f["kind"] != "text" || f["name"] != "a.txt" || f["matter"] != m {
		o.t.Errorf("%v", f)
	}
	if again := o.must("disp", "POST", send, "已清理", octets...); again["id"] != f["id"] {
		o.t.Errorf("the same id again: %v", again)
	}
	if again := o.must("disp", "POST", at+"?id="+o.id().String()+"&name=b.txt", "已清理",
		octets...); again["id"] != f["id"] || again["again"] != true {
		o.t.Errorf("the same bytes again: %v", again)
	}
	if list := o.must("disp", "GET", at, nil)["files"].([]any); len(list) != 1 {
		o.t.Errorf("%v", list)
	}
	w := o.ask("disp", "GET", fmt.Sprintf("%s/%.0f", at, f["id"]), nil)
	if w.Code != 200 || w.Body.String() != "已清理" {
		o.t.Errorf("%d %s", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Disposition":    `attachment; filename="file"; filename*=UTF-8''a.txt`,
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"} {
		if got := w.Header().Get(name); got != want {
			o.t.Errorf("%s: %q", name, got)
		}
	}
	if w := o.ask("disp", "POST", at+"?id="+o.id().String()+"&name=c.txt", "机密★10年", octets...); w.Code != 422 {
		o.t.Errorf("a state secret: %d %s", w.Code, w.Body)
	}
}

// TestFiles: hanging a file on a matter by a program, and fetching it.
func TestFiles(t *testing.T) {
	t.Parallel()
	o := newOffice(t, gate.Options{TrustLoopback: true})
	o.login("disp")
	o.files()
}
