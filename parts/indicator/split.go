package indicator

import (
	"math/big"
	"slices"
)

// Split parts a total by weights, exactly: every part is a multiple of step but one, and they add up to the total to
// the
// last ten-thousandth (the method of the largest remainder, ties to the earlier one). Weights below 0 count as 0; where
// all are 0 the parts are equal.
func Split(total Amount, weights []int64, step Amount) []Amount {
	if len(weights) == 0 {
		return nil
	}
	if total < 0 {
		out := Split(-total, weights, step)
		for i := range out {
			out[i] = -out[i]
		}
		return out
	}
	step = max(step, 1)
	w, sum := make([]*big.Int, len(weights)), new(big.Int)
	for i, n := range weights {
		w[i] = big.NewInt(max(n, 0))
		sum.Add(sum, w[i])
	}
	if sum.Sign() == 0 {
		for i := range w {
			w[i] = big.NewInt(1)
		}
		sum.SetInt64(int64(len(w)))
	}
	units, crumb := total/step, total%step
	out, rests, left := make([]Amount, len(w)), make([]*big.Int, len(w)), units
	for i := range w {
		q, r := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(int64(units)), w[i]), sum, new(big.Int))
		out[i], rests[i] = Amount(q.Int64())*step, r
		left -= Amount(q.Int64())
	}
	order := make([]int, len(w))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rests[b].Cmp(rests[a]) })
	for i := range left {
		out[order[i]] += step
	}
	out[order[0]] += crumb
	return out
}
