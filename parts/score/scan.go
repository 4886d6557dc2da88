package score

import "strings"

// scan calls fn with each key of a JSON object and its value as it is written. Nested keys are not looked at. The
// ledger took the body in as valid JSON; what is not an object is errBody.
func scan(s string, fn func(key, value string)) error {
	i := blanks(s, 0)
	if i >= len(s) || s[i] != '{' {
		return errBody
	}
	for i = blanks(s, i+1); i < len(s) && s[i] != '}'; i = blanks(s, i) {
		if s[i] == ',' {
			i = blanks(s, i+1)
		}
		end := value(s, i)
		if end < 0 || s[i] != '"' {
			return errBody
		}
		key := s[i+1 : end-1]
		if i = blanks(s, end); i >= len(s) || s[i] != ':' {
			return errBody
		}
		i = blanks(s, i+1)
		if end = value(s, i); end < 0 {
			return errBody
		}
		fn(key, s[i:end])
		i = end
	}
	if i >= len(s) {
		return errBody
	}
	return nil
}

// count is how many elements a JSON list has.
func count(s string) int {
	if len(s) < 2 || s[0] != '[' {
		return 0
	}
	n := 0
	for i := blanks(s, 1); i < len(s) && s[i] != ']'; i = blanks(s, i) {
		if s[i] == ',' {
			i = blanks(s, i+1)
		}
		if i = value(s, i); i < 0 {
			return n
		}
		n++
	}
	return n
}

func blanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
		i++
	}
	return i
}

// value is the place behind the value that begins at i, -1 when there is none.
func value(s string, i int) int {
	if i >= len(s) {
		return -1
	}
	switch s[i] {
	case '"':
		return text(s, i)
	case '{', '[':
		return nested(s, i)
	}
	from := i
	for i < len(s) && s[i] != ',' && s[i] != '}' && s[i] != ']' && s[i] > ' ' {
		i++
	}
	if i == from {
		return -1
	}
	return i
}

// text is the place behind a string.
func text(s string, i int) int {
	for i++; i < len(s); i++ {
		n := strings.IndexByte(s[i:], '"')
		if n < 0 {
			return -1
		}
		slashes := 0
		for i += n; s[i-1-slashes] == '\\'; { // the opening quote ends this at the latest
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
	return -1
}

// nested is the place behind an object or a list.
func nested(s string, i int) int {
	for depth := 0; i < len(s); {
		switch s[i] {
		case '"':
			if i = text(s, i); i < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1
}
