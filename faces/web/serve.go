package web

import (
	"net/http"

	"xiaohao/faces/gate"
)

// Web answers everything that is not the JSON interface. Make it with New; the gate stands before it.
type Web struct {
	site *Site
	mux  *http.ServeMux
}

// New makes the pages of a city from the list of rooms; parts are the names of the parts that the city has. Rooms that
// do not fit together are refused with a sentence that says where to look.
func New(g *gate.Gate, rooms []Room, parts []string) (*Web, error) {
	site, err := NewSite(g, rooms, parts)
	if err != nil {
		return nil, err
	}
	s := &Web{site: site, mux: http.NewServeMux()}
	for _, r := range rooms {
		for _, x := range r.Routes {
			s.mux.Handle(x.Pattern, site.Adapt(x))
		}
	}
	s.mux.Handle("/", site.Adapt(Anyone("/", (*call).nowhere)))
	s.mux.HandleFunc("GET /static/{version}/{name}", Static)
	return s, nil
}

func (s *Web) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }
