package api

import (
	"net/http"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/faces/gate"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
)

// photoOut is a photo as its matter shows it; the bytes are under /matters/{id}/photos/{photo}.
type photoOut struct {
	ID      string           `json:"id"`
	Step    string           `json:"step"`
	Width   int              `json:"width"`
	Height  int              `json:"height"`
	TakenAt calendar.Instant `json:"taken_at,omitempty"`
	Lat     *float64         `json:"lat,omitempty"`
	Lng     *float64         `json:"lng,omitempty"`
	At      calendar.Instant `json:"at"`
}

func photos(m *matter.Matter) []photoOut {
	out := make([]photoOut, len(m.Photos))
	for i, p := range m.Photos {
		out[i] = photoOut{p.ID, p.Step, p.Width, p.Height, p.TakenAt, p.Lat, p.Lng, p.At}
	}
	return out
}

// Matter is a matter with what follows from it now.
type Matter struct {
	*matter.Matter
	Receipt  string               `json:"receipt,omitempty"` // hides the digest
	Photos   []photoOut           `json:"photos,omitempty"`
	Light    string               `json:"light"`
	Voices   int                  `json:"voices"`
	AreaName string               `json:"area_name"`
	LeadName string               `json:"lead_name,omitempty"`
	May      []matter.CommandName `json:"may"`
}

func (a *API) getMatter(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	m, err := a.desk.Matter(r.Context(), gate.From(r).Caller, id)
	if err != nil {
		return nil, err
	}
	return a.shown(r, m), nil
}

// shown is a matter as who asks may see it; that he may see it was asked before.
func (a *API) shown(r *http.Request, m *matter.Matter) Matter {
	who, o := gate.From(r), a.desk.Org()
	out := Matter{Matter: m, Photos: photos(m), Light: m.Light(a.desk.Now()).String(), Voices: m.Voices(),
		AreaName: o.Tree().FullName(m.Area), May: Some(a.desk.May(who.Caller, m))}
	if u, ok := o.Unit(m.Lead); ok {
		out.LeadName = u.Name(who.Lang)
	}
	return out
}

// listOut is one page; next is the cursor of the one behind it, after the same as version 1 first called it.
type listOut struct {
	Matters []views.Row `json:"matters"`
	After   string      `json:"after,omitempty"`
	Next    string      `json:"next,omitempty"`
}

func (a *API) getMatters(w http.ResponseWriter, r *http.Request) (any, error) {
	f, err := views.ParseFilter(r.URL.Query())
	if err != nil {
		return nil, err
	}
	p, err := a.desk.List(r.Context(), gate.From(r).Caller, f)
	return listOut{Some(p.Rows), p.After, next(w, r, "after", p.After)}, err
}

func (a *API) getWork(w http.ResponseWriter, r *http.Request) (any, error) {
	f, err := views.ParseFilter(r.URL.Query())
	if err != nil {
		return nil, err
	}
	p, err := a.desk.Work(r.Context(), gate.From(r).Caller, f)
	return listOut{Some(p.Rows), p.After, next(w, r, "after", p.After)}, err
}

// entryOut is one step of a history.
type entryOut struct {
	Seq  int64            `json:"seq"`
	At   calendar.Instant `json:"at"`
	Type event.Type       `json:"type"`
	Name string           `json:"name,omitempty"`
	Unit string           `json:"unit,omitempty"`
	Body matter.Body      `json:"body"`

	// when somebody else gave this person a password shortly before, and who; 0 and "" for never
	PasswordSetAt calendar.Instant `json:"password_set_at,omitempty"`
	PasswordSetBy string           `json:"password_set_by,omitempty"`
}

// historyPage is how many steps an answer holds.
const historyPage = 500

func (a *API) getHistory(w http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	return a.history(w, r, gate.From(r).Caller, id)
}

func (a *API) history(w http.ResponseWriter, r *http.Request, caller org.Caller, id int64) (any, error) {
	after, err := number(r, "after")
	if err != nil {
		return nil, err
	}
	entries, more, err := a.desk.HistoryPage(r.Context(), caller, id, after, historyPage)
	if err != nil {
		return nil, err
	}
	out := make([]entryOut, len(entries))
	for i, e := range entries {
		out[i] = entryOut{Seq: e.Seq, At: e.At, Type: e.Type, Name: e.Name, Body: e.Body}
		if e.Given != nil {
			out[i].PasswordSetAt, out[i].PasswordSetBy = e.Given.At, e.Given.By
		}
		if u, ok := a.desk.Org().Unit(e.Unit); ok {
			out[i].Unit = u.Name(gate.From(r).Lang)
		}
	}
	place := ""
	if more > 0 {
		place = strconv.FormatInt(more, 10)
	}
	return struct {
		History []entryOut `json:"history"`
		Next    string     `json:"next,omitempty"`
	}{out, next(w, r, "after", place)}, nil
}

