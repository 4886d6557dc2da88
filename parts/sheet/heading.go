package sheet

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"unicode"

	"xiaohao/loop/fault"
)

// field is something an import reads, and the headings it is known by.
type field struct {
	key      string
	required bool
	names    []string
}

// places say in which column each field stands.
type places map[string]int

// head are the headings of a sheet.
type head struct {
	at     places
	names  []string   // what stands over each column
	rows   [][]string // the rows they stand in, as plainHeading has them
	titles [][]string // rows above them
	twice  []string   // headings that name a field once more; the first counts
}

// headingRows is how far down the headings may stand: lists often begin with a title.
const headingRows = 10

// headingDepth is over how many rows the headings may go: a group, its fields, and what a field is parted into.
const headingDepth = 3

// begin reads rows of a sheet until the headings are found.
func (l *list) begin() error {
	l.head = head{}
	var best []string
	var above Row
	for range headingRows {
		r, err := l.t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		r = r.Clone()
		if h, ok := l.headOf(above, r); ok {
			h.titles = l.head.titles
			l.head = h
			return l.deepen(r)
		}
		if at, _ := locate(r.Cells, l.fields, l.own); len(best) == 0 || len(at) > 0 {
			best = r.Cells
		}
		l.head.titles = append(l.head.titles, plainRow(r.Cells))
		above = r
	}
	_, missing := locate(best, l.fields, l.own)
	lacks, has := strings.Join(missing, ", "), cut(strings.Join(best, " | "), 200)
	if s := l.t.Sheet(); s != "" {
		return fault.New(fault.Invalid, "heading_missing_sheet", "missing", lacks, "found", has, "sheet", s,
			"others", cmp.Or(strings.Join(l.t.Others(), "、"), "—"))
	}
	return fault.New(fault.Invalid, "heading_missing", "missing", lacks, "found", has)
}

// headOf says whether a row has the headings, by itself or with those that only the row above it has.
func (l *list) headOf(above, r Row) (head, bool) {
	names := slices.Clone(r.Cells)
	rows := [][]string{plainRow(r.Cells)}
	at, missing := locate(names, l.fields, l.own)
	up, _ := locate(above.Cells, l.fields, l.own)
	if len(at) > 0 && len(up) > 0 {
		for _, i := range up {
			if i >= len(names) || names[i] == "" {
				names = set(names, i, above.Cells[i])
			}
		}
		at, missing = locate(names, l.fields, l.own)
		rows = append(rows, plainRow(above.Cells))
	}
	return head{at: at, names: names, rows: rows, twice: l.twice(names, at)}, len(missing) == 0
}

// deepen reads the rows below the first row of headings as long as they are headings too.
func (l *list) deepen(top Row) error {
	for range headingDepth - 1 {
		r, err := l.t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r = r.Clone()
		names, ok := l.below(top, r)
		if !ok {
			l.back = append(l.back, r)
			return nil
		}
		at, missing := locate(names, l.fields, l.own)
		if len(missing) > 0 { // the parts of a field are not known by themselves: it is where its group begins
			for key, i := range l.head.at {
				if _, found := at[key]; !found {
					at[key] = i
				}
			}
		}
		l.head.at, l.head.names, l.head.twice = at, names, l.twice(names, at)
		l.head.rows = append(l.head.rows, plainRow(r.Cells))
		top = r
	}
	return nil
}

// below says whether a row goes on with the headings of the row above it, and gives what then stands over each column:
// each of its cells is the heading of a field, a part of a group, or the one above handed down by a merged cell.
func (l *list) below(top, r Row) ([]string, bool) {
	names := slices.Clone(l.head.names)
	known := map[string]bool{} // fields whose group is named too: no other group has them
	var loose []int
	found := false
	for i, here := range r.Cells {
		start, end := group(top, i, len(r.Cells))
		over := cellAt(top.Cells, start)
		parted := over != "" && end > start
		if here == "" || start == i && plainHeading(here) == plainHeading(over) {
			continue
		}
		if !parted {
			over = ""
		}
		name, key, whole := l.part(over, here)
		if key == "" && !parted || start == i && !parted && cellAt(top.Cells, i) != "" {
			return nil, false
		}
		found = found || key != ""
		if whole {
			known[key] = true
		} else if key != "" && parted {
			loose = append(loose, i)
		}
		names = set(names, i, name)
	}
	for _, i := range loose {
		if _, key, _ := l.part("", names[i]); known[key] {
			start, _ := group(top, i, len(r.Cells))
			names[i] = top.Cells[start] + names[i]
		}
	}
	return names, found
}

