package standard

import (
	"slices"

	"xiaohao/loop/fault"
)

// Add adds another total.
func (t *Total) Add(o Total) { t.Full += o.Full; t.Lost += o.Lost; t.Vetoed += o.Vetoed }

// Earned is what is left of Full after findings and vetoes.
func (t Total) Earned() Points { return t.Full - t.Lost - t.Vetoed }

// Rate is Earned out of Full in hundredths of a percent, halves rounded up; ok is false when nothing was checked.
func (t Total) Rate() (rate int64, ok bool) {
	if t.Full <= 0 {
		return 0, false
	}
	return (int64(t.Earned())*20000 + int64(t.Full)) / (2 * int64(t.Full)), true
}

// Earned is what the item is worth after its findings, 0 when it does not count.
func (s *Scored) Earned() Points {
	if !s.Counts() {
		return 0
	}
	return s.Full - s.Lost
}

// Counts says whether the item is in the denominator.
func (s *Scored) Counts() bool { return s.State == Passed || s.State == Failed }

// Lost is what findings cost an item that is worth full, and whether the floor held some of it back.
func (r Rule) Lost(full Points, findings int) (lost Points, floored bool) {
	switch {
	case findings <= 0:
		return 0, false
	case r.Way == AllOrNothing:
		return full, false
	}
	most := full - r.Floor
	if r.Off > 0 && Points(findings) > most/r.Off { // compared by division: many findings must not overflow
		if most%r.Off == 0 && Points(findings) == most/r.Off {
			return most, false
		}
		return most, true
	}
	return r.Off * Points(findings), false
}

// Score scores the answers given at a point of a kind. What is not applicable or was not checked stays out of the
// denominator; an item counts when one of its questions was checked. When a veto item fails, all that is left falls.
// An answer to what does not apply to the kind, or two to one question, are fault.Invalid "standard_answer".
func (v *Version) Score(kind string, answers []Answer) (Result, error) {
	given := make(map[string]Answer, len(answers))
	for _, a := range answers {
		if _, twice := given[a.Code]; twice || !v.Asks(kind, a.Code) || a.Findings < 0 {
			return Result{}, fault.New(fault.Invalid, "standard_answer", "code", a.Code)
		}
		given[a.Code] = a
	}
	var r Result
	for _, n := range v.Items(kind) {
		s := Scored{Node: n}
		s.judge(v.Questions(n.Code, kind), given)
		if s.Counts() {
			r.Full += s.Full
			r.Lost += s.Lost
			if s.Veto && s.State == Failed {
				r.Vetoes = append(r.Vetoes, s.Code)
			}
		}
		r.Items = append(r.Items, s)
	}
	if len(r.Vetoes) > 0 {
		r.Vetoed = r.Full - r.Lost
	}
	r.Sums = v.sums(r.Items)
	return r, nil
}

// judge settles an item from the answers to its questions, or to itself when it has none.
func (s *Scored) judge(questions []Node, given map[string]Answer) {
	codes := []string{s.Code}
	if len(questions) > 0 {
		codes = codes[:0]
		for _, q := range questions {
			codes = append(codes, q.Code)
		}
	}
	aside := 0
	for _, c := range codes {
		switch a := given[c]; a.Verdict {
		case Passed:
			s.State = max(s.State, Passed)
		case Failed:
			s.State = Failed
			s.Findings += max(1, a.Findings)
		case NotApplicable:
			aside++
		}
	}
	if aside == len(codes) {
		s.State = NotApplicable
	}
	s.Lost, s.Floored = s.Rule.Lost(s.Full, s.Findings)
}

// sums adds up the dimensions; a dimension holds all that stands under it.
func (v *Version) sums(items []Scored) []Sum {
	at := map[string]*Sum{}
	for i := range items {
		s := &items[i]
		for _, d := range v.Above(s.Code) {
			if at[d.Code] == nil {
				at[d.Code] = &Sum{Dimension: d, Depth: len(v.Above(d.Code))}
			}
			at[d.Code].count(s)
		}
	}
	var out []Sum
	for _, n := range v.Nodes {
		if s := at[n.Code]; s != nil {
			out = append(out, *s)
		}
	}
	return out
}

func (d *Sum) count(s *Scored) {
	switch s.State {
	case NotChecked:
		d.NotChecked++
	case NotApplicable:
		d.NotApplicable++
	default:
		d.Checked++
		d.Full += s.Full
		d.Lost += s.Lost
	}
	if s.State == Failed {
		d.Failed++
	}
}

// Asks says whether a question, or an item without questions, is asked at a kind of point.
func (v *Version) Asks(kind, code string) bool {
	n, ok := v.Node(code)
	switch {
	case !ok || n.Layer == Dimension:
		return false
	case n.Layer == Item:
		return n.At(kind) && len(v.Questions(code, kind)) == 0
	}
	up, _ := v.Node(n.Parent)
	return up.At(kind) && n.At(kind)
}

// At says whether the node applies to a kind of point.
func (n Node) At(kind string) bool { return len(n.Kinds) == 0 || slices.Contains(n.Kinds, kind) }
