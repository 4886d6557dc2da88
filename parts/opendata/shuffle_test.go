package opendata

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// drawnRow draws a row; the first byte of its key is one of a few, so that heaps hold many.
func drawnRow(t *rapid.T) (r Row) {
	instant := func(name string) calendar.Instant {
		return calendar.Instant(rapid.Int64Range(0, 4e9).Draw(t, name) * 1e6)
	}
	copy(r.Key[:], rapid.SliceOfN(rapid.Byte(), len(r.Key), len(r.Key)).Draw(t, "key"))
	r.Key[0] = rapid.SampledFrom([]byte{0, 1, 2, 127, 255}).Draw(t, "first")
	r.Matter, r.Unit = rapid.Int64Min(0).Draw(t, "matter"), rapid.Int64Min(0).Draw(t, "unit")
	r.Number, r.Category = rapid.StringN(0, 40, 200).Draw(t, "number"), rapid.StringN(0, 40, 200).Draw(t, "category")
	r.Area = area.Code(rapid.Int64Range(110000000000, 999999999999).Draw(t, "area"))
	r.State = rapid.SampledFrom(org.Plains()).Draw(t, "state")
	r.Place = rapid.SampledFrom(places).Draw(t, "place")
	r.Listed, r.Due, r.Fixed, r.Struck = instant("listed"), instant("due"), instant("fixed"), instant("struck")
	r.Late = rapid.Bool().Draw(t, "late")
	r.Voices, r.Reopened = rapid.Int32Min(-1).Draw(t, "voices"), rapid.Int32Min(-1).Draw(t, "reopened")
	r.Lat, r.Lng = rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lng")
	return r
}

// TestShuffle: what is laid on the heaps comes out whole, in the order of the keys, and nothing is left on the disk.
func TestShuffle(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		s, err := newShuffle(dir)
		if err != nil {
			t.Fatal(err)
		}
		rows := rapid.SliceOfN(rapid.Custom(drawnRow), 0, 60).Draw(t, "rows")
		for i := range rows {
			if err := s.add(&rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		var out []Row
		if err := s.each(context.Background(), func(list []Row) error {
			out = append(out, list...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		slices.SortStableFunc(rows, func(a, b Row) int { return bytes.Compare(a.Key[:], b.Key[:]) })
		if len(rows) != len(out) || len(rows) > 0 && !cmp.Equal(rows, out) {
			t.Fatalf("other rows came out:\n%s", cmp.Diff(rows, out))
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Fatalf("left behind: %v, %v", left, err)
		}
	})
}

// TestKeyOrder: the texts of keys are in the order of their bytes, since files are.
func TestKeyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawnRow(t).Key, drawnRow(t).Key
		if bytes.Compare(a[:], b[:]) != bytes.Compare([]byte(a.String()), []byte(b.String())) {
			t.Fatalf("%s and %s are in another order than their bytes", a, b)
		}
	})
}
