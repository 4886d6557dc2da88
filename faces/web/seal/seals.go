package seal

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/seal"
	"xiaohao/platform/lang"
)

// Seals is the public page of the signed ends of the ledger.
type Seals struct {
	kit.Frame
	Rows []SealRow
	Next string
	Key  string    // the public key that signs now
	With string    // the algorithm
	Make *kit.Form // for those who may seal now

	Check *kit.Form // for residents: their receipt's code
}

// SealRow is one seal.
type SealRow struct {
	At, Entries, Hash string
	URL               string // of its JSON
}

func (*Seals) Template() string { return "seals" }

const sealPage = 50

// seals is open to everybody: whoever keeps a copy can show later that nothing before it was rewritten.
func seals(c *kit.Call) error {
	before, _ := strconv.ParseInt(c.R.URL.Query().Get("before"), 10, 64)
	list, err := sealOf(c.House).List(c.Ctx, before, sealPage)
	if err != nil {
		return err
	}
	p := &Seals{Frame: c.Frame("", c.T("tab.seals"))}
	if f := checkForm(c); c.Who.Staff() {
		p.Frame = c.Overview("seals")
	} else {
		p.Check = &f
	}
	for _, s := range list {
		p.Rows = append(p.Rows, SealRow{At: lang.DateTime(c.L, s.At), Entries: strconv.FormatInt(s.Seq, 10),
			Hash: s.Hash, URL: "/seals/" + strconv.FormatInt(s.Seq, 10)})
	}
	if len(list) > 0 {
		p.Key, p.With = list[0].Key, map[string]string{seal.SM2: "SM2", seal.Ed25519: "Ed25519"}[list[0].Algorithm]
	}
	if len(list) == sealPage {
		p.Next = "/seals?before=" + strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	if c.Org.MayAudit(c.Who.Caller) || c.Org.MayAdminister(c.Who.Caller, c.Top()) {
		p.Make = &kit.Form{Action: "/seals", Submit: c.T("seals.make"), Tone: "primary"}
	}
	return c.Render(p)
}

// makeSeal seals now, on demand of an auditor or an administrator of the city.
func makeSeal(c *kit.Call) error {
	if !c.Org.MayAudit(c.Who.Caller) && !c.Org.MayAdminister(c.Who.Caller, c.Top()) {
		return fault.New(fault.Denied, "not_allowed")
	}
	if _, err := sealOf(c.House).Make(c.Ctx); err != nil {
		return err
	}
	c.Flash("flash.seal", "")
	c.To("/seals")
	return nil
}

// sealsJSON are the newest seals as one file, to be kept elsewhere.
func sealsJSON(c *kit.Call) error {
	list, err := sealOf(c.House).List(c.Ctx, 0, 400)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Cache-Control", "public, max-age=300")
	_, err = c.W.Write(seal.JSON(list))
	return err
}

func sealJSON(c *kit.Call) error {
	seq, _ := strconv.ParseInt(c.R.PathValue("seq"), 10, 64)
	s, ok, err := sealOf(c.House).Covering(c.Ctx, seq)
	if err != nil {
		return err
	}
	if !ok || s.Seq != seq {
		return fault.New(fault.Missing, "page_missing")
	}
	return c.JSON(s)
}
