package open311_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	taken "xiaohao/parts/open311"
)

// form are the values of a request with a key.
func form(key string, pairs ...string) url.Values {
	v := url.Values{"api_key": {key}, "service_code": {"env.posters"}, "lat": {"26.89"}, "long": {"112.6"},
		"description":    {"电线杆上贴满了小广告"},
		"address_string": {"珠晖区广东路街道东风路 12 号"}}
	for i := 0; i < len(pairs); i += 2 {
		if v.Del(pairs[i]); pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v
}

// sends posts a form in a format and gives the one record of the answer.
func (w *world) sends(path, format, schema string, status int, v url.Values) map[string]any {
	w.T.Helper()
	got := w.judged(w.post(path+"."+format, v), format, schema, status).([]any)
	return got[0].(map[string]any)
}

// TestPostRealtime: what policy lets out at once is read back without a key, in both formats, word for word.
func TestPostRealtime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.postingKey()
	for format, text := range map[string]string{"json": "<b>小广告</b> & \"牛皮癣\"\n第二行；a;b",
		"xml": strings.Repeat("长", 4000)} {
		id := w.sends("/v2/requests", format, "posted", 200,
			form(key, "description", text))["service_request_id"].(string)
		for _, m := range append(w.list("/v2/requests/"+id, "", "requests"),
			w.list("/v2/requests", "service_request_id="+id, "requests")...) {
			if m["description"] != text || m["service_code"] != "env.posters" || m["status"] != "open" ||
				m["lat"] != json.Number("26.89") {
				t.Errorf("%s: %v", format, m)
			}
		}
		m := w.Truth(number(t, id))
		if m.State != matter.Listed || m.Via != "试用" || m.Source != matter.FromResident || m.Number == "" {
			t.Errorf("%+v", m)
		}
	}
	first := w.sends("/v2/requests", "json", "posted", 200, form(key))["service_request_id"]
	if again := w.sends("/v2/requests", "json", "posted", 200, form(key))["service_request_id"]; again == first {
		t.Error("an identical post is another request")
	}
	phone := w.sends("/v2/requests", "json", "posted", 200, form(key, "description", "贴了小广告，电话13812345678"))
	read := w.list("/v2/requests/"+phone["service_request_id"].(string), "", "requests")[0]["description"].(string)
	if strings.Contains(read, "13812345678") || !strings.HasPrefix(read, "贴了小广告，电话") {
		t.Errorf("%q", read)
	}
	history, err := w.History(context.Background(), w.Who["disp"], number(t, first.(string)), 0, 10)
	if err != nil || len(history) < 2 || !history[1].Body.(*matter.WasListed).Rule || history[1].Person != 0 {
		t.Errorf("%+v %v", history, err)
	}
}

func number(t *testing.T, s string) (n int64) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPostBatch: what waits for a person answers a token, which tells the number once everybody may see it.
func TestPostBatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.postingKey()
	for _, format := range []string{"json", "xml"} {
		got := w.sends("/v2/requests", format, "posted", 200,
			form(key, "service_code", "fac.lamp", "phone", "none at all",
				"email", "li@example.com", "first_name", "小", "last_name", "李", "device_id", "d1", "account_id", "a1"))
		token := got["token"].(string)
		said := func() any {
			t.Helper()
			one := w.list("/v2/tokens/"+token, "", "token")[0]
			if other := w.list("/v2/tokens", "token="+token, "token")[0]; other["service_request_id"] !=
				one["service_request_id"] || one["token"] != token {
				t.Errorf("%v and %v", one, other)
			}
			return one["service_request_id"]
		}
		if id := said(); id != nil {
			t.Errorf("nobody has let it out: %v", id)
		}
		id := w.rows(t)[0]
		contact, err := w.Reveal(context.Background(), w.Who["disp"], w.ID(), id, "回访")
		if err != nil || contact.Name != "小 李" || contact.Phone != "none at all" || contact.Email != "li@example.com" ||
			contact.Device != "d1" || contact.Account != "a1" {
			t.Errorf("%+v %v", contact, err)
		}
		w.Give("disp", id, &matter.List{Category: "fac.lamp"})
		w.out(id, "路灯", "路灯不亮")
		if got := said(); got == nil || number(t, got.(string)) != id {
			t.Errorf("it is public now: %v", got)
		}
	}
	w.refused("/v2/tokens/"+strings.Repeat("0", 32), "", 404)
	w.refused("/v2/tokens", "", 400)
	got := w.sends("/v2/requests", "json", "posted", 200, form(key, "service_code", "fac.lamp"))
	w.Give("disp", w.rows(t)[0], &matter.Decline{Reason: "不在本市"})
	if m := w.list("/v2/tokens/"+got["token"].(string), "", "token")[0]; m["service_notice"] == nil {
		t.Errorf("it was declined: %v", m)
	}
}

