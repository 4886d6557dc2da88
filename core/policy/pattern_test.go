package policy

import (
	"bytes"
	"strings"
	"testing"
)

// TestRetiredPhotos: a document that says whether residents see others' photos is still read; whoever puts a new one in
// force that wants it is told that only what was released is shown.
func TestRetiredPhotos(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		line string
		told bool
	}{{"  show: 50\n  photos: false\n", false}, {"  show: 50\n  photos: true\n", true}} {
		doc := bytes.Replace(defaultSource, []byte("  show: 50\n"), []byte(x.line), 1)
		if _, err := Parse(doc); err != nil {
			t.Errorf("%q in force: %v", x.line, err)
		}
		_, err := ParseNew(doc)
		if told := err != nil && strings.Contains(err.Error(), "pattern_photos"); told != x.told ||
			err != nil && !told {
			t.Errorf("%q put in force: %v", x.line, err)
		}
	}
}
