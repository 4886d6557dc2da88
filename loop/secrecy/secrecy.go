// Package secrecy finds marks of state secrets 密级 in a text, a heading or a file's name, so that such a text is refused
// before anything is stored. It decides nothing else and keeps nothing.
//
// A mark is one of 绝密, 机密 and 秘密 where a paper bears it: alone on a line or at its edge, before a star or a term
// (秘密★10年, 机密 一年), or after 密级. The same words inside a sentence (保守国家秘密, 商业秘密) are none.
// The form of marks is that of GB/T 9704—2012 §7.2.2 and of 保守国家秘密法 and its rules.
package secrecy

import (
	"regexp"
	"strings"
)

// The grades, the highest first.
const (
	Top          = "绝密"
	Secret       = "机密"
	Confidential = "秘密"
	Internal     = "内部资料" // no state secret; policy says whether it may be kept
)

const (
	grade = `(绝\s*密|机\s*密|秘\s*密)`
	star  = `[★☆*✩✪✭⭐]`
	term  = `(长期|[0-9〇零一二三四五六七八九十百]+\s*(年|个月|月|天))`
)

// The shapes of a mark, each looked for in one line.
var (
	starred = regexp.MustCompile(grade + `\s*` + star)
	starOf  = regexp.MustCompile(star + `\s*` + grade)
	labeled = regexp.MustCompile(`密\s*级\s*[:：]?\s*[【\[（(]?\s*` + grade)
	alone   = regexp.MustCompile(`^[【\[（(<《]?\s*` + grade + `\s*[】\])）>》]?\s*` + term + `?\s*$`)
	atEdge  = regexp.MustCompile(`(?:\s{2,}|\t)` + grade + `\s*` + term + `?\s*$`)
	termed  = regexp.MustCompile(`(?:^|\s)` + grade + `\s*` + term + `\s*$`)
	bracket = regexp.MustCompile(`[【\[（(]\s*` + grade + `\s*(` + term + `)?\s*[】\])）]`)
	inName  = regexp.MustCompile(`(?:^|[\s_\-—.·【\[（(+])` + grade + `(?:$|[\s_\-—.·】\])）+★0-9])`)
	private = regexp.MustCompile(`(?:^|[\s【\[（(])内\s*部\s*(?:资\s*料|文\s*件|材\s*料)\s*(?:$|[\s】\])）★,，。:：])` +
		`|内部(?:资料|文件|材料)[,，、]?\s*(?:注意保存|注意保密|不得外传|请勿外传|严禁外传)`)
)

// Mark is the grade that a text bears, or Internal, or "". The highest of several is told.
func Mark(text string) string {
	best := ""
	for line := range strings.Lines(text) {
		best = higher(best, inLine(line))
		if best == Top {
			break
		}
	}
	return best
}

// NameMark is the same for a file's name or a short heading, where the words stand between other words.
func NameMark(name string) string {
	name = strings.Map(seen, name)
	stem, _, _ := strings.Cut(name, ".")
	best := higher(Mark(name), Mark(stem))
	if m := inName.FindStringSubmatch(name); m != nil {
		best = higher(best, plain(m[1]))
	}
	return best
}

// IsState says that a mark is that of a state secret, which is never kept, whatever policy says.
func IsState(mark string) bool { return mark == Top || mark == Secret || mark == Confidential }

func inLine(line string) (best string) {
	line = strings.TrimRight(line, "\r\n")
	if !strings.ContainsAny(line, "密部") {
		return ""
	}
	said := strings.TrimSpace(strings.Map(seen, line))
	for _, shape := range []*regexp.Regexp{starred, starOf, labeled, alone, atEdge, termed, bracket} {
		for _, m := range shape.FindAllStringSubmatch(said, -1) {
			best = higher(best, plain(m[1]))
		}
	}
	if best == "" && private.MatchString(said) {
		return Internal
	}
	return best
}

// seen drops what nobody sees, so that a mark cannot be broken up by it, and makes wide letters narrow.
func seen(r rune) rune {
	switch {
	case r >= '\u200b' && r <= '\u200f', r == '\ufeff', r == '\u00ad', r == '\u2060':
		return -1
	case r == '\u3000', r == '\u00a0':
		return ' '
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	}
	return r
}

func plain(s string) string { return strings.Join(strings.Fields(s), "") }

func higher(a, b string) string {
	for _, g := range []string{Top, Secret, Confidential, Internal} {
		if a == g || b == g {
			return g
		}
	}
	return ""
}
