package browser

import (
	"testing"

	"xiaohao/platform/lang"
)

// TestDuplicates: one thing is reported twice; a dispatcher finds both in one group, merges them, and the head's page
// splits them off again.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"石鼓书院停车场入口道闸砸坏了三辆车，没人管", "石鼓书院停车场道闸又砸车了，入口没人管"} {
		report(t, visit(t, lang.Zh, 360), text)
	}
	d := visit(t, lang.Zh, 1280)
	d.login("dispatcher")
	head, n := mergeGroup(d, "石鼓书院停车场")
	d.open(head)
	d.send("#form-split-all")
	d.sees(lang.T(lang.Zh, "flash.split_all", map[string]string{"n": n}))
}
