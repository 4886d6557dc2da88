package redact

import (
	"strings"
	"unicode"
)

// Between two digits of one number stand at most so many symbols. Strong ones separate digits however they stand; weak
// ones separate the members of a list as well, so a number that has them has one sort of them and nothing else.
const most = 4

func strong(c rune) bool {
	return unicode.IsSpace(c) || unicode.Is(unicode.Pd, c) ||
		strings.ContainsRune("_.·•・‧∙⋅˙｡ㆍ●*~+−()[]{}|/\\'`^=#\"", c)
}

func weak(c rune) bool { return strings.ContainsRune("、,;:。…", c) }

// join is what stands before a digit of a number: nothing, blanks, other strong marks, one sort of weak ones.
type join struct {
	is   uint8
	weak rune
}

const (
	none uint8 = iota
	blank
	marked
	weakly
	foreign // not of one number
)

// number is the digits that follow each other from a symbol on.
type number struct {
	r      reading
	digits string // 0 to 9
	at     []int  // where each stands
	before []join // what stands before each; nothing before the first
}

// number collects at most n digits. ok is false where no number begins.
func (r reading) number(i, n int) (x number, ok bool) {
	if !r[i].digit() || i > 0 && r[i-1].digit() && !r[i].chinese && !r[i-1].chinese {
		return x, false
	}
	x.r = r
	digits := make([]byte, 0, n)
	how := join{}
	for len(digits) < n {
		digits = append(digits, byte(r[i].plain))
		x.at, x.before = append(x.at, i), append(x.before, how)
		if i, how = r.after(i); i < 0 || how.is == foreign {
			break
		}
	}
	x.digits = string(digits)
	return x, true
}

// after is where the digit after the one at i stands, and what stands between; -1 where there is none.
func (r reading) after(i int) (int, join) {
	how := join{}
	for j := i + 1; j < len(r) && j <= i+1+most; j++ {
		c := r[j].plain
		switch {
		case r[j].digit():
			return j, how
		case unicode.IsSpace(c):
			how.is = max(how.is, blank)
		case strong(c) && how.is <= marked:
			how.is = marked
		case weak(c) && how.is != marked && (how.weak == 0 || how.weak == c):
			how = join{weakly, c}
		default:
			return -1, join{foreign, 0}
		}
	}
	return -1, join{foreign, 0}
}

// fits says whether the first n digits can be a number by themselves: it ends there, and what stands between is what
// people put into one number. Ideographs are words as well, so a number may begin and end beside each of them.
func (x number) fits(n int) bool {
	if len(x.digits) < n {
		return false
	}
	end := x.at[n-1]
	if r := x.r; end+1 < len(r) && r[end+1].digit() && !r[end].chinese && !r[end+1].chinese {
		return false
	}
	if x.word(n) {
		return false
	}
	var seen [foreign]int
	sort := rune(0)
	for _, j := range x.before[1:n] {
		seen[j.is]++
		if j.is == weakly {
			if sort != 0 && sort != j.weak {
				return false
			}
			sort = j.weak
		}
	}
	switch {
	case seen[weakly] > 0:
		return seen[blank]+seen[marked] == 0 && !x.list(n)
	case seen[blank] > 0 && seen[marked] > 0:
		return !x.tail()
	}
	return true
}

// word says that the last of n digits is the first ideograph of a word behind figures: 96533一直.
func (x number) word(n int) bool {
	r, end := x.r, x.at[n-1]
	return r[end].own == '一' && end+1 < len(r) && strings.ContainsRune("直辆个次样般切些起定共下句位条点边家台天旦栋楼号名", r[end+1].own) &&
		!r[x.at[max(0, n-2)]].chinese
}

// tail says that a number begins inside of what marks hold together, as the room of 15-1-1502 does.
func (x number) tail() bool {
	i := x.at[0]
	return i > 1 && strong(x.r[i-1].plain) && !unicode.IsSpace(x.r[i-1].plain) && x.r[i-2].digit()
}

