package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// hook adds a program that listens for the whole city.
func (o office) hook(t *testing.T, name string) int64 {
	t.Helper()
	return o.channel(t, notify.Channel{Kind: notify.Webhook, Name: name, Area: citytest.City,
		Wire: notify.Wire{URL: "https://" + name + ".example/x", Secret: "secret of " + name}})
}

func to(name string) func(deliver.Channel) bool {
	return func(c deliver.Channel) bool { return c.URL == "https://"+name+".example/x" }
}

func (o office) sentTo(t *testing.T, channel int64) []notify.Sent {
	t.Helper()
	list, err := o.Notify.SentTo(ctx, o.Who["admin"], channel, 0, "", 2000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (o office) aside(t *testing.T, channel int64) bool {
	t.Helper()
	c, err := o.Notify.Hook(ctx, o.Who["admin"], channel)
	if err != nil {
		t.Fatal(err)
	}
	return c.Aside != 0
}

// TestReceiverThatNeverAnswers: one that says nothing is asked ever more seldom, holds up nobody, is set aside after
// five days, and an administrator sees it on his home page. Taken up again it gets everything, each message once.
func TestReceiverThatNeverAnswers(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	mute, good := o.hook(t, "mute"), o.hook(t, "good")
	tries := 0
	o.Refuse = func(c deliver.Channel, _ deliver.Message) error {
		if to("mute")(c) {
			tries++
			return &deliver.Error{Text: "no answer in time"}
		}
		return nil
	}
	waits := func() bool {
		for _, w := range o.Waits(ctx, o.Who["admin"]) {
			if w.Key == "waits.channels_aside" {
				return true
			}
		}
		return false
	}
	told := 0
	for hour := range 24 * 5 {
		if hour%8 == 0 {
			o.Assigned()
			told++
		}
		send(o.Office)
		o.Advance(time.Hour)
		if hour == 24 && tries > 16 {
			t.Errorf("it was asked %d times in a day", tries)
		}
	}
	if len(o.Sent) != told || tries > 60 || o.aside(t, mute) || waits() {
		t.Errorf("the other one got %d of %d, this one was asked %d times", len(o.Sent), told, tries)
	}
	for range 12 {
		o.Assigned()
		told++
		send(o.Office)
		o.Advance(time.Hour)
	}
	if !o.aside(t, mute) || o.aside(t, good) || !waits() {
		t.Error("after more than five days it was not set aside")
	}
	o.Refuse, o.Sent = nil, nil
	o.Assigned()
	told++
	if n := send(o.Office); n != 1 {
		t.Errorf("%d were sent while it was aside", n)
	}
	for range 2 { // twice is once
		if err := o.Notify.TakeUp(ctx, o.Who["admin"], mute); err != nil {
			t.Fatal(err)
		}
	}
	o.Sent = nil
	send(o.Office)
	seen := map[string]bool{}
	for _, s := range o.Sent {
		if seen[s.ID] || !to("mute")(s.Channel) {
			t.Errorf("%s to %s", s.ID, s.URL)
		}
		seen[s.ID] = true
	}
	if len(seen) != told || waits() {
		t.Errorf("taken up again it got %d of %d", len(seen), told)
	}
}

// TestOneMessageIsRefused: what a receiver does not take, for now or for good, does not hold up what stands behind it.
func TestOneMessageIsRefused(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{500: "again", 410: "dead", 400: "dead"} {
		o := office{citytest.New(t)}
		h := o.hook(t, "picky")
		bad := ""
		o.Refuse = func(_ deliver.Channel, m deliver.Message) error {
			if bad == "" || bad == m.ID {
				bad = m.ID
				kind := deliver.Refused
				if status == 500 {
					kind = deliver.Later
				}
				return &deliver.Error{Kind: kind, Status: status, Text: fmt.Sprint(status)}
			}
			return nil
		}
		for range 5 {
			o.Assigned()
		}
		if n := send(o.Office); n != 4 {
			t.Errorf("%d: %d of the others were taken", status, n)
		}
		for _, s := range o.sentTo(t, h) {
			if s.ID == bad && (s.Taken || s.Dead != (want == "dead") || (s.Again != 0) != (want == "again") ||
				s.Status != status || s.Tries != 1) || s.ID != bad && !s.Taken {
				t.Errorf("%d: %+v", status, s)
			}
		}
	}
}

// TestSameIDSameBody: whatever changes meanwhile, a message that is sent again says what it said, under its id.
func TestSameIDSameBody(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	h := o.hook(t, "twice")
	o.Refuse = func(deliver.Channel, deliver.Message) error { return &deliver.Error{Status: 500, Text: "500"} }
	o.Assigned()
	send(o.Office)
	first := o.sentTo(t, h)[0]
	if !strings.Contains(first.Body, `"type":"assigned"`) || first.Tries != 1 || first.Taken {
		t.Fatalf("%+v", first)
	}
	unit, ok := o.Org().ChangeOfUnit("she")
	if !ok {
		t.Fatal("no such unit")
	}
	unit.Zh = "改名的单位"
	if _, err := o.Change(ctx, org.Caller{System: true}, o.ID(), []org.Change{unit}); err != nil {
		t.Fatal(err)
	}
	o.Refuse = nil
	o.Advance(time.Hour)
	for i := range 2 {
		if n := send(o.Office); n != 1 {
			t.Fatalf("%d were sent", n)
		}
		if m := o.Sent[i]; m.ID != first.ID || string(m.JSON) != first.Body {
			t.Errorf("%s %s, first %s %s", m.ID, m.JSON, first.ID, first.Body)
		}
		if err := o.Notify.SendAgain(ctx, o.Who["admin"], h, first.ID); err != nil {
			t.Fatal(err)
		}
	}
	for who, want := range map[string]string{"clerk": "channel_missing", "disp": "channel_missing"} {
		if err := o.Notify.SendAgain(ctx, o.Who[who], h, first.ID); fault.Code(err) != want {
			t.Errorf("%s sends again: %v", who, err)
		}
		if _, err := o.Notify.SentTo(ctx, o.Who[who], h, 0, "", 10); fault.Code(err) != want {
			t.Errorf("%s reads what was sent: %v", who, err)
		}
		if _, err := o.Notify.Rotate(ctx, o.Who[who], h, ""); fault.Code(err) != want {
			t.Errorf("%s changes the secret: %v", who, err)
		}
	}
	if err := o.Notify.SendAgain(ctx, o.Who["admin"], h, "no such"); fault.Code(err) != "letter_missing" {
		t.Errorf("%v", err)
	}
}

// TestSecretIsChanged: the new secret is given out once, the one of before signs beside it for seven days or until it
// is ended; the same form sent twice changes it once.
func TestSecretIsChanged(t *testing.T) {
	t.Parallel()
	o, admin := office{citytest.New(t)}, org.Caller{}
	admin = o.Who["admin"]
	h := o.hook(t, "keeper")
	last := func() deliver.Channel {
		t.Helper()
		if err := o.Notify.Try(ctx, admin, h, "", ""); err != nil {
			t.Fatal(err)
		}
		return o.Sent[len(o.Sent)-1].Channel
	}
	c, err := o.Notify.Hook(ctx, admin, h)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := o.Notify.Rotate(ctx, admin, h, c.Fingerprint())
	if err != nil || !strings.HasPrefix(secret, "whsec_") {
		t.Fatalf("%q %v", secret, err)
	}
	if _, err := o.Notify.Rotate(ctx, admin, h, c.Fingerprint()); fault.Code(err) != "channel_rotated" {
		t.Errorf("twice: %v", err)
	}
	if w := last(); w.Secret != secret || w.Former != "secret of keeper" {
		t.Errorf("%q %q", w.Secret, w.Former)
	}
	o.channel(t, notify.Channel{ID: h, Kind: notify.Webhook, Name: "renamed", Area: citytest.City})
	if w := last(); w.Secret != secret || w.Former != "secret of keeper" {
		t.Errorf("another name: %q %q", w.Secret, w.Former)
	}
	o.Advance(7*24*time.Hour + time.Second)
	if w := last(); w.Secret != secret || w.Former != "" {
		t.Errorf("a week later: %q %q", w.Secret, w.Former)
	}
	if n, err := o.Once(ctx, "hooks"); n != 1 || err != nil {
		t.Errorf("%d secrets were forgotten: %v", n, err)
	}
	o.channel(t, notify.Channel{ID: h, Kind: notify.Webhook, Name: "renamed", Area: citytest.City,
		Wire: notify.Wire{Secret: "typed"}})
	if w := last(); w.Secret != "typed" || w.Former != secret {
		t.Errorf("typed in: %q %q", w.Secret, w.Former)
	}
	if err := o.Notify.EndFormer(ctx, admin, h); err != nil {
		t.Fatal(err)
	}
	if w := last(); w.Secret != "typed" || w.Former != "" {
		t.Errorf("ended: %q %q", w.Secret, w.Former)
	}
}

// TestTrial: a trial stands among what was sent, with what came of it, and is tried once.
func TestTrial(t *testing.T) {
	t.Parallel()
	o, admin := office{citytest.New(t)}, org.Caller{}
	admin = o.Who["admin"]
	h := o.hook(t, "trial")
	o.Refuse = func(deliver.Channel, deliver.Message) error { return &deliver.Error{Text: "no answer in time"} }
	if err := o.Notify.Try(ctx, admin, h, "", ""); fault.Code(err) != "channel_failed" {
		t.Errorf("%v", err)
	}
	o.Refuse = nil
	o.Advance(time.Hour)
	if n := send(o.Office); n != 0 {
		t.Errorf("a trial was tried again")
	}
	if err := o.Notify.Try(ctx, admin, h, "", ""); err != nil {
		t.Fatal(err)
	}
	list := o.sentTo(t, h)
	if len(list) != 2 || !list[0].Taken || !list[1].Dead || list[1].Error != "no answer in time" {
		t.Fatalf("%+v", list)
	}
	var x struct{ Version, City int }
	if err := json.Unmarshal([]byte(list[0].Body), &x); err != nil || x.Version != 1 || x.City != 4304 {
		t.Errorf("%s: %v", list[0].Body, err)
	}
}

// TestNothingPersonalLeaves plants what says who somebody is in every field of a report, and looks for it in all that
// was sent to a program.
func TestNothingPersonalLeaves(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	h := o.hook(t, "reader")
	rapid.Check(t, func(t *rapid.T) {
		phone := "138" + rapid.StringMatching(`[0-9]{8}`).Draw(t, "phone")
		name := rapid.SampledFrom([]string{"王小燕", "欧阳建国", "李雪梅"}).Draw(t, "name")
		lead := rapid.SampledFrom([]string{"联系人：", "我叫", "报告人："}).Draw(t, "lead")
		title := rapid.SampledFrom([]string{"路灯不亮，" + lead + name + "，电话" + phone, lead + name + "，路灯不亮",
			"路灯不亮 " + phone}).Draw(t, "title")
		said := title + "，我家住3栋2单元501室，" + lead + name
		id := o.Give("", 0, &matter.Report{Area: citytest.Village, Title: title, Text: said, Place: "门口 " + phone})
		o.Give("disp", id, &matter.List{Category: "fac.lamp"})
		o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
		o.Give("clerk", id, &matter.Sign{})
		o.CatchUp()
		if _, err := o.Notify.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
		list, err := o.Notify.SentTo(ctx, o.Who["admin"], h, 0, "", 1)
		if err != nil || len(list) != 1 || !list[0].Taken || list[0].Body == "" {
			t.Fatalf("%+v %v", list, err)
		}
		for _, secret := range []string{phone, name, "501"} {
			if strings.Contains(list[0].Body, secret) {
				t.Errorf("%q stands in %s", secret, list[0].Body)
			}
		}
	})
}

// TestPayloadsAreBounded: of more messages than a page will ever show the newest keep what was sent; all keep what
// became of them, for thirty days.
func TestPayloadsAreBounded(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	h := o.hook(t, "much")
	now := o.Now()
	err := o.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i := range 1020 {
			if err := tx.Later(ctx, `INSERT INTO outbox (city, id, channel, person, matter, kind, args, at, due, digest,
				state, tries, leased, error, body, tried) VALUES (4304, $1, $2, 0, 0, 'assigned', '{}', $3, $3, 0, $4,
				1, 0, '', '{}', $3)`, fmt.Sprintf("%d/c%d", i, h), h, now.Plus(int64(i)), 1+i%2); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := o.Once(ctx, "hooks"); n != 20 || err != nil {
		t.Errorf("%d payloads were forgotten: %v", n, err)
	}
	kept := 0
	list := o.sentTo(t, h)
	for _, s := range list {
		if s.Body != "" {
			kept++
		}
	}
	if len(list) != 1020 || kept != 1000 || list[0].Body == "" || list[1019].Body != "" {
		t.Errorf("%d of %d are kept", kept, len(list))
	}
	page, err := o.Notify.SentTo(ctx, o.Who["admin"], h, list[9].At, list[9].ID, 5)
	if err != nil || len(page) != 5 || page[0].ID != list[10].ID {
		t.Errorf("the next page: %+v %v", page, err)
	}
	o.Advance(31 * 24 * time.Hour)
	o.Assigned()
	if _, err := o.Once(ctx, "hooks"); err != nil {
		t.Fatal(err)
	}
	send(o.Office)
	if list := o.sentTo(t, h); len(list) != 1 {
		t.Errorf("%d are there after a month", len(list))
	}
}

// TestWhatWasBegunIsNoted: a run that is ended while a receiver thinks notes what it said, and leaves the rest.
func TestWhatWasBegunIsNoted(t *testing.T) {
	t.Parallel()
	o := office{citytest.New(t)}
	h := o.hook(t, "slow")
	for range 3 {
		o.Assigned()
	}
	o.CatchUp()
	run, end := context.WithCancel(ctx)
	o.Refuse = func(deliver.Channel, deliver.Message) error { end(); return nil }
	if n, err := o.Notify.Deliver(run); n != 1 || err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%d %v", n, err)
	}
	o.Refuse = nil
	if n := send(o.Office); n != 2 {
		t.Errorf("then %d", n)
	}
	for _, s := range o.sentTo(t, h) {
		if !s.Taken || s.Tries != 1 {
			t.Errorf("%+v", s)
		}
	}
}
