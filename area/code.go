// Package area is the tree of areas 区划: city, county, township, village, each with its statistical code of twelve digits.
//
// It owns the codes, their levels and the in-memory tree of a city. A subtree is a range of codes, so that "everything in this county" is a
// range of an index. It knows nothing of boundaries on a map, and it imports the standard library only.
//
// A code is GB/T 2260 for the first six digits (province, prefecture, county), then three for the township and three for the village. The first
// six digits of a statistical code are not always those of the civil-affairs table; a name is never a key (in Hengyang 161 village names repeat).
package area

import (
	"fmt"
	"strconv"
	"strings"
)

// Code is an area code as a number of twelve digits; 0 is none.
type Code int64

// Level is how deep in the tree an area lies; a smaller number stands higher.
type Level int

// The levels.
const (
	NoLevel  Level = iota
	Province       // 省
	City           // 市
	County         // 县、区
	Township       // 乡镇、街道
	Village        // 村、社区
)

var levelNames = [...]string{"", "province", "city", "county", "township", "village"}

// String is the level's name in English, as files and URLs have it.
func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return strconv.Itoa(int(l))
	}
	return levelNames[l]
}

// ParseLevel reads a level's name.
func ParseLevel(s string) (Level, error) {
	for i, n := range levelNames {
		if i > 0 && n == s {
			return Level(i), nil
		}
	}
	return NoLevel, fmt.Errorf("unknown level %q", s)
}

// step is the size of a subtree at each level: two digits each for province, city and county, three each for township and village.
var step = [...]Code{Province: 1e10, City: 1e8, County: 1e6, Township: 1e3, Village: 1}

// CodeError says what is wrong with an area code.
type CodeError struct{ Input, Reason string }

func (e *CodeError) Error() string { return fmt.Sprintf("area code %q: %s", e.Input, e.Reason) }

// Parse reads a code of 2, 4, 6, 9 or 12 digits; full-width digits and blanks around it do no harm. The error is a *CodeError.
func Parse(s string) (Code, error) {
	t := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, strings.TrimSpace(s))
	switch len(t) {
	case 2, 4, 6, 9, 12:
	default:
		return 0, &CodeError{s, "want 2, 4, 6, 9 or 12 digits"}
	}
	n := Code(0)
	for _, r := range t {
		if r < '0' || r > '9' {
			return 0, &CodeError{s, "not a digit: " + strconv.QuoteRune(r)}
		}
		n = n*10 + Code(r-'0')
	}
	for i := len(t); i < 12; i++ {
		n *= 10
	}
	if !n.Valid() {
		return 0, &CodeError{s, "digits follow a level that is 0"}
	}
	return n, nil
}

// String is the code in twelve digits.
func (c Code) String() string { return fmt.Sprintf("%012d", int64(c)) }

// MarshalText gives twelve digits.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText is Parse; nothing and twelve zeros are 0.
func (c *Code) UnmarshalText(b []byte) error {
	if len(b) == 0 || string(b) == "000000000000" {
		*c = 0
		return nil
	}
	n, err := Parse(string(b))
	*c = n
	return err
}

// Valid says whether the digits can be a code: a province, and no level filled below an empty one.
func (c Code) Valid() bool {
	if c < 11e10 || c >= 1e12 {
		return false
	}
	l := c.Level()
	for up := Province; up < l; up++ {
		above := Code(1e12)
		if up > Province {
			above = step[up-1]
		}
		if c%above/step[up] == 0 {
			return false
		}
	}
	return true
}

// Level is how deep the code lies.
func (c Code) Level() Level {
	if c <= 0 {
		return NoLevel
	}
	for l := Province; l < Village; l++ {
		if c%step[l] == 0 {
			return l
		}
	}
	return Village
}

// Ancestor is the area at that level which holds this one; the code itself if it lies no deeper.
func (c Code) Ancestor(l Level) Code {
	if l < Province || l >= c.Level() {
		return c
	}
	return c - c%step[l]
}

// Parent is the area one level up, 0 above a province.
func (c Code) Parent() Code {
	if c.Level() <= Province {
		return 0
	}
	return c.Ancestor(c.Level() - 1)
}

// Range is the subtree of the area as codes from lo to hi, both included.
func (c Code) Range() (lo, hi Code) {
	if c <= 0 {
		return 0, -1
	}
	return c, c + step[c.Level()] - 1
}

// Contains says whether the other area lies in this one or is it.
func (c Code) Contains(other Code) bool {
	lo, hi := c.Range()
	return other >= lo && other <= hi
}

// City is the number of the city, four digits: 4304 for Hengyang.
func (c Code) City() int64 { return int64(c / 1e8) }
