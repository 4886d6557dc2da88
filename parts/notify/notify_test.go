package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
	"xiaohao/platform/deliver/delivertest"
	"xiaohao/platform/lang"
)

var ctx = context.Background()

// inbox is what somebody was told, oldest first, as "kind kind".
func inbox(o *citytest.Office, login string) string {
	o.T.Helper()
	o.CatchUp()
	list, err := o.Notify.Inbox(ctx, o.Who[login], 0, 100)
	if err != nil {
		o.T.Fatal(err)
	}
	var kinds []string
	for _, e := range list {
		kinds = append(kinds, e.Kind)
	}
	slices.Reverse(kinds)
	return strings.Join(kinds, " ")
}

func send(o *citytest.Office) int {
	o.T.Helper()
	o.CatchUp()
	n, err := o.Notify.Deliver(ctx)
	if err != nil {
		o.T.Fatal(err)
	}
	return n
}

func tick(o *citytest.Office) {
	o.T.Helper()
	if _, err := o.Tick(ctx); err != nil {
		o.T.Fatal(err)
	}
}

// TestWhoIsTold goes through the loop and up the ladder, and looks into everybody's inbox.
func TestWhoIsTold(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	tick(o)
	id := o.Assigned()
	o.Give("clerk", id, &matter.Sign{})
	o.Give("clerk", id, &matter.AskExtension{Until: citytest.Instant(t, "2026-11-25 10:00"), Reason: "下雨"})
	o.Give("disp", id, &matter.DenyExtension{Reason: "不行"})
	o.Fix(id)
	o.Give("ver", id, &matter.Reject{Reason: "没好"})
	for _, at := range []string{"2026-11-20 15:00", "2026-11-23 17:00", "2026-11-25 17:00", "2026-11-27 17:00",
		"2026-12-07 10:00"} {
		o.Set(at)
		tick(o)
	}
	o.Give("sup", id, &matter.HoldOn{Reason: "久拖不办"})
	o.Give("lead", id, &matter.Instruct{Text: "立即办"})
	o.Give("clerk", id, &matter.Appeal{Ground: "late", Reason: "下雨"})
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "好了"})
	for login, want := range map[string]string{
		"clerk": "assigned extension_denied rejected reminded urged supervised supervised instructed struck_off",
		"disp":  "extension_asked", "ver": "fixed fixed", "sup": "hold_drafted appealed",
		"head": "supervised held", // one level up, from the city's notice on
		"lead": "", "far": "", "admin": "",
	} {
		if got := inbox(o, login); got != want {
			t.Errorf("%s was told %q, want %q", login, got, want)
		}
	}
	n, err := o.Notify.Unread(ctx, o.Who["clerk"])
	if err != nil || n != 9 {
		t.Errorf("%d unread, %v", n, err)
	}
	list, _ := o.Notify.Inbox(ctx, o.Who["clerk"], 0, 3)
	if err := o.Notify.Read(ctx, o.Who["clerk"], list[1].Seq); err != nil {
		t.Fatal(err)
	}
	if n, _ := o.Notify.Unread(ctx, o.Who["clerk"]); n != 1 {
		t.Errorf("%d unread after reading all but one", n)
	}
}

