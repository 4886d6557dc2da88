package directive

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/calendar"
)

// date is a day in China.
type date struct{ time.Time }

func dayOf(at calendar.Instant) date {
	t := at.Time().In(calendar.China())
	return on(t.Year(), t.Month(), t.Day())
}

func on(y int, m time.Month, d int) date { return date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)} }

func (d date) String() string { return d.Format(time.DateOnly) }

func (d date) plus(days int) date { return date{d.AddDate(0, 0, days)} }

// endOf is the last day of a month, which may be any number of months from January.
func endOf(y, m int) date { return on(y, time.Month(m+1), 0) }

const (
	num  = `[\d一二三四五六七八九十两〇零]+`
	year = `(?:(\d{4}|[二][〇零一二三四五六七八九]{3})年|(今年|本年|当年|明年|来年|次年))?`
	by   = `(?:之前|以前|前|止|截止|内|完成|办结|到位)`
)

// shape is one way to write a date; read is what it means as of a day, ok false where it is none after all.
type shape struct {
	re   *regexp.Regexp
	read func(m []string, day date) (date, bool)
}

var shapes = []shape{
	// 2021年8月31日前, 8月31日前, 于8月31日
	{regexp.MustCompile(`(于|至|截至|到|在|自|从|至迟)?` + year + `(` + num + `)月(` + num + `)[日号](上午|下午|中午|` +
		`晚)?(\d{1,2}[时点:：]\d{0,2})?(下班)?(` + by + `|起|至)?`), dayShape},
	{regexp.MustCompile(`(于|至|截至|到|在|自|从)?(\d{4})[-./](\d{1,2})[-./](\d{1,2})(` + by + `)?`), isoShape},
	// 2021年12月底前, 8月中旬, 9月份, 9月前
	{regexp.MustCompile(year + `(` + num + `)月(?:份)?(底|末|上旬|中旬|下旬|初)?(` + by + `)?`), monthShape},
	{regexp.MustCompile(`(每)?(本|下|当|次|这个|该)?月(底|末|中旬|上旬|下旬|内)(` + by + `)?`), thisMonth},
	{regexp.MustCompile(year + `(?:第)?([一二三四1-4])季度(末|底)?(` + by + `)?`), quarterShape},
	{regexp.MustCompile(`(每|本)?季度?(末|底|内)`), thisQuarter},
	{regexp.MustCompile(year + `(上半年|下半年)`), halfShape},
	{regexp.MustCompile(`(\d{4}|今|本|当|明|来|[\d一二三四五六七八九十两几近多]+)?年(?:度)?(?:底|末|内|终)`), yearEnd},
	{regexp.MustCompile(`(\d{4})年(?:以?前|之前|内|完成)`), yearOnly},
	{regexp.MustCompile(`(每)?(本|下|这)?周([一二三四五六日天]|内|末|底)(?:` + by + `)?`), weekShape},
	{regexp.MustCompile(`(每)?(?:在|于|自)?(` + num + `|半)个?(工作日|日|天|周|星期|月|小时)(?:之|以)?内`), within},
	{regexp.MustCompile(`(国庆|元旦|五一|“五一”|劳动|十一|“十一”|七一|“七一”)(?:节|长假|假期)?(?:之?前|以前)`), feast},
	{regexp.MustCompile(`(?:^|[，。；（(：于在])(` + num + `)[日号](?:下班)?(?:之?前|以前)`), dayOnly},
}

// never are spans of years and titles, which are no dates, and what comes again and again.
var never = regexp.MustCompile(`《[^》]*》|\d{4}年?\s?[—–\-－~至]+\s?\d{4}年?(?:度)?|每(?:个)?(?:年|季度?|月|周|` +
	`星期)(?:[^，。；]{0,6}?(?:日|底|末|前))?|\d{1,2}[:：]\d{2}|(?:截至|自|从)[^，。；前]{2,14}(?:起|以来|，全|，已)`)

