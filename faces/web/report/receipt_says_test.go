package report

import (
	"slices"
	"testing"

	"xiaohao/loop/matter"
)

// TestWhatAReporterMaySay compares the forms of a receipt with the descriptions: each command on a matter that a
// resident may give is among them, and no other.
func TestWhatAReporterMaySay(t *testing.T) {
	var got, want []matter.CommandName
	for _, x := range reporterSays {
		got = append(got, x.name)
	}
	got = append(got, besides...)
	for _, d := range matter.Placed() {
		if slices.Contains(d.Posts, matter.Resident) {
			want = append(want, d.Command)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("a receipt has forms for %q, a resident may give %q", got, want)
	}
}
