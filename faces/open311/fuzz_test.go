package open311_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// asked are the addresses that are read, sent those that are written, without their format.
var (
	asked = []string{"/discovery", "/v2/services", "/v2/services/fac.lamp", "/v2/requests", "/v2/requests/1",
		"/v2/servicerequestupdates", "/v2/tokens/1", "/latest/requests"}
	sent = []string{"/v2/requests", "/v2/servicerequestupdates"}
)

// parameters are all that a client may give.
var parameters = []string{"jurisdiction_id", "service_request_id", "service_code", "start_date", "end_date", "status",
	"page", "page_size", "updated_after", "updated_before", "lat", "long", "radius", "bbox", "extensions", "api_key",
	"address_string", "address_id", "email", "device_id", "account_id", "first_name", "last_name", "phone",
	"description", "media_url", "attribute[POLE]", "attribute[NEAR][]", "attribute[]", "attribute[", "update_id",
	"updated_datetime", "service_request_id_ext", "title", "media"}

// values are what parameters are tried with first.
var values = []string{"", " ", "open", "430400000000", "fac.drain", "1", "1,2,3", "-1", "NaN", "Inf", "1e309", "26.89",
	"112.6", "2026-11-16T10:00:00+08:00", "2026-11-16T10:00:00 08:00", "9999-12-31", "112.5,26.8,112.6,26.9", "<b>&\"",
	"\x00", "\xff\xfe", "路灯不亮，晚上看不见路", strings.Repeat("长", 5000), "true", "http://127.0.0.1/x.jpg", "%", "y"}

// FuzzOpen311: whatever a client asks or sends, by query, form or multipart, the door answers in the standard's shape
// and never that it failed.
func FuzzOpen311(f *testing.F) {
	w := newWorld(f)
	id := w.listed("fac.lamp", "路灯不亮，晚上看不见路")
	w.out(id, "路灯", "路灯不亮")
	key := w.postingKey()
	for i := range parameters {
		for j := i % 3; j < len(values); j += 3 {
			f.Add(uint8(i+j), uint8(i), values[j], uint8(i+j+1), values[(i+7)%len(values)], uint8(j))
		}
	}
	f.Fuzz(func(t *testing.T, kind, first uint8, one string, second uint8, two string, where uint8) {
		v := url.Values{}
		v.Set(parameters[int(first)%len(parameters)], one)
		v.Add(parameters[int(second)%len(parameters)], two)
		format := []string{"json", "xml"}[kind%2]
		r := request(t, kind/2, where, format, v, key)
		r.RemoteAddr = "127.0.0.1:9"
		a := w.send(r)
		if a.status >= http.StatusInternalServerError {
			t.Fatalf("%s %s: %d %s", r.Method, r.URL, a.status, a.body)
		}
		if a.status >= http.StatusBadRequest {
			s := w.schemas["errors"]
			read := s.json
			if format == "xml" {
				read = s.xml
			}
			if _, err := read(a.body); err != nil || a.header.Get("Content-Type") != types[format] {
				t.Fatalf("%s %s: %v %v", r.Method, r.URL, a.header, err)
			}
		}
	})
}

// request is one that asks, or sends a form with a key that may send.
func request(t *testing.T, kind, where uint8, format string, v url.Values, key string) *http.Request {
	t.Helper()
	if kind%4 < 2 {
		path := asked[int(where)%len(asked)]
		return httptest.NewRequest(http.MethodGet, "/open311"+path+"."+format+"?"+v.Encode(), http.NoBody)
	}
	for name, value := range map[string]string{"api_key": key, "service_code": "fac.drain", "description": "堵了",
		"address_string": "东风路", "service_request_id": "1", "updated_datetime": "2026-11-16T10:00:00+08:00",
		"update_id": "7", "status": "OPEN"} {
		if !v.Has(name) {
			v.Set(name, value)
		}
	}
	path := "/open311" + sent[int(where)%len(sent)] + "." + format
	if kind%4 == 2 {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, list := range v {
		for _, value := range list {
			if err := m.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if part, err := m.CreateFormFile("media", "a.jpg"); err != nil {
		t.Fatal(err)
	} else if _, err := part.Write([]byte(v.Get("description"))); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}
