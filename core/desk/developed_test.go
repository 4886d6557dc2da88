package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
)

// TestDevelopedOnce develops the same bytes once, other bytes and what is forgotten or gone from the store anew, and
// what went wrong again.
func TestDevelopedOnce(t *testing.T) {
	t.Parallel()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var m developed
	n, fail := 0, error(nil)
	take := func(name string) matter.Photo {
		t.Helper()
		p, _ := m.once(sha256.Sum256([]byte(name)), files, func() (matter.Photo, error) {
			n++
			h, _, err := files.Put(context.Background(), bytes.NewReader([]byte(name)), 100)
			return matter.Photo{ID: h.String(), View: h.String(), Thumb: h.String()}, errors.Join(err, fail)
		})
		return p
	}
	want := func(made int, after string) {
		t.Helper()
		if n != made {
			t.Fatalf("after %s %d were developed, want %d", after, n, made)
		}
	}
	first := take("a")
	if take("a") != first || first.ID == "" {
		t.Error("not the same photo")
	}
	want(1, "the same twice")
	h, err := blob.ParseHash(first.View)
	if err = errors.Join(err, files.Delete(h)); err != nil {
		t.Fatal(err)
	}
	take("a")
	want(2, "its file went away")
	fail = errors.New("no room")
	take("b")
	take("b")
	want(4, "two failures")
	fail = nil
	for i := range remembered {
		take(fmt.Sprint(i))
	}
	take("a")
	want(4+remembered+1, "many others")
	if len(m.by) != remembered {
		t.Errorf("%d are kept", len(m.by))
	}
}
