//go:build !nodynamic

package photo

import (
	"bytes"
	"testing"
)

func TestHEICIsRefusedInThisBuild(t *testing.T) {
	t.Parallel()
	_, err := Process(t.Context(), bytes.NewReader(file(t, "quadrants.heic")), Limits{})
	refused(t, "heic", err, ErrType)
}
