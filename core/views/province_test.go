package views_test

import (
	"fmt"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestProvinceNamesEveryCity: a city without matters counts none, and is there.
func TestProvinceNamesEveryCity(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), storetest.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context(), desk.CoreSteps()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []int64{4306, 4304, 4305} {
		l, err := ledger.Open(t.Context(), db, ledger.Options{City: c, Now: func() calendar.Instant { return 1 }})
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
	if err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO tallies (city, dim, area, kind, key, word, "+
			"state, n) VALUES ($1, 1, $2, 0, 0, '', 1, 3)", 4305, 4305*100000000)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	got, err := views.Province(t.Context(), db.Read())
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprint(got); s != "[{4304 map[] 0 0 0 0} {4305 map[reported:3] 3 3 0 0} {4306 map[] 0 0 0 0}]" {
		t.Errorf("got %s", s)
	}
}
