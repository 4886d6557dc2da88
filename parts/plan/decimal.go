package plan

import (
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
)

// The parts of a figure that are kept: fen of a yuan, ten-thousandths of an indicator's unit.
const (
	fenDigits    = 2
	amountDigits = 4
)

// ParseFen reads an amount of money in yuan, such as 1,234.5 or 350万 or 1.2亿, exactly. It gives plan_amount.
func ParseFen(s string) (int64, error) {
	n, ok := decimal(s, fenDigits)
	if !ok {
		return 0, fault.New(fault.Invalid, "plan_amount")
	}
	return n, nil
}

// ParseAmount reads a figure of an indicator, in the same forms. It gives plan_figure.
func ParseAmount(s string) (indicator.Amount, error) {
	n, ok := decimal(s, amountDigits)
	if !ok {
		return 0, fault.New(fault.Invalid, "plan_figure")
	}
	return indicator.Amount(n), nil
}

// FormatFen writes an amount of money in yuan: 1,234.50.
func FormatFen(n int64) string { return written(n, fenDigits, false) }

// FormatAmount writes a figure of an indicator without needless zeros.
func FormatAmount(n indicator.Amount) string { return written(int64(n), amountDigits, true) }

// wide are the letters of a Chinese keyboard that stand in figures.
var wide = strings.NewReplacer("，", "", ",", "", " ", "", "\u3000", "", "．", ".", "元", "", "０", "0", "１", "1", "２", "2",
	"３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "－", "-", "−", "-")

// decimal reads a number with so many decimals at most, in units of the last of them.
func decimal(s string, digits int) (int64, bool) {
	s = wide.Replace(strings.TrimSpace(s))
	for unit, zeros := range map[string]int{"万": 4, "亿": 8} {
		if t, ok := strings.CutSuffix(s, unit); ok {
			return scaled(t, digits+zeros)
		}
	}
	return scaled(s, digits)
}

// scaled reads a plain decimal number times ten to the power of digits; it must be whole then.
func scaled(s string, digits int) (int64, bool) {
	negative := strings.HasPrefix(s, "-")
	whole, part, dotted := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if whole == "" || dotted && part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	if part = strings.TrimRight(part, "0"); len(part) > digits {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil && n < 1<<60 && n > -1<<60
}

func written(n int64, digits int, short bool) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n, 10)
	if len(s) <= digits {
		s = strings.Repeat("0", digits+1-len(s)) + s
	}
	whole, part := s[:len(s)-digits], s[len(s)-digits:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if short {
		part = strings.TrimRight(part, "0")
	}
	if part == "" {
		return sign + whole
	}
	return sign + whole + "." + part
}
