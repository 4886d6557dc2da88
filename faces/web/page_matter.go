package web

// Matter is the page of one matter.
type Matter struct {
	Frame
	Card     Card
	Text     []string // paragraphs
	Goal     string
	Work     string // what the unit says it did
	Facts    []Fact // source, found at, reporter, coordinates …
	Chain    []Fact // units and what they are: lead, co, upper
	Steps    []Step
	Asked    *Asked // a request that waits for a decision
	Contact  *Contact
	Before   []Photo
	After    []Photo
	Entries  []Entry
	Older    string // address of earlier history, empty when all is shown
	Forms    []Form // the commands this person may give now, the next one first
	Names    []Datalist
	Like     []Link // past matters like this one, while it waits for a decision
	Merged   *Link  // the matter it was merged into
	Absorbed []Absorbed
	Split    *Form        // takes them out again in one step; nil for who may not
	Alike    string       // address of the matters that are probably the same, "" for none
	Notices  []NoticeLink // the newest first
	Marks    []MarkBlock
	Root     *RootBlock
	Backs    []Link   // what came back after its strike-off
	Corner   string   // address of the history of its place, "" where nobody knows the place
	Alarms   []string // hints on the evidence, for who verifies and supervises
	Rating   string
	Seal     string // "已销号 2026年11月20日", empty before
	Kept     string // what a refused command said, kept for the person to copy
}

// Absorbed is a matter that was merged into this one.
type Absorbed struct {
	Link
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
	Name  string
	Phone string
}

// Notice is a notice as it is printed on A4.
type Notice struct {
	Frame
	Name   string // 交办单
	Number string
	Issuer string
	Date   string
	To     string
	Rows   []Fact
	Body   []string
	Photos []Photo
	QR     string // address of the picture with the matter's address, empty for none
	Back   string
	File   string // address of the same as .docx

	Signature string // who sent it
	Tone      string // blue, orange or red, as its weight on the ladder
	Slip      bool   // with a reply slip
	Answer    string // what the unit wrote on it
}

// NoticeLink is a notice on its matter's page.
type NoticeLink struct {
	Label, Number, URL, At string
	State, Tone            string // whether it was signed for, and the light's colour of that
}

// Register is the list of notices.
type Register struct {
	Frame
	Year     int
	Kinds    []Link
	Years    []Link
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

func (*Register) template() string { return "register" }

func (*Matter) template() string { return "matter" }
func (*Notice) template() string { return "notice" }
