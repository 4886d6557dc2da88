package report_test

import (
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestReceiptsAreUnlisted: no search engine lists a receipt, and no other page is hidden from it.
func TestReceiptsAreUnlisted(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.Visitor().Get("/", 200).Lacks("noindex")
	if b.Head.Get("X-Robots-Tag") != "" {
		t.Error("the home page is hidden")
	}
	b.Send("report", 200, "text", "路灯不亮了", "area", webtest.Township.String()).Wants(`content="noindex, nofollow"`)
	if b.Head.Get("X-Robots-Tag") != "noindex, nofollow" {
		t.Errorf("%s: %v", b.At, b.Head)
	}
}
