package desk

import (
	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// CheckReport says what would be wrong with a report, without giving it: imports look at every row before they write
// the first.
func (d *Desk) CheckReport(r matter.Report) error {
	p, o := d.rules.Load(), d.Org()
	_, err := matter.Decide(nil, &r, &matter.Facts{Now: d.now(), Clock: p.cal, Terms: p.Terms,
		Actor: matter.Actor{Level: area.City, Person: 1},
		Names: func(c string) bool { _, ok := p.Category(c); return ok },
		Areas: func(a area.Code) bool { x, ok := o.Tree().Get(a); return ok && !x.Former },
		Living: func(a area.Code, _, _ *float64) (area.Code, bool, error) {
			to, ok := o.Tree().Living(a, nil)
			return to, ok, nil
		}})
	return err
}

// SourceID is the command id of a report that came from elsewhere: the same source and number are the same command,
// however often they come.
func SourceID(source, number string) ledger.ID { return named("import", source, number) }
