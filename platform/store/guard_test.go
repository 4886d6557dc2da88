package store_test

import (
	"slices"
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// TestPartsOfFolders maps the folders of the project to the parts that own tables.
func TestPartsOfFolders(t *testing.T) {
	for folder, want := range map[string]string{"core/views": "views", "parts/seal": "seal", "parts/x/y": "x",
		"parts/secondlook": "recheck", "parts/duplicate": "pattern",
		"app": "", "faces/web": "", "core": "", "platform/store": ""} {
		if got := store.PartOf(folder); got != want {
			t.Errorf("%s belongs to %q, want %q", folder, got, want)
		}
	}
}

// TestOwnershipIsNoPartOfTheHash keeps what a part publishes out of its steps' hashes: it may change.
func TestOwnershipIsNoPartOfTheHash(t *testing.T) {
	s := store.Step{Part: "a", N: 1, SQL: "CREATE TABLE things (city BIGINT NOT NULL, PRIMARY KEY (city))"}
	list := store.Publish(slices.Clone([]store.Step{s}), store.Published{"things": {"city"}})
	if list[0].Hash() != s.Hash() {
		t.Error("the hash changed")
	}
}

// TestTestsMayTouchAnyTable executes texts on tables of a part of no folder: tests may, wherever they lie.
func TestTestsMayTouchAnyTable(t *testing.T) {
	db, err := store.Open(t.Context(), storetest.FileDSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	steps := []store.Step{{Part: "a", N: 1, SQL: "CREATE TABLE things (city BIGINT NOT NULL, PRIMARY KEY (city))"}}
	if err := db.Migrate(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO things (city) VALUES (1)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
