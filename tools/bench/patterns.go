package bench

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"xiaohao/platform/text/learn"
)

// Patterns measures on real messages what the program suggests: the class of a text, the unit that will answer,
// topics, duplicates. dir holds the files of docs/patterns.md; what is not there is left out and said.
func Patterns(ctx context.Context, dir string, out io.Writer) error {
	for _, part := range []struct {
		file string
		run  func(ctx context.Context, rows []map[string]string, out io.Writer) error
	}{
		{"messages_labelled.csv", classes("留言主题", "留言详情")},
		{"messages_labelled_tokens.csv", classes("", "tokens")},
		{"messages_replies.csv", answering},
		{"messages_topics.csv", topics},
	} {
		rows, err := table(filepath.Join(dir, part.file))
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(out, part.file, "is not there")
			continue
		}
		if err == nil {
			fmt.Fprintf(out, "%s, %d rows\n", part.file, len(rows))
			err = part.run(ctx, rows, out)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", part.file, err)
		}
	}
	return duplicates(dir, out)
}

// table reads a file with headings.
func table(path string) ([]map[string]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out, nil
}

// classes tells the class of each text by a model of the other four fifths.
func classes(title, text string) func(ctx context.Context, rows []map[string]string, out io.Writer) error {
	return func(ctx context.Context, rows []map[string]string, out io.Writer) error {
		var all []learn.Example
		for _, r := range rows {
			all = append(all, learn.Example{Title: r[title], Text: r[text], Label: r["一级分类"]})
		}
		start := time.Now()
		var said []string
		for fold := range 5 {
			var seen []learn.Example
			for i, e := range all {
				if i%5 != fold {
					seen = append(seen, e)
				}
			}
			m, err := learn.Train(ctx, seen, func(int, int) {})
			if err != nil {
				return err
			}
			for i := fold; i < len(all); i += 5 {
				said = append(said, m.Suggest(all[i], 1)[0].Label)
			}
		}
		var is []string
		for fold := range 5 {
			for i := fold; i < len(all); i += 5 {
				is = append(is, all[i].Label)
			}
		}
		f1, right := learn.F1(is, said)
		fmt.Fprintf(out, "  class, 5 folds: macro-F1 %.4f, accuracy %.4f (%.1f s)\n", f1, right,
			time.Since(start).Seconds())
		return nil
	}
}

// answering tells the unit that answered, on the last fifth by time.
func answering(ctx context.Context, rows []map[string]string, out io.Writer) error {
	type dated struct {
		at string
		learn.Example
	}
	var all []dated
	for _, r := range rows {
		if u := answeredBy(r["留言主题"], r["答复意见"]); u != "" {
			all = append(all, dated{daysOf(r["留言时间"]), learn.Example{Title: r["留言主题"], Text: r["留言详情"], Label: u}})
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return cmp.Compare(a.at, b.at) })
	var of []learn.Example
	units := map[string]int{}
	for _, d := range all {
		of = append(of, d.Example)
		units[d.Label]++
	}
	start := time.Now()
	_, j, err := learn.Judged(ctx, of, func(int, int) {})
	if err != nil {
		return err
	}
	n := float64(max(1, j.Examples))
	fmt.Fprintf(out, "  answering unit: read from %d of %d replies, %d units; "+
		"last fifth (%d): first %.3f, among three %.3f, by the commonest %.3f (%.1f s)\n",
		len(all), len(rows), len(units), j.Examples, float64(j.Right)/n, float64(j.Among3)/n, float64(j.Majority)/n,
		time.Since(start).Seconds())
	return nil
}

// daysOf makes a date comparable: "2019/4/25 9:32:09" and "2019-04-25 09:32:09" alike.
func daysOf(s string) string {
	day, clock, _ := strings.Cut(s, " ")
	return padded(day, "/-") + " " + padded(clock, ":")
}

func padded(s, separators string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
	for i, p := range parts {
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	return strings.Join(parts, "-")
}
