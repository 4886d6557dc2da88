package bench

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/text/alike"
)

// duplicates measures on a city's own marks, and on pairs of messages that a person read, how well it is told which
// reports are of one thing. Files that are not in dir are left out and said.
func duplicates(dir string, out io.Writer) error {
	for _, part := range []func(string, io.Writer) error{boston, readPairs} {
		switch err := part(dir, out); {
		case os.IsNotExist(err):
			fmt.Fprintln(out, "  left out:", err)
		case err != nil:
			return err
		}
	}
	return nil
}

// What is compared, as the policy that a city begins with says it. The window is of the measure alone: an equal case
// was reported, and not longer closed than, so many days before.
var (
	byDefault     = policy.Default().Pattern.Reach("")
	usual         = alike.Rules{Radius: float64(byDefault.Radius), Span: int64(byDefault.Days) * 86400e6}
	byDefaultShow = policy.Default().Pattern.Show
	windowDays    = 14
)

// bostonCase is one case as it stood when another was reported.
type bostonCase struct {
	alike.Report
	id, parent string
	marked     bool
	closed     calendar.Instant // 0 for still open
}

func boston(dir string, out io.Writer) error {
	f, err := os.Open(filepath.Join(dir, "boston311.csv.gz"))
	if err != nil {
		return err
	}
	defer f.Close()
	cases, err := bostonCases(f)
	if err != nil {
		return fmt.Errorf("boston311.csv.gz: %w", err)
	}
	began := time.Now()
	seen := replay(cases)
	fmt.Fprintf(out, "  Boston: %d cases, %.1f s; window %d days, %.0f m\n", len(cases), time.Since(began).Seconds(),
		windowDays, usual.Radius)
	sum := 0
	for _, s := range seen {
		if s.marked && s.wanted > 0 {
			sum++
		}
	}
	fmt.Fprintf(out, "  marked duplicates that have their like within the window: %d\n", sum)
	fmt.Fprintln(out, "  from score  among 1  among 5  shown for unmarked")
	for _, from := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
		one, five, shown := judge(seen, from)
		fmt.Fprintf(out, "  %10.2f  %7.3f  %7.3f  %18.3f\n", from, one, five, shown)
	}
	return nil
}

// suggested is what was found for one case: the scores of the best five, and which of them it was marked as a
// duplicate of.
type suggested struct {
	marked bool
	wanted int // cases within the window that it may be a duplicate of
	scores []float64
	right  []bool
}

// judge gives the recall among the first one and five, and how often something is shown for unmarked cases, from a
// score on.
func judge(list []suggested, from float64) (one, five, shown float64) {
	var marked, first, among, unmarked, disturbed float64
	for _, s := range list {
		if !s.marked {
			unmarked++
			if len(s.scores) > 0 && s.scores[0] >= from {
				disturbed++
			}
			continue
		}
		if s.wanted == 0 {
			continue
		}
		marked++
		for i, right := range s.right {
			if right && s.scores[i] >= from {
				among++
				if i == 0 {
					first++
				}
				break
			}
		}
	}
	return first / max(1, marked), among / max(1, marked), disturbed / max(1, unmarked)
}

// replay reports the cases one after the other and looks each time among those that were open or lately closed.
func replay(cases []*bostonCase) []suggested {
	counts := &alike.Counts{}
	grid := map[[2]int][]*bostonCase{}
	square := func(c *bostonCase) [2]int {
		return [2]int{int(math.Floor(c.Lat / 0.003)), int(math.Floor(c.Lng / 0.004))}
	}
	byID := map[string]*bostonCase{}
	var out []suggested
	for _, c := range cases {
		var near []*bostonCase
		if c.Placed {
			at := square(c)
			for _, d := range [][2]int{{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 0}, {0, 1}, {1, -1}, {1, 0}, {1, 1}} {
				near = append(near, grid[[2]int{at[0] + d[0], at[1] + d[1]}]...)
			}
		}
		out = append(out, suggest(c, near, byID[c.parent], counts))
		counts.Add(c.Text)
		if byID[c.id] = c; c.Placed {
			grid[square(c)] = append(grid[square(c)], c)
		}
	}
	return out
}

func suggest(c *bostonCase, near []*bostonCase, parent *bostonCase, counts *alike.Counts) suggested {
	type rated struct {
		of *bostonCase
		alike.Likeness
	}
	window := int64(windowDays) * 86400e6
	var list []rated
	s := suggested{marked: c.marked}
	equal := map[*bostonCase]bool{}
	for _, p := range near {
		if p.closed != 0 && p.closed < c.At.Plus(-window) {
			continue
		}
		l := alike.Compare(&c.Report, &p.Report, counts, usual)
		list = append(list, rated{p, l})
		if parent == nil && l.Category && l.Metres <= usual.Radius && l.Gap <= window || p == parent {
			equal[p] = true
		}
	}
	s.wanted = len(equal)
	slices.SortFunc(list, func(a, b rated) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.of.At, a.of.At), cmp.Compare(a.of.id, b.of.id))
	})
	for _, r := range list[:min(5, len(list))] {
		s.scores, s.right = append(s.scores, r.Score), append(s.right, equal[r.of])
	}
	return s
}

func bostonCases(r io.Reader) ([]*bostonCase, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(z)
	head, err := rows.Read()
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, name := range head {
		at[name] = i
	}
	var out []*bostonCase
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		get := func(name string) string { return strings.TrimSpace(row[at[name]]) }
		c := &bostonCase{id: get("case_enquiry_id"), marked: get("dup_flag_derived") == "1",
			closed: bostonTime(get("closed_dt"))}
		c.parent, _, _ = strings.Cut(get("dup_parent_derived"), ".")
		c.Lat, _ = strconv.ParseFloat(get("latitude"), 64)
		c.Lng, _ = strconv.ParseFloat(get("longitude"), 64)
		c.Placed, c.At, c.Category = alike.Placed(c.Lat, c.Lng), bostonTime(get("open_dt")), get("type")
		c.Text = alike.Read(get("location"), get("case_title"), "")
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b *bostonCase) int { return cmp.Compare(a.At, b.At) })
	return out, nil
}

func bostonTime(s string) calendar.Instant {
	t, err := time.Parse(time.DateTime, s)
	if err != nil {
		return 0
	}
	return calendar.Of(t)
}
