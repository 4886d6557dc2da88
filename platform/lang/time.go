package lang

import (
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/calendar"
)

// zone is the time of all of China; it has had no summer time since 1991 and needs no zone database.
var zone = time.FixedZone("UTC+8", 8*3600)

// Instants here are Unix microseconds, as everywhere in the product; 0 means "not yet" and shows as nothing.

func at(us calendar.Instant) time.Time { return us.Time().In(zone) }

// Date is a day: 2026年11月23日, 23 Nov 2026.
func Date(lang string, us calendar.Instant) string {
	if us == 0 {
		return ""
	}
	if lang == En {
		return at(us).Format("2 Jan 2006")
	}
	return at(us).Format("2006年1月2日")
}

// DateTime is a minute: 2026年11月23日 17:00, 23 Nov 2026 17:00.
func DateTime(lang string, us calendar.Instant) string {
	if us == 0 {
		return ""
	}
	return Date(lang, us) + " " + at(us).Format("15:04")
}

// ISO is the same instant for the attribute datetime of the HTML element time.
func ISO(us calendar.Instant) string {
	if us == 0 {
		return ""
	}
	return at(us).Format(time.RFC3339)
}

// Input is an instant as the HTML input type datetime-local writes it; ParseInput reads it back.
func Input(us calendar.Instant) string {
	if us == 0 {
		return ""
	}
	return at(us).Format("2006-01-02T15:04")
}

// ParseInput reads what a date or datetime-local input sends. A date alone means the end of its office hours, 17:00.
func ParseInput(s string) (us calendar.Instant, ok bool) {
	if s == "" {
		return 0, true
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return calendar.Of(t), true
		}
	}
	t, err := time.ParseInLocation("2006-01-02", s, zone)
	if err != nil {
		return 0, false
	}
	return calendar.Of(t.Add(17 * time.Hour)), true
}

// Due says until when: "今天 17:00 前", "by 17:00 today". A deadline that has passed is named without "by".
func Due(lang string, now, due calendar.Instant) string {
	if due == 0 {
		return ""
	}
	key := "due.by"
	if due < now {
		key = "due.was"
	}
	return T(lang, key, map[string]string{"when": When(lang, now, due)})
}

// When names an instant as near as people say it: "今天 17:00", "明天 9:00", "11月26日 17:00", with the year only if it is
// another one.
func When(lang string, now, us calendar.Instant) string {
	if us == 0 {
		return ""
	}
	n, d := at(now), at(us)
	clock := d.Format("15:04")
	days := day(d) - day(n)
	if key := map[int64]string{-1: "day.yesterday", 0: "day.today", 1: "day.tomorrow"}[days]; key != "" {
		return T(lang, key, map[string]string{"clock": clock})
	}
	if n.Year() != d.Year() {
		return DateTime(lang, us)
	}
	if lang == En {
		return d.Format("2 Jan") + " " + clock
	}
	return d.Format("1月2日") + " " + clock
}

// Left says how much time there is, by the clock on the wall: "还剩 3 小时", "已超期 2 天".
func Left(lang string, now, due calendar.Instant) string {
	switch {
	case due == 0:
		return ""
	case due < now:
		return T(lang, "left.over", map[string]string{"time": span(lang, now.Since(due))})
	}
	return T(lang, "left.more", map[string]string{"time": span(lang, due.Since(now))})
}

// LeftWorking says the same in working time: minutes left (negative when over) and the minutes of a working day.
func LeftWorking(lang string, minutes, perDay int64) string {
	key := "left.more"
	if minutes < 0 {
		key, minutes = "left.over", -minutes
	}
	return T(lang, key, map[string]string{"time": Working(lang, minutes, perDay)})
}

// Working is a stretch of working time: "3 个工作小时", "2 个工作日"; perDay is the minutes of a working day.
func Working(lang string, minutes, perDay int64) string {
	switch {
	case perDay > 0 && minutes >= perDay:
		return count(lang, "span.working_day", minutes/perDay)
	case minutes >= 60:
		return count(lang, "span.working_hour", minutes/60)
	}
	return count(lang, "span.working_minute", minutes)
}

// Ago says how long ago something was: "刚刚", "3 小时前", and the day once it is more than a week.
func Ago(lang string, now, us calendar.Instant) string {
	switch d := now.Since(us); {
	case us == 0:
		return ""
	case d < 60e6:
		return T(lang, "ago.now", nil)
	case d < 7*dayµs:
		return T(lang, "ago.past", map[string]string{"time": span(lang, d)})
	}
	return When(lang, now, us)
}

const dayµs = 24 * 3600 * 1_000_000

// span is a stretch of time in its largest whole unit, at least a minute.
func span(lang string, us int64) string {
	switch {
	case us >= dayµs:
		return count(lang, "span.day", int64(us)/dayµs)
	case us >= 3600e6:
		return count(lang, "span.hour", int64(us)/3600e6)
	}
	return count(lang, "span.minute", max(int64(us)/60e6, 1))
}

// limits are the units in which policy writes limits: working days, hours and minutes, then days, hours and minutes
// by the clock.
var limits = []struct{ suffix, key string }{
	{"wd", "span.working_day"}, {"wh", "span.working_hour"}, {"wm", "span.working_minute"}, {"d", "span.day"},
	{"h", "span.hour"}, {"m", "span.minute"},
}

// Limit spells out a limit as policy writes it: "2wd" is "2 个工作日". Anything else stays as it is.
func Limit(lang, s string) string {
	for _, l := range limits {
		if digits, ok := strings.CutSuffix(s, l.suffix); ok {
			if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
				return count(lang, l.key, n)
			}
		}
	}
	return s
}

// count is a number with its unit; one has a word of its own, because English needs it.
func count(lang, key string, n int64) string {
	if n == 1 {
		key += ".one"
	}
	return T(lang, key, map[string]string{"n": strconv.FormatInt(n, 10)})
}

// day numbers the days by the calendar of the zone.
func day(t time.Time) int64 {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// ClockOff says by how many seconds a phone's clock was off; a negative number is slow.
func ClockOff(lang string, seconds int64) string {
	key, n := "inspect.clock_fast", seconds
	if n < 0 {
		key, n = "inspect.clock_slow", -n
	}
	about := map[string]string{"n": strconv.FormatInt((n+30)/60, 10), "unit": "@inspect.minutes"}
	if n >= 2*86400 {
		about = map[string]string{"n": strconv.FormatInt((n+43200)/86400, 10), "unit": "@inspect.days"}
	} else if n >= 7200 {
		about = map[string]string{"n": strconv.FormatInt((n+1800)/3600, 10), "unit": "@inspect.hours"}
	}
	return T(lang, key, about)
}
