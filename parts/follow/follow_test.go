package follow_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/follow"
	"xiaohao/parts/notify"
	"xiaohao/parts/release"
	"xiaohao/platform/deliver"
)

var ctx = context.Background()

// town is a city with a mail server and a gateway for text messages.
type town struct {
	*citytest.Office
	*follow.Follows
	public *release.Releases
}

func newTown(t testing.TB) *town {
	t.Helper()
	o := &town{Office: citytest.New(t)}
	o.Follows, o.public = o.Office.Following, part.Get[*release.Releases](o.Values)
	for _, c := range []notify.Channel{
		{Kind: notify.Email, Name: "邮件", Enabled: true, Wire: notify.Wire{URL: "smtps://mail.example:465",
			From: "no-reply@city.example", Bounce: "bounce@city.example"}},
		{Kind: notify.Text, Name: "短信", Enabled: true,
			Wire: notify.Wire{URL: "https://sms.example/send", Secret: "s3cret",
				SMS: deliver.SMS{Fields: []deliver.Pair{{Name: "to", Value: "{phone}"}},
					Done: []deliver.Pair{{Name: "Code", Value: "OK"}}}}},
	} {
		if _, err := o.Notify.SetChannel(ctx, o.Who["admin"], c); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// shown is a public matter.
func (o *town) shown(title string) int64 {
	o.T.Helper()
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路 12 号", Text: "秘密的原话"})
	o.Give("disp", id, &matter.List{Category: "fac.lamp"})
	o.show(id, title)
	return id
}

func (o *town) show(id int64, title string) {
	o.T.Helper()
	err := o.public.Draft(ctx, o.Who["disp"], o.ID(), id, release.Asking{Title: title})
	o.must(err)
	s, err := o.public.Of(ctx, o.Who["disp"], id)
	o.must(err)
	o.must(o.public.Pass(ctx, o.Who["sup"], o.ID(), id, s.Seq))
	o.Office.CatchUp()
}

func (o *town) must(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

// post sends what is due, and gives what went out.
func (o *town) post() []citytest.Sent {
	o.T.Helper()
	o.Office.CatchUp()
	before := len(o.Office.Sent)
	_, err := o.Notify.Carry(ctx)
	o.must(err)
	return slices.Clone(o.Office.Sent[before:])
}

// one wants exactly one letter to go out.
func (o *town) one() citytest.Sent {
	o.T.Helper()
	got := o.post()
	if len(got) != 1 {
		o.T.Fatalf("%d letters went out, want one: %v", len(got), subjects(got))
	}
	return got[0]
}

// none wants none.
func (o *town) none(when string) {
	o.T.Helper()
	if got := o.post(); len(got) != 0 {
		o.T.Fatalf("%s: letters went out: %v", when, subjects(got))
	}
}

func subjects(list []citytest.Sent) (out []string) {
	for _, s := range list {
		out = append(out, s.To+" "+s.Subject)
	}
	return out
}

var confirmLink = regexp.MustCompile(`/follow/confirm/(\S+)`)
var stopLink = regexp.MustCompile(`/follow/stop/(\S+)`)

func token(t testing.TB, pattern *regexp.Regexp, m citytest.Sent) string {
	t.Helper()
	x := pattern.FindStringSubmatch(m.Text)
	if x == nil {
		t.Fatalf("no link in %q", m.Text)
	}
	return x[1]
}

// follows has an address follow something, from the question to the yes.
func (o *town) follows(address string, w follow.Wish) {
	o.T.Helper()
	o.must(o.Ask(ctx, w, address))
	o.yes(o.one())
}

func (o *town) yes(m citytest.Sent) {
	o.T.Helper()
	k := token(o.T, confirmLink, m)
	a, err := o.Asked(ctx, k)
	o.must(err)
	o.must(o.Confirm(ctx, k, []int64{a.Of}))
}

// TestStory: asked, confirmed, told of each step once, ended.
func TestStory(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.shown("东风路路灯不亮")
	w := follow.Wish{Matter: id, Lang: "zh"}
	o.must(o.Ask(ctx, w, "Anna@City.Example"))
	m := o.one()
	if m.To != "Anna@city.example" || !strings.Contains(m.Text, "东风路路灯不亮") || m.Unsubscribe != "" {
		t.Errorf("the question: %+v", m.Message)
	}
	if !strings.HasPrefix(m.Return, "bounce+") || !strings.HasSuffix(m.Return, "@city.example") ||
		strings.IndexByte(m.Return, '@') > 64 {
		t.Errorf("it comes back to %q", m.Return)
	}
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.none("before he said yes")
	o.yes(m)
	o.yes(m) // again
	o.none("of what happened before he said yes")
	o.Advance(time.Minute)
	o.Give("clerk", id, &matter.Sign{})
	o.Fix(id)
	got := o.one()
	if !strings.Contains(got.Subject, "“东风路路灯不亮”已整改") || strings.Contains(got.Text, "原话") ||
		!strings.Contains(got.Text, fmt.Sprintf("https://xiaohao.example/public/matters/%d", id)) {
		t.Errorf("fixed: %+v", got.Message)
	}
	if got.Unsubscribe != "https://xiaohao.example/follow/stop/"+token(t, stopLink, got) {
		t.Errorf("it ends at %q", got.Unsubscribe)
	}
	o.none("again")
	o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	if got := o.one(); !strings.Contains(got.Subject, "已销号") {
		t.Errorf("struck off: %q", got.Subject)
	}
	o.must(o.Stop(ctx, token(t, stopLink, got), false))
	o.must(o.Stop(ctx, token(t, stopLink, got), false))
	o.traceless("anna@city.example", "Anna@city.example")
}

// traceless wants nothing of an address anywhere in the database, and no row about it.
func (o *town) traceless(addresses ...string) {
	o.T.Helper()
	for _, table := range []string{"follow_people", "follows"} {
		var n int
		o.must(o.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM "+table+" WHERE city = $1", o.Follows.City).Scan(&n))
		if n != 0 {
			o.T.Errorf("%s still has %d rows", table, n)
		}
	}
	o.sealed(addresses...)
}

// sealed wants none of some words in the clear in what lies beside the ledger.
func (o *town) sealed(words ...string) {
	o.T.Helper()
	var all strings.Builder
	for _, q := range []string{
		"SELECT id || args || error FROM outbox WHERE city = $1",
		"SELECT lang || category FROM follows WHERE city = $1",
		"SELECT letter FROM follow_asked WHERE city = $1",
	} {
		rows, err := o.DB.Read().Query(ctx, q, o.Follows.City)
		o.must(err)
		for rows.Next() {
			var s string
			o.must(rows.Scan(&s))
			all.WriteString(s + "\n")
		}
		o.must(rows.Close())
	}
	rows, err := o.DB.Read().Query(ctx, "SELECT data FROM follow_people WHERE city = $1 AND data IS NOT NULL",
		o.Follows.City)
	o.must(err)
	for rows.Next() {
		var b []byte
		o.must(rows.Scan(&b))
		all.Write(b)
	}
	o.must(rows.Close())
	for _, w := range words {
		if strings.Contains(strings.ToLower(all.String()), strings.ToLower(w)) {
			o.T.Errorf("%q lies in the clear", w)
		}
	}
}

// TestStrangers: who types addresses learns nothing and bothers nobody more than thrice a day.
func TestStrangers(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	var ids []int64
	for i := range 6 {
		ids = append(ids, o.shown(fmt.Sprintf("路灯 %d 不亮", i)))
	}
	ask := func(i int, address string) {
		t.Helper()
		o.must(o.Ask(ctx, follow.Wish{Matter: ids[i], Lang: "zh"}, address))
	}
	ask(0, "bo@city.example")
	first := o.one()
	ask(0, "bo@city.example")
	ask(1, "bo@city.example")
	ask(2, "BO@CITY.example")
	o.none("while one waits")
	o.sealed("bo@city", first.To)
	a, err := o.Asked(ctx, token(t, confirmLink, first))
	o.must(err)
	if len(a.List) != 3 || strings.Contains(a.Address, "bo@") {
		t.Errorf("what waits: %+v", a)
	}
	o.yes(first) // what was not ticked is forgotten
	if a, _ = o.Asked(ctx, token(t, confirmLink, first)); len(a.List) != 0 {
		t.Errorf("still waits: %+v", a.List)
	}
	ask(1, "bo@city.example")
	o.yes(o.one())
	ask(2, "b.o+news@city.example") // mail servers take it for the same box
	o.yes(o.one())
	ask(3, "bo@city.example")
	o.none("three a day")
	o.Advance(25 * time.Hour)
	ask(3, "bo@city.example")
	no := o.one()
	o.must(o.Follows.Refuse(ctx, token(t, confirmLink, no)))
	o.Advance(25 * time.Hour)
	ask(4, "bo@city.example")
	o.none("who wants no letter")
	for _, bad := range []string{"", "x", "@city.example", "x@localhost"} {
		if err := o.Ask(ctx, follow.Wish{Matter: ids[0]}, bad); fault.Code(err) != "email_bad" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := o.Ask(ctx, follow.Wish{Matter: 99999}, "x@city.example"); fault.Code(err) != "matter_missing" {
		t.Errorf("a matter that is not there: %v", err)
	}
	hidden := o.Assigned()
	if err := o.Ask(ctx, follow.Wish{Matter: hidden}, "x@city.example"); fault.Code(err) != "matter_missing" {
		t.Errorf("a matter that is not public: %v", err)
	}
	ask(5, "late@city.example")
	late := o.one()
	o.Advance(49 * time.Hour)
	if _, err := o.Follows.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	o.must(o.Confirm(ctx, token(t, confirmLink, late), []int64{1}))
	if a, err = o.Asked(ctx, token(t, confirmLink, late)); err != nil || len(a.List) != 0 {
		t.Errorf("forgotten after two days: %+v, %v", a, err)
	}
	for _, forged := range []string{"", "AAAA", token(t, confirmLink, late)[:47] + "x"} {
		if err := o.Confirm(ctx, forged, nil); fault.Code(err) != "follow_link" {
			t.Errorf("link %q: %v", forged, err)
		}
	}
	if err := o.Stop(ctx, token(t, confirmLink, late), true); fault.Code(err) != "follow_link" {
		t.Errorf("a link to confirm ends: %v", err)
	}
}

// TestTakenBack: what is withdrawn between an event and its letter is not told; afterwards comes one that says nothing.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.shown("东风路路灯不亮")
	o.follows("c@city.example", follow.Wish{Matter: id, Lang: "zh"})
	o.Advance(time.Minute)
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.must(o.public.Withdraw(ctx, o.Who["sup"], o.ID(), id, "有人认出了自己"))
	o.none("what was taken back")
	o.show(id, "东风路路灯")
	o.Advance(2 * time.Hour)
	o.none("what is public again within the hour")
	o.must(o.public.Withdraw(ctx, o.Who["sup"], o.ID(), id, "有人认出了自己"))
	o.none("at once")
	o.Advance(2 * time.Hour)
	m := o.one()
	if strings.Contains(m.Subject+m.Text+m.HTML, "路灯") || strings.Contains(m.Text, fmt.Sprintf("/%d", id)) ||
		!strings.Contains(m.Text, "不再公开") {
		t.Errorf("the last letter: %q", m.Text)
	}
	o.traceless("c@city.example")
}

// TestReceipts: who reported and who said "me too" are told of the state by their receipts, of a matter that is not
// public nothing else.
func TestReceipts(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	r, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.ID(), Body: &matter.Report{Area: citytest.Village,
		Text: "秘密的原话", Place: "秘密的地点"}, Contact: &desk.Contact{Name: "张三", Phone: "138 1234 5678"}})
	o.must(err)
	o.must(o.Ask(ctx, follow.Wish{Receipt: r.Receipt, Lang: "en"}, "d@city.example"))
	o.yes(o.one())
	if has, err := o.HasPhone(ctx, r.Receipt); err != nil || !has {
		t.Fatalf("a phone was left: %v, %v", has, err)
	}
	o.must(o.AskText(ctx, follow.Wish{Receipt: r.Receipt, Lang: "zh"}))
	o.must(o.AskText(ctx, follow.Wish{Receipt: r.Receipt, Lang: "zh"}))
	o.sealed("13812345678", r.Receipt, "d@city")
	o.Advance(time.Minute)
	o.Give("disp", r.Matter, &matter.List{Category: "green.damage"})
	o.Give("disp", r.Matter, &matter.Assign{Lead: o.Units["she"]})
	got := o.post()
	if len(got) != 2 {
		t.Fatalf("%v", subjects(got))
	}
	slices.SortFunc(got, func(a, b citytest.Sent) int { return strings.Compare(b.To, a.To) })
	mail, text := got[0].Message, got[1].Message
	if !strings.Contains(mail.Text, "/r/"+r.Receipt) || !strings.Contains(mail.Text, "assigned") ||
		strings.Contains(mail.Text+mail.HTML+mail.Subject, "秘密") {
		t.Errorf("the mail: %q", mail.Text)
	}
	if text.To != "13812345678" || text.Params["state"] != "已交办" || text.Params["code"] != r.Receipt ||
		strings.Contains(fmt.Sprint(text), "秘密") {
		t.Errorf("the text message: %+v", text)
	}
	o.Set("2026-11-16 23:00")
	o.Give("clerk", r.Matter, &matter.Sign{})
	o.Fix(r.Matter)
	if m := o.one(); m.To != "d@city.example" {
		t.Errorf("a phone rings at night: %v", m.To)
	}
	o.Set("2026-11-17 08:01")
	if m := o.one(); m.To != "13812345678" {
		t.Errorf("in the morning: %v", m.To)
	}
	_, caller, err := o.Office.Desk.ByReceipt(ctx, r.Receipt)
	o.must(err)
	_, err = o.Do(ctx, caller, desk.Command{ID: o.ID(), Matter: r.Matter, Body: &matter.Forget{}})
	o.must(err)
	o.Give("ver", r.Matter, &matter.StrikeOff{Note: "看过"})
	o.none("who wants his details out")
	o.traceless("d@city.example")
}

// TestDeclined: who reported is told; nobody else.
func TestDeclined(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	r, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.ID(),
		Body: &matter.Report{Area: citytest.Village, Text: "x 的事"}})
	o.must(err)
	o.follows("e@city.example", follow.Wish{Receipt: r.Receipt, Lang: "zh"})
	if err := o.AskText(ctx, follow.Wish{Receipt: r.Receipt}); fault.Code(err) != "follow_no_phone" {
		t.Errorf("without a phone: %v", err)
	}
	o.Advance(time.Minute)
	o.Give("disp", r.Matter, &matter.Decline{Reason: "不属于本市"})
	if m := o.one(); !strings.Contains(m.Subject, "不予受理") || strings.Contains(m.Text, "不属于") {
		t.Errorf("%q", m.Text)
	}
}

