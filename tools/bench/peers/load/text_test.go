package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func texts(t *testing.T) *generator {
	t.Helper()
	g, err := newGenerator()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestSameTexts holds the texts to a sum, so that a later run measures what an earlier one did.
func TestSameTexts(t *testing.T) {
	t.Parallel()
	g, h := texts(t), fnv.New64a()
	for i := range 2000 {
		a, b := g.report(i), g.report(i)
		if a != b {
			t.Fatalf("report %d: %+v, then %+v", i, a, b)
		}
		fmt.Fprintln(h, a)
	}
	if got, want := h.Sum64(), uint64(716953737813400949); got != want {
		t.Errorf("the texts have changed: %d, were %d. Figures of README.md from before cannot be compared any more.",
			got, want)
	}
}

// TestReportsAreLikeReports looks at every report as a target will: within its limits, with a village's code, in
// Hengyang.
func TestReportsAreLikeReports(t *testing.T) {
	t.Parallel()
	g := texts(t)
	seen := map[string]int{}
	found := map[string]int{}
	const n = 20000
	for i := range n {
		r := g.report(i)
		seen[r.Text]++
		if c := utf8.RuneCountInString(r.Text); c < 15 || c > 150 {
			t.Fatalf("report %d has %d characters: %s", i, c, r.Text)
		}
		if len(r.Area) != 12 || !strings.HasPrefix(r.Area, "4304") || strings.HasSuffix(r.Area, "000") {
			t.Fatalf("report %d: %s is no village of Hengyang", i, r.Area)
		}
		if r.Lat < 26.8 || r.Lat > 27 || r.Lng < 112.5 || r.Lng > 112.7 ||
			strings.ContainsAny(r.Text+r.Title+r.Place, "\t\n\\'") {
			t.Fatalf("report %d: %+v", i, r)
		}
		for _, w := range rare {
			found[w] += strings.Count(r.Text, w)
		}
		for _, x := range troubles {
			found[x.word] += min(strings.Count(r.Text, x.word), 1)
		}
	}
	if len(seen) < n*99/100 {
		t.Errorf("only %d of %d texts differ", len(seen), n)
	}
	for _, w := range rare {
		if found[w] != n/rarely/len(rare) {
			t.Errorf("%s stands in %d texts, want %d", w, found[w], n/rarely/len(rare))
		}
	}
	for _, x := range troubles {
		if c := found[x.word]; c < n/20 || c > n/5 || !strings.Contains(x.text, x.word) {
			t.Errorf("%s stands in %d texts, want about a tenth", x.word, c)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		for _, w := range []string{common(r), seldom(r)} {
			if utf8.RuneCountInString(w) != 2 {
				t.Fatalf("%s has not two characters", w)
			}
		}
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	count := make([]int, len(states))
	for i := range 1000 {
		count[state(i)]++
	}
	if fmt.Sprint(count) != "[400 200 400]" {
		t.Error(count)
	}
}
