package learn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// speech are the words of four subjects, some of them shared.
var speech = map[string][]string{
	"市容": {"垃圾", "堆放", "小区门口", "清理", "臭味", "环卫"},
	"道路": {"路面", "坑洼", "井盖", "破损", "修补", "小区门口"},
	"照明": {"路灯", "不亮", "晚上", "黑", "灯泡", "修补"},
	"噪声": {"工地", "夜间", "施工", "噪声", "扰民", "晚上"},
}

func say(n int, seed uint64) (out []Example) {
	rng := rand.New(rand.NewPCG(seed, 7))
	labels := []string{"市容", "道路", "照明", "噪声"}
	for range n {
		l := labels[rng.IntN(len(labels))]
		var b strings.Builder
		for range 3 + rng.IntN(4) {
			of := l
			if rng.IntN(5) == 0 {
				of = labels[rng.IntN(len(labels))]
			}
			b.WriteString(speech[of][rng.IntN(6)])
		}
		out = append(out, Example{Title: speech[l][rng.IntN(6)], Text: b.String(), Label: l})
	}
	return out
}

func quiet(int, int) {}

func train(t testing.TB, of []Example) *Model {
	m, err := Train(context.Background(), of, quiet)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	return m
}

func TestLearns(t *testing.T) {
	t.Parallel()
	m, j, err := Judged(context.Background(), say(1500, 1), quiet)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	if !j.Better() || j.Examples != 300 || float64(j.Right)/300 < 0.85 || j.Among3 < j.Right || j.MacroF1 < 0.85 {
		t.Errorf("%+v", j)
	}
	// Sure of nine in ten, right in about nine of ten.
	var sure, right float64
	for _, e := range say(2000, 2) {
		s := m.Suggest(e, 1)[0]
		sure += s.Confidence
		if s.Label == e.Label {
			right++
		}
	}
	if math.Abs(sure-right)/2000 > 0.05 {
		t.Errorf("sure of %.0f of 2000, right in %.0f", sure, right)
	}
}

// TestShuffled: a machine whose labels say nothing of the texts is hardly ever taken for one that knows something,
// whatever the seed.
func TestShuffled(t *testing.T) {
	t.Parallel()
	better := 0
	for seed := range uint64(40) {
		of := say(600, seed)
		rng := rand.New(rand.NewPCG(seed, 9))
		rng.Shuffle(len(of), func(i, j int) { of[i].Label, of[j].Label = of[j].Label, of[i].Label })
		_, j, err := Judged(context.Background(), of, quiet)
		if err != nil {
			t.Fatal(err)
		}
		if j.Better() {
			better++
		}
	}
	if better > 5 { // a coin of one in twenty gives more than five of forty in one run of seventy
		t.Errorf("taken for better %d times of 40", better)
	}
}

// TestBlind: a machine that cannot read tells less: with every second character gone its figures fall.
func TestBlind(t *testing.T) {
	t.Parallel()
	of, blind := say(1500, 4), say(1500, 4)
	for i := range blind {
		blind[i].Title = ""
		var b strings.Builder
		for n, r := range []rune(blind[i].Text) {
			if n%4 == 0 {
				b.WriteRune(r)
			}
		}
		blind[i].Text = b.String()
	}
	_, sees, err := Judged(context.Background(), of, quiet)
	if err != nil {
		t.Fatal(err)
	}
	_, hardly, err := Judged(context.Background(), blind, quiet)
	if err != nil || hardly.MacroF1 > sees.MacroF1-0.1 {
		t.Errorf("%.3f, blind %.3f (%v)", sees.MacroF1, hardly.MacroF1, err)
	}
}

// TestWeights: of words that stand in equally many texts, one of a single label counts several times as much as one
// of all labels, and one that says little in between.
func TestWeights(t *testing.T) {
	t.Parallel()
	var of []Example
	for i := range 40 {
		e := Example{Label: "a", Text: "own"}
		if i%2 == 1 {
			e = Example{Label: "b"}
		}
		if i/2%2 == 0 {
			e.Text += " every"
		}
		if i%2 == 0 && i < 30 || i%2 == 1 && i < 10 {
			e.Text += " mostly"
		}
		of = append(of, e)
	}
	m := train(t, of)
	weight := func(word string) (w float32) {
		v, _ := m.vector(Example{Text: word}, nil)
		return m.weight[v.at[0]]
	}
	own, mostly, every := weight("own"), weight("mostly"), weight("every")
	if own < 3*every || mostly <= every || mostly >= own {
		t.Errorf("own %.2f, mostly %.2f, every %.2f", own, mostly, every)
	}
}

// TestNothingToLearn: labels that say nothing of the text are not better than the commonest, and the judgement says so.
func TestNothingToLearn(t *testing.T) {
	t.Parallel()
	of := say(600, 3)
	rng := rand.New(rand.NewPCG(5, 5))
	for i := range of {
		of[i].Label = "甲"
		if rng.IntN(10) == 0 {
			of[i].Label = "乙"
		}
	}
	_, j, err := Judged(context.Background(), of, quiet)
	if err != nil || j.Better() {
		t.Errorf("%+v %v", j, err)
	}
}

func TestTooFew(t *testing.T) {
	t.Parallel()
	for _, of := range [][]Example{nil, say(3, 1), {{Text: "a b", Label: "x"}}} {
		if m, _, err := Judged(context.Background(), of, quiet); m != nil || err != nil {
			t.Errorf("%d examples: %v %v", len(of), m, err)
		}
	}
	if s := train(t, say(200, 1)).Suggest(Example{Text: "\u200b，。!"}, 3); s != nil {
		t.Errorf("a text without a letter gets %v", s)
	}
}

func TestSameModel(t *testing.T) {
	of := say(400, 9)
	a := train(t, of).Bytes()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if b := train(t, of).Bytes(); !bytes.Equal(a, b) {
		t.Error("another model on one processor")
	}
}

func TestStops(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	if m, _, err := Judged(ctx, say(400, 1), func(int, int) { stop() }); m != nil || !errors.Is(err, context.Canceled) {
		t.Error(m, err)
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	m := train(t, say(300, 4))
	b := m.Bytes()
	back, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range say(50, 5) {
		if x, y := fmt.Sprint(m.Suggest(e, 4)), fmt.Sprint(back.Suggest(e, 4)); x != y {
			t.Fatalf("%s became %s", x, y)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		broken := bytes.Clone(b)
		broken[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if _, err := Parse(broken[:rapid.IntRange(len(b)-8, len(b)).Draw(t, "length")]); !errors.Is(err, ErrFile) {
			t.Fatal(err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = Parse(b) })
}

func BenchmarkSuggest(b *testing.B) {
	m := train(b, say(2000, 1))
	e := Example{Title: "路灯不亮", Text: strings.Repeat("中山北路与解放路交叉口东侧路灯坏了三天没有人修，晚上很黑。", 3)}
	for b.Loop() {
		m.Suggest(e, 3)
	}
}

func BenchmarkTrain(b *testing.B) {
	of := say(20_000, 1)
	for b.Loop() {
		train(b, of)
	}
}
