package matter

import (
	"xiaohao/faces/web/file"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/node"
	"xiaohao/faces/web/relay"
	"xiaohao/faces/web/rota"
	"xiaohao/platform/paper"
)

// Matter is the page of one matter.
type Matter struct {
	kit.Frame
	Card         kit.Card
	Text         []string   // paragraphs
	Answers      []kit.Fact // to what the category asks
	Goal         string
	Work         string     // what the unit says it did
	Facts        []kit.Fact // source, found at, reporter, coordinates …
	Chain        []kit.Fact // units and what they are: lead, co, upper
	Steps        []kit.Step
	Asked        *Asked // a request that waits for a decision
	Contact      *Contact
	Before       []kit.Photo
	After        []kit.Photo
	Entries      []kit.Entry
	Older        string     // address of earlier history, empty when all is shown
	Forms        []kit.Form // the commands this person may give now, the next one first
	Names        []kit.Datalist
	Like         []kit.Link // past matters like this one, while it waits for a decision
	Merged       *kit.Link  // the matter it was merged into
	Absorbed     []Absorbed
	Split        *kit.Form    // takes them out again in one step; nil for who may not
	Alike        string       // address of the matters that are probably the same, "" for none
	Release      *kit.Link    // to let it out, with where that stands; nil for nothing to do there
	Nodes        *node.Strip  // of a task; nil where there are none and the reader sets none
	Files        *file.Card   // that hang on it; nil for none, where the reader cannot add one
	Origins      []kit.Fact   // the meetings and documents that it comes from or was dealt with at
	Chiefs       []kit.Fact   // of the area, from the village's to the city's
	OnCase       *rota.Card   // who is on the case of a person in need; nil for other matters
	Abroad       *relay.Card  // where it was sent; nil for nowhere, where the reader cannot send it
	Plans        []kit.Link   // action plans that it is a measure of, or that answer it
	Notices      []NoticeLink // the newest first
	Marks        []kit.MarkBlock
	Root         *kit.RootBlock
	Recurrences  []kit.Link // what came back after its strike-off
	PlaceHistory string     // address of the history of its place, "" where nobody knows the place
	Alarms       []string   // hints on the evidence, for who verifies and supervises
	Rating       string
	Seal         string // "已销号 2026年11月20日", empty before
	Kept         string // what a refused command said, kept for the person to copy
}

// Absorbed is a matter that was merged into this one.
type Absorbed struct {
	kit.Link
	ID  int64
	May bool // the reader may split it off
}

// Asked is a request for more time or suspension.
type Asked struct {
	Title  string
	Until  string
	Reason string
}

// Contact is the reporter's personal data, shown after it was asked for and recorded.
type Contact struct {
	Name, Phone, Email string
	Device, Account    string // as a program of others knows them
}

// Notice is a notice as it is printed on A4.
type Notice struct {
	kit.Frame
	Doc    paper.Doc // what it says
	Photos []kit.Photo
	QR     string // address of the picture with the matter's address, empty for none
	Back   string
	File   string // address of the same as .docx
}

// NoticeLink is a notice on its matter's page.
type NoticeLink struct {
	Label, Number, URL, At string
	State, Tone            string // whether it was signed for, and the light's colour of that
}

// Register is the list of notices.
type Register struct {
	kit.Frame
	Year     int
	Kinds    []kit.Link
	Years    []kit.Link
	Unsigned []RegisterRow // what nobody signed for
	Rows     []RegisterRow
	Next     string
}

// RegisterRow is a notice in the register.
type RegisterRow struct {
	Name, Number, URL string
	Title, Matter     string // of the matter, and its address
	Unit, At          string
	State, Tone       string
}

func (*Register) Template() string { return "register" }

func (*Matter) Template() string { return "matter" }

func (*Notice) Template() string { return "notice" }