// list says that the groups of digits count upwards, as the houses of 15、16、17、18 do.
func (x number) list(n int) bool {
	var values []int
	for i := range n {
		if i == 0 || x.before[i].is != none {
			values = append(values, 0)
		}
		values[len(values)-1] = 10*values[len(values)-1] + int(x.digits[i]-'0')
	}
	up := 0
	for i := 1; i < len(values); i++ {
		if values[i] > values[i-1] {
			up++
		}
	}
	return len(values) > 3 && 3*up >= 2*(len(values)-1)
}

// span is the first n digits.
func (x number) span(n int) span { return span{x.at[0], x.at[n-1] + 1} }

// mobile is a mobile telephone's number.
func mobile(d string) bool { return len(d) == 11 && d[0] == '1' && d[1] >= '3' }

// phone finds a mobile telephone, with what is dialled before it; two that were written without anything between.
func phone(r reading, at int) (span, bool) {
	x, ok := r.number(at, 22)
	if !ok {
		return span{}, false
	}
	for _, dialled := range []string{"", "0", "86", "086", "0086", "17951"} {
		n := len(dialled)
		if strings.HasPrefix(x.digits, dialled) && len(x.digits) >= n+11 && mobile(x.digits[n:n+11]) && x.fits(n+11) {
			s := x.span(n + 11)
			if s.from > 0 && r[s.from-1].plain == '+' {
				s.from--
			}
			return s, true
		}
	}
	if len(x.digits) == 22 && mobile(x.digits[:11]) && mobile(x.digits[11:]) && x.fits(22) {
		return x.span(22), true
	}
	return span{}, false
}

// landline finds a telephone with its area code, and a second one behind it that leaves the code out.
func landline(r reading, at int) (span, bool) {
	x, ok := r.number(at, 12)
	if !ok || x.digits[0] != '0' {
		return span{}, false
	}
	for _, is := range []func(int, int) bool{x.known, x.apart} {
		for _, n := range []struct{ code, own int }{{3, 8}, {3, 7}, {4, 8}, {4, 7}} {
			if !x.fits(n.code+n.own) || !is(n.code, n.own) || n.code == 4 && n.own == 8 && x.eighth(n.code) {
				continue
			}
			s := x.span(n.code + n.own)
			if r.line(s.from) {
				return span{}, false
			}
			if s.to+1 < len(r) && strings.ContainsRune("、/或和及", r[s.to].plain) {
				if y, more := r.number(s.to+1, 8); more && y.local() {
					s.to = y.at[len(y.at)-1] + 1
				}
			}
			return s, true
		}
	}
	return span{}, false
}

// line says that a public line of an office begins at a symbol: what stands before says so. After a comma only the
// number itself may follow: what somebody wants to be told to an office is his own. A mobile telephone is somebody's
// whatever stands before it.
func (r reading) line(at int) bool {
	said, named := false, false
	for n := 0; at > 0 && n < 12; n++ {
		if strings.ContainsRune(" :(是为号码", r[at-1].plain) || r[at-1].plain == ',' && !named {
			at--
		} else if k := lineNames.ending(r, at); k > 0 {
			at, said, named = at-k, said || k > 2, true
		} else if k = telephones.ending(r, at); k > 0 {
			at, named = at-k, true
		} else {
			break
		}
	}
	return said && !(at > 0 && strings.ContainsRune("我家的", r[at-1].own)) && selves.ending(r, at) == 0 ||
		officeNames.ending(r, at) > 0
}

// What a public line is called, what an office is called, and what may stand between an office and its line.
var (
	lineNames = byEnd("热线 热线电话 监督电话 举报电话 值班电话 咨询电话 服务电话 投诉热线 服务热线 咨询热线 报修电话 抢修电话 客服电话 便民电话 公开电话 政策咨询电话 " +
		"监督举报电话 投诉举报电话 举报热线 监督热线")
	telephones  = byEnd("电话 联系电话 办公电话 办公室 办公室电话 投诉电话 座机 号码 总机 前台")
	officeNames = byEnd("局 街道办 办事处 居委会 村委会 派出所 政府 大队 中队 支队 指挥中心 服务中心 登记中心 服务大厅 信访办 管委会 法院 检察院 市委 县委 区委 纪委 " +
		"住建委 发改委 卫健委 公积金中心 社保中心 征收办 拆迁办 市政处 供电所 司法所 税务所 城管所")
)

