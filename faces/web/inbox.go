package web

import (
	"cmp"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/platform/lang"
)

// Inbox is what somebody was told.
type Inbox struct {
	Frame
	Rows    []InboxRow
	Next    string
	Choices Form // how he wants to be told besides
}

// InboxRow is one line.
type InboxRow struct {
	Words, URL, At, ISO string
	New                 bool
}

// Delivery is the administrator's page of the channels and of what could not be delivered.
type Delivery struct {
	Frame
	Tabs     []Link
	Channels []ChannelRow
	New      Form
	Dead     []LetterRow
	Waiting  []LetterRow
	Resend   Form
}

// ChannelRow is one channel; its secrets are not shown again.
type ChannelRow struct {
	Name, Kind, Where, Host string
	Off                     bool
	Edit, Try               Form
}

// LetterRow is a message that did not arrive.
type LetterRow struct {
	What, Where, Error, At, Next string
	Tries                        int
	Again                        Form
}

func (*Inbox) template() string    { return "inbox" }
func (*Delivery) template() string { return "delivery" }

// unread is what the bell shows.
func (c *call) unread() int {
	n, _ := c.all.Notify.Unread(c.ctx, c.who.Caller) // a page is worth more than its bell
	return n
}

const inboxPage = 50

// inbox is what the person was told; having looked, he has read it.
func (c *call) inbox() error { return c.showInbox(nil, nil) }

func (c *call) showInbox(s *sent, wrong error) error {
	before, _ := strconv.ParseInt(c.r.URL.Query().Get("before"), 10, 64)
	list, err := c.all.Notify.Inbox(c.ctx, c.who.Caller, before, inboxPage)
	if err != nil {
		return err
	}
	p := &Inbox{}
	for _, e := range list {
		p.Rows = append(p.Rows, InboxRow{Words: c.all.Notify.Sentence(c.l, e.Kind, e.Args),
			URL: cmp.Or(e.Args.Path, matterURL(e.Matter)), At: lang.When(c.l, c.now, e.At),
			ISO: lang.ISO(e.At), New: e.New})
	}
	if len(list) == inboxPage {
		p.Next = "/inbox?before=" + strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	if before == 0 && len(list) > 0 && list[0].New {
		if err := c.all.Notify.Read(c.ctx, c.who.Caller, list[0].Seq); err != nil {
			return err
		}
	}
	choices, err := c.all.Notify.ChoicesOf(c.ctx, c.who.Caller)
	if err != nil {
		return err
	}
	p.Frame, p.Choices = c.frame("inbox", c.t("tab.inbox")), c.choicesForm(choices)
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Choices.again(c.l, s, wrong)
	}
	return c.render(p)
}

func (c *call) choicesForm(x notify.Choices) Form {
	mail := c.line("address", "field.email", 200, false)
	mail.Value, mail.Auto = x.Address, "email"
	hour := func(name, label string, now int, none string) Field {
		f := Field{Kind: "select", Name: name, Label: c.t(label), Value: strconv.Itoa(now)}
		if none != "" {
			f.Options = append(f.Options, Option{Value: "-1", Label: c.t(none)})
		}
		for h := range 24 {
			f.Options = append(f.Options, Option{Value: strconv.Itoa(h * 60), Label: strconv.Itoa(h) + ":00"})
		}
		return f
	}
	return Form{ID: "choices", Action: "/inbox/choices", Title: c.t("inbox.choices"), Hint: c.t("inbox.choices_text"),
		Submit: c.t("inbox.save"), Fields: []Field{
			{Kind: "check", Name: "email", Label: c.t("inbox.by_mail"), Checked: x.Email}, mail,
			hour("digest", "inbox.digest", x.Digest, "inbox.at_once"),
			hour("quiet_from", "inbox.quiet_from", x.QuietFrom, ""), hour("quiet_to", "inbox.quiet_to", x.QuietTo, "")}}
}

func (c *call) setChoices() error {
	s, err := c.read(c.who.Caller)
	if err == nil {
		err = c.all.Notify.SetChoices(c.ctx, c.who.Caller,
			notify.Choices{Email: s.yes("email"), Address: strings.TrimSpace(s.Get("address")),
				Digest: int(s.number("digest")), QuietFrom: int(s.number("quiet_from")),
				QuietTo: int(s.number("quiet_to"))})
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return c.showInbox(s, err)
	}
	c.flash("flash.choices", "")
	c.to("/inbox")
	return nil
}

// delivery is for administrators: where messages go, and which did not arrive.
func (c *call) delivery() error { return c.showDelivery(nil, nil) }

