package indicator

import (
	"math/big"
	"strconv"
	"strings"
)

// One is a whole unit.
const One Amount = 10_000

// mostAmount is the largest figure that is taken, so that sums of thousands never overflow: a hundred billion units.
const mostAmount = 100_000_000_000 * One

// decimalsKept is how many decimals an Amount has room for.
const decimalsKept = 4

// grain is the smallest step of a figure with so many decimals.
func grain(decimals int) Amount {
	g := One
	for range min(max(decimals, 0), decimalsKept) {
		g /= 10
	}
	return g
}

// Text is the figure with so many decimals at most and thousands set apart: 1,234.5.
func (a Amount) Text(decimals int) string {
	s := a.Plain(decimals)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + rest
	}
	return sign + whole
}

// Plain is the figure as a field of a form has it: rounded to so many decimals, no thousands, no zeros behind.
func (a Amount) Plain(decimals int) string {
	g := grain(decimals)
	a = roundTo(a, g)
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	s := strconv.FormatInt(int64(a/One), 10)
	if rest := a % One; rest != 0 {
		f := strconv.FormatInt(int64(One+rest), 10)[1:]
		s += "." + strings.TrimRight(f, "0")
	}
	return sign + s
}

func roundTo(a, g Amount) Amount {
	if a < 0 {
		return -roundTo(-a, g)
	}
	return (a + g/2) / g * g
}

var plainDigits = strings.NewReplacer("，", "", ",", "", "．", ".", "－", "-", "０", "0", "１", "1", "２", "2", "３", "3",
	"４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", " ", "", "\u3000", "", "\u00a0", "")

// ParseAmount reads a figure as people write one; ok is false for what is none, has more decimals than there is room
// for, or is larger than anything that is counted.
func ParseAmount(text string) (a Amount, ok bool) {
	s := plainDigits.Replace(strings.TrimSpace(text))
	minus := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, rest, dotted := strings.Cut(s, ".")
	rest = strings.TrimRight(rest, "0")
	if whole == "" || len(whole) > 15 || len(rest) > decimalsKept || dotted && strings.ContainsAny(rest, "-+") {
		return 0, false
	}
	n, err := strconv.ParseUint(whole, 10, 62)
	if err != nil || n > uint64(mostAmount/One) {
		return 0, false
	}
	a = Amount(n) * One
	if rest != "" {
		f, err := strconv.ParseUint(rest+strings.Repeat("0", decimalsKept-len(rest)), 10, 32)
		if err != nil {
			return 0, false
		}
		a += Amount(f)
	}
	if a > mostAmount {
		return 0, false
	}
	if minus {
		a = -a
	}
	return a, true
}

// ratio is over/under times scale, rounded half away from zero; ok is false where there is nothing under it.
func ratio(over, under Amount, scale int64) (a Amount, ok bool) {
	if under == 0 {
		return 0, false
	}
	n := new(big.Int).Mul(big.NewInt(int64(over)), big.NewInt(int64(One)*max(scale, 1)))
	d := big.NewInt(int64(under))
	n.Mul(n, big.NewInt(2))
	if n.Sign()*d.Sign() >= 0 {
		n.Add(n, d)
	} else {
		n.Sub(n, d)
	}
	n.Quo(n, d.Mul(d, big.NewInt(2)))
	if !n.IsInt64() {
		return 0, false
	}
	return Amount(n.Int64()), true
}
