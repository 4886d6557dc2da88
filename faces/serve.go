package faces

import (
	"cmp"
	"net/http"
	"slices"

	"xiaohao/faces/api"
	"xiaohao/faces/field"
	"xiaohao/faces/gate"
	"xiaohao/faces/open311"
	"xiaohao/faces/web"
	"xiaohao/faces/web/kit"
)

// Pattern is an address as http.ServeMux has it, with its method; an open one answers without a login.
type Pattern struct {
	Text string
	Open bool
}

// Open makes everything that the program answers, behind the gate: the pages of rooms, the JSON face, the field app and
// the door for other cities' programs; and it lists all addresses in their order. parts are the names of the city's
// parts. Rooms that do not fit them are refused.
func Open(g *gate.Gate, rooms []kit.Room, parts []string) (http.Handler, []Pattern, error) {
	pages, err := web.New(g, rooms, parts)
	if err != nil {
		return nil, nil, err
	}
	programs, err := api.New(g, kit.JSON(rooms)...)
	if err != nil {
		return nil, nil, err
	}
	standard, err := open311.New(g)
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	offline := field.New(g)
	mux.Handle("/api/", programs)
	mux.Handle("/api", pages) // the page about it
	mux.Handle("/field", offline)
	mux.Handle("/field/", offline)
	mux.Handle("/open311/", standard)
	mux.Handle("/", pages)
	list := []Pattern{{"GET /field/day", false}, {"GET /field/uploads/{id}", false}}
	for p, staff := range programs.Routes() {
		list = append(list, Pattern{p, !staff})
	}
	for _, p := range standard.Routes() {
		list = append(list, Pattern{p, true})
	}
	for _, r := range rooms {
		for _, x := range r.Routes {
			list = append(list, Pattern{x.Pattern, x.Access == kit.ForAnyone})
		}
	}
	slices.SortFunc(list, func(a, b Pattern) int { return cmp.Compare(a.Text, b.Text) })
	return g.Wrap(mux), list, nil
}
