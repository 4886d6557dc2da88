package open311

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// The two statuses of the standard.
const (
	statusOpen   = "open"
	statusClosed = "closed"
)

// statusIn is the standard's status of a plain state.
func statusIn(s org.Plain) string {
	if s == org.PlainStruck {
		return statusClosed
	}
	return statusOpen
}

// requests is a page of what is public.
func (f *Face) requests(c *call) (document, error) {
	ids, err := c.list("service_request_id")
	if err != nil {
		return document{}, err
	}
	if len(ids) > 0 { // it overrides all the rest
		found, err := f.ones(c, ids)
		return f.written(c, found), err
	}
	ask, err := f.ask(c)
	if err != nil {
		return document{}, err
	}
	found, err := f.releases.Requested(c.ctx, ask)
	return f.written(c, found), err
}

// ask reads what a list is narrowed by.
func (f *Face) ask(c *call) (a release.Ask, err error) {
	if a.Open, a.Closed, err = c.status(); err != nil {
		return a, err
	}
	if a.Skip, a.Limit, err = c.page(); err != nil {
		return a, err
	}
	if a.Circle, err = c.around(); err != nil {
		return a, err
	}
	if a.Box, err = c.box(); err != nil {
		return a, err
	}
	after, before, err := c.times("updated_after", "updated_before")
	if err != nil {
		return a, err
	}
	dated := c.params.Has("start_date") || c.params.Has("end_date")
	switch a.ByChange = after != 0 || before != 0; {
	case a.Circle != nil && a.Box != nil, a.ByChange && (dated || a.Circle != nil || a.Box != nil):
		return a, fault.New(fault.Invalid, "georeport_both")
	case !a.ByChange:
		a.From, a.To, err = c.window(f.house.Now())
	case before == 0:
		a.From, a.To = after, longAfter
	default:
		a.From, a.To = after, before
	}
	if err != nil {
		return a, err
	}
	return a, f.codes(c, &a)
}

// codes narrows to services. Of those that are none there is nothing.
func (f *Face) codes(c *call, a *release.Ask) error {
	codes, err := c.list("service_code")
	if err != nil || len(codes) == 0 {
		return err
	}
	p := f.house.Policy()
	for _, code := range codes {
		if _, known := p.Category(code); known {
			a.Categories = append(a.Categories, code)
		}
	}
	if len(a.Categories) == 0 {
		a.Open, a.Closed = false, false
	}
	return nil
}

// ones are some requests, in the order asked for, without those that are not public.
func (f *Face) ones(c *call, ids []string) (out []release.Requested, err error) {
	var numbers []int64
	for _, id := range ids {
		if n, ok := requestID(id); ok {
			numbers = append(numbers, n)
		}
	}
	found, err := f.releases.RequestedOnes(c.ctx, numbers)
	for _, n := range numbers {
		if m, ok := found[n]; ok {
			out = append(out, m)
		}
	}
	return out, err
}

// requestID reads a service_request_id: the matter's number, written as this door writes it.
func requestID(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > 0 && strconv.FormatInt(n, 10) == s
}

// request is one matter that is public.
func (f *Face) request(c *call) (document, error) {
	n, ok := requestID(c.name)
	if !ok {
		return document{}, fault.New(fault.Missing, "georeport_request")
	}
	found, err := f.releases.RequestedNow(c.ctx, n)
	if fault.Code(err) == "matter_missing" {
		err = fault.New(fault.Missing, "georeport_request")
	}
	if err != nil {
		return document{}, err
	}
	return f.written(c, []release.Requested{found}), nil
}

// written are requests as the standard has them.
func (f *Face) written(c *call, found []release.Requested) document {
	all := list{item: "request", of: make([]any, len(found))}
	w := f.writer(c)
	for i, m := range found {
		all.of[i] = w.request(m)
	}
	return document{"service_requests", all}
}

// writer writes matters for one request.
type writer struct {
	*Face
	base     string // of addresses
	extended bool
	names    map[string]string // of categories
}

func (f *Face) writer(c *call) *writer {
	return &writer{f, f.gate.Base(c.r), c.says("extensions"), map[string]string{}}
}

