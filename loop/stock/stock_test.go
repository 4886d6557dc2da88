package stock_test

import (
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/loop/stock"
)

func TestMoves(t *testing.T) {
	t.Parallel()
	store, team := stock.Balance{All: 300, Hand: 300}, stock.Balance{All: 250, Hand: 180, Way: 20, Given: 50}
	for name, x := range map[string]struct {
		move       stock.Move
		store, own stock.Balance // what changes
		code       string
	}{
		"in": {stock.Move{Kind: stock.In, N: 5}, stock.Balance{All: 5, Hand: 5}, stock.Balance{}, ""},
		"sent": {stock.Move{Kind: stock.Sent, Team: 1, N: 300}, stock.Balance{All: -300, Hand: -300},
			stock.Balance{All: 300, Way: 300}, ""},
		"too many": {stock.Move{Kind: stock.Sent, Team: 1, N: 301}, stock.Balance{}, stock.Balance{}, "stock_few"},
		"part": {stock.Move{Kind: stock.Received, Team: 1, N: 15}, stock.Balance{}, stock.Balance{Hand: 15,
			Way: -15}, ""},
		"more": {stock.Move{Kind: stock.Received, Team: 1, N: 21}, stock.Balance{}, stock.Balance{}, "stock_way"},
		"given": {stock.Move{Kind: stock.Given, Team: 1, N: 180}, stock.Balance{}, stock.Balance{Hand: -180,
			Given: 180}, ""},
		"the last": {stock.Move{Kind: stock.Given, Team: 1, N: 181}, stock.Balance{}, stock.Balance{}, "stock_few"},
		"none":     {stock.Move{Kind: stock.Given, Team: 1}, stock.Balance{}, stock.Balance{}, "stock_number"},
		"back": {stock.Move{Kind: stock.Returned, Team: 1, N: 10}, stock.Balance{All: 10, Hand: 10},
			stock.Balance{All: -10, Hand: -10}, ""},
		"turned": {stock.Move{Kind: stock.Turned, Team: 1, N: 20}, stock.Balance{All: 20, Hand: 20},
			stock.Balance{All: -20, Way: -20}, ""},
		"way lost": {stock.Move{Kind: stock.WayLost, Team: 1, N: 20}, stock.Balance{}, stock.Balance{Way: -20,
			Lost: 20}, ""},
		"undone": {stock.Move{Kind: stock.Undone, Team: 1, N: 50}, stock.Balance{}, stock.Balance{Hand: 50,
			Given: -50}, ""},
		"not that": {stock.Move{Kind: stock.Undone, Team: 1, N: 51}, stock.Balance{}, stock.Balance{}, "stock_given"},
		"short": {stock.Move{Kind: stock.Counted, Team: 1, N: 178, Seen: 180}, stock.Balance{},
			stock.Balance{Hand: -2, Lost: 2, Missing: 2}, ""},
		"over": {stock.Move{Kind: stock.Counted, Team: 1, N: 183, Seen: 180}, stock.Balance{},
			stock.Balance{All: 3, Hand: 3, Found: 3}, ""},
		"moved": {stock.Move{Kind: stock.Counted, Team: 1, N: 178, Seen: 181}, stock.Balance{}, stock.Balance{},
			"stock_counted"},
		"of store": {stock.Move{Kind: stock.Given, N: 1}, stock.Balance{}, stock.Balance{}, "stock_holder"},
		"of team":  {stock.Move{Kind: stock.In, Team: 1, N: 1}, stock.Balance{}, stock.Balance{}, "stock_holder"},
		"damaged": {stock.Move{Kind: stock.Damaged, N: 2}, stock.Balance{Hand: -2, Lost: 2, Damaged: 2},
			stock.Balance{}, ""},
	} {
		got, err := x.move.Decide(store, team)
		if fault.Code(err) != x.code || err == nil && (got.Store != x.store || got.Team != x.own) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	_, err := stock.Move{Kind: stock.Given, Team: 1, N: 181}.Decide(store, team)
	if e := fault.Of(err); e.Args["left"] != "180" {
		t.Errorf("%+v does not say how many are left", e)
	}
}

// TestBooksBalance: whatever teams and the store do in whatever order, nothing is ever below zero, all of it is
// somewhere, and what the whole has is what came in and what was found.
func TestBooksBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var of [4]stock.Balance // the store, three teams
		came, taken := int64(0), 0
		for range rapid.IntRange(1, 120).Draw(t, "moves") {
			m := stock.Move{Kind: rapid.SampledFrom(stock.Kinds()).Draw(t, "kind"),
				Team: rapid.Int64Range(0, 3).Draw(t, "team"), N: rapid.Int64Range(-1, 40).Draw(t, "n")}
			if m.Kind == stock.Counted && rapid.Bool().Draw(t, "fresh") {
				m.Seen = of[m.Team].Hand
			}
			c, err := m.Decide(of[0], of[m.Team])
			if err != nil {
				continue
			}
			taken++
			if m.Kind == stock.In {
				came += m.N
			}
			of[0] = of[0].Plus(c.Store)
			if m.Team != 0 {
				of[m.Team] = of[m.Team].Plus(c.Team)
			} else if c.Team != (stock.Balance{}) {
				t.Fatalf("%+v of the store changes a team", m)
			}
			sum := stock.Balance{}
			for i, b := range of {
				if !b.Sound() {
					t.Fatalf("after %+v holder %d has %+v", m, i, b)
				}
				sum = sum.Plus(b)
			}
			if !sum.Sound() || sum.All != came+sum.Found {
				t.Fatalf("after %+v all have %+v, %d came in", m, sum, came)
			}
		}
	})
}
