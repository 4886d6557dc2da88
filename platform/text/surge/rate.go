package surge

import "math"

// Interval is what a rate of k in n may really be: Wilson's score interval at 95 %, which stays honest for few cases
// and for none (Wilson, JASA 1927).
func Interval(k, n int64) (lo, hi float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(k)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	lo, hi = (mid-half)/(1+z*z/m), (mid+half)/(1+z*z/m)
	if k == 0 {
		lo = 0
	}
	if k == n {
		hi = 1
	}
	return lo, hi
}

// chance is how likely k or more of n now would have failed if now and before were alike: Fisher's exact test on one
// side. It is 1 where the rate did not rise, which is never too small.
func chance(now, before Count) float64 {
	if now.Checked == 0 || before.Checked == 0 || now.Failed*before.Checked <= before.Failed*now.Checked {
		return 1
	}
	all, failed := now.Checked+before.Checked, now.Failed+before.Failed
	whole := choose(all, now.Checked)
	term := math.Exp(choose(failed, now.Failed) + choose(all-failed, now.Checked-now.Failed) - whole)
	sum := 0.0
	for k := now.Failed; term > sum*1e-12; k++ {
		sum += term
		if k == failed || k == now.Checked {
			break
		}
		term *= float64(failed-k) / float64(k+1) * float64(now.Checked-k) / float64(all-failed-now.Checked+k+1)
	}
	return min(1, sum)
}

// together is how likely the k smallest of m chances, each even between 0 and 1, have a product of at most e^log: the
// rank truncated product of Dudbridge and Koeleman (Genetic Epidemiology 25, 2003, formula 1), integrated over where
// the next smallest lies.
func together(m, k int, log float64) float64 {
	if log >= 0 {
		return 1
	}
	inner := func(t float64) float64 { // product of k even chances below t at most e^log
		over := float64(k)*math.Log(t) - log
		if over <= 0 {
			return math.Exp(float64(k) * math.Log(t))
		}
		sum, term := 0.0, 1.0
		for s := range k {
			sum += term
			term *= over / float64(s+1)
		}
		return math.Exp(log) * sum
	}
	if k == m {
		return min(1, inner(1))
	}
	// Over u = log t: what matters lies where t is small.
	const steps = 200
	lo := log / float64(k) * 1.5
	f := func(u float64) float64 {
		t := math.Exp(u)
		return math.Exp(float64(m-k-1)*math.Log1p(-min(t, 1-1e-15))) * inner(t) * t
	}
	sum, h := f(lo)+f(0), -lo/steps
	for i := 1; i < steps; i++ {
		sum += f(lo+float64(i)*h) * float64(2+2*(i%2))
	}
	return min(1, sum*h/3*math.Exp(choose(int64(m), int64(k+1)))*float64(k+1))
}

// choose is the logarithm of n over k.
func choose(n, k int64) float64 {
	lg := func(x int64) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return lg(n) - lg(k) - lg(n-k)
}
