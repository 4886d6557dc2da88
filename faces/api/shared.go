package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
)

// keptMost is how many bytes of memory shared answers take.
const keptMost = 8 << 20

// Shared is a route for everybody whose answer is the same for all who ask: it hangs on the path, the named fields of
// the query and the language, and on the version. It is made once and kept until the version is another one, carries an
// ETag, and may be read by pages of other sites. The handler is shown nothing of who asks.
func Shared(pattern string, do func(c *Call) (any, error), version func(c *Call) (string, error),
	fields ...string) Route {
	r := Anyone(pattern, do)
	r.version, r.fields = version, append(fields, "cursor")
	return r
}

// versions is what kept answers are made of.
type versions struct {
	public string
	org    *org.Org
}

// shared answers a shared route: from what is kept, or by making it for all.
func (a *API) shared(x Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		readAnywhere(w)
		c := &Call{W: w, R: r, Ctx: r.Context(), Who: gate.From(r), House: a.gate.House, api: a}
		v, err := x.version(c)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		asked := url.Values{}
		for name, values := range r.URL.Query() {
			if slices.Contains(x.fields, name) && values[0] != "" {
				asked[name] = values[:1]
			}
		}
		query, l := asked.Encode(), gate.From(r).Lang
		key := strings.Join([]string{l, a.gate.Base(r), r.URL.Path, query}, "\n")
		a.pages.Serve(w, r, versions{v, a.desk.Org()}, key, a.desk.Now(), func(w http.ResponseWriter) (alone bool) {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), gate.Quiet) // others may wait for it
			defer cancel()
			q := a.gate.Nobody(r.WithContext(ctx), l, query)
			q.Pattern = r.Pattern
			return a.make(w, q, x)
		})
	})
}

// make writes an answer that others may be given too; alone says that this one is an error.
func (a *API) make(w http.ResponseWriter, r *http.Request, x Route) (alone bool) {
	out, err := a.answer(w, r, a.handler(x), false)
	if err == nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		err = json.NewEncoder(w).Encode(out)
	}
	if err != nil {
		if fault.Of(err).Kind != fault.Missing {
			w.Header().Set("Cache-Control", "no-store")
		}
		a.fail(w, r, err)
	}
	return err != nil
}
