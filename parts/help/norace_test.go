//go:build !race

package help_test

import "testing"

// timed leaves nothing out without the race detector.
func timed(*testing.T) {}
