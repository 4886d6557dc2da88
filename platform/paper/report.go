package paper

import (
	"io"
	"slices"
)

// Report is a report without an addressee: sentences, then tables under headings. Every field is plain text as it will
// be read.
type Report struct {
	Lang   string // lang.Zh or lang.En
	Title  string
	Author string // the office
	City   string
	About  []string // what it is a report on, a paragraph each
	Body   []string // what is to be said of it, a paragraph each
	Lists  []List   // one without rows is left out
}

// List is a table under a heading; a row is a label and a value.
type List struct {
	Heading string
	Rows    [][2]string
}

// Docx writes the report as .docx. It fails if w fails.
func (r Report) Docx(w io.Writer) error {
	f := File{Lang: r.Lang, Title: r.Title, Author: r.Author, Owner: r.City,
		Blocks: []Block{Paragraph{Style: Title, Text: r.Title}}}
	for _, s := range slices.Concat(r.About, r.Body) {
		f.Blocks = append(f.Blocks, Paragraph{Style: Text, Text: s})
	}
	for _, l := range r.Lists {
		if rows := rowsOf(l.Rows); len(rows) > 0 {
			f.Blocks = append(f.Blocks, Paragraph{Style: Heading, Text: l.Heading, Keep: true}, Table{Rows: rows})
		}
	}
	return f.Write(w)
}
