// Package cluster says how sure a share is that was counted in clusters: people who pass one site in one hour are more
// alike than people of the whole city, so a hundred counted at one crossing say less than a hundred counted anywhere.
//
// It owns the statistics and nothing else: the interval of a share, the interval of a difference before and after at
// the same sites and hours, and how many clusters are needed. It knows no helmets. It never says more than the data:
// below Least clusters there is no interval at all.
package cluster

import "math"

// Least is how many clusters with somebody in them there must be before an interval is told.
const Least = 6

// Count is what was counted in one cluster: N people, K of them as wanted.
type Count struct{ N, K int64 }

// Pair is one cluster counted before and after.
type Pair struct{ Before, After Count }

// Share is a share with its interval at 95 %. Sure is false where there are too few clusters to tell one: then Lo and
// Hi are 0 and 1.
type Share struct {
	Clusters   int // with somebody in them
	N, K       int64
	Rate       float64 // 0 where nobody was counted
	Lo, Hi     float64
	Design     float64 // by how much the variance is larger than among people counted one by one
	Likeness   float64 // the correlation within a cluster, as estimated; 0 at least
	Sure       bool
	linearised float64 // the variance
	tails      float64 // the excess kurtosis of the clusters' shares that is reckoned with
}

// Estimate is the share over clusters of unequal size.
//
// The share is the ratio of sums; its variance is the linearised one between clusters, never below the binomial one.
// The interval lies on the logit scale, so that it stays within 0 and 1 and leans to the side where the room is. Its
// quantile is Student's (within). docs/adr/0050 has the figures of the simulation.
func Estimate(counts []Count) Share {
	s := Share{Lo: 0, Hi: 1, Design: 1}
	var squares float64
	for _, c := range counts {
		if c.N > 0 {
			s.Clusters++
			s.N, s.K = s.N+c.N, s.K+c.K
			squares += float64(c.N) * float64(c.N)
		}
	}
	if s.N == 0 {
		return s
	}
	n, k := float64(s.N), float64(s.Clusters)
	s.Rate = float64(s.K) / n
	if s.Sure = s.Clusters >= Least; !s.Sure {
		return s
	}
	if s.K == 0 || s.K == s.N {
		return s.none(squares / n)
	}
	binomial := s.Rate * (1 - s.Rate) / n
	for _, c := range counts {
		e := float64(c.K) - s.Rate*float64(c.N)
		s.linearised += e * e
	}
	s.linearised = max(s.linearised*k/(k-1)/(n*n), binomial)
	s.Design = s.linearised / binomial
	mean := squares / n // the size of a cluster, as a person meets it
	if mean > 1 {
		s.Likeness = min(max((s.Design-1)/(mean-1), 0), 0.95)
	}
	s.tails = kurtosis(s.Rate, s.Likeness, mean)
	s.Lo, s.Hi = s.within(s.tails)
	return s
}

// within is the interval of a share, with fewer degrees of freedom than clusters less one where shares have long tails,
// and more where they have none: the variance of a variance is 2/(k-1) + kurtosis/k, in units of the variance squared,
// which is that of 2 over so many degrees (Satterthwaite, Biometrics Bulletin 2, 1946).
func (s Share) within(tails float64) (lo, hi float64) {
	if s.K == 0 || s.K == s.N {
		return s.Lo, s.Hi
	}
	k := float64(s.Clusters)
	t := student(2 / (2/(k-1) + tails/k))
	mid, half := math.Log(s.Rate/(1-s.Rate)), t*math.Sqrt(s.linearised)/(s.Rate*(1-s.Rate))
	return logistic(mid - half), logistic(mid + half)
}

// Usual is the correlation within a cluster that is assumed where the counts themselves tell none.
const Usual = 0.1

