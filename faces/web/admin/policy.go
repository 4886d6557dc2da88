package admin

import (
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// showPolicy shows the rules in force.
func showPolicy(c *kit.Call) error {
	p, err := policyPage(c, string(c.Desk.Policy().Source()))
	if err != nil {
		return err
	}
	return c.Render(p)
}

func policyPage(c *kit.Call, source string) (*Policy, error) {
	if err := mayAdmin(c); err != nil {
		return nil, err
	}
	since, err := c.Desk.PolicySince(c.Ctx)
	if err != nil {
		return nil, err
	}
	frame := c.Frame("admin", c.T("policy.title"))
	frame.Warn = c.MissingYears()
	p := &Policy{Frame: frame, Tabs: c.AdminTabs("policy"), Source: source, Digest: c.Desk.Policy().Digest(),
		Since: lang.DateTime(c.L, since),
		Form: kit.Form{ID: "policy", Action: "/admin/policy", Once: c.Once(), Title: c.T("policy.title"),
			Submit: c.T("policy.check"), Fields: []kit.Field{
				{Kind: "source", Name: "source", Label: c.T("policy.file"), Required: true, Value: source}}}}
	if since == 0 {
		p.Since = c.T("policy.beginning")
	}
	const year = 366 * 24 * 3600 * 1_000_000
	if m := c.Desk.Calendar().Missing(c.Now, c.Now+year); len(m) > 0 && p.Flash == nil {
		years := make([]string, len(m))
		for i, y := range m {
			years[i] = strconv.Itoa(y)
		}
		p.Flash = &kit.Flash{Text: c.T("policy.holidays_missing", "years", strings.Join(years, c.T("word.and")))}
	}
	return p, nil
}

// setPolicy checks a policy, and puts it in force when that was asked for after the check.
func setPolicy(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	p, err := policyPage(c, s.Text("source"))
	if err != nil {
		return err
	}
	checked, bad := policy.ParseNew([]byte(s.Text("source")))
	if bad != nil {
		p.Status = fault.Invalid.Status()
		for _, m := range gate.Mistakes(c.L, bad) {
			p.Mistakes = append(p.Mistakes, Mistake{m.Line, m.Column, m.Text})
		}
		return c.Render(p)
	}
	if s.Get("checked") == checked.Digest() {
		return enforce(c, p, s)
	}
	p.Checked = true
	for _, x := range policy.Diff(c.Desk.Policy(), checked) {
		p.Changes = append(p.Changes, Change(x))
	}
	p.Form.Submit, p.Form.Tone = c.T("policy.enforce"), "primary"
	p.Form.Fields = append(p.Form.Fields, kit.Field{Kind: "hidden", Name: "checked", Value: checked.Digest()})
	return c.Render(p)
}

func enforce(c *kit.Call, p *Policy, s *kit.Sent) error {
	id, err := s.ID()
	if err == nil {
		err = c.Desk.SetPolicy(c.Ctx, c.Who.Caller, id, []byte(s.Text("source")))
	}
	if err != nil {
		c.Log(err)
		p.Status = fault.Of(err).Kind.Status()
		p.Form.Again(c.L, s, err)
		return c.Render(p)
	}
	c.Flash("flash.policy", "")
	c.To("/admin/policy")
	return nil
}