// request is one request. What is not known, or near a home not told, is empty.
func (w *writer) request(m release.Requested) record {
	var lat, long any
	if m.Lat != nil && m.Lng != nil {
		lat, long = *m.Lat, *m.Lng
	}
	words := m.Text
	if words == "" {
		words = m.Title
	}
	notice := ""
	if m.State != org.PlainStruck {
		notice = lang.T(lang.Zh, "georeport.notice", nil)
	}
	out := record{{"service_request_id", strconv.FormatInt(m.Matter, 10)}, {"status", statusIn(m.State)},
		{"status_notes", w.note(m.State, m.Unit, m.Late)}, {"service_name", w.service(m.Category)},
		{"service_code", m.Category}, {"description", words}, {"agency_responsible", w.unit(m.Unit)},
		{"service_notice", notice}, {"requested_datetime", lang.ISO(m.Listed)},
		{"updated_datetime", lang.ISO(m.Changed)}, {"expected_datetime", lang.ISO(m.Due)}, {"address", m.Place},
		{"address_id", ""}, {"zipcode", ""}, {"lat", lat}, {"long", long}, {"media_url", w.media(m.Public)}}
	if w.extended {
		out = append(out, field{"extended_attributes", w.extension(m)})
	}
	return out
}

// service is the name of a category.
func (w *writer) service(code string) string {
	name, known := w.names[code]
	if !known {
		if s, ok := w.house.Policy().Category(code); ok {
			name = s.Zh
		}
		w.names[code] = name
	}
	return name
}

// unit is the name of who has a matter: never a person's.
func (f *Face) unit(id int64) string {
	u, _ := f.house.Org().Unit(id)
	return u.Zh
}

// note says in words how far a matter is.
func (f *Face) note(s org.Plain, unit int64, late bool) string {
	name := f.unit(unit)
	if name == "" {
		name = lang.T(lang.Zh, "georeport.unit", nil)
	}
	text := lang.T(lang.Zh, "georeport.note."+string(s), map[string]string{"unit": name})
	if late && s != org.PlainStruck {
		text += lang.T(lang.Zh, "georeport.late", nil)
	}
	return text
}

// media is where the first public copy of a photo is.
func (w *writer) media(m org.Public) string {
	if len(m.Photos) == 0 {
		return ""
	}
	return w.photo(m.Matter, m.Photos[0].Copy)
}

func (w *writer) photo(matter int64, name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%s/public/matters/%d/photos/%s", w.base, matter, name)
}

// extension is what the standard has no field for.
func (w *writer) extension(m release.Requested) record {
	group := ""
	if s, ok := w.house.Policy().Category(m.Category); ok {
		group = s.Group
	}
	steps := list{item: "step"}
	for _, s := range m.Steps {
		step := record{{"state", string(s.State)}, {"name", stateName(s.State)}, {"datetime", lang.ISO(s.At)}}
		if m.Near {
			step = append(step, field{"weekday", strings.ToLower(s.Day.String())})
		}
		steps.of = append(steps.of, step)
	}
	return record{{"state", string(m.State)}, {"state_name", stateName(m.State)}, {"title", m.Title}, {"group", group},
		{"unit", w.unit(m.Unit)}, {"due_datetime", lang.ISO(m.Due)}, {"late", m.Late}, {"voices", int64(m.Voices)},
		{"url", fmt.Sprintf("%s/public/matters/%d", w.base, m.Matter)}, {"steps", steps}}
}

func stateName(s org.Plain) string { return lang.T(lang.Zh, "public.state."+string(s), nil) }

// updates is what became known lately of what is public, the oldest first.
func (f *Face) updates(c *call) (document, error) {
	from, to, err := c.times("start_date", "end_date")
	if err != nil {
		return document{}, err
	}
	skip, limit, err := c.page()
	if err != nil {
		return document{}, err
	}
	ids, err := c.list("service_request_id")
	if err != nil {
		return document{}, err
	}
	var of []int64
	for _, id := range ids {
		if n, ok := requestID(id); ok {
			of = append(of, n)
		}
	}
	switch {
	case (from == 0) != (to == 0):
		return document{}, fault.New(fault.Invalid, "georeport_window").On("start_date")
	case from == 0:
		from, to = f.usual(len(ids) > 0), longAfter
	}
	all := list{item: "request_update"}
	if len(ids) > 0 && len(of) == 0 {
		return document{"service_requests_updates", all}, nil
	}
	found, err := f.releases.Updates(c.ctx, from, to, of, skip, limit)
	w := f.writer(c)
	for _, u := range found {
		words := u.Text
		if words == "" {
			words = f.note(u.Step, u.Unit, false)
		}
		all.of = append(all.of, record{{"update_id", u.ID}, {"service_request_id", strconv.FormatInt(u.Matter, 10)},
			{"status", statusIn(u.State)}, {"updated_datetime", lang.ISO(u.At)}, {"description", words},
			{"media_url", w.photo(u.Matter, u.Photo)}})
	}
	return document{"service_requests_updates", all}, err
}

// usual is where a window of updates begins that nobody names: of some requests all are told.
func (f *Face) usual(some bool) calendar.Instant {
	if some {
		return 0
	}
	return f.house.Now() - lately
}
