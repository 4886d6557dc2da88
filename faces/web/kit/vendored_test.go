package kit

import (
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
)

// TestLeaflet proves that the library for maps that lies here is the one that its authors published as leaflet@1.9.4,
// byte for byte, but for the last line of the script, which names a file for debugging that we do not have.
func TestLeaflet(t *testing.T) {
	for _, f := range []struct{ name, gone, want string }{
		{"leaflet.js", "//# sourceMappingURL=leaflet.js.map",
			"db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"},
		{"leaflet.css", "", "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6"},
	} {
		body, err := os.ReadFile("static/" + f.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(append(body, f.gone...))); got != f.want {
			t.Errorf("static/%s is not that of leaflet@1.9.4: SHA-256 %s, not %s", f.name, got, f.want)
		}
	}
}
