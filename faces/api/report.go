package api

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// reportIn is a resident's report.
type reportIn struct {
	ID      string           `json:"id"`
	Area    string           `json:"area"`
	Place   string           `json:"place"`
	Text    string           `json:"text"`
	Lat     *float64         `json:"lat"`
	Lng     *float64         `json:"lng"`
	Photos  []string         `json:"photos"`
	Name    string           `json:"name"`
	Phone   string           `json:"phone"`
	Help    bool             `json:"help"` // a person needs help: restricted
	FoundAt calendar.Instant `json:"found_at"`

	Withhold bool `json:"withhold"` // nothing of it may be public
}

// receiptOut is what the reporter keeps.
type receiptOut struct {
	Receipt string `json:"receipt"`
	URL     string `json:"url"`
}

func (a *API) postReport(w http.ResponseWriter, r *http.Request) (any, error) {
	var in reportIn
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	code, err := area.Parse(in.Area)
	if err != nil {
		return nil, fault.New(fault.Invalid, "area_unknown", "code", in.Area).On("area").By(err)
	}
	b := &matter.Report{Kind: matter.Problem, Source: matter.FromResident, Area: code, Place: in.Place, Text: in.Text,
		Lat: in.Lat, Lng: in.Lng, Photos: in.Photos, FoundAt: in.FoundAt, Withhold: in.Withhold}
	if in.Help {
		b.Kind = matter.Help
	}
	c := desk.Command{ID: id, Body: b, Said: in}
	if in.Name != "" || in.Phone != "" {
		c.Contact = &desk.Contact{Name: in.Name, Phone: in.Phone}
	}
	caller := gate.From(r).Caller
	caller.Person, caller.Posts = 0, nil // this door is the residents'; staff report as themselves under /matters
	caller.Doubt = a.gate.Doubt(r, caller.Voice, c.ID)
	res, err := a.desk.Do(r.Context(), caller, c)
	if err != nil {
		return nil, err
	}
	out := receiptOut{res.Receipt, a.gate.Base(r) + "/r/" + res.Receipt}
	if res.Repeated {
		return out, nil
	}
	return Created{out}, nil
}

// progressOut is what the holder of a receipt sees.
type progressOut struct {
	Receipt    string               `json:"receipt"`
	Number     string               `json:"number,omitempty"`
	State      matter.State         `json:"state"`
	Survivor   matter.State         `json:"survivor_state,omitzero"` // of the matter that it was merged into
	Kind       matter.Kind          `json:"kind"`
	Area       string               `json:"area"`
	AreaName   string               `json:"area_name"`
	Place      string               `json:"place,omitempty"`
	Title      string               `json:"title"`
	Text       string               `json:"text"`
	Unit       string               `json:"unit,omitempty"` // who has it
	ReportedAt calendar.Instant     `json:"reported_at"`
	Due        calendar.Instant     `json:"due,omitempty"`
	Light      string               `json:"light"`
	StruckAt   calendar.Instant     `json:"struck_at,omitempty"`
	Voices     int                  `json:"voices"`
	Reason     string               `json:"reason,omitempty"` // of a decline
	Photos     []photoOut           `json:"photos,omitempty"`
	Rating     *ratingOut           `json:"rating,omitempty"`
	May        []matter.CommandName `json:"may"`

	Kept   *keptOut   `json:"personal_data,omitempty"` // absent where there never was any
	Public *publicOut `json:"public,omitempty"`        // absent for who said "me too"
}

// publicOut is what a reporter is told of being public.
type publicOut struct {
	State  string           `json:"state"`
	Why    org.Secret       `json:"why,omitempty"`    // the rule behind it
	Ground release.Ground   `json:"ground,omitempty"` // the reason that the office named
	Tell   string           `json:"tell,omitempty"`   // in its words
	At     calendar.Instant `json:"at,omitempty"`
	URL    string           `json:"url,omitempty"` // where everybody reads it
}

type ratingOut struct {
	Fixed bool `json:"fixed"`
	Score int  `json:"score,omitempty"`
}

func (a *API) getReport(_ http.ResponseWriter, r *http.Request) (any, error) {
	m, caller, err := a.desk.ByReceipt(r.Context(), r.PathValue("receipt"))
	if err != nil {
		return nil, err
	}
	lives, err := a.desk.Survivor(r.Context(), m)
	if err != nil {
		return nil, err
	}
	o := a.desk.Org()
	out := progressOut{Receipt: strings.ToUpper(r.PathValue("receipt")), Number: m.Number, State: m.State, Kind: m.Kind,
		Area:     m.Area.String(),
		AreaName: o.Tree().FullName(m.Area), Place: m.Place, Title: m.Title, Text: m.Text,
		ReportedAt: m.ReportedAt, Due: m.Due,
		Light: m.Light(a.desk.Now()).String(), StruckAt: m.StruckAt, Voices: m.Voices(), Photos: photos(m),
		May: Some(a.desk.MaySay(caller, m, lives))}
	if lives.ID != m.ID {
		out.Survivor = lives.State
	}
	if u, ok := o.Unit(m.Lead); ok {
		out.Unit = u.Name(gate.From(r).Lang)
	}
	if m.State == matter.Declined {
		out.Reason = m.Reason
	}
	if m.Rating != nil {
		out.Rating = &ratingOut{m.Rating.Fixed, m.Rating.Score}
	}
	if caller.Echo == 0 && (m.Contact || m.Forgotten != 0) {
		if out.Kept, err = a.kept(r, caller, m.ID); err != nil {
			return nil, err
		}
	}
	if caller.Echo != 0 {
		return out, a.released(r, m.ID, &out)
	}
	if m.State == matter.Merged && !m.Withheld {
		m = lives
	}
	out.Public, err = a.told(r, m)
	return out, err
}

