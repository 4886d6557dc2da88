package notice_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/parts/notice"
)

// TestTheArchiveIsTold: of every notice but a 交办单, once its matter is over, and once; with no word of what it says.
func TestTheArchiveIsTold(t *testing.T) {
	t.Parallel()
	o, m := sent(t)
	x, a, ctx := part.Get[*notice.Ends](o.Values), part.Get[*archive.Archive](o.Values), context.Background()
	tick := func(want int) {
		t.Helper()
		o.CatchUp()
		if n, err := x.Tick(ctx); n != want || err != nil {
			t.Fatalf("%d, %v, want %d", n, err, want)
		}
		o.CatchUp()
	}
	waiting := func() (out []archive.Entry) {
		t.Helper()
		list, err := a.Waiting(ctx, o.Who["sup"], archive.Place{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.Part == notice.Name {
				out = append(out, e)
			}
		}
		return out
	}
	tick(0)
	o.Fix(m.ID)
	tick(0)
	strike(o, m.ID)
	tick(3)
	tick(0)
	list := waiting()
	var kinds []string
	for _, e := range list {
		full, err := a.Item(ctx, o.Who["sup"], e.ID)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, strings.TrimSuffix(e.Title, "（"+m.Number+"）"))
		said, _ := json.Marshal(full)
		for _, secret := range []string{"请街道主要负责同志到场", "拖得太久", "两次催办未动", "绿化带缺了", "市场东门", "补种"} {
			if strings.Contains(string(said), secret) {
				t.Errorf("%s says %s", e.Title, secret)
			}
		}
		for _, wanted := range []string{e.Number, "社区居委会", m.Number, "2026-11-"} {
			if wanted == "" || !strings.Contains(string(said), wanted) {
				t.Errorf("%s does not say %q: %s", e.Title, wanted, said)
			}
		}
	}
	slices.Sort(kinds)
	if got := strings.Join(kinds, " "); got != "批示件 督办单 问责单" {
		t.Error(got)
	}
	// what comes back and is struck off again, and a notice behind the end
	o.Advance(time.Hour)
	o.Give("disp", m.ID, &matter.Reopen{Reason: "又缺了"})
	o.Give("lead", m.ID, &matter.Instruct{Text: "再查。"})
	tick(0)
	o.Fix(m.ID)
	strike(o, m.ID)
	tick(1)
	o.Give("sup", m.ID, &matter.HoldOn{Reason: "反弹"})
	tick(1)
	if n := len(waiting()); n != 5 {
		t.Errorf("%d notices wait in the archive", n)
	}
	if err := notice.Check(ctx, o.DB.Read(), 4304, nil, func(s string) { t.Error(s) }); err != nil {
		t.Fatal(err)
	}
}

// strike has a matter struck off.
func strike(o *citytest.Office, id int64) {
	o.T.Helper()
	o.Give("ver", id, &matter.StrikeOff{Note: "看过了"})
}