func (c *call) showDelivery(s *sent, wrong error) error {
	if !c.org.Administers(c.who.Caller) {
		return fault.New(fault.Denied, "not_allowed")
	}
	list, err := c.all.Notify.Channels(c.ctx, c.who.Caller)
	if err != nil {
		return err
	}
	p := &Delivery{Frame: c.frame("admin", c.t("delivery.title")), Tabs: c.adminTabs("delivery"),
		New: c.channelForm(notify.Channel{Kind: notify.WeCom, Enabled: true})}
	for _, x := range list {
		where := c.areaName(x.Area)
		if x.Unit != 0 {
			where = c.unitName(x.Unit)
		}
		p.Channels = append(p.Channels, ChannelRow{Name: x.Name, Kind: c.t("channel." + x.Kind), Where: where,
			Host: x.Host(), Off: !x.Enabled, Edit: c.channelForm(x),
			Try: Form{Action: "/admin/delivery/" + strconv.FormatInt(x.ID, 10) + "/try", Submit: c.t("delivery.try")}})
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.New.again(c.l, s, wrong)
		p.New.Open = true
	}
	if c.org.MayAdminister(c.who.Caller, c.top()) {
		dead, err := c.all.Notify.Dead(c.ctx, c.who.Caller, 100)
		if err != nil {
			return err
		}
		waiting, err := c.all.Notify.Waiting(c.ctx, c.who.Caller, 100)
		if err != nil {
			return err
		}
		p.Dead, p.Waiting = c.letters(dead, list), c.letters(waiting, list)
		p.Resend = Form{Action: "/admin/delivery/resend", Submit: c.t("delivery.resend_all")}
	}
	return c.render(p)
}

func (c *call) letters(list []notify.Letter, channels []notify.Channel) []LetterRow {
	var out []LetterRow
	for _, l := range list {
		r := LetterRow{Error: l.Error, At: lang.When(c.l, c.now, l.At), Next: lang.When(c.l, c.now, l.Due),
			Tries: l.Tries,
			Again: Form{Action: "/admin/delivery/resend", Submit: c.t("delivery.resend"),
				Fields: []Field{{Kind: "hidden", Name: "letter", Value: l.ID}}}}
		r.What = c.numberOfLetter(l)
		if p, ok := c.org.Person(l.Person); ok {
			r.Where = p.Name
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
func (c *call) numberOfLetter(l notify.Letter) string { return "#" + l.ID }

func (c *call) channelForm(x notify.Channel) Form {
	kind := Field{Kind: "select", Name: "kind", Label: c.t("delivery.kind"), Required: true, Value: x.Kind}
	for _, k := range notify.Kinds() {
		kind.Options = append(kind.Options, Option{Value: k, Label: c.t("channel." + k)})
	}
	name := c.line("name", "delivery.name", 60, true)
	name.Value = x.Name
	address := c.line("url", "delivery.url", 500, x.ID == 0)
	address.Hint = c.t("delivery.url_hint")
	secret := c.line("secret", "delivery.secret", 200, false)
	secret.Hint = c.t("delivery.kept")
	unit := c.line("unit", "delivery.unit", 60, false)
	unit.Hint = c.t("delivery.unit_hint")
	if u, ok := c.org.Unit(x.Unit); ok {
		unit.Value = u.Code
	}
	hosts := c.line("hosts", "delivery.hosts", 300, false)
	hosts.Value, hosts.Hint = strings.Join(x.Hosts, " "), c.t("delivery.hosts_hint")
	from, user, password := c.line("from", "delivery.from", 200, false), c.line("user", "delivery.user", 200, false),
		c.line("password", "delivery.password", 200, false)
	from.Value, user.Value = x.From, x.User
	f := Form{ID: "channel-" + strconv.FormatInt(x.ID, 10), Action: "/admin/delivery", Title: c.t("delivery.new"),
		Submit: c.t("delivery.save"),
		Fields: []Field{{Kind: "hidden", Name: "channel", Value: strconv.FormatInt(x.ID, 10)}, kind, name,
			c.areasField("area", false, x.Area, 0), unit, address, secret, hosts, from, user, password,
			{Kind: "check", Name: "enabled", Label: c.t("delivery.enabled"), Checked: x.Enabled}}}
	if x.ID != 0 {
		f.Title = c.t("delivery.edit")
	}
	return f
}

func (c *call) setChannel() error {
	s, err := c.read(c.who.Caller)
	if err == nil {
		x := notify.Channel{ID: s.number("channel"), Kind: s.Get("kind"), Name: s.Get("name"), Area: s.area("area"),
			Hosts: strings.Fields(s.Get("hosts")), Enabled: s.yes("enabled"),
			Wire: notify.Wire{URL: strings.TrimSpace(s.Get("url")), Secret: s.Get("secret"), From: s.Get("from"),
				User: s.Get("user"), Password: s.Get("password")}}
		if code := strings.TrimSpace(s.Get("unit")); code != "" {
			u, ok := c.org.UnitByCode(code)
			if !ok {
				s.spoil(fault.New(fault.Invalid, "unit_unknown", "unit", code).On("unit"))
			}
			x.Unit, x.Area = u.ID, u.Area
		}
		if err = s.bad; err == nil {
			_, err = c.all.Notify.SetChannel(c.ctx, c.who.Caller, x)
		}
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		return c.showDelivery(s, err)
	}
	c.flash("flash.channel", "")
	c.to("/admin/delivery")
	return nil
}

func (c *call) tryChannel() error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	x, err := c.all.Notify.ChoicesOf(c.ctx, c.who.Caller)
	if err == nil {
		err = c.all.Notify.Try(c.ctx, c.who.Caller, id, c.l, x.Address)
	}
	if err != nil {
		return err
	}
	c.flash("flash.tried", "")
	c.to("/admin/delivery")
	return nil
}

func (c *call) resend() error {
	s, err := c.read(c.who.Caller)
	if err == nil {
		err = c.all.Notify.Resend(c.ctx, c.who.Caller, s.Get("letter"))
	}
	if err != nil {
		return err
	}
	c.flash("flash.resent", "")
	c.to("/admin/delivery")
	return nil
}
