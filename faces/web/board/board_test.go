package board_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestBoardAgrees follows every figure of the dashboard to its list and counts there.
func TestBoardAgrees(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	for i := range 3 {
		o.Reported(fmt.Sprintf("问题之%d", i))
	}
	sup := o.As("sup")
	m := fmt.Sprintf("/matters/%s", sup.Get("/lists/all", 200).Match(`href="/matters/(\d+)"`))
	disp := o.As("disp").Get(m, 200)
	disp.Send("list", 200, "category", "env.rubbish").Send("assign", 200, "lead", "gdl")
	sup.Get("/board", 200).Wants("珠晖区", "雁峰区")
	seen := 0
	page := sup.Page
	for _, part := range strings.Split(page, `href="/lists/all?`)[1:] {
		href, rest, _ := strings.Cut(part, `"`)
		_, rest, _ = strings.Cut(rest, ">")
		rest = strings.TrimPrefix(rest, "<b>")
		text, _, _ := strings.Cut(rest, "<")
		want, err := strconv.Atoi(text)
		if err != nil {
			continue
		}
		sup.Get("/lists/all?"+strings.ReplaceAll(href, "&amp;", "&"), 200)
		if got := strings.Count(sup.Page, `<li class="card`); got != want {
			t.Errorf("%s: the list has %d, the figure says %d", href, got, want)
		}
		seen++
	}
	if seen < 7 {
		t.Errorf("only %d figures found", seen)
	}
}
