package part

import (
	"fmt"
	"reflect"
)

// Values are what the parts of a city made, to be asked for by type, and what they tell.
type Values struct {
	list  []named
	tells []Telling
}

type named struct {
	part  string
	value any
}

// Add keeps the value of a part; nil is left out.
func (v *Values) Add(part string, value any) {
	if value != nil {
		v.list = append(v.list, named{part, value})
	}
}

// Find gives the value of a type, and whether a part made one.
func Find[T any](v *Values) (T, bool) {
	if v != nil {
		for _, n := range v.list {
			if t, ok := n.value.(T); ok {
				return t, true
			}
		}
	}
	var none T
	return none, false
}

// Get gives the value of a type that a part made. It panics when there is none, which is a mistake in the lists: a part
// that needs another one stands behind it, and a room whose part is not there is refused when the program starts.
func Get[T any](v *Values) T {
	t, ok := Find[T](v)
	if !ok {
		panic(fmt.Sprintf("part: no part makes a %s", reflect.TypeFor[T]()))
	}
	return t
}
