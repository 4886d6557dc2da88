package api_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"xiaohao/faces/gate"
)

// TestNoReceiptInTheLog: when something goes wrong on our side the log names the route and not the code in its path.
func TestNoReceiptInTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	o := newOffice(t, gate.Options{TrustLoopback: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	code := o.must("", "POST", "/api/v1/reports", map[string]any{"id": o.id().String(), "area": "430405000000",
		"text": "路灯不亮"})["receipt"].(string)
	if err := o.db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "/history", "/photos/x"} {
		if w := o.ask("", "GET", "/api/v1/reports/"+code+path, nil); w.Code < 500 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if s := log.String(); strings.Contains(s, code) || strings.Contains(s, code[:8]) {
		t.Errorf("the log has the receipt's code:\n%s", s)
	}
}
