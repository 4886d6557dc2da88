package indicator

import (
	"fmt"
	"slices"
	"strings"
)

// Expr is a rule between indicators: two sums and how they are to compare, as in "a = b + c - 2 d" or "low <= all".
type Expr struct {
	Left, Right []Term
	Sign        string // <=, >=, =, <, >
}

// Term is an indicator, or a number, so many times.
type Term struct {
	Times Amount // 1 is One
	Code  string // "" for the number itself
}

// signs are tried in this order, so that <= is not read as <.
var signs = []string{"<=", ">=", "=", "<", ">"}

// ParseExpr reads a rule.
func ParseExpr(text string) (e Expr, err error) {
	text = strings.NewReplacer("≤", "<=", "≥", ">=", "＝", "=", "＋", "+", "－", "-").Replace(text)
	for _, sign := range signs {
		left, right, ok := strings.Cut(text, sign)
		if !ok {
			continue
		}
		e.Sign = sign
		if e.Left, err = parseSum(left); err == nil {
			e.Right, err = parseSum(right)
		}
		return e, err
	}
	return e, fmt.Errorf("no comparison")
}

func parseSum(text string) (out []Term, err error) {
	text = strings.NewReplacer("+", " + ", "-", " - ", "*", " * ").Replace(text)
	t, sign, open := Term{}, One, true
	end := func() error {
		if open {
			return fmt.Errorf("something is missing in %q", strings.TrimSpace(text))
		}
		t.Times *= sign / One
		out = append(out, t)
		t, open = Term{}, true
		return nil
	}
	for i, w := range strings.Fields(text) {
		switch {
		case w == "+" || w == "-":
			if i > 0 {
				if err := end(); err != nil {
					return nil, err
				}
			}
			if sign = One; w == "-" {
				sign = -One
			}
		case w == "*":
			if open || t.Code != "" {
				return nil, fmt.Errorf("* in the wrong place")
			}
		case codeForm.MatchString(w):
			if t.Code != "" {
				return nil, fmt.Errorf("two codes side by side: %s %s", t.Code, w)
			}
			if open {
				t.Times = One
			}
			t.Code, open = w, false
		default:
			n, ok := ParseAmount(w)
			if !ok || !open {
				return nil, fmt.Errorf("%q is neither a code nor a number", w)
			}
			t.Times, open = n, false
		}
	}
	return out, end()
}

// Codes are the indicators of a rule, each once.
func (e Expr) Codes() (out []string) {
	for _, t := range append(slices.Clone(e.Left), e.Right...) {
		if t.Code != "" && !slices.Contains(out, t.Code) {
			out = append(out, t.Code)
		}
	}
	return out
}

// Holds says whether values keep the rule, and what both sides come to; known is false where a value is missing.
func (e Expr) Holds(v Values) (holds bool, left, right Amount, known bool) {
	left, ok := sumOf(e.Left, v)
	right, there := sumOf(e.Right, v)
	if !ok || !there {
		return true, left, right, false
	}
	switch e.Sign {
	case "<=":
		holds = left <= right
	case ">=":
		holds = left >= right
	case "=":
		holds = left == right
	case "<":
		holds = left < right
	case ">":
		holds = left > right
	}
	return holds, left, right, true
}

func sumOf(list []Term, v Values) (sum Amount, known bool) {
	for _, t := range list {
		if t.Code == "" {
			sum += t.Times
			continue
		}
		n, ok := v[t.Code]
		if !ok {
			return 0, false
		}
		if t.Times%One == 0 {
			sum += n * (t.Times / One)
			continue
		}
		part, ok := ratio(n, One, int64(t.Times))
		if !ok {
			return 0, false
		}
		sum += part / One
	}
	return sum, true
}