// group is over which columns the heading of a column reaches: as far as its cell is merged, or, where a row has no
// merged cells, as far as nothing else stands beside it in so many columns.
func group(top Row, i, columns int) (start, end int) {
	for start = min(i, len(top.Cells)); start > 0 && cellAt(top.Cells, start) == ""; start-- {
	}
	if cellAt(top.Cells, start) == "" {
		return i, i
	}
	if start < len(top.Across) {
		end = start + top.Across[start]
	}
	if len(top.Across) == 0 {
		for end = start; end+1 < columns && cellAt(top.Cells, end+1) == ""; end++ {
		}
	}
	if end < i {
		return i, i
	}
	return start, end
}

// part is the name by which a part of a group is known and the field it is, "" for none: with its group before it,
// which whole says, or by itself.
func (l *list) part(group, name string) (known, key string, whole bool) {
	about := group
	for _, tail := range []string{"信息", "情况", "资料"} {
		about = strings.TrimSuffix(about, tail)
	}
	for _, n := range []string{group + name, about + name, name} {
		where, _ := locate([]string{n}, l.fields, l.own)
		for k := range where {
			return n, k, n != name
		}
	}
	return name, "", false
}

// cellAt is a cell of a row, "" beyond its end.
func cellAt(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return cells[i]
}

func set(cells []string, i int, s string) []string {
	for len(cells) <= i {
		cells = append(cells, "")
	}
	cells[i] = s
	return cells
}

