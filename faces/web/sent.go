package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// The most that a form may bring: its texts, and its photos beside them.
const (
	maxText  = 1 << 20
	maxForms = maxText + matter.MaxPhotos*(21<<20)
)

// sent is what a form brought. Photos are taken in while the form is read; what is kept of them are the tokens, which
// a form that is shown again carries along.
type sent struct {
	url.Values
	bad error // the first value that could not be read
}

// read reads a form of any kind. The values are there even when a photo was refused, so that nothing typed is lost.
func (c *call) read(caller org.Caller) (*sent, error) {
	s := &sent{Values: url.Values{}}
	if !strings.HasPrefix(c.r.Header.Get("Content-Type"), "multipart/form-data") {
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxText)
		if err := c.r.ParseForm(); err != nil {
			return s, tooMuch(err)
		}
		s.Values = c.r.PostForm
		return s, nil
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxForms)
	m, err := c.r.MultipartReader()
	if err != nil {
		return s, tooMuch(err)
	}
	var refused error
	for left := int64(maxText); ; {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return s, refused
		}
		if err != nil {
			return s, tooMuch(err)
		}
		if p.FileName() != "" {
			refused = errors.Join(refused, c.take(s, caller, p))
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, left+1))
		if left -= int64(len(b)); left < 0 {
			return s, fault.New(fault.TooLarge, "body_large")
		}
		if err != nil {
			return s, tooMuch(err)
		}
		if !(p.FormName() == "photos" && len(b) == 0) { // no photo was chosen
			s.Add(p.FormName(), string(b))
		}
	}
}

// take hands one photo to the desk as it comes in.
func (c *call) take(s *sent, caller org.Caller, p *multipart.Part) error {
	if p.FormName() != "photos" {
		return nil
	}
	if len(s.Values["upload"]) >= matter.MaxPhotos {
		return fault.New(fault.TooLarge, "photos_too_many", "max", matter.MaxPhotos).On("photos")
	}
	u, err := c.desk.Upload(c.ctx, caller, p)
	if err == nil {
		s.Add("upload", u.Token)
	}
	return err
}

func tooMuch(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.New(fault.TooLarge, "body_large").By(err)
	}
	return fault.New(fault.Invalid, "form_broken").By(err)
}

// photos are the tokens of the photos.
func (s *sent) photos() []string { return s.Values["upload"] }

func (s *sent) text(name string) string { return strings.ReplaceAll(s.Get(name), "\r\n", "\n") }

func (s *sent) spoil(err error) {
	if s.bad == nil {
		s.bad = err
	}
}

// id is the command id that the form carries.
func (s *sent) id() (ledger.ID, error) {
	last := ""
	if v := s.Values["id"]; len(v) > 0 {
		last = v[len(v)-1] // a button's own id comes after that of the form around it
	}
	id, err := ledger.ParseID(last)
	if err != nil {
		return id, fault.New(fault.Invalid, "command_id").By(err)
	}
	return id, nil
}

func (s *sent) number(name string) int64 {
	v := strings.TrimSpace(s.Get(name))
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		s.spoil(fault.New(fault.Invalid, "number_form").On(name))
	}
	return n
}

