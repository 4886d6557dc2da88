package redact

import "strings"

// door finds what of an address says whose door it is: from the unit, the room or the village's house number on. The
// road, its number, the estate and the building stay, for a matter is often about them; so do a unit and a storey that
// no room follows.
func door(r reading, at int) (span, bool) {
	if n := doorNames.begins(r, at); n > 0 && !r.inMark(at) {
		return r.doorNumber(at + n)
	}
	if !r.doored(at) || r.inMark(at) || at > 0 && r.counted(at-1) && r.counted(at) ||
		at > 0 && r[at-1].word() && r[at].word() {
		return span{}, false
	}
	for _, end := range []func(int) int{r.unit, r.dashed, r.room, r.household, r.village} {
		if to := end(at); to > at {
			return span{at, r.sided(to)}, true
		}
	}
	return span{}, false
}

var (
	doorNames = byBeginning("门牌号码 门牌号 门牌 房号 房间号 室号")
	// houses are what a building's number ends with, homes what places where people live are called.
	houses = byEnd("栋 幢 座 棟 号楼 栋楼 幢楼 单元 单元楼 号院 楼 层 弄 栋住")
	homes  = []string{"住", "家在", "小区", "花园", "公寓", "家园", "苑", "住址", "地址", "我家", "宿舍", "安置", "新村", "华府", "花苑", "单元",
		"栋", "幢", "号楼"}
	offices = []string{"大厦", "大楼", "中心", "办公", "政府", "学校", "医院", "酒店", "宾馆", "KTV", "局", "教学", "会议", "写字楼", "法院",
		"派出所", "商场", "广场"}
	rooms    = byBeginning("室 号房 房间 房 号房间 号室 户 号户 号 号住户 号业主")
	dwellers = byBeginning("住户 业主 户主 租户 租客 房东 邻居 的住户 的业主 的租户 的租客 的邻居 的房东 的户主 号住户 号业主 室业主 室住户 户主 户业主 的［姓名］ ［姓名］")
)

// doored says that the number of a door may begin at a symbol.
func (r reading) doored(i int) bool {
	return i < len(r) && (r[i].digit() || r[i].own == '十' || r[i].own == '百' || r[i].letter())
}

// counted says that a symbol belongs to a number.
func (r reading) counted(i int) bool {
	return i >= 0 && i < len(r) && (r[i].digit() || r[i].own == '十' || r[i].own == '百')
}

// figure gives where a number ends that begins at a symbol, and its digits as far as they are written one by one.
func (r reading) figure(i int) (end int, digits string) {
	if i < len(r) && r[i].letter() && i+1 < len(r) && r.counted(i+1) {
		i++
	}
	var b strings.Builder
	for end = i; r.counted(end) && end < i+6; end++ {
		b.WriteRune(r[end].plain)
	}
	if end > i && end < len(r) && r[end].letter() && (end+1 == len(r) || !r[end+1].word()) {
		end++
	}
	if end == i {
		return 0, ""
	}
	return end, b.String()
}

// numbered says that digits number a room: the storey, then one of few doors.
func numbered(d string) bool {
	if len(d) < 3 || len(d) > 4 || d[0] == '0' || digits(d) != len(d) {
		return false
	}
	n := d[len(d)-2:]
	return n >= "01" && n <= "40" && (len(d) == 3 || d[:2] <= "59")
}

// doorNumber is what follows the word for the number of a door.
func (r reading) doorNumber(i int) (span, bool) {
	for n := 0; i < len(r) && n < 4 && strings.ContainsRune(" :为是(号", r[i].plain); n++ {
		i++
	}
	end, d := r.figure(i)
	if end == 0 || len(d) == 1 && r[i].chinese || end < len(r) && strings.ContainsRune("~～至到-", r[end].plain) {
		return span{}, false
	}
	return span{i, r.closed(end)}, true
}

// closed takes the word for a room into a span that ends before it.
func (r reading) closed(end int) int {
	n := rooms.begins(r, end)
	if n == 1 && strings.HasPrefix(r.part(end, 2), "户") && dwellers.begins(r, end) > 0 {
		return end
	}
	return end + n
}

// sided takes in the side of the stairs that follows a room: 501室东户.
func (r reading) sided(end int) int {
	for _, w := range []string{"东户", "西户", "左户", "右户", "中户", "南户", "北户", "左边", "右边", "对门", "左手", "右手", "东边", "西边"} {
		if strings.HasPrefix(r.part(end, 2), w) {
			return end + 2
		}
	}
	return end
}

// unit is a staircase with a room or a storey of it: 2单元501室, 二单元五楼东户.
func (r reading) unit(at int) int {
	i, _ := r.figure(at)
	if i == 0 {
		return 0
	}
	switch {
	case strings.HasPrefix(r.part(i, 2), "单元"):
		i += 2
	case i < len(r) && (r[i].own == '门' || r[i].own == '梯') && at > 0 && houses.ending(r, at) > 0:
		i++
	case i < len(r) && (r[i].own == '楼' || r[i].own == '层') && houses.ending(r, at) > 0:
		if end, d := r.figure(i + 1); numbered(d) && !r.measures(end) {
			return r.closed(end)
		}
		return 0
	default:
		return 0
	}
	return r.above(r.gap(i))
}

// gap passes what stands between the parts of an address.
func (r reading) gap(i int) int {
	for n := 0; i < len(r) && n < 2 && strings.ContainsRune(" -—,.、的第", r[i].plain); n++ {
		i++
	}
	return i
}

