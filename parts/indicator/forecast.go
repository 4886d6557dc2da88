package indicator

import "math"

// Forecast carries a series on for more steps: the last value, and what a step brought on the mean, with half the width
// of the interval that holds the outcome in 95 of 100 cases. It is the plainest method that keeps a trend (a random
// walk
// with drift): it has nothing to be set, and its error grows both with the steps and with how little is known of the
// mean. ok is false for fewer than leastSteps steps: two points always lie on a line.
//
// For a figure whose spans add up give what each span brought; last is what there is so far.
func Forecast(last Amount, brought []Amount, more int) (v, wide Amount, ok bool) {
	n := len(brought)
	if n < leastSteps || more < 0 {
		return 0, 0, false
	}
	mean, square := 0.0, 0.0
	for _, b := range brought {
		mean += float64(b) / float64(n)
	}
	for _, b := range brought {
		square += (float64(b) - mean) * (float64(b) - mean)
	}
	m := float64(more)
	variance := square / float64(n-1) * (m + m*m/float64(n))
	at, half := float64(last)+m*mean, quantile(n-1)*math.Sqrt(variance)
	if math.Abs(at)+half > float64(math.MaxInt64/2) {
		return 0, 0, false
	}
	return Amount(math.Round(at)), Amount(math.Ceil(half)), true
}

// leastSteps is from how many steps a mean and its error are made.
const leastSteps = 3

// quantiles of Student's t for 97.5 %, by degrees of freedom from 1.
var quantiles = []float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
	2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045,
	2.042}

func quantile(df int) float64 {
	if df <= len(quantiles) {
		return quantiles[df-1]
	}
	return 1.96 + 2.5/float64(df) // within 0.002 of it from here on
}

// differences are the differences of a series.
func differences(list []Amount) (out []Amount) {
	for i := 1; i < len(list); i++ {
		out = append(out, list[i]-list[i-1])
	}
	return out
}
