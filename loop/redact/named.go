package redact

import "strings"

// mail finds an address, with blanks around the @ as some write it.
func mail(r reading, at int) (span, bool) {
	if !mailed(r[at]) || at > 0 && mailed(r[at-1]) {
		return span{}, false
	}
	i := at
	for i < len(r) && mailed(r[i]) {
		i++
	}
	i = r.blanks(i)
	if i >= len(r) || r[i].plain != '@' {
		return span{}, false
	}
	i = r.blanks(i + 1)
	dots, end := 0, 0
	for last := rune('.'); i < len(r); i++ {
		c := r[i]
		if c.plain == '.' && last != '.' {
			dots++
		} else if c.letter() || c.digit() || c.plain == '-' {
			end = i + 1
		} else {
			break
		}
		last = c.plain
	}
	if dots == 0 || end == 0 || r[end-1].plain == '.' {
		return span{}, false
	}
	return span{at, end}, true
}

func mailed(x symbol) bool {
	return x.plain < 0x80 && (x.letter() || x.digit() || strings.ContainsRune("._%+-", x.plain))
}

func (r reading) blanks(i int) int {
	for i < len(r) && r[i].plain == ' ' {
		i++
	}
	return i
}

const (
	provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼蘇贛陝閩貴瓊雲寧魯晉渝"
	suffixes  = "挂掛学學警港澳试試领領"
	electric  = "ABCDEFGHJK"
)

// plate finds a car's number plate: province, letter, five characters or six.
func plate(r reading, at int) (span, bool) {
	if at+1 >= len(r) || r.han(at+1) || !strings.ContainsRune(provinces, r[at].plain) {
		return span{}, false
	}
	i := r.over(at + 1)
	if i >= len(r) || !plated(r[i]) || r[i].digit() {
		return span{}, false
	}
	var where []int
	for i = r.over(i + 1); i < len(r) && len(where) < 7 && plated(r[i]); i = r.over(i + 1) {
		where = append(where, i)
	}
	tail := ""
	for _, w := range where {
		tail += string(r[w].plain)
	}
	n := 0
	switch {
	case len(tail) >= 6 && greener(tail[:6]) && r.parted(where[5]) && !house(r, where):
		n = 6
	case len(tail) >= 5 && digits(tail[:5]) >= 2 && r.parted(where[4]):
		n = 5
	case len(tail) == 4 && digits(tail) >= 2:
		if i = r.over(where[3] + 1); i < len(r) && strings.ContainsRune(suffixes, r[i].plain) {
			return span{at, i + 1}, true
		}
		return span{}, false
	default:
		return span{}, false
	}
	return span{at, where[n-1] + 1}, true
}

// greener says that six characters are those of a car with a battery.
func greener(s string) bool {
	return strings.ContainsRune(electric, rune(s[0])) && digits(s[2:]) == 4 ||
		digits(s[:5]) == 5 && strings.ContainsRune(electric, rune(s[5]))
}

// house says that the sixth character, a letter that stands apart, is a building's.
func house(r reading, where []int) bool {
	last := where[5]
	return r[last].letter() && last > where[4]+1 && last+1 < len(r) && strings.ContainsRune("栋座区幢棟區楼门", r[last+1].plain)
}

func digits(s string) (n int) {
	for _, c := range s {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

func plated(x symbol) bool { return x.digit() || x.letter() && x.plain != 'I' && x.plain != 'O' }

// parted says that a word in Latin letters or figures ends at a symbol.
func (r reading) parted(i int) bool { return i+1 >= len(r) || !r[i+1].word() || r[i].chinese }

// over passes what separates the characters of one name.
func (r reading) over(i int) int {
	for n := 0; i < len(r) && n < most && strong(r[i].plain); n++ {
		i++
	}
	return i
}

// Names of messengers as people write them, some so that no machine shall read them. A name in Latin letters is one
// where no letter stands beside it.
var (
	weChatNames = []string{"微信", "薇信", "威信", "徽信", "V信", "VX", "WX", "WEIXIN", "WECHAT"}
	qqNames     = []string{"QQ", "扣扣", "企鹅", "Q号"}
)

// Between the name and the id.
const (
	fillers  = "号号码碼號是为為同加我的:,(即"
	speaking = "号號码碼是为為:=加" // of these: an id follows, even one without a digit
	between  = "、/和或及与"
)

// chat finds the ids that stand behind the name of a messenger; the name stays.
func chat(names []string, id func(r reading, at int, sure bool) (end int)) func(reading, int) (span, bool) {
	first := map[rune]bool{}
	for _, name := range names {
		first[[]rune(name)[0]] = true
	}
	return func(r reading, at int) (span, bool) {
		if !first[r[at].plain] {
			return span{}, false
		}
		i := r.named(at, names)
		if i < 0 {
			return span{}, false
		}
		sure := at > 0 && r[at-1].plain == '加'
		for n := 0; i < len(r) && n < 10 && (strong(r[i].plain) || strings.ContainsRune(fillers, r[i].plain)); n++ {
			sure = sure || strings.ContainsRune(speaking, r[i].plain)
			i++
		}
		if i >= len(r) {
			return span{}, false
		}
		end := id(r, i, sure)
		if end < 0 {
			return span{}, false
		}
		for {
			j := r.over(end)
			if j >= len(r) || !strings.ContainsRune(between, r[j].plain) {
				return span{i, end}, true
			}
			more := id(r, r.over(j+1), false)
			if more < 0 {
				return span{i, end}, true
			}
			end = more
		}
	}
}

// named gives where a name that begins at a symbol ends, -1 where there is none.
func (r reading) named(at int, names []string) int {
	if at > 0 && r[at-1].plain == '［' {
		return -1
	}
next:
	for _, name := range names {
		i, last := at, symbol{}
		for n, c := range []rune(name) {
			if n > 0 {
				i = r.over(i)
			}
			if i >= len(r) || r[i].plain != c {
				continue next
			}
			last = r[i]
			i++
		}
		if r[at].letter() && at > 0 && r[at-1].word() || last.letter() && i < len(r) && r[i].letter() {
			continue
		}
		return i
	}
	return -1
}

// weChatID gives where an id ends that begins at a symbol, -1 where there is none.
func weChatID(r reading, at int, sure bool) int {
	if at >= len(r) || !r[at].letter() {
		return qqID(r, at, sure)
	}
	i := at
	for i < len(r) && (r[i].letter() || r[i].digit() || r[i].plain == '_' || r[i].plain == '-') {
		sure = sure || !r[i].letter()
		i++
	}
	if !sure || i-at < 6 || i-at > 20 {
		return -1
	}
	return i
}

// measures are what is counted: a number before one of them is no id.
const measures = "号號栋棟楼樓单單室元月日年点點个個米次人天户戶层層岁歲分时時名座幢"

func qqID(r reading, at int, _ bool) int {
	if at >= len(r) {
		return -1
	}
	x, ok := r.number(at, 12)
	if !ok || x.digits[0] == '0' {
		return -1
	}
	n, parted := 0, false
	for i := 1; i <= len(x.digits); i++ {
		if i > 1 && x.before[i-1].is == weakly {
			if n > 0 && !parted {
				break
			}
			parted = true
		}
		if x.fits(i) && (i == len(x.digits) || i < len(x.digits) && x.before[i].is != none || r[x.at[i-1]].chinese) &&
			!r.measured(x.at[i-1]) && i >= 5 {
			n = i
		}
	}
	if n == 0 {
		return -1
	}
	return x.at[n-1] + 1
}

func (r reading) measured(i int) bool {
	return i+1 < len(r) && strings.ContainsRune(measures, r[i+1].plain)
}
