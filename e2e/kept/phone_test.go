package kept_test

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"xiaohao/loop/calendar"
)

// sending is a request that a phone, a browser or a program sent, with what it was answered. "sent" were taken in
// before the city was kept; "new" ones still lay in the outbox of the phone, and what they are answered was asked of a
// copy.
type sending struct {
	Name, Login, Method, Path, Type, Body string
	Person                                int64
	File                                  string // a photo, of which the bytes From..To are sent
	From, To                              int
	When                                  string
	Status                                int
	Answer                                json.RawMessage
	AgainStatus                           int             `json:"again_status"`
	Again                                 json.RawMessage // to the same once more
}

// upload is the id of a photo that is sent in pieces.
var upload = regexp.MustCompile(`/field/uploads/([0-9a-f-]{36})`)

// replay sends everything that phones and others sent once more, and what they had not sent yet.
func replay(t *testing.T, s *server) {
	t.Helper()
	var all []sending
	if err := json.Unmarshal(readKept(t, "phone/phone.json"), &all); err != nil {
		t.Fatal(err)
	}
	tokens, known := map[string]string{}, keptTokens(t, all)
	for _, x := range all {
		q := request{login: x.Login, method: x.Method, path: x.Path, kind: x.Type}
		q.header = map[string]string{"Xiaohao-Lang": "zh-CN"}
		if x.Person != 0 {
			q.header["Xiaohao-Person"] = number(x.Person)
		}
		q.body = []byte(filled(x.Body, tokens))
		if x.File != "" {
			b, err := os.ReadFile(dir("phone/" + x.File))
			if err != nil {
				t.Fatal(err)
			}
			q.body = b[x.From:min(x.To, len(b))]
		}
		if m := madeAt.FindStringSubmatch(x.Body); m != nil && x.When == "new" { // the phone's clock is the city's
			now, err := strconv.ParseInt(m[1], 10, 64)
			if err = errors.Join(err, s.city.set(calendar.Instant(now))); err != nil {
				t.Fatal(err)
			}
		}
		a := s.ask(t, q)
		switch id := upload.FindStringSubmatch(x.Path); {
		case id == nil:
			taken(t, x, a)
		case a.status != 200:
			t.Errorf("%s, %s: %d %s", x.When, x.Name, a.status, a.body)
		case x.When == "sent": // it is whole already, and is known under the token that it had
			if got := tokenOf(a.body); got != known[id[1]] {
				t.Errorf("the photo %s has the token %q, kept was %q", id[1], got, known[id[1]])
			}
			tokens[id[1]] = known[id[1]]
		default:
			if token := tokenOf(a.body); token != "" {
				tokens[id[1]] = token
			}
			if got, want := untoken(string(a.body)), untoken(string(x.Answer)); !sameJSON(got, want) {
				t.Errorf("%s, %s: %s, kept was %s", x.When, x.Name, got, want)
			}
		}
	}
}

// taken holds an answer to an entry against the kept one.
func taken(t *testing.T, x sending, a reply) {
	t.Helper()
	status, want := x.Status, x.Answer
	if x.When == "sent" {
		status, want = x.AgainStatus, x.Again
	}
	got, was := string(a.body), strings.ReplaceAll(string(want), "127.0.0.1", "kept.example")
	switch x.When {
	case "new": // numbers of events and receipts depend on what came before
		got, was = numbers.ReplaceAllString(got, `"$1":0`), numbers.ReplaceAllString(was, `"$1":0`)
	case "sent": // how wrong the phone's clock is, is told by when it sends
		got, was = clockOff.ReplaceAllString(got, ""), clockOff.ReplaceAllString(was, "")
	}
	if a.status != status || !sameJSON(got, was) {
		t.Errorf("%s, %s %s: %d %s\nkept was %d %s", x.When, x.Name, x.Body, a.status, got, status, was)
	}
}

var (
	numbers  = regexp.MustCompile(`"(matter|seq|at|inspection|receipt|url|token)": ?("[^"]*"|[0-9]+)`)
	clockOff = regexp.MustCompile(`,\s*"clock_off": ?-?[0-9]+`)
	madeAt   = regexp.MustCompile(`"sent":([0-9]+)`)
	port     = regexp.MustCompile(`kept\.example:[0-9]+`)
	secret   = regexp.MustCompile(`"token": ?"[^"]*"`)
)

func untoken(s string) string { return secret.ReplaceAllString(s, `"token":""`) }

func sameJSON(a, b string) bool {
	x, err1 := pretty([]byte(port.ReplaceAllString(a, "kept.example")))
	y, err2 := pretty([]byte(port.ReplaceAllString(b, "kept.example")))
	return err1 == nil && err2 == nil && x == y
}

func tokenOf(b []byte) string {
	var a struct{ Token string }
	_ = json.Unmarshal(b, &a)
	return a.Token
}

// keptTokens are the tokens of photos that were whole when the city was kept.
func keptTokens(t *testing.T, all []sending) map[string]string {
	out := map[string]string{}
	for _, x := range all {
		if id := upload.FindStringSubmatch(x.Path); id != nil && x.When == "sent" && tokenOf(x.Answer) != "" {
			out[id[1]] = tokenOf(x.Answer)
		}
	}
	if len(out) == 0 {
		t.Error("no photo was sent")
	}
	return out
}

// filled puts the tokens in for the phone's own ids.
func filled(body string, tokens map[string]string) string {
	for id, token := range tokens {
		body = strings.ReplaceAll(body, "{{"+id+"}}", token)
	}
	return body
}

func number(n int64) string {
	b, _ := json.Marshal(n)
	return string(b)
}