// eighth says that the eighth digit after the area code stands apart from seven that are one number.
func (x number) eighth(code int) bool {
	how := x.before[code+7].is
	if how == none || how == weakly {
		return how == weakly
	}
	for _, j := range x.before[code+1 : code+7] {
		if j.is != none {
			return false
		}
	}
	return true
}

// known says that the first digits are an area code that there is, before a number that there can be.
func (x number) known(code, own int) bool {
	there := code == 3 && own == 8 && (x.digits[1] == '2' || x.digits[:3] == "010") || code == 4 && x.digits[1] >= '3'
	return there && x.digits[code] >= '2' && x.digits[code] <= '8'
}

// apart says that the first digits are set apart from the others, which are together.
func (x number) apart(code, own int) bool {
	for i, j := range x.before[1 : code+own] {
		if (j.is != none) != (i+1 == code) {
			return false
		}
	}
	return true
}

// local says that the digits are a telephone's without area code: seven or eight together, no day.
func (x number) local() bool {
	n := len(x.digits)
	for _, j := range x.before {
		if j.is != none {
			return false
		}
	}
	return n >= 7 && x.fits(n) && x.digits[0] >= '2' && !(n == 8 && born(x.digits))
}

// card finds a bank card by its check digit, so that order numbers are not taken for one.
func card(r reading, at int) (span, bool) {
	x, ok := r.number(at, 19)
	if !ok || x.digits[0] < '3' || x.digits[0] > '6' {
		return span{}, false
	}
	for n := 19; n >= 16; n-- {
		if x.fits(n) && luhn(x.digits[:n]) && (x.weak(16, n) == 0 || x.weak(1, 16) > 0) {
			return x.span(n), true
		}
	}
	return span{}, false
}

// weak counts the weak marks before some of the digits: one behind a whole number ends it.
func (x number) weak(from, to int) (n int) {
	for _, j := range x.before[from:to] {
		if j.is == weakly {
			n++
		}
	}
	return n
}

// luhn is the check digit of ISO/IEC 7812.
func luhn(s string) bool {
	sum, double := 0, false
	for i := len(s) - 1; i >= 0; i-- {
		d := int(s[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return sum%10 == 0
}

// identity finds an identity card's number: of eighteen with a day of birth in it, of fifteen where its name is said.
func identity(r reading, at int) (span, bool) {
	x, ok := r.number(at, 18)
	if !ok || x.digits[0] == '0' {
		return span{}, false
	}
	if x.fits(18) && personal(x.digits) {
		return x.span(18), true
	}
	if len(x.digits) == 17 {
		for i := x.at[16] + 1; i < len(r) && i <= x.at[16]+1+most; i++ {
			if c := r[i].plain; (c == 'X' || c == '×') && (i+1 == len(r) || !r[i+1].word()) {
				return span{at, i + 1}, personal(x.digits + "X")
			} else if !strong(c) {
				break
			}
		}
	}
	if x.fits(15) && len(x.digits) == 15 && born("19"+x.digits[6:12]) {
		said := r.part(at-8, min(at, 8))
		return x.span(15), strings.Contains(said, "身份证") || strings.Contains(said, "证件")
	}
	return span{}, false
}

// personal says that eighteen digits are an identity card's. Cities number cases by area and day as well: for days of
// these years the check digit (GB 11643) must be right.
func personal(d string) bool {
	if !born(d[6:14]) {
		return false
	}
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(d[i]-'0')
	}
	return d[6:10] < "2010" || "10X98765432"[sum%11] == d[17]
}

// born says whether eight digits are a day that somebody may be born on.
func born(d string) bool {
	return (d[:2] == "19" || d[:2] == "20") && d[4:6] >= "01" && d[4:6] <= "12" && d[6:] >= "01" && d[6:] <= "31"
}
