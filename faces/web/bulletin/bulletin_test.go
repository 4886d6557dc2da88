package bulletin_test

import (
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestABulletinIsMade through the pages, in both languages; who has nothing to do with it knows nothing of it.
func TestABulletinIsMade(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	sup := o.As("sup")
	sup.Get("/bulletins", 200).Wants("还没有通报").Get("/bulletins/new", 200)
	sup.Send("make", 422, "title", "通报", "from", "2026-12-30").Wants("期间要在今天以前结束")
	sup.Get("/bulletins/new", 200).Send("make", 200, "title", "十月通报", "from", "2026-10-01").Wants("应办结 0 件")
	at := sup.At
	sup.Send("submit", 409).Wants("还没有填印发单位")
	sup.Get(at, 200).Send("word", 422, "to", "没有的单位").Get(at, 200)
	sup.Send("word", 200, "opening", "现通报如下。").Wants("现通报如下。")
	for _, l := range []string{"zh-CN", "en"} {
		sup.Lang = l
		sup.Get(at, 200).Wants("十月通报").Get("/bulletins", 200).Wants("十月通报")
		sup.Get(at+"/tasks?figure=1", 200)
	}
	sup.Get(at+"/paper.docx", 200).Get(at+"/figures.xlsx", 200).Get(at+"/tasks?figure=3", 404)
	o.As("clerk").Get(at, 404).Get("/bulletins/new", 403)
	sup.Lang = "zh-CN"
	sup.Get(at, 200).Send("drop", 200, "reason", "重做").Wants("已作废", "重做")
}
