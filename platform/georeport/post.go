package georeport

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
)

// Report is what is sent. There is no field for who found it: nothing about people goes out by this package.
type Report struct {
	Service     string // their service code
	Description string
	Lat, Long   *float64 // WGS-84 degrees
	Address     string
	MediaURL    string       // address of a picture
	Media       []File       // pictures that are sent along; the form is multipart then
	Attributes  []Attributed // answers to what the service asks for
}

// File is a picture.
type File struct {
	Name, Type string // "photo-1.jpg", "image/jpeg"
	Data       []byte
}

// Attributed is the answer to an attribute. Of a list from which many are chosen there may be several of one code.
type Attributed struct {
	Code, Value string
	Many        bool
}

// Taken is what a server says of a report that it took: its number, or a token for it, or both.
type Taken struct {
	ID, Token string
	Notice    string
}

// Post sends a report once. An error of the kind Unsure means that it may have been taken: the same report is not sent
// again before somebody looked for it. All other errors mean that it was not. Errors are *Error.
func (c *Client) Post(ctx context.Context, s Server, r Report) (Taken, error) {
	body, kind, err := form(s, r)
	if err != nil {
		return Taken{}, err
	}
	q := question{method: http.MethodPost, path: []string{"requests"}, body: body, kind: kind}
	known := c.Format(s) != ""
	var root *node
	for i, f := range c.formats(s) {
		root, err = c.ask(ctx, s, q, f)
		if e := new(Error); i > 0 || known || !asError(err, &e) || e.Kind == Unsure ||
			e.Status != 404 && e.Status != 405 && e.Status != 406 && e.Status != 415 {
			break // it was taken, or is refused for another reason than its format
		}
	}
	if err != nil {
		return Taken{}, err
	}
	for _, n := range root.records("servicerequestid", "token") {
		t := Taken{ID: n.id("servicerequestid"), Token: n.id("token"), Notice: n.words("servicenotice", 1000)}
		if t.ID != "" || t.Token != "" {
			return t, nil
		}
	}
	return Taken{}, &Error{Kind: Unsure, Why: WhyNothing}
}

// pair is a field of a form.
type pair struct{ name, value string }

// pairs are the fields of a report.
func pairs(s Server, r Report) (out []pair) {
	add := func(name, value string) {
		if value != "" {
			out = append(out, pair{name, value})
		}
	}
	add("api_key", s.Key)
	add("jurisdiction_id", s.Jurisdiction)
	add("service_code", r.Service)
	if r.Lat != nil && r.Long != nil {
		add("lat", strconv.FormatFloat(*r.Lat, 'f', -1, 64))
		add("long", strconv.FormatFloat(*r.Long, 'f', -1, 64))
	}
	add("address_string", r.Address)
	add("description", r.Description)
	add("media_url", r.MediaURL)
	for _, a := range r.Attributes {
		name := "attribute[" + a.Code + "]"
		if a.Many {
			name += "[]"
		}
		add(name, a.Value)
	}
	return out
}

// form is a report as a server wants it.
func form(s Server, r Report) (body []byte, kind string, err error) {
	if len(r.Media) == 0 {
		v := url.Values{}
		for _, p := range pairs(s, r) {
			v.Add(p.name, p.value)
		}
		return []byte(v.Encode()), "application/x-www-form-urlencoded", nil
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range pairs(s, r) {
		if err := w.WriteField(p.name, p.value); err != nil {
			return nil, "", err
		}
	}
	for _, f := range r.Media {
		h := make(map[string][]string, 2)
		h["Content-Disposition"] = []string{`form-data; name="media"; filename="` + f.Name + `"`}
		h["Content-Type"] = []string{f.Type}
		part, err := w.CreatePart(h)
		if err != nil {
			return nil, "", err
		}
		if _, err := io.Copy(part, bytes.NewReader(f.Data)); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}
