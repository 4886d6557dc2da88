package seal

import (
	"net/url"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Check is the page on which whoever holds a receipt sees that his report stands in the ledger, and under which seal.
type Check struct {
	kit.Frame
	Form  kit.Form
	Found *Found // nil until a code is given that is there
}

func (*Check) Template() string { return "seal-check" }

// Found is what the ledger holds of a report, in words.
type Found struct {
	Says    []string // sentences
	Good    bool     // it is under a seal, which fits the ledger
	Hash    string   // its fingerprint
	Proof   string   // address of the proof; empty until there is one
	Seal    string   // address of the seal
	Receipt string   // address of the receipt
}

func checkForm(c *kit.Call) kit.Form {
	return kit.Form{ID: "check", Fields: []kit.Field{{Kind: "code", Name: "code", Label: c.T("field.receipt"),
		Required: true}}}
}

// check looks a receipt up in the ledger. Nothing is learnt that the receipt's own page does not tell.
func check(c *kit.Call) error {
	p := &Check{Frame: c.Frame("", c.T("seals.check_title")), Form: checkForm(c)}
	p.Unlisted = true
	code := strings.TrimSpace(c.R.URL.Query().Get("code"))
	if code == "" {
		return c.Render(p)
	}
	p.Form.Fields[0].Value = code
	m, _, err := c.Desk.ByReceipt(c.Ctx, code)
	if err == nil {
		p.Found, err = found(c, m.ID, "/r/"+url.PathEscape(code))
	}
	if err == nil {
		return c.Render(p)
	}
	f := fault.Of(err)
	if f.Kind != fault.Missing {
		return err
	}
	p.Status = f.Kind.Status()
	p.Form.Fields[0].Error = lang.Error(c.L, f)
	return c.Render(p)
}

// found says what the ledger holds of a matter, and makes its proof anew: what was rewritten is told.
func found(c *kit.Call, id int64, receipt string) (*Found, error) {
	e, err := sealOf(c.House).ForMatter(c.Ctx, id)
	if err != nil {
		return nil, err
	}
	out := &Found{Says: []string{c.T("seals.found", "n", strconv.FormatInt(e.Seq, 10))}, Hash: e.Hash, Receipt: receipt}
	p, err := sealOf(c.House).Proof(c.Ctx, id)
	switch fault.Code(err) {
	case "":
		out.Good, out.Proof = true, receipt+"/proof.json"
		out.Seal = "/seals/" + strconv.FormatInt(p.Seal.Seq, 10)
		out.Says = append(out.Says, c.T("seals.under", "at", lang.DateTime(c.L, p.Seal.At)), c.T("seals.keep"))
	case "seal_unsealed":
		out.Good = true
		out.Says = append(out.Says, c.T("seals.waits"))
	case "seal_rewritten":
		out.Says = append(out.Says, lang.Error(c.L, fault.Of(err)))
	default:
		return nil, err
	}
	return out, nil
}
