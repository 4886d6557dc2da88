package node_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/parts/node"
)

func TestLamps(t *testing.T) {
	t.Parallel()
	n := func(share int, due, red, reached calendar.Instant) node.Node {
		return node.Node{Share: share, Due: due, Red: red, Reached: reached}
	}
	for name, c := range map[string]struct {
		nodes []node.Node
		now   calendar.Instant
		want  node.Lamp
	}{
		"nothing is due":                {[]node.Node{n(50, 10, 15, 0), n(50, 20, 25, 0)}, 9, node.Green},
		"reached what is due":           {[]node.Node{n(50, 10, 15, 8), n(50, 20, 25, 0)}, 19, node.Green},
		"one is late":                   {[]node.Node{n(20, 10, 15, 0), n(80, 20, 25, 0)}, 10, node.Yellow},
		"one is late by days":           {[]node.Node{n(20, 10, 15, 0), n(80, 20, 25, 0)}, 15, node.Red},
		"much of the whole is late":     {[]node.Node{n(40, 10, 15, 0), n(60, 20, 25, 0)}, 10, node.Red},
		"another one makes up for that": {[]node.Node{n(40, 10, 15, 0), n(60, 20, 25, 5)}, 10, node.Yellow},
		"all are reached, late":         {[]node.Node{n(40, 10, 15, 30), n(60, 20, 25, 31)}, 40, node.Done},
	} {
		if got := node.LampOf(c.nodes, 30, c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestLampLaws: later never makes a lamp better, a node that is reached never makes it worse, and it is green before
// anything is due.
func TestLampLaws(t *testing.T) {
	t.Parallel()
	rank := func(l node.Lamp) int { return slices.Index(node.Lamps(), l) }
	rapid.Check(t, func(t *rapid.T) {
		var nodes []node.Node
		left := 100
		for i := range rapid.IntRange(1, 8).Draw(t, "n") {
			due := calendar.Instant(rapid.IntRange(1, 100).Draw(t, "due"))
			n := node.Node{Due: due, Red: due + calendar.Instant(rapid.IntRange(0, 20).Draw(t, "grace")),
				Share: rapid.IntRange(0, left).Draw(t, "share")}
			left -= n.Share
			if rapid.Bool().Draw(t, "reached") {
				n.Reached = calendar.Instant(1 + i)
			}
			nodes = append(nodes, n)
		}
		most := rapid.IntRange(1, 100).Draw(t, "most")
		now := calendar.Instant(rapid.IntRange(0, 130).Draw(t, "now"))
		later := now + calendar.Instant(rapid.IntRange(0, 50).Draw(t, "later"))
		lamp := node.LampOf(nodes, most, now)
		if rank(node.LampOf(nodes, most, later)) < rank(lamp) {
			t.Fatalf("at %d %s, later %s: %+v", now, lamp, node.LampOf(nodes, most, later), nodes)
		}
		if now == 0 && rank(lamp) > rank(node.Green) {
			t.Fatalf("%s before anything is due", lamp)
		}
		more := slices.Clone(nodes)
		i := rapid.IntRange(0, len(more)-1).Draw(t, "which")
		more[i].Reached = 1
		if rank(node.LampOf(more, most, now)) > rank(lamp) {
			t.Fatalf("reaching one made %s %s: %+v", lamp, node.LampOf(more, most, now), nodes)
		}
		p := node.ProgressOf(nodes, now)
		if p.Reached > 100 || p.Should > 100 || p.Behind() < 0 {
			t.Fatalf("%+v", p)
		}
	})
}
