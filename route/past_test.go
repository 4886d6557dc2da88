package route

import (
	"fmt"
	"testing"

	"xiaohao/learn"
)

// TestCommonComplaint: also what every thirtieth matter is about has past matters like it.
func TestCommonComplaint(t *testing.T) {
	var ids []int64
	var texts []learn.Example
	for i := range int64(1000) {
		text := fmt.Sprintf("%c%c%c%c", '一'+2*i, '一'+2*i+1, '一'+(3*i)%2000, '一'+(7*i)%2000)
		if i%30 == 0 {
			text = "路灯不亮"
		}
		ids, texts = append(ids, i), append(texts, learn.Example{Text: text})
	}
	p := remember(ids, texts)
	if got := fmt.Sprint(p.like(learn.Example{Text: "门口路灯不亮"}, 990, 3)); got != "[960 930 900]" {
		t.Error(got)
	}
}
