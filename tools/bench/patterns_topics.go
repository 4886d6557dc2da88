package bench

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/parts/topic"
)

// topics prints the twenty hottest topics of messages with likes, all days alike.
func topics(_ context.Context, rows []map[string]string, out io.Writer) error {
	var voices []topic.Voice
	titles := map[int64]string{}
	for _, r := range rows {
		at, err := instant(r["留言时间"])
		if err != nil {
			return err
		}
		id, err := strconv.ParseInt(r["留言编号"], 10, 64)
		if err != nil {
			return err
		}
		likes, _ := strconv.ParseInt(r["点赞数"], 10, 64)
		v := topic.Voice{ID: id, At: calendar.Of(at), Title: r["留言主题"], Text: r["留言详情"], Who: r["留言用户"], Likes: likes}
		voices = append(voices, v)
		titles[id] = v.Title
	}
	start := time.Now()
	groups := topic.Find(voices, 0, 3)
	took := time.Since(start)
	in := 0
	for _, g := range groups {
		in += len(g.Voices)
	}
	fmt.Fprintf(out,
		"  topics: %d of three messages and more, %d messages in them (%.1f s); the hottest, all days alike:\n",
		len(groups), in, took.Seconds())
	for i, g := range groups[:min(20, len(groups))] {
		day := func(at calendar.Instant) string { return at.Time().In(calendar.China()).Format("2006-01-02") }
		fmt.Fprintf(out, "  %2d. heat %.1f, %d messages of %d people, %d likes, %s to %s: %s\n", i+1, g.Heat,
			len(g.Voices), g.People, g.Likes, day(g.From), day(g.To), g.Title)
		for _, id := range g.Voices[1:min(6, len(g.Voices))] {
			fmt.Fprintf(out, "        %d %s\n", id, titles[id])
		}
	}
	return nil
}

// instant reads a date as real files have it: with slashes or hyphens, with and without seconds, or the days since
// 1899-12-30 that a spreadsheet counts.
func instant(s string) (time.Time, error) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, calendar.China()).Add(time.Duration(n * float64(24*time.Hour))), nil
	}
	s = daysOf(s)
	for _, layout := range []string{"2006-01-02 15-04-05", "2006-01-02 15-04"} {
		if t, err := time.ParseInLocation(layout, s, calendar.China()); err == nil {
			return t, nil
		}
	}
	return time.ParseInLocation("2006-01-02 ", s, calendar.China())
}
