package kept_test

import (
	"net/http"
	"os"
	"sync"
	"testing"

	"xiaohao/faces/api/apitest"
)

// promised judges by the description as it was kept: what it promised then, an answer of today must still be.
var promised = sync.OnceValues(func() (*apitest.Judge, error) {
	text, err := os.ReadFile(dir("openapi.yaml"))
	if err != nil {
		return nil, err
	}
	return apitest.New(text)
})

// judged holds an answer of the JSON interface to today's description, and to the kept one where that knows the
// address.
func judged(t testing.TB, r *http.Request, body []byte, answer *http.Response) {
	t.Helper()
	for of, made := range map[string]func() (*apitest.Judge, error){"today's": apitest.Today, "the kept": promised} {
		j, err := made()
		if err != nil {
			t.Fatal(err)
		}
		op, errs := j.Hold(r, body, answer)
		if op == "" && of == "the kept" {
			continue // it is newer
		}
		for _, err := range errs {
			t.Errorf("%s %s, answer %d, by %s description: %v", r.Method, r.URL.RequestURI(),
				answer.StatusCode, of, err)
		}
	}
}
