package doors

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/area"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/parts/notify"
	"xiaohao/parts/rota"
	"xiaohao/platform/store"
)

// girl is a person in need. Two of them differ in everything but the type: who, of what age, where, which unit helps,
// how much was said.
type girl struct {
	age   care.Age
	who   string
	in    area.Code
	unit  string
	clerk string
	extra int // lines of the timeline
}

// twin is a town in which at most one case happened.
type twin struct {
	*staff
	id   int64
	hook int64 // a program that hears of everything
}

// nobody is whoever comes by; outsiders are everybody who has a post over the township, the county or the city, or in a
// unit, and is not on the case.
const nobody = "nobody"

var outsiders = []string{"disp2", "ver", "ver2", "sup", "lead", "ins1", "admin", "aud", "clerk2", "head2", "other",
	nobody}

const township2 = area.Code(430405002000)

// settleTwin opens a town with an ordinary matter, a rota with one person on it, and a case of g; nil for no case.
func settleTwin(t *testing.T, g *girl) *twin {
	t.Helper()
	x := &twin{staff: &staff{Town: webtest.New(t), t: t, keys: map[string]string{nobody: ""}}}
	x.patterns = open(t, x.City, func(h http.Handler) {
		srv := httptest.NewServer(h)
		t.Cleanup(srv.Close)
		x.url = srv.URL
	})
	x.InField()
	set := func(login string, kind matter.Post, in area.Code, units ...string) org.Change {
		return &org.PersonSet{Login: login, Name: "某" + login, Posts: []org.Post{{Kind: kind, Area: in}},
			UnitCodes: units}
	}
	x.Hire([]org.Change{&org.AreaSet{Area: township2, Name: "东阳渡街道"},
		&org.UnitSet{Code: "dy", Zh: "东阳渡街道办", Area: township2},
		set("disp2", matter.Dispatcher, webtest.County), set("ver2", matter.Verifier, webtest.County),
		set("lead", matter.Leader, webtest.City), set("aud", matter.Auditor, webtest.City),
		set("clerk2", matter.UnitClerk, 0, "hc"), set("head2", matter.UnitHead, 0, "hc"),
		set("head", matter.UnitHead, 0, "gdl"), set("clerk3", matter.UnitClerk, 0, "dy")})
	_, err := part.Get[*rota.Rota](x.Values).Set(t.Context(), x.who("sup"), x.NewID(), rota.Watch{
		Area: webtest.County, Person: x.person("disp"), As: matter.AsDuty, Days: 127, To: 24 * 60})
	if err != nil {
		t.Fatal(err)
	}
	x.hook, err = part.Get[*notify.Notify](x.Values).SetChannel(t.Context(), x.who("admin"), notify.Channel{
		Kind: notify.Webhook, Name: "hook", Area: webtest.City, Enabled: true,
		Wire: notify.Wire{URL: "https://hook.example/x", Secret: "secret of the hook"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, login := range outsiders[:len(outsiders)-1] {
		if x.keys[login], err = x.Auth.NewKey(t.Context(), x.person(login), "门", 0); err != nil {
			t.Fatal(err)
		}
	}
	lamp := x.give("", 0, &matter.Report{Area: webtest.Township, Text: "路灯不亮", Place: "东风路"})
	x.give("disp", lamp, &matter.List{Category: "fac.lamp"})
	x.give("disp", lamp, &matter.Assign{Lead: x.unit("gdl")})
	if g != nil {
		x.happen(g)
	}
	x.Settle()
	return x
}

func (x *twin) who(login string) org.Caller {
	p, _ := x.Org().PersonByLogin(login)
	return p.Caller()
}

// happen is the case: taken in at a counter, handed out, worked on, with somebody who was brought in.
func (x *twin) happen(g *girl) {
	x.t.Helper()
	ctx, cases := context.Background(), part.Get[*help.Cases](x.Values)
	must := func(err error) {
		x.t.Helper()
		if err != nil {
			x.t.Fatal(err)
		}
	}
	r, err := cases.Open(ctx, x.who("disp"), x.NewID(), help.Intake{Category: "help.child", Area: g.in, Who: g.who,
		Age: g.age, Where: g.who + "车站", Phone: "137" + strings.Repeat(strconv.Itoa(g.extra), 8), Needs: g.who})
	must(err)
	x.id = r.Matter
	x.give("disp", x.id, &matter.List{Category: "help.child", Title: g.who, Place: g.who})
	x.give("disp", x.id, &matter.Assign{Lead: x.unit(g.unit), Goal: g.who})
	x.give(g.clerk, x.id, &matter.Sign{})
	x.give(g.clerk, x.id, &matter.Comment{Text: g.who})
	clerk := x.who(g.clerk)
	for range g.extra {
		must(cases.Call(ctx, clerk, x.NewID(), x.id, "family", false, help.Note{Whom: g.who, Text: g.who}))
	}
	must(cases.Mark(ctx, clerk, x.NewID(), x.id, care.Marks{Name: g.who, Birth: "2015-01-02", Phone: "13800000000"}))
	x.give("disp", x.id, &matter.Admit{Person: x.person("head"), As: "handler", Reason: g.who})
}

// said is an answer with what is drawn anew in every town taken out.
func (x *twin) said(method, path, login, kind, body string) string {
	x.asked++
	r, err := http.NewRequestWithContext(x.t.Context(), method, x.url+path, strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	if key := x.keys[login]; key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Host = "city.example" // posters and feeds name it
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	if err != nil {
		x.t.Fatal(err)
	}
	for _, h := range []string{"Date", "Content-Length", "Set-Cookie", "Content-Security-Policy"} {
		res.Header.Del(h)
	}
	text := string(b)
	if strings.HasPrefix(text, "PK\x03\x04") {
		text = webtest.Text(x.t, text)
	}
	var head strings.Builder
	for _, k := range slices.Sorted(maps.Keys(res.Header)) {
		fmt.Fprintf(&head, "%s: %s\n", k, strings.Join(res.Header[k], ", "))
	}
	all := fmt.Sprintf("%d\n%s\n%s", res.StatusCode, head.String(), text)
	return drawn.ReplaceAllString(all, "#")
}

// drawn is what is another in every town and at every request: ids, digests, secrets, receipts.
var drawn = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,64}|` +
	`[0-9A-Z]{4}-[0-9A-Z]{4}(-[0-9A-Z]{4})?`)

// asks are the questions that lists are asked beside their path.
var asks = []string{"", "q=" + url.QueryEscape("槿禾"), "kind=help&sort=new&open=1", "category=help.child&lang=en",
	"area=" + webtest.Township.String() + "&state=in_hand&format=json"}

// ledgers are left out of the comparison: plates are drawn in each town, and seals say how long the ledger is, whatever
// happened in it.
var ledgers = []string{"/points/plates", "/seals", "/seals.json"}

// lists are all addresses that name nothing, each asked in every way.
func (x *twin) lists(login string, asks []string) map[string]string {
	out := map[string]string{}
	for _, p := range x.patterns {
		method, path, _ := strings.Cut(p.Text, " ")
		path = strings.ReplaceAll(path, "{$}", "")
		if method != http.MethodGet || strings.Contains(path, "{") || slices.Contains(ledgers, path) {
			continue
		}
		for _, q := range asks {
			at := path
			if q != "" {
				at += "?" + q
			}
			out[at] = x.said(method, at, login, "", "")
		}
	}
	return out
}

// named are all addresses that name one thing, with an id in the place; and so are those that write, with what a form
// and a program say. The id itself is taken out of the answers.
func (x *twin) named(login string, id int64) map[string]string {
	out := map[string]string{}
	number := strconv.FormatInt(id, 10)
	of := regexp.MustCompile(`(\b|%2F)` + number + `\b`)
	ask := func(name, method, path, kind, body string) {
		name = fmt.Sprint(name, " ", of.ReplaceAllString(path, "${1}ID"), " ", kind)
		if _, twice := out[name]; twice {
			x.t.Fatalf("%s is asked twice", name)
		}
		out[name] = of.ReplaceAllString(x.said(method, path, login, kind, body), "${1}ID")
	}
	for _, p := range x.patterns {
		method, path, _ := strings.Cut(p.Text, " ")
		if !strings.Contains(path, "{id}") {
			continue
		}
		path = strings.Replace(path, "{id}", number, 1)
		for _, rest := range x.rests(path, number) {
			if method == http.MethodGet {
				ask(p.Text, method, rest, "", "")
				continue
			}
			if strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/field/") {
				ask(p.Text, method, rest, "application/json", "{}")
				continue
			}
			ask(p.Text, method, rest, "application/x-www-form-urlencoded", "once="+x.NewID().String()+
				"&reason=x&text=y")
		}
	}
	if login != nobody {
		for _, d := range matter.Descriptions() {
			if d.Rule.Command == matter.CmdForget && login == "admin" {
				continue // whoever is asked in a letter to erase somebody can, and is told the same of every matter
			}
			body := fmt.Sprintf(`{"id":%q,"command":%q,"body":{}}`, x.NewID(), d.Rule.Command)
			ask("command "+string(d.Rule.Command), http.MethodPost, "/api/v1/matters/"+number+"/commands",
				"application/json", body)
		}
	}
	return out
}

// rests fills what is left to fill: with the names of commands, which are the steps of a matter, and with the id.
func (x *twin) rests(path, number string) (out []string) {
	at := placeholder.FindStringIndex(path)
	if at == nil {
		return []string{path}
	}
	values := []string{number, "1"}
	switch {
	case strings.Contains(path, "{command}"):
		values = nil
		for _, d := range matter.Descriptions() {
			values = append(values, string(d.Rule.Command))
		}
	case strings.Contains(path, "{step}"):
		values = []string{"tick", "note", "sign", "accept_transfer", "take_referral", "end", "draft"}
	}
	for _, v := range values {
		out = append(out, placeholder.ReplaceAllString(path, v))
	}
	return out
}

// TestWhoIsNotOnACaseCannotTellItFromAnother asks every address that reads as every kind of outsider, in three towns:
// with a case of a girl, with one of whom all that can be said is different, and with none. The first two answer the
// same byte for byte, and so does the third, but for whom a paper of the ladder is addressed to: he has a message with
// number, type and clock.
func TestWhoIsNotOnACaseCannotTellItFromAnother(t *testing.T) {
	t.Parallel()
	one := settleTwin(t, &girl{care.Under14, "槿禾蕤", webtest.Township, "gdl", "clerk", 1})
	two := settleTwin(t, &girl{care.Elder, "一位叫荀氿浐的八十岁老人迷了路，说不清家在哪里", township2, "dy", "clerk3", 7})
	none := settleTwin(t, nil)
	questions, good, told := asks, 0, map[string]bool{}
	for range 2 {
		for _, login := range outsiders {
			a, b, c := one.lists(login, questions), two.lists(login, questions), none.lists(login, questions)
			for _, at := range slices.Sorted(maps.Keys(a)) {
				if strings.HasPrefix(a[at], "200") {
					good++
				}
				if a[at] != b[at] {
					t.Errorf("%s learns whose case it is at %s: %s", login, at, differ(a[at], b[at]))
				}
				if messages(a[at]) == messages(c[at]) {
					continue
				}
				if told[login] = true; !strings.HasPrefix(at, "/inbox") {
					t.Errorf("%s learns at %s that there is a case: %s", login, at, differ(a[at], c[at]))
				}
			}
		}
		questions = asks[:1]
		for _, x := range []*twin{one, two, none} {
			x.days(3)
		}
	}
	if len(told) != 1 || !told["sup"] || good < 5_000 {
		t.Errorf("papers of the ladder went to %v; %d addresses answered", told, good)
	}
	if a, b := one.letters(), two.letters(); a != b || !strings.Contains(a, "help.child") {
		t.Errorf("letters tell whose case it is: %s", differ(a, b))
	}
}

// messages takes out of a page how many messages somebody has.
func messages(page string) string { return bell.ReplaceAllString(page, "") }

var bell = regexp.MustCompile(`(?s)<a class="bell".*?</a>`)

// letters is what is to be sent to the program that listens, but for seals, which say how long the ledger is.
func (x *twin) letters() string {
	x.t.Helper()
	var out strings.Builder
	err := store.Each(x.t.Context(), part.Get[*help.Cases](x.Values).DB.Read(), func(rows *sql.Rows) error {
		var kind, args, body string
		if err := rows.Scan(&kind, &args, &body); err != nil {
			return err
		}
		fmt.Fprintln(&out, kind, args, body)
		return nil
	}, "SELECT kind, args, body FROM outbox WHERE city = 4304 AND channel = $1 AND kind <> 'seal' ORDER BY at, id",
		x.hook)
	if err != nil {
		x.t.Fatal(err)
	}
	return drawn.ReplaceAllString(out.String(), "#")
}

// days lets time pass, so that the ladder sends its papers.
func (x *twin) days(n int) {
	for range n * 6 {
		x.Pass(4 * 3600e6)
		if _, err := x.Tick(context.Background()); err != nil {
			x.t.Fatal(err)
		}
		x.Settle()
	}
}

// TestACaseAnswersAsIfItWereNone asks every address that names something, and every command, for the case and for what
// there never was.
func TestACaseAnswersAsIfItWereNone(t *testing.T) {
	t.Parallel()
	x := settleTwin(t, &girl{care.Under14, "槿禾蕤", webtest.Township, "gdl", "clerk", 1})
	for _, login := range outsiders {
		a, b := x.named(login, x.id), x.named(login, 987654)
		for _, at := range slices.Sorted(maps.Keys(a)) {
			if strings.Contains(a[at], "槿禾") {
				t.Errorf("%s reads of it at %s", login, at)
			}
			if a[at] != b[at] {
				t.Errorf("%s is told at %s that it is there: %s", login, at, differ(a[at], b[at]))
			}
		}
	}
	if x.asked < 5_000 {
		t.Errorf("only %d were asked", x.asked)
	}
}
