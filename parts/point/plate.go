package point

import (
	"io"
	"strings"
)

// plateLetters leaves out what is mistaken for something else on a plate in the rain: 0 O, 1 I L.
const plateLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// plateLength makes 31^8 codes, 8.5e11: with 20,000 plates a guess is right once in forty million.
const plateLength = 8

// newPlate draws a code.
func newPlate(r io.Reader) (string, error) {
	out := make([]byte, 0, plateLength)
	var b [1]byte
	for len(out) < plateLength {
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return "", err
		}
		if n := int(b[0]) & 31; n < len(plateLetters) {
			out = append(out, plateLetters[n])
		}
	}
	return string(out), nil
}

// ParsePlate reads a code as somebody types it: any case and width, with or without hyphens and blanks. ok is false
// when it cannot be one.
func ParsePlate(s string) (code string, ok bool) {
	if len(s) > 100 {
		return "", false
	}
	code = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == ' ' || r == '　' || r == '–' || r == '—':
			return -1
		}
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '-':
			return -1
		}
		return r
	}, s)
	return code, len(code) == plateLength && strings.Trim(code, plateLetters) == ""
}

// ShowPlate is a code as it is printed: ABCD-EFGH.
func ShowPlate(code string) string {
	if len(code) != plateLength {
		return code
	}
	return code[:plateLength/2] + "-" + code[plateLength/2:]
}
