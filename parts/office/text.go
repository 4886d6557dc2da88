package office

import (
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
)

// How much a paper may say.
const (
	longTitle   = 200
	longText    = 5000
	longCell    = 2000
	longReason  = 1000
	mostTexts   = 200
	mostColumns = 20
	mostRows    = 2000
	mostLetters = 200_000 // in all: an event holds it
	mostUnits   = 500
	mostCopies  = 10_000
	longSeal    = 60
)

// clean tidies what a paper says and refuses what must not be kept. Faults: office_words, office_long, office_table,
// office_secret, office_internal.
func (x *Office) clean(c Content) (out Content, err error) {
	if out.Title, err = x.text(c.Title, "title", longTitle, true); err != nil {
		return out, err
	}
	if out.Basis, err = x.text(c.Basis, "basis", longText, false); err != nil {
		return out, err
	}
	if out.Paragraphs, err = x.texts(c.Paragraphs, "paragraphs"); err != nil {
		return out, err
	}
	if out.Foot, err = x.texts(c.Foot, "foot"); err != nil {
		return out, err
	}
	if len(c.Columns) > mostColumns || len(c.Rows) > mostRows || len(c.Columns) == 0 && len(c.Rows) > 0 {
		return out, fault.New(fault.Invalid, "office_table", "columns", mostColumns, "rows", mostRows).On("rows")
	}
	for _, s := range c.Columns {
		if s, err = x.text(s, "rows", longTitle, true); err != nil {
			return out, err
		}
		out.Columns = append(out.Columns, s)
	}
	letters := 0
	for _, r := range c.Rows {
		if len(r) != len(c.Columns) {
			return out, fault.New(fault.Invalid, "office_row", "columns", len(c.Columns), "n", len(r)).On("rows")
		}
		row := make([]string, len(r))
		for i, s := range r {
			if row[i], err = x.text(s, "rows", longCell, false); err != nil {
				return out, err
			}
			letters += utf8.RuneCountInString(row[i])
		}
		out.Rows = append(out.Rows, row)
	}
	for _, s := range slices.Concat(out.Paragraphs, out.Foot, []string{out.Basis}) {
		letters += utf8.RuneCountInString(s)
	}
	if letters > mostLetters {
		return out, fault.New(fault.Invalid, "office_long", "max", mostLetters, "n", letters).On("paragraphs")
	}
	return out, nil
}

func (x *Office) texts(list []string, name string) (out []string, err error) {
	if len(list) > mostTexts {
		return nil, fault.New(fault.Invalid, "office_long", "max", mostTexts, "n", len(list)).On(name)
	}
	if err := x.secret(strings.Join(list, "\n"), name); err != nil {
		return nil, err // a mark may stand across lines that come as paragraphs
	}
	for _, s := range list {
		if s, err = x.text(s, name, longText, false); err != nil {
			return nil, err
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out, nil
}

// text tidies a text and says what is wrong with it.
func (x *Office) text(s, name string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "office_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "office_long", "max", most, "n", n).On(name)
	}
	return s, x.secret(s, name)
}

// secret refuses a text that bears a mark. The fault does not say which words they were.
func (x *Office) secret(s, name string) error {
	mark := secrecy.Mark(s)
	if mark == "" && name == "title" {
		mark = secrecy.NameMark(s)
	}
	switch {
	case secrecy.IsState(mark):
		return fault.New(fault.Invalid, "office_secret", "mark", mark).On(name)
	case mark != "" && !x.Policy().Papers.Internal:
		return fault.New(fault.Invalid, "office_internal").On(name)
	}
	return nil
}
