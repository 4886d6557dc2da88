package follow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/follow"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// TestMailbox: what people type is understood, what leads elsewhere than it looks is not.
func TestMailbox(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64)
	for typed, want := range map[string]string{
		" a.b+c@City.EXAMPLE ":                        "a.b+c@city.example",
		"ａ＠ｂ．ｃｏｍ":                                     "a@b.com",
		"zhang@例子。中国":                                 "zhang@xn--fsqu00a.xn--fiqs8s",
		"zhang@bücher.example":                        "zhang@xn--bcher-kva.example",
		`"plain"@city.example`:                        "plain@city.example",
		`"a b"@city.example`:                          "",
		`"a@evil.example"@city.example`:               "",
		"a@evil.example@city.example":                 "",
		"a%evil.example@city.example":                 "",
		"evil.example!a@city.example":                 "",
		"|sh@city.example":                            "",
		"-oQ/tmp@city.example":                        "",
		"a b@city.example":                            "",
		"a@city.example\r\nBcc: x@evil.example":       "",
		"a@city.example\nX: y":                        "",
		"a\x00@city.example":                          "",
		"a@city.example, b@city.example":              "",
		"A <a@city.example>":                          "",
		"а@city.example":                              "", // Cyrillic
		"a@аpple.com":                                 "", // Cyrillic and Latin
		"a@xn--pple-43d.com":                          "", // the same, packed
		"a@localhost":                                 "",
		"a@127.0.0.1":                                 "",
		"a@[127.0.0.1]":                               "",
		"a@city..example":                             "",
		"a@-city.example":                             "",
		".a@city.example":                             "",
		"a..b@city.example":                           "",
		"@city.example":                               "",
		"a@":                                          "",
		long + "@city.example":                        long + "@city.example",
		long + "a@city.example":                       "",
		"a@" + strings.Repeat(long[:60]+".", 5) + "x": "",
		strings.Repeat("x", 1<<20) + "@city.example":  "",
	} {
		got, err := follow.Mailbox(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.80q: %q, %v; want %q", typed, got, err, want)
		}
	}
	for typed, want := range map[string]string{"138 1234 5678": "13812345678", "+86-13812345678": "13812345678",
		"１３８１２３４５６７８": "13812345678", "0734-8123456": "", "12345": "", "138123456789": "", "13812345678\n1": ""} {
		if got := follow.Mobile(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// TestMailboxIsPlain: whatever is typed, what is taken is one address in ASCII that a header can hold.
func TestMailboxIsPlain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOf(rapid.RuneFrom([]rune("ab.@\"'\\ \r\n\t<>,;:%!|+-_@аß例。＠．１2\x00()[]"))).Draw(t, "typed")
		got, err := follow.Mailbox(typed)
		if err != nil {
			return
		}
		if strings.Count(got, "@") != 1 || len(got) > 254 || strings.ContainsFunc(got, func(r rune) bool {
			return r <= ' ' || r > '~' || strings.ContainsRune("\"\\<>,;:%!|()[]", r)
		}) {
			t.Fatalf("%q became %q", typed, got)
		}
		if again, err := follow.Mailbox(got); again != got || err != nil {
			t.Fatalf("%q became %q, %v", got, again, err)
		}
	})
}

