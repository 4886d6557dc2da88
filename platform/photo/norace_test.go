//go:build !race

package photo

import "testing"

// slowly leaves nothing out without the race detector.
func slowly(*testing.T) {}
