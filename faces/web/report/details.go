package report

import (
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// details are what the holder of a receipt is told of his personal data; nil where there never was any, and for
// somebody who said "me too".
func details(c *kit.Call, caller org.Caller, m *matter.Matter, base string) (*Details, error) {
	if caller.Echo != 0 || !m.Contact && m.Forgotten == 0 {
		return nil, nil
	}
	k, err := c.Desk.Kept(c.Ctx, caller, m.ID)
	if err != nil {
		return nil, err
	}
	d := &Details{Says: keptSays(c, k)}
	if k.Asked == 0 && slices.Contains(c.Desk.May(caller, m), matter.CmdForget) {
		id := string(matter.CmdForget)
		d.Form = &kit.Form{ID: id, Action: base + "/" + id, Once: c.Once(), Title: c.T("receipt.forget"),
			Submit: c.T("receipt.forget"), Tone: "danger", Fields: []kit.Field{
				{Kind: "check", Name: "sure", Label: c.T("receipt.forget_sure"), Required: true}}}
	}
	return d, nil
}

// keptSays is in sentences what is kept, until when, and what backups hold.
func keptSays(c *kit.Call, k desk.Kept) []string {
	from, term := lang.Date(c.L, k.Free), term(c)
	due := k.Closed && k.Free <= c.Now
	var out []string
	switch {
	case k.Forgotten != 0:
		out = []string{c.T("kept.gone", "at", lang.Date(c.L, k.Forgotten))}
	case k.Asked != 0 && k.Closed:
		out = []string{c.T("kept.locked", "at", lang.Date(c.L, k.Asked)), c.T("kept.waits_on", "from", from)}
	case k.Asked != 0:
		out = []string{c.T("kept.locked", "at", lang.Date(c.L, k.Asked)), c.T("kept.waits_open", "term", term)}
	case due:
		out = []string{c.T("kept.what"), c.T("kept.now")}
	case k.Closed:
		out = []string{c.T("kept.what"), c.T("kept.on", "from", from)}
	default:
		out = []string{c.T("kept.what"), c.T("kept.open", "term", term)}
	}
	if k.BackupDays == 0 {
		return append(out, c.T("kept.backups_none"))
	}
	return append(out, c.T("kept.backups", "days", strconv.Itoa(k.BackupDays)))
}

// term is the archive's term in words.
func term(c *kit.Call) string {
	a, out := c.Desk.Policy().Archive, ""
	if a.Years > 0 {
		out = c.T("kept.years", "n", strconv.Itoa(a.Years))
	}
	if a.Days > 0 || a.Years == 0 {
		if out != "" {
			out += c.T("word.and")
		}
		out += c.T("kept.days", "n", strconv.Itoa(a.Days))
	}
	return out
}

// forgot is the key of what whoever asked for his details to be deleted is told: that they are, or will be.
func forgot(c *kit.Call) (string, error) {
	m, _, err := c.Desk.ByReceipt(c.Ctx, c.R.PathValue("code"))
	if err != nil {
		return "", err
	}
	if m.Forgotten == 0 {
		return "flash.forget_asked", nil
	}
	return "flash.forget", nil
}

// refuse shows the form again that was refused, and says whether it was this one.
func (d *Details) refuse(c *kit.Call, command string, s *kit.Sent, wrong error) bool {
	if d == nil || d.Form == nil {
		return false
	}
	forms := []kit.Form{*d.Form}
	ok := kit.Refuse(forms, c.L, command, s, wrong)
	d.Form = &forms[0]
	return ok
}
