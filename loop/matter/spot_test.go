package matter

import (
	"testing"

	"xiaohao/loop/fault"
)

// TestOnTheSpot says that who put it right on the spot never verifies it, that the unit's claim needs no second
// photo, and that after a rejection it does.
func TestOnTheSpot(t *testing.T) {
	t.Parallel()
	const inspector, other, clerk = 7, 8, 9
	after := []Photo{{ID: "b"}}
	needs := Evidence{Photos: 1}
	for _, start := range []struct {
		name string
		body Body
	}{
		{"reported so", &WasReported{Kind: Problem, Source: "inspector", Title: "占道", Spot: true,
			Photos: []Photo{{ID: "b", Step: SpotStep}}}},
		{"attached later", &WasReported{Kind: Problem, Source: "resident", Title: "占道"}},
	} {
		m := &Matter{}
		ApplyBody(m, start.body, Stamp{Seq: 1, At: 1, Actor: inspector})
		f := facts(10, Actor{Person: inspector})
		f.Photos = nil
		f.Terms = func(Kind, string, Severity) Terms { return Terms{Fix: needs} }
		if !m.Spot {
			f.After = after
			ev, err := Decide(m, &Attach{Note: "当场清走"}, f)
			if err != nil {
				t.Fatal(err)
			}
			ApplyBody(m, ev[0].Body, Stamp{Seq: 2, At: 2, Actor: inspector})
			f.After = nil
		}
		m.State, m.Lead = InHand, 3
		f.Actor = Actor{Person: clerk, Unit: 3, Units: []int64{3}}
		ev, err := Decide(m, &Fix{Note: "已劝离"}, f)
		if err != nil {
			t.Fatalf("%s: the photo of the spot does not count: %v", start.name, err)
		}
		ApplyBody(m, ev[0].Body, Stamp{Seq: 3, At: 3, Actor: clerk})
		if err := Independent(m, Actor{Person: inspector}); fault.Code(err) != "verify_fixer" {
			t.Errorf("%s: who fixed it on the spot may verify: %v", start.name, err)
		}
		if err := Independent(m, Actor{Person: other}); err != nil {
			t.Errorf("%s: another one may not: %v", start.name, err)
		}
		ApplyBody(m, &WasRejected{Reason: "又摆出来了"}, Stamp{Seq: 4, At: 4, Actor: other})
		if _, err := Decide(m, &Fix{Note: "再劝离"}, f); fault.Code(err) != "photos_missing" {
			t.Errorf("%s: after a rejection the old photo still counts: %v", start.name, err)
		}
	}
}
