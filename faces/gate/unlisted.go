package gate

import "strings"

// unlisted says whether a path holds a receipt code, what a letter's link proves, or the address of a sealed paper:
// whoever has it may read or try, so no search engine lists it.
func unlisted(path string) bool {
	for _, p := range []string{"/r/", "/find", "/seals/check", "/api/v1/reports/", "/follow/", "/s/"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
