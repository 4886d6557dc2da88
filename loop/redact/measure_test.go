package redact

import (
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is measured: with XIAOHAO_MESSAGES, a folder of real messages (messages_*.csv with the columns 留言编号 and
// 留言详情), a half on which the tables were not fitted; without it messages that are written here. A row whose number
// ends in 7, 8 or 9 is never among them: those are for acceptance.
const (
	folder = "XIAOHAO_MESSAGES"
	half   = "XIAOHAO_MESSAGES_HALF" // "fit" for the other half, which whoever changes the tables may look at
	lines  = "XIAOHAO_MESSAGES_SHOW" // anything: what was missed and taken wrongly is shown
)

// TestPublicMeasured holds what is taken out of messages against what was planted in them.
func TestPublicMeasured(t *testing.T) {
	t.Parallel()
	texts, known := measured(t)
	if len(texts) < 300 {
		t.Fatalf("%d messages", len(texts))
	}
	seed := uint64(31)
	if os.Getenv(half) == "fit" {
		seed = 1
	}
	sown(seed, texts, 220)
	got := judge(texts, Find, known)
	t.Logf("%d messages\n%v", len(texts), got)
	if os.Getenv(lines) != "" {
		t.Log("missed:\n" + strings.Join(got.misses, "\n") + "\ntaken wrongly:\n" + strings.Join(got.wrongs, "\n"))
	}
	for _, x := range got.fails() {
		t.Error(x)
	}
	everything := func(s string) []Found {
		return []Found{{Phone, 0, len(s), "［电话］"}, {Name, 0, len(s), "［姓名］"}}
	}
	if fails := judge(texts, everything, known).fails(); len(fails) < 3 {
		t.Errorf("who masks everything fails only in %q", fails)
	}
	nobody := func(string) []Found { return nil }
	if fails := judge(texts, nobody, known).fails(); len(fails) < 3 {
		t.Errorf("who masks nothing fails only in %q", fails)
	}
}

// measured gives messages, and who knows what stood in them.
func measured(t *testing.T) ([]planted, func(string, Kind, string) bool) {
	dir := os.Getenv(folder)
	if dir == "" {
		var out []planted
		for i := range 600 {
			out = append(out, planted{text: message(i), clean: message(i)})
		}
		return out, nil
	}
	return residents(t, dir, os.Getenv(half) == "fit"), judged(t)
}

// residents gives the second six hundred of a half of the real messages; the first of either half were read.
func residents(t *testing.T, dir string, fit bool) []planted {
	all := everyReal(t, dir, fit)
	return all[min(600, len(all)):min(1200, len(all))]
}

// everyReal gives all of a half, in an order that has nothing to do with what they say.
func everyReal(t *testing.T, dir string, fit bool) (out []planted) {
	t.Helper()
	seen := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(dir, "messages_*.csv"))
	for _, name := range files {
		for _, row := range table(t, name) {
			id, text := row["留言编号"], strings.TrimSpace(row["留言详情"])
			if id == "" || text == "" || strings.ContainsAny(id[len(id)-1:], "789") || seen[text] ||
				hash(text)%2 == 0 != fit ||
				strings.Contains(text, "0000-0000") { // a number that whoever gave the file away has covered
				continue
			}
			seen[text] = true
			out = append(out, planted{text: text, clean: text, row: id})
		}
	}
	slices.SortFunc(out, func(a, b planted) int { return int(hash(a.text)>>2) - int(hash(b.text)>>2) })
	return out
}

func table(t *testing.T, name string) (out []map[string]string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		fields := map[string]string{}
		for i, c := range row[:min(len(row), len(rows[0]))] {
			fields[rows[0][i]] = c
		}
		out = append(out, fields)
	}
	return out
}

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return h.Sum32()
}

// judged is what a person who read the messages of the second half said is a name, a number or a door in them: hashes,
// for the messages are not the project's and what stands in them is personal.
func judged(t *testing.T) func(row string, k Kind, s string) bool {
	t.Helper()
	b, err := os.ReadFile("testdata/judged.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, x := range strings.Fields(string(b)) {
		all[x] = true
	}
	return func(row string, k Kind, s string) bool {
		return all[fmt.Sprintf("%08x", hash(row+"|"+grouped(k).String()+"|"+s))]
	}
}
