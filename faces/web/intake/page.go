package intake

import "xiaohao/faces/web/kit"

// Imports is where a kind of list is chosen and a file is sent.
type Imports struct {
	kit.Frame
	Tabs    []kit.Link
	Running *Running // the list that is under way in the city
	Kinds   []kit.Link
	Heading string // of the form: the kind
	Hint    string
	Form    *kit.Form // nil while a list is under way
	Mine    []kit.Link
}

// Running says how far a list is.
type Running struct {
	Said    string
	Rows    string
	Percent int64
	Stop    *kit.Form // for who may interrupt it
}

// Import is one list: under way, looked at, or taken in.
type Import struct {
	kit.Frame
	Tabs    []kit.Link
	Heading string
	Back    kit.Link
	Running *Running
	Wrong   string // why nothing came of it
	Account *kit.Account
	Take    *kit.Form // takes the same file in
	Again   *kit.Form // looks at it with other options
	Bad     string    // address of the rows that were left out
	Notes   []Note
	Pager   kit.Pager
}

// Note is one line of an account.
type Note struct {
	Row, Text string
	Bad       bool
}

func (*Imports) Template() string { return "imports" }

func (*Import) Template() string { return "import" }
