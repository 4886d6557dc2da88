// Package area is the tree of areas 区划: city, county, township, village, each with its statistical code of twelve
// digits.
//
// It owns the codes, their levels and the in-memory tree of a city. A subtree is a range of codes, so that
// "everything in this county" is a range of an index. It knows nothing of boundaries on a map, and it imports the
// standard library only.
//
// A code is GB/T 2260 for the first six digits (province, prefecture, county), then three for the township and three
// for the village. The first six digits of a statistical code are not always those of the civil-affairs table; a name
// is never a key (in Hengyang 161 village names repeat).
//
// Invariants: a valid code has no digits below a level that is 0, so every area has exactly one parent, one level up,
// and Level, Parent and Range need no table. That leaves out the four prefecture cities without counties (东莞, 中山,
// 嘉峪关, 儋州), whose townships stand directly under the city as 441900003000: such a code is refused with that reason
// rather than counted on two levels at once.
package area

import (
	"encoding/json"
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

// ParseLevel reads a level's name as String gives it.
func ParseLevel(s string) (Level, error) {
	for i, n := range levelNames {
		if i > 0 && n == s {
			return Level(i), nil
		}
	}
	return NoLevel, fmt.Errorf("unknown level %q", s)
}

// step is the size of a subtree at each level: two digits each for province, city and county, three each for township
// and village.
var step = [...]Code{Province: 1e10, City: 1e8, County: 1e6, Township: 1e3, Village: 1}

// CodeError says what is wrong with an area code. Reason is for logs and developers; a face has its own sentence.
type CodeError struct{ Input, Reason string }

func (e *CodeError) Error() string { return fmt.Sprintf("area code %q: %s", e.Input, e.Reason) }

// Parse reads a code of 2, 4, 6, 9 or 12 digits and fills it up with zeros; full-width digits and blanks around it do
// no harm. It does not ask whether there is such an area: that is Tree.Get. The error is a *CodeError.
func Parse(s string) (Code, error) {
	t := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, strings.TrimSpace(s))
	for _, r := range t {
		if r < '0' || r > '9' {
			return 0, &CodeError{s, "not a digit: " + strconv.QuoteRune(r)}
		}
	}
	switch len(t) {
	case 2, 4, 6, 9, 12:
	default:
		return 0, &CodeError{s, fmt.Sprintf("%d digits; want 2, 4, 6, 9 or 12", len(t))}
	}
	n := Code(0)
	for i := range 12 {
		n *= 10
		if i < len(t) {
			n += Code(t[i] - '0')
		}
	}
	if reason := n.fault(); reason != "" {
		return 0, &CodeError{s, reason}
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
	if err != nil {
		return err
	}
	*c = n
	return nil
}

// UnmarshalJSON reads a string of digits, or a number as other programs write it; null changes nothing.
func (c *Code) UnmarshalJSON(b []byte) error {
	switch s := string(b); {
	case s == "null":
		return nil
	case s == "0":
		*c = 0
		return nil
	case strings.HasPrefix(s, `"`):
		var text string
		if err := json.Unmarshal(b, &text); err != nil {
			return err
		}
		return c.UnmarshalText([]byte(text))
	}
	return c.UnmarshalText(b)
}

// Valid says whether the digits can be a code: a province, and no level filled below an empty one.
func (c Code) Valid() bool { return c.fault() == "" }

// fault is why the digits cannot be a code, "" if they can.
func (c Code) fault() string {
	if c < 11e10 || c >= 1e12 {
		return "begins with no province"
	}
	for l, deepest := City, c.Level(); l < deepest; l++ {
		if c%step[l-1]/step[l] == 0 {
			return "has digits for the " + deepest.String() + " but none for the " + l.String()
		}
	}
	return ""
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

// Ancestor is the area at that level which holds this one; the code itself if it lies no deeper than that level.
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

// Range is the subtree of the area as codes from lo to hi, both included; none for 0.
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

// Common is the smallest area that holds some areas, of one city; 0 for none.
func Common(list []Code) (at Code) {
	for i, a := range list {
		if i == 0 {
			at = a
		}
		for !at.Contains(a) && at != 0 {
			at = at.Parent()
		}
	}
	return at
}

// City is the number of the city, four digits: 4304 for Hengyang.
func (c Code) City() int64 { return int64(c / 1e8) }
