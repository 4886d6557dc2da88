package web

import (
	"encoding/json"
	"strconv"

	"xiaohao/loop/fault"
	"xiaohao/parts/seal"
	"xiaohao/platform/lang"
)

// Seals is the public page of the signed ends of the ledger.
type Seals struct {
	Frame
	Rows []SealRow
	Next string
	Key  string // the public key that signs now
	With string // the algorithm
	Make *Form  // for those who may seal now
}

// SealRow is one seal.
type SealRow struct {
	At, Entries, Hash string
	URL               string // of its JSON
}

func (*Seals) template() string { return "seals" }

// Sealed says on a receipt what the ledger holds of a report.
type Sealed struct {
	Entry string // its number in the ledger
	Hash  string // its fingerprint
	Under string // "2026年11月24日的封存", empty until the next one
	Proof string // address of the proof, empty until then
}

const sealPage = 50

// seals is open to everybody: whoever keeps a copy can show later that nothing before it was rewritten.
func (c *call) seals() error {
	before, _ := strconv.ParseInt(c.r.URL.Query().Get("before"), 10, 64)
	list, err := c.all.Seals.List(c.ctx, before, sealPage)
	if err != nil {
		return err
	}
	p := &Seals{Frame: c.frame("", c.t("tab.seals"))}
	if c.who.Staff() {
		p.Frame = c.overview("seals")
	}
	for _, s := range list {
		p.Rows = append(p.Rows, SealRow{At: lang.DateTime(c.l, s.At), Entries: strconv.FormatInt(s.Seq, 10),
			Hash: s.Hash, URL: "/seals/" + strconv.FormatInt(s.Seq, 10)})
	}
	if len(list) > 0 {
		p.Key, p.With = list[0].Key, map[string]string{seal.SM2: "SM2", seal.Ed25519: "Ed25519"}[list[0].Algorithm]
	}
	if len(list) == sealPage {
		p.Next = "/seals?before=" + strconv.FormatInt(list[len(list)-1].Seq, 10)
	}
	if c.org.MayAudit(c.who.Caller) || c.org.MayAdminister(c.who.Caller, c.top()) {
		p.Make = &Form{Action: "/seals", Submit: c.t("seals.make"), Tone: "primary"}
	}
	return c.render(p)
}

// makeSeal seals now, on demand of an auditor or an administrator of the city.
func (c *call) makeSeal() error {
	if !c.org.MayAudit(c.who.Caller) && !c.org.MayAdminister(c.who.Caller, c.top()) {
		return fault.New(fault.Denied, "not_allowed")
	}
	if _, err := c.all.Seals.Make(c.ctx); err != nil {
		return err
	}
	c.flash("flash.seal", "")
	c.to("/seals")
	return nil
}

// sealsJSON are the newest seals as one file, to be kept elsewhere.
func (c *call) sealsJSON() error {
	list, err := c.all.Seals.List(c.ctx, 0, 400)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.Header().Set("Cache-Control", "public, max-age=300")
	_, err = c.w.Write(seal.JSON(list))
	return err
}

func (c *call) sealJSON() error {
	seq, _ := strconv.ParseInt(c.r.PathValue("seq"), 10, 64)
	s, ok, err := c.all.Seals.Covering(c.ctx, seq)
	if err != nil {
		return err
	}
	if !ok || s.Seq != seq {
		return fault.New(fault.Missing, "page_missing")
	}
	return c.json(s)
}

// receiptProof proves to whoever holds the receipt that his report stands under a seal.
func (c *call) receiptProof() error {
	m, _, err := c.desk.ByReceipt(c.ctx, plainCode(c.r.PathValue("code")))
	if err != nil {
		return err
	}
	p, err := c.all.Seals.Proof(c.ctx, m.ID)
	if err != nil {
		return err
	}
	return c.json(p)
}

func (c *call) json(v any) error {
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(c.w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// sealed is what the receipt of a matter says about the ledger.
func (c *call) sealed(id int64, base string) (*Sealed, error) {
	e, err := c.all.Seals.ForMatter(c.ctx, id)
	if err != nil {
		return nil, err
	}
	s := &Sealed{Entry: strconv.FormatInt(e.Seq, 10), Hash: e.Hash}
	if e.Seal != nil {
		s.Under, s.Proof = c.t("receipt.under_seal", "at", lang.DateTime(c.l, e.Seal.At)), base+"/proof.json"
	}
	return s, nil
}
