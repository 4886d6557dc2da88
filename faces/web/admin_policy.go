package web

import (
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// policy shows the rules in force.
func (c *call) policy() error {
	p, err := c.policyPage(string(c.desk.Policy().Source()))
	if err != nil {
		return err
	}
	return c.render(p)
}

func (c *call) policyPage(source string) (*Policy, error) {
	if err := c.mayAdmin(); err != nil {
		return nil, err
	}
	since, err := c.desk.PolicySince(c.ctx)
	if err != nil {
		return nil, err
	}
	frame := c.frame("admin", c.t("policy.title"))
	frame.Warn = c.missingYears()
	p := &Policy{Frame: frame, Tabs: c.adminTabs("policy"), Source: source, Digest: c.desk.Policy().Digest(),
		Since: lang.DateTime(c.l, since),
		Form: Form{ID: "policy", Action: "/admin/policy", Once: c.once(), Title: c.t("policy.title"),
			Submit: c.t("policy.check"), Fields: []Field{
				{Kind: "source", Name: "source", Label: c.t("policy.file"), Required: true, Value: source}}}}
	if since == 0 {
		p.Since = c.t("policy.beginning")
	}
	const year = 366 * 24 * 3600 * 1_000_000
	if m := c.desk.Calendar().Missing(c.now, c.now+year); len(m) > 0 && p.Flash == nil {
		years := make([]string, len(m))
		for i, y := range m {
			years[i] = strconv.Itoa(y)
		}
		p.Flash = &Flash{Text: c.t("policy.holidays_missing", "years", strings.Join(years, c.t("word.and")))}
	}
	return p, nil
}

// setPolicy checks a policy, and puts it in force when that was asked for after the check.
func (c *call) setPolicy() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return err
	}
	p, err := c.policyPage(s.text("source"))
	if err != nil {
		return err
	}
	checked, bad := policy.Parse([]byte(s.text("source")))
	if bad != nil {
		p.Status = fault.Invalid.Status()
		for _, m := range gate.Mistakes(c.l, bad) {
			p.Mistakes = append(p.Mistakes, Mistake{m.Line, m.Column, m.Text})
		}
		return c.render(p)
	}
	if s.Get("checked") == checked.Digest() {
		return c.enforce(p, s)
	}
	p.Checked = true
	for _, x := range policy.Diff(c.desk.Policy(), checked) {
		p.Changes = append(p.Changes, Change(x))
	}
	p.Form.Submit, p.Form.Tone = c.t("policy.enforce"), "primary"
	p.Form.Fields = append(p.Form.Fields, Field{Kind: "hidden", Name: "checked", Value: checked.Digest()})
	return c.render(p)
}

func (c *call) enforce(p *Policy, s *sent) error {
	id, err := s.id()
	if err == nil {
		err = c.desk.SetPolicy(c.ctx, c.who.Caller, id, []byte(s.text("source")))
	}
	if err != nil {
		c.log(err)
		p.Status = fault.Of(err).Kind.Status()
		p.Form.again(c.l, s, err)
		return c.render(p)
	}
	c.flash("flash.policy", "")
	c.to("/admin/policy")
	return nil
}
