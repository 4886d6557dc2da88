package opendata_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/parts/opendata"
	"xiaohao/platform/store"
)

// files are the names of all files below the folder of the open data.
func (o *town) files() (out []string) {
	o.T.Helper()
	err := filepath.WalkDir(filepath.Join(o.data.Folder, "opendata"),
		func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				out = append(out, path)
			}
			return err
		})
	if err != nil {
		o.T.Fatal(err)
	}
	return out
}

// sound says what is wrong with what is given out and with the tables.
func (o *town) sound() (out []string) {
	o.T.Helper()
	ctx, tell := context.Background(), func(what string) { out = append(out, what) }
	err := errors.Join(opendata.Prove(ctx, o.DB.Read(), 4304, o.data.Folder, tell),
		o.DB.Snapshot(ctx, func(r store.Reader) error { return opendata.Check(ctx, r, 4304, nil, tell) }))
	if err != nil {
		o.T.Fatal(err)
	}
	return out
}

// TestCutOff ends makings at any point: what was given out before stays whole and is given out, and what is left over
// is gone with the next making.
func TestCutOff(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.out("green.damage", false)
	began := time.Now()
	first := o.make()
	whole := time.Since(began)
	files := len(o.files())
	o.out("green.damage", false)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	cut := 0
	for range 25 {
		ctx, stop := context.WithTimeout(context.Background(), time.Duration(r.Int64N(int64(whole))))
		m, err := o.data.Make(ctx, func(done, total int64) {
			if r.IntN(8) == 0 {
				stop()
			}
		})
		stop()
		s, stateErr := o.data.State(context.Background())
		if stateErr != nil {
			t.Fatal(stateErr)
		}
		if err == nil {
			if s.Manifest.Seq != m.Seq || s.Manifest.Rows != 2 {
				t.Fatalf("made, and given out is %+v", s.Manifest)
			}
			continue
		}
		cut++
		if s.Manifest.Rows != 2 && s.Manifest.Seq != first.Seq {
			t.Fatalf("cut off, and given out is %+v", s.Manifest)
		}
		if n := len(o.table(citytest.City)); int64(n) != s.Manifest.Rows {
			t.Fatalf("%d rows, the manifest says %d", n, s.Manifest.Rows)
		}
		if wrong := o.sound(); len(wrong) > 0 {
			t.Fatal(wrong)
		}
	}
	if cut == 0 {
		t.Error("nothing was cut off")
	}
	o.make()
	if n := len(o.files()); n != files {
		t.Errorf("%d files lie there, %d belong to the snapshot", n, files)
	}
}

// TestDamaged: a damaged file is told, and so is a missing one; where all are missing, as after a backup was brought
// back, nothing is told and they are made anew.
func TestDamaged(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.out("green.damage", false)
	o.make()
	if wrong := o.sound(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	list := o.files()
	if err := errors.Join(os.Chmod(list[0], 0o600), os.WriteFile(list[0], []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if wrong := o.sound(); len(wrong) != 1 {
		t.Errorf("damaged: %v", wrong)
	}
	if err := os.Remove(list[0]); err != nil {
		t.Fatal(err)
	}
	if wrong := o.sound(); len(wrong) != 1 {
		t.Errorf("missing: %v", wrong)
	}
	for _, f := range list[1:] {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	if wrong := o.sound(); len(wrong) != 0 {
		t.Errorf("after a backup was brought back: %v", wrong)
	}
	if c := o.code(citytest.City, "matters.csv"); c != "opendata_shut" {
		t.Errorf("the file is missing, and it answers %q", c)
	}
	o.tick()
	if c := o.code(citytest.City, "matters.csv"); c != "" || len(o.files()) != len(list) {
		t.Errorf("made anew: %s, %d files", c, len(o.files()))
	}
}
