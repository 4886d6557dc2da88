package photo

import (
	"bytes"
	"context"
	"io"
)

// Process is a photo's way into the program in one go: read, then developed.
func Process(ctx context.Context, r io.Reader, limits Limits) (*Photo, error) {
	original, err := readAll(ctx, r, limits.orDefault().Bytes)
	if err != nil {
		return nil, err
	}
	return Develop(ctx, bytes.NewReader(original), limits)
}
