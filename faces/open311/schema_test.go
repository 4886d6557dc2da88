package open311_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema is what an answer must be, written from the facts of the specification. It judges JSON as it is, and XML by
// what it says when it is read by the same schema.
type schema struct {
	judge *jsonschema.Schema
	form  map[string]any
}

// schemas reads testdata/schema.
func schemas(t testing.TB) map[string]schema {
	t.Helper()
	files, err := os.ReadDir("testdata/schema")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]schema{}
	for _, f := range files {
		raw, err := os.ReadFile("testdata/schema/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		form, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(f.Name(), form); err != nil {
			t.Fatal(err)
		}
		judge, err := c.Compile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(f.Name(), ".json")] = schema{judge, form.(map[string]any)}
	}
	return out
}

// json judges an answer in JSON and gives it.
func (s schema) json(text []byte) (any, error) {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("no JSON: %w\n%s", err, text)
	}
	if err := s.judge.Validate(v); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return v, nil
}

// xml judges an answer in XML and gives what the same would be in JSON.
func (s schema) xml(text []byte) (any, error) {
	const declaration = `<?xml version="1.0" encoding="utf-8"?>`
	if !bytes.HasPrefix(text, []byte(declaration)) {
		return nil, fmt.Errorf("no declaration: %s", text)
	}
	root, err := readXML(text)
	if err != nil {
		return nil, fmt.Errorf("no XML: %w\n%s", err, text)
	}
	if want := nameOf(s.form); root.name != want {
		return nil, fmt.Errorf("the root is %s, want %s", root.name, want)
	}
	v, err := root.as(s.form)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	if err := s.judge.Validate(v); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return v, nil
}

func nameOf(form map[string]any) string {
	name, _ := form["xml"].(map[string]any)["name"].(string)
	return name
}

// element is an element of XML.
type element struct {
	name string
	text string
	of   []*element
}

func readXML(text []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	top := &element{}
	stack := []*element{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		last := stack[len(stack)-1]
		switch x := token.(type) {
		case xml.StartElement:
			if len(x.Attr) > 0 || x.Name.Space != "" {
				return nil, fmt.Errorf("%s has attributes or a namespace", x.Name.Local)
			}
			e := &element{name: x.Name.Local}
			last.of = append(last.of, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			last.text += string(x)
		}
	}
	if len(top.of) != 1 {
		return nil, fmt.Errorf("%d roots", len(top.of))
	}
	return top.of[0], nil
}

// as reads an element as the value that a schema says it is.
func (e *element) as(form map[string]any) (any, error) {
	kinds := map[string]bool{}
	switch t := form["type"].(type) {
	case string:
		kinds[t] = true
	case []any:
		for _, k := range t {
			kinds[fmt.Sprint(k)] = true
		}
	}
	switch {
	case kinds["array"]:
		return e.array(form["items"].(map[string]any))
	case kinds["object"]:
		return e.object(form["properties"].(map[string]any))
	case len(e.of) > 0:
		return nil, fmt.Errorf("%s has elements", e.name)
	case e.text == "" && kinds["null"]:
		return nil, nil
	case kinds["boolean"]:
		return strconv.ParseBool(e.text)
	case kinds["number"], kinds["integer"]:
		return json.Number(e.text), nil
	}
	return e.text, nil
}

func (e *element) array(items map[string]any) (any, error) {
	out := []any{}
	for _, x := range e.of {
		if want := nameOf(items); x.name != want {
			return nil, fmt.Errorf("%s holds %s, want %s", e.name, x.name, want)
		}
		v, err := x.as(items)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (e *element) object(properties map[string]any) (any, error) {
	out := map[string]any{}
	for _, x := range e.of {
		p, known := properties[x.name].(map[string]any)
		if _, twice := out[x.name]; !known || twice {
			return nil, fmt.Errorf("%s holds %s", e.name, x.name)
		}
		v, err := x.as(p)
		if err != nil {
			return nil, err
		}
		out[x.name] = v
	}
	return out, nil
}
