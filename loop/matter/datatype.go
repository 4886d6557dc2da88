package matter

import "slices"

// Datatype is what sort of answer a question of a category takes. The words are those of Open311.
type Datatype string

// The datatypes.
const (
	TextLine  Datatype = "string" // one line
	Figure    Datatype = "number"
	Instant   Datatype = "datetime" // ISO 8601 with zone
	Story     Datatype = "text"     // several lines
	OneOf     Datatype = "singlevaluelist"
	SeveralOf Datatype = "multivaluelist"
)

// Datatypes lists them. The caller must not change the slice.
func Datatypes() []Datatype { return datatypes }

var datatypes = []Datatype{TextLine, Figure, Instant, Story, OneOf, SeveralOf}

// Listed says whether answers are keys from a list.
func (d Datatype) Listed() bool { return d == OneOf || d == SeveralOf }

// Known says whether there is such a datatype.
func (d Datatype) Known() bool { return slices.Contains(datatypes, d) }

// Question is what a category asks whoever reports, as policy has it.
type Question struct {
	Code     string
	Datatype Datatype
	Required bool
	Variable bool     // it wants an answer; false for a line that only tells something
	Keys     []string // of the two lists
}
