package e2e

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"xiaohao/app"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const aDay = int64(24 * 3600e6)

// xiaohao runs the program in English on a clock that is some microseconds ahead, and gives the exit code, what it
// printed and what it said.
func xiaohao(t *testing.T, ahead int64, args ...string) (code int, out, said string) {
	t.Helper()
	var o, e bytes.Buffer
	p := app.System()
	now := p.Now
	p.Out, p.Err, p.Env, p.Now = &o, &e, english, func() calendar.Instant { return now().Plus(ahead) }
	code = p.Run(args)
	return code, o.String(), o.String() + e.String()
}

// sealed seals a city and gives the seal as it would be kept outside.
func sealed(t *testing.T, data string, ahead int64) string {
	t.Helper()
	code, out, said := xiaohao(t, ahead, "seal", "-data", data)
	if code != app.OK {
		t.Fatalf("seal: exit %d %s", code, said)
	}
	return out
}

// holds wants verify to say yes, or no with all of some words.
func holds(t *testing.T, what string, want int, words []string, args ...string) {
	t.Helper()
	code, _, said := xiaohao(t, aDay, append([]string{"verify"}, args...)...)
	if code != want {
		t.Errorf("%s: exit %d, want %d: %s", what, code, want, said)
	}
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("%s: %q is not in %s", what, w, said)
		}
	}
}

func keptFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kept.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestForge plays whoever has the database, the key and this program: he rewrites or cuts off history, computes every
// hash anew, makes the views and the city's own seals again. Nothing that lies in the folder betrays him; yesterday's
// seal, kept outside, does.
func TestForge(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // its city is a file, whatever the others run on
	}
	whole := filepath.Join(t.TempDir(), "city")
	smallCity(t, whole)
	yesterday := sealed(t, whole, 0)
	// the server seals by itself when the day begins: the receipt is of an entry behind that
	var last struct{ Seq int64 }
	if err := json.Unmarshal([]byte(yesterday), &last); err != nil {
		t.Fatal(err)
	}
	_, entry, _ := xiaohao(t, 0, "seal", "-data", whole, "-proof", strconv.FormatInt(last.Seq, 10))
	if code, _, said := xiaohao(t, aDay, "user", "-data", whole, "-password", password, "-name", "李",
		"add", "li.na"); code != app.OK {
		t.Fatal(said)
	}
	today := sealed(t, whole, aDay)
	seals, receipt := keptFile(t, yesterday), keptFile(t, entry)
	holds(t, "the whole city", app.OK, []string{"kept outside hold: 1", fmt.Sprintf("entry %d", last.Seq)},
		"-data", whole, "-seals", seals, "-receipt", receipt)
	holds(t, "the whole city with both", app.OK, []string{"kept outside hold: 2"}, "-data", whole,
		"-seals", keptFile(t, yesterday+today))

	for what, c := range map[string]struct {
		forge func(t *testing.T, tx *store.Tx)
		words []string
	}{
		"a body rewritten": {rewrite, []string{"rewritten", "another hash"}},
		"the end cut off":  {cutOff, []string{"cut off"}},
	} {
		t.Run(what, func(t *testing.T) {
			city := copyCity(t, whole)
			change(t, city, func(tx *store.Tx) error {
				c.forge(t, tx)
				recompute(t, tx)
				return tx.Script(context.Background(), "DELETE FROM seals; DELETE FROM seal_last; "+
					"DELETE FROM opendata; DELETE FROM opendata_shut") // a snapshot names an event behind the end
			})
			if code, _, said := xiaohao(t, 0, "rebuild", "-data", city); code != app.OK {
				t.Fatal(said)
			}
			anew := sealed(t, city, 0)
			holds(t, "without the seal", app.OK, nil, "-data", city)
			holds(t, "with a seal made after", app.OK, nil, "-data", city, "-seals", keptFile(t, anew))
			holds(t, "with yesterday's seal", app.Failed, append(c.words, "outside: the seal at event"), "-data", city,
				"-seals", seals)
			holds(t, "with a receipt", app.Failed, c.words, "-data", city, "-receipt", receipt)
		})
	}

	t.Run("own seals not made anew", func(t *testing.T) { staleSeals(t, whole) })
	t.Run("a stranger's key", func(t *testing.T) { strangersKey(t, whole, seals) })
}

