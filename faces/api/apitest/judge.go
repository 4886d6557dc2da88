// Package apitest holds answers of the JSON interface to a description of it. It is for tests alone.
//
// A Judge reads OpenAPI 3.0 as well as 3.1, so that an old description can judge the answers of today. It never asks
// anything itself: who has a request and its answer gives both to Judge.Hold, or puts Watch before a whole server.
package apitest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/router"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"xiaohao/faces/api"
)

// Judge knows one description. Several tests may ask it at once.
type Judge struct {
	doc     libopenapi.Document
	model   *v3.Document
	tree    map[string]any // the whole as JSON
	answers validator.Validator
	routes  router.Router
	version float32
	problem *base.Schema // what every error looks like
}

// today is the judge by the description of this program; it is made once, because compiling all schemas takes a while.
var today = sync.OnceValues(func() (*Judge, error) { return New(api.OpenAPI()) })

// Today judges by the description of this program.
func Today() (*Judge, error) { return today() }

// New makes a judge of a description, which is YAML of OpenAPI 3.0 or 3.1.
func New(description []byte) (*Judge, error) {
	doc, err := libopenapi.NewDocument(description)
	if err != nil {
		return nil, err
	}
	m, err := doc.BuildV3Model()
	if err != nil {
		return nil, err
	}
	j := &Judge{doc: doc, model: &m.Model, version: 3.1}
	if j.tree, _ = plain(doc.GetSpecInfo().GetSpecJSON()).(map[string]any); j.tree == nil {
		return nil, errors.New("the description does not become JSON")
	}
	if strings.HasPrefix(m.Model.Version, "3.0") {
		j.version = 3.0
	}
	if p, ok := m.Model.Components.Schemas.Get("Problem"); ok {
		j.problem = p.Schema()
	}
	j.routes = router.NewRouter(&m.Model, router.WithPathOnlyMatching())
	j.answers = validator.NewValidatorFromV3Model(&m.Model, config.WithFormatAssertions())
	j.answers.SetDocument(doc)
	return j, nil
}

// Pattern is the operation that a request asks, "" for none.
func (j *Judge) Pattern(r *http.Request) string {
	route, err := j.routes.FindRoute(r)
	if err != nil {
		return ""
	}
	return r.Method + " " + route.Path
}

// Schema is one of the named schemas as JSON says it, nil for a name that there is not.
func (j *Judge) Schema(name string) map[string]any {
	tree := j.tree
	for _, key := range []string{"components", "schemas", name} {
		tree, _ = tree[key].(map[string]any)
	}
	return tree
}

// Operations are all, in the order of their patterns.
func (j *Judge) Operations() (out []Operation) {
	for path, item := range j.model.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			out = append(out, Operation{strings.ToUpper(method) + " " + path, len(op.Security) > 0, op})
		}
	}
	slices.SortFunc(out, func(a, b Operation) int { return strings.Compare(a.Pattern, b.Pattern) })
	return out
}

// Faults are what is wrong with the description by itself: it breaks the rules of OpenAPI, or an example is not what
// its schema says.
func (j *Judge) Faults() (out []error) {
	_, errs := j.answers.ValidateDocument()
	out = told(errs)
	for _, op := range j.Operations() {
		for _, e := range op.Examples() {
			for _, err := range j.fits(e.Schema, e.Value) {
				out = append(out, fmt.Errorf("%s, example %q: %w", op.Pattern, e.Name, err))
			}
		}
	}
	return out
}

// Hold holds an answer to the description, and the request too where it was taken. It gives the operation's pattern,
// empty for an address that is none, which may only be answered with an error. body was read from the request.
func (j *Judge) Hold(r *http.Request, body []byte, answer *http.Response) (pattern string, errs []error) {
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", []error{err}
	}
	answer.Body = io.NopCloser(bytes.NewReader(content))
	defer func() { answer.Body = io.NopCloser(bytes.NewReader(content)) }()
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	route, err := j.routes.FindRoute(r)
	if err != nil {
		return "", j.stray(r, answer, content)
	}
	_, found := j.answers.ValidateHttpResponse(r, answer)
	errs = append(told(found), j.heads(answer.Header)...)
	if answer.StatusCode < http.StatusBadRequest {
		_, found = j.answers.ValidateHttpRequestSync(r)
		for _, err := range told(found) {
			errs = append(errs, fmt.Errorf("it was taken, but the description forbids it: %w", err))
		}
	}
	return r.Method + " " + route.Path, errs
}

// heads judges the headers that the description names for all answers, in components.headers.
func (j *Judge) heads(h http.Header) (errs []error) {
	for name, x := range j.model.Components.Headers.FromOldest() {
		text := h.Get(name)
		if text == "" && x.Required {
			errs = append(errs, fmt.Errorf("the header %s is missing", name))
		}
		if text == "" || x.Schema == nil {
			continue
		}
		for _, err := range j.fits(x.Schema.Schema(), text) {
			errs = append(errs, fmt.Errorf("the header %s is %q: %w", name, text, err))
		}
	}
	return errs
}

// stray judges an answer at an address that the description does not know: it is an error, told as every other one.
func (j *Judge) stray(r *http.Request, answer *http.Response, content []byte) []error {
	if answer.StatusCode < http.StatusBadRequest {
		return []error{fmt.Errorf("%s %s is not described, but answered with %d", r.Method, r.URL.Path,
			answer.StatusCode)}
	}
	if answer.StatusCode == http.StatusMethodNotAllowed || j.problem == nil {
		return nil
	}
	if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
		return []error{fmt.Errorf("an error came as %q", kind)}
	}
	return j.fitsText(j.problem, content)
}
