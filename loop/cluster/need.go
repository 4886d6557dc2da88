package cluster

import "math"

// Need is what a count is planned with.
type Need struct {
	Rate     float64 // the share that is expected
	Likeness float64 // the correlation within a cluster that is assumed
	People   float64 // in a cluster
	Half     float64 // the wanted half-width of the interval, as 0.05
}

// Most is how many clusters a plan asks for at most.
const Most = 1000

// Design is by how much the variance of a count in clusters is larger than that of as many people counted one by one.
func (n Need) Design() float64 { return 1 + max(0, n.People-1)*n.Likeness }

// Reach is the half-width that so many clusters give; 1 where there are too few for any.
func (n Need) Reach(clusters int) float64 {
	if clusters < Least || n.People <= 0 {
		return 1
	}
	people := float64(clusters) * n.People / n.Design()
	return min(1, student(float64(clusters-1))*math.Sqrt(n.Rate*(1-n.Rate)/people))
}

// Clusters is how many are needed for the half-width; 0 where not even Most are enough.
func (n Need) Clusters() int {
	lo, hi := Least, Most
	if n.Reach(hi) > n.Half {
		return 0
	}
	for lo < hi {
		if mid := (lo + hi) / 2; n.Reach(mid) <= n.Half {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// student is the quantile of Student's t that leaves 2.5 % above it, for any number of degrees of freedom; fewer
// than 2 count as 2 (Hill, Communications of the ACM 13, 1970, algorithm 396). It is right to three digits.
func student(n float64) float64 {
	const p = 0.05
	n = max(n, 2)
	a := 1 / (n - 0.5)
	b := 48 / (a * a)
	c := ((20700*a/b-98)*a-16)*a + 96.36
	d := ((94.5/(b+c)-3)/b + 1) * math.Sqrt(a*math.Pi/2) * n
	y := math.Pow(d*p, 2/n)
	if y <= 0.05+a {
		y = ((1/(((n+6)/(n*y)-0.089*d-0.822)*(n+2)*3)+0.5/(n+4))*y-1)*(n+1)/(n+2) + 1/y
		return math.Sqrt(n * y)
	}
	const x = -1.959963984540054
	if n < 5 {
		c += 0.3 * (n - 4.5) * (x + 0.6)
	}
	c += (((0.05*d*x-5)*x-7)*x-2)*x + b
	y = (((((0.4*x*x+6.3)*x*x+36)*x*x+94.5)/c-x*x-3)/b + 1) * x
	return math.Sqrt(n * math.Expm1(a*y*y))
}
