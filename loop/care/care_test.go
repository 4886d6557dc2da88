package care_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/care"
)

// girl is what a newspaper wrote.
const girl = "8月9日，一名12岁的河南少女离家出来到衡阳，身无分文来到市公安局蒸湘分局红湘派出所求助。"

func TestSuspects(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"12岁女孩从河南坐火车来见网友，手机丢了":      true,
		"男孩身上有淤青，不敢回家":              true,
		"网友线下见面，35岁，钱被拿走了":          false,
		"82岁老人走失，有网友发帖寻找":           false,
		"孩子在商场和妈妈走散":                false,
		"中学生被高年级欺凌":                 true,
		"一名成年男子身无分文，想回家":            false,
		"17岁，说是网上认识的人叫她来":           true,
		"18岁，说是网上认识的人叫她来":           false,
		"girl of 12 met a stranger": false, // it reads Chinese
	} {
		if got := care.Suspects(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if !care.Mandated(true, true, false, "") || care.Mandated(false, true, true, "成年人") ||
		care.Mandated(true, false, false, "走散了") || !care.Mandated(true, false, false, "要见网友") {
		t.Error("who is known to be a minor")
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	stop := func(why string) care.Verdict { return care.Verdict{Stop: why} }
	miss := func(code string) care.Verdict { return care.Verdict{Miss: code} }
	fit := care.Collect{Minor: true, Relation: care.Parent, Paper: "household", Proved: true, Agrees: true}
	for name, x := range map[string]struct {
		change func(*care.Collect)
		want   care.Verdict
	}{
		"a parent":            {func(*care.Collect) {}, care.Verdict{Law: "未成年人保护法第九十三条"}},
		"a false parent":      {func(c *care.Collect) { c.Proved = false }, miss("help_unproved")},
		"without a paper":     {func(c *care.Collect) { c.Paper = "none" }, miss("help_paper")},
		"a paper of no kind":  {func(c *care.Collect) { c.Paper = "shirt" }, miss("help_paper")},
		"the child says no":   {func(c *care.Collect) { c.Agrees = false }, miss("help_child_objects")},
		"the parent harms":    {func(c *care.Collect) { c.Harm = true }, stop(care.StopHarm)},
		"two guardians":       {func(c *care.Collect) { c.Dispute = true }, stop(care.StopDispute)},
		"harm before dispute": {func(c *care.Collect) { c.Harm, c.Dispute = true, true }, stop(care.StopHarm)},
		"a stranger":          {func(c *care.Collect) { c.Relation = care.Other }, stop(care.StopStranger)},
		"an uncle, unasked":   {func(c *care.Collect) { c.Relation = care.Relative }, stop(care.StopStranger)},
		"an uncle, sent":      {func(c *care.Collect) { c.Relation, c.Asked = care.Relative, true }, care.Verdict{}},
		"the child itself":    {func(c *care.Collect) { c.Relation = care.Self }, stop(care.StopStranger)},
		"an unknown relation": {func(c *care.Collect) { c.Relation = "boss" }, stop(care.StopStranger)},
		"the shelter": {func(c *care.Collect) { c.Relation, c.Harm, c.Agrees = care.Shelter, true, false },
			care.Verdict{}},
		"the decided guardian": {func(c *care.Collect) { c.Dispute, c.Decided = true, true }, care.Verdict{}},
		"a decided stranger": {func(c *care.Collect) { c.Relation, c.Decided = care.Other, true },
			stop(care.StopStranger)},
		"an adult goes": {func(c *care.Collect) { *c = care.Collect{Relation: care.Self} }, care.Verdict{}},
		"an adult who will not": {func(c *care.Collect) { c.Minor, c.Agrees = false, false },
			miss("help_adult_objects")},
	} {
		c := fit
		x.change(&c)
		if got := care.Judge(c); got.Stop != x.want.Stop || got.Miss != x.want.Miss {
			t.Errorf("%s: %+v, want %+v", name, got, x.want)
		}
	}
}

// TestJudgeLaw: whatever else is said, no minor goes with a guardian who harms before somebody has decided, with nobody
// whose relation was not proved, and with no stranger at all.
func TestJudgeLaw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.Bool()
		c := care.Collect{Minor: true, Relation: rapid.SampledFrom(care.Relations()).Draw(t, "relation"),
			Paper: rapid.SampledFrom(care.Papers()).Draw(t, "paper"), Proved: b.Draw(t, "proved"),
			Agrees: b.Draw(t, "agrees"), Asked: b.Draw(t, "asked"), Harm: b.Draw(t, "harm"),
			Dispute: b.Draw(t, "dispute"), Decided: b.Draw(t, "decided")}
		v := care.Judge(c)
		goes := v.Stop == "" && v.Miss == ""
		office := slices.Contains([]care.Relation{care.Shelter, care.Police, care.Civil}, c.Relation)
		switch {
		case goes && !c.Proved, goes && c.Paper == "none",
			goes && (c.Relation == care.Other || c.Relation == care.Self),
			goes && !office && !c.Decided && (c.Harm || c.Dispute || !c.Agrees),
			goes && c.Relation == care.Relative && !c.Asked, goes && v.Law == "":
			t.Errorf("%+v goes: %+v", c, v)
		case v.Stop != "" && v.Miss != "":
			t.Errorf("%+v: two answers", v)
		}
	})
}