// TestPostRefused: each mistake has its status, in both formats, and nothing is taken.
func TestPostRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.postingKey()
	read, _, err := w.Auth.NewServiceKey(context.Background(), org.Caller{System: true}, org.Key{Name: "读",
		Reach: org.Reaches{org.ReachRead}})
	if err != nil {
		t.Fatal(err)
	}
	before := len(w.rows(t))
	for name, c := range map[string]struct {
		pairs  []string
		status int
	}{
		"no key":            {[]string{"api_key", ""}, 403},
		"a wrong key":       {[]string{"api_key", "xh_wrong"}, 403},
		"a key that reads":  {[]string{"api_key", read}, 403},
		"another city":      {[]string{"jurisdiction_id", "boston.gov"}, 404},
		"no service":        {[]string{"service_code", ""}, 400},
		"unknown service":   {[]string{"service_code", "env.cat"}, 404},
		"never public":      {[]string{"service_code", "help.person"}, 404},
		"nowhere":           {[]string{"lat", "", "long", "", "address_string", ""}, 400},
		"half a point":      {[]string{"long", ""}, 400},
		"not a number":      {[]string{"lat", "NaN"}, 400},
		"infinite":          {[]string{"long", "-Inf"}, 400},
		"out of range":      {[]string{"lat", "126.89"}, 400},
		"too long":          {[]string{"description", strings.Repeat("长", 4001)}, 400},
		"attribute unknown": {[]string{"attribute[POLE]", "1"}, 400},
		"required missing":  {[]string{"service_code", "fac.drain"}, 400},
		"wrong number": {[]string{"service_code", "fac.drain", "attribute[POLE]", "1", "attribute[DEPTH]", "Inf"},
			400},
		"wrong instant": {[]string{"service_code", "fac.drain", "attribute[POLE]", "1", "attribute[SINCE]", "soon"},
			400},
		"wrong choice": {[]string{"service_code", "fac.drain", "attribute[POLE]", "1", "attribute[SMELL]", "x"},
			400},
	} {
		for _, format := range []string{"json", "xml"} {
			a := w.post("/v2/requests."+format, form(key, c.pairs...))
			e := w.judged(a, format, "errors", c.status).([]any)[0].(map[string]any)
			if e["code"].(string) != map[int]string{400: "400", 403: "403", 404: "404"}[c.status] {
				t.Errorf("%s: %v", name, e)
			}
		}
	}
	if after := len(w.rows(t)); after != before {
		t.Errorf("%d reports were taken", after-before)
	}
}

