package bench

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"xiaohao/loop/calendar"
	"xiaohao/platform/text/alike"
)

// ownFile holds messages written for this project, in the order they come: which thing each is about, hours, metres
// east and north of a point, nothing where the device knew no place.
//
//go:embed testdata/messages.csv
var ownFile string

// message is one of them.
type message struct {
	alike.Report
	thing string
}

func ownMessages() ([]message, error) {
	rows, err := csv.NewReader(strings.NewReader(ownFile)).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []message
	for _, r := range rows[1:] {
		hours, err := strconv.ParseInt(r[1], 10, 64)
		if err != nil {
			return nil, err
		}
		m := message{thing: r[0], Report: alike.Report{At: calendar.Instant(hours * 3600e6), Category: r[4],
			Text: alike.Read(r[5], "", r[6])}}
		if r[2] != "" {
			east, _ := strconv.ParseFloat(r[2], 64)
			north, _ := strconv.ParseFloat(r[3], 64)
			m.Lat, m.Lng, m.Placed = 26.9+north/111_195, 112.6+east/99_160, true
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b message) int { return cmp.Compare(a.At, b.At) })
	return out, nil
}

// comparison is how two reports are held against each other.
type comparison func(a, b *alike.Report, w alike.Weights, r alike.Rules) alike.Likeness

// retold reports the messages one after the other among those before them. counts is what the city has learnt before
// the first; each message is counted after it was asked about.
func retold(list []message, counts *alike.Counts, compare comparison) []suggested {
	var out []suggested
	for i := range list {
		c, s := &list[i], suggested{}
		type rated struct {
			score float64
			right bool
		}
		var all []rated
		for j := range list[:i] {
			right := list[j].thing == c.thing
			if right {
				s.marked = true
				s.wanted++
			}
			all = append(all, rated{compare(&c.Report, &list[j].Report, counts, usual).Score, right})
		}
		slices.SortStableFunc(all, func(a, b rated) int { return cmp.Compare(b.score, a.score) })
		for _, x := range all[:min(5, len(all))] {
			s.scores, s.right = append(s.scores, x.score), append(s.right, x.right)
		}
		counts.Add(c.Text)
		out = append(out, s)
	}
	return out
}
