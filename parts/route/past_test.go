package route

import (
	"fmt"
	"testing"

	"xiaohao/loop/area"
	"xiaohao/platform/text/learn"
)

// TestCommonComplaint: also what every thirtieth matter is about has past matters like it.
func TestCommonComplaint(t *testing.T) {
	t.Parallel()
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

// TestReason: what is said for a unit is the habit that speaks for it, not that of a township that mostly asks others.
func TestReason(t *testing.T) {
	t.Parallel()
	const county, township area.Code = 430405000000, 430405009000
	c := counts{}
	for i := range 20 {
		c.add("rubbish", county, "2 城管局")
		if i < 6 {
			c.add("rubbish", township, "3 街道办")
		}
	}
	c.add("rubbish", township, "2 城管局")
	for _, x := range []struct {
		r      role
		within area.Code
		of, n  int
	}{{"2 城管局", county, 21, 27}, {"3 街道办", township, 6, 7}} {
		if within, of, n := c.reason("rubbish", township, x.r); of != x.of || n != x.n || within != x.within {
			t.Errorf("%s: %v %d of %d", x.r, within, of, n)
		}
	}
}
