package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaohao/app"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestTamper alters, deletes and puts in what nobody made, in every table that the schema has, one thing at a time, and
// wants the proof to name it. The tables are those of city.Unproven aside. All of it happens in one transaction that is
// never committed.
func TestTamper(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "city")
	smallCity(t, whole)
	if code, said := verify(whole); code != app.OK {
		t.Fatalf("the whole city: exit %d %s", code, said)
	}
	dsn := "sqlite:" + filepath.Join(whole, "xiaohao.db")
	if storetest.OnServer() {
		file := dsn
		dsn = storetest.ServerDSN(t)
		must(t, "move", "-data", whole, "-from", file, "-to", dsn)
	}
	secret, err := os.ReadFile(filepath.Join(whole, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	inside(t, dsn, func(m *tampering) {
		m.secret = secret
		m.filled()
		if found := m.proved(nil); len(found) > 0 {
			t.Fatalf("the whole city: %v", found)
		}
		m.alter()
		m.remove()
		m.insert()
		m.schema()
	})
	if !storetest.OnServer() {
		for _, x := range indexes {
			t.Run(x.name, func(t *testing.T) { tamperSearch(t, whole, x) })
		}
		t.Run("photos", func(t *testing.T) { tamperPhotos(t, whole) })
	}
}

// makeSmallCity makes a round and the loop once, through the real program's interface.
func makeSmallCity(t *testing.T, data string) {
	t.Helper()
	rehearsed(t, data)
	atOnce(t, data)
	c := newCity(t, data)
	for i := range 4 {
		p := c.must("", "POST", "/api/v1/photos", picture(i)).at("token")
		c.must("", "POST", "/api/v1/reports", map[string]any{"id": newID(), "area": "430405001000", "place": "市场",
			"text": fmt.Sprintf("路灯不亮 %d", i), "lat": 26.9, "lng": 112.6, "photos": []string{p}})
	}
	c.must("all", "POST", "/api/v1/matters", map[string]any{"id": newID(),
		"body": map[string]any{"area": "430405000000", "text": "巡查发现占道", "source_no": "X-1", "lat": 26.9,
			"lng": 112.6}})
	w := c.must("all", "GET", "/api/v1/matters?sort=new", nil)
	ids := []string{w.at("matters.0.id"), w.at("matters.1.id"), w.at("matters.2.id"), w.at("matters.3.id")}
	give := func(who, id, command string, body map[string]any) {
		c.must(who, "POST", "/api/v1/matters/"+id+"/commands",
			map[string]any{"id": newID(), "command": command, "body": body})
	}
	unit := c.must("all", "GET", "/api/v1/units?q=cg", nil).at("units.0.id")
	for _, id := range ids[:3] {
		give("all", id, "list", map[string]any{"category": "fac.lamp"})
		give("all", id, "follow", map[string]any{})
		give("all", id, "assign", map[string]any{"lead": number(unit)})
	}
	give("clerk", ids[0], "sign", map[string]any{})
	p := c.must("clerk", "POST", "/api/v1/photos", picture(9)).at("token")
	give("clerk", ids[0], "fix", map[string]any{"note": "换了", "photos": []string{p}})
	give("ver", ids[0], "strike_off", map[string]any{"note": "亮了"})
	followed(t, data)
	c.must("", "POST", "/api/v1/reports", map[string]any{"id": newID(), "area": "430405001000", "place": "市场",
		"text": "路灯又不亮", "lat": 26.9, "lng": 112.6})
	back := c.must("all", "GET", "/api/v1/matters?sort=new", nil).at("matters.0.id")
	give("all", back, "list", map[string]any{"category": "fac.lamp"})
	if n := len(c.must("all", "GET", "/api/v1/matters/"+back, nil).at("recurrent.of.0.matter")); n == 0 {
		t.Fatal("the lamp did not come back")
	}
	decided(c, give)
	r := c.must("", "POST", "/api/v1/reports", map[string]any{"id": newID(), "area": "430405001000",
		"text": "也是路灯，我的电话 13812345678"}).at("receipt")
	c.must("", "POST", "/api/v1/reports/"+r+"/commands", map[string]any{"id": newID(), "command": "me_too"})
	plan := map[string]any{"name": "自查", "scope": "430405000000", "categories": []string{"fac.lamp"},
		"deadline": calendar.Of(time.Now().Add(24 * time.Hour)), "text": "逐灯查"}
	selfCheck := c.must("all", "POST", "/api/v1/campaigns", map[string]any{"id": newID(), "body": plan}).at("campaign")
	c.must("all", "POST", "/api/v1/campaigns/"+selfCheck+"/instructions",
		map[string]any{"id": newID(), "body": map[string]any{"area": "430405000000", "text": "报齐"}})
	c.must("ver", "PUT", "/api/v1/me/leave", map[string]any{"id": newID(), "deputy": "all", "from": 1, "to": 2})
	followed(t, data)
	c.end()
	shown(t, data, parsed(t, ids[0]), parsed(t, ids[1]))
	offices(t, data)
	ground(t, data)
	sealed(t, data, 0)
}

// decided has a person decide: exposed rubbish is on the list, an advertisement is spam, and nobody has read of a tree.
func decided(c *testCity, give func(who, id, command string, body map[string]any)) {
	c.t.Helper()
	at := map[string]any{"area": "430405001000", "text": "路口有一堆垃圾", "lat": 26.9, "lng": 112.6}
	rubbish := c.must("all", "POST", "/api/v1/matters", map[string]any{"id": newID(), "body": at}).at("matter")
	give("all", rubbish, "list", map[string]any{"category": "env.rubbish"})
	report := func(text string) {
		c.must("", "POST", "/api/v1/reports", map[string]any{"id": newID(), "area": "430405001000", "text": text})
	}
	report("高价回收旧手机旧家电，专业开锁换锁，随叫随到")
	spam := c.must("all", "GET", "/api/v1/matters?sort=new", nil).at("matters.0.id")
	give("all", spam, "decline", map[string]any{"reason": "广告", "spam": true})
	report("小区北门对面的绿化带有一棵大树倒了，压坏了栏杆")
}

// followed waits until everything that follows the ledger has come to its end; what has not, verify does not compare.
func followed(t *testing.T, data string) {
	t.Helper()
	db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(data, "xiaohao.db"),
		store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for n := 1; n != 0; time.Sleep(20 * time.Millisecond) {
		if err := db.Read().QueryRow(context.Background(),
			"SELECT count(*) FROM cursors AS c, heads AS h WHERE c.seq < h.seq AND c.name NOT LIKE 'view/%'").
			Scan(&n); err != nil {
			t.Fatal(err)
		}
	}
}

// verify runs xiaohao verify.
func verify(data string) (int, string) {
	var out bytes.Buffer
	p := app.System()
	p.Out, p.Err, p.Env = &out, &out, english
	return p.Run([]string{"verify", "-data", data, "-most", "10000"}), out.String()
}

// copyCity copies a city that nobody has open.
func copyCity(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// change runs statements on a city's database, behind the program's back.
func change(t *testing.T, data string, fn func(tx *store.Tx) error) {
	t.Helper()
	inFile(t, filepath.Join(data, "xiaohao.db"), fn)
}

// inFile runs statements on a database file.
func inFile(t *testing.T, file string, fn func(tx *store.Tx) error) {
	t.Helper()
	db, err := store.Open(context.Background(), "sqlite:"+file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// row is a table's row.
type row struct{ vals []any }

func readRows(tx *store.Tx, table string) ([]string, []row, error) {
	rs, err := tx.Query(context.Background(), "SELECT * FROM "+table)
	if err != nil {
		return nil, nil, err
	}
	defer rs.Close()
	cols, err := rs.Columns()
	var out []row
	for err == nil && rs.Next() {
		r := row{vals: make([]any, len(cols))}
		into := make([]any, len(cols))
		for i := range into {
			into[i] = &r.vals[i]
		}
		err = rs.Scan(into...)
		out = append(out, r)
	}
	return cols, out, err
}

func texts(tx *store.Tx, text string) ([]string, error) {
	rs, err := tx.Query(context.Background(), text)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []string
	for rs.Next() {
		var s sql.NullString
		if err := rs.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s.String)
	}
	return out, rs.Err()
}

// copied is a copy of a database file that nobody has open.
func copied(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	to := filepath.Join(t.TempDir(), "copy.db")
	if err = errors.Join(err, os.WriteFile(to, b, 0o600)); err != nil {
		t.Fatal(err)
	}
	return to
}

// finds is what a search of an index for each word finds.
func finds(t *testing.T, file, index string, words []string) string {
	t.Helper()
	var all strings.Builder
	inFile(t, file, func(tx *store.Tx) error {
		for _, w := range words {
			ids, err := texts(tx, fmt.Sprintf(`SELECT rowid FROM %[1]s WHERE %[1]s MATCH '"%[2]s"' ORDER BY rowid`,
				index,
				strings.ReplaceAll(w, "'", "''")))
			if err != nil {
				return err
			}
			fmt.Fprintln(&all, w, ids)
		}
		return nil
	})
	return all.String()
}

// tamperPhotos turns over a byte of each file, and wants each to be named.
func tamperPhotos(t *testing.T, whole string) {
	city, names := copyCity(t, whole), []string(nil)
	err := fs.WalkDir(os.DirFS(filepath.Join(city, "blobs")), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		names = append(names, filepath.Base(name))
		path := filepath.Join(city, "blobs", name)
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
		return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, b, 0o600))
	})
	if err != nil || len(names) < 15 {
		t.Fatalf("%d photos: %v", len(names), err)
	}
	code, said := verify(city)
	for _, name := range names {
		if code == app.OK || !strings.Contains(said, name) {
			t.Errorf("photo %s: exit %d, %s", name, code, said)
		}
	}
}
