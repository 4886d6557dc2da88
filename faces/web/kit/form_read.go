package kit

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Sent is what a form brought. Photos are taken in while the form is read; what is kept of them are the tokens, which
// a form that is shown again carries along.
type Sent struct {
	url.Values
	Bad  error  // the first value that could not be read
	File string // the name of the file that came along, as its sender has it
}

// Read reads a form of any kind; how much it may bring the route states. The values are there even when a photo was
// refused, so that nothing typed is lost.
func (c *Call) Read(caller org.Caller) (*Sent, error) {
	s, may := &Sent{Values: url.Values{}}, gate.BodyOf(c.R)
	if !strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		return s, c.readPlain(s, may.Text)
	}
	m, err := c.R.MultipartReader()
	if err != nil {
		return s, tooMuch(err)
	}
	var refused error
	for left := may.Text; ; {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return s, refused
		}
		if err != nil {
			return s, tooMuch(err)
		}
		if p.FileName() != "" && p.FormName() == "photos" && may.Photos > 0 {
			refused = errors.Join(refused, c.take(s, caller, p, may.Photos))
			continue
		}
		if p.FileName() != "" && c.Who.Back { // it is chosen anew after logging in
			if _, err := io.Copy(io.Discard, p); err != nil {
				return s, tooMuch(err)
			}
			continue
		}
		if left, err = s.part(p, left); err != nil {
			return s, err
		}
	}
}

// readPlain reads a form that has no files.
func (c *Call) readPlain(s *Sent, most int64) error {
	c.R.Body = http.MaxBytesReader(c.W, c.R.Body, most)
	if err := c.R.ParseForm(); err != nil {
		return tooMuch(err)
	}
	s.Values = c.R.PostForm
	return nil
}

// part reads a text, of which all together may be no longer than left, and says what is left then. Its head counts
// too, and so does a file that nobody asked for, which is not kept.
func (s *Sent) part(p *multipart.Part, left int64) (int64, error) {
	for name, values := range p.Header {
		left -= int64(len(name) + len(strings.Join(values, "")))
	}
	if left -= partCost; left < 0 {
		return left, fault.New(fault.TooLarge, "body_large")
	}
	b, err := io.ReadAll(io.LimitReader(p, left+1))
	if left -= int64(len(b)); left < 0 {
		return left, fault.New(fault.TooLarge, "body_large")
	}
	if err != nil {
		return left, tooMuch(err)
	}
	if p.FileName() == "" && !(p.FormName() == "photos" && len(b) == 0) { // no photo was chosen
		s.Add(p.FormName(), string(b))
	}
	return left, nil
}

// partCost is what a value costs beside its bytes.
const partCost = 64

// take hands one photo to the desk as it comes in.
func (c *Call) take(s *Sent, caller org.Caller, p *multipart.Part, most int) error {
	if len(s.Values["upload"]) >= most {
		return fault.New(fault.TooLarge, "photos_too_many", "max", most).On("photos")
	}
	u, err := c.Desk.Upload(c.Ctx, caller, p)
	if err == nil {
		s.Add("upload", u.Token)
	}
	return err
}

func tooMuch(err error) error {
	var big *http.MaxBytesError
	var known *fault.Error
	switch {
	case errors.As(err, &big):
		return fault.New(fault.TooLarge, "body_large").By(err)
	case errors.As(err, &known):
		return known
	}
	return fault.New(fault.Invalid, "form_broken").By(err)
}

// Photos are the tokens of the photos.
func (s *Sent) Photos() []string { return s.Values["upload"] }

// Text is a text with the line ends that everything else uses.
func (s *Sent) Text(name string) string { return strings.ReplaceAll(s.Get(name), "\r\n", "\n") }

// Spoil notes what is wrong with a value; the first mistake is the one that is told.
func (s *Sent) Spoil(err error) {
	if s.Bad == nil {
		s.Bad = err
	}
}