// above is a room or a storey from a symbol on.
func (r reading) above(i int) int {
	end, d := r.figure(i)
	if end == 0 {
		return 0
	}
	if end < len(r) && (r[end].own == '楼' || r[end].own == '层') {
		next, _ := r.figure(r.gap(end + 1))
		if next > 0 && !r.measures(next) {
			return r.closed(next)
		}
		return end + 1
	}
	if numbered(d) && !r.measures(end) || rooms.begins(r, end) > 0 && !strings.HasPrefix(r.part(end, 2), "号电") {
		return r.closed(end)
	}
	return 0
}

// measures says that a number counts or measures something, or is that of a shop.
func (r reading) measures(end int) bool {
	if end >= len(r) {
		return false
	}
	if r[end].word() && !r[end].chinese {
		return true
	}
	if strings.ContainsRune("年月日元万千百个人米平㎡%吨条家次间天亩度倍点分多余名辆台位瓦方伏路", r[end].plain) {
		return true
	}
	for _, w := range []string{"商铺", "门面", "门店", "店", "号商铺", "号门面", "号店", "户居民", "户业主", "户人", "户家", "号电梯", "号铺", "号线",
		"户商", "房产", "房屋", "房价", "户型"} {
		if strings.HasPrefix(r.part(end, 4), w) {
			return true
		}
	}
	return false
}

// dashed is a door whose parts are joined by dashes: of 3-2-501 the building stays, of 3栋2-501 the unit goes.
func (r reading) dashed(at int) int {
	var parts []string
	i := at
	for len(parts) < 4 {
		end, d := r.figure(i)
		if end == 0 {
			return 0
		}
		parts, i = append(parts, d), end
		if i+1 >= len(r) || !strings.ContainsRune("-—－–", r[i].plain) || !r.doored(i+1) {
			break
		}
		i++
	}
	last := parts[len(parts)-1]
	if len(parts) < 2 || len(parts) > 3 || !numbered(last) || r.measures(i) {
		return 0
	}
	if houses.ending(r, at) > 0 && len(parts[0]) <= 2 {
		return r.closed(i)
	}
	if len(parts) == 2 && at > 1 && strings.ContainsRune("-—－–", r[at-1].plain) && r.counted(at-2) &&
		len(parts[0]) <= 2 {
		from := at - 2
		for from > 0 && r.counted(from-1) && at-from < 6 {
			from--
		}
		if at-1-from <= 2 && (from == 0 || !strings.ContainsRune("-—/.", r[from-1].plain) && !r[from-1].word()) {
			return r.closed(i)
		}
	}
	return 0
}

// room is the number of a room behind a building's, a unit's or a storey's, or one that is called a room where people
// live.
func (r reading) room(at int) int {
	end, d := r.figure(at)
	if end == 0 {
		return 0
	}
	from := at
	for n := 0; from > 0 && n < 2 && strings.ContainsRune(" -、,第和", r[from-1].plain); n++ {
		from--
	}
	list := from > 3 && from < at && r.text(from-4, from) == "［门牌］"
	called := rooms.begins(r, end)
	behind := houses.ending(r, from) > 0 && from > 1 &&
		(r.counted(from-2) || r[from-2].letter() || r[from-2].own == '单' ||
			r[from-2].own == '号')
	switch {
	case r.measures(end):
		return 0
	case (behind || list) && numbered(d):
		return r.closed(end)
	case called > 0 && numbered(d) && strings.ContainsRune("室房", r[end].own) ||
		called > 1 && numbered(d) && r[end+1].own == '房':
		before := r.part(at-12, min(at, 12))
		if contained(before, homes) || from > 0 && r[from-1].own == '号' && !contained(before, offices) {
			return end + called
		}
	}
	return 0
}

func contained(s string, list []string) bool {
	for _, w := range list {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// household is a room's number before those who live there: 602的住户.
func (r reading) household(at int) int {
	end, d := r.figure(at)
	if end == 0 || !numbered(d) || d[len(d)-2:] > "12" || dwellers.begins(r, end) == 0 {
		return 0
	}
	if at > 0 && strings.ContainsRune("共有约等近达多计的全超过余在-/.,:", r[at-1].plain) {
		return 0
	}
	return end
}

// village is the house number of a village's group or of a lane: 3组12号. The days of a month are written alike.
func (r reading) village(at int) int {
	end, d := r.figure(at)
	if end == 0 || end >= len(r) || r[end].own != '号' || len(d) > 4 {
		return 0
	}
	from := r.backGap(at)
	if from == 0 {
		return 0
	}
	switch r[from-1].own {
	case '组', '队':
		if from < 2 || !r.counted(from-2) && !r.han(from-2) {
			return 0
		}
	case '村', '湾', '冲', '屋', '塘', '巷', '弄':
	default:
		return 0
	}
	for _, w := range []string{"楼", "栋", "院", "线", "井", "灯", "路灯", "杆", "电", "公交", "车", "变", "箱", "机", "上午", "下午", "早",
		"晚", "前", "后", "之", "开始", "停",
		"凌晨", "中午", "至", "到", "-", "起", "台", "泵", "桥", "点", "地块", "厅", "馆", "店", "商铺", "门面"} {
		if strings.HasPrefix(r.part(end+1, 3), w) {
			return 0
		}
	}
	if next, _ := r.figure(end + 1); next > 0 && next < len(r) && strings.ContainsRune("栋楼点日", r[next].own) {
		return 0
	}
	return end + 1
}

func (r reading) backGap(i int) int {
	for n := 0; i > 0 && n < 2 && (r[i-1].plain == ' ' || r[i-1].plain == '第'); n++ {
		i--
	}
	return i
}
