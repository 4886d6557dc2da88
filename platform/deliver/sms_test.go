package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// gateway is an HTTP server that answers as it is told, and keeps what it was asked.
type gateway struct {
	*httptest.Server
	status int
	answer string
	drop   bool // it takes the request and hangs up
	body   string
	head   http.Header
}

// nobody is an address at which no test ever listened. One just closed will not do: a program that another test is
// starting holds all sockets between fork and exec, and so long the kernel still takes connections for it.
const nobody = "http://127.0.0.1:1/"

func newGateway(t *testing.T) *gateway {
	g := &gateway{status: 200, answer: `{"Code":"OK"}`}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		g.body, g.head = string(b), r.Header
		if g.drop {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(g.status)
		_, _ = io.WriteString(w, g.answer)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) channel() Channel {
	u, _ := url.Parse(g.URL)
	return Channel{Kind: Text, URL: g.URL, Secret: "s3cret-of-the-gateway", AllowHosts: []string{u.Hostname()},
		SMS: SMS{Template: "SMS_1", Sign: "衡阳", Fields: []Pair{{"PhoneNumbers", "{phone}"}, {"to[]", "+86{phone}"},
			{"a.template", "{template}"}, {"a.sign", "{sign}"}, {"params", "{params}"}, {"text", "{params_text}"},
			{"values", "{values}"}}, Params: []Pair{{"state", "{state}"}, {"url", "{link}"}},
			Headers: []Pair{{"Authorization", "Bearer {secret}"}}, Done: []Pair{{"Code", "OK"}},
			Again: []Pair{{"Code", "isv.BUSINESS_LIMIT_CONTROL"}, {"data.0.retry", "true"}}}}
}

var text = Message{To: "13812345678", ID: "x", Params: map[string]string{"state": `已"交办"`, "link": "https://c/r/A"}}

// TestText sends by gateways that answer in every way: a status of 200 is no yes, and no secret stands in an error.
func TestText(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	s := New(Options{Now: func() time.Time { return time.Unix(1_790_000_000, 0) }, Timeout: 2 * time.Second})
	if err := s.Send(context.Background(), g.channel(), text); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(g.body), &got); err != nil {
		t.Fatal(err)
	}
	want := `{"PhoneNumbers":"13812345678","a":{"sign":"衡阳","template":"SMS_1"},"params":{"state":"已\"交办\"",` +
		`"url":"https://c/r/A"},"text":"{\"state\":\"已\\\"交办\\\"\",\"url\":\"https://c/r/A\"}",` +
		`"to":["+8613812345678"],"values":["已\"交办\"","https://c/r/A"]}`
	if g.body != want || g.head.Get("Authorization") != "Bearer s3cret-of-the-gateway" {
		t.Errorf("sent %s\nwant %s\n%v", g.body, want, g.head)
	}
	for _, c := range []struct {
		status       int
		answer       string
		kind         Kind
		unsure, fine bool
	}{
		{200, `{"Code":"OK"}`, 0, false, true},
		{200, `{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发分钟级流控"}`, Later, false, false},
		{200, `{"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"13812345678"}`, Refused, false, false},
		{200, `{"Code":"13812345678 s3cret-of-the-gateway"}`, Refused, false, false},
		{200, `{"Code":"OK","data":[{"retry":true}]}`, Later, false, false},
		{200, `{"code":0}`, Later, false, false},
		{200, `{}`, Later, false, false},
		{200, `<html>欠费</html>`, Later, false, false},
		{200, strings.Repeat("[", 100_000), Later, false, false},
		{400, `{"Code":"isv.BUSINESS_LIMIT_CONTROL"}`, Later, false, false},
		{403, `{"Code":"OK"}`, Refused, false, false},
		{500, `oops`, Later, false, false},
		{504, `upstream`, Later, true, false},
		{302, ``, Refused, false, false},
	} {
		g.status, g.answer = c.status, c.answer
		err := s.Send(context.Background(), g.channel(), text)
		var e *Error
		if !errors.As(err, &e) {
			if !c.fine {
				t.Errorf("%d %.60s: %v", c.status, c.answer, err)
			}
			continue
		}
		if c.fine || e.Kind != c.kind || e.Unsure != c.unsure {
			t.Errorf("%d %.60s: %+v", c.status, c.answer, e)
		}
		if strings.Contains(e.Text, "138") || strings.Contains(e.Text, "s3cret") {
			t.Errorf("an error tells: %s", e.Text)
		}
	}
	g.drop = true
	var e *Error
	if err := s.Send(context.Background(), g.channel(), text); !errors.As(err, &e) || !e.Unsure {
		t.Errorf("a gateway that hangs up: %v", err)
	}
	away := g.channel()
	away.URL = nobody
	if err := s.Send(context.Background(), away, text); !errors.As(err, &e) || e.Unsure || e.Kind != Later {
		t.Errorf("a gateway that is away: %+v", e)
	}
	form := g.channel()
	form.URL, form.AllowHosts = "http://sms.example/", nil
	if err := s.Send(context.Background(), form, text); !errors.As(err, &e) || e.Kind != Refused {
		t.Errorf("without TLS: %v", err)
	}
}

// TestGatewayDescribed: what is wrong with a description is named.
func TestGatewayDescribed(t *testing.T) {
	t.Parallel()
	ok := SMS{Fields: []Pair{{"to", "{phone}"}}, Done: []Pair{{"code", "0"}}}
	for want, change := range map[string]func(*SMS){
		"":        func(*SMS) {},
		"fields ": func(x *SMS) { x.Fields = append(x.Fields, Pair{"", "x"}) },
		"fields {phone}": func(x *SMS) {
			x.Fields = []Pair{{"to", "13800000000"}}
		},
		"params {nobody}": func(x *SMS) { x.Params = []Pair{{"a", "{nobody}"}} },
		"params {params}": func(x *SMS) { x.Params = []Pair{{"a", "{params}"}} },
		"headers X":       func(x *SMS) { x.Headers = []Pair{{"X", "a\r\nb"}} },
		"done ":           func(x *SMS) { x.Done = nil },
	} {
		x := ok
		change(&x)
		field, word := x.Check()
		if got := strings.TrimPrefix(field+" "+word, " "); got != want && !(want == "" && field == "") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
