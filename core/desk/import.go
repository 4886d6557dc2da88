package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// CheckReport says what would be wrong with a report of a caller, without giving it: imports look at every row before
// they write the first.
func (d *Desk) CheckReport(caller org.Caller, r matter.Report) error {
	p, o := d.rules.Load(), d.Org()
	rule, _ := matter.RuleOf(r.Name())
	actor, err := o.May(caller, rule, p.May(rule.Command), nil)
	if err != nil {
		return err
	}
	_, err = matter.Decide(nil, &r, &matter.Facts{Now: d.now(), Clock: p.cal, Terms: p.Terms, Actor: actor,
		Names: func(c string) bool { _, ok := p.Category(c); return ok },
		Areas: func(a area.Code) bool { x, ok := o.Tree().Get(a); return ok && !x.Former },
		Living: func(a area.Code, _, _ *float64) (area.Code, bool, error) {
			to, ok := o.Tree().Living(a, nil)
			return to, ok, nil
		}})
	return err
}

// SourceID is the command id that earlier programs gave a report from elsewhere: by its source and number, or by the
// digest of the file and its row there. Whoever imports asks for it, so that what they took is not taken again.
func SourceID(source, number string) ledger.ID { return named("import", source, number) }

// RowID is the command id of a row of a list from elsewhere: the same row is the same command, however often it comes.
// Nth tells apart rows of one list that are alike and have no number, from 1; it is 0 for those that have one.
func RowID(source, number, digest string, nth int) ledger.ID {
	return named("import row", source, number, digest, nth)
}

// RowDigest is the digest of what stands in a row before anything is taken out of it, 32 hex digits. It is made under
// the city's secret, so that nobody finds out by trying whose telephone number stood there.
func (d *Desk) RowDigest(cells []string) string {
	h := hmac.New(sha256.New, derived(d.secret, "import rows"))
	_ = json.NewEncoder(h).Encode(cells) // strings can be encoded, and a hash takes all
	return hex.EncodeToString(h.Sum(nil)[:16])
}
