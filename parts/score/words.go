package score

import (
	"strconv"
	"strings"

	"xiaohao/platform/lang"
)

// Name is what a figure is called.
func Name(l, code string) string { return lang.T(l, "figure."+code, nil) }

// Shown is the figure as people read it: "75.82%", "3.50 h", a dash without a sample.
func (f Figure) Shown(l string) string {
	switch {
	case f.Den == 0:
		return "–"
	case f.Hours:
		return lang.T(l, "arithmetic.hours", map[string]string{"value": Decimal(f.Value)})
	}
	return Decimal(f.Value) + "%"
}

// Words is the arithmetic of the figure: from how many rounds it comes, and what was left out and why.
func (f Figure) Words(l string) string {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	key := "arithmetic_of." + f.Code
	if f.Den == 0 {
		key = "arithmetic.none"
	}
	var b strings.Builder
	b.WriteString(lang.T(l, key, map[string]string{"num": n(f.Num), "den": n(f.Den), "value": f.Shown(l),
		"hours": Decimal(halfUp(f.Num*100, 60))}))
	for _, x := range []struct {
		key string
		n   int64
	}{{"rejects", f.Rejects}, {"excused", f.Excused}, {"dropped", f.Dropped}, {"open", f.Open}, {OutOfRemit, f.LeftOut},
		{IsPaused, f.Paused}, {IsNotDue, f.NotDue}, {RatingAside, f.Aside}} {
		if x.n > 0 {
			b.WriteString(lang.T(l, "arithmetic_aside."+x.key, map[string]string{"n": n(x.n)}))
		}
	}
	b.WriteString(lang.T(l, "arithmetic.end", nil))
	return b.String()
}

// Words is how a part of the formula came about.
func (e Earned) Words(l string) string {
	args := map[string]string{"figure": Name(l, e.Figure), "weight": Decimal(e.Weight), "share": Decimal(e.Share),
		"num": fraction(e.Num, e.Self > 0),
		"den": strconv.FormatInt(e.Den, 10), "points": Decimal(e.Points), "floor": strconv.FormatInt(e.Floor, 10),
		"n": strconv.FormatInt(e.Self, 10), "at": strconv.FormatInt(e.SelfAt, 10)}
	if e.Self > 0 {
		args["den"] = fraction(e.Den, true)
	}
	key := "earned.plain"
	switch {
	case e.Missing:
		return lang.T(l, "earned.missing", args)
	case e.Lower:
		key = "earned.lower"
	}
	out := lang.T(l, key, args)
	if e.Self > 0 {
		out += lang.T(l, "earned.self", args)
	}
	if e.Share != e.Weight {
		out += lang.T(l, "earned.scaled", args)
	}
	if e.Below {
		out += lang.T(l, "earned.below", args)
	}
	return out
}

// fraction writes a number of rounds, which misses at a part of their weight make a number with decimals.
func fraction(n int64, hundredths bool) string {
	if !hundredths {
		return strconv.FormatInt(n, 10)
	}
	return strings.TrimSuffix(Decimal(n), ".00")
}

// Words is the whole score in a sentence for each part and one for the sum; why it is not ranked stands at the end.
func (r Result) Words(l string) []string {
	var out, sum []string
	for _, e := range r.Parts {
		out = append(out, e.Words(l))
		if !e.Missing {
			sum = append(sum, Decimal(e.Points))
		}
	}
	if !r.None {
		out = append(out, lang.T(l, "earned.sum", map[string]string{"sum": strings.Join(sum, " + "),
			"value": Decimal(r.Value)}))
	}
	if w := r.Why(l); w != "" {
		out = append(out, w)
	}
	return out
}

// Why says why there is no rank; "" when there is one.
func (r Result) Why(l string) string {
	switch {
	case r.None:
		return lang.T(l, "earned.none", nil)
	case r.Small():
		return lang.T(l, "earned.small", map[string]string{"n": strconv.FormatInt(r.Sample, 10),
			"minimum": strconv.FormatInt(r.Minimum, 10)})
	}
	return ""
}

// Decimal writes hundredths with two decimals.
func Decimal(hundredths int64) string {
	s := strconv.FormatInt(hundredths/100, 10) + "."
	if r := hundredths % 100; r < 10 {
		return s + "0" + strconv.FormatInt(r, 10)
	} else {
		return s + strconv.FormatInt(r, 10)
	}
}