// numbers are the whole numbers under a name; what is none is left out.
func (s *sent) numbers(name string) []int64 {
	var out []int64
	for _, v := range s.Values[name] {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// instant reads a date or a date with a time, in µs.
func (s *sent) instant(name string) int64 {
	us, ok := lang.ParseInput(s.Get(name))
	if !ok {
		s.spoil(fault.New(fault.Invalid, "date_form").On(name))
	}
	return us
}

func (s *sent) degrees(name string) *float64 {
	v := s.Get(name)
	if v == "" {
		return nil
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		s.spoil(fault.New(fault.Invalid, "coordinates_range").On("lat"))
		return nil
	}
	return &f
}

// pair reads "latitude, longitude" as a map shows it; ok is false when there is nothing or it cannot be read, and
// then it is spoilt.
func (s *sent) pair(name string) (lat, lng float64, ok bool) {
	v := strings.FieldsFunc(s.Get(name), func(r rune) bool { return strings.ContainsRune(" ,;，；、\t\u3000", r) })
	if len(v) == 0 {
		return 0, 0, false
	}
	if len(v) == 2 {
		var err, wrong error
		lat, err = strconv.ParseFloat(v[0], 64)
		lng, wrong = strconv.ParseFloat(v[1], 64)
		if err == nil && wrong == nil {
			return lat, lng, true
		}
	}
	s.spoil(fault.New(fault.Invalid, "coordinates_pair").On(name))
	return 0, 0, false
}

// area reads an area; none chosen is none.
func (s *sent) area(name string) area.Code {
	v := strings.TrimSpace(s.Get(name))
	if v == "" {
		return 0
	}
	a, err := area.Parse(v)
	if err != nil {
		s.spoil(fault.New(fault.Invalid, "area_unknown", "code", v).On(name))
	}
	return a
}

func (s *sent) yes(name string) bool { return s.Get(name) == "1" }

// severity and kind are chosen from lists; anything else is spoilt.
func (s *sent) severity(name string) (v matter.Severity) {
	if t := s.Get(name); t != "" && v.UnmarshalText([]byte(t)) != nil {
		s.spoil(fault.New(fault.Invalid, "kind_unknown").On(name))
	}
	return v
}

func (s *sent) kind(name string) (v matter.Kind) {
	if t := s.Get(name); t != "" && v.UnmarshalText([]byte(t)) != nil {
		s.spoil(fault.New(fault.Invalid, "kind_unknown").On(name))
	}
	return v
}

// unit finds the unit that was typed or picked: "name · code", its code or its whole name. What fits several is none.
func (s *sent) unit(o *org.Org, name string) int64 {
	v := strings.TrimSpace(s.Get(name))
	if v == "" {
		return 0
	}
	if i := strings.LastIndex(v, unitDot); i >= 0 {
		if u, ok := o.UnitByCode(v[i+len(unitDot):]); ok {
			return u.ID
		}
	}
	if u, ok := o.UnitByCode(v); ok {
		return u.ID
	}
	fits := slices.DeleteFunc(o.FindUnits(v, 0, 50),
		func(u org.Unit) bool { return u.Zh != v && u.En != v || u.Former })
	if len(fits) != 1 {
		s.spoil(fault.New(fault.Invalid, "unit_unknown", "unit", v).On(name))
		return 0
	}
	return fits[0].ID
}

// unitDot stands between a unit's name and its code.
const unitDot = " · "

// again shows a refused form once more: the mistake at its field, everything typed kept, the photos that came in kept
// too.
func (f *Form) again(l string, s *sent, err error) {
	e := fault.Of(err)
	f.Open = true
	if id := s.Get("id"); id != "" && e.Code != "command_id" && e.Code != "command_foreign" {
		f.Once = id
	}
	told := false
	for i := range f.Fields {
		x := &f.Fields[i]
		x.keep(s)
		if e.Field != "" && (x.Name == e.Field || x.Kind == "place" && (e.Field == "lat" || e.Field == "lng")) {
			x.Error, told = lang.Error(l, e), true
		}
		if x.Kind == "photos" && len(s.photos()) > 0 {
			x.Hint, x.Required = lang.T(l, "form.photos_kept", map[string]string{"n": strconv.Itoa(len(s.photos()))}),
				false
		}
	}
	if !told {
		f.Error = lang.Error(l, e)
	}
	for _, t := range s.photos() {
		f.Fields = append(f.Fields, Field{Kind: "hidden", Name: "upload", Value: t})
	}
}

// keep fills the field with what was sent. Passwords are typed again.
func (x *Field) keep(s *sent) {
	switch x.Kind {
	case "password", "photos", "file":
	case "check":
		x.Checked = s.yes(x.Name)
	case "place":
		x.Value, x.Extra = s.Get("lat"), s.Get("lng")
	case "hidden":
		if s.Has(x.Name) {
			x.Value = s.Get(x.Name)
		}
	default:
		if x.Value = s.text(x.Name); len(x.Options) > 0 && x.Kind != "pick" {
			for i := range x.Options {
				x.Options[i].Selected = slices.Contains(s.Values[x.Name], x.Options[i].Value)
			}
		}
	}
}

// wrong puts a form back with what was typed and with what was wrong, under the status of the fault.
func (c *call) wrong(p *Frame, f *Form, s *sent, err error) {
	c.log(err)
	p.Status = fault.Of(err).Kind.Status()
	f.again(c.l, s, err)
}

// stepSent reads with what a step is taken, by its number in the address, and the form.
func (c *call) stepSent() (int64, *sent, error) {
	id, err := c.pathID()
	if err != nil {
		return 0, nil, err
	}
	s, err := c.read(c.who.Caller)
	return id, s, err
}

// refused says whether a form is shown again after an error, and is not simply gone.
func refused(err error) bool {
	k := fault.Of(err).Kind
	return k != fault.Missing && k != fault.Login
}