// staleSeals forges and leaves the city's own seals as they were: even the plain verify sees it.
func staleSeals(t *testing.T, whole string) {
	city := copyCity(t, whole)
	change(t, city, func(tx *store.Tx) error { rewrite(t, tx); recompute(t, tx); return nil })
	if code, _, said := xiaohao(t, 0, "rebuild", "-data", city); code != app.OK {
		t.Fatal(said)
	}
	holds(t, "plain", app.Failed, []string{"seals: "}, "-data", city)
}

// strangersKey makes the city's own seals anew with a key that yesterday's does not vouch for.
func strangersKey(t *testing.T, whole, seals string) {
	city := copyCity(t, whole)
	change(t, city, func(tx *store.Tx) error {
		return tx.Script(context.Background(), "DELETE FROM seals; DELETE FROM seal_last")
	})
	if err := os.Remove(filepath.Join(city, "seal.key")); err != nil {
		t.Fatal(err)
	}
	sealed(t, city, aDay)
	holds(t, "without the seal", app.OK, nil, "-data", city)
	holds(t, "with yesterday's seal", app.Failed, []string{"another key"}, "-data", city, "-seals", seals)
}

// rewrite changes what a resident reported.
func rewrite(t *testing.T, tx *store.Tx) {
	t.Helper()
	n, err := tx.Exec(context.Background(), `UPDATE events SET body = replace(body, '路灯不亮 1', '路灯很亮 1')
		WHERE type = 'matter.reported' AND body LIKE '%路灯不亮 1%'`)
	if err != nil || n != 1 {
		t.Fatalf("%d rows: %v", n, err)
	}
}

// cutOff takes away all but the first half of the commands.
func cutOff(t *testing.T, tx *store.Tx) {
	t.Helper()
	ctx := context.Background()
	var from int64
	if err := tx.QueryRow(ctx, "SELECT max(first) FROM commands WHERE first < 8").Scan(&from); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"DELETE FROM events WHERE seq >= $1", "DELETE FROM commands WHERE first >= $1",
		"UPDATE cursors SET seq = $1 - 1 WHERE seq >= $1", "UPDATE pattern_pass SET seq = $1 - 1 WHERE seq >= $1",
		"UPDATE reckonings SET policy = $1 - 1 WHERE policy >= $1",
		"UPDATE release_rules SET seq = $1 - 1 WHERE seq >= $1", "DELETE FROM inbox_reads WHERE seq >= $1",
		"DELETE FROM contacts WHERE $1 > 0 AND command NOT IN (SELECT id FROM commands)",
		"DELETE FROM case_keys WHERE $1 > 0 AND command NOT IN (SELECT id FROM commands)",
		"DELETE FROM case_turns WHERE $1 > 0 AND command NOT IN (SELECT id FROM commands)",
		"DELETE FROM sealed_words WHERE $1 > 0 AND command NOT IN (SELECT id FROM commands)",
		"DELETE FROM help_marks WHERE matter >= $1"} {
		if _, err := tx.Exec(ctx, text, from); err != nil {
			t.Fatal(err)
		}
	}
}

// recompute makes all hashes and the head row anew. It is the page of code by which anybody can check a ledger,
// written apart from package ledger.
func recompute(t *testing.T, tx *store.Tx) {
	t.Helper()
	ctx := context.Background()
	cols, rows, err := readRows(tx, "events")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(cols, " "); got != "city seq at type subject actor command body hash" {
		t.Fatal(got)
	}
	field := func(b []byte, v any) []byte {
		switch x := v.(type) {
		case int64:
			return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), uint64(x))
		case string:
			return append(binary.BigEndian.AppendUint32(b, uint32(len(x))), x...)
		case []byte:
			return append(binary.BigEndian.AppendUint32(b, uint32(len(x))), x...)
		}
		t.Fatalf("a %T", v)
		return nil
	}
	hash := sm3.Sum(binary.BigEndian.AppendUint64([]byte("xiaohao"), uint64(rows[0].vals[0].(int64))))
	for _, r := range rows {
		b := hash[:]
		for _, v := range r.vals[:8] {
			b = field(b, v)
		}
		hash = sm3.Sum(b)
		if _, err := tx.Exec(ctx, "UPDATE events SET hash = $1 WHERE city = $2 AND seq = $3", hash[:],
			r.vals[0], r.vals[1]); err != nil {
			t.Fatal(err)
		}
	}
	last := rows[len(rows)-1].vals
	if _, err := tx.Exec(ctx, "UPDATE heads SET seq = $1, at = $2, hash = $3", last[1], last[2], hash[:]); err != nil {
		t.Fatal(err)
	}
}
