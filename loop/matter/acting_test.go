package matter

import "testing"

// TestWhoActedMayNotVerify: the unit that fixed a matter for one that has nobody verifies it no more than that one
// would.
func TestWhoActedMayNotVerify(t *testing.T) {
	t.Parallel()
	m := &Matter{State: InHand, Lead: 11}
	(&WasFixed{Acting: 10}).apply(m, Stamp{Actor: 5})
	for unit, may := range map[int64]bool{10: false, 11: false, 12: true} {
		if err := Independent(m, Actor{Person: 6, Units: []int64{unit}}); (err == nil) != may {
			t.Errorf("somebody of unit %d: %v", unit, err)
		}
	}
}
