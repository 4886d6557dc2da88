package matter

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/area"
)

var write = flag.Bool("write", false, "write testdata anew")

// example fills every field of a value, the same each time.
func example(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case area.Code:
		v.SetInt(int64(village))
		return
	case Kind:
		v.SetUint(uint64(Task))
		return
	case Severity:
		v.SetUint(uint64(Serious))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("文%d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(1000 + *n))
	case reflect.Float64:
		v.SetFloat(26.5 + float64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		example(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		example(v.Index(0), n)
		example(v.Index(1), n)
	case reflect.Struct:
		for i := range v.NumField() {
			example(v.Field(i), n)
		}
	default:
		panic("no example for " + v.Type().String())
	}
}

// bodyLines are all commands and all events as JSON, empty and full.
func bodyLines(t *testing.T) string {
	var out []string
	add := func(what string, v any) {
		empty, err := json.Marshal(v)
		if err != nil { // a kind that must be said
			empty = []byte("-")
		}
		n := 0
		example(reflect.ValueOf(v).Elem(), &n)
		full, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		again := reflect.New(reflect.TypeOf(v).Elem()).Interface()
		if err := json.Unmarshal(full, again); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if twice, _ := json.Marshal(again); string(twice) != string(full) {
			t.Errorf("%s is read as something else: %s", what, twice)
		}
		out = append(out, what+"\t"+string(empty), what+"\t"+string(full))
	}
	for _, name := range CommandNames() {
		c, _ := NewCommand(name)
		add(string(name), c)
	}
	var types []string
	for typ := range bodies {
		types = append(types, string(typ))
	}
	slices.Sort(types)
	for _, typ := range types {
		for k, mk := range bodies {
			if string(k) == typ {
				add(typ, mk())
			}
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// TestBodies holds the JSON of commands and events to what programs before this one wrote: it lies in ledgers.
func TestBodies(t *testing.T) {
	const file = "testdata/bodies.txt"
	got := bodyLines(t)
	if *write {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("was (-), is (+):\n%s", d)
	}
}
