//go:build race

package photo

import "testing"

// slowly leaves a test out: with the race detector the decoder, which is a process of its own, is compiled for longer
// than a photo may take.
func slowly(t *testing.T) { t.Skip("the decoder is too slow with the race detector") }
