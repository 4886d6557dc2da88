package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

func (a *API) getOpenAPI(w http.ResponseWriter, r *http.Request) (any, error) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	body := openapi
	if r.URL.Query().Get("lang") == "zh" {
		body = chinese()
	}
	sendTagged(w, r, body)
	return nil, nil
}

// getAreas lists the areas below one, or finds areas by name.
func (a *API) getAreas(_ http.ResponseWriter, r *http.Request) (any, error) {
	t := a.desk.Org().Tree()
	within := area.Code(a.desk.City() * 1e8)
	if s := r.URL.Query().Get("parent"); s != "" {
		c, err := area.Parse(s)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", s).On("parent").By(err)
		}
		within = c
	}
	type out struct {
		Code  area.Code `json:"code"`
		Name  string    `json:"name"`
		Level string    `json:"level"`
	}
	list := []out{}
	found := t.Children(within)
	if q := r.URL.Query().Get("q"); q != "" {
		found = t.Search(q, within, 50)
	}
	for _, x := range found {
		list = append(list, out{x.Code, x.Name, x.Code.Level().String()})
	}
	return struct {
		Areas []out `json:"areas"`
	}{list}, nil
}

func (a *API) getCategories(_ http.ResponseWriter, _ *http.Request) (any, error) {
	type out struct {
		Code     string          `json:"code"`
		Group    string          `json:"group"`
		Zh       string          `json:"zh"`
		En       string          `json:"en"`
		Severity matter.Severity `json:"severity"`
	}
	list := []out{}
	for _, c := range a.desk.Policy().Categories() {
		list = append(list, out{c.Code, c.Group, c.Zh, c.En, c.Severity})
	}
	return struct {
		Categories []out `json:"categories"`
	}{list}, nil
}

func (a *API) getMe(_ http.ResponseWriter, r *http.Request) (any, error) {
	who := gate.From(r)
	return struct {
		Person     int64      `json:"person"`
		Name       string     `json:"name"`
		Posts      []org.Post `json:"posts"`
		MustChange bool       `json:"must_change,omitempty"`

		Reach org.Reaches `json:"reach,omitempty"` // of the key that was shown; nothing for a session
	}{who.Person, who.Name, who.Posts, who.MustChange, who.Reach}, nil
}

