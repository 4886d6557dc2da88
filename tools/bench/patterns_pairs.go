package bench

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"xiaohao/platform/text/alike"
)

// pairsFile holds pairs of messages drawn over all degrees of similarity, each read by a person: 1 for one matter, 0
// for two. Of the messages only the numbers stand here, with t for the file of topics and r for that of replies.
//
//go:embed testdata/pairs.csv
var pairsFile string

// pair is two messages and what their reader said.
type pair struct {
	a, b string // "t188006"
	same bool
}

func pairs() ([]pair, error) {
	rows, err := csv.NewReader(strings.NewReader(pairsFile)).ReadAll()
	if err != nil {
		return nil, err
	}
	var out []pair
	for _, r := range rows[1:] {
		out = append(out, pair{r[0], r[1], r[2] == "1"})
	}
	return out, nil
}

// readPairs measures words alone: these messages have no coordinates, and the pairs were read without a look at the
// time.
func readPairs(dir string, out io.Writer) error {
	list, err := pairs()
	if err != nil {
		return err
	}
	texts, counts, err := messages(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "  Chinese pairs: %d\n  from score  recall  precision\n", len(list))
	for _, from := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
		recall, precision := toldAlike(list, texts, counts, from)
		fmt.Fprintf(out, "  %10.2f  %6.3f  %9.3f\n", from, recall, precision)
	}
	rows, err := table(filepath.Join(dir, "messages_topics.csv"))
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b map[string]string) int {
		return cmp.Compare(daysOf(a["留言时间"]), daysOf(b["留言时间"]))
	})
	for _, n := range []int{0, 20, 100, 1000} {
		young := &alike.Counts{}
		for _, r := range rows[:min(n, len(rows))] {
			young.Add(*texts["t"+r["留言编号"]])
		}
		recall, precision := toldAlike(list, texts, young, 0.5)
		fmt.Fprintf(out, "  in a city that has counted %4d messages, from 0.50: %.3f  %.3f\n", n, recall, precision)
	}
	return nil
}

// toldAlike measures the pairs whose texts are there.
func toldAlike(list []pair, texts map[string]*alike.Text, counts *alike.Counts,
	from float64) (recall, precision float64) {
	var scores []float64
	var same []bool
	for _, p := range list {
		a, b := texts[p.a], texts[p.b]
		if a == nil || b == nil {
			continue
		}
		scores, same = append(scores, alike.Compare(&alike.Report{Text: *a}, &alike.Report{Text: *b},
			counts, usual).Score), append(same, p.same)
	}
	return told(scores, same, from)
}

// told gives how many of those that are the same are said to be, and how many of those said to be are.
func told(scores []float64, same []bool, from float64) (recall, precision float64) {
	var is, said, right float64
	for i, s := range scores {
		if same[i] {
			is++
		}
		if s >= from {
			said++
			if same[i] {
				right++
			}
		}
	}
	return right / max(1, is), right / max(1, said)
}

// messages reads both files of messages, and counts their pieces.
func messages(dir string) (map[string]*alike.Text, *alike.Counts, error) {
	texts, counts := map[string]*alike.Text{}, &alike.Counts{}
	for _, name := range []string{"topics", "replies"} {
		path := filepath.Join(dir, "messages_"+name+".csv")
		if _, err := os.Stat(path); err != nil {
			return nil, nil, err
		}
		rows, err := table(path)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, r := range rows {
			t := alike.Read("", r["留言主题"], r["留言详情"])
			texts[name[:1]+r["留言编号"]] = &t
			counts.Add(t)
		}
	}
	return texts, counts, nil
}