// TestBounces: three letters that came back for good end it, each counted once; what is forged counts nowhere.
func TestBounces(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	var back []string
	for i := range 3 {
		id := o.shown(fmt.Sprintf("路灯 %d 不亮", i))
		o.follows("gone@city.example", follow.Wish{Matter: id, Lang: "zh"})
		o.Advance(time.Minute)
		o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
		back = append(back, o.one().Return)
	}
	hand := func(to string, hard bool) bool {
		t.Helper()
		ok, err := o.Returned(ctx, deliver.Report{To: []string{to}, Failed: true, Hard: hard})
		o.must(err)
		return ok
	}
	for _, forged := range []string{"", "bounce@city.example", "bounce+@city.example", "bounce+x@city.example",
		strings.Replace(back[0], "bounce+", "bounce+a", 1), "bounce+" + strings.Repeat("a", 44) + "@city.example",
		flipped(back[0], 8), flipped(back[0], 30), flipped(back[0], 48)} {
		if hand(forged, true) {
			t.Errorf("a forged address counts: %q", forged)
		}
	}
	if ok, err := o.Returned(ctx, deliver.Report{To: back, Hard: true}); ok || err != nil {
		t.Errorf("a report of a delay counts: %v, %v", ok, err)
	}
	count := func() (n int) {
		t.Helper()
		o.must(o.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM follows WHERE city = $1", o.Follows.City).Scan(&n))
		return n
	}
	for range 5 {
		hand(back[0], true) // the same one
	}
	hand(strings.ToUpper(back[1]), false) // a soft one
	hand(back[2], true)
	if count() != 3 {
		t.Fatalf("it ended after two: %d left", count())
	}
	hand(back[1], true) // and now for good
	if count() != 0 {
		t.Errorf("%d are followed after three", count())
	}
	if !hand(back[1], true) || count() != 0 {
		t.Error("afterwards")
	}
	f, err := o.Figures(ctx, o.Who["admin"])
	if err != nil || f.Hard != 3 || f.People != 0 {
		t.Errorf("figures: %+v, %v", f, err)
	}
	if _, err := o.Figures(ctx, o.Who["disp"]); fault.Code(err) != "not_allowed" {
		t.Errorf("a dispatcher counts: %v", err)
	}
	o.traceless("gone@city.example")
}

// flipped is an address with another letter at a place.
func flipped(s string, at int) string {
	c := byte('a')
	if s[at] == c {
		c = 'b'
	}
	return s[:at] + string(c) + s[at+1:]
}

// TestRefusedAtOnce: an address that the relay refuses for good counts like one that came back; what it said is not
// kept with the address in it.
func TestRefusedAtOnce(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.shown("路灯不亮")
	o.Office.Refuse = func(_ deliver.Channel, m deliver.Message) error {
		return &deliver.Error{Kind: deliver.Refused, Status: 550, Whom: true,
			Text: "550 <" + strings.ToUpper(m.To) + ">: user Nobody.Here unknown"}
	}
	o.must(o.Ask(ctx, follow.Wish{Matter: id, Lang: "zh"}, "nobody.here@city.example"))
	o.none("refused")
	dead, err := o.Notify.Dead(ctx, o.Who["admin"], 10)
	if err != nil || len(dead) != 1 || dead[0].Carrier != "follow" || strings.Contains(strings.ToLower(dead[0].Error),
		"nobody.here") {
		t.Errorf("dead: %+v, %v", dead, err)
	}
	o.traceless("nobody.here@city")
	o.Office.Refuse = nil
	o.must(o.Notify.Resend(ctx, o.Who["admin"], "")) // all dead ones: not those to residents
	o.none("all again")
	if _, err := o.Follows.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	if items := o.House().Aside(); !slices.ContainsFunc(items, func(i part.Item) bool { return i.Part == "follow" }) {
		t.Errorf("health knows nothing of it: %v", items)
	}
}

// TestOnceEver: an event gives an address one letter, whatever is tried again: the follower from the start, the
// sender in two programs at once, a lease that ran out while a letter was on the wire, a server that said nothing.
func TestOnceEver(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.shown("路灯不亮")
	for i := range 12 {
		o.follows(fmt.Sprintf("p%d@city.example", i), follow.Wish{Matter: id, Lang: "zh"})
	}
	o.Advance(time.Minute)
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Office.CatchUp()
	again := func() {
		t.Helper()
		var all []ledger.Event
		o.must(ledger.EachType(ctx, o.DB.Read(), o.Follows.City, 0, 0, o.Follower().Types(),
			func(e ledger.Event) error {
				e.Body = slices.Clone(e.Body)
				all = append(all, e)
				return nil
			}))
		o.must(o.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
			if err := o.Follower().Reset(ctx, tx); err != nil {
				return err
			}
			return o.Follower().Apply(ctx, tx, all)
		}))
	}
	again()
	second, err := notify.New(o.Notify.Config)
	o.must(err)
	second.Carries("follow", o.Follows)
	before := len(o.Office.Sent)
	var wg sync.WaitGroup
	for _, n := range []*notify.Notify{o.Notify, second, o.Notify, second} {
		wg.Go(func() {
			if _, err := n.Carry(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	again()
	o.none("sent already")
	seen := map[string]int{}
	for _, m := range o.Office.Sent[before:] {
		seen[m.To]++
	}
	if len(seen) != 12 || len(o.Office.Sent)-before != 12 {
		t.Errorf("letters: %v", seen)
	}

	o.Give("clerk", id, &matter.Sign{})
	o.Fix(id)
	o.Office.CatchUp()
	tries := map[string]int{}
	conf := o.Notify.Config
	var one, two *notify.Notify
	conf.Send = func(_ context.Context, _ deliver.Channel, m deliver.Message) error {
		if tries[m.To]++; len(tries) <= 3 {
			o.Advance(6 * time.Minute) // longer than the lease, and another program looks
			if _, err := two.Carry(ctx); err != nil {
				t.Error(err)
			}
		}
		return &deliver.Error{Unsure: true, Text: "no answer"}
	}
	one, err = notify.New(conf)
	o.must(err)
	two, err = notify.New(conf)
	o.must(err)
	one.Carries("follow", o.Follows)
	two.Carries("follow", o.Follows)
	for range 5 {
		if _, err := one.Carry(ctx); err != nil {
			t.Fatal(err)
		}
		o.Advance(24 * time.Hour)
	}
	for to, n := range tries {
		if n != 1 {
			t.Errorf("%s was tried %d times", to, n)
		}
	}
	if len(tries) != 12 {
		t.Errorf("%d were tried", len(tries))
	}
}

// TestLater: a mail server that is away for a while loses nothing and doubles nothing; what nobody wants any more
// when it is back is not sent.
func TestLater(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.shown("路灯不亮")
	o.follows("a@city.example", follow.Wish{Matter: id, Lang: "zh"})
	o.follows("b@city.example", follow.Wish{Matter: id, Lang: "en"})
	o.Advance(time.Minute)
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Office.Refuse = func(deliver.Channel, deliver.Message) error { return &deliver.Error{Text: "no connection"} }
	o.none("away")
	o.Office.Refuse = nil
	o.Advance(2 * time.Minute)
	got := o.post()
	if len(got) != 2 {
		t.Fatalf("%v", subjects(got))
	}
	o.Give("clerk", id, &matter.Sign{})
	o.Fix(id)
	o.must(o.Stop(ctx, token(t, stopLink, got[0]), true))
	if m := o.one(); m.To != got[1].To {
		t.Errorf("who stopped meanwhile: %s", m.To)
	}
}