func (a *API) putPassword(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	who := gate.From(r)
	p, ok := a.desk.Org().Person(who.Person)
	if !ok || who.Key {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	return okOut, a.desk.Auth.ChangePassword(r.Context(), p, in.Old, in.New, who.Token)
}

// putLeave names who stands in for the caller, from and until when; without a deputy the leave ends.
func (a *API) putLeave(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		ID     string           `json:"id"`
		Deputy string           `json:"deputy"`
		From   calendar.Instant `json:"from"`
		To     calendar.Instant `json:"to"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	who := gate.From(r)
	l := &org.LeaveSet{Leave: org.Leave{Person: who.Person, From: in.From, To: in.To}, DeputyLogin: in.Deputy}
	_, err = a.desk.Change(r.Context(), who.Caller, id, []org.Change{l})
	return okOut, err
}

var okOut = map[string]bool{"ok": true}

func (a *API) getSessions(_ http.ResponseWriter, r *http.Request) (any, error) {
	s, err := a.desk.Auth.Sessions(r.Context(), gate.From(r).Person)
	return map[string]any{"sessions": Some(s)}, err
}

// deleteSessions logs the caller out everywhere, here too. His keys stay: they end one by one.
func (a *API) deleteSessions(_ http.ResponseWriter, r *http.Request) (any, error) {
	return okOut, a.desk.Auth.EndAll(r.Context(), gate.From(r).Person)
}

func (a *API) deleteSession(_ http.ResponseWriter, r *http.Request) (any, error) {
	return okOut, a.desk.Auth.EndSession(r.Context(), gate.From(r).Person, r.PathValue("id"))
}

func (a *API) getKeys(_ http.ResponseWriter, r *http.Request) (any, error) {
	k, err := a.desk.Auth.Keys(r.Context(), gate.From(r).Person)
	return map[string]any{"keys": Some(k)}, err
}

func (a *API) postKey(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Name    string           `json:"name"`
		Expires calendar.Instant `json:"expires"`
		Reach   org.Reaches      `json:"reach"` // empty for both: read and write
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	who := gate.From(r)
	if who.Key {
		return nil, fault.New(fault.Denied, "not_allowed") // a key makes no keys
	}
	key, err := a.desk.Auth.NewKey(r.Context(), who.Person, in.Name, in.Expires, in.Reach...)
	if err != nil {
		return nil, err
	}
	return Created{map[string]string{"key": key}}, nil
}

func (a *API) deleteKey(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.Missing, "key_missing")
	}
	return okOut, a.desk.Auth.RevokeKey(r.Context(), gate.From(r).Person, id)
}

func (a *API) getFigures(_ http.ResponseWriter, r *http.Request) (any, error) {
	top := area.Code(a.desk.City() * 1e8)
	if s := r.URL.Query().Get("area"); s != "" {
		c, err := area.Parse(s)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", s).On("area").By(err)
		}
		top = c
	}
	f, err := a.desk.FiguresBelow(r.Context(), gate.From(r).Caller, top)
	return map[string]any{"figures": Some(f)}, err
}

func (a *API) getUnits(_ http.ResponseWriter, r *http.Request) (any, error) {
	return map[string]any{"units": Some(a.desk.Org().FindUnits(r.URL.Query().Get("q"), 0, 50))}, nil
}

func (a *API) getPeople(_ http.ResponseWriter, r *http.Request) (any, error) {
	who := gate.From(r)
	var out []org.Person
	for _, p := range a.desk.Org().FindPeople(r.URL.Query().Get("q"), 0, 50) {
		if a.desk.Org().MayKnow(who.Caller, p) {
			out = append(out, p)
		}
	}
	return map[string]any{"people": Some(out)}, nil
}

// postChanges changes areas, units and people, all or nothing.
func (a *API) postChanges(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		ID      string `json:"id"`
		Changes []struct {
			Type event.Type      `json:"type"`
			Body json.RawMessage `json:"body"`
		} `json:"changes"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	changes := make([]org.Change, 0, len(in.Changes))
	for _, c := range in.Changes {
		d, err := org.Decode(c.Type, c.Body)
		if err != nil {
			return nil, fault.New(fault.Invalid, "json_broken", "why", err.Error()).On("changes")
		}
		if err := strict(c.Body, d); err != nil {
			return nil, err
		}
		changes = append(changes, d)
	}
	ids, err := a.desk.Change(r.Context(), gate.From(r).Caller, id, changes)
	return map[string]any{"ids": Some(ids)}, err
}

func (a *API) getPolicy(w http.ResponseWriter, r *http.Request) (any, error) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	sendTagged(w, r, a.desk.Policy().Source())
	return nil, nil
}

// putPolicy takes the policy file as the body; its id is the header Command-Id. If-Match, where it is given, is the
// ETag of the file that this one was made of.
func (a *API) putPolicy(w http.ResponseWriter, r *http.Request) (any, error) {
	id, err := CommandID(r.Header.Get("Command-Id"))
	if err != nil {
		return nil, err
	}
	src, err := io.ReadAll(http.MaxBytesReader(w, r.Body, gate.BodyOf(r).Text))
	if err != nil {
		return nil, fault.New(fault.TooLarge, "body_large").By(err)
	}
	var over func([]byte) bool
	if tags := r.Header.Get("If-Match"); tags != "" {
		over = func(inForce []byte) bool { return gate.Has(tags, tagOf(inForce)) }
	}
	err = a.desk.ReplacePolicy(r.Context(), gate.From(r).Caller, id, src, over)
	var wrong *policy.Mistakes
	if errors.As(err, &wrong) {
		return nil, mistaken(gate.From(r).Lang, err)
	}
	if err != nil {
		return nil, err
	}
	return okOut, nil
}

// mistaken is the fault of a policy file with mistakes: its sentence names each with its line.
func mistaken(l string, err error) error {
	var b strings.Builder
	for _, m := range gate.Mistakes(l, err) {
		fmt.Fprintf(&b, "\n%d: %s", m.Line, m.Text)
	}
	return fault.New(fault.Invalid, "policy_mistakes", "list", b.String()).By(err)
}

// postPolicyCheck says what is wrong with a policy file and what it would change.
func (a *API) postPolicyCheck(w http.ResponseWriter, r *http.Request) (any, error) {
	src, err := io.ReadAll(http.MaxBytesReader(w, r.Body, gate.BodyOf(r).Text))
	if err != nil {
		return nil, fault.New(fault.TooLarge, "body_large").By(err)
	}
	p, err := policy.ParseNew(src)
	if err != nil {
		return map[string]any{"ok": false, "mistakes": gate.Mistakes(gate.From(r).Lang, err)}, nil
	}
	return map[string]any{"ok": true, "changes": policy.Diff(a.desk.Policy(), p)}, nil
}
