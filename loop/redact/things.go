package redact

import "strings"

// spans are stretches of symbols, in order.
type spans []span

// touch says whether a number shares a symbol with one of them.
func (s spans) touch(x span) bool {
	for _, k := range s {
		if x.from < k.to && k.from < x.to {
			return true
		}
	}
	return false
}

// Names of the numbers of things, and what makes them those of a person after all.
var (
	thingNames = []string{"编号", "編號", "编码", "单号", "單號", "案号", "案號", "文号", "文號", "案件号", "灯号", "灯杆号", "杆号", "灯杆",
		"户号", "表号", "流水号", "受理号", "批号", "批次号", "批次", "设备号", "设备", "资产号", "订单", "工单", "序列号", "项目号", "合同号",
		"发票号", "井盖号", "线路号", "点位号", "回执号", "UUID", "GUID", "NO", "№"}
	personNames = []string{"身份证", "证件", "银行卡", "储蓄卡", "信用卡", "手机", "电话", "微信", "QQ", "账户", "联系人"}
	thingsAfter = []string{"号路灯", "号灯", "号杆", "号电杆", "号井", "号箱", "号工单", "号案", "号文", "号点位", "号设备", "号表"}
	dialled     = []string{"TEL", "PHONE", "MOBILE", "MOB", "CELL", "CALL", "WX", "VX", "QQ", "WECHAT", "WEIXIN", "FAX",
		"SMS", "SJ", "DH",
		"ID", "SFZ", "V", "Q"}
)

// things are the stretches that number a thing: a UUID and other hexadecimal names, what begins with letters of its
// own as LD-138-0123-4567 does, and what is called a number of something.
func things(r reading) (out spans) {
	for i := 0; i < len(r); i++ {
		if !r[i].word() {
			continue
		}
		end := i
		for end < len(r) && (r[end].word() || held(r, end)) {
			end++
		}
		if s := r.part(i, end-i); thing(r, i, end, s) {
			out = append(out, span{i, end})
		}
		i = end
	}
	return out
}

// held says that a mark stands inside of a name.
func held(r reading, i int) bool {
	return strings.ContainsRune("-_/.#", r[i].plain) && i+1 < len(r) && r[i+1].word()
}

func thing(r reading, from, to int, s string) bool {
	if digits(s) == 0 {
		return false
	}
	if hexadecimal(s) {
		return true
	}
	letters := len(s) - len(strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if letters > 0 && (letters > 1 || !(s[1] >= '0' && s[1] <= '9')) && !ends(s[:letters], dialled) &&
		(from == 0 || !strings.ContainsRune(provinces, r[from-1].plain)) {
		return true
	}
	for _, x := range thingsAfter {
		if strings.HasPrefix(r.part(to, 4), x) {
			return true
		}
	}
	at := from
	for n := 0; at > 0 && n < 4 && (strong(r[at-1].plain) || strings.ContainsRune("是为為:码", r[at-1].plain)); n++ {
		at--
	}
	before := r.part(at-8, min(at, 8))
	return ends(before, thingNames) && !ends(trimmed(before), personNames)
}

// trimmed is what stands before the word for a number.
func trimmed(s string) string {
	for _, x := range []string{"编号", "編號", "编码", "单号", "号"} {
		if t, ok := strings.CutSuffix(s, x); ok {
			return t
		}
	}
	return s
}

func ends(s string, list []string) bool {
	for _, x := range list {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// hexadecimal says that a name is a UUID or a digest: sixteen figures and more, letters among them.
func hexadecimal(s string) bool {
	t := strings.ReplaceAll(s, "-", "")
	if len(t) != len(s) && !(len(s) == 36 && len(t) == 32 && s[8] == '-' && s[13] == '-' &&
		s[18] == '-' && s[23] == '-') {
		return false
	}
	letters := len(t) - digits(t)
	return len(t) >= 16 && strings.Trim(t, "0123456789ABCDEF") == "" && (letters > 0 || len(t) == 32)
}