func TestSecondTime(t *testing.T) {
	t.Parallel()
	secret := []byte("secret")
	a := care.Marks{Name: "王小丽", Birth: "2014", Sex: "女", County: "固始县", Phone: "138 1234-5678",
		Paper: "41152520140102003x"}
	for name, x := range map[string]struct {
		b    care.Marks
		same bool
	}{
		"the same":               {a, true},
		"typed another way":      {care.Marks{Name: "王 小丽", Phone: "+8613812345678", County: "固始"}, true},
		"the paper alone":        {care.Marks{Paper: "41152520140102003X"}, true},
		"the phone alone":        {care.Marks{Phone: "13812345678"}, false},
		"the phone and the name": {care.Marks{Phone: "13812345678", Name: "王小丽"}, true},
		"a sibling": {care.Marks{Name: "王小强", Birth: "2011", Sex: "男", County: "固始县",
			Phone: "13812345678"}, false},
		"the name of half a city":  {care.Marks{Name: "王小丽"}, false},
		"name, sex and year":       {care.Marks{Name: "王小丽", Birth: "2014", Sex: "女"}, false},
		"name, sex, year and home": {care.Marks{Name: "王小丽", Birth: "2014", Sex: "女", County: "固始县"}, true},
		"a year wrong": {care.Marks{Name: "王小丽", Birth: "2013", Sex: "女", County: "固始",
			Phone: "13812345678"}, true},
		"nothing": {care.Marks{}, false},
	} {
		if got := care.Same(a.Hashes(secret), x.b.Hashes(secret)); got != x.same {
			t.Errorf("%s: %d", name, care.Score(a.Hashes(secret), x.b.Hashes(secret)))
		}
	}
	if care.Same(a.Hashes(secret), a.Hashes([]byte("another city"))) {
		t.Error("the hashes of two cities are alike")
	}
}

func TestScoreIsFair(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"", "甲", "乙", "1"})
	draw := rapid.Custom(func(t *rapid.T) care.Marks {
		return care.Marks{Name: word.Draw(t, "name"), Birth: word.Draw(t, "birth"), Sex: word.Draw(t, "sex"),
			County: word.Draw(t, "county"), Phone: word.Draw(t, "phone"), Paper: word.Draw(t, "paper")}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a").Hashes([]byte{1}), draw.Draw(t, "b").Hashes([]byte{1})
		if care.Score(a, b) != care.Score(b, a) || care.Score(a, b) > care.Score(a, a) {
			t.Error("not fair")
		}
	})
}

func TestPress(t *testing.T) {
	t.Parallel()
	whys := func(text string) (out []string) {
		for _, s := range care.Press(text) {
			out = append(out, s.Why+":"+s.Text)
			if r := []rune(text); string(r[s.From:s.To]) != s.Text {
				t.Errorf("%q is not at %d", s.Text, s.From)
			}
		}
		return out
	}
	got := strings.Join(whys(girl), " ")
	for _, want := range []string{"all:12岁", "all:河南", "派出所"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not among %s", want, got)
		}
	}
	for text, want := range map[string]string{
		"学生李小明，在路边哭":            "name:李小明",
		"张晓梅，女，11岁，走失":          "name:张晓梅",
		"孩子就读于雁峰区环城南路小学":        "school:",
		"女孩家住新桥镇高山村":            "home:",
		"图为走失女孩在值班室":            "photo:图为",
		"女孩母亲王某说，电话13812345678": "number:",
		"女孩的父亲张某某，驾车赶来":         "kin:父亲张某某",
		"12岁女孩走失，民警送她回家":        "",
		"12岁的少女来到红湘派出所":         "",
		"男子张大海，家住高山村":           "",
	} {
		got := strings.Join(whys(text), " ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestPressNeedsAllThree: of age, province and police station any two tell nobody.
func TestPressNeedsAllThree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, p, s := rapid.Bool().Draw(t, "age"), rapid.Bool().Draw(t, "province"), rapid.Bool().Draw(t, "station")
		text := "一名少女求助。"
		if a {
			text += "她12岁。"
		}
		if p {
			text += "她来自河南。"
		}
		if s {
			text += "她到了红湘派出所。"
		}
		has := slices.ContainsFunc(care.Press(text), func(s care.Span) bool { return s.Why == care.WhyAll })
		if has != (a && p && s) {
			t.Errorf("%s: %v", text, has)
		}
	})
}

// TestFewHideThemselves: what is shown of a table does not change with what is hidden.
func TestFewHideThemselves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(0, 12).Draw(t, "a"), rapid.IntRange(0, 12).Draw(t, "b")
		x, shown := care.Shown(a)
		y, other := care.Shown(b)
		if a < 5 && b < 5 && (x != y || shown || other) || a >= 5 && (x != a || !shown) {
			t.Errorf("%d %d: %d %v, %d %v", a, b, x, shown, y, other)
		}
	})
}