// twice lists headings of fields that stand in another column already.
func (l *list) twice(names []string, where places) []string {
	var out []string
	for i, n := range names {
		found, _ := locate([]string{n}, l.fields, l.own)
		for key := range found {
			if where[key] != i && plainHeading(names[where[key]]) == plainHeading(n) && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// repeats says that a row is one of the rows of headings again: whole, or in two columns and more while no column
// that is read says anything else.
func (h head) repeats(cells []string) bool {
	row := plainRow(cells)
	if slices.ContainsFunc(h.rows, func(r []string) bool { return same(r, row) }) {
		return true
	}
	read := map[int]bool{}
	for _, i := range h.at {
		read[i] = true
	}
	n, other := 0, 0
	for i, c := range row {
		switch {
		case c == "":
		case h.over(i, c):
			n++
		case read[i]:
			return false
		default:
			other++
		}
	}
	return n > 1 && n > other
}

// over says that a word is one of the headings over a column.
func (h head) over(i int, plain string) bool {
	return plain == plainHeading(cellAt(h.names, i)) ||
		slices.ContainsFunc(h.rows, func(r []string) bool { return cellAt(r, i) == plain })
}

// titled says that a row is one of those above the headings again.
func (h head) titled(cells []string) bool {
	if filled(cells) > 2 {
		return false
	}
	row := plainRow(cells)
	return slices.ContainsFunc(h.titles, func(r []string) bool { return same(r, row) })
}

// sums are what the first cell of a row that sums up says; foots what a lone cell at the foot of a list begins with.
var (
	sums  = []string{"合计", "总计", "小计", "共计", "total", "subtotal"}
	foots = []string{"填表人", "填报人", "制表人", "审核人", "填报单位", "填表单位", "制表单位", "填报日期", "填表日期", "制表日期"}
)

// sumsUp says that a row is no data but sums up a list or signs it.
func sumsUp(cells []string) bool {
	n := filled(cells)
	i := slices.IndexFunc(cells, func(c string) bool { return c != "" })
	if i < 0 {
		return false
	}
	plain := plainHeading(cells[i])
	return slices.Contains(sums, plain) ||
		n <= 2 && slices.ContainsFunc(foots, func(f string) bool { return strings.HasPrefix(plain, f) })
}

// same compares rows, whatever blank cells stand behind them.
func same(a, b []string) bool {
	found := false
	for i := range max(len(a), len(b)) {
		if cellAt(a, i) != cellAt(b, i) {
			return false
		}
		found = found || cellAt(a, i) != ""
	}
	return found
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

func plainRow(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = plainHeading(c)
	}
	return out
}

// plainNames are the names of fields without what plainHeading drops, which every row is compared with.
var plainNames sync.Map

func plainName(n string) string {
	if p, ok := plainNames.Load(n); ok {
		return p.(string)
	}
	p := plainHeading(n)
	plainNames.Store(n, p)
	return p
}

func locate(cells []string, fields []field, own map[string]string) (places, []string) {
	at, row := places{}, plainRow(cells)
	for i, plain := range row {
		k, ok := own[plain]
		for _, f := range fields {
			if ok || plain == "" {
				break
			}
			for _, n := range f.names {
				if plainName(n) == plain {
					k, ok = f.key, true
				}
			}
		}
		if _, taken := at[k]; ok && k != "" && !taken {
			at[k] = i
		}
	}
	for _, f := range fields {
		if _, found := at[f.key]; !found && lesser[f.key] != nil {
			at.lesser(row, f.key, own)
		}
	}
	var missing []string
	for _, f := range fields {
		if _, ok := at[f.key]; f.required && !ok {
			missing = append(missing, f.names[0])
		}
	}
	return at, missing
}

// lesser are headings that a field is known by where no column bears one of its own names: lists have both a short
// 诉求 and a 诉求内容, or several points in time.
var lesser = map[string][]string{
	"text":      {"诉求", "反映内容", "主要内容", "问题内容", "来电内容", "事件描述", "存在问题", "具体问题"},
	"source_no": {"工单号", "受理编号", "案件编号", "事件编号", "诉求编号", "问题编号"},
	"title":     {"诉求标题", "问题标题", "事件标题"},
	"time": {"来电时间", "登记时间", "提交时间", "反映时间", "投诉时间", "诉求时间", "创建时间", "发现日期", "上报日期", "受理日期",
		"来电日期", "登记日期", "日期"},
	"area": {"行政区划", "所属区域", "所在区域", "区域", "属地", "所属辖区", "辖区", "所属街道", "所在街道", "街道", "所属镇街", "镇街",
		"乡镇街道", "所属乡镇", "乡镇"},
	"reporter": {"区划名称", "区划全称", "村全称", "areaname"},
	"place":    {"具体位置", "详细地址", "事发地址", "事发地点", "问题地点", "具体地点"},
}

// lesser finds the first column with a lesser heading of a field; row is as plainRow has it.
func (p places) lesser(row []string, key string, own map[string]string) {
	for i, plain := range row {
		if _, told := own[plain]; !told && slices.Contains(lesser[key], plain) {
			p[key] = i
			return
		}
	}
}

// plainHeading is a heading without blanks, case, width, punctuation and what stands in brackets.
func plainHeading(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch r {
		case '(', '[', '【', '（':
			depth++
			return -1
		case ')', ']', '】', '）':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// ReadMap reads a mapping file: a line each, "heading = field"; what follows # does not count.
func ReadMap(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.Missing, "file_missing", "file", path).By(err)
	}
	defer f.Close()
	return ParseMap(f)
}

// ParseMap reads what a mapping file says; nil where it says nothing.
func ParseMap(r io.Reader) (out map[string]string, err error) {
	s := bufio.NewScanner(r)
	for n := 1; s.Scan(); n++ {
		line, _, _ := strings.Cut(s.Text(), "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		heading, key, ok := strings.Cut(line, "=")
		if !ok {
			return nil, fault.New(fault.Invalid, "map_line", "line", n)
		}
		if out == nil {
			out = map[string]string{}
		}
		out[plainHeading(heading)] = strings.TrimSpace(key)
	}
	return out, s.Err()
}

// of is a field of a row, "" when the file has no such column, or an error of a spreadsheet program in it.
func (p places) of(r Row, key string) string {
	i, ok := p[key]
	if !ok || i >= len(r.Cells) || r.Wrong(i) {
		return ""
	}
	return r.Cells[i]
}

// cell is where a field stands in a row, for Row.Name and Row.Damaged; false when the file has no such column.
func (p places) cell(key string) (int, bool) {
	i, ok := p[key]
	return i, ok
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// SpellMap writes what ParseMap reads.
func SpellMap(m map[string]string) string {
	lines := make([]string, 0, len(m))
	for heading, key := range m {
		lines = append(lines, heading+" = "+key)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
