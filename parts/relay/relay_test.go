package relay_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/relay"
	"xiaohao/parts/release"
)

// TestStory sends a matter, hears that they have it and that it is done, and strikes nothing off for that.
func TestStory(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	id := o.sent(route)
	o.is(id, relay.Waits, "", "")
	o.turn()
	o.is(id, relay.Out, "N-1", "")
	p := b.posts[0]
	if p.Get("service_code") != "1" || p.Get("attribute[WHERE]") != "东风路口" || p.Get("api_key") != "their-key-77" ||
		!strings.HasPrefix(p.Get("description"), "东风路路灯不亮\n晚上看不见路\n（转自") ||
		!strings.Contains(p.Get("description"), fmt.Sprintf("https://xiaohao.example/public/matters/%d", id)) {
		t.Errorf("sent %v", p)
	}
	for _, field := range []string{"email", "phone", "first_name", "last_name", "device_id", "account_id",
		"attribute[NONE]"} {
		if p.Has(field) {
			t.Errorf("sent %s", field)
		}
	}
	if all := fmt.Sprint(p); strings.Contains(all, "138") || strings.Contains(all, "张三") ||
		strings.Contains(all, "12 号") {
		t.Errorf("sent what was not let out: %s", all)
	}
	o.turn()
	if len(b.polls) != 0 {
		t.Errorf("asked at once: %v", b.polls)
	}
	b.notes = "师傅电话 13912345678，今晚修"
	o.Advance(16 * time.Minute)
	o.turn()
	if s := o.is(id, relay.Answered, "N-1", ""); strings.Contains(s.Notes, "139") || !strings.Contains(s.Notes, "今晚修") {
		t.Errorf("noted %q", s.Notes)
	}
	before := o.Truth(id).State
	b.status["N-1"], b.notes = "closed", "已换灯"
	o.Advance(20 * time.Minute)
	o.turn()
	if s := o.is(id, relay.Closed, "N-1", ""); s.Notes != "已换灯" || s.Person != o.Who["disp"].Person {
		t.Errorf("%+v", s)
	}
	if now := o.Truth(id).State; now != before || now == matter.StruckOff {
		t.Errorf("their word moved the matter from %s to %s", before, now)
	}
	o.proven()
}

// TestWho: only who dispatches in the area sends, only what is public, and only once; only an administrator of the
// city says where to.
func TestWho(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	id := o.public()
	for login, want := range map[string]string{"far": "matter_missing", "ver": "not_allowed", "sup": "not_allowed",
		"admin": "not_allowed"} {
		err := o.Send(o.ctx, o.Who[login], o.ID(), id, route)
		if code := fault.Code(err); code != want && !(login == "admin" && code == "matter_missing") {
			t.Errorf("%s sends: %v, want %s", login, err, want)
		}
	}
	if err := o.Send(o.ctx, o.Who["disp"], o.ID(), o.listed(), route); fault.Code(err) != "relay_shut" {
		t.Errorf("what nobody let out: %v", err)
	}
	command := o.ID()
	o.must(o.Send(o.ctx, o.Who["disp"], command, id, route))
	o.must(o.Send(o.ctx, o.Who["disp"], command, id, route))
	if err := o.Send(o.ctx, o.Who["disp"], o.ID(), id, route); fault.Code(err) != "relay_already" {
		t.Errorf("twice: %v", err)
	}
	o.turn()
	o.turn()
	if len(b.posts) != 1 {
		t.Errorf("posted %d times", len(b.posts))
	}
	for _, login := range []string{"disp", "sup", "lead"} {
		if _, err := o.SetServer(o.ctx, o.Who[login], relay.Server{}); fault.Code(err) != "not_allowed" {
			t.Errorf("%s sets a server: %v", login, err)
		}
		if _, err := o.Discover(o.ctx, o.Who[login], b.URL, nil); fault.Code(err) != "not_allowed" {
			t.Errorf("%s discovers: %v", login, err)
		}
		if _, err := o.SetRoute(o.ctx, o.Who[login], relay.Route{Server: 1}); fault.Code(err) != "not_allowed" {
			t.Errorf("%s sets a route: %v", login, err)
		}
	}
	if _, err := o.SetServer(o.ctx, o.Who["admin"], relay.Server{Name: "x", Media: relay.NoMedia,
		Wire: relay.Wire{Base: b.URL}}); fault.Code(err) != "relay_base" {
		t.Errorf("http to a host that nobody allowed: %v", err)
	}
	o.proven()
}

