// Package field is the app for those who are out: inspectors, units and verifiers with a phone, for a day without a
// network.
//
// It owns the app's shell (static/*, plain ES modules that the phone keeps and starts without a network), what a
// phone takes along for the day, and the door through which its outbox sends: pieces of photos, and entries with the
// id that the phone made. It decides nothing: an entry is a command to the desk, an inspection or a tally, and sent
// ten times it is the first answer ten times.
//
// Every request says whose entries the phone is about to handle (the header Xiaohao-Person). When somebody else is
// logged in it is refused, so that nobody sends under another's name from a shared phone.
package field

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/parts/atlas"
	"xiaohao/parts/inspect"
	"xiaohao/parts/patrol"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// Field answers everything under /field. Make it with New; the gate stands before it.
type Field struct {
	gate    *gate.Gate
	desk    *desk.Desk
	atlas   *atlas.Atlas
	inspect *inspect.Inspect
	patrols *patrol.Patrols
	tally   *tally.Tallies
	mux     *http.ServeMux
}

// handler is an address that the app's script asks; what it returns is rendered by one adapter.
type handler func(w http.ResponseWriter, r *http.Request) (any, error)

// New makes the app of a city, which must have the parts atlas, inspect, patrol and tally.
func New(g *gate.Gate) *Field {
	f := &Field{gate: g, desk: g.Desk, atlas: part.Get[*atlas.Atlas](g.House.Values),
		inspect: part.Get[*inspect.Inspect](g.House.Values), patrols: part.Get[*patrol.Patrols](g.House.Values),
		tally: part.Get[*tally.Tallies](g.House.Values), mux: http.NewServeMux()}
	f.mux.HandleFunc("GET /field", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/field/", http.StatusSeeOther)
	})
	f.mux.HandleFunc("GET /field/{$}", f.page)
	f.mux.HandleFunc("GET /field/manifest.webmanifest", f.manifest)
	f.mux.HandleFunc("GET /field/{worker}", f.worker)
	f.mux.HandleFunc("GET /field/shell/{version}/{file}", f.file)
	for pattern, h := range map[string]handler{
		"GET /field/day":          f.day,
		"GET /field/uploads/{id}": f.getUpload,
		"PUT /field/uploads/{id}": f.putUpload,
		"POST /field/entries":     f.entry,
	} {
		f.mux.Handle(pattern, f.adapt(h))
		if err := g.States(pattern, gate.Office, true); err != nil {
			panic(err) // the four patterns above are no choice of anybody's
		}
	}
	f.mux.HandleFunc("/field/", func(w http.ResponseWriter, r *http.Request) {
		gate.Problem(w, gate.From(r).Lang, fault.New(fault.Missing, "page_missing"))
	})
	return f
}

func (f *Field) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// adapt lets in whom the phone believes to be speaking for, tells the phone what time it is here, and renders what a
// handler returns.
func (f *Field) adapt(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := gate.From(r)
		w.Header().Set("Xiaohao-Now", strconv.FormatInt(int64(f.desk.Now()), 10))
		w.Header().Set("Cache-Control", "no-store")
		var out any
		var err error
		switch as := r.Header.Get("Xiaohao-Person"); {
		case !who.Staff():
			err = fault.New(fault.Login, "login_needed")
		case who.MustChange:
			err = fault.New(fault.Denied, "password_first")
		case as != "" && as != strconv.FormatInt(who.Person, 10):
			err = fault.New(fault.Conflict, "other_person", "name", who.Name)
		default:
			out, err = h(w, r)
		}
		if err != nil {
			f.fail(w, r, err)
			return
		}
		gz := gate.Squeeze(w, r)
		defer gz.Close()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(gz).Encode(out)
	})
}

func (f *Field) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := gate.Fault(r.Context(), err)
	f.gate.Told(r.Context(), e, err)
	if e.Kind == fault.Internal {
		f.gate.Log.ErrorContext(r.Context(), "field", "route", r.Pattern, "error", err.Error())
	}
	gate.Problem(w, language(r), e)
}

// language is the one that the phone shows, which may have been chosen while there was no network to tell the server.
func language(r *http.Request) string {
	if l, ok := lang.Parse(r.Header.Get("Xiaohao-Lang")); ok {
		return l
	}
	if l := gate.From(r).Lang; l != "" {
		return l
	}
	return lang.Zh
}

// read reads a JSON body.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, gate.BodyOf(r).Text)).Decode(into)
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return fault.New(fault.TooLarge, "body_large")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Busy, "try_again").By(err) // the network went away in the middle
	case err != nil:
		return fault.New(fault.Invalid, "json_broken", "why", err.Error())
	}
	return nil
}
