package report_test

import (
	"fmt"
	"testing"

	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// struck is a matter that went from a report to its strike-off; the browser stands on the receipt.
func struck(o *webtest.Town) (receipt *webtest.Browser, id int64) {
	o.T.Helper()
	path := o.Reported("人行道地砖破损，雨天积水，老人容易绊倒")
	id = o.Only()
	m := fmt.Sprintf("/matters/%d", id)
	disp := o.As("disp").Get(m, 200).Send("list", 200, "category", "env.rubbish", "severity", "general")
	disp.Send("assign", 200, "lead", "广东路街道办 · gdl")
	clerk := o.As("clerk").Get(m, 200).Send("sign", 200)
	clerk.Send("fix", 200, "note", "换了", "photos", "photo:after", "lat", "26.9", "lng", "112.6")
	o.As("ver").Get(m, 200).Send("strike_off", 200, "note", "看过", "photos", "photo:proof", "lat", "26.9",
		"lng", "112.6")
	return o.Visitor().Get(path, 200), id
}

// TestNotFixed: after a strike-off one form says that it is not fixed, why, and reopens, once however often it is sent;
// a reason that policy does not let reopen is counted, and so is what comes too late, and the reporter is told.
func TestNotFixed(t *testing.T) {
	t.Parallel()
	const day = 24 * 3600 * 1_000_000
	for _, c := range []struct {
		why   string
		days  int
		says  string
		state matter.State
	}{
		{"partly", 0, "已重新交办", matter.InHand},
		{"manner", 0, "计入满意度。按规定，这个原因不重新办理", matter.StruckOff},
		{"again", 30, "但已超过可以要求重办的 15 天", matter.StruckOff},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			o := webtest.New(t)
			b, id := struck(o)
			o.Pass(day * 1)
			for range c.days {
				o.Pass(day)
			}
			action, v := b.Get(b.At, 200).Filled("rate")
			for range 2 {
				b.Post(action, v, 200, "fixed", "0", "unfixed", c.why, "text", "还是老样子",
					"photos", "photo:now").Wants(c.says)
			}
			m, err := o.Desk.Glimpse(t.Context(), id)
			if err != nil || m.State != c.state ||
				c.state == matter.StruckOff && (m.Rating == nil || m.Rating.Fixed) || m.Reopens > 1 {
				t.Errorf("%v: %+v", err, m)
			}
		})
	}
}