func (a *API) releases() *release.Releases { return part.Get[*release.Releases](a.gate.House.Values) }

func (a *API) told(r *http.Request, m *matter.Matter) (*publicOut, error) {
	t, err := a.releases().Told(r.Context(), m)
	if err != nil {
		return nil, err
	}
	out := &publicOut{State: t.State, Why: t.Why, Ground: t.Ground, Tell: t.Words, At: t.At}
	if t.Path != "" {
		out.URL = a.gate.Base(r) + t.Path
	}
	return out, nil
}

// released puts in for who said "me too" what everybody may read.
func (a *API) released(r *http.Request, id int64, out *progressOut) error {
	x, err := a.releases().One(r.Context(), id)
	if fault.Of(err) != nil && fault.Of(err).Kind == fault.Missing {
		return nil
	}
	out.Title, out.Place, out.Text = x.Title, x.Place, x.Text
	return err
}

func (a *API) getReportHistory(w http.ResponseWriter, r *http.Request) (any, error) {
	m, caller, err := a.desk.ByReceipt(r.Context(), r.PathValue("receipt"))
	if err != nil {
		return nil, err
	}
	return a.history(w, r, caller, m.ID)
}

func (a *API) getReportPhoto(w http.ResponseWriter, r *http.Request) (any, error) {
	m, caller, err := a.desk.ByReceipt(r.Context(), r.PathValue("receipt"))
	if err != nil {
		return nil, err
	}
	return nil, a.photo(w, r, caller, m.ID)
}

// postReportCommand takes what the reporter may say: rate, reopen, comment, attach. A +1 comes from somebody else's
// device.
func (a *API) postReportCommand(w http.ResponseWriter, r *http.Request) (any, error) {
	m, caller, err := a.desk.ByReceipt(r.Context(), r.PathValue("receipt"))
	if err != nil {
		return nil, err
	}
	id, body, err := command(w, r)
	if err != nil {
		return nil, err
	}
	if body.Name() == matter.CmdMeToo {
		caller.Voice = a.gate.Device(w, r)
		caller.Apart = a.gate.Crowded(r, m.ID, caller.Voice, a.desk.Policy().Voice.ADay)
	}
	out, err := a.do(r, caller, desk.Command{ID: id, Matter: m.ID, Body: body, Said: body})
	if w, ok := body.(*matter.Withhold); err == nil && ok && !w.Off {
		err = a.releases().Withheld(r.Context(), m.ID)
	}
	return out, err
}

// postNotFixed takes a reporter's "not fixed" after a strike-off: his reason counts, and reopens where policy says so.
func (a *API) postNotFixed(w http.ResponseWriter, r *http.Request) (any, error) {
	m, caller, err := a.desk.ByReceipt(r.Context(), r.PathValue("receipt"))
	if err != nil {
		return nil, err
	}
	var in struct {
		ID     string   `json:"id"`
		Why    string   `json:"why"`
		Text   string   `json:"text"`
		Score  int      `json:"score"`
		Photos []string `json:"photos"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	out, days, err := a.desk.NotFixed(r.Context(), caller, id, m,
		desk.Unfixed{Why: in.Why, Text: in.Text, Score: in.Score, Photos: in.Photos})
	if err != nil {
		return nil, err
	}
	args := map[string]string{"n": strconv.Itoa(days)}
	return struct {
		Outcome desk.Outcome `json:"outcome"`
		Message string       `json:"message"`
	}{out, lang.T(gate.From(r).Lang, out.Sentence(), args)}, nil
}

// postPhoto takes one photo, as the body itself or as the part "photo" of a form, as it comes in.
func (a *API) postPhoto(_ http.ResponseWriter, r *http.Request) (any, error) {
	var body io.Reader = r.Body
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		form, err := r.MultipartReader()
		if err != nil {
			return nil, fault.New(fault.Invalid, "photos_missing", "n", 1).On("photo").By(err)
		}
		if body, err = photoPart(form); err != nil {
			return nil, err
		}
	}
	u, err := a.desk.Upload(r.Context(), gate.From(r).Caller, body)
	if err != nil {
		return nil, err
	}
	return Created{struct {
		Token   string           `json:"token"`
		Width   int              `json:"width"`
		Height  int              `json:"height"`
		TakenAt calendar.Instant `json:"taken_at,omitempty"`
		Lat     *float64         `json:"lat,omitempty"`
		Lng     *float64         `json:"lng,omitempty"`
	}{u.Token, u.Photo.Width, u.Photo.Height, u.Photo.TakenAt, u.Photo.Lat, u.Photo.Lng}}, nil
}

// photoPart is the photo of a form.
func photoPart(form *multipart.Reader) (io.Reader, error) {
	for {
		p, err := form.NextPart()
		var big *http.MaxBytesError
		switch {
		case errors.As(err, &big):
			return nil, fault.New(fault.TooLarge, "body_large").By(err)
		case err != nil:
			return nil, fault.New(fault.Invalid, "photos_missing", "n", 1).On("photo").By(err)
		case p.FormName() == "photo" && p.FileName() != "":
			return p, nil
		}
	}
}
