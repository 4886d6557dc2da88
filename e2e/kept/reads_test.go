package kept_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"xiaohao/faces"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// everyone are those who ask for every address, "" somebody unknown.
var everyone = []string{"", "supervisor", "clerk", "admin", "inspector"}

// noted are the events that looking at something leaves: that somebody opened a person's need, which the law of the
// house wants written down.
var noted = []event.Type{matter.TypeRead}

// TestReadingWritesNothing asks for every address that can be read, of the pages, the JSON interface and the field app,
// as somebody logged in and as somebody unknown, and holds every table of the database against what it was: nothing is
// another, but when a session was last seen and, of a person's need, that it was looked at.
func TestReadingWritesNothing(t *testing.T) {
	c := fresh(t)
	s := serving(t, c)
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(c.data, "xiaohao.db"), store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	all := addresses(t)
	for _, a := range all {
		if a.login != "" {
			s.token(t, a.login)
		}
	}
	w := &watched{t: t, db: db}
	w.settle()
	var silent []asked
	for _, a := range all {
		before := w.head()
		s.ask(t, request{login: a.login, method: "GET", path: a.escaped(), page: !strings.HasPrefix(a.path, "/api/")})
		if types := w.since(before); len(types) == 0 {
			silent = append(silent, a)
		} else if slices.ContainsFunc(types, func(x event.Type) bool { return !slices.Contains(noted, x) }) {
			t.Errorf("%s, asked by %q, writes %v", a.path, a.login, types)
		}
	}
	w.settle()
	before := w.tables()
	for _, a := range silent {
		s.ask(t, request{login: a.login, method: "GET", path: a.escaped(), page: !strings.HasPrefix(a.path, "/api/")})
	}
	w.settle()
	for name, is := range w.tables() {
		if is != before[name] {
			t.Errorf("the table %s is another after %d looks", name, len(silent))
		}
	}
	if len(silent) < 500 {
		t.Errorf("only %d looks", len(silent))
	}
}

// addresses is everything that can be read: what is kept of the pages and the interface, and every pattern of a route,
// asked by everyone.
func addresses(t *testing.T) []asked {
	all := append(listed(t, "json.txt"), listed(t, "pages.txt")...)
	var paths []string
	for _, room := range faces.Rooms() {
		for _, x := range room.Routes {
			if path, get := strings.CutPrefix(x.Pattern, "GET "); get {
				paths = append(paths, path)
			}
		}
	}
	var doc struct{ Paths map[string]map[string]any }
	if err := yaml.Unmarshal(described(t), &doc); err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths {
		if item["get"] != nil {
			paths = append(paths, path)
		}
	}
	paths = append(paths, "/field", "/field/", "/field/day", "/field/manifest.webmanifest", "/field/uploads/{id}",
		"/readyz", "/healthz")
	k := kept(t)
	fill := strings.NewReplacer("{$}", "", "{code}", k.Receipts[0], "{receipt}", k.Receipts[0], "{list}", "problem",
		"{file}", "export.csv", "{area}", "430405000000", "{unit}", "215", "{figure}", "on_time", "{seq}", "3085",
		"{photo}", "4027c81515b5cf976762d809c20c69c9ce8535d53fad0f503a3ddb72ed2fda02")
	for _, path := range paths {
		id := strconv.FormatInt(k.M1, 10)
		switch {
		case strings.Contains(path, "campaign"):
			id = strconv.FormatInt(k.Campaign, 10)
		case strings.Contains(path, "round"):
			id = strconv.FormatInt(k.Round, 10)
		}
		for _, login := range everyone {
			all = append(all, asked{login: login, path: strings.ReplaceAll(fill.Replace(path), "{id}", id)})
		}
	}
	return all
}

// watched is the database of a city at work.
type watched struct {
	t  *testing.T
	db *store.DB
}

func (w *watched) head() (seq int64) {
	w.t.Helper()
	err := w.db.Read().QueryRow(context.Background(), "SELECT MAX(seq) FROM events").Scan(&seq)
	if err != nil {
		w.t.Fatal(err)
	}
	return seq
}

// since are the types of the events behind one.
func (w *watched) since(seq int64) (out []event.Type) {
	w.t.Helper()
	err := store.Each(context.Background(), w.db.Read(), func(rows *sql.Rows) error {
		var x event.Type
		err := rows.Scan(&x)
		out = append(out, x)
		return err
	}, "SELECT type FROM events WHERE seq > $1", seq)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// settle waits until what the program does by the clock has come to rest.
func (w *watched) settle() {
	w.t.Helper()
	last, since := "", time.Now()
	for end := time.Now().Add(time.Minute); time.Since(since) < 3*time.Second; {
		if now := fmt.Sprint(w.tables()); now != last {
			last, since = now, time.Now()
		}
		if time.Now().After(end) {
			w.t.Fatal("the program does not come to rest")
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// tables are digests of all tables, without what says who is at work and when somebody was last seen.
func (w *watched) tables() map[string]string {
	w.t.Helper()
	ctx, out := context.Background(), map[string]string{}
	list, err := store.Tables(ctx, w.db.Read())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, x := range list {
		columns := slices.DeleteFunc(slices.Clone(x.Columns), func(c string) bool { return c == "seen" })
		if x.Name == "leases" {
			continue
		}
		h := sha256.New()
		err := store.Each(ctx, w.db.Read(), func(rows *sql.Rows) error {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range into {
				into[i] = &values[i]
			}
			err := rows.Scan(into...)
			fmt.Fprintln(h, values...)
			return err
		}, "SELECT "+strings.Join(columns, ", ")+" FROM "+x.Name+" ORDER BY "+strings.Join(x.Key, ", "))
		if err != nil {
			w.t.Fatal(err)
		}
		out[x.Name] = hex.EncodeToString(h.Sum(nil))
	}
	return out
}
