package web

// Work is what waits for me, most urgent on top.
type Work struct {
	Frame
	Hello    string
	Counts   []Fact // by light, each a filter
	Queues   []Link // all, to sign, to assign, to verify … with counts in the label
	Cards    []Card
	Pager    Pager
	Batch    string // address that a batch is sent to, empty when nothing can be done in one go
	Once     string // UUIDv7 of the batch
	Sign     bool   // offer to sign for what is chosen
	Assign   *Form  // offer to assign what is chosen; its fields only
	Names    []Datalist
	Followed []Card
}

// List is one of the three lists, filtered, sorted and paged; the address holds all of it.
type List struct {
	Frame
	Heading  string
	Lists    []Link // the three lists
	Search   Field
	Filters  []Field
	Keep     []Field // hidden fields that a new search keeps
	Chips    []Link  // filters in force; the address takes each off
	Clear    string  // address without any filter
	Narrow   bool    // some filter is in force: shown unfolded
	Sorts    []Link
	Columns  []Column
	Rows     []Row
	Pager    Pager
	Export   string // address of the spreadsheet of exactly this
	Map      string // address of the map of exactly this
	Choose   []Choice
	ChooseAt string // address that chosen columns are sent to
}

// Column is a heading of the table.
type Column struct {
	Key   string
	Label string
}

// Row is one matter: as a card on a phone, as cells on a desk.
type Row struct {
	Card  Card
	Cells []Cell
}

// Cell is one value of a row.
type Cell struct {
	Text  string
	URL   string
	Light *Light
	State string // code: shown as a mark
	Wide  bool
}

// Choice is a column of the export and the table that a user may switch on and put in order.
type Choice struct {
	Key   string
	Label string
	On    bool
	Order int
}

// NewMatter is a report or a task by staff: inspector, hotline, meeting.
type NewMatter struct {
	Frame
	Form Form
}

func (*Work) template() string      { return "work" }
func (*List) template() string      { return "list" }
func (*NewMatter) template() string { return "new" }
