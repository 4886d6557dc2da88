package work_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

func TestBatch(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	for i := range 20 {
		o.Reported(fmt.Sprintf("问题之%d", i))
	}
	disp := o.As("disp")
	var ids []string
	for _, m := range regexp.MustCompile(`<h3><a href="/matters/(\d+)"`).FindAllStringSubmatch(disp.Get("/lists/all",
		200).Page, -1) {
		disp.Get("/matters/"+m[1], 200).Send("list", 200, "category", "env.rubbish")
		ids = append(ids, m[1])
	}
	disp.Get("/work", 200)
	v := map[string][]string{"m": ids, "do": {"assign"}, "lead": {"gdl"},
		"id": {disp.Match(`name="id" value="([0-9a-f-]{36})"`)}}
	disp.Post("/work", v, 200).Wants("已办理 20 件")
	clerk := o.As("clerk").Wants("待签收 20")
	v = map[string][]string{"m": ids, "do": {"export"}}
	if text := webtest.Text(t, clerk.Post("/work", v, 200).Page); !strings.Contains(text, "问题之7") {
		t.Error("the chosen matters are not in the file")
	}
	clerk.Get("/work", 200)
	v = map[string][]string{"m": ids, "do": {"sign"}, "id": {clerk.Match(`name="id" value="([0-9a-f-]{36})"`)}}
	clerk.Post("/work", v, 200).Wants("已办理 20 件", "整改中 20")
}
