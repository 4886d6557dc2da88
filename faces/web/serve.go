// Package web mounts the pages of a city: all routes of the list of rooms (package faces), behind the gate.
// The rooms are the packages beside it, one a capability; what they share is package kit.
package web

import (
	"fmt"
	"net/http"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
)

// Web answers everything that is not the JSON interface. Make it with New; the gate stands before it.
type Web struct {
	site *kit.Site
	mux  *http.ServeMux
}

// New makes the pages of a city from the list of rooms; parts are the names of the parts that the city has. Rooms that
// do not fit together are refused with a sentence that says where to look.
func New(g *gate.Gate, rooms []kit.Room, parts []string) (*Web, error) {
	site, err := kit.NewSite(g, rooms, parts)
	if err != nil {
		return nil, err
	}
	s := &Web{site: site, mux: http.NewServeMux()}
	site.Serve(s.mux)
	for _, r := range rooms {
		for _, x := range r.Routes {
			err := mount(s.mux, x.Pattern, site.Adapt(x))
			if err == nil {
				err = g.States(x.Pattern, x.Body, x.Access != kit.ForAnyone)
			}
			if err != nil {
				return nil, fmt.Errorf("room %s answers %q: %w; look at its room.go", r.Name, x.Pattern, err)
			}
		}
	}
	s.mux.Handle("/", site.Adapt(kit.Anyone("/", (*kit.Call).Nowhere)))
	s.mux.HandleFunc("GET /static/{version}/{name}", kit.Static)
	return s, nil
}

// mount puts a handler under a pattern. The mux panics for one that it cannot read, or that catches what another one
// catches; that is a mistake in the list of rooms, which is told in words.
func mount(mux *http.ServeMux, pattern string, h http.Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	mux.Handle(pattern, h)
	return nil
}

func (s *Web) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }
