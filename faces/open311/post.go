package open311

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/open311"
	"xiaohao/platform/lang"
)

// The longest texts, in characters.
const (
	maxDescription = 4000
	maxPerson      = 200  // of each thing that is said of who reports
	maxAddress     = 2000 // of a picture
)

// posted are the endpoints that write, and the one that tells what became of a token.
func (f *Face) posted() (out []route) {
	out = append(out, both("POST", "v2/requests.%", f.postRequest, gate.Pictures)...)
	out = append(out, both("POST", "v2/servicerequestupdates.%", f.postUpdate, gate.Pictures)...)
	out = append(out, both("GET", "v2/tokens.%", f.token, gate.Words)...)
	return append(out, both("GET", "v2/tokens/{file}", f.token, gate.Words)...)
}

// postRequest takes a report. It answers with the number of a matter that everybody may see now, else with a token.
func (f *Face) postRequest(c *call) (document, error) {
	s, err := f.sent(c)
	if err != nil {
		return document{}, err
	}
	r := open311.Request{Key: s.key, Contact: s.contact(), Voice: s.voice(), Media: s.media()}
	if r.Report, err = f.report(c, s); err != nil {
		return document{}, err
	}
	if r.ID, err = ledger.NewID(f.desk.Now(), rand.Reader); err != nil {
		return document{}, err
	}
	r.Doubt = f.gate.DoubtVoice(c.r, r.Voice, r.ID)
	if err := f.taken.Allow(s.key); err != nil {
		return document{}, err
	}
	got, err := f.taken.Report(c.ctx, r)
	if err != nil {
		return document{}, err
	}
	args := map[string]string{"code": got.Receipt, "url": f.gate.Base(c.r) + "/r/" + got.Receipt}
	l := gate.From(c.r).Lang
	answer := record{{"token", got.Token}, {"service_notice", lang.T(l, "georeport.waits", args)}, {"account_id", nil}}
	if got.Matter != 0 {
		answer = record{{"service_request_id", strconv.FormatInt(got.Matter, 10)},
			{"service_notice", lang.T(l, "georeport.public", args)}, {"account_id", nil}}
	}
	return document{"service_requests", list{"request", []any{answer}}}, nil
}

// report reads what is wrong and where. Faults: 400 for what is missing or wrong, 404 for a service that is none.
func (f *Face) report(c *call, s *sent) (b matter.Report, err error) {
	p, code := f.house.Policy(), s.Get("service_code")
	if code == "" {
		return b, fault.New(fault.Invalid, "georeport_service_missing")
	}
	if !p.Serves(code) {
		return b, fault.New(fault.Missing, "georeport_service_unknown", "code", clipped(code, 40))
	}
	b.Kind, b.Category, b.Photos, b.Attributes = matter.Problem, code, s.photos, s.attributes()
	if b.Lat, b.Lng, err = s.point(); err != nil {
		return b, err
	}
	address := clipped(s.Get("address_string"), matter.MaxPlace)
	switch id := s.Get("address_id"); {
	case address != "" || b.Lat != nil:
		b.Place = address
	case id != "":
		b.Place = lang.T(lang.Zh, "georeport.address_id", map[string]string{"id": clipped(id, 100)})
	default:
		return b, fault.New(fault.Invalid, "georeport_where")
	}
	if b.Text = s.Get("description"); utf8.RuneCountInString(b.Text) > maxDescription {
		return b, fault.New(fault.Invalid, "georeport_long", "max", maxDescription)
	}
	category, _ := p.Category(code)
	b.Severity = category.Severity
	if matter.Clean(b.Text) == "" { // the standard lets it be left out
		b.Text = category.Zh
	}
	b.Area, err = f.taken.Where(c.ctx, b.Lat, b.Lng, address)
	return b, err
}

// point reads where it is, in WGS-84 degrees; nils for a report that does not say.
func (s *sent) point() (lat, lng *float64, err error) {
	if lat, err = s.degrees("lat"); err == nil {
		lng, err = s.degrees("long")
	}
	if err == nil && (lat == nil) != (lng == nil) {
		err = fault.New(fault.Invalid, "coordinates_half")
	}
	return lat, lng, err
}

func (s *sent) degrees(name string) (*float64, error) {
	if s.Get(name) == "" {
		return nil, nil
	}
	x, err := number(name, s.Get(name))
	return &x, err
}

// attributes are the answers to the service's questions: attribute[CODE]=v, or attribute[CODE][]=v for several.
func (s *sent) attributes() (out []matter.Answer) {
	for name, values := range s.Values {
		rest, ok := strings.CutPrefix(name, "attribute[")
		code, more, closed := strings.Cut(rest, "]")
		if !ok || !closed || code == "" || more != "" && !strings.HasPrefix(more, "[") {
			continue
		}
		i := slices.IndexFunc(out, func(a matter.Answer) bool { return a.Code == code })
		if i < 0 {
			out, i = append(out, matter.Answer{Code: code}), len(out)
		}
		out[i].Values = append(out[i].Values, values...)
	}
	slices.SortFunc(out, func(a, b matter.Answer) int { return strings.Compare(a.Code, b.Code) })
	for i := range out {
		slices.Sort(out[i].Values) // the order of a list's values means nothing
	}
	return out
}

// contact is who reports, whatever form it has: nothing here is a reason to lose a report.
func (s *sent) contact() *desk.Contact {
	get := func(name string) string { return clipped(s.Get(name), maxPerson) }
	c := desk.Contact{Name: strings.TrimSpace(get("first_name") + " " + get("last_name")), Phone: get("phone"),
		Email: get("email"), Device: get("device_id"), Account: get("account_id")}
	if c == (desk.Contact{}) {
		return nil
	}
	return &c
}

// voice tells one resident behind a key from another, without saying who he is; "" where the program names none.
func (s *sent) voice() string {
	for _, name := range []string{"account_id", "device_id", "email"} {
		if v := s.Get(name); v != "" {
			h := sha256.Sum256([]byte(name + " " + v))
			return "k" + strconv.FormatInt(s.key.ID, 10) + "." + hex.EncodeToString(h[:12])
		}
	}
	return ""
}

// media are the addresses of pictures, also where they come as media_url[].
func (s *sent) media() (out []string) {
	for _, name := range []string{"media_url", "media_url[]"} {
		for _, v := range s.Values[name] {
			if len(out) < open311.MostMedia && !slices.Contains(out, v) {
				out = append(out, clipped(v, maxAddress))
			}
		}
	}
	return out
}

// clipped is so much of a text as may be kept.
func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// postUpdate takes a resident's words about a matter that is public. They never change its state.
func (f *Face) postUpdate(c *call) (document, error) {
	s, err := f.sent(c)
	if err != nil {
		return document{}, err
	}
	id, err := f.update(c, s)
	if err != nil {
		return document{}, err
	}
	answer := record{{"update_id", ""}}
	if id != 0 {
		answer = record{{"update_id", strconv.FormatInt(id, 10)}}
	}
	return document{"service_request_updates", list{"request_update", []any{answer}}}, nil
}

// update records what a program says, and gives the number of it; 0 where nothing is said.
func (f *Face) update(c *call, s *sent) (int64, error) {
	asked := s.Get("service_request_id")
	if asked == "" {
		return 0, fault.New(fault.Invalid, "georeport_request_missing")
	}
	id, err := strconv.ParseInt(asked, 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.Missing, "georeport_missing")
	}
	body := *c
	body.params = s.Values
	if _, err := body.date("updated_datetime", false); err != nil {
		return 0, err
	}
	now, err := f.releases.One(c.ctx, id)
	if err != nil {
		return 0, err
	}
	u := open311.Update{ID: clipped(s.first("update_id", "update_id_ext"), maxPerson), Key: s.key, Matter: id,
		Text: s.words(), Photos: s.photos, Media: s.media()}
	if u.Fresh, err = ledger.NewID(f.desk.Now(), rand.Reader); err != nil {
		return 0, err
	}
	if status := strings.ToLower(clipped(s.Get("status"), 40)); u.Text == "" && status != "" &&
		// nothing else says so, and only a person can make it so
		status != statusIn(now.State) {
		u.Text = lang.T(lang.Zh, "georeport.said_status", map[string]string{"status": status})
	}
	if err := f.taken.Allow(s.key); err != nil {
		return 0, err
	}
	return f.taken.Update(c.ctx, u)
}

// words are the title and the text of an update.
func (s *sent) words() string {
	title, text := s.Get("title"), s.Get("description")
	if title == "" || strings.HasPrefix(text, title) {
		return text
	}
	return strings.TrimSpace(title + "\n" + text)
}

// first is the first value that was given.
func (s *sent) first(names ...string) string {
	for _, name := range names {
		if v := s.Get(name); v != "" {
			return v
		}
	}
	return ""
}

// token tells what became of a report that was not public when it was sent.
func (f *Face) token(c *call) (document, error) {
	token := c.name
	if c.r.PathValue("file") == "" {
		token = c.params.Get("token")
	}
	if token == "" {
		return document{}, fault.New(fault.Invalid, "georeport_token_missing")
	}
	id, state, err := f.taken.Token(c.ctx, token)
	if err != nil {
		return document{}, err
	}
	answer := record{{"service_request_id", ""}, {"token", token}}
	switch {
	case id != 0:
		answer[0].value = strconv.FormatInt(id, 10)
	case state == matter.Declined:
		answer = append(answer, field{"service_notice", lang.T(gate.From(c.r).Lang, "georeport.ended_declined", nil)})
	case state == matter.Merged:
		answer = append(answer, field{"service_notice", lang.T(gate.From(c.r).Lang, "georeport.ended_merged", nil)})
	}
	return document{"service_requests", list{"request", []any{answer}}}, nil
}