// dueIn is the first date by which a clause wants something, or "".
func dueIn(s string, day date) string {
	if !strings.ContainsAny(s, "日月年周季内前天号-./") {
		return ""
	}
	s = never.ReplaceAllString(s, "·")
	best, at := "", len(s)+1
	for _, sh := range shapes {
		for _, m := range sh.re.FindAllStringSubmatchIndex(s, 8) {
			if m[0] >= at {
				break
			}
			groups := make([]string, len(m)/2)
			for i := range groups {
				if m[2*i] >= 0 {
					groups[i] = s[m[2*i]:m[2*i+1]]
				}
			}
			if d, ok := sh.read(groups, day); ok && d.Year() > 1990 && d.Year() < 2200 {
				best, at = d.String(), m[0]
				break
			}
		}
	}
	return best
}

// yearOf reads a year that may be missing; ok says that it was there.
func yearOf(digits, word string, day date) (int, bool) {
	switch {
	case digits != "":
		return number(digits), true
	case word == "明年" || word == "来年" || word == "次年":
		return day.Year() + 1, true
	case word != "":
		return day.Year(), true
	}
	return day.Year(), false
}

// near puts a date without a year where it is nearest to come: two months back it may be late, beyond that
// it is next year's.
func near(d, day date) date {
	if d.Before(day.AddDate(0, 0, -60)) {
		return date{d.AddDate(1, 0, 0)}
	}
	return d
}

func dayShape(m []string, day date) (date, bool) {
	y, told := yearOf(m[2], m[3], day)
	mon, d := number(m[4]), number(m[5])
	if mon < 1 || mon > 12 || d < 1 || d > 31 || m[9] == "起" || m[9] == "至" || m[1] == "自" || m[1] == "从" {
		return date{}, false
	}
	if m[1] == "" && m[9] == "" {
		return date{}, false // a day that something was
	}
	at := on(y, time.Month(mon), d)
	if int(at.Month()) != mon {
		return date{}, false
	}
	if !told {
		at = near(at, day)
	}
	return at, true
}

func isoShape(m []string, _ date) (date, bool) {
	y, mon, d := number(m[2]), number(m[3]), number(m[4])
	at := on(y, time.Month(mon), d)
	return at, int(at.Month()) == mon && at.Day() == d && m[1] != "自" && m[1] != "从"
}

func monthShape(m []string, day date) (date, bool) {
	y, told := yearOf(m[1], m[2], day)
	mon := number(m[3])
	if mon < 1 || mon > 12 || m[4] == "" && m[5] == "" {
		return date{}, false
	}
	at := endOf(y, mon)
	switch {
	case m[4] == "上旬" || m[4] == "初":
		at = on(y, time.Month(mon), 10)
	case m[4] == "中旬":
		at = on(y, time.Month(mon), 20)
	case m[4] == "" && strings.HasSuffix(m[5], "前"):
		at = endOf(y, mon-1)
	}
	if !told {
		at = near(at, day)
	}
	return at, true
}

func thisMonth(m []string, day date) (date, bool) {
	if m[1] != "" {
		return date{}, false
	}
	mon := int(day.Month())
	if m[2] == "下" || m[2] == "次" {
		mon++
	}
	switch m[3] {
	case "上旬":
		return on(day.Year(), time.Month(mon), 10), true
	case "中旬":
		return on(day.Year(), time.Month(mon), 20), true
	}
	return endOf(day.Year(), mon), true
}

func quarterShape(m []string, day date) (date, bool) {
	y, told := yearOf(m[1], m[2], day)
	q := number(m[3])
	if q < 1 || q > 4 || m[4] == "" && m[5] == "" {
		return date{}, false
	}
	at := endOf(y, 3*q)
	if !told {
		at = near(at, day)
	}
	return at, true
}

func thisQuarter(m []string, day date) (date, bool) {
	q := (int(day.Month()) + 2) / 3
	return endOf(day.Year(), 3*q), m[1] != "每" && m[1] == "本"
}

