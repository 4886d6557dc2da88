package matter

import (
	"reflect"
	"slices"
	"sort"
	"strings"
	"sync"
)

// Description says once what everybody else must know of a command: its row of the transition table, its events, its
// fields. The door gathers facts, redacts and checks by it; forms, the JSON and its description follow from it. Each
// command is described in its own file, beside what it decides.
type Description struct {
	Rule
	New    func() Command
	Events []func() Body // that stand in the command's file: each event belongs to one command
	Fields []Field       // every field that its JSON has, in the order of its form

	Place int  // of its form on a matter's page: what moves the matter on first, talk last; 0 for no form there
	Leads bool // the page unfolds its form by itself, when it stands first, for whoever may give it
	Harsh bool // it goes against somebody: the button warns

	Never     []Post // posts that no city's policy may give it to; nobody gives a command to an administrator
	ByLaw     bool   // who may is not policy's to say
	Recorded  bool   // it takes photos that an inspection recorded before, beside uploads
	Passes    bool   // given by the reporter of a merged matter, it is for the one that lives on
	Elsewhere bool   // the page of a matter has no form for it: it has its own page, or is given by the program

	// Pointless says of a matter in a state that fits that the command could only be refused; nil for never.
	Pointless func(m *Matter) bool
	// Idle says that no form is shown, although whoever gives the command is told why not; nil for never.
	Idle func(m *Matter) bool

	at      []int // where each of Fields lies in the command's struct
	outside int   // where the struct says that it was given outside, counted from 1; 0 for nowhere
}

// What is described, by name and by type. It is filled while the program starts and only read afterwards.
var (
	described = map[CommandName]*Description{}
	bodies    = map[EventType]func() Body{}
	carried   = map[EventType][]int{} // where the photos of an event lie in its struct
	outsides  = map[EventType]int{}   // where an event says that it was taken outside
)

// describe takes a command in. Mistakes are found by the tests that walk all commands.
func describe(d Description) struct{} {
	c := d.New()
	d.Rule.Command = c.Name()
	t := reflect.TypeOf(c).Elem()
	for _, f := range d.Fields {
		d.at = append(d.at, placeOf(t, f.Name))
	}
	d.outside = 1 + slices.IndexFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool {
		return f.Type == reflect.TypeFor[*Outside]()
	})
	described[d.Rule.Command] = &d
	for _, mk := range d.Events {
		b := mk()
		bodies[b.Type()] = mk
		for i, t := 0, reflect.TypeOf(b).Elem(); i < t.NumField(); i++ {
			switch t.Field(i).Type {
			case reflect.TypeFor[[]Photo]():
				carried[b.Type()] = append(carried[b.Type()], i)
			case reflect.TypeFor[*Outside]():
				outsides[b.Type()] = i
			}
		}
	}
	return struct{}{}
}

// command and body make an empty one, to be filled from JSON or a form.
func command[T any, P interface {
	*T
	Command
}]() Command {
	return P(new(T))
}

func body[T any, P interface {
	*T
	Body
}]() Body {
	return P(new(T))
}

// placeOf finds the field of a struct by its name in JSON, -1 for none.
func placeOf(t reflect.Type, name string) int {
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); tag == name {
			return i
		}
	}
	return -1
}

// Describe is the description of a command. The caller must not change what it holds.
func Describe(name CommandName) (Description, bool) {
	d, ok := described[name]
	if !ok {
		return Description{}, false
	}
	return *d, true
}

// Descriptions lists all commands by name. The caller must not change the slice.
func Descriptions() []Description { return sorted() }

var sorted = sync.OnceValue(func() []Description {
	out := make([]Description, 0, len(described))
	for _, d := range described {
		out = append(out, *d)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Rule.Command < out[j].Rule.Command })
	return out
})

// Placed lists the commands that a matter's page has a form for, in the order of their places. The caller must not
// change the slice.
func Placed() []Description { return placed() }

var placed = sync.OnceValue(func() []Description {
	out := slices.DeleteFunc(slices.Clone(sorted()), func(d Description) bool { return d.Place == 0 })
	slices.SortFunc(out, func(a, b Description) int { return a.Place - b.Place })
	return out
})

