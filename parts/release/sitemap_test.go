package release_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"xiaohao/parts/release"
)

// TestPieces: whatever the size of a piece, the pieces together hold each public matter once, and no other.
func TestPieces(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	ctx := context.Background()
	var want []int64
	for i := range 7 {
		id := o.listed("fac.lamp")
		if i == 3 {
			continue // it stays inside
		}
		seq := o.draft(id, release.Asking{Title: "路灯不亮", Text: "晚上看不见路"})
		if err := o.Pass(ctx, o.Who["sup"], o.ID(), id, seq); err != nil {
			t.Fatal(err)
		}
		want = append(want, id)
	}
	o.Office.CatchUp()
	for size := 1; size <= 8; size++ {
		ends, err := o.Ends(ctx, size)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		after := int64(0)
		for _, upto := range append(ends, math.MaxInt64) {
			list, err := o.Between(ctx, after, upto, size)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range list {
				got = append(got, m.Matter)
			}
			after = upto
		}
		if !slices.Equal(got, want) || len(ends) != len(want)/size {
			t.Errorf("pieces of %d end at %v and hold %v, want %v", size, ends, got, want)
		}
	}
}
