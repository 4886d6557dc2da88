package indicator

import (
	"strconv"

	"xiaohao/platform/lang"
)

// Say is a question as a sentence, with its figures.
func (d *Definition) Say(l string, q Question) string {
	args := map[string]string{}
	decimals := decimalsKept
	if x, ok := d.Get(q.Code); ok {
		args["name"], args["unit"], decimals = x.Name(l), x.UnitIn(l), x.Decimals
	}
	args["value"], args["than"] = q.Value.Text(decimals), q.Than.Text(decimals)
	args["low"], args["high"] = q.Low.Text(decimals), q.High.Text(decimals)
	args["change"] = percent(q.Times)
	for _, c := range d.Checks {
		if c.Text == q.Rule {
			if args["rule"] = c.Zh; l == "en" {
				args["rule"] = c.En
			}
		}
	}
	return lang.T(l, "indicator.q."+q.Kind, args)
}

// percent is by how much per cent something changed: +254 %.
func percent(times float64) string {
	n := int64((times - 1) * 100)
	if n >= 0 {
		return "+" + strconv.FormatInt(n, 10) + "%"
	}
	return strconv.FormatInt(n, 10) + "%"
}