// TestMerged: a receipt goes on with the matter that its own lives on in, and an address is told once of an event.
func TestMerged(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	report := func() desk.Result {
		r, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.ID(), Body: &matter.Report{Area: citytest.Village,
			Text: "绿化带缺了一大片"}})
		o.must(err)
		return r
	}
	one, two := report(), report()
	o.follows("f@city.example", follow.Wish{Receipt: one.Receipt, Lang: "zh"})
	o.follows("f@city.example", follow.Wish{Receipt: two.Receipt, Lang: "zh"})
	o.Advance(time.Minute)
	o.Give("disp", one.Matter, &matter.List{Category: "green.damage"})
	o.Give("disp", two.Matter, &matter.Merge{Into: one.Matter})
	o.Give("disp", one.Matter, &matter.Assign{Lead: o.Units["she"]})
	o.one()
}

// TestDigest: an area's changes come in one letter in the morning, without what the address follows by itself.
func TestDigest(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	own := o.shown("自己关注的")
	for _, w := range []follow.Wish{{Matter: own}, {Area: citytest.Street}, {Area: citytest.County,
		Category: "fac.lamp"}} {
		o.follows("g@city.example", w)
	}
	o.follows("h@city.example", follow.Wish{Area: citytest.Other})
	o.Advance(time.Minute)
	o.shown("新的路灯不亮")
	o.Give("disp", own, &matter.Assign{Lead: o.Units["she"]})
	o.one() // of what it follows by itself
	tick := func() {
		t.Helper()
		o.Office.CatchUp()
		if _, err := o.Follows.Tick(ctx); err != nil {
			t.Fatal(err)
		}
	}
	tick()
	o.none("before the morning")
	o.Set("2026-11-17 08:00")
	tick()
	tick()
	m := o.one()
	if m.To != "g@city.example" || strings.Count(m.Text, "新的路灯不亮") != 1 || strings.Contains(m.Text, "自己") {
		t.Errorf("to %s: %s", m.To, m.Text)
	}
	o.Set("2026-11-18 08:00")
	tick()
	o.none("a quiet day")
	o.must(o.Stop(ctx, token(t, stopLink, m), false)) // all areas
	a, err := o.Followed(ctx, token(t, stopLink, m))
	if err != nil || len(a.List) != 1 || a.List[0].Matter != own {
		t.Errorf("left: %+v, %v", a.List, err)
	}
}
