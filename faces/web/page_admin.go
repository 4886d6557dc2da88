package web

// Admin is one of the registers of the administration: areas, units, people.
type Admin struct {
	Frame
	Heading string
	Lead    string // what this register is for
	Tabs    []Link
	Search  Field
	Keep    []Field
	Columns []string
	Rows    []AdminRow
	Pager   Pager
	Forms   []Form // add, or change the one that was opened
	Names   []Datalist
}

// AdminRow is one entry of a register.
type AdminRow struct {
	URL    string // where it is changed
	Cells  []string
	Depth  int // of a tree, 0 to 4
	Former bool
}

// Policy shows the city's rules and takes new ones after they were checked.
type Policy struct {
	Frame
	Tabs     []Link
	Source   string
	Digest   string
	Since    string
	Mistakes []Mistake
	Changes  []Change
	Checked  bool // the text was checked and is right
	Form     Form // its one field is the text; with Checked it puts the policy in force
}

// Mistake is one thing wrong with a policy text.
type Mistake struct {
	Line, Column int
	Text         string
}

// Change is one difference between the policy in force and the new one.
type Change struct{ Path, Old, New string }

func (*Admin) template() string  { return "admin" }
func (*Policy) template() string { return "policy" }