func halfShape(m []string, day date) (date, bool) {
	y, _ := yearOf(m[1], m[2], day)
	if m[3] == "上半年" {
		return endOf(y, 6), m[1] != "" || m[2] != "" || day.Month() <= 6
	}
	return endOf(y, 12), false // 下半年 is a span of work, not a day
}

func yearEnd(m []string, day date) (date, bool) {
	switch m[1] {
	case "", "今", "本", "当":
		return endOf(day.Year(), 12), true
	case "明", "来":
		return endOf(day.Year()+1, 12), true
	}
	return endOf(number(m[1]), 12), len(m[1]) == 4 // 三年内 is a span
}

func yearOnly(m []string, _ date) (date, bool) {
	y := number(m[1])
	if strings.HasSuffix(m[0], "前") {
		y--
	}
	return endOf(y, 12), true
}

func weekShape(m []string, day date) (date, bool) {
	if m[1] != "" || m[2] == "" && (m[3] == "内" || m[3] == "末" || m[3] == "底") {
		return date{}, false
	}
	monday := day.plus(-(int(day.Weekday()) + 6) % 7)
	if m[2] == "下" {
		monday = monday.plus(7)
	}
	n := strings.Index("一二三四五六日", m[3]) / len("一")
	if !strings.Contains("一二三四五六日", m[3]) {
		n = 6
	}
	at := monday.plus(n)
	if m[2] == "" && at.Before(day.Time) {
		at = at.plus(7)
	}
	return at, true
}

func within(m []string, day date) (date, bool) {
	n := number(m[2])
	if m[1] != "" || m[2] != "半" && (n < 1 || n > 400) {
		return date{}, false
	}
	switch m[3] {
	case "工作日":
		noon := calendar.Of(time.Date(day.Year(), day.Month(), day.Day(), 17, 0, 0, 0, calendar.China()))
		return dayOf(calendar.Default().Add(noon, calendar.Limit{Days: n})), true
	case "周", "星期":
		return day.plus(7 * n), true
	case "月":
		if m[2] == "半" {
			return day.plus(15), true
		}
		return date{day.AddDate(0, n, 0)}, true
	case "小时":
		return day.plus((n + 23) / 24), true
	}
	return day.plus(n), m[2] != "半"
}

func feast(m []string, day date) (date, bool) {
	at := on(day.Year(), time.September, 30)
	switch strings.Trim(m[1], "“”") {
	case "元旦":
		at = on(day.Year(), time.December, 31)
	case "五一", "劳动":
		at = on(day.Year(), time.April, 30)
	case "七一":
		at = on(day.Year(), time.June, 30)
	}
	return near(at, day), true
}

func dayOnly(m []string, day date) (date, bool) {
	d := number(m[1])
	if d < 1 || d > 31 {
		return date{}, false
	}
	at := on(day.Year(), day.Month(), d)
	if at.Before(day.Time) {
		at = on(day.Year(), day.Month()+1, d)
	}
	return at, at.Day() == d
}

var numerals = map[rune]int{'〇': 0, '零': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8,
	'九': 9}

// number reads 8, 08, 八, 十二, 二十, 三十一, 二〇二一; 0 where it cannot.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	total, now, ten := 0, 0, strings.ContainsRune(s, '十')
	for _, r := range s {
		n, ok := numerals[r]
		switch {
		case r == '十':
			total, now = total+max(now, 1)*10, 0
		case !ok:
			return 0
		case ten:
			now = n
		default:
			total = total*10 + n
		}
		if total > 99999 {
			return 0
		}
	}
	return total + now
}

// ParseDay reads a day as 2021-08-14.
func ParseDay(s string) (calendar.Instant, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, calendar.China())
	if err != nil {
		return 0, fmt.Errorf("day %.20q: want it as 2021-08-14", s)
	}
	return calendar.Of(t), nil
}
