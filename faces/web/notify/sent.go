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
	Tone, State    string   // how it does, in words
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
	Tone, State string
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
	p.Tone, p.State = howItDoes(c, x)
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

// howItDoes says how a channel does, and what comes next.
func howItDoes(c *kit.Call, x notify.Channel) (tone, said string) {
	switch {
	case x.Aside != 0:
		return "red", c.T("sent.aside", "at", lang.When(c.L, c.Now, x.Aside), "since", lang.When(c.L, c.Now, x.Failing))
	case !x.Enabled:
		return "grey", c.T("delivery.off")
	case x.Again > c.Now:
		return "yellow", c.T("sent.silent", "since", lang.When(c.L, c.Now, x.Failing), "at",
			lang.When(c.L, c.Now, x.Again))
	case x.Failing != 0:
		return "yellow", c.T("sent.failing", "since", lang.When(c.L, c.Now, x.Failing))
	}
	return "green", c.T("sent.good")
}

// secrets says by what the receiver can check, and offers another secret.
func secrets(c *kit.Call, p *SentPage, x notify.Channel, at string) {
	p.Signs = c.T("sent.signs")
	if x.Secret == "" {
		p.Signs = c.T("sent.unsigned")
	}
	if x.Former != "" && x.FormerUntil > c.Now {
		p.TwoSecrets, p.Signs = true, c.T("sent.signs_both", "until", lang.When(c.L, c.Now, x.FormerUntil))
	}
	p.Rotate = kit.Form{Action: at + "/secret", Submit: c.T("sent.rotate"), Ask: c.T("sent.rotate_ask"),
		Fields: []kit.Field{{Kind: "hidden", Name: "of", Value: x.Fingerprint()}}}
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
	tries, status := strconv.Itoa(s.Tries), strconv.Itoa(s.Status)
	switch {
	case s.Taken && s.Tried == 0: // sent by an earlier program
		r.Tone, r.State = "green", c.T("sent.taken")
	case s.Taken:
		r.Tone, r.State = "green", c.T("sent.taken_at", "at", lang.When(c.L, c.Now, s.Tried),
			"status", status, "n", tries)
	case s.Dead:
		r.Tone, r.State = "red", c.T("sent.dead", "why", why(c, s), "n", tries)
	case s.Tries == 0:
		r.Tone, r.State = "grey", c.T("sent.waits", "at", lang.When(c.L, c.Now, s.Again))
	default:
		r.Tone, r.State = "yellow", c.T("sent.retry", "why", why(c, s), "n", tries,
			"at", lang.When(c.L, c.Now, s.Again))
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
