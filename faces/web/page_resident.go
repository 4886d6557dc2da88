package web

// Home is where residents start: report, or look up a receipt code.
type Home struct {
	Frame
	Form  Form // report: text, photos, area, place
	Find  Form // look up a receipt
	Facts []Fact

	At    string // the point whose plate was scanned
	Area  string
	Say   string // what is wrong with that plate
	Staff string // where an inspector logs in to see the point instead
}

// Receipt is what the holder of a receipt code sees of his matter.
type Receipt struct {
	Frame
	Code    string // grouped for reading: "7K3M 9QXA 2HTP"
	URL     string // full address of this page
	New     bool   // it was reported just now
	Card    Card
	Text    string
	At      string
	Steps   []Step
	Who     string // who has it, in words
	Due     string // until when, in words
	Before  []Photo
	After   []Photo
	Forms   []Form // say fixed or not, me too, comment, add photos
	Entries []Entry
	Sealed  *Sealed
}

// Find asks for a receipt code, with what was wrong with the one given.
type Find struct {
	Frame
	Form Form
}

func (*Home) template() string    { return "home" }
func (*Receipt) template() string { return "receipt" }
func (*Find) template() string    { return "find" }