// rows are all matters, the newest first.
func (w *world) rows(t *testing.T) (out []int64) {
	t.Helper()
	err := ledger.EachType(context.Background(), w.DB.Read(), 4304, 0, 1000, []event.Type{matter.TypeReported},
		func(e ledger.Event) error {
			out = append([]int64{e.Subject}, out...)
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPostAttributes: answers of all six datatypes are kept for who works on it, and are nowhere public.
func TestPostAttributes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := form(w.postingKey(), "service_code", "fac.drain", "attribute[POLE]", "123456", "attribute[DEPTH]", "3.5",
		"attribute[SINCE]", "2026-11-15T08:00:00+08:00", "attribute[MORE]", "一行\n两行 13812345678",
		"attribute[SMELL]", "y",
		"lat", "", "long", "", "address_string", "雁峰区某路 3 号", "email", "")
	v["attribute[NEAR][]"] = []string{"s"}
	w.sends("/v2/requests", "xml", "posted", 200, v)
	m := w.Truth(w.rows(t)[0])
	got, _ := json.Marshal(m.Attributes)
	want := `[{"code":"DEPTH","values":["3.5"]},{"code":"MORE","values":["一行\n两行 ` +
		`［电话］"]},{"code":"NEAR","values":["s"]},` +
		`{"code":"POLE","values":["123456"]},{"code":"SINCE","values":["2026-11-15T08:00:00+08:00"]},` +
		`{"code":"SMELL","values":["y"]}]`
	if string(got) != want || m.Place != "雁峰区某路 3 号" || m.Lat != nil {
		t.Errorf("%s\n%s %q", got, want, m.Place)
	}
}

// TestPostPictures: pictures come as uploads too; what is none is refused, and a key that is wrong keeps no byte.
func TestPostPictures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.postingKey()
	send := func(key string, picture []byte) answer {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for name, v := range form(key) {
			_ = m.WriteField(name, v[0])
		}
		p, _ := m.CreateFormFile("media", "a.png")
		_, _ = p.Write(picture)
		_ = m.Close()
		r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json?api_key="+key, &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		r.RemoteAddr = "127.0.0.1:9"
		return w.send(r)
	}
	w.judged(send(key, w.Photo().Bytes()), "json", "posted", 200)
	if m := w.Truth(w.rows(t)[0]); len(m.Photos) != 1 {
		t.Errorf("%+v", m.Photos)
	}
	w.judged(send(key, []byte("no picture")), "json", "errors", 400)
	w.judged(send("xh_wrong", w.Photo().Bytes()), "json", "errors", 403)
	r := httptest.NewRequest(http.MethodPost, "/open311/v2/requests.json", strings.NewReader("x"))
	r.ContentLength, r.RemoteAddr = 100<<20, "127.0.0.1:9"
	if a := w.send(r); a.status != 413 {
		t.Errorf("100 MB: %d", a.status)
	}
}

// TestPostUpdates: words about what is public, as FixMyStreet's clients send them.
func TestPostUpdates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.postingKey()
	id := w.sends("/v2/requests", "json", "posted", 200, form(key))["service_request_id"].(string)
	send := func(format string, pairs ...string) any {
		t.Helper()
		v := url.Values{"api_key": {key}, "service_request_id": {id}, "updated_datetime": {"2026-11-16T10:00:00+08:00"},
			"status": {"OPEN"}, "description": {"又贴了"}, "update_id": {"7"}, "email": {"li@example.com"}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return w.sends("/v2/servicerequestupdates", format, "updated", 200, v)["update_id"]
	}
	first := send("xml")
	for name, same := range map[string]any{"its id again": send("json", "description", "别的话"),
		"the same words again": send("json", "update_id", "8"), "without an id": send("xml", "update_id", "")} {
		if same != first {
			t.Errorf("%s: %v, want %v", name, same, first)
		}
	}
	if got := send("json", "description", "", "update_id", "9"); got != nil {
		t.Errorf("nothing was said: %v", got)
	}
	if got := send("json", "description", "", "update_id", "10", "status", "CLOSED"); got == first || got == nil {
		t.Errorf("they call it closed: %v", got)
	}
	m := w.Truth(number(t, id))
	history, err := w.History(context.Background(), w.Who["disp"], m.ID, 0, 50)
	if err != nil || m.State != matter.Listed {
		t.Errorf("%v %v", m.State, err)
	}
	var words []string
	for _, e := range history {
		if b, ok := e.Body.(*matter.WasCommented); ok {
			words = append(words, b.Text)
		}
	}
	if len(words) != 2 || words[0] != "又贴了" {
		t.Errorf("%q", words)
	}
	said, err := w.releases.Said(context.Background(), w.Who["disp"], m.ID)
	if err != nil || len(said) != 2 {
		t.Errorf("the office may let them out: %v %v", said, err)
	}
	if text := string(w.get("/v2/servicerequestupdates.json").body); strings.Contains(text, "又贴了") {
		t.Error("nobody has let these words out")
	}
	hidden := w.sends("/v2/requests", "json", "posted", 200, form(key, "service_code", "fac.lamp"))
	if hidden["token"] == nil {
		t.Fatal(hidden)
	}
	for status, pairs := range map[int][]string{404: {"service_request_id", "999999"},
		400: {"updated_datetime", "yesterday"}, 403: {"api_key", "xh_wrong"}} {
		v := url.Values{"api_key": {key}, "service_request_id": {id}, "description": {"x"}}
		v.Set(pairs[0], pairs[1])
		w.sends("/v2/servicerequestupdates", "xml", "errors", status, v)
	}
}

// TestPostPlace: an address alone finds its area by the names in it; the day's bound of a key is told.
func TestPostPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := part.Get[*taken.Open311](w.Values)
	tree := w.Org().Tree()
	for address, want := range map[string]string{"": "430400000000", "某街": "430400000000",
		tree.FullName(430405001000) + "东风路 1 号": "430405001000",
		"雁峰区 某路": "430406000000", "广东路街道": "430405001000", "雁峰区和珠晖区之间": "430400000000"} {
		at, err := x.Where(context.Background(), nil, nil, address)
		if err != nil || at.String() != want {
			t.Errorf("%q: %v %v", address, at, err)
		}
	}
}
