package notify

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
	"xiaohao/platform/lang"
)

// SentPage is what was sent to one program that listens, how its channel does, and what can be done about it.
type SentPage struct {
	kit.Frame
	Tabs           []kit.Link
	Name           string
	Leads          string   // where it leads
	Tone, State    string   // how it does, in a word
	Note           string   // what that means and what comes next
	TakeUp         kit.Form // where it was set aside
	Aside          bool
	Try            kit.Form
	Secret         string // a secret drawn just now, shown this once
	Signs          string // by which secrets it signs
	Rotate, Former kit.Form
	TwoSecrets     bool
	Rows           []SentRow
	Next           string
}

// SentRow is one message in words.
type SentRow struct {
	Text        string // what it says
	ID, At      string
	Tone, State string // what became of it, in a word
	Note        string // how, and what comes next
	Answer      string // what the receiver said
	Body        string // as it was sent; "" when it is not kept any more
	Again       kit.Form
}

func (*SentPage) Template() string { return "sent" }

const sentPage = 30

func sentTo(c *kit.Call) error { return showSent(c, "") }

// showSent shows the page; secret is one drawn just now. It must not travel in an address or a cookie.
func showSent(c *kit.Call, secret string) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x, err := notifyOf(c.House).Hook(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	list, err := notifyOf(c.House).SentTo(c.Ctx, c.Who.Caller, id, calendar.Instant(before), q.Get("id"), sentPage)
	if err != nil {
		return err
	}
	where := c.AreaName(x.Area)
	if x.Unit != 0 {
		where = c.UnitName(x.Unit)
	}
	p := &SentPage{Frame: c.Frame("admin", x.Name), Tabs: c.AdminTabs("delivery"), Name: x.Name,
		Leads: c.T("sent.leads", "host", x.Host(), "where", where), Aside: x.Aside != 0, Secret: secret}
	p.Tone, p.State, p.Note = howItDoes(c, x)
	at := "/admin/delivery/" + strconv.FormatInt(id, 10)
	p.TakeUp = kit.Form{Action: at + "/takeup", Submit: c.T("sent.take_up"), Tone: "primary"}
	p.Try = kit.Form{Action: at + "/try", Submit: c.T("delivery.try")}
	secrets(c, p, x, at)
	for _, s := range list {
		p.Rows = append(p.Rows, sentRow(c, s, at))
	}
	if len(list) == sentPage {
		last := list[len(list)-1]
		p.Next = at + "?" + url.Values{"before": {strconv.FormatInt(int64(last.At), 10)}, "id": {last.ID}}.Encode()
	}
	return c.Render(p)
}

// howItDoes says how a channel does, in a word with its colour and in a sentence with what comes next.
func howItDoes(c *kit.Call, x notify.Channel) (tone, word, said string) {
	since, again := lang.When(c.L, c.Now, x.Failing), lang.When(c.L, c.Now, x.Again)
	switch {
	case x.Aside != 0:
		return "red", c.T("sent.aside"), c.T("sent.aside_text", "at", lang.When(c.L, c.Now, x.Aside), "since", since)
	case !x.Enabled:
		return "grey", c.T("delivery.off"), ""
	case x.Again > c.Now:
		return "yellow", c.T("sent.silent"), c.T("sent.silent_text", "since", since, "at", again)
	case x.Failing != 0:
		return "yellow", c.T("sent.failing"), c.T("sent.failing_text", "since", since)
	}
	return "green", c.T("sent.good"), ""
}

// secrets says by what the receiver can check, and offers another secret.
func secrets(c *kit.Call, p *SentPage, x notify.Channel, at string) {
	p.Signs = c.T("sent.signs")
	if x.Former != "" && x.FormerUntil > c.Now {
		p.TwoSecrets, p.Signs = true, c.T("sent.signs_both", "until", lang.When(c.L, c.Now, x.FormerUntil))
	}
	p.Rotate = kit.Form{Action: at + "/secret", Submit: c.T("sent.rotate"), Ask: c.T("sent.rotate_ask"),
		Fields: []kit.Field{{Kind: "hidden", Name: "of", Value: x.Fingerprint()}}}
	if x.Secret == "" {
		p.Signs = c.T("sent.unsigned")
		p.Rotate.Submit, p.Rotate.Tone, p.Rotate.Ask = c.T("sent.draw"), "primary", ""
	}
	p.Former = kit.Form{Action: at + "/former", Submit: c.T("sent.end_former"), Tone: "danger",
		Ask: c.T("sent.end_former_ask")}
}

