package gate

import "strings"

// unlisted says whether a path holds a receipt code, or what a letter's link proves: whoever has it may read, so no
// search engine lists it.
func unlisted(path string) bool {
	for _, p := range []string{"/r/", "/find", "/seals/check", "/api/v1/reports/", "/follow/"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
