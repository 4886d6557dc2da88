package kit

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
)

// Shared is a route whose pages are the same for everybody who is not logged in. They hang on the path, on the named
// fields of the query, on the language and the size of type, and on what Room.Version names; a handler is shown nothing
// else of who asks. They are made once and kept until the version is another one: see gate.Kept.
func Shared(pattern string, do func(c *Call) error, fields ...string) Route {
	r := Anyone(pattern, do)
	r.Shared, r.Fields = true, fields
	return r
}

// versions is what kept pages are made of: when either changes, all are thrown away.
type versions struct {
	public string
	org    *org.Org
}

// kept answers a request of a shared route from what is kept, and says whether it did. Who is logged in, and who is
// told something once, gets a page of his own.
func (s *Site) kept(w http.ResponseWriter, r *http.Request, rt Route) bool {
	who := gate.From(r)
	if !rt.Shared || s.version == nil || who.Staff() || who.Key || r.Method != http.MethodGet && r.Method !=
		http.MethodHead || s.gate.Cookie(r, flashCookie) != "" {
		return false
	}
	c := s.call(w, r)
	v, err := s.version(c)
	if err != nil {
		return false // the page itself says what is wrong
	}
	asked := url.Values{}
	for name, values := range r.URL.Query() {
		if slices.Contains(rt.Fields, name) && values[0] != "" {
			asked[name] = values[:1]
		}
	}
	query := asked.Encode()
	key := strings.Join([]string{c.L, strconv.FormatBool(gate.InLarge(r)), s.gate.Base(r), r.URL.Path, query}, "\n")
	s.pages.Serve(w, r, versions{v, c.Org}, key, c.Now, func(w http.ResponseWriter) (alone bool) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), gate.Quiet) // others may wait for it
		defer cancel()
		return s.answer(w, s.gate.Nobody(r.WithContext(ctx), c.L, query), rt)
	})
	return true
}
