package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/platform/store"
)

// TestCursorBeyond: a follower whose cursor stands beyond the ledger's end says so and does not sit there silently,
// whether the ledger is opened so or the cursor is moved meanwhile.
func TestCursorBeyond(t *testing.T) {
	t.Parallel()
	db, f := newStore(t), &listener{name: "heard"}
	l := openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{f} })
	must(t, l, says(newID(t), 1, draft("a", 0, nil)))
	catchUp(t, l)
	l.Close()
	far := func() {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Script(t.Context(), "UPDATE cursors SET seq = 99999999")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	far()
	l = openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{f} })
	eventually(t, "the follower says that it cannot go on", func() bool {
		return errors.Is(l.Lag()["heard"].Err, ledger.ErrBeyond)
	})
	if err := l.CatchUp(t.Context()); !errors.Is(err, ledger.ErrBeyond) {
		t.Errorf("waiting for it gives %v", err)
	}
	l.Close()
	if err := ledger.Rebuild(t.Context(), db, ledger.Options{City: city, Now: (&clock{at: 1}).now,
		Followers: []ledger.Follower{f}}, nil); err != nil {
		t.Fatal(err)
	}
	l = openLedger(t, db, func(o *ledger.Options) { o.Followers = []ledger.Follower{f} })
	catchUp(t, l)
	far()
	must(t, l, says(newID(t), 1, draft("a", 0, nil)))
	eventually(t, "the follower says that its cursor was moved away", func() bool {
		return errors.Is(l.Lag()["heard"].Err, ledger.ErrBeyond)
	})
}

// TestStands: what the cursors say that cannot be is told, and how far each follower is behind.
func TestStands(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		told   []string
		behind string
	}{
		"as it is": {"", nil, ""},
		"behind": {"UPDATE cursors SET seq = 1 WHERE name = 'heard'", nil,
			"heard: 2 events behind, at event 1"},
		"never began": {"DELETE FROM cursors WHERE name = 'heard'", nil,
			"heard: it never began, and there are 3 events"},
		"beyond": {"UPDATE cursors SET seq = 4 WHERE name = 'heard'",
			[]string{"heard stands at event 4"}, ""},
		"of nobody":       {"INSERT INTO cursors VALUES (4304, 'ghost.1', 2)", []string{`"ghost.1", at event 2`}, ""},
		"earlier program": {"INSERT INTO cursors VALUES (4304, 'score.1', 2)", nil, ""},
		"a view's": {"UPDATE cursors SET seq = 1 WHERE name = 'view/count'",
			[]string{"view/count stands at"}, ""},
		"a view's is gone": {"DELETE FROM cursors WHERE name = 'view/count'", []string{"view/count is missing"}, ""},
		"being rebuilt":    {"INSERT INTO cursors VALUES (4304, 'rebuild', 2)", []string{"interrupted at event 2"}, ""},
		"another city's":   {"INSERT INTO cursors VALUES (77, 'ghost.1', 99999999)", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := newStore(t)
			o := ledger.Options{City: city, Views: []ledger.View{&counter{name: "count"}},
				Followers: []ledger.Follower{&listener{name: "heard"}}}
			l := openLedger(t, db, func(x *ledger.Options) { x.Views, x.Followers = o.Views, o.Followers })
			must(t, l, says(newID(t), 1, draft("a", 0, nil), draft("b", 0, nil), draft("b", 0, nil)))
			catchUp(t, l)
			l.Close()
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.Script(t.Context(), c.text)
			}); err != nil {
				t.Fatal(err)
			}
			var told []string
			stands, err := ledger.Stands(t.Context(), db.Read(), o, nil, func(s string) { told = append(told, s) })
			if err != nil || len(told) != len(c.told) {
				t.Fatalf("told %q, want %q (%v)", told, c.told, err)
			}
			for i, want := range c.told {
				if !strings.HasPrefix(told[i], "cursors: ") || !strings.Contains(told[i], want) {
					t.Errorf("told %q, want %q", told[i], want)
				}
			}
			late := slices.DeleteFunc(stands, func(s ledger.Stand) bool { return s.Late == 0 })
			if (len(late) > 0) != (c.behind != "") || len(late) > 0 && late[0].String() != c.behind {
				t.Errorf("behind: %v, want %q", late, c.behind)
			}
		})
	}
}
