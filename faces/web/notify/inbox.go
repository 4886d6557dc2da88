package notify

import (
	"cmp"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/platform/lang"
)

// Inbox is what somebody was told.
type Inbox struct {
	kit.Frame
	Rows    []InboxRow
	Next    string
	Choices kit.Form // how he wants to be told besides
}

// InboxRow is one line.
type InboxRow struct {
	Words, URL, At, ISO string
	New                 bool
}

// Delivery is the administrator's page of the channels and of what could not be delivered.
type Delivery struct {
	kit.Frame
	Tabs     []kit.Link
	Channels []ChannelRow
	New      kit.Form
	Gateway  kit.Form // the same for text messages
	People   string   // how letters to residents do, for who administers the city
	Dead     []LetterRow
	Waiting  []LetterRow
	Resend   kit.Form
}

// ChannelRow is one channel; its secrets are not shown again.
type ChannelRow struct {
	Name, Kind, Where, Host string
	Off                     bool
	Sent                    string // address of what was sent, of a program that listens
	Tone, State             string // how it does, where there is something to say
	Edit, Try               kit.Form
}

// LetterRow is a message that did not arrive.
type LetterRow struct {
	What, Where, Error, At, Next string
	Tries                        int
	Again                        kit.Form
}

func (*Inbox) Template() string { return "inbox" }

func (*Delivery) Template() string { return "delivery" }

// unread is what the bell shows.
func unread(c *kit.Call) int {
	n, _ := notifyOf(c.House).Unread(c.Ctx, c.Who.Caller) // a page is worth more than its bell
	return n
}

const inboxPage = 50

// inbox is what the person was told; having looked, he has read it.
func inbox(c *kit.Call) error { return showInbox(c, nil, nil) }

func showInbox(c *kit.Call, s *kit.Sent, wrong error) error {
	before, _ := strconv.ParseInt(c.R.URL.Query().Get("before"), 10, 64)
	list, err := notifyOf(c.House).Inbox(c.Ctx, c.Who.Caller, before, inboxPage)
	if err != nil {
		return err
	}
	p := &Inbox{}
	for _, e := range list {
		p.Rows = append(p.Rows, InboxRow{Words: notifyOf(c.House).Sentence(c.L, e.Kind, e.Args),
			URL: cmp.Or(e.Args.Path, kit.MatterURL(e.Matter)), At: lang.When(c.L, c.Now, e.At),
			ISO: lang.ISO(e.At), New: e.New})
	}
	if len(list) == inboxPage {
		p.Next = "/inbox?before=" + strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	if before == 0 && len(list) > 0 && list[0].New && !c.Who.Key { // a program that reads is not the person
		if err := notifyOf(c.House).Read(c.Ctx, c.Who.Caller, list[0].Seq); err != nil {
			return err
		}
	}
	choices, err := notifyOf(c.House).ChoicesOf(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	p.Frame, p.Choices = c.Frame("inbox", c.T("tab.inbox")), choicesForm(c, choices)
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Choices.Again(c.L, s, wrong)
	}
	return c.Render(p)
}

func choicesForm(c *kit.Call, x notify.Choices) kit.Form {
	mail := c.Line("address", "field.email", 200, false)
	mail.Value, mail.Auto = x.Address, "email"
	hour := func(name, label string, now int, none string) kit.Field {
		f := kit.Field{Kind: "select", Name: name, Label: c.T(label), Value: strconv.Itoa(now)}
		if none != "" {
			f.Options = append(f.Options, kit.Option{Value: "-1", Label: c.T(none)})
		}
		for h := range 24 {
			f.Options = append(f.Options, kit.Option{Value: strconv.Itoa(h * 60), Label: strconv.Itoa(h) + ":00"})
		}
		return f
	}
	return kit.Form{ID: "choices", Action: "/inbox/choices", Title: c.T("inbox.choices"),
		Hint:   c.T("inbox.choices_text"),
		Submit: c.T("inbox.save"), Fields: []kit.Field{
			{Kind: "check", Name: "email", Label: c.T("inbox.by_mail"), Checked: x.Email}, mail,
			hour("digest", "inbox.digest", x.Digest, "inbox.at_once"),
			hour("quiet_from", "inbox.quiet_from", x.QuietFrom, ""), hour("quiet_to", "inbox.quiet_to", x.QuietTo, "")}}
}

func setChoices(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = notifyOf(c.House).SetChoices(c.Ctx, c.Who.Caller,
			notify.Choices{Email: s.Yes("email"), Address: strings.TrimSpace(s.Get("address")),
				Digest: int(s.Number("digest")), QuietFrom: int(s.Number("quiet_from")),
				QuietTo: int(s.Number("quiet_to"))})
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showInbox(c, s, err)
	}
	c.Flash("flash.choices", "")
	c.To("/inbox")
	return nil
}

