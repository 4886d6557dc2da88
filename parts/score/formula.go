package score

import "xiaohao/core/policy"

// Result is a score out of 100, in hundredths, and how it came about. Everything is whole numbers, so that it can be
// added up again by hand.
type Result struct {
	Value   int64 // hundredths of a point
	Parts   []Earned
	Sample  int64 // rounds due
	Minimum int64 // fewer are not ranked
	None    bool  // no part has a sample: there is no score
}

// Small says that there are too few rounds to rank.
func (r Result) Small() bool { return r.Sample < r.Minimum }

// Earned is what one part of the formula gave.
type Earned struct {
	Figure string
	Weight int64 // hundredths of a point, as policy writes it
	Share  int64 // the same once parts without a sample are left out; all shares are 10,000 together
	// the value as a fraction: of a figure that is better lower, 1 minus it; with self-found misses at their weight
	Num, Den int64
	Points   int64 // hundredths of a point
	Floor    int64 // percent; 0 for none
	Below    bool  // under the floor: no points
	Missing  bool  // no sample
	Lower    bool  // Num/Den is 1 minus the rate
	Self     int64 // misses found by the unit itself, which count with SelfAt percent
	SelfAt   int64
}

// score computes the formula over sums.
func score(a policy.Assessment, c *Counts) Result {
	out := Result{Sample: c[N], Minimum: int64(a.Minimum), None: true}
	var present int64
	for _, p := range a.Parts {
		e := earned(p, a.SelfFound, c)
		if !e.Missing {
			present += e.Weight
			out.None = false
		}
		out.Parts = append(out.Parts, e)
	}
	left, heaviest := int64(10_000), -1
	for i := range out.Parts {
		if e := &out.Parts[i]; !e.Missing {
			e.Share = halfUp(e.Weight*10_000, present)
			left -= e.Share
			if heaviest < 0 || e.Share > out.Parts[heaviest].Share {
				heaviest = i
			}
		}
	}
	if heaviest >= 0 {
		out.Parts[heaviest].Share += left
	}
	for i := range out.Parts {
		e := &out.Parts[i]
		if e.Missing {
			continue
		}
		if e.Below = e.Num*100 < e.Floor*e.Den; !e.Below {
			e.Points = halfUp(e.Share*e.Num, e.Den)
		}
		out.Value += e.Points
	}
	return out
}

// earned is the value of one part. A miss that the unit found itself counts with a share only, in the two figures
// that punish for what was found.
func earned(p policy.Part, selfFound int, c *Counts) Earned {
	f, _, ok := formulaOf(p.Figure)
	e := Earned{Figure: p.Figure, Weight: int64(p.Weight), Floor: int64(p.Floor), SelfAt: int64(selfFound)}
	if !ok || f.den(c) == 0 {
		e.Missing = true
		return e
	}
	e.Num, e.Den, e.Lower = f.num(c), f.den(c), f.lower
	if f.lower {
		e.Num = e.Den - e.Num
	}
	switch p.Figure {
	case OnTimeRate:
		e.Self = c[SelfMissed]
	case ReworkRate:
		e.Self = c[SelfReworked]
	}
	if e.Self > 0 {
		e.Num, e.Den = 100*e.Num+(100-e.SelfAt)*e.Self, 100*e.Den
	}
	return e
}
