package care

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"unicode"
)

// Marks are what two records of a person are compared by. Each lies in the database as a hash under the city's secret
// alone: two offices see that it happened before, not who it was.
type Marks struct {
	Name   string `json:"name,omitempty"`
	Birth  string `json:"birth,omitempty"` // the year
	Sex    string `json:"sex,omitempty"`
	County string `json:"county,omitempty"` // of the home, as it was said
	Phone  string `json:"phone,omitempty"`  // of the family
	Paper  string `json:"paper,omitempty"`  // number of the identity paper, or a digest of it
}

// Weights say how much it means that a field is the same, in the order of Fields. A paper alone is enough; a phone
// needs one more; a name, a year and a sex are half of the city's 王伟, and are not.
var Weights = map[string]int{"paper": 100, "phone": 50, "name": 40, "birth": 15, "county": 15, "sex": 5}

// Enough is the sum from which two are told to be one. A field that differs takes as much away as a third of what it
// would give: people say a year wrong, and a family has several phones.
const Enough = 70

// Fields lists the fields.
func Fields() []string { return []string{"paper", "phone", "name", "birth", "county", "sex"} }

// field is what is known of a field, in the form in which two who mean the same are the same.
func (m Marks) field(name string) string {
	s := map[string]string{"name": m.Name, "birth": m.Birth, "sex": m.Sex, "county": m.County, "phone": m.Phone,
		"paper": m.Paper}[name]
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r):
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return unicode.ToUpper(r)
	}, s)
	switch name {
	case "phone":
		s = strings.TrimPrefix(s, "86")
	case "county":
		s = strings.TrimRight(s, "县市区旗")
	}
	return s
}

// Hashes are the fields that are known, each under a secret and its own name.
func (m Marks) Hashes(secret []byte) map[string][]byte {
	out := map[string][]byte{}
	for _, f := range Fields() {
		s := m.field(f)
		if s == "" {
			continue
		}
		h := hmac.New(sha256.New, secret)
		h.Write([]byte(f + "\x00" + s))
		out[f] = h.Sum(nil)[:16]
	}
	return out
}

// Score is how likely two are one, by their hashes.
func Score(a, b map[string][]byte) int {
	n := 0
	for _, f := range Fields() {
		x, y := a[f], b[f]
		switch {
		case x == nil || y == nil:
		case hmac.Equal(x, y):
			n += Weights[f]
		default:
			n -= Weights[f] / 3
		}
	}
	return n
}

// Same says that two are told to be one.
func Same(a, b map[string][]byte) bool { return Score(a, b) >= Enough }
