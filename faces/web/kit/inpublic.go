package kit

import (
	"strconv"

	"xiaohao/platform/lang"
)

// InPublic is how what stands in a report form would look in public.
type InPublic struct {
	Go    string // address to which the form is sent to see it
	Shown bool   // it was asked for
	Never string // why nothing of it is ever public, "" where it may be
	Text  []Piece
	Place []Piece
	Hides []string // what was taken out, kind by kind
	Rules []string // what else becomes of it before anybody sees it
}

// Piece is a stretch of a text; Kind says what was taken out there, "" for nothing.
type Piece struct{ Text, Kind string }

// Fill shows a form once more that was sent to look at it only: everything typed kept, the photos that came in kept too.
func (f *Form) Fill(l string, s *Sent) {
	f.Open = true
	if id := s.Get("id"); id != "" {
		f.Once = id
	}
	for i := range f.Fields {
		x := &f.Fields[i]
		if x.Keep(s); x.Kind == "photos" && len(s.Photos()) > 0 {
			x.Hint, x.Required = lang.T(l, "form.photos_kept", map[string]string{"n": strconv.Itoa(len(s.Photos()))}),
				false
		}
	}
	for _, t := range s.Photos() {
		f.Fields = append(f.Fields, Field{Kind: "hidden", Name: "upload", Value: t})
	}
}