func sentRow(c *kit.Call, s notify.Sent, at string) SentRow {
	r := SentRow{ID: s.ID, At: lang.When(c.L, c.Now, s.At), Answer: s.Answer, Text: c.T("sent.untold"),
		Again: kit.Form{Action: at + "/again", Submit: c.T("sent.again"),
			Fields: []kit.Field{{Kind: "hidden", Name: "letter", Value: s.ID}}}}
	var body struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if s.Body != "" && json.Unmarshal([]byte(s.Body), &body) == nil {
		r.Text = cmp.Or(body.Text, c.T("sent.seal"))
		var b bytes.Buffer
		if json.Indent(&b, []byte(s.Body), "", "  ") == nil {
			r.Body = b.String()
		}
	}
	if body.Type == "try" {
		r.Text = c.T("sent.trial")
	}
	tries, next := strconv.Itoa(s.Tries), lang.When(c.L, c.Now, s.Again)
	switch {
	case s.Taken:
		r.Tone, r.State = "green", c.T("sent.taken")
		if s.Tried != 0 { // otherwise an earlier program sent it
			r.Note = c.T("sent.taken_at", "at", lang.When(c.L, c.Now, s.Tried),
				"status", strconv.Itoa(s.Status), "n", tries)
		}
	case s.Dead:
		r.Tone, r.State, r.Note = "red", c.T("sent.dead"), c.T("sent.tried", "why", why(c, s), "n", tries)
	case s.Tries == 0:
		r.Tone, r.State, r.Note = "grey", c.T("sent.waits"), next
	default:
		r.Tone, r.State = "yellow", c.T("sent.retry")
		r.Note = c.T("sent.tried_next", "why", why(c, s), "n", tries, "at", next)
	}
	return r
}

// why says in words why a message was not taken.
func why(c *kit.Call, s notify.Sent) string {
	switch {
	case s.Status != 0:
		return c.T("sent.why_status", "status", strconv.Itoa(s.Status))
	case s.Error == deliver.Silent:
		return c.T("sent.why_silent")
	case s.Error == deliver.Inward:
		return c.T("sent.why_inside")
	case s.Error == notify.WhyAside:
		return c.T("sent.why_aside")
	case s.Error == notify.WhyClosed:
		return c.T("sent.why_closed")
	}
	return s.Error
}

// onHook does something to the channel of the address and goes back to its page.
func onHook(c *kit.Call, flash string, do func(id int64, s *kit.Sent) error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = do(id, s)
	}
	if err != nil {
		return err
	}
	c.Flash(flash, "")
	c.To("/admin/delivery/" + strconv.FormatInt(id, 10))
	return nil
}

func sendAgain(c *kit.Call) error {
	return onHook(c, "flash.resent", func(id int64, s *kit.Sent) error {
		return notifyOf(c.House).SendAgain(c.Ctx, c.Who.Caller, id, s.Get("letter"))
	})
}

func takeUp(c *kit.Call) error {
	return onHook(c, "flash.taken_up", func(id int64, _ *kit.Sent) error {
		return notifyOf(c.House).TakeUp(c.Ctx, c.Who.Caller, id)
	})
}

func endFormer(c *kit.Call) error {
	return onHook(c, "flash.former_ended", func(id int64, _ *kit.Sent) error {
		return notifyOf(c.House).EndFormer(c.Ctx, c.Who.Caller, id)
	})
}

// rotate draws another secret and shows it on the answer itself. A key cannot: it would learn it.
func rotate(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err == nil && c.Who.Key {
		err = fault.New(fault.Denied, "not_allowed")
	}
	secret := ""
	if err == nil {
		secret, err = notifyOf(c.House).Rotate(c.Ctx, c.Who.Caller, id, s.Get("of"))
	}
	if err != nil {
		return err
	}
	return showSent(c, secret)
}