// ID is the command id that the form carries.
func (s *Sent) ID() (ledger.ID, error) {
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

// said reads a value; what cannot be read spoils the form.
func said[T any](s *Sent, name string, read func(desk.Values, string) (T, error)) T {
	v, err := read(desk.Values(s.Values), name)
	if err != nil {
		s.Spoil(err)
	}
	return v
}

// Number reads a whole number, 0 of an empty field.
func (s *Sent) Number(name string) int64 { return said(s, name, desk.Values.Number) }

// Numbers are the whole numbers under a name; what is none is left out.
func (s *Sent) Numbers(name string) []int64 { return desk.Values(s.Values).Numbers(name) }

// Instant reads a date or a date with a time, in µs.
func (s *Sent) Instant(name string) calendar.Instant { return said(s, name, desk.Values.Instant) }

// Day reads a date and gives the beginning of that day in China, in µs; 0 of an empty field.
func (s *Sent) Day(name string) calendar.Instant {
	at := s.Instant(name)
	if at == 0 {
		return 0
	}
	const east = 8 * 3600_000_000 // China
	return (at+east)/Day*Day - east
}

// Degrees reads a coordinate; nil of an empty field, and of what is none, which spoils the form.
func (s *Sent) Degrees(name string) *float64 { return said(s, name, desk.Values.Degrees) }

// Pair reads "latitude, longitude" as a map shows it; ok is false when there is nothing or it cannot be read, and
// then it is spoilt.
func (s *Sent) Pair(name string) (lat, lng float64, ok bool) {
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
	s.Spoil(fault.New(fault.Invalid, "coordinates_pair").On(name))
	return 0, 0, false
}

// Area reads an area; none chosen is none.
func (s *Sent) Area(name string) area.Code { return said(s, name, desk.Values.Area) }

// Yes says whether a box was ticked.
func (s *Sent) Yes(name string) bool { return s.Get(name) == "1" }

// Severity and kind are chosen from lists; anything else is spoilt.
func (s *Sent) Severity(name string) matter.Severity { return said(s, name, desk.Values.Severity) }

// Kind reads the kind of a matter; what is none spoils the form.
func (s *Sent) Kind(name string) matter.Kind { return said(s, name, desk.Values.Kind) }

// Unit finds the unit that was typed or picked: "name · code", its code or its whole name. What fits several is none.
func (s *Sent) Unit(o *org.Org, name string) int64 {
	u, err := desk.Values(s.Values).Unit(o, name)
	if err != nil {
		s.Spoil(err)
	}
	return u
}

// Again shows a refused form once more: the mistake at its field, everything typed kept, the photos that came in kept
// too.
func (f *Form) Again(l string, s *Sent, err error) {
	e := fault.Of(err)
	f.Open = true
	if id := s.Get("id"); id != "" && !slices.Contains(usedUp, e.Code) {
		f.Once = id
	}
	told := false
	if slices.Contains(warnings, e.Code) && !slices.ContainsFunc(f.Fields, func(x Field) bool {
		return x.Name == anyway
	}) {
		f.Fields = append(f.Fields, Field{Kind: "check", Name: anyway, Label: lang.T(l, "field.anyway", nil)})
	}
	if e.Code == "deadline_asks" {
		x := Field{Kind: "radios", Name: e.Field, Label: lang.T(l, "field.deadline_fate", nil), Required: true}
		for _, k := range matter.DeadlineFates() {
			x.Options = append(x.Options, Option{Value: k, Label: lang.T(l, "deadline."+k, nil)})
		}
		f.Fields = append(f.Fields, x)
	}
	for i := range f.Fields {
		x := &f.Fields[i]
		x.Keep(s)
		if e.Field != "" && (x.Name == e.Field || x.Kind == "place" && (e.Field == "lat" || e.Field == "lng")) {
			x.Error, told = lang.Error(l, e), true
		}
		if x.Kind == "photos" && len(s.Photos()) > 0 {
			x.Hint, x.Required = lang.T(l, "form.photos_kept", map[string]string{"n": strconv.Itoa(len(s.Photos()))}),
				false
		}
	}
	if !told {
		f.Error = lang.Error(l, e)
	}
	for _, t := range s.Photos() {
		f.Fields = append(f.Fields, Field{Kind: "hidden", Name: "upload", Value: t})
	}
}

// anyway is the field by which a person says that he was told, and does it all the same; warnings are what he is told.
const anyway = "anyway"

var warnings = []string{"area_open", "unit_open", "unit_empties", "unit_nobody"}

// usedUp are the faults after which a form gets a fresh id: the one that it had is of something else.
var usedUp = []string{"command_id", "command_foreign", "command_other", "command_other_words"}

// Keep fills the field with what was sent. Passwords are typed again.
func (x *Field) Keep(s *Sent) {
	switch x.Kind {
	case "password", "photos", "file":
	case "check":
		x.Checked = s.Yes(x.Name)
	case "place":
		x.Value, x.Extra = s.Get("lat"), s.Get("lng")
	case "hidden":
		if s.Has(x.Name) {
			x.Value = s.Get(x.Name)
		}
	default:
		if x.Value = s.Text(x.Name); len(x.Options) > 0 && x.Kind != "pick" {
			for i := range x.Options {
				x.Options[i].Selected = slices.Contains(s.Values[x.Name], x.Options[i].Value)
			}
		}
	}
}

// Wrong puts a form back with what was typed and with what was wrong, under the status of the fault.
func (c *Call) Wrong(p *Frame, f *Form, s *Sent, err error) {
	c.Log(err)
	p.Status = fault.Of(err).Kind.Status()
	f.Again(c.L, s, err)
}

// StepSent reads with what a step is taken, by its number in the address, and the form.
func (c *Call) StepSent() (int64, *Sent, error) {
	id, err := c.PathID()
	if err != nil {
		return 0, nil, err
	}
	s, err := c.Read(c.Who.Caller)
	return id, s, err
}

// Refused says whether a form is shown again after an error, and is not simply gone.
func Refused(err error) bool {
	k := fault.Of(err).Kind
	return k != fault.Missing && k != fault.Login
}
