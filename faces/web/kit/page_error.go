package kit

import ()

// Failure is a page that could not be shown, and what to do instead.
type Failure struct {
	Frame
	Heading string
	Text    string
	Back    *Link
}

func (*Failure) Template() string { return "failure" }
