//go:build race

package help_test

import "testing"

// timed leaves a test of time out: the race detector makes all of it slower.
func timed(t *testing.T) { t.Skip("time is not measured with the race detector") }
