package opendata

import (
	"net/netip"
	"testing"

	"xiaohao/loop/fault"
)

// TestQueue: one network has few downloads at once, all together have many, and each that ends makes room.
func TestQueue(t *testing.T) {
	t.Parallel()
	q := newQueue()
	for range mostOne {
		if err := q.enter("a"); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.enter("a"); fault.Code(err) != "opendata_many" {
		t.Errorf("one too many: %v", err)
	}
	if err := q.enter("b"); err != nil {
		t.Errorf("another network: %v", err)
	}
	q.leave("a")
	if err := q.enter("a"); err != nil {
		t.Errorf("when one has ended: %v", err)
	}
	for i := q.all; i < mostAll; i++ {
		if err := q.enter(string(rune('c' + i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.enter("new"); fault.Code(err) != "opendata_many" {
		t.Errorf("all together: %v", err)
	}
	for ip, want := range map[string]string{"192.0.2.7": "192.0.2.7", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"::ffff:192.0.2.7": "::ffff:192.0.2.7"} {
		if got := network(netip.MustParseAddr(ip)); got != want {
			t.Errorf("%s is of %s", ip, got)
		}
	}
}
