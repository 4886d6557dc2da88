package e2e

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaohao/app"
	"xiaohao/core/ledger"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
)

// told runs a command and wants an exit code; it gives standard output.
func told(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	p := app.System()
	p.Out, p.Err, p.Env = &out, &said, english
	if code := p.Run(args); code != want {
		t.Fatalf("%s: exit %d, want %d: %s%s", strings.Join(args, " "), code, want, out.String(), said.String())
	}
	return out.String()
}

// TestForgottenStaysSo: personal data is erased on the command line, once and not before its time; a backup of before
// brings it back, and the list that was kept outside has it erased again, after which all is proved.
func TestForgottenStaysSo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	src := policy.Default().Source()
	own := bytes.Replace(src, []byte("archive: {years: 10, backup_days: 90, keepers: [dispatcher, supervisor]}"),
		[]byte("archive: {days: 0, backup_days: 30, keepers: [dispatcher, supervisor]}"), 1)
	if bytes.Equal(src, own) || os.WriteFile(filepath.Join(data, "policy.yaml"), own, 0o600) != nil {
		t.Fatal("no policy")
	}
	c := newCity(t, data)
	id := func() string {
		x, err := ledger.NewID(calendar.Instant(time.Now().UnixMicro()), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return x.String()
	}
	receipt := c.must("", "POST", "/api/v1/reports", map[string]any{"id": id(), "area": "430405001000",
		"text": "路灯不亮", "name": "张三", "phone": "13812345678"}).at("receipt")
	at := []string{"-db", "sqlite:" + filepath.Join(data, "xiaohao.db"), "-data", data}
	forget := append([]string{"forget"}, at...)
	list := c.must("all", "GET", "/api/v1/work", nil)
	var work struct{ Matters []struct{ ID json.Number } }
	if err := json.Unmarshal(list.body, &work); err != nil || len(work.Matters) != 1 {
		t.Fatalf("%s %v", list.body, err)
	}
	matter := work.Matters[0].ID.String()
	c.must("all", "POST", "/api/v1/matters/"+matter+"/commands", map[string]any{"id": id(), "command": "decline",
		"body": map[string]any{"reason": "不属受理范围"}})
	c.end()

	backup := filepath.Join(dir, "before.tar")
	told(t, app.OK, append([]string{"backup"}, append(at, backup)...)...)
	told(t, 3, append(forget, receipt)...) // without a reason
	told(t, 2, append(forget, "-list", receipt)...)
	out := told(t, app.OK, append(forget, "-json", "-reason", "上报人来信", receipt)...)
	if strings.Count(out, "\n") != 1 || !strings.Contains(out, `"backup_days":30`) ||
		!strings.Contains(out, `"ok":true`) {
		t.Errorf("erased: %q", out)
	}
	out = told(t, 3, append(forget, "-json", "-reason", "上报人来信", matter)...)
	if !strings.Contains(out, `"ok":false`) || !strings.Contains(out, "erased already") {
		t.Errorf("erased twice: %q", out)
	}
	gone := filepath.Join(dir, "forgotten.jsonl")
	if err := os.WriteFile(gone, []byte(told(t, app.OK, append(forget, "-list")...)), 0o600); err != nil {
		t.Fatal(err)
	}
	proved(t, app.OK, at...)

	kept, err := os.ReadFile(filepath.Join(data, "forgotten.jsonl"))
	if err != nil || strings.Count(string(kept), "\n") != 1 || strings.Contains(string(kept), "来信") {
		t.Errorf("beside the database: %q %v", kept, err)
	}
	restored(t, filepath.Join(dir, "again"), backup, receipt, gone)
	of := filepath.Join(dir, "itself")
	at = []string{"-db", "sqlite:" + filepath.Join(of, "xiaohao.db"), "-data", of}
	err = os.MkdirAll(of, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(of, "forgotten.jsonl"), kept, 0o600) // left of the city that was lost
	}
	if err != nil {
		t.Fatal(err)
	}
	told(t, app.OK, append([]string{"restore"}, append(at, backup)...)...)
	told(t, app.OK, append([]string{"user"}, append(at, "list")...)...) // whatever opens the city
	proved(t, app.OK, at...)
	if out := told(t, app.OK, append([]string{"forget"}, append(at, "-list")...)...); !strings.Contains(out,
		"restore") {
		t.Errorf("by itself: %q", out)
	}
}

// restored brings a backup back with the list of what was erased since; all is proved, and nothing is left to erase.
func restored(t *testing.T, data, backup, receipt, list string) {
	t.Helper()
	at := []string{"-db", "sqlite:" + filepath.Join(data, "xiaohao.db"), "-data", data}
	out := told(t, app.OK, append([]string{"restore"}, append(at, "-forgotten", list, backup)...)...)
	if !strings.Contains(out, "1 on the list; 1 had come back") {
		t.Errorf("restored: %q", out)
	}
	proved(t, app.OK, at...)
	forget := append([]string{"forget"}, at...)
	told(t, 3, append(forget, "-reason", "上报人来信", receipt)...)
	if out = told(t, app.OK, append(forget, "-again", list)...); !strings.Contains(out, "; 0 ") {
		t.Errorf("again: %q", out)
	}
}
