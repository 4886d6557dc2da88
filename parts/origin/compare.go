package origin

import (
	"strings"

	"xiaohao/loop/matter"
)

// verdict is how a matter of an earlier program stands to a row.
type verdict uint8

const (
	other verdict = iota
	same
	unsure
)

// against compares time, place and redacted text. A personal number that was taken out may have been any. Where only
// one of the two says when it was, nobody can tell.
func (b reported) against(r Row) verdict {
	title := r.Title == "" || b.Text == "" || says(b.Title, r.Title)
	if !says(b.words(), r.Text) || b.Place != "" && !says(b.Place, r.Place) || !title {
		return other
	}
	switch {
	case b.Place == "" && plain(r.Place) != "": // perhaps a column that was not read then
		return unsure
	case b.FoundAt == r.FoundAt:
		return same
	case b.FoundAt == 0 || r.FoundAt == 0:
		return unsure
	}
	return other
}

// says compares a text as it was kept with one as it was typed: each mark stands for what was taken out there.
func says(kept, typed string) bool {
	k, t := plain(kept), plain(typed)
	if k == t {
		return true
	}
	pieces := marks.Split(k, -1)
	if len(pieces) == 1 || !strings.HasPrefix(t, pieces[0]) {
		return false
	}
	t = t[len(pieces[0]):]
	last := len(pieces) - 1
	for _, p := range pieces[1:last] {
		i := strings.Index(t, p)
		if i < 0 {
			return false
		}
		t = t[i+len(p):]
	}
	return strings.HasSuffix(t, pieces[last])
}

// plain is a text without differences that nobody sees: blanks and the width of digits.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, strings.Join(strings.Fields(matter.Clean(s)), " "))
}
