package campaign_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// TestPublic: nothing is public without a word of policy; then what is looked for and how far it is, in numbers, of
// campaigns that ask enough areas and whose name names nobody.
func TestPublic(t *testing.T) {
	t.Parallel()
	ctx, w := context.Background(), newTown(t)
	w.open()
	if list, err := w.Campaign.Public(ctx, 10); len(list) > 0 || err != nil || w.Campaign.Shown() {
		t.Fatalf("public without release: %+v, %v", list, err)
	}
	src := strings.Replace(string(w.Policy().Source()), "  campaigns: false", "  campaigns: true", 1)
	if err := w.SetPolicy(ctx, org.Caller{System: true}, w.ID(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	if list, err := w.Campaign.Public(ctx, 10); len(list) > 0 || err != nil {
		t.Fatalf("four areas are a crowd: %+v, %v", list, err)
	}
	for i := range 3 {
		w.ChangeOrg(&org.AreaSet{Area: third + 1 + area.Code(i), Name: fmt.Sprintf("新村%d", i)})
	}
	id := w.open()
	if err := w.zero("clerk", id, citytest.Village); err != nil {
		t.Fatal(err)
	}
	list, err := w.Campaign.Public(ctx, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if g := list[0]; g.ID != id || g.Areas != 7 || g.Answered != 1 || g.Found != 0 || g.Over || len(g.Items)+
		len(g.Categories) == 0 {
		t.Errorf("%+v", g)
	}
}
