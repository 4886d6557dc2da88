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

// DateOrder says how dates are meant whose order cannot be seen, such as 05/01/2024 or 24-5-1.
type DateOrder string

// The orders. Without one, such dates are refused.
const (
	AnyOrder     DateOrder = ""
	YearMonthDay DateOrder = "ymd"
	DayMonthYear DateOrder = "dmy"
	MonthDayYear DateOrder = "mdy"
)

// ParseDateOrder reads ymd, dmy, mdy, or nothing.
func ParseDateOrder(s string) (DateOrder, error) {
	switch o := DateOrder(strings.ToLower(strings.TrimSpace(s))); o {
	case AnyOrder, YearMonthDay, DayMonthYear, MonthDayYear:
		return o, nil
	}
	return AnyOrder, fault.New(fault.Invalid, "dates_order", "order", cut(s, 20))
}

// Days of a spreadsheet count from 1899-12-30; those of an old Mac's 1462 days later.
const (
	epochDay = 25569 // 1970-01-01
	macDays  = 1462
	firstDay = 20000 // 1954
	lastDay  = 80000 // 2119
)

var (
	fraction = regexp.MustCompile(`(:\d\d)\.\d+`)
	weekday  = regexp.MustCompile(`[(（]?(星期|周|礼拜)[一二三四五六日天][)）]?`)
	half     = regexp.MustCompile(`上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|\b[AP]\.?M\b\.?|[AP]M`)
	parted   = regexp.MustCompile(`^(\d{1,4})-(\d{1,2})-(\d{1,4})(?:[T ](.*))?$`)
	joined   = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)(?:[T ]?(.*))?$`)
	clock    = regexp.MustCompile(`^(\d{1,2}):?(?:(\d{1,2})(?::?(\d{1,2}))?)?$`)
	marks    = strings.NewReplacer("年", "-", "月", "-", "日", " ", "号", " ", "时", ":", "点", ":", "分", ":", "秒", "",
		"/", "-", ".", "-")
)

// ParseTime reads an instant as people and programs write it, in Chinese time where no zone is given: 2019/4/25
// 9:32:09, 2019年4月25日 下午3时5分, 20190425, 06/26/2018 10:58:54 AM, ISO 8601, and a spreadsheet's day number. A date whose
// order cannot be seen is refused unless the order is given. It gives Unix microseconds, 0 for nothing.
func ParseTime(s string, order DateOrder) (calendar.Instant, error) {
	t := strings.ToUpper(narrow(strings.TrimSpace(s)))
	if t == "" {
		return 0, nil
	}
	bad := fault.New(fault.Invalid, "time_unread", "value", cut(s, 40)).On("time")
	if n, err := strconv.ParseFloat(t, 64); err == nil && !(n > 19000000 && onlyDigits(t)) {
		return dayNumber(n, false, bad)
	}
	if x, err := time.Parse(time.RFC3339Nano, t); err == nil {
		return calendar.Of(x), nil
	}
	t = weekday.ReplaceAllString(fraction.ReplaceAllString(t, "$1"), " ")
	halves := half.FindAllString(t, -1)
	if len(halves) > 1 {
		return 0, bad
	}
	named := strings.Contains(t, "年")
	t = strings.TrimRight(strings.Join(strings.Fields(marks.Replace(half.ReplaceAllString(t, " "))), " "), ": -")
	year, month, day, rest, known := 0, 0, 0, "", true
	if m := parted.FindStringSubmatch(t); m != nil {
		year, month, day, known = inOrder(m[1], m[2], m[3], order, named)
		rest = m[4]
	} else if m := joined.FindStringSubmatch(t); m != nil {
		year, month, day, rest = small(m[1]), small(m[2]), small(m[3]), m[4]
	} else {
		return 0, bad
	}
	if !known {
		return 0, fault.New(fault.Invalid, "time_ambiguous", "value", cut(s, 40)).On("time")
	}
	seconds, ok := ofDay(strings.TrimSpace(rest), halves)
	x := time.Date(year, time.Month(month), day, 0, 0, 0, 0, china)
	if !ok || x.Year() != year || int(x.Month()) != month || x.Day() != day || year <= 1900 || year >= 2200 {
		return 0, bad
	}
	return calendar.Of(x.Add(time.Duration(seconds) * time.Second)), nil
}

// time is the instant in a field of a row. A number in a numeric cell is a day, counted as its workbook counts.
func (j *job) time(r Row, key string) (calendar.Instant, error) {
	s := j.at.of(r, key)
	i, _ := j.at.cell(key)
	n, err := strconv.ParseFloat(s, 64)
	if err == nil && r.Numeric(i) && n < 19000000 {
		return dayNumber(n, j.old, fault.New(fault.Invalid, "time_unread", "value", cut(s, 40)).On("time"))
	}
	return ParseTime(s, j.opts.Dates)
}

// dayNumber reads the number of a day and its fraction, by the local clock; old when days count from 1904.
func dayNumber(n float64, old bool, bad *fault.Error) (calendar.Instant, error) {
	if old {
		n += macDays
	}
	if math.IsNaN(n) || n < firstDay || n > lastDay {
		return 0, bad
	}
	return calendar.Instant(int64(math.Round((n-epochDay)*86400))*1e6 - 8*3600*1e6), nil
}

// inOrder says which of three numbers is what. Known is false when they can be read in two ways. Named is a date with
// its 年: the order is said, and only the century of a short year is left open.
func inOrder(a, b, c string, order DateOrder, named bool) (year, month, day int, known bool) {
	x, y, z := small(a), small(b), small(c)
	switch {
	case len(a) == 4:
		return x, y, z, true
	case len(a) > 2 || len(c) == 3:
		return 0, 0, 0, true
	case len(c) == 4 && order == DayMonthYear, len(c) == 4 && order != MonthDayYear && x > 12 && y <= 12:
		return z, y, x, true
	case len(c) == 4 && order == MonthDayYear, len(c) == 4 && (x == y || y > 12 && x <= 12):
		return z, x, y, true
	case len(c) == 4 || order == AnyOrder:
		return 0, 0, 0, false
	case named || order == YearMonthDay:
		return century(a), y, z, true
	case order == DayMonthYear:
		return century(c), y, x, true
	}
	return century(c), x, y, true
}

// century is the year that is written with two digits, 0 for one digit, which is no year.
func century(two string) int {
	y := small(two)
	switch {
	case len(two) != 2:
		return 0
	case y < 70:
		return 2000 + y
	}
	return 1900 + y
}

// ofDay reads the time of a day in seconds. Halves is the half of the day that is named with it, if any: 12 in the
// morning is midnight, 12 in the afternoon is noon.
func ofDay(s string, halves []string) (seconds int, ok bool) {
	if s == "" {
		return 0, len(halves) == 0
	}
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	hour, minute, second := small(m[1]), small(m[2]), small(m[3])
	if len(halves) > 0 {
		if hour, ok = halfDay(hour, strings.ReplaceAll(halves[0], ".", "")); !ok {
			return 0, false
		}
	}
	return hour*3600 + minute*60 + second, hour < 24 && minute < 60 && second < 60
}

func halfDay(hour int, which string) (int, bool) {
	switch which {
	case "下午", "傍晚", "PM":
		if hour < 12 {
			hour += 12
		}
		return hour, true
	case "晚上": // its twelve is midnight to one and noon to nobody
		if hour < 12 {
			hour += 12
		} else if hour == 12 {
			return 0, false
		}
		return hour, true
	case "中午":
		if hour < 3 {
			hour += 12
		}
		return hour, hour >= 11 && hour < 15
	}
	if hour == 12 {
		hour = 0
	}
	return hour, hour < 12
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// small is a number of a few digits; nothing is 0.
func small(s string) int {
	n, _ := strconv.Atoi(s) // digits only, and few
	return n
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

// whole undoes what a program does to a code that it took for a number: 430405.0 is 430405 again, and 4.30405009E+11
// with all its digits likewise. One that lost digits stays as it is: see Row.Damaged.
func whole(s string) string {
	t := narrow(s)
	if !strings.ContainsAny(t, ".") || strings.HasPrefix(t, "0") {
		return t
	}
	n, err := strconv.ParseFloat(t, 64)
	if err != nil || n != math.Trunc(n) || math.Abs(n) > 1<<53 || (Row{Cells: []string{t}}).Damaged(0) {
		return t
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}
