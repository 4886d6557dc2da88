package matter

import "pgregory.net/rapid"

// fill gives a command random but plausible fields.
func fill(rt *rapid.T, c Command, w *world, units, ids []int64) {
	until := w.now.Plus(rapid.Int64Range(-hour, 200*hour).Draw(rt, "until"))
	unit := rapid.SampledFrom(units).Draw(rt, "to")
	switch c := c.(type) {
	case *Report:
		*c = *report()
	case *List:
		c.Category = "road"
	case *Amend:
		c.Reason, c.Title = "写错了", "题"
	case *Decline:
		c.Reason = "不属实"
	case *Merge:
		c.Into = rapid.SampledFrom(ids).Draw(rt, "into")
	case *Assign:
		c.Lead, c.Co = unit, []int64{20}
	case *Bounce:
		c.Reason = "不归我管"
	case *Delegate:
		c.To = unit
	case *AskExtension:
		c.Until, c.Reason = until, "下雨"
	case *DenyExtension:
		c.Reason = "不行"
	case *AskSuspension:
		c.Until, c.Reason = until, "等资金"
	case *DenySuspension:
		c.Reason = "不行"
	case *Fix:
		c.Note = "好了"
	case *Reject:
		c.Reason = "没好"
	case *Reopen:
		c.Reason = "又坏了"
	case *HoldOn:
		c.Reason = "拖"
	case *Comment:
		c.Text = "看过"
	}
}
