package report

import "xiaohao/faces/web/kit"

// PlateFind asks for the code of a plate.
type PlateFind struct {
	kit.Frame
	Form kit.Form
}

func (*PlateFind) Template() string { return "plate-find" }

// Home is where residents start: report, or look up a receipt code.
type Home struct {
	kit.Frame
	Form  kit.Form // report: text, photos, area, place
	Find  kit.Form // look up a receipt
	Facts []kit.Fact
	News  string // how the city gets on with what is public; empty where nothing is
	Like  string // that the place of a public matter was filled in

	At    string // the point whose plate was scanned
	Area  string
	Say   string // what is wrong with that plate
	Staff string // where an inspector logs in to see the point instead
}

// Receipt is what the holder of a receipt code sees of his matter.
type Receipt struct {
	kit.Frame
	Code string // grouped for reading: "7K3M 9QXA 2HTP"
	URL  string // full address of this page
	New  bool   // it was reported just now
	Echo bool   // of somebody who said "me too"
	// voices that are not weighed, shown apart
	Unweighed int
	Card      kit.Card
	Text      string
	At        string
	Steps     []kit.Step
	Who       string // who has it, in words
	Due       string // until when, in words
	Before    []kit.Photo
	After     []kit.Photo
	Forms     []kit.Form // say fixed or not, me too, comment, add photos
	Entries   []kit.Entry
	Sealed    *Sealed
	Details   *Details // of the reporter; nil where there are none, and for who said "me too"
}

// Details says what is kept of the reporter himself, and lets him have it deleted.
type Details struct {
	Says []string  // sentences
	Form *kit.Form // nil where nothing is left to ask for
}

// Find asks for a receipt code, with what was wrong with the one given.
type Find struct {
	kit.Frame
	Form kit.Form
}

func (*Home) Template() string { return "home" }

func (*Receipt) Template() string { return "receipt" }

func (*Find) Template() string { return "find" }

// NewMatter is a report or a task by staff: inspector, hotline, meeting.
type NewMatter struct {
	kit.Frame
	Form kit.Form
}

func (*NewMatter) Template() string { return "new" }