// TestShut: what is taken back before it goes out does not go; what is taken back afterwards stays with them, which the
// page says.
func TestShut(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	id := o.sent(route)
	releases := part.Get[*release.Releases](o.Values)
	o.must(releases.Withdraw(o.ctx, o.Who["disp"], o.ID(), id, "有隐私"))
	o.turn()
	o.is(id, relay.Given, "", relay.WhyShut)
	out := o.sent(route)
	o.turn()
	o.must(releases.Withdraw(o.ctx, o.Who["disp"], o.ID(), out, "有隐私"))
	o.CatchUp()
	a, err := o.Of(o.ctx, o.Who["disp"], o.Truth(out))
	if err != nil || a.Public || len(a.Ways) != 0 || a.List[0].State != relay.Out || len(b.posts) != 1 {
		t.Errorf("%+v %v", a, err)
	}
	o.proven()
}

// TestUnsure: of what may have been taken nobody sends a second one: it is looked for, and what is not found waits for
// a person.
func TestUnsure(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	b.do = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != "POST" {
			return false
		}
		b.take(r)
		w.WriteHeader(502)
		return true
	}
	found, aside, settled := o.sent(route), o.sent(route), o.sent(route)
	o.turn()
	for _, id := range []int64{found, aside, settled} {
		o.is(id, relay.Looked, "", "status")
	}
	b.shown = true
	first := b.posts
	b.posts = slices.DeleteFunc(slices.Clone(first), func(v url.Values) bool {
		return !strings.Contains(v.Get("description"), fmt.Sprintf("事项 %d）", found))
	})
	for range 4 {
		o.Advance(3 * time.Hour)
		o.turn()
	}
	o.is(found, relay.Answered, "N-1", "")
	s := o.is(aside, relay.LaidBy, "", relay.WhyUnsure)
	o.is(settled, relay.LaidBy, "", relay.WhyUnsure)
	if len(first) != 3 || len(b.posts) != 1 {
		t.Errorf("sent again blindly: %d, %d", len(first), len(b.posts))
	}
	waits := o.Waits(o.ctx, o.Who["disp"])
	if !slices.ContainsFunc(waits, func(w part.Waiting) bool { return w.Key == "waits.relay" && w.N == 2 }) {
		t.Errorf("waits %+v", waits)
	}
	b.do = nil
	o.must(o.Again(o.ctx, o.Who["disp"], o.ID(), aside, s.Seq))
	b.status["X-9"] = "open"
	o.must(o.Settle(o.ctx, o.Who["disp"], o.ID(), settled, o.at(settled).Seq, "X-9"))
	o.turn()
	o.is(aside, relay.Out, "N-2", "")
	o.Advance(time.Hour)
	o.turn()
	o.is(settled, relay.Answered, "X-9", "")
	o.proven()
}

// TestCrash: a program that ended while a report was on the wire does not send it again.
func TestCrash(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	id := o.sent(route)
	o.CatchUp()
	o.must(relay.Hold(o.ctx, o.Relay, id))
	o.turn()
	if o.is(id, relay.Looked, "", "cut"); len(b.posts) != 0 {
		t.Errorf("sent %d times", len(b.posts))
	}
}

// TestTrouble: a server that cannot be used is left alone for a growing while, and hinders no other; a refusal is told,
// and the key stands nowhere.
func TestTrouble(t *testing.T) {
	t.Parallel()
	o, b, dead := newTown(t), newBody(t), newBody(t)
	_, route := o.knows(b, false)
	_, toDead := o.knows(dead, false)
	asked := 0
	dead.do = func(w http.ResponseWriter, _ *http.Request) bool {
		asked++
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `[{"code":403,"description":"their-key-77 is no key"}]`)
		return true
	}
	well, ill := o.sent(route), o.sent(toDead)
	for range 5 {
		o.turn()
	}
	o.is(well, relay.Out, "N-1", "")
	o.is(ill, relay.Waits, "", "")
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	for range 30 {
		o.Advance(time.Minute)
		o.turn()
	}
	if asked < 4 || asked > 7 {
		t.Errorf("asked %d times in half an hour", asked)
	}
	list, err := o.Servers(o.ctx, o.Who["admin"])
	if err != nil || list[1].Problem != "key" || list[0].Problem != "" || list[0].Answered == 0 {
		t.Errorf("%+v %v", list, err)
	}
	dead.do = func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(400)
		fmt.Fprint(w, `{"errors":[{"code":"400","description":"their-key-77: 缺少位置"}]}`)
		return true
	}
	o.Advance(7 * time.Hour)
	o.turn()
	if s := o.is(ill, relay.NotTaken, "", "status"); s.Said != "…: 缺少位置" {
		t.Errorf("they said %q", s.Said)
	}
	o.proven()
}

