package matter

import (
	"unicode/utf8"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Field is one thing that a command says.
type Field struct {
	Name   string // in its JSON
	Input  string // in forms, where that is another name
	Word   string // key of its label, where that is not "field." and its name
	Kind   FieldKind
	Max    int // characters of a text, photos, the highest number; 0 for no limit
	Slots  int // of several units: how many a form has room for
	Demand Demand
	Among  Among
	Hidden bool // no form asks for it; programs may say it

	// Known is what the matter says of it already, to be filled in: a value of the field's type; nil for nothing.
	Known func(m *Matter) any
	// Latest is the latest instant that policy lets pass, µs; nil where the decision alone knows.
	Latest func(c Clock, now calendar.Instant, t Terms) calendar.Instant
	// Yes and No are the keys of the two answers of a VerdictField.
	Yes, No string
}

// FieldKind is what a field holds; its JSON follows from it.
type FieldKind uint8

// The kinds of fields.
const (
	LineField     FieldKind = iota + 1 // free words on one line
	WordsField                         // free words
	CodeField                          // a text that is no free words: a number of another system, a week
	ChoiceField                        // one word of a few
	CategoryField                      // code of a category
	SeverityField                      // as Severity is written
	KindField                          // as Kind is written
	SourceField                        // where a matter comes from
	AreaField                          // 12-digit code
	DatumField                         // what coordinates are measured against
	LatField                           // degrees
	LngField                           // degrees; always beside a LatField
	UnitField                          // id of a unit
	UnitsField                         // ids of units
	PersonField                        // id of a person
	MatterField                        // id of another matter: the decision gets it as a fact
	MattersField                       // ids of other matters
	PointField                         // id of a point
	NoticeField                        // seq of a notice of the matter
	InstantField                       // µs
	DayField                           // µs; a form asks for a day
	PhotosField                        // tokens of uploads: the decision gets the photos as facts
	YesField                           // true or false, false unless said
	VerdictField                       // true or false, and a form wants it said
	NumberField                        // a small number
	VoiceField                         // whose voice it is; the door says it, whatever came in
)

// Free says that the field holds what somebody says in his own words: personal numbers may stand in it.
func (k FieldKind) Free() bool { return k == LineField || k == WordsField }

// Demand says when a field must be filled.
type Demand uint8

// The demands.
const (
	Optional       Demand = iota
	Required              // without it the command is refused
	Asked                 // a form wants it said; a program that leaves it out leaves what is known, or says no
	EvidenceFix           // as policy demands of who fixed
	EvidenceStrike        // as policy demands of who strikes off
)

// Evidence is what the terms demand for a field of this demand; ok is false where policy has no say.
func (d Demand) Evidence(t Terms) (e Evidence, ok bool) {
	switch d {
	case EvidenceFix:
		return t.Fix, true
	case EvidenceStrike:
		return t.Strike, true
	}
	return Evidence{}, false
}

// Among names what a field is chosen from; the desk knows what that is at the time.
type Among uint8

// The choices.
const (
	Anything          Among = iota
	CategoriesInForce       // policy's
	AreasInUse              // townships, and the villages of the matter's own
	UnitsNear               // those that a matter of the area is usually given to, nearest first
	UnitsBelowLead          // of the lead unit
	NoticesUnsigned         // of the matter
	NoticesUnanswered       // of the matter
	MarksOf                 // the marks that the matter has
	GroundsLeft             // on which the unit has not yet disputed
	FatesOfDeadline         // DeadlineFates
	WaysIn                  // Ways
	PeopleNear              // in office around the matter, who can be brought in
	PeopleOnCase            // the members of the case
)

// Demanded is the evidence that the matter still lacks for a demand of policy's; ok is false where policy has no say.
// What was put right on the spot has its photos already.
func (m *Matter) Demanded(d Demand, t Terms) (e Evidence, ok bool) {
	e, ok = d.Evidence(t)
	if d == EvidenceFix && m.Spot && m.Reworks+m.Reopens == 0 {
		e.Photos = 0
	}
	return e, ok
}

// Enum lists the words that a field can hold when that does not depend on the city; nil for others.
func (f Field) Enum() []string {
	switch {
	case f.Kind == SeverityField:
		return texts(Severities())
	case f.Kind == KindField:
		return texts(Kinds())
	case f.Kind == SourceField:
		return Plain(Sources())
	case f.Among == MarksOf:
		return Marks()
	case f.Among == GroundsLeft:
		return Grounds()
	case f.Among == FatesOfDeadline:
		return DeadlineFates()
	case f.Among == WaysIn:
		return Ways()
	}
	return nil
}

// Plain is a list of names as plain strings.
func Plain[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

func texts[T interface{ String() string }](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.String()
	}
	return out
}

// InputName is its name in forms.
func (f Field) InputName() string {
	if f.Input != "" {
		return f.Input
	}
	return f.Name
}

// Label is the key of its label.
func (f Field) Label() string {
	if f.Word != "" {
		return f.Word
	}
	return "field." + f.Name
}

// Fields that several commands have.
var (
	reasonField = Field{Name: "reason", Kind: WordsField, Max: MaxNote, Demand: Required}
	noteField   = Field{Name: "note", Kind: WordsField, Max: MaxNote}
	foundField  = Field{Name: "note", Kind: WordsField, Max: MaxNote, Demand: Required}
	photosField = Field{Name: "photos", Kind: PhotosField, Max: MaxPhotos}
	latField    = Field{Name: "lat", Kind: LatField}
	lngField    = Field{Name: "lng", Kind: LngField}
	levelField  = Field{Name: "level", Kind: NumberField, Hidden: true}
	untilField  = Field{Name: "until", Kind: InstantField, Demand: Required}

	// why two matters are one, or are not: a form calls it a note
	whyField = Field{Name: "reason", Input: "note", Word: "field.note", Kind: WordsField, Max: MaxNote}
)

// limit cleans a text field and refuses what is too long, or missing where the description demands it. The error is on
// the field by its name; its sentence calls the field as its form does.
func (f Field) limit(s *string) error {
	*s = Clean(*s)
	if n := utf8.RuneCountInString(*s); n > f.Max {
		return fault.New(fault.TooLarge, "text_long", "max", f.Max, "n", n).On(f.Name)
	}
	if f.Demand == Required && *s == "" {
		return fault.New(fault.Invalid, "text_missing", "field", "@"+f.Label()).On(f.Name)
	}
	return nil
}

// wants is the field under a demand.
func (f Field) wants(d Demand) Field { f.Demand = d; return f }

// known is the field with what the matter says of it.
func (f Field) known(of func(m *Matter) any) Field { f.Known = of; return f }

// labelled is the field under another label.
func (f Field) labelled(word string) Field { f.Word = word; return f }
