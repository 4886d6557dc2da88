package sheet

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/platform/lang"
)

// Account is what became of the data rows of a file. Each row is counted once: the sum of Taken to Aside is Rows.
type Account struct {
	Rows      int `json:"rows"`      // data rows, after headings
	Taken     int `json:"taken"`     // new
	Changed   int `json:"changed"`   // altered something that was there
	Repeated  int `json:"repeated"`  // was there already and says the same
	Conflicts int `json:"conflicts"` // says something else under the same number, code or login
	Refused   int `json:"refused"`   // cannot be taken as it is
	Held      int `json:"held"`      // good, and not written because of others
	Joined    int `json:"joined"`    // only adds to what another row of the file makes

	Aside int `json:"aside,omitempty"` // waits for an answer that the file does not have

	// Written says that what is good was written; in a dry run the counts are as they would be, and it is false.
	Written bool   `json:"written"`
	Notes   []Note `json:"notes"` // in the order of the file; never nil
}

// Bad is how many rows were refused, are in conflict or are set aside.
func (a Account) Bad() int { return a.Conflicts + a.Refused + a.Aside }

// Said is an account in a sentence.
func Said(l string, a Account, dry bool) string {
	var more strings.Builder
	for _, x := range []struct {
		key string
		n   int
	}{{"changed", a.Changed}, {"joined", a.Joined}, {"conflicts", a.Conflicts}, {"refused", a.Refused},
		{"aside", a.Aside}, {"held", a.Held}} {
		if x.n > 0 {
			more.WriteString(lang.T(l, "import.count."+x.key, map[string]string{"n": strconv.Itoa(x.n)}))
		}
	}
	key := "cli.import.done"
	if dry {
		key = "cli.import.would"
	}
	return lang.T(l, key, map[string]string{"rows": strconv.Itoa(a.Rows), "taken": strconv.Itoa(a.Taken),
		"repeated": strconv.Itoa(a.Repeated), "bad": strconv.Itoa(a.Bad()), "more": more.String()})
}

// Note is one thing to tell about a file, mostly about one row of it. In JSON it is its line.
type Note struct {
	Row  string // as a spreadsheet program numbers it, with its sheet where there are several; "" for the whole file
	Text string // what is to be said of it
	Line string // both
	Bad  bool   // the row was refused, is in conflict or was set aside

	nth int
}

// MarshalText makes the line a JSON string.
func (n Note) MarshalText() ([]byte, error) { return []byte(n.Line), nil }

// most is how many bad rows are told one by one, and how many remarks of one kind.
const most = 1000

// outcome is what is to become of a row.
type outcome uint8

const (
	fresh    outcome = iota // makes something new
	alters                  // changes something that is there
	joins                   // adds to what another row makes
	repeated                // is there already
	conflict
	refused
	aside // unlikely, and unexplained
	apart // good, and left because another row of the same thing is not
)

// seen is a data row that was looked at. Its place in the list is Row.Nth - 1.
type seen struct {
	row  string // as it is named
	why  string // of a row that is refused or in conflict, for the file of bad rows
	what outcome
	in   bool // it was written
}

func (s seen) good() bool { return s.what <= joins }
func (s seen) bad() bool  { return s.what == conflict || s.what == refused || s.what == aside }

// named is a row as notes name it.
func named(r Row) string {
	if r.Sheet != "" {
		return r.Sheet + "!" + strconv.Itoa(r.Number)
	}
	return strconv.Itoa(r.Number)
}

// tell notes something about the row of a place, or with 0 about the file. No more than most of the rows that are
// refused are told one by one.
func (j *job) tell(nth int, bad bool, text string) {
	n := Note{Text: text, Line: text, Bad: bad, nth: nth}
	if nth > 0 {
		n.Row = j.rows[nth-1].row
		n.Line = lang.T(j.opts.Lang, "cli.import.row", map[string]string{"row": n.Row, "why": text})
	}
	if bad {
		if j.told++; j.told > most {
			return
		}
	}
	j.notes = append(j.notes, n)
}

// say is a sentence of the catalogue; args are name, value, name, value …
func (j *job) say(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(j.opts.Lang, key, m)
}

// mark notes what becomes of a row; why is told where it is bad.
func (j *job) mark(nth int, what outcome, why string) {
	s := &j.rows[nth-1]
	s.what = what
	if s.bad() {
		if j.opts.BadFile != "" {
			s.why = why
		}
		j.tell(nth, true, why)
	}
}

// account adds up. Rows that are good count as written where all says so, else as what was written of them.
func (j *job) account(all bool) Account {
	a := Account{Rows: len(j.rows)}
	for _, s := range j.rows {
		switch {
		case s.what == repeated:
			a.Repeated++
		case s.what == conflict:
			a.Conflicts++
		case s.what == refused:
			a.Refused++
		case s.what == aside:
			a.Aside++
		case s.what == apart || !s.in && !all:
			a.Held++
		case s.what == alters:
			a.Changed++
		case s.what == joins:
			a.Joined++
		default:
			a.Taken++
		}
	}
	a.Notes = append(make([]Note, 0, len(j.notes)+1), j.notes...)
	slices.SortStableFunc(a.Notes, func(x, y Note) int { return x.nth - y.nth })
	if j.told > most {
		text := j.say("import.more", "n", strconv.Itoa(j.told-most))
		a.Notes = append(a.Notes, Note{Text: text, Line: text})
	}
	return a
}

// allIn notes that every good row was written.
func (j *job) allIn() {
	for i := range j.rows {
		if j.rows[i].good() && !j.rows[i].in {
			j.rows[i].in = true
			j.came(1)
		}
	}
}
