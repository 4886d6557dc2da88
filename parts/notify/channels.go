package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// The kinds of channel. Mail is the city's one mail server, Text its gateway for text messages to residents; the others
// are groups that a robot writes to, or a program that listens.
const (
	Email    = "email"
	WeCom    = "wecom"    // 企业微信
	DingTalk = "dingtalk" // 钉钉
	Feishu   = "feishu"   // 飞书
	Webhook  = "webhook"
	Text     = "sms" // 短信
)

// Kinds lists them.
func Kinds() []string { return []string{WeCom, DingTalk, Feishu, Webhook, Email, Text} }

// Channel is a place that messages go to. What is told about a unit goes to that unit's channels; notices go to those
// of the areas above the matter too, and a webhook of an area hears of everything in it.
type Channel struct {
	ID      int64
	Kind    string
	Name    string
	Area    area.Code
	Unit    int64 // 0 for a channel of the area
	Hosts   []string
	Enabled bool
	Wire

	// Of a webhook: since when nothing got through, how often it said nothing in a row, when it is asked again, since
	// when it is set aside; 0 for not.
	Failing, Again, Aside calendar.Instant
	Fails                 int
}

// Wire is the part of a channel that is a secret: robots carry their key in the address.
type Wire struct {
	URL      string `json:"url"`
	Secret   string `json:"secret,omitempty"`
	From     string `json:"from,omitempty"`
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`

	// Bounce is the address that mail to residents comes back to when it cannot be delivered, as bounce@city.example:
	// each letter has its own, bounce+TOKEN@city.example. "" where nobody looks at what comes back.
	Bounce string      `json:"bounce,omitempty"`
	SMS    deliver.SMS `json:"sms,omitzero"` // of a gateway for text messages

	// Of a webhook: the secret of before, and until when it signs beside the new one.
	Former      string           `json:"former,omitempty"`
	FormerUntil calendar.Instant `json:"former_until,omitempty"`
}

// hears says whether a channel is told.
func (c *Channel) hears(t told, at area.Code) bool {
	switch {
	case !c.Enabled || t.closed || c.Kind == Email || c.Kind == Text:
		return false
	case c.Unit != 0:
		return slices.Contains(t.units, c.Unit)
	case c.Kind == Webhook:
		return c.Area.Contains(at)
	}
	return t.areas && c.Area.Contains(at)
}

func (c *Channel) wire() deliver.Channel {
	return deliver.Channel{Kind: c.Kind, URL: c.URL, Secret: c.Secret, From: c.From, User: c.User, Password: c.Password,
		AllowHosts: c.Hosts, SMS: c.SMS}
}

// Host is where a channel leads, for people to recognise it; its key is not shown.
func (c *Channel) Host() string {
	u, err := url.Parse(c.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

func (n *Notify) channels(ctx context.Context, r store.Reader) ([]Channel, error) {
	rows, err := r.Query(ctx,
		`SELECT id, kind, name, area, unit, hosts, enabled, sealed, failing, fails, again, aside FROM channels
		WHERE city = $1 ORDER BY id`, n.City)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Channel
	for rows.Next() {
		var c Channel
		var hosts string
		var sealed sql.RawBytes
		if err := rows.Scan(&c.ID, &c.Kind, &c.Name, &c.Area, &c.Unit, &hosts, &c.Enabled, &sealed, &c.Failing,
			&c.Fails, &c.Again, &c.Aside); err != nil {
			return nil, store.Explain(err)
		}
		c.Hosts = strings.Fields(hosts)
		// sealed under another secret: it can be seen and set anew, and sends nothing
		if err := n.unseal(sealed, &c); err != nil {
			c.Enabled = false
			n.Log.WarnContext(ctx, "channel cannot be read", "channel", c.ID, "error", err.Error())
		}
		out = append(out, c)
	}
	return out, store.Explain(rows.Err())
}

// unseal reads what a channel needs to send.
func (n *Notify) unseal(sealed []byte, c *Channel) error {
	plain, err := n.box.Show(sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, &c.Wire)
}

// Channels lists the channels that the caller administers.
func (n *Notify) Channels(ctx context.Context, caller org.Caller) ([]Channel, error) {
	all, err := n.channels(ctx, n.DB.Read())
	return slices.DeleteFunc(all, func(c Channel) bool { return !n.Org().MayAdminister(caller, n.where(&c)) }), err
}

func (n *Notify) where(c *Channel) area.Code {
	if u, ok := n.Org().Unit(c.Unit); ok {
		return u.Area
	}
	return c.Area
}

// SetChannel makes a channel (ID 0) or changes it; secrets that are left empty stay as they are. An administrator of
// its area may; the mail server, the gateway and hosts inside the city's own network only an administrator of the whole
// city. Errors: channel_kind, channel_url, channel_from, channel_bounce, channel_sms, channel_missing, not_allowed.
func (n *Notify) SetChannel(ctx context.Context, caller org.Caller, c Channel) (int64, error) {
	city := area.Code(n.City * 1e8)
	if c.Area == 0 {
		c.Area = city
	}
	if !n.Org().MayAdminister(caller, n.where(&c)) ||
		(len(c.Hosts) > 0 || c.Kind == Email || c.Kind == Text) && !n.Org().MayAdminister(caller, city) {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	if !slices.Contains(Kinds(), c.Kind) {
		return 0, fault.New(fault.Invalid, "channel_kind").On("kind")
	}
	err := n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := n.channels(ctx, tx)
		if err != nil {
			return err
		}
		aside := false
		if c.ID == 0 {
			c.ID = 1
			for _, x := range all {
				c.ID = max(c.ID, x.ID+1)
			}
		} else if i := slices.IndexFunc(all, func(x Channel) bool { return x.ID == c.ID }); i < 0 ||
			!n.Org().MayAdminister(caller, n.where(&all[i])) {
			return fault.New(fault.Missing, "channel_missing")
		} else {
			c.keep(all[i].Wire, n.Now())
			aside = all[i].Aside != 0
		}
		if err := c.check(); err != nil {
			return err
		}
		if err := n.put(ctx, tx, c); err != nil || c.Kind != Webhook {
			return err
		}
		return n.takeUp(ctx, tx, c.ID, aside) // what was wrong with it may be mended
	})
	return c.ID, err
}

// keep fills in the secrets that a form does not show again. Another secret of a webhook replaces the one of before by
// and by.
func (c *Channel) keep(old Wire, now calendar.Instant) {
	c.Former, c.FormerUntil = old.Former, old.FormerUntil
	if fresh := c.Secret; c.Kind == Webhook && fresh != "" {
		c.Secret = old.Secret
		c.replace(fresh, now)
	}
	for _, x := range []struct {
		now *string
		old string
	}{{&c.URL, old.URL}, {&c.Secret, old.Secret}, {&c.Password, old.Password}} {
		if *x.now == "" {
			*x.now = x.old
		}
	}
}

func (c *Channel) check() error {
	u, err := url.Parse(c.URL)
	schemes := []string{"https", "http"}
	if c.Kind == Email {
		schemes = []string{"smtps", "smtp"}
	}
	if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
		return fault.New(fault.Invalid, "channel_url").On("url")
	}
	if c.Kind == Email && !strings.Contains(c.From, "@") {
		return fault.New(fault.Invalid, "channel_from").On("from")
	}
	if c.Kind == Email && c.Bounce != "" {
		a, err := mail.ParseAddress(c.Bounce)
		if err != nil || a.Address != c.Bounce || strings.Contains(c.Bounce, "+") || len(c.Bounce) > longestBounce {
			return fault.New(fault.Invalid, "channel_bounce").On("bounce")
		}
	}
	if c.Kind == Text {
		if field, word := c.SMS.Check(); field != "" {
			return fault.New(fault.Invalid, "channel_sms", "word", word).On("sms_" + field)
		}
	}
	return nil
}

// longestBounce leaves room for a letter's token before the @: 64 characters in all.
const longestBounce = 80

func (n *Notify) put(ctx context.Context, tx *store.Tx, c Channel) error {
	plain, err := json.Marshal(c.Wire)
	if err != nil {
		return err
	}
	sealed, err := n.box.Hide(plain)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO channels (city, id, kind, name, area, unit, hosts, enabled, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (city, id) DO UPDATE SET kind = excluded.kind, name = excluded.name, area = excluded.area,
unit = excluded.unit, hosts = excluded.hosts,
enabled = excluded.enabled, sealed = excluded.sealed`, n.City, c.ID, c.Kind, c.Name, int64(c.Area), c.Unit,
		strings.Join(c.Hosts, " "), flag(c.Enabled), sealed)
	return err
}

// Try sends a word through a channel now, and says what came of it: of the mail server to a mail address, of a
// gateway to a phone's number.
func (n *Notify) Try(ctx context.Context, caller org.Caller, id int64, lang, to string) error {
	all, err := n.Channels(ctx, caller)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return fault.New(fault.Missing, "channel_missing")
	}
	m, err := n.compose(lang, []row{{ID: "try", Kind: "try", At: n.Now(), Args: "{}"}})
	if err != nil {
		return err
	}
	m.To = to
	if all[i].Kind == Webhook {
		return failedTrial(n.try(ctx, all[i]))
	}
	if all[i].Kind == Text {
		m.Params = map[string]string{"city": n.Policy().City.Zh, "link": n.BaseURL}
		for _, name := range []string{"state", "number", "code"} {
			m.Params[name] = "0"
		}
	}
	return failedTrial(n.Send(ctx, all[i].wire(), m))
}

// failedTrial says why a trial did not arrive.
func failedTrial(err error) error {
	if err != nil {
		return fault.New(fault.Conflict, "channel_failed", "why", err.Error())
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
