package file

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longestName = 120 // runes, with the ending
	nameless    = "file"
)

// Clean makes a safe name of what a browser sent: no folder, nothing that is not seen or turns the writing around, none
// of the characters that programs and shells read as something else, not too long, and with the ending that the content
// says. Look-alikes of a dot or a slash are taken for what they look like.
func Clean(name, ext string) string {
	name = strings.ToValidUTF8(name, "")
	name = strings.Map(func(r rune) rune {
		switch r {
		case '／', '⁄', '∕', '⧸', '＼', '∖', '⧵', '\\':
			return '/'
		case '．', '․', '。', '｡', '﹒':
			if r == '。' {
				return r // ends a sentence
			}
			return '.'
		case '\t', '\n', '\r', '\u00a0', '\u3000':
			return ' '
		}
		return r
	}, name)
	name = path.Base("/" + name)
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.Is(unicode.Co, r), r == utf8.RuneError:
			return -1
		case unicode.Is(unicode.Variation_Selector, r):
			return -1
		case strings.ContainsRune(`/:*?"<>|%;`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	stem := strings.Join(strings.Fields(name), " ")
	for {
		was := stem
		stem = strings.TrimRight(strings.TrimLeft(stem, ". "), ". ")
		if i := strings.LastIndexByte(stem, '.'); i > 0 && known[strings.ToLower(stem[i:])] {
			stem = stem[:i]
		}
		if stem == was {
			break
		}
	}
	if stem == "" || stem == "_" {
		stem = nameless
	}
	if r := []rune(stem); len(r) > longestName-len(ext) {
		stem = strings.TrimRight(string(r[:longestName-len(ext)]), ". ")
	}
	return stem + ext
}

// known are endings that give way to the one that the content says.
var known = map[string]bool{".pdf": true, ".doc": true, ".docx": true, ".docm": true, ".xls": true, ".xlsx": true,
	".xlsm": true, ".jpg": true, ".jpeg": true, ".png": true, ".webp": true, ".heic": true, ".txt": true, ".wps": true,
	".et": true, ".csv": true, ".exe": true, ".scr": true, ".js": true, ".bat": true, ".cmd": true, ".lnk": true,
	".html": true, ".htm": true, ".svg": true, ".zip": true, ".com": true, ".vbs": true}
