package part_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/core/part"
)

// TestBox: what was sealed opens under the same secret and use, and under no other; nothing altered opens.
func TestBox(t *testing.T) {
	t.Parallel()
	box := func(secret byte, use string) part.Box {
		b, err := part.NewBox(bytes.Repeat([]byte{secret}, 32), use)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	mine := box(1, "a use")
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed, err := mine.Hide(plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := mine.Show(sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%x %v", got, err)
		}
		for _, other := range []part.Box{box(2, "a use"), box(1, "another")} {
			if _, err := other.Show(sealed); err == nil {
				t.Fatal("it opens under another key")
			}
		}
		at := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		bad := bytes.Clone(sealed)
		bad[at] ^= 1
		if _, err := mine.Show(bad); err == nil {
			t.Fatal("altered, and it opens")
		}
		if _, err := mine.Show(sealed[:at]); err == nil {
			t.Fatal("cut off, and it opens")
		}
	})
}
