package field

import (
	"testing"

	"xiaohao/platform/lang"
)

// TestEveryKindHasItsWords says that the app can name each thing that a phone can send, and that the answer to it is a
// sentence, in both languages.
func TestEveryKindHasItsWords(t *testing.T) {
	for kind := range sendable {
		for _, key := range []string{"phone.kind." + kind, "phone.done." + kind} {
			if !lang.Has(key) {
				t.Errorf("%s has no words", key)
			}
		}
	}
	if len(sendable) < 4 || sendable["fixed"].New == nil {
		t.Errorf("a phone can send only %d sendable", len(sendable))
	}
}
