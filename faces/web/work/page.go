package work

import "xiaohao/faces/web/kit"

// Work is what waits for me, most urgent on top.
type Work struct {
	kit.Frame
	Hello    string
	Counts   []kit.Fact // by light, each a filter
	Queues   []kit.Link // all, to sign, to assign, to verify … with counts in the label
	Cards    []kit.Card
	Pager    kit.Pager
	Batch    string    // address that a batch is sent to, empty when nothing can be done in one go
	Once     string    // UUIDv7 of the batch
	Sign     bool      // offer to sign for what is chosen
	Assign   *kit.Form // offer to assign what is chosen; its fields only
	Names    []kit.Datalist
	Followed []kit.Card
}

// List is one of the three lists, filtered, sorted and paged; the address holds all of it.
type List struct {
	kit.Frame
	Heading  string
	Lists    []kit.Link // the three lists
	Search   kit.Field
	Filters  []kit.Field
	Keep     []kit.Field // hidden fields that a new search keeps
	Chips    []kit.Link  // filters in force; the address takes each off
	Clear    string      // address without any filter
	Narrow   bool        // some filter is in force: shown unfolded
	Sorts    []kit.Link
	Columns  []Column
	Rows     []Row
	Pager    kit.Pager
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
	Card  kit.Card
	Cells []Cell
}

// Cell is one value of a row.
type Cell struct {
	Text  string
	URL   string
	Light *kit.Light
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

func (*Work) Template() string { return "work" }

func (*List) Template() string { return "list" }
