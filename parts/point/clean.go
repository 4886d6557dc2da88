package point

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
)

// Longest texts, in characters.
const (
	MaxName    = 100
	MaxAddress = matter.MaxPlace
	MaxReason  = matter.MaxNote
)

var (
	codePattern = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._\-]{0,39}$`)
	kindPattern = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._\-]{0,39}$`)
)

// Check says what is wrong with a point's details, whoever gives them: fault.Invalid "point_code", "name_length",
// "kind_of_point", "area_unknown", "unit_unknown", "unit_former", "text_long", and those of place.CheckChina.
func (x *Register) Check(ctx context.Context, d Details) error {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return err
	}
	_, err = x.clean(d, kinds)
	return err
}

// clean checks details and gives them as they are kept.
func (x *Register) clean(d Details, kinds []Kind) (Details, error) {
	d.Code, d.Name, d.Kind, d.Address = line(d.Code), line(d.Name), line(d.Kind), line(d.Address)
	if !codePattern.MatchString(d.Code) {
		return d, fault.New(fault.Invalid, "point_code", "code", short(d.Code)).On("code")
	}
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > MaxName {
		return d, fault.New(fault.Invalid, "name_length", "max", MaxName).On("name")
	}
	if !kindPattern.MatchString(d.Kind) || !hasKind(kinds, d.Kind) {
		return d, fault.New(fault.Invalid, "kind_of_point", "kind", short(d.Kind)).On("kind")
	}
	o := x.Org()
	d.Area = o.Tree().Heir(d.Area, nil)
	if a, ok := o.Tree().Get(d.Area); !ok || a.Former {
		return d, fault.New(fault.Invalid, "area_unknown", "code", d.Area.String()).On("area")
	}
	if to, ok := o.Successor(d.Unit); ok {
		d.Unit = to
	}
	if u, ok := o.Unit(d.Unit); d.Unit != 0 && !ok {
		return d, fault.New(fault.Invalid, "unit_unknown", "unit", d.Unit).On("unit")
	} else if u.Former {
		return d, fault.New(fault.Invalid, "unit_former", "unit", u.Zh).On("unit")
	}
	if n := utf8.RuneCountInString(d.Address); n > MaxAddress {
		return d, fault.New(fault.TooLarge, "text_long", "max", MaxAddress, "n", n).On("address")
	}
	if d.Place == nil || !d.Place.Known() {
		d.Place = nil
		return d, nil
	}
	at := place.FromE7(func() (int64, int64, place.Datum) { a, b := d.Place.E7(); return a, b, d.Place.Datum }())
	d.Place = &at
	return d, place.CheckChina(at.Lat, at.Lng)
}

// line is a text on one line.
func line(s string) string { return strings.Join(strings.Fields(matter.Clean(s)), " ") }

// words cleans a reason.
func words(s string, required bool) (string, error) {
	s = matter.Clean(s)
	if n := utf8.RuneCountInString(s); n > MaxReason {
		return s, fault.New(fault.TooLarge, "text_long", "max", MaxReason, "n", n).On("reason")
	}
	if required && s == "" {
		return s, fault.New(fault.Invalid, "text_missing", "field", "@field.reason").On("reason")
	}
	return s, nil
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}

// alike says whether two details say the same.
func alike(a, b Details) bool {
	at := func(p *place.Place) place.Place {
		if p == nil {
			return place.Place{}
		}
		return *p
	}
	pa, pb := at(a.Place), at(b.Place)
	a.Place, b.Place = nil, nil
	return a == b && pa == pb
}