// TestNothingPersonal says that nothing of the reporter, and nothing of a help matter but its number, gets into a
// message.
func TestNothingPersonal(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	o.channel(t, notify.Channel{Kind: notify.Webhook, Name: "hook", Area: citytest.City,
		Wire: notify.Wire{URL: "https://hook.example/x", Secret: "s"}})
	id := o.report(&matter.Report{Area: citytest.Village, Title: "路灯不亮，找张三13812345678", Text: "张三电话13812345678"})
	help := o.report(&matter.Report{Kind: matter.Help, Area: citytest.Village, Text: "老人走失，姓李"})
	o.Give("disp", id, &matter.List{Category: "fac.lamp"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	o.Give("disp", help, &matter.List{Category: "help.person"})
	o.Give("disp", help, &matter.Assign{Lead: o.Units["she"]})
	if n := send(o.Office); n != 2 {
		t.Fatalf("%d messages", n)
	}
	for _, m := range o.Sent {
		all := m.Subject + m.Text + m.HTML + string(m.JSON)
		for _, secret := range []string{"13812345678", "老人走失", "姓李"} {
			if strings.Contains(all, secret) {
				t.Errorf("%q stands in %s", secret, all)
			}
		}
	}
	var h struct {
		Version int
		Type    string
		Matter  struct{ Number string }
	}
	if err := json.Unmarshal(o.Sent[0].JSON, &h); err != nil || h.Version != 1 || h.Type != "assigned" ||
		h.Matter.Number == "" {
		t.Errorf("%s: %+v %v", o.Sent[0].JSON, h, err)
	}
}

// office adds channels to the small city.
type office struct{ *citytest.Office }

func TestDigest(t *testing.T) {
	t.Parallel()
	o := withMail(t)
	for range 45 {
		o.Assigned()
	}
	if n := send(o.Office); n != 0 {
		t.Errorf("%d messages before the morning", n)
	}
	o.Set("2026-11-17 08:00")
	if n := send(o.Office); n != 1 || len(o.Sent) != 1 {
		t.Fatalf("%d messages in the morning, %d sent", n, len(o.Sent))
	}
	m := o.Sent[0]
	if m.To != "clerk@xiaohao.example" || !strings.Contains(m.Subject, "45 条消息") ||
		strings.Count(m.Text, "新交办") != 40 || !strings.Contains(m.Text, "另有 5 条") ||
		strings.Count(m.HTML, "<li>") != 41 {
		t.Errorf("%s %s\n%s", m.To, m.Subject, m.Text)
	}
	if !strings.Contains(m.Text, "https://xiaohao.example/matters/") {
		t.Error("no link")
	}
	if n := send(o.Office); n != 0 {
		t.Errorf("%d more", n)
	}
}

func withMail(t *testing.T) office {
	t.Helper()
	return mailed(t, citytest.New(t))
}

// mailed gives the clerk of a city mail, with the usual choices.
func mailed(t *testing.T, city *citytest.Office) office {
	t.Helper()
	o := office{city}
	o.channel(t, notify.Channel{Kind: notify.Email, Name: "mail",
		Wire: notify.Wire{URL: "smtps://mail.example:465", From: "xiaohao@xiaohao.example"}})
	c := notify.Usual()
	c.Email, c.Address = true, "clerk@xiaohao.example"
	if err := o.Notify.SetChoices(ctx, o.Who["clerk"], c); err != nil {
		t.Fatal(err)
	}
	return o
}

// TestQuiet says that what is urgent does not wait for the digest, but for the end of the quiet hours.
func TestQuiet(t *testing.T) {
	t.Parallel()
	o := withMail(t)
	id := o.Assigned()
	o.Set("2026-11-16 23:00")
	o.Give("sup", id, &matter.SuperviseOn{})
	if n := send(o.Office); n != 0 {
		t.Errorf("%d messages at night", n)
	}
	o.Set("2026-11-17 07:00")
	if n := send(o.Office); n != 1 || !strings.Contains(o.Sent[0].Subject, "督办") {
		t.Errorf("%d messages at seven: %+v", n, o.Sent)
	}
	o.Set("2026-11-17 09:00")
	o.Give("sup", id, &matter.SuperviseOn{})
	if n := send(o.Office); n != 2 { // the digest of eight o'clock, and the notice at once
		t.Errorf("%d messages at nine", n)
	}
}

// TestADayOfFaults says that a receiver that answers 500 for a day loses nothing and holds up nobody else; what is
// refused for good is laid aside.
func TestADayOfFaults(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	bad := o.channel(t, notify.Channel{Kind: notify.Feishu, Name: "bad", Unit: o.Units["she"],
		Wire: notify.Wire{URL: "https://bad.example/x", Secret: "s"}})
	o.channel(t, notify.Channel{Kind: notify.DingTalk, Name: "good", Unit: o.Units["she"],
		Wire: notify.Wire{URL: "https://good.example/x", Secret: "s"}})
	tries := 0
	o.Refuse = func(c deliver.Channel, _ deliver.Message) error {
		if c.URL == "https://bad.example/x" {
			tries++
			return &deliver.Error{Kind: deliver.Later, Status: 500, Text: "500"}
		}
		return nil
	}
	o.Assigned()
	o.Assigned()
	for range 24 * 4 {
		send(o.Office)
		o.Advance(15 * time.Minute)
	}
	if len(o.Sent) != 2 {
		t.Errorf("the good channel got %d", len(o.Sent))
	}
	if tries < 8 || tries > 40 {
		t.Errorf("%d tries in a day", tries)
	}
	admin := o.Who["admin"]
	waiting, err := o.Notify.Waiting(ctx, admin, 10)
	if err != nil || len(waiting) == 0 || waiting[0].Channel != bad || waiting[0].Error != "500" {
		t.Errorf("%+v %v", waiting, err)
	}
	o.Refuse = nil
	o.Advance(7 * time.Hour)
	for range 3 {
		send(o.Office)
		o.Advance(7 * time.Hour)
	}
	if len(o.Sent) != 4 {
		t.Errorf("after the day %d were sent", len(o.Sent))
	}
	o.Refuse = func(deliver.Channel, deliver.Message) error {
		return &deliver.Error{Kind: deliver.Refused, Status: 404, Text: "no such robot"}
	}
	o.Assigned()
	send(o.Office)
	dead, err := o.Notify.Dead(ctx, admin, 10)
	if err != nil || len(dead) != 2 {
		t.Fatalf("%+v %v", dead, err)
	}
	for _, who := range []string{"clerk", "sup", "lead"} {
		if _, err := o.Notify.Dead(ctx, o.Who[who], 10); fault.Code(err) != "not_allowed" {
			t.Errorf("%s sees the dead letters: %v", who, err)
		}
	}
	o.Refuse = nil
	if err := o.Notify.Resend(ctx, admin, ""); err != nil {
		t.Fatal(err)
	}
	if n := send(o.Office); n != 2 {
		t.Errorf("%d were sent again", n)
	}
}

// TestSeals says that a seal goes to who listens for the whole city, once.
func TestSeals(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	o.channel(t, notify.Channel{Kind: notify.Webhook, Name: "keeper", Area: citytest.City,
		Wire: notify.Wire{URL: "https://keeper.example/x", Secret: "s"}})
	o.channel(t, notify.Channel{Kind: notify.Webhook, Name: "county", Area: citytest.County,
		Wire: notify.Wire{URL: "https://county.example/x", Secret: "s"}})
	tick(o.Office)
	tick(o.Office)
	if n := send(o.Office); n != 1 || !strings.Contains(string(o.Sent[0].JSON), `"signature"`) ||
		!strings.Contains(string(o.Sent[0].JSON), `"type":"seal"`) {
		t.Errorf("%d: %+v", n, o.Sent)
	}
}

func TestChannelsAreKept(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	id := o.channel(t, notify.Channel{Kind: notify.Feishu, Name: "a", Area: citytest.County,
		Wire: notify.Wire{URL: "https://a.example/hook/KEY", Secret: "SECRET"}})
	var dump []byte
	if err := o.DB.Read().QueryRow(ctx, "SELECT sealed FROM channels WHERE id = $1", id).Scan(&dump); err != nil ||
		strings.Contains(string(dump), "KEY") || strings.Contains(string(dump), "SECRET") {
		t.Errorf("a secret lies open: %q %v", dump, err)
	}
	o.channel(t, notify.Channel{ID: id, Kind: notify.Feishu, Name: "b", Area: citytest.County})
	list, err := o.Notify.Channels(ctx, o.Who["admin"])
	if err != nil || len(list) != 1 || list[0].Name != "b" || list[0].Secret != "SECRET" ||
		list[0].Host() != "a.example" {
		t.Errorf("%+v %v", list, err)
	}
	for want, c := range map[string]notify.Channel{
		"channel_kind":    {Kind: "pigeon", Wire: notify.Wire{URL: "https://a.example"}},
		"channel_url":     {Kind: notify.WeCom, Wire: notify.Wire{URL: "ftp://a.example"}},
		"channel_from":    {Kind: notify.Email, Wire: notify.Wire{URL: "smtps://a.example"}},
		"channel_missing": {ID: 99, Kind: notify.WeCom, Wire: notify.Wire{URL: "https://a.example"}},
	} {
		if _, err := o.Notify.SetChannel(ctx, o.Who["admin"], c); fault.Code(err) != want {
			t.Errorf("%+v: %v, want %s", c, err, want)
		}
	}
	for _, who := range []string{"clerk", "sup", "lead", ""} {
		if _, err := o.Notify.SetChannel(ctx, o.Who[who],
			notify.Channel{Kind: notify.WeCom,
				Wire: notify.Wire{URL: "https://a.example"}}); fault.Code(err) != "not_allowed" {
			t.Errorf("%s sets a channel: %v", who, err)
		}
		if list, _ := o.Notify.Channels(ctx, o.Who[who]); len(list) != 0 {
			t.Errorf("%s sees channels", who)
		}
	}
}

// TestDeputyIsTold says that who stands in for somebody is told too, and that a person is told once.
func TestDeputyIsTold(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	o.ChangeOrg(&org.LeaveSet{Leave: org.Leave{Person: o.Who["clerk"].Person, From: o.Now(), To: o.Now() + 86400e6},
		DeputyLogin: "far"})
	o.Assigned()
	if a, b := inbox(o, "clerk"), inbox(o, "far"); a != "assigned" || b != "assigned" {
		t.Errorf("clerk %q, deputy %q", a, b)
	}
}

// TestEverySentence says that whatever can be told has words in both languages.
func TestEverySentence(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	for _, k := range []string{"assigned", "assigned_co", "moved", "reminded", "urged", "supervised", "held",
		"hold_drafted", "instructed", "extension_asked", "suspension_asked", "extended",
		"extension_denied", "suspended", "suspension_denied", "resumed", "fixed", "bounced", "rejected", "reopened",
		"struck_off", "appealed", "appeal_upheld", "appeal_dismissed", "drawn", "try"} {
		for _, l := range []string{lang.Zh, lang.En} {
			if s := o.Notify.Sentence(l, k, notify.Args{Number: "P1", Title: "T", Due: o.Now()}); strings.HasPrefix(s,
				"notify.") || strings.Contains(s, "{") {
				t.Errorf("%s %s: %q", l, k, s)
			}
		}
	}
}

func (o office) channel(t *testing.T, c notify.Channel) int64 {
	t.Helper()
	c.Enabled = true
	id, err := o.Notify.SetChannel(ctx, o.Who["admin"], c)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", c.Name, err))
	}
	return id
}

func (o office) report(r *matter.Report) int64 { return o.Give("", 0, r) }

// TestMorningMail lets a real mail server on loopback receive the morning's digest, through everything that a city's
// messages go through.
func TestMorningMail(t *testing.T) {
	t.Parallel()
	p := delivertest.NewPostOffice(t, true)
	o := office{citytest.New(t)}
	sender := deliver.New(deliver.Options{Now: func() time.Time { return o.Now().Time() }, RootCAs: p.Roots})
	o.Refuse = func(c deliver.Channel, m deliver.Message) error { return sender.Send(ctx, c, m) }
	o.channel(t, notify.Channel{Kind: notify.Email, Name: "mail", Hosts: []string{"127.0.0.1"},
		Wire: notify.Wire{URL: "smtps://" + p.Addr, From: "xiaohao@city.example", User: "city", Password: "pass"}})
	c := notify.Usual()
	c.Email, c.Address = true, "clerk@city.example"
	if err := o.Notify.SetChoices(ctx, o.Who["clerk"], c); err != nil {
		t.Fatal(err)
	}
	o.Assigned()
	o.Assigned()
	o.Set("2026-11-17 08:00")
	if n := send(o.Office); n != 1 || len(p.Letters) != 1 {
		t.Fatalf("%d messages, %d letters", n, len(p.Letters))
	}
	letter, err := mail.ReadMessage(bytes.NewReader(p.Letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject")); err != nil ||
		got != "[销号·衡阳市] 2 条消息待阅" {
		t.Errorf("subject %q %v", got, err)
	}
	raw, _ := io.ReadAll(letter.Body)
	for _, kind := range []string{"text/plain", "text/html"} {
		if !strings.Contains(string(raw), kind) {
			t.Errorf("no part of %s", kind)
		}
	}
}
