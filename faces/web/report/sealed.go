package report

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// Sealed says on a receipt what the ledger holds of a report.
type Sealed struct {
	Entry string // its number in the ledger
	Hash  string // its fingerprint
	Under string // "2026年11月24日的封存", empty until the next one
	Proof string // address of the proof, empty until then
}

// receiptProof proves to whoever holds the receipt that his report stands under a seal.
func receiptProof(c *kit.Call) error {
	m, _, err := c.Desk.ByReceipt(c.Ctx, plainCode(c.R.PathValue("code")))
	if err != nil {
		return err
	}
	p, err := sealOf(c.House).Proof(c.Ctx, m.ID)
	if err != nil {
		return err
	}
	return c.JSON(p)
}

// sealed is what the receipt of a matter says about the ledger.
func sealed(c *kit.Call, id int64, base string) (*Sealed, error) {
	e, err := sealOf(c.House).ForMatter(c.Ctx, id)
	if err != nil {
		return nil, err
	}
	s := &Sealed{Entry: strconv.FormatInt(e.Seq, 10), Hash: e.Hash}
	if e.Seal != nil {
		s.Under, s.Proof = c.T("receipt.under_seal", "at", lang.DateTime(c.L, e.Seal.At)), base+"/proof.json"
	}
	return s, nil
}
