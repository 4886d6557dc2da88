package blob

import (
	"errors"
	"testing"
)

// TestRoomy: what is left free is a twentieth of a small disk, and no more than 256 MiB of a large one.
func TestRoomy(t *testing.T) {
	t.Parallel()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		free, size int64
		err        error
		want       bool
	}{
		{256 << 20, 1 << 40, nil, false}, {256<<20 + 1, 1 << 40, nil, true}, {5 << 20, 100 << 20, nil, false},
		{6 << 20, 100 << 20, nil, true}, {0, 0, errors.ErrUnsupported, true},
	} {
		s.space = func(string) (int64, int64, error) { return c.free, c.size, c.err }
		if s.Roomy() != c.want {
			t.Errorf("%d of %d free: want %v", c.free, c.size, c.want)
		}
	}
	if free, size, err := space(s.dir); err == nil && (free < 0 || size < free) {
		t.Errorf("%d of %d", free, size)
	}
}
