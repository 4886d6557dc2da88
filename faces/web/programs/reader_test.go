package programs

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestReader proves that the reader that lies here is the one that its authors published as swagger-ui-dist@5.35.0,
// byte for byte, under the licence that lies beside it.
func TestReader(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		script + ".gz":                   "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
		style + ".gz":                    "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
		"swagger-ui-license.txt":         "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
		"swagger-ui-notice.txt":          "0d20d1adef18aee3f40dd258172155521ce702ac445cb5f7b7d60ed32dad2fb2",
		"swagger-ui-licenses-within.txt": "37eb6e7e59aed57b2c1acf076574b818ea07b74265717e0bd67b59e0baf9abbb",
	} {
		body, err := readerFiles.ReadFile("reader/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(body)); got != want {
			t.Errorf("%s is not that of swagger-ui-dist@5.35.0: SHA-256 %s, not %s", name, got, want)
		}
	}
}
