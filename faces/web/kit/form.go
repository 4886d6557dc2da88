package kit

import "strings"

// Alikes are the matters that a report may repeat, as they stand in its form.
type Alikes struct {
	List []Alike
	Join bool // the reader may say "the same, me too"
}

// Alike is one of them, as much of it as the reader may know.
type Alike struct {
	ID       int64
	Title    string // its words, or the kind of thing where those are not for others yet
	Where    string
	When     string // "2 天前"
	State    string // code
	Category string
	Why      string // "相距约 40 米；文字相似"
	Voices   int
	Thumb    string // address, "" for none
	URL      string // for who may open it
}

// Form is a form as it stands on a page: a command on a matter, a filter, an entry of the administration.
type Form struct {
	ID     string // id of the element, also its anchor: "fix"
	Action string // where it is sent
	Once   string // UUIDv7, sent as "id": the same submission twice does the thing once
	Title  string
	Hint   string
	Submit string // on the button
	Tone   string // "primary", "", "danger"
	Files  bool   // it carries photos or a file
	Ask    string // asked once more before sending, by script; the server does not rely on it
	Open   bool   // shown unfolded: it has an error, or it is what the page is for
	Error  string // what is wrong with the whole
	Fields []Field

	Alike    *Alikes   // of a report: what may be the same; nil for other forms
	InPublic *InPublic // of a resident's report: how it would look in public; nil for other forms
}

// Field is one thing to fill in.
type Field struct {
	// text, area (of text), select, areas, radios, checks, many (checks in groups that fold), check, datetime, date,
	// number, password, tel, photos, file, place, pick, code, source, hidden
	Kind     string
	Name     string
	Label    string
	Hint     string
	Error    string
	Value    string
	Extra    string // place: the longitude beside Value, the latitude; checks: nothing
	Auto     string // autocomplete
	Max      int    // longest text, most photos
	Required bool
	Checked  bool
	Options  []Option // pick: the suggestions shown as buttons
	List     string   // pick: id of the datalist with all names
	None     string   // select: what choosing nothing is called; "" for any

	form string // id of the form it stands in, so that the same name in two forms has two ids
}

// In is the field as it stands in a form.
func (f Field) In(form string) Field { f.form = form; return f }

// ID is the id of the field's element.
func (f Field) ID() string {
	if f.form == "" {
		return "f-" + f.Name
	}
	return f.form + "-" + f.Name
}

// Tells lists the ids of what is said about the field: its hint, its error.
func (f Field) Tells() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// Input is the type of the HTML input.
func (f Field) Input() string {
	switch f.Kind {
	case "datetime":
		return "datetime-local"
	case "date", "number", "password", "tel":
		return f.Kind
	}
	return "text"
}

// Option is one choice. Options with the same Group next to one another are shown under it.
type Option struct {
	Value    string
	Label    string
	Group    string
	Selected bool
}

// Groups puts options that stand under the same heading together, in their order.
func (f Field) Groups() []OptionGroup {
	var out []OptionGroup
	for _, o := range f.Options {
		if n := len(out); n == 0 || out[n-1].Label != o.Group {
			out = append(out, OptionGroup{Label: o.Group})
		}
		g := &out[len(out)-1]
		g.Options = append(g.Options, o)
		if o.Selected {
			g.Chosen++
		}
	}
	return out
}

// OptionGroup is options under one heading.
type OptionGroup struct {
	Label   string
	Options []Option
	Chosen  int
}

// Datalist is the names that fields of kind pick complete from.
type Datalist struct {
	ID    string
	Names []string
}

// RowMistake is what is wrong with a row; Row is empty for the whole file.
type RowMistake struct{ Row, Text string }

// Refuse puts an error onto the form that it came from; false when that form is no longer on the page.
func Refuse(forms []Form, l, command string, s *Sent, err error) bool {
	for i := range forms {
		if forms[i].ID == command {
			forms[i].Again(l, s, err)
			return true
		}
	}
	return false
}

// Field is a form's field of that name; nil where there is none.
func (f *Form) Field(name string) *Field {
	if f == nil {
		return nil
	}
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}
