//go:build !nodynamic

package photo

import (
	"context"
	"image"
)

// Helper must be the first call of main where HEIC is decoded (heic_helper.go). In this build it does nothing.
func Helper() {}

// decodeHEIC refuses: HEIC is decoded only in binaries built with -tags nodynamic, as `make build` does
// (heic_helper.go says why).
func decodeHEIC(context.Context, []byte, Limits) (image.Image, image.Point, error) {
	return nil, image.Point{}, ErrType.with(nil, "image/heic, in a binary built without -tags nodynamic")
}
