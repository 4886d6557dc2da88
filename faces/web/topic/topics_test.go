package topic_test

import (
	"context"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

// TestTopics: three people write about one thing; who covers the area sees it with the matters behind it, others do
// not.
func TestTopics(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := webtest.New(t)
	for _, text := range []string{"丽发新城旁的搅拌站噪音扰民", "投诉丽发新城附近搅拌站噪音粉尘", "丽发新城搅拌站夜里开工噪音", "路灯不亮"} {
		if _, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.NewID(),
			Body: &matter.Report{Area: webtest.Township, Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	sup := o.As("sup").Get("/topics?area="+webtest.City.String(), 200).Wants("近三十天没有热点")
	if err := o.Topics.Find(ctx); err != nil {
		t.Fatal(err)
	}
	sup.Get("/topics?area="+webtest.City.String(), 200).Wants("3 人，3 件", "热度", "搅拌站", "珠晖区").Lacks("路灯不亮")
	sup.Lang = "en"
	sup.Get("/topics?area="+webtest.County.String(), 200).Wants("3 messages of 3 people", "Heat")
	o.As("other").Get("/topics?area="+webtest.County.String(), 403)
	o.Visitor().Get("/topics", 200).Wants("请先登录")
}
