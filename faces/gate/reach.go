package gate

import (
	"net/http"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
)

// open311 is where the doors lie that other programs write to with a service key.
const open311 = "/open311/"

// needs is the reach that a key must have for a request: what changes nothing is asked with GET.
func needs(r *http.Request) org.Reach {
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		return org.ReachRead
	case strings.HasPrefix(r.URL.Path, open311):
		return org.ReachOpen311
	}
	return org.ReachWrite
}

// reaches refuses what a key may not. It is the one place that asks for a key's reach; a door that finds a service key
// somewhere else in the request, as Open311 does, asks org.Auth.ServiceKey. What wants a person is closed to a key that
// belongs to none.
func (g *Gate) reaches(r *http.Request, who Who) error {
	if !who.Key {
		return nil
	}
	asked, public := needs(r), strings.HasPrefix(r.URL.Path, open311)
	if !who.Reach.Has(asked) && !(public && asked == org.ReachRead) {
		return fault.New(fault.Denied, "key_reach", "reach", string(asked))
	}
	if who.Service != "" && g.wantsLogin(r) {
		return fault.New(fault.Denied, "key_service")
	}
	return nil
}

// wantsLogin says that the route of a request stated so.
func (g *Gate) wantsLogin(r *http.Request) bool {
	if g.routes == nil {
		return false
	}
	_, pattern := g.routes.Handler(r)
	return g.stated[pattern].staff
}
