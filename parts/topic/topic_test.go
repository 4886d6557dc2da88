package topic_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/topic"
)

const day = 24 * 3600 * 1_000_000

var corpus = []struct{ title, text string }{
	{"丽发新城旁搅拌站噪音扰民", "搅拌站夜里开工，灰尘大"}, {"投诉丽发新城附近的搅拌站", "粉尘和噪音让人无法生活"}, {"丽发新城小区搅拌站污染", "孩子咳嗽，夜里睡不着"},
	{"中山北路井盖丢失", "车子差点掉下去"}, {"解放路路灯不亮", "晚上很黑"}, {"人民公园厕所很脏", "没有人打扫"}, {"二中门口放学堵车", "每天半小时"},
	{"社区棋牌室半夜吵闹", "麻将声不停"}, {"湘江边有人烧垃圾", "烟很呛"}, {"公交站牌倒了", "压坏了花坛"},
}

func voices(n int) (out []topic.Voice) {
	for i := range n {
		c := corpus[i%len(corpus)]
		out = append(out, topic.Voice{ID: int64(i + 1), At: calendar.Instant(int64(i) * day / 10), Title: c.title,
			Text: fmt.Sprint(c.text, "第", i, "次"), Who: fmt.Sprint("p", i)})
	}
	return out
}

func TestFind(t *testing.T) {
	t.Parallel()
	groups := topic.Find(voices(len(corpus)), 0, 3)
	if len(groups) != 1 || len(groups[0].Voices) != 3 || groups[0].People != 3 ||
		!strings.Contains(groups[0].Title, "搅拌站") {
		t.Fatalf("%+v", groups)
	}
	for _, id := range groups[0].Voices {
		if id > 3 {
			t.Errorf("%d is none of them", id)
		}
	}
}

// TestPlaces: the same words about two areas are two things.
func TestPlaces(t *testing.T) {
	t.Parallel()
	var all []topic.Voice
	for i := range 8 {
		all = append(all, topic.Voice{ID: int64(i + 1), Area: int64(1 + i%2), Title: "路口垃圾没人清", Text: "苍蝇很多",
			Who: fmt.Sprint(i)})
	}
	if groups := topic.Find(all, 0, 3); len(groups) != 2 || len(groups[0].Voices) != 4 ||
		groups[0].Voices[0]%2 == groups[1].Voices[0]%2 {
		t.Errorf("%+v", groups)
	}
}

// TestOrderDoesNotMatter: the same messages in any order give the same groups.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	sorted := func(gs []topic.Group) (out []string) {
		for _, g := range gs {
			ids := slices.Clone(g.Voices)
			slices.Sort(ids)
			out = append(out, fmt.Sprint(ids, g.People, g.Likes, g.From, g.To))
		}
		slices.Sort(out)
		return out
	}
	all := voices(60)
	want := sorted(topic.Find(all, 0, 2))
	rapid.Check(t, func(t *rapid.T) {
		if got := sorted(topic.Find(rapid.Permutation(all).Draw(t, "order"), 0, 2)); !slices.Equal(got, want) {
			t.Fatalf("%v\nnot %v", got, want)
		}
	})
}

// TestSpam: five thousand copies by one sender are looked at once and warm no more than one message, however they are
// spaced.
func TestSpam(t *testing.T) {
	t.Parallel()
	all := voices(len(corpus))
	spam := topic.Voice{At: day, Title: "拆迁补偿不公平还我公道", Text: "请领导主持公道", Who: "spammer"}
	for i := range 5000 {
		spam.ID = int64(1000 + i)
		spam.Text = strings.Join(strings.Split("请领导主持公道", ""), strings.Repeat(" ", i%3))
		all = append(all, spam)
	}
	groups := topic.Find(all, 0, 3)
	if len(groups) != 2 || groups[1].People != 1 || groups[1].Heat > 1.01 || groups[0].People != 3 {
		t.Fatalf("%d groups, %.200v", len(groups), groups)
	}
}

func TestHeat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what   string
		voices []topic.Voice
		want   float64
	}{
		{"nobody", nil, 0},
		{"one now", []topic.Voice{{At: 100 * day, Who: "a"}}, 1},
		{"one a month ago", []topic.Voice{{At: 70 * day, Who: "a"}}, 0.5},
		{"one twice", []topic.Voice{{At: 70 * day, Who: "a"}, {At: 100 * day, Who: "a"}}, 1},
		{"two", []topic.Voice{{At: 100 * day, Who: "a"}, {At: 100 * day, Who: "b"}}, 2},
		{"two nobody knows", []topic.Voice{{At: 100 * day}, {At: 100 * day}}, 2},
		{"three likes", []topic.Voice{{At: 100 * day, Who: "a", Likes: 3}}, 2},
		{"likes below nothing", []topic.Voice{{At: 100 * day, Who: "a", Likes: -7}}, 1},
		{"from the future", []topic.Voice{{At: 200 * day, Who: "a"}}, 1},
	} {
		if got := topic.Heat(c.voices, 100*day); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", c.what, got, c.want)
		}
	}
}

// TestLook: the city's topics and each county's, without calls for help and without what is old, for whoever sees the
// area.
func TestLook(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := citytest.New(t)
	o.Give("", 0, &matter.Report{Area: citytest.Village, Title: "丽发新城旁搅拌站", Text: "很久以前的搅拌站噪音"})
	o.Advance(40 * 24 * 3600e9)
	for i, c := range corpus {
		o.Give("", 0, &matter.Report{Area: citytest.Village, Title: c.title, Text: fmt.Sprint(c.text, i)})
	}
	o.Give("", 0, &matter.Report{Kind: matter.Help, Area: citytest.Village, Title: "丽发新城旁搅拌站有人受伤", Text: "请快来"})
	if due, err := o.Topics.Due(ctx); !due || err != nil {
		t.Fatal(due, err)
	}
	for range 2 {
		if err := o.Topics.Find(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if due, err := o.Topics.Due(ctx); due || err != nil {
		t.Fatal(due, err)
	}
	for _, c := range []struct {
		who  string
		area area.Code
		n    int
		code string
	}{{"lead", citytest.City, 1, ""}, {"lead", citytest.County, 1, ""}, {"lead", citytest.Other, 0, ""},
		{"disp", citytest.County, 1, ""}, {"disp", citytest.City, 0, "not_allowed"},
		{"clerk", citytest.County, 0, "not_allowed"}, {"", citytest.County, 0, "not_allowed"}} {
		l, err := o.Topics.Of(ctx, o.Who[c.who], c.area)
		if fault.Code(err) != c.code || len(l.Groups) != c.n || c.n == 1 && len(l.Groups[0].Voices) != 3 {
			t.Errorf("%s of %s: %+v %v", c.who, c.area, l, err)
		}
	}
}
