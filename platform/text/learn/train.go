package learn

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	cost    = 8.0     // of a mistake against a wide margin; 3 to 32 give the same within a point
	passes  = 30      // over all examples at most
	settled = 0.01    // a pass that moved nothing further ends the training
	least   = 5       // examples a label needs to be learnt
	room    = 1 << 24 // weights of all labels together: 64 MB
)

// Train learns labels from examples. Labels with fewer than five examples are left out; with fewer than two labels
// left it gives nil: there is nothing to tell apart. It uses all processors and ends with ctx's error when ctx ends;
// tell hears of labels done and labels in all.
func Train(ctx context.Context, examples []Example, tell func(done, all int)) (*Model, error) {
	labels, of := labelled(examples)
	if len(labels) < 2 {
		return nil, nil
	}
	xs, ys := make([]vector, len(of)), make([]int, len(of))
	for i, e := range of {
		ys[i], _ = slices.BinarySearch(labels, e.Label)
	}
	m := &Model{Labels: labels, sharp: 1, features: *weigh(of, ys, len(labels), sizeFor(len(labels)))}
	var scratch []uint32
	for i, e := range of {
		xs[i], scratch = m.vector(e, scratch)
	}
	m.weights = make([]float32, len(labels)<<m.size)
	var next, done atomic.Int64
	var told sync.Mutex
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(labels)) {
		group.Go(func() {
			for k := int(next.Add(1) - 1); k < len(labels) && ctx.Err() == nil; k = int(next.Add(1) - 1) {
				for b, w := range against(ctx, xs, ys, k, 1<<m.size) {
					m.weights[b*len(labels)+k] = w
				}
				told.Lock()
				tell(int(done.Add(1)), len(labels))
				told.Unlock()
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return m, nil
}

// labelled gives the labels that can be learnt, in order, and their examples.
func labelled(examples []Example) (labels []string, of []Example) {
	n := map[string]int{}
	for _, e := range examples {
		n[e.Label]++
	}
	for l, n := range n {
		if l != "" && n >= least {
			labels = append(labels, l)
		}
	}
	slices.Sort(labels)
	for _, e := range examples {
		if _, ok := slices.BinarySearch(labels, e.Label); ok {
			of = append(of, e)
		}
	}
	return labels, of
}

// sizeFor is the size of the table: 2^18 buckets, fewer when there are many labels.
func sizeFor(labels int) int {
	size := 18
	for size > 14 && labels<<size > room {
		size--
	}
	return size
}

// against trains one label against all others: a linear machine with squared hinge loss by dual coordinate descent
// (Hsieh, Chang, Lin, Keerthi and Sundararajan, A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML
// 2008, algorithm 1).
func against(ctx context.Context, xs []vector, ys []int, label, buckets int) []float32 {
	w := make([]float32, buckets)
	alpha := make([]float64, len(xs))
	order := make([]int, len(xs))
	for i := range order {
		order[i] = i
	}
	const diagonal = 1 / (2 * cost)
	rng := rand.New(rand.NewPCG(uint64(label), uint64(len(xs))))
	for range passes {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		moved := 0.0
		for _, i := range order {
			x, y := &xs[i], -1.0
			if ys[i] == label {
				y = 1
			}
			gradient := y*x.dot(w) - 1 + diagonal*alpha[i]
			was := alpha[i]
			alpha[i] = max(0, was-gradient/(1+diagonal))
			if d := float32((alpha[i] - was) * y); d != 0 {
				moved = max(moved, float64(max(d, -d)))
				for j, b := range x.at {
					w[b] += d * x.by[j]
				}
			}
		}
		if moved < settled || ctx.Err() != nil {
			break
		}
	}
	return w
}

func (v *vector) dot(w []float32) float64 {
	var sum float32
	for j, b := range v.at {
		sum += w[b] * v.by[j]
	}
	return float64(sum)
}
