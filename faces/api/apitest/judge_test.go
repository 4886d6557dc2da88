package apitest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const small = `openapi: VERSION
info: {title: t, version: "1"}
security: []
paths:
  /api/v1/lamps/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put:
      security: [{bearer: []}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [on], additionalProperties: false, properties: {on: {type: boolean}}}
            example: {on: true}
      responses:
        "200":
          description: done
          headers:
            API-Version: {required: true, schema: {type: string}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Lamp"}
              examples: {lit: {value: {id: 1, since: null}}}
        default:
          description: what went wrong
          content: {application/problem+json: {schema: {$ref: "#/components/schemas/Problem"}}}
  /api/v1/lamps/first:
    get:
      responses: {"200": {description: the picture, content: {image/jpeg: {schema: {type: string}}}}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Lamp: {type: object, required: [id], properties: {id: {type: integer}, since: SINCE}}
    Problem: {type: object, required: [title, code], properties: {title: {type: string}, code: {type: string}}}
`

func judges(t *testing.T) map[string]*Judge {
	t.Helper()
	out := map[string]*Judge{}
	for version, since := range map[string]string{"3.0.3": `{type: integer, nullable: true}`,
		"3.1.0": `{type: [integer, "null"]}`} {
		j, err := New([]byte(strings.NewReplacer("VERSION", version, "SINCE", since).Replace(small)))
		if err != nil {
			t.Fatal(version, err)
		}
		out[version] = j
	}
	return out
}

// A judge of either version lets pass what is described, and names what is not.
func TestHold(t *testing.T) {
	t.Parallel()
	const fine, js, problem = `{"id": 1, "since": null}`, "application/json; charset=utf-8", "application/problem+json"
	const lamp, first = "/api/v1/lamps/1", "/api/v1/lamps/first"
	for _, c := range []struct {
		name, method, path, auth, body string
		status                         int
		kind, version, answer, want    string
	}{
		{"as described", "PUT", lamp, "Bearer x", `{"on": true}`, 200, js, "1", fine, ""},
		{"an error", "PUT", lamp, "", `{"no": 1}`, 401, problem, "", `{"title": "a", "code": "b"}`, ""},
		{"a picture", "GET", first, "", "", 200, "image/jpeg", "", "\xff\xd8", ""},
		{"nowhere", "GET", "/api/v1/x", "", "", 404, problem, "", `{"title": "a", "code": "b"}`, ""},
		{"field of a wrong type", "PUT", lamp, "Bearer x", `{"on": true}`, 200, js, "1", `{"id": "1"}`, "got string"},
		{"null of another field", "PUT", lamp, "Bearer x", `{"on": true}`, 200, js, "1", `{"id": null}`, "null"},
		{"field left out", "PUT", lamp, "Bearer x", `{"on": true}`, 200, js, "1", `{}`, "id"},
		{"broken", "PUT", lamp, "Bearer x", `{"on": true}`, 200, js, "1", `{`, "decoded"},
		{"header left out", "PUT", lamp, "Bearer x", `{"on": true}`, 200, js, "", fine, "API-Version"},
		{"taken without a login", "PUT", lamp, "", `{"on": true}`, 200, js, "1", fine, "bearer"},
		{"taken with an unknown field", "PUT", lamp, "Bearer x", `{"on": true, "x": 1}`, 200, js, "1", fine, "'x'"},
		{"taken without a body", "PUT", lamp, "Bearer x", ``, 200, js, "1", fine, "body"},
		{"a wrong number in the path", "PUT", "/api/v1/lamps/x", "Bearer x", `{"on": true}`, 200, js, "1", fine, "id"},
		{"error of another form", "PUT", lamp, "", ``, 500, problem, "", `{"title": 7, "code": "b"}`, "got number"},
		{"error as text", "PUT", lamp, "", ``, 500, "text/plain", "", `oh`, "text/plain"},
		{"another type", "GET", first, "", "", 200, "image/png", "", "x", "image/png"},
		{"an undescribed status", "GET", first, "", "", 404, problem, "", `{"title": "a", "code": "b"}`, "404"},
		{"nowhere, but answered", "GET", "/api/v1/x", "", "", 200, js, "", `{}`, "not described"},
		{"nowhere, in no form", "GET", "/api/v1/x", "", "", 404, problem, "", `{}`, "title"},
	} {
		for version, j := range judges(t) {
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			if r.Header.Set("Content-Type", "application/json"); c.auth != "" {
				r.Header.Set("Authorization", c.auth)
			}
			w := &http.Response{StatusCode: c.status, Header: http.Header{"Content-Type": {c.kind}},
				Body: io.NopCloser(strings.NewReader(c.answer))}
			if c.version != "" {
				w.Header.Set("API-Version", c.version)
			}
			_, errs := j.Hold(r, []byte(c.body), w)
			var found []string
			for _, err := range errs {
				found = append(found, err.Error())
			}
			if all := strings.Join(found, "\n"); (all == "") != (c.want == "") || !strings.Contains(all, c.want) {
				t.Errorf("%s, %s: want %q, found %q", version, c.name, c.want, found)
			}
		}
	}
}

// What is wrong with a description by itself is found: a rule of OpenAPI that it breaks, an example that is none.
func TestFaults(t *testing.T) {
	t.Parallel()
	for version, j := range judges(t) {
		if errs := j.Faults(); len(errs) > 0 {
			t.Errorf("%s: %v", version, errs)
		}
	}
	text := strings.NewReplacer("VERSION", "3.1.0", "SINCE", "{type: integer}",
		"since: null", "since: 1").Replace(small)
	for _, c := range [][3]string{
		{"{on: true}", "{on: true}", ""},
		{"{on: true}", "{on: 1}", "want boolean"},
		{"{id: 1, since: 1}", "{id: x}", "want integer"},
		{"{id: 1, since: 1}", "{id: 1, since: null}", "want integer"},
		{"info: {title: t,", "info: {titel: t,", "'title'"},
		{"{type: http, scheme: bearer}", "{type: magic}", "securitySchemes"},
	} {
		j, err := New([]byte(strings.Replace(text, c[0], c[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		errs := j.Faults()
		if (len(errs) == 0) != (c[2] == "") || len(errs) > 0 && !strings.Contains(fmt.Sprint(errs), c[2]) {
			t.Errorf("%s: want %q, found %v", c[1], c[2], errs)
		}
	}
}