func (a *API) getPhoto(w http.ResponseWriter, r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	return nil, a.photo(w, r, gate.From(r).Caller, id)
}

func (a *API) photo(w http.ResponseWriter, r *http.Request, caller org.Caller, id int64) error {
	size := r.URL.Query().Get("size")
	f, err := a.desk.Photo(r.Context(), caller, id, r.PathValue("photo"), size)
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(w, r, f)
	return nil
}

// postMatter is a report by staff, in their own name.
func (a *API) postMatter(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		ID    string        `json:"id"`
		Name  string        `json:"name"`
		Phone string        `json:"phone"`
		Body  matter.Report `json:"body"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Source == "" {
		in.Body.Source = matter.FromInspector
	}
	c := desk.Command{ID: id, Body: &in.Body, Said: in}
	if in.Name != "" || in.Phone != "" {
		c.Contact = &desk.Contact{Name: in.Name, Phone: in.Phone}
	}
	return a.do(r, gate.From(r).Caller, c)
}

// doneOut says what a command led to.
type doneOut struct {
	Matter   int64            `json:"matter"`
	Seq      int64            `json:"seq"`
	At       calendar.Instant `json:"at"`
	Repeated bool             `json:"repeated,omitempty"`

	Kept *keptOut `json:"personal_data,omitempty"` // of forget: what is kept now
}

func (a *API) postCommand(w http.ResponseWriter, r *http.Request) (any, error) {
	m, err := pathID(r)
	if err != nil {
		return nil, err
	}
	id, body, err := command(w, r)
	if err != nil {
		return nil, err
	}
	caller := gate.From(r).Caller
	if rv, ok := body.(*matter.Reveal); ok {
		c, err := a.desk.Reveal(r.Context(), caller, id, m, rv.Reason)
		return c, err
	}
	return a.do(r, caller, desk.Command{ID: id, Matter: m, Body: body, Said: body})
}

func (a *API) do(r *http.Request, caller org.Caller, c desk.Command) (any, error) {
	res, err := a.desk.Do(r.Context(), caller, c)
	if err != nil {
		return nil, err
	}
	out := doneOut{Matter: res.Matter, Seq: res.Seq, At: res.At, Repeated: res.Repeated}
	if c.Body.Name() == matter.CmdForget {
		if out.Kept, err = a.kept(r, caller, res.Matter); err != nil {
			return nil, err
		}
	}
	if res.Repeated {
		return out, nil
	}
	return Created{out}, nil
}

// postCommands gives one command for several matters; each succeeds or fails on its own.
func (a *API) postCommands(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		envelope
		Matters []int64 `json:"matters"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, body, err := in.parse()
	if err != nil {
		return nil, err
	}
	if len(in.Matters) == 0 || len(in.Matters) > desk.MaxMany {
		return nil, fault.New(fault.Invalid, "many_range", "max", desk.MaxMany).On("matters")
	}
	failed := a.desk.Many(r.Context(), gate.From(r).Caller, id, in.Matters, body)
	out := struct {
		Done   []int64          `json:"done"`
		Failed map[int64]string `json:"failed,omitempty"`
	}{Done: []int64{}, Failed: map[int64]string{}}
	for _, m := range in.Matters {
		if err := failed[m]; err != nil {
			out.Failed[m] = fault.Code(err)
			continue
		}
		out.Done = append(out.Done, m)
	}
	return out, nil
}

// getExport is the list as a spreadsheet, exactly what the filter shows.
func (a *API) getExport(w http.ResponseWriter, r *http.Request) (any, error) {
	f, err := views.ParseFilter(r.URL.Query())
	if err != nil {
		return nil, err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="xiaohao.xlsx"`)
	who := gate.From(r)
	return nil, sheet.Export(r.Context(), a.desk, who.Caller, who.Lang, f, nil, w)
}

func (a *API) postSession(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Login    string `json:"login"`
		Password string `json:"password"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	s, err := a.desk.Auth.Login(r.Context(), a.desk.Org(), in.Login, in.Password,
		org.Meta{IP: a.gate.IP(r).String(), Agent: r.UserAgent()})
	if err != nil {
		return nil, err
	}
	return Created{struct {
		Token      string `json:"token"`
		Person     int64  `json:"person"`
		Name       string `json:"name"`
		MustChange bool   `json:"must_change,omitempty"`
	}{s.Token, s.Person.ID, s.Person.Name, s.MustChange}}, nil
}