// none is the interval where all or nobody were as wanted: the clusters do not tell how alike they are, so the usual
// likeness is assumed, and the interval is Wilson's for as many people as that leaves.
func (s Share) none(mean float64) Share {
	s.Likeness = Usual
	s.Design = 1 + Usual*max(0, mean-1)
	n, t := float64(s.N)/s.Design, student(float64(s.Clusters-1))
	far := t * t / (n + t*t)
	if s.K == 0 {
		s.Hi = far
	} else {
		s.Lo = 1 - far
	}
	s.linearised = far * (1 - far) / n
	return s
}

// heavier is how many times the beta distribution's excess kurtosis is reckoned with where it has any. Nobody knows the
// law of the shares, and the beta's tails are the shortest of those in use: a logit-normal one with the same share and
// correlation has 1.4 to 2.6 times as much between shares of 0.8 and 0.9 and correlations of 0.05 and 0.3.
const heavier = 2

// kurtosis is how much heavier the tails of the clusters' shares are than the normal curve's: the excess kurtosis of a
// beta distribution, as much of it as is left beside the chance within clusters of some size.
func kurtosis(rate, likeness, mean float64) float64 {
	if likeness <= 0 {
		return 0
	}
	sum := 1/likeness - 1
	a, b := rate*sum, (1-rate)*sum
	excess := 6 * ((a-b)*(a-b)*(sum+1) - a*b*(sum+2)) / (a * b * (sum + 2) * (sum + 3))
	if excess > 0 {
		excess *= heavier
	}
	part := likeness / (likeness + (1-likeness)/mean)
	return excess * part * part
}

// Change is a difference of two shares over the same clusters, after less before, at 95 %.
type Change struct {
	Before, After Share
	Rate          float64
	Lo, Hi        float64
	Sure          bool
}

// Compare is the difference over clusters that were counted twice; a pair of which one half counted nobody says
// nothing and is left out. The intervals of the two shares are put together with the correlation that the pairs show
// (MOVER: Zou and Donner, Statistics in Medicine 27, 2008), so that the difference leans where its parts do. Tails of
// the difference are shorter than those of its parts: fourth cumulants add up as variances do, their squares do not.
func Compare(pairs []Pair) Change {
	var before, after []Count
	for _, p := range pairs {
		if p.Before.N > 0 && p.After.N > 0 {
			before, after = append(before, p.Before), append(after, p.After)
		}
	}
	c := Change{Before: Estimate(before), After: Estimate(after), Lo: -1, Hi: 1}
	b, a := &c.Before, &c.After
	c.Rate = a.Rate - b.Rate
	if c.Sure = b.Sure && a.Sure; !c.Sure {
		return c
	}
	var sum float64
	for i := range before {
		sum += (float64(before[i].K) - b.Rate*float64(before[i].N)) / float64(b.N) *
			(float64(after[i].K) - a.Rate*float64(after[i].N)) / float64(a.N)
	}
	k := float64(len(before))
	r := min(max(sum*k/(k-1)/math.Sqrt(b.linearised*a.linearised), -1), 1)
	va, vb := a.linearised, b.linearised
	tails := (a.tails*va*va + b.tails*vb*vb) / ((va + vb) * (va + vb))
	alo, ahi := a.within(tails)
	blo, bhi := b.within(tails)
	c.Lo = c.Rate - joined(a.Rate-alo, bhi-b.Rate, r)
	c.Hi = c.Rate + joined(ahi-a.Rate, b.Rate-blo, r)
	return c
}

// joined is the reach of a difference whose parts reach x and y and go along with each other by r.
func joined(x, y, r float64) float64 { return math.Sqrt(max(0, x*x-2*r*x*y+y*y)) }

// Helped says what a difference means: 1 the share rose, -1 it fell, 0 it cannot be told.
func (c Change) Helped() int {
	switch {
	case c.Sure && c.Lo > 0:
		return 1
	case c.Sure && c.Hi < 0:
		return -1
	}
	return 0
}

// Against says how a share stands to an aim: 1 it reaches it, -1 it does not, 0 it cannot be told.
func (s Share) Against(aim float64) int {
	switch {
	case s.Sure && s.Lo >= aim:
		return 1
	case s.Sure && s.Hi < aim:
		return -1
	}
	return 0
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
