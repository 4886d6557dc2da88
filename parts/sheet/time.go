package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// layouts are the shapes of dates seen in real files; a dash stands for / . 年 月 as well.
var layouts = []string{
	"2006-1-2 15:4:5", "2006-1-2 15:4", "2006-1-2 15", "2006-1-2", "2006-1-2T15:4:5", "2006-1-2T15:4",
	"20060102150405", "20060102",
	"1-2-2006 3:4:5 PM", "1-2-2006 15:4:5", "1-2-2006 15:4", "1-2-2006",
}

var fraction = regexp.MustCompile(`(:\d\d)\.\d+`)

// ParseTime reads an instant as people and programs write it, in Chinese time where no zone is given: 2019/4/25
// 9:32:09, 2019年4月25日 9时32分, 2020-01-06 12:09:38, 20190425, 06/26/2018 10:58:54 AM, ISO 8601, and a spreadsheet's day
// number. It gives Unix microseconds.
func ParseTime(s string) (calendar.Instant, error) {
	t := narrow(strings.TrimSpace(s))
	if t == "" {
		return 0, nil
	}
	bad := fault.New(fault.Invalid, "time_unread", "value", cut(s, 40)).On("time")
	if n, err := strconv.ParseFloat(t, 64); err == nil && !(len(t) == 8 && n > 19000000 || len(t) == 14) {
		if math.IsNaN(n) || n < 20000 || n > 80000 { // 1954 to 2119
			return 0, bad
		}
		// a day number counts from 1899-12-30 by the local clock
		return calendar.Instant(int64(math.Round((n-25569)*86400))*1e6 - 8*3600*1e6), nil
	}
	if x, err := time.Parse(time.RFC3339Nano, t); err == nil {
		return calendar.Of(x), nil
	}
	t = strings.NewReplacer("年", "-", "月", "-", "日", " ", "时", ":", "点", ":", "分", ":", "秒", "",
		"/", "-", ".", "-").Replace(fraction.ReplaceAllString(t, "$1"))
	t = strings.Trim(strings.Join(strings.Fields(t), " "), ": -")
	t = strings.ReplaceAll(strings.ReplaceAll(strings.ToUpper(t), "上午", "AM"), "下午", "PM")
	for _, l := range layouts {
		if x, err := time.ParseInLocation(l, t, china); err == nil && x.Year() > 1900 && x.Year() < 2200 {
			return calendar.Of(x), nil
		}
	}
	return 0, bad
}

func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		if r == '　' {
			return ' '
		}
		return r
	}, s)
}

// whole undoes what a spreadsheet does to a long code: 4.30405E+11 is 430405000000 again.
func whole(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != math.Trunc(n) || math.Abs(n) > 1e15 {
		return s
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}