// delivery is for administrators: where messages go, and which did not arrive.
func delivery(c *kit.Call) error { return showDelivery(c, nil, nil) }

func showDelivery(c *kit.Call, s *kit.Sent, wrong error) error {
	if !c.Org.Administers(c.Who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	list, err := notifyOf(c.House).Channels(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	p := &Delivery{Frame: c.Frame("admin", c.T("delivery.title")), Tabs: c.AdminTabs("delivery"),
		New:     channelForm(c, notify.Channel{Kind: notify.WeCom, Enabled: true}),
		Gateway: gatewayForm(c, notify.Channel{Kind: notify.Text, Enabled: true})}
	for _, x := range list {
		where := c.AreaName(x.Area)
		if x.Unit != 0 {
			where = c.UnitName(x.Unit)
		}
		row := ChannelRow{Name: x.Name, Kind: c.T("channel." + x.Kind), Where: where, Host: x.Host(), Off: !x.Enabled,
			Edit: editForm(c, x), Try: tryForm(c, x)}
		if x.Kind == notify.Webhook {
			row.Sent = "/admin/delivery/" + strconv.FormatInt(x.ID, 10)
			row.Tone, row.State, _ = howItDoes(c, x)
		}
		p.Channels = append(p.Channels, row)
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		f := &p.New
		if s.Get("kind") == notify.Text {
			f = &p.Gateway
		}
		f.Again(c.L, s, wrong)
	}
	if c.Org.MayAdminister(c.Who.Caller, c.Top()) {
		dead, err := notifyOf(c.House).Dead(c.Ctx, c.Who.Caller, 100)
		if err != nil {
			return err
		}
		waiting, err := notifyOf(c.House).Waiting(c.Ctx, c.Who.Caller, 100)
		if err != nil {
			return err
		}
		if p.People, err = residents(c); err != nil {
			return err
		}
		p.Dead, p.Waiting = letters(c, dead, list), letters(c, waiting, list)
		p.Resend = kit.Form{Action: "/admin/delivery/resend", Submit: c.T("delivery.resend_all")}
	}
	return c.Render(p)
}

func letters(c *kit.Call, list []notify.Letter, channels []notify.Channel) []LetterRow {
	var out []LetterRow
	for _, l := range list {
		r := LetterRow{Error: l.Error, At: lang.When(c.L, c.Now, l.At), Next: lang.When(c.L, c.Now, l.Due),
			Tries: l.Tries,
			Again: kit.Form{Action: "/admin/delivery/resend", Submit: c.T("delivery.resend"),
				Fields: []kit.Field{{Kind: "hidden", Name: "letter", Value: l.ID}}}}
		r.What = numberOfLetter(c, l)
		if p, ok := c.Org.Person(l.Person); ok {
			r.Where = p.Name
		}
		if l.Carrier != "" {
			r.Where = c.T("delivery.to_resident")
			if l.Text {
				r.Where += " · " + c.T("channel."+notify.Text)
			}
		}
		for _, x := range channels {
			if x.ID == l.Channel && l.Channel != 0 {
				r.Where = x.Name
			}
		}
		out = append(out, r)
	}
	return out
}

// numberOfLetter names a message without what it says: an administrator sees no matters.
func numberOfLetter(c *kit.Call, l notify.Letter) string { return "#" + l.ID }

// tryForm sends a word through a channel; a gateway is told a number.
func tryForm(c *kit.Call, x notify.Channel) kit.Form {
	id := strconv.FormatInt(x.ID, 10)
	f := kit.Form{ID: "try-" + id, Action: "/admin/delivery/" + id + "/try", Submit: c.T("delivery.try")}
	if x.Kind == notify.Text {
		f.Fields = []kit.Field{{Kind: "tel", Name: "phone", Label: c.T("delivery.try_phone"), Max: 30, Required: true}}
	}
	return f
}

// editForm is the form of a channel that is there.
func editForm(c *kit.Call, x notify.Channel) kit.Form {
	if x.Kind == notify.Text {
		return gatewayForm(c, x)
	}
	return channelForm(c, x)
}

func channelForm(c *kit.Call, x notify.Channel) kit.Form {
	kind := kit.Field{Kind: "select", Name: "kind", Label: c.T("delivery.kind"), Required: true, Value: x.Kind}
	for _, k := range notify.Kinds() {
		if k != notify.Text { // it has a form of its own
			kind.Options = append(kind.Options, kit.Option{Value: k, Label: c.T("channel." + k)})
		}
	}
	name := c.Line("name", "delivery.name", 60, true)
	name.Value = x.Name
	address := c.Line("url", "delivery.url", 500, x.ID == 0)
	address.Hint = c.T("delivery.url_hint")
	secret := c.Line("secret", "delivery.secret", 200, false)
	secret.Hint = c.T("delivery.kept")
	unit := c.Line("unit", "delivery.unit", 60, false)
	unit.Hint = c.T("delivery.unit_hint")
	if u, ok := c.Org.Unit(x.Unit); ok {
		unit.Value = u.Code
	}
	hosts := c.Line("hosts", "delivery.hosts", 300, false)
	hosts.Value, hosts.Hint = strings.Join(x.Hosts, " "), c.T("delivery.hosts_hint")
	from, user, password := c.Line("from", "delivery.from", 200, false), c.Line("user", "delivery.user", 200, false),
		c.Line("password", "delivery.password", 200, false)
	from.Value, user.Value = x.From, x.User
	bounce := c.Line("bounce", "delivery.bounce", 80, false)
	bounce.Value, bounce.Hint = x.Bounce, c.T("delivery.bounce_hint")
	f := kit.Form{ID: "channel-" + strconv.FormatInt(x.ID, 10), Action: "/admin/delivery", Title: c.T("delivery.new"),
		Submit: c.T("delivery.save"),
		Fields: []kit.Field{{Kind: "hidden", Name: "channel", Value: strconv.FormatInt(x.ID, 10)}, kind, name,
			c.AreasField("area", false, x.Area, 0), unit, address, secret, hosts, from, user, password, bounce,
			{Kind: "check", Name: "enabled", Label: c.T("delivery.enabled"), Checked: x.Enabled}}}
	if x.ID != 0 {
		f.Title = c.T("delivery.edit")
	}
	return f
}

func setChannel(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		x := notify.Channel{ID: s.Number("channel"), Kind: s.Get("kind"), Name: s.Get("name"), Area: s.Area("area"),
			Hosts: strings.Fields(s.Get("hosts")), Enabled: s.Yes("enabled"),
			Wire: notify.Wire{URL: strings.TrimSpace(s.Get("url")), Secret: s.Get("secret"), From: s.Get("from"),
				User: s.Get("user"), Password: s.Get("password"), Bounce: strings.TrimSpace(s.Get("bounce")),
				SMS: gatewaySent(s)}}
		if code := strings.TrimSpace(s.Get("unit")); code != "" {
			u, ok := c.Org.UnitByCode(code)
			if !ok {
				s.Spoil(fault.New(fault.Invalid, "unit_unknown", "unit", code).On("unit"))
			}
			x.Unit, x.Area = u.ID, u.Area
		}
		if err = s.Bad; err == nil {
			_, err = notifyOf(c.House).SetChannel(c.Ctx, c.Who.Caller, x)
		}
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showDelivery(c, s, err)
	}
	c.Flash("flash.channel", "")
	c.To("/admin/delivery")
	return nil
}

func tryChannel(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	x, err := notifyOf(c.House).ChoicesOf(c.Ctx, c.Who.Caller)
	if err == nil {
		err = notifyOf(c.House).Try(c.Ctx, c.Who.Caller, id, c.L, cmp.Or(strings.TrimSpace(s.Get("phone")), x.Address))
	}
	if _, none := notifyOf(c.House).Hook(c.Ctx, c.Who.Caller, id); none == nil && (err == nil ||
		fault.Code(err) == "channel_failed") {
		c.To("/admin/delivery/" + strconv.FormatInt(id, 10)) // what came of it stands there
		return nil
	}
	if err != nil {
		return err
	}
	c.Flash("flash.tried", "")
	c.To("/admin/delivery")
	return nil
}

func resend(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = notifyOf(c.House).Resend(c.Ctx, c.Who.Caller, s.Get("letter"))
	}
	if err != nil {
		return err
	}
	c.Flash("flash.resent", "")
	c.To("/admin/delivery")
	return nil
}
