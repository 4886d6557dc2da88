package notify

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
)

// gatewayForm describes a gateway for text messages. Its secret is not shown again.
func gatewayForm(c *kit.Call, x notify.Channel) kit.Form {
	g := x.SMS
	name, address := c.Line("name", "delivery.name", 60, true), c.Line("url", "delivery.url", 500, x.ID == 0)
	name.Value = x.Name
	secret, hosts := c.Line("secret", "delivery.secret", 200, false), c.Line("hosts", "delivery.hosts", 300, false)
	secret.Hint, hosts.Value, hosts.Hint = c.T("delivery.kept"), strings.Join(x.Hosts, " "), c.T("delivery.hosts_hint")
	template, sign := c.Line("sms_template", "delivery.sms_template", 100, false),
		c.Line("sms_sign", "delivery.sms_sign", 100, false)
	template.Value, sign.Value = g.Template, g.Sign
	f := kit.Form{ID: "gateway-" + strconv.FormatInt(x.ID, 10), Action: "/admin/delivery", Title: c.T("delivery.sms"),
		Submit: c.T("delivery.save"), Hint: c.T("delivery.sms_lead"), Fields: []kit.Field{
			{Kind: "hidden", Name: "channel", Value: strconv.FormatInt(x.ID, 10)},
			{Kind: "hidden", Name: "kind", Value: notify.Text}, name, address, secret, hosts, template, sign,
			{Kind: "check", Name: "sms_form", Label: c.T("delivery.sms_form"), Checked: g.Form}}}
	for _, l := range []struct {
		name  string
		pairs []deliver.Pair
		must  bool
	}{{"fields", g.Fields, true}, {"params", g.Params, false}, {"headers", g.Headers, false}, {"done", g.Done, true},
		{"again", g.Again, false}} {
		w := c.Words("sms_"+l.name, "delivery.sms."+l.name, 2000, l.must)
		w.Value = lines(l.pairs)
		f.Fields = append(f.Fields, w)
	}
	f.Fields = append(f.Fields, kit.Field{Kind: "check", Name: "enabled", Label: c.T("delivery.enabled"),
		Checked: x.Enabled})
	if x.ID != 0 {
		f.Title = c.T("delivery.edit")
	}
	return f
}

// lines writes pairs as a form has them, a line each.
func lines(pairs []deliver.Pair) string {
	out := make([]string, len(pairs))
	for i, p := range pairs {
		out[i] = p.Name + "=" + p.Value
	}
	return strings.Join(out, "\n")
}

// pairs reads them; empty lines are none.
func pairs(text string) (out []deliver.Pair) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		out = append(out, deliver.Pair{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	return out
}

// gatewaySent is what the form of a gateway brought.
func gatewaySent(s *kit.Sent) deliver.SMS {
	return deliver.SMS{Form: s.Yes("sms_form"), Template: strings.TrimSpace(s.Get("sms_template")),
		Sign: strings.TrimSpace(s.Get("sms_sign")), Fields: pairs(s.Get("sms_fields")),
		Params:  pairs(s.Get("sms_params")),
		Headers: pairs(s.Get("sms_headers")), Done: pairs(s.Get("sms_done")), Again: pairs(s.Get("sms_again"))}
}

// residents says in one sentence how letters to residents do.
func residents(c *kit.Call) (string, error) {
	f, err := followsOf(c.House).Figures(c.Ctx, c.Who.Caller)
	if err != nil {
		return "", err
	}
	n := strconv.Itoa
	return c.T("delivery.residents_text", "people", n(f.People), "waiting", n(f.Waiting), "hard", n(f.Hard), "soft",
		n(f.Soft), "stuck", n(f.Stuck), "again", n(f.Again)), nil
}
