package lang

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

func TestT(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, key string
		args      map[string]string
		want      string
	}{
		{Zh, "state.listed", nil, "已立案"},
		{En, "state.listed", nil, "Listed"},
		{"fr", "state.listed", nil, "已立案"},
		{En, "no.such.key", nil, "no.such.key"},
		{En, "fault.text_missing", map[string]string{"field": "@state.listed"}, "Please fill in “Listed”."},
		{En, "fault.text_missing", map[string]string{"field": "@nobody"}, "Please fill in “@nobody”."},
		{En, "fault.text_missing", map[string]string{"field": "{field} } {"}, "Please fill in “{field} } {”."},
		{Zh, "fault.bounce_late", map[string]string{"limit": "2wd"}, "退单时限（2 个工作日）已过。请先签收；确不属本单位职责的，请联系受理员。"},
		{En, "fault.photos_too_many", map[string]string{"max": "9"}, "At most 9 photos at a time. Please send fewer."},
		{En, "fault.area_unknown", map[string]string{"code": "2wd"},
			"There is no area with the code 2wd. Please choose one from the list."},
		{En, "intake.rows", map[string]string{"rows": "1", "in": "2"}, "1 row looked at, 2 rows written"},
		{En, "waits.plan_opinions", map[string]string{"n": "1"}, "1 plan waits for your unit's opinion"},
		{En, "waits.plan_opinions", map[string]string{"n": "10+"}, "10+ plans wait for your unit's opinion"},
		{Zh, "waits.plan_opinions", map[string]string{"n": "1"}, "1 个行动计划征求您单位意见"},
		{Zh, "fault.text_missing", map[string]string{"other": "x"}, "请填写“”。"},
	} {
		if got := T(c.lang, c.key, c.args); got != c.want {
			t.Errorf("T(%s, %s, %v) = %q, want %q", c.lang, c.key, c.args, got, c.want)
		}
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	e := fault.New(fault.Conflict, "state_forbids", "command", "@command.sign", "state", "@state.fixed")
	if got := Error(Zh, e); !strings.Contains(got, "待核查") || !strings.Contains(got, "不能签收") {
		t.Errorf("got %q", got)
	}
	if got := Error(En, fault.New(fault.Limited, "nobody_wrote_this")); got != T(En, "kind_of_fault.429", nil) {
		t.Errorf("an error without a sentence must get that of its kind, got %q", got)
	}
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		if got := Error(Zh, fault.New(k, "x")); strings.HasPrefix(got, "kind_of_fault") {
			t.Errorf("kind %d has no sentence", k)
		}
	}
}

func TestFromRequest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ accept, cookie, want string }{
		{"", "", Zh},
		{"en-GB,en;q=0.9", "", En},
		{"de,en;q=0.8,zh;q=0.5", "", En},
		{"en;q=0.3, zh-Hans-CN;q=0.9", "", Zh},
		{"fr", "", Zh},
		{"en", "zh-CN", Zh},
		{"zh", "en", En},
		{"en", "klingon", En},
		{"en;q=NaN", "", Zh},
		{strings.Repeat("x,", 1000) + "en", "", Zh},
	} {
		if got := FromRequest(c.accept, c.cookie); got != c.want {
			t.Errorf("FromRequest(%.30q, %q) = %s, want %s", c.accept, c.cookie, got, c.want)
		}
	}
}

func us(t *testing.T, s string) calendar.Instant {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Of(v)
}

