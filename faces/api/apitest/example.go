package apitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	verrors "github.com/pb33f/libopenapi-validator/errors"
	"github.com/pb33f/libopenapi-validator/schema_validation"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// Operation is one entry of the description.
type Operation struct {
	Pattern string // as http.ServeMux writes it: "GET /api/v1/areas"
	Login   bool   // it says that a login is needed
	*v3.Operation
}

// Example is what the description shows of a body.
type Example struct {
	Name    string // empty for the only one
	Kind    string // the content type of the body
	Request bool   // of a request, not of an answer
	Schema  *base.Schema
	Value   any
}

// Examples are all that an operation shows, those of its request first.
func (o Operation) Examples() (out []Example) {
	if o.RequestBody != nil {
		for kind, m := range o.RequestBody.Content.FromOldest() {
			out = append(out, examples(kind, true, m)...)
		}
	}
	if o.Responses == nil {
		return out
	}
	var answers []*v3.Response
	for _, r := range o.Responses.Codes.FromOldest() {
		answers = append(answers, r)
	}
	for _, r := range slices.Concat(answers, []*v3.Response{o.Responses.Default}) {
		if r == nil {
			continue
		}
		for kind, m := range r.Content.FromOldest() {
			out = append(out, examples(kind, false, m)...)
		}
	}
	return out
}

func examples(kind string, request bool, m *v3.MediaType) (out []Example) {
	one := Example{Kind: kind, Request: request}
	if m.Schema != nil {
		one.Schema = m.Schema.Schema()
	}
	if m.Example != nil && m.Example.Decode(&one.Value) == nil {
		out = append(out, one)
	}
	for name, e := range m.Examples.FromOldest() {
		x := one
		x.Name, x.Value = name, nil
		if e.Value != nil && e.Value.Decode(&x.Value) == nil {
			out = append(out, x)
		}
	}
	return out
}

// fits says what is wrong with a value by a schema.
func (j *Judge) fits(s *base.Schema, v any) []error {
	text, err := json.Marshal(v)
	if err != nil {
		return []error{err}
	}
	return j.fitsText(s, text)
}

func (j *Judge) fitsText(s *base.Schema, text []byte) []error {
	if s == nil {
		return []error{errors.New("it has no schema")}
	}
	_, errs := schema_validation.NewSchemaValidator().ValidateSchemaBytesWithVersion(s, text, j.version)
	return told(errs)
}

// told makes errors of what the library found: short, with the place in the value.
func told(errs []*verrors.ValidationError) (out []error) {
	for _, e := range errs {
		if len(e.SchemaValidationErrors) == 0 {
			out = append(out, fmt.Errorf("%s: %s", e.Message, e.Reason))
		}
		for _, s := range e.SchemaValidationErrors {
			out = append(out, fmt.Errorf("%s: %s %s", e.Message, s.FieldPath, s.Reason))
		}
	}
	return out
}

// plain is a value as JSON reads it back: numbers are float64, as in an answer.
func plain(v any) (out any) {
	raw, err := json.Marshal(v)
	if err != nil || json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}