// TestLies: a server that tells of others, forgets, goes back and forth, or cannot bear one number.
func TestLies(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	lost, flaps, poison := o.sent(route), o.sent(route), o.sent(route)
	o.turn()
	number := map[int64]string{lost: o.at(lost).Number, flaps: o.at(flaps).Number, poison: o.at(poison).Number}
	delete(b.status, number[lost])
	b.status["N-99"] = "closed"
	b.do = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.String(), number[poison]) {
			w.WriteHeader(500)
			return true
		}
		if s := b.status[number[flaps]]; s == "open" {
			b.status[number[flaps]] = "closed"
		} else {
			b.status[number[flaps]] = "open"
		}
		return false
	}
	for range 70 {
		o.Advance(5 * time.Hour)
		o.turn()
	}
	o.is(lost, relay.LaidBy, number[lost], relay.WhyLost)
	if s := o.is(flaps, relay.LaidBy, number[flaps], relay.WhyFlaps); s.Told != 50 {
		t.Errorf("told %d times", s.Told)
	}
	o.is(poison, relay.Out, number[poison], "")
	b.do = nil
	o.Advance(25 * time.Hour)
	o.turn()
	o.is(poison, relay.Answered, number[poison], "")
	o.proven()
}

// TestToken: a token is asked after until it has a number.
func TestToken(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	given := "null"
	b.do = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.Method == "POST":
			fmt.Fprint(w, `[{"service_request_id":"","token":"t-1"}]`)
		case strings.HasPrefix(r.URL.Path, "/v2/tokens/t-1."):
			fmt.Fprintf(w, `[{"token":"t-1","service_request_id":%s}]`, given)
		default:
			return false
		}
		return true
	}
	id := o.sent(route)
	o.turn()
	o.Advance(time.Hour)
	o.turn()
	if s := o.is(id, relay.Out, "", ""); s.Token != "t-1" {
		t.Errorf("token %q", s.Token)
	}
	given, b.status["88"] = "88", "closed"
	o.Advance(25 * time.Hour)
	o.turn()
	o.is(id, relay.Out, "88", "")
	o.Advance(time.Hour)
	o.turn()
	o.is(id, relay.Closed, "88", "")
	o.proven()
}

// TestRule: what is released goes out by itself where a route says so, once, and nothing that was released before.
func TestRule(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	old := o.public()
	server, route := o.knows(b, true)
	rules := func() {
		t.Helper()
		for range 3 {
			_, err := o.Rules(o.ctx)
			o.must(err)
		}
		o.CatchUp()
	}
	rules()
	id := o.public()
	rules()
	o.turn()
	o.is(id, relay.Out, "N-1", "")
	if s := o.at(old); s.Seq != 0 || o.at(id).Person != 0 {
		t.Errorf("%+v", s)
	}
	o.must(o.DropRoute(o.ctx, o.Who["admin"], route))
	rules()
	o.public()
	rules()
	if o.turn(); len(b.posts) != 1 {
		t.Errorf("posted %d times to %d", len(b.posts), server)
	}
	o.proven()
}

// TestTold: who sent it and who has it hear that the other body is done.
func TestTold(t *testing.T) {
	t.Parallel()
	o, b := newTown(t), newBody(t)
	_, route := o.knows(b, false)
	id := o.sent(route)
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.turn()
	b.status["N-1"] = "Resolved"
	o.Advance(time.Hour)
	o.turn()
	for _, login := range []string{"disp", "clerk"} {
		if n := o.heard(login, "relay_closed"); n != 1 {
			t.Errorf("%s heard it %d times", login, n)
		}
	}
	o.Advance(time.Hour)
	b.notes = "补充照片"
	o.turn()
	if n := o.heard("disp", "relay_closed"); n != 1 {
		t.Errorf("heard it %d times", n)
	}
	o.must(part.Get[*release.Releases](o.Values).Withdraw(o.ctx, o.Who["sup"], o.ID(), id, "有隐私"))
	o.CatchUp()
	if n := o.heard("disp", "relay_withdrawn"); n != 1 {
		t.Errorf("the withdrawal was told %d times", n)
	}
}