func TestTimes(t *testing.T) {
	t.Parallel()
	now := us(t, "2026-11-23 14:00")
	for _, c := range []struct{ at, dueZh, dueEn, leftZh, leftEn string }{
		{"2026-11-23 17:00", "今天 17:00 前", "by 17:00 today", "还剩 3 小时", "3 hours left"},
		{"2026-11-23 14:00", "今天 14:00 前", "by 14:00 today", "还剩 1 分钟", "1 minute left"},
		{"2026-11-24 15:00", "明天 15:00 前", "by 15:00 tomorrow", "还剩 1 天", "1 day left"},
		{"2026-11-26 17:00", "11月26日 17:00 前", "by 26 Nov 17:00", "还剩 3 天", "3 days left"},
		{"2027-01-04 17:00", "2027年1月4日 17:00 前", "by 4 Jan 2027 17:00", "还剩 42 天", "42 days left"},
		{"2026-11-22 23:59", "原定昨天 23:59", "was due 23:59 yesterday", "已超期 14 小时", "14 hours overdue"},
		{"2026-11-21 14:00", "原定11月21日 14:00", "was due 21 Nov 14:00", "已超期 2 天", "2 days overdue"},
	} {
		at := us(t, c.at)
		got := [4]string{Due(Zh, now, at), Due(En, now, at), Left(Zh, now, at), Left(En, now, at)}
		if want := [4]string{c.dueZh, c.dueEn, c.leftZh, c.leftEn}; got != want {
			t.Errorf("%s: got %q, want %q", c.at, got, want)
		}
	}
	for _, f := range []func(string, calendar.Instant, calendar.Instant) string{Due, Left, Ago, When} {
		if got := f(Zh, now, 0); got != "" {
			t.Errorf("what is not yet must show as nothing, got %q", got)
		}
	}
}

func TestWorking(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minutes int64
		zh, en  string
	}{
		{840, "还剩 2 个工作日", "2 working days left"},
		{419, "还剩 6 个工作小时", "6 working hours left"},
		{60, "还剩 1 个工作小时", "1 working hour left"},
		{-30, "已超期 30 分钟（工作时间）", "30 working minutes overdue"},
	} {
		if got := LeftWorking(Zh, c.minutes, 420); got != c.zh {
			t.Errorf("%d: %q, want %q", c.minutes, got, c.zh)
		}
		if got := LeftWorking(En, c.minutes, 420); got != c.en {
			t.Errorf("%d: %q, want %q", c.minutes, got, c.en)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	now := us(t, "2026-11-23 14:00")
	for at, want := range map[string]string{"2026-11-23 14:00": "刚刚", "2026-11-23 11:00": "3 小时前",
		"2026-11-20 11:00": "3 天前", "2026-11-01 11:00": "11月1日 11:00"} {
		if got := Ago(Zh, now, us(t, at)); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

func TestInput(t *testing.T) {
	t.Parallel()
	at := us(t, "2026-11-26 17:00")
	if got, ok := ParseInput(Input(at)); !ok || got != at {
		t.Errorf("an instant does not survive the form: %d, %v", got, ok)
	}
	if got, ok := ParseInput("2026-11-26"); !ok || got != at {
		t.Errorf("a date alone must mean the end of its office hours: %d, %v", got, ok)
	}
	if _, ok := ParseInput("26.11.2026"); ok {
		t.Error("a date in another shape was taken")
	}
	if got := ISO(at); got != "2026-11-26T17:00:00+08:00" {
		t.Error(got)
	}
}

func TestCatalogueMistakes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"one sentence":       "a\n\tx\n",
		"three sentences":    "a\n\tx\n\ty\n\tz\n",
		"twice":              "a\n\tx\n\ty\na\n\tx\n\ty\n",
		"other placeholders": "a\n\t{n} x\n\t{m} y\n",
	} {
		if _, err := read(fstest.MapFS{"words/t.txt": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	w, err := read(fstest.MapFS{"words/t.txt": {Data: []byte("# remark\na.b\n\t中\\n文\n\ten\n")}})
	if err != nil || w["a.b"] != (pair{"中\n文", "en"}) {
		t.Errorf("%v, %v", w, err)
	}
}

func TestBothLanguages(t *testing.T) {
	t.Parallel()
	for k, p := range *words.Load() {
		// the switch speaks the other language
		if strings.ContainsFunc(p.en, func(r rune) bool { return r >= 0x3000 && r < 0xa000 }) &&
			!strings.HasPrefix(k, "language.") {
			t.Errorf("%s: Chinese in the English sentence %q", k, p.en)
		}
		if p.zh == p.en && !strings.Contains(p.zh, "{") {
			t.Errorf("%s is the same in both languages: %q", k, p.zh)
		}
	}
}
