package outreach_test

import (
	"testing"

	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
	"xiaohao/parts/outreach"
)

// TestBooksLaw: whatever people do in whatever order, with commands sent again and again, nothing is ever below zero,
// every area has what its holders have together, what came in is somewhere, and what is folded anew is what is kept.
func TestBooksLaw(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	rapid.Check(t, func(t *rapid.T) {
		id := o.running(0)
		came, known := int64(0), []ledger.ID{}
		said := map[ledger.ID]outreach.Moving{}
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			who := rapid.SampledFrom([]string{"police", "clerk", "walker", "disp"}).Draw(t, "who")
			command := o.ID()
			m := outreach.Moving{Item: rapid.Int64Range(1, 2).Draw(t, "item"), Source: "支队", Reason: "盘点",
				Move: stock.Move{Kind: rapid.SampledFrom(stock.Kinds()).Draw(t, "kind"),
					Team: rapid.Int64Range(0, 2).Draw(t, "team"), N: rapid.Int64Range(0, 30).Draw(t, "n")}}
			if m.Kind == stock.Counted {
				m.Seen = o.books(id).Of(m.Item, m.Team).Hand
			}
			if len(known) > 0 && rapid.IntRange(0, 4).Draw(t, "again") == 0 {
				who, command = "police", rapid.SampledFrom(known).Draw(t, "which")
				m = said[command]
				if err := o.Move(o.ctx, o.Who[who], command, id, m); err != nil {
					t.Fatalf("the same again: %v", err)
				}
				continue
			}
			before := o.books(id)
			err := o.Move(o.ctx, o.Who[who], command, id, m)
			after := o.books(id)
			if err != nil {
				if fault.Of(err).Kind == fault.Internal || !same(before, after) {
					t.Fatalf("%+v by %s: %v, and the books changed", m, who, err)
				}
				continue
			}
			if who == "police" {
				known, said[command] = append(known, command), m
			}
			if m.Kind == stock.In {
				came += m.N
			}
			addsUp(t, after)
			all, found := int64(0), int64(0)
			for _, i := range after.Items {
				sum := after.In(after.Area, i.ID)
				all, found = all+sum.All, found+sum.Found
			}
			if all != came+found {
				t.Fatalf("after %+v there are %d, %d came in and %d were found", m, all, came, found)
			}
		}
	})
	o.sound()
}

func same(a, b *outreach.Books) bool {
	if len(a.Held) != len(b.Held) {
		return false
	}
	for i := range a.Held {
		if a.Held[i] != b.Held[i] {
			return false
		}
	}
	return true
}
