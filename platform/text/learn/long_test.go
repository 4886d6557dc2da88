package learn

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkTrainLong trains on 100,000 texts of 400 characters under twelve labels, drawn as characters of a language
// are: a few of them often.
func BenchmarkTrainLong(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	zipf := rand.NewZipf(rng, 1.1, 5, 3000)
	of := make([]Example, 100_000)
	for i := range of {
		label := rng.IntN(12)
		text := make([]rune, 400)
		for j := range text {
			text[j] = '一' + rune(zipf.Uint64())
			if rng.IntN(20) == 0 {
				text[j] = '丁' + rune(4000+label*40+rng.IntN(60))
			}
		}
		of[i] = Example{Text: string(text), Label: string(rune('a' + label))}
	}
	for b.Loop() {
		train(b, of)
	}
}
