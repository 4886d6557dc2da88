package matter

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// What is said of a person in need stands in no event: an event holds a token in the place of each text, the digest of
// it under a key of the case, and the words lie sealed beside the ledger. Title and place are not even tokens, since
// lists show them: a case is called by its type. See package desk, which has the keys.

// Token is what an event holds instead of words; its digest is Crockford's base 32, 20 characters.
func Token(digest string) string { return tokenBegins + digest + tokenEnds }

const (
	tokenBegins = "〔已密封·"
	tokenEnds   = "〕"
)

var tokenPattern = regexp.MustCompile(tokenBegins + `[0-9A-HJKMNP-TV-Z]{20}` + tokenEnds)

// Tokens are the tokens that stand in a text, an event's body for instance, each once.
func Tokens(s string) []string {
	if !strings.Contains(s, tokenBegins) {
		return nil
	}
	out := tokenPattern.FindAllString(s, -1)
	slices.Sort(out)
	return slices.Compact(out)
}

// Opening is what a case is about, in words and coordinates, and all that would tell where somebody is.
type Opening struct {
	Title      string           `json:"title,omitempty"`
	Text       string           `json:"text,omitempty"`
	Place      string           `json:"place,omitempty"`
	Lat        *float64         `json:"lat,omitempty"`
	Lng        *float64         `json:"lng,omitempty"`
	Area       area.Code        `json:"area,omitempty"` // the village, where one was named
	Point      int64            `json:"point,omitempty"`
	Item       string           `json:"item,omitempty"`
	FoundAt    calendar.Instant `json:"found_at,omitempty"`
	Attributes []Answer         `json:"attributes,omitempty"`
}

// Empty says that nothing was said.
func (o *Opening) Empty() bool { return reflect.DeepEqual(o, &Opening{}) }

// Tell lays an opening over a matter, for those who may read it. A later one changes what it says.
func (o *Opening) Tell(m *Matter) {
	for _, x := range []struct{ from, to *string }{{&o.Title, &m.Title}, {&o.Text, &m.Text}, {&o.Place, &m.Place},
		{&o.Item, &m.Item}} {
		if *x.from != "" {
			*x.to = *x.from
		}
	}
	if o.Lat != nil {
		m.Lat, m.Lng = o.Lat, o.Lng
	}
	if o.Point != 0 {
		m.Point = o.Point
	}
	if o.FoundAt != 0 {
		m.FoundAt = o.FoundAt
	}
	if o.Attributes != nil {
		m.Attributes = o.Attributes
	}
}

// Helps says that a command is about a person in need, or makes a matter one; m is nil for a report.
func Helps(m *Matter, c Command) bool {
	switch b := c.(type) {
	case *Report:
		return b.Kind == Help
	case *List:
		if b.Kind != 0 {
			return b.Kind == Help
		}
	}
	return m != nil && m.Kind == Help
}

// Veiled is a command whose free words are tokens, with what title, place and village it named; cover makes the token
// of a text. What is too long is refused as the command's own decision would. A report is veiled by its event: see
// Veil.
func Veiled(c Command, cover func(words string) string) (Command, Opening, error) {
	var said Opening
	c = Copy(c)
	switch b := c.(type) {
	case *List:
		said.Title, said.Place, said.Area = b.Title, b.Place, b.Area
		b.Title, b.Place, b.Area = "", "", townshipOf(b.Area)
	case *Amend:
		said.Title, said.Place, said.Area = b.Title, b.Place, b.Area
		b.Title, b.Place, b.Area = "", "", townshipOf(b.Area)
	}
	if said.Area == townshipOf(said.Area) {
		said.Area = 0
	}
	for f, s := range map[*Field]*string{&titleField: &said.Title, &placeField: &said.Place} {
		if err := f.limit(s); err != nil {
			return nil, said, err
		}
	}
	d := described[c.Name()]
	if d == nil {
		return c, said, nil
	}
	v := reflect.ValueOf(c).Elem()
	for i, f := range d.Fields {
		if !f.Kind.Free() {
			continue
		}
		s := v.Field(d.at[i]).String()
		if err := f.wants(Optional).limit(&s); err != nil {
			return nil, said, err
		}
		if s != "" {
			s = cover(s)
		}
		v.Field(d.at[i]).SetString(s)
	}
	return c, said, nil
}

// Veil takes out of an event what would tell who a person in need is and where, and gives what a report said. called is
// what the matter is called in lists; seal makes the token of an opening that holds something.
func Veil(b Body, called func(category string) string, said Opening, seal func(Opening) (string, error)) error {
	var err error
	switch e := b.(type) {
	case *WasReported:
		said = Opening{Title: e.Title, Text: e.Text, Place: e.Place, Lat: e.Lat, Lng: e.Lng, Point: e.Point,
			Item: e.Item, FoundAt: e.FoundAt, Attributes: e.Attributes}
		if said.Text == "" {
			said.Text = e.Title
		}
		if up := townshipOf(e.Area); up != e.Area {
			said.Area, e.Area = e.Area, up
		}
		e.Title, e.Text, e.Place, e.Lat, e.Lng, e.Datum = called(e.Category), "", "", nil, nil, ""
		e.Point, e.Item, e.FoundAt, e.Attributes, e.Spot = 0, "", 0, nil, false
		e.Digest = "" // of an imported row: whoever guesses a name could try it
		e.Sealed, err = seal(said)
	case *WasListed:
		e.Title, e.Place, e.Area = called(e.Category), "", townshipOf(e.Area)
		e.Sealed, err = seal(said)
	case *WasAmended:
		e.Title, e.Place, e.Area = called(e.Category), "", townshipOf(e.Area)
		e.Sealed, err = seal(said)
	case *WasFixed:
		e.Lat, e.Lng = nil, nil
	case *WasStruckOff:
		e.Lat, e.Lng = nil, nil
	}
	return err
}

// townshipOf is the township that holds an area; what is larger stays.
func townshipOf(a area.Code) area.Code {
	if a.Valid() && a.Level() > area.Township {
		return a.Ancestor(area.Township)
	}
	return a
}

// Unveil puts words in the place of tokens in every text that v points to, in structs, lists and pointers alike: v is a
// pointer, and what lies behind it is the caller's own. open gives a token back that it does not know.
func Unveil(v any, open func(token string) string) { unveil(reflect.ValueOf(v), open) }

func unveil(v reflect.Value, open func(string) string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			unveil(v.Elem(), open)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				unveil(v.Field(i), open)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			unveil(v.Index(i), open)
		}
	case reflect.String:
		if s := v.String(); strings.Contains(s, tokenBegins) {
			v.SetString(tokenPattern.ReplaceAllStringFunc(s, open))
		}
	}
}

// NoPhotos is the fault of a photo of a person in need: it shows who it is, and no key would take it back.
func NoPhotos() error { return fault.New(fault.Invalid, "help_photos").On("photos") }