// NewCommand makes an empty command of that name, to be filled from JSON or a form.
func NewCommand(name CommandName) (Command, bool) {
	d, ok := described[name]
	if !ok {
		return nil, false
	}
	return d.New(), true
}

// CommandNames lists all commands.
func CommandNames() []CommandName {
	n := make([]CommandName, 0, len(described))
	for k := range described {
		n = append(n, k)
	}
	slices.Sort(n)
	return n
}

// Proven lists the commands of which policy says what evidence they need.
func Proven() []CommandName {
	var out []CommandName
	for _, d := range Descriptions() {
		if slices.ContainsFunc(d.Fields, func(f Field) bool { _, ok := f.Demand.Evidence(Terms{}); return ok }) {
			out = append(out, d.Rule.Command)
		}
	}
	return out
}

// EventTypes lists the types of all events about matters.
func EventTypes() []EventType {
	n := make([]EventType, 0, len(bodies))
	for k := range bodies {
		n = append(n, k)
	}
	slices.Sort(n)
	return n
}

// Brings says that the command has a field of a kind.
func (d Description) Brings(k FieldKind) bool {
	return slices.ContainsFunc(d.Fields, func(f Field) bool { return f.Kind == k })
}

// get is the value of the first field of a kind, and whether the command has such a field.
func get[T any](c Command, k FieldKind) (value T, ok bool) {
	d := described[c.Name()]
	if d == nil {
		return value, false
	}
	for i, f := range d.Fields {
		if f.Kind == k {
			value, ok = reflect.ValueOf(c).Elem().Field(d.at[i]).Interface().(T)
			return value, ok
		}
	}
	return value, false
}

// UploadsOf are the tokens of the photos that a command brings.
func UploadsOf(c Command) []string {
	tokens, _ := get[[]string](c, PhotosField)
	return tokens
}

// TargetOf is the other matter that a command names; ok is false where it names none.
func TargetOf(c Command) (id int64, ok bool) { return get[int64](c, MatterField) }

// Put sets the i-th field of a command to a value of the field's type in its struct.
func (d Description) Put(c Command, i int, value any) {
	reflect.ValueOf(c).Elem().Field(d.at[i]).Set(reflect.ValueOf(value))
}

// Outside says that the command can be given where there is no network, and sent later.
func (d Description) Outside() bool { return d.outside > 0 }

// PutOutside says of a command that can be given outside when that was.
func (d Description) PutOutside(c Command, o *Outside) {
	reflect.ValueOf(c).Elem().Field(d.outside - 1).Set(reflect.ValueOf(o))
}

// Copy is the same command once more: a decision may tidy up the one it is given.
func Copy(c Command) Command {
	v := reflect.New(reflect.TypeOf(c).Elem())
	v.Elem().Set(reflect.ValueOf(c).Elem())
	return v.Interface().(Command)
}

// Reworded is the command with everything in it that was said in free words put through a function, which is told
// whether it is a line or words.
func Reworded(c Command, say func(k FieldKind, s string) string) Command {
	d := described[c.Name()]
	if d == nil {
		return c
	}
	out := Copy(c)
	v := reflect.ValueOf(out).Elem()
	for i, f := range d.Fields {
		if f.Kind.Free() {
			v.Field(d.at[i]).SetString(say(f.Kind, v.Field(d.at[i]).String()))
		}
	}
	return out
}

// PhotosOf lists the photos that an event brought.
func PhotosOf(b Body) (out []Photo) {
	for _, i := range carried[b.Type()] {
		p, _ := reflect.ValueOf(b).Elem().Field(i).Interface().([]Photo)
		out = append(out, p...)
	}
	return out
}

// OutsideOf is what an event holds of having been taken outside, nil for a step that was taken at a desk.
func OutsideOf(b Body) *Outside {
	i, ok := outsides[b.Type()]
	if !ok {
		return nil
	}
	o, _ := reflect.ValueOf(b).Elem().Field(i).Interface().(*Outside)
	return o
}
