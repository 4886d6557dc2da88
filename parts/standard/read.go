package standard

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Line is a row of a file as it is written: its number there, and its cells by column.
type Line struct {
	Number int
	Cells  map[string]string
}

// Mistake is what is wrong with a row; row 0 is the whole file.
type Mistake struct {
	Row int
	Err *fault.Error
}

// levels are those that can have duties.
var levels = []area.Level{area.City, area.County, area.Township, area.Village}

// Columns are the columns of a file, in the order of an export: the layer comes first, then lead and co-units of each
// level last.
func Columns() []string {
	out := []string{"layer", "code", "parent", "zh", "en", "kinds", "method", "full", "way", "off", "floor", "veto",
		"category", "severity", "deadline"}
	for _, l := range levels {
		out = append(out, "lead_"+l.String(), "co_"+l.String())
	}
	return out
}

// The layers of rows that are no nodes: one that gives the title and the first day (as its code), and one for each
// kind of point.
const (
	titleRow = "version"
	kindRow  = "kind"
)

// Draft is a version that was read and not checked yet.
type Draft struct {
	Version
	title int   // rows
	kinds []int // of Version.Kinds
	nodes []int // of Version.Nodes
	wrong []Mistake
}

// Read makes a draft of lines. Words may stand in either language, kinds of point by code or name; what cannot be
// read is kept for Check to tell.
func Read(lines []Line) *Draft {
	d := &Draft{}
	for _, l := range lines {
		if wordOf(l.Cells["layer"], "std.layer.", []string{kindRow}) == kindRow {
			d.kind(l)
		}
	}
	for _, l := range lines {
		switch w := wordOf(l.Cells["layer"], "std.layer.",
			[]string{titleRow, kindRow, "dimension", "item", "question"}); w {
		case titleRow:
			d.head(l)
		case kindRow:
		case "":
			d.mistake(l, "standard_layer", "layer", short(l.Cells["layer"]))
		default:
			d.node(l, w)
		}
	}
	return d
}

func (d *Draft) mistake(l Line, code string, args ...any) {
	d.wrong = append(d.wrong, Mistake{l.Number, fault.New(fault.Invalid, code, args...)})
}

func (d *Draft) head(l Line) {
	if d.title != 0 {
		d.mistake(l, "standard_title_twice", "row", d.title)
		return
	}
	d.title, d.Title = l.Number, Text{l.Cells["zh"], l.Cells["en"]}
	s := narrow(l.Cells["code"])
	if s == "" {
		return
	}
	day, err := views.ParseDay(strings.NewReplacer("/", "-", ".", "-").Replace(s))
	if err != nil {
		d.mistake(l, "standard_day", "day", short(s))
	}
	d.From = day
}

func (d *Draft) kind(l Line) {
	d.Kinds = append(d.Kinds, Kind{strings.TrimSpace(l.Cells["code"]), Text{l.Cells["zh"], l.Cells["en"]}})
	d.kinds = append(d.kinds, l.Number)
}

func (d *Draft) node(l Line, layer string) {
	n := Node{Code: strings.TrimSpace(l.Cells["code"]), Parent: strings.TrimSpace(l.Cells["parent"]),
		Text: Text{l.Cells["zh"], l.Cells["en"]}, Category: strings.TrimSpace(l.Cells["category"])}
	_ = n.Layer.UnmarshalText([]byte(layer)) // it is one of the three
	for _, s := range split(l.Cells["kinds"]) {
		n.Kinds = append(n.Kinds, d.kindNamed(s))
	}
	word := func(column, prefix string, known []string) string {
		s := l.Cells[column]
		w := wordOf(s, prefix, known)
		if w == "" && s != "" {
			d.mistake(l, "standard_word", "column", "@std.column."+column, "value", short(s))
		}
		return w
	}
	if w := word("method", "std.method.", methodNames[1:]); w != "" {
		_ = n.Method.UnmarshalText([]byte(w))
	}
	if w := word("way", "std.way.", wayNames[1:]); w != "" {
		_ = n.Rule.Way.UnmarshalText([]byte(w))
	}
	severities := []string{}
	for _, s := range matter.Severities() {
		severities = append(severities, s.String())
	}
	if w := word("severity", "severity.", severities); w != "" {
		_ = n.Severity.UnmarshalText([]byte(w))
	}
	n.Veto = word("veto", "std.veto.", []string{"yes", "no"}) == "yes"
	for column, p := range map[string]*Points{"full": &n.Full, "off": &n.Rule.Off, "floor": &n.Rule.Floor} {
		s := narrow(l.Cells[column])
		if v, ok := ParsePoints(s); ok {
			*p = v
		} else if s != "" {
			d.mistake(l, "standard_points", "column", "@std.column."+column, "value", short(s))
		}
	}
	if s := narrow(l.Cells["deadline"]); s != "" {
		limit, err := calendar.ParseLimit(strings.ToLower(s))
		if err != nil {
			d.mistake(l, "standard_deadline", "value", short(s))
		}
		n.Deadline = limit
	}
	for _, level := range levels {
		lead, co := strings.TrimSpace(l.Cells["lead_"+level.String()]), split(l.Cells["co_"+level.String()])
		if lead != "" || len(co) > 0 {
			n.Duties = append(n.Duties, Duty{level, lead, co})
		}
	}
	d.Nodes, d.nodes = append(d.Nodes, n), append(d.nodes, l.Number)
}

// kindNamed is the code of a kind of point given by code or name; what is unknown stays as it is, for Check.
func (d *Draft) kindNamed(s string) string {
	for _, k := range d.Kinds {
		if s == k.Code || s == k.Text.Zh || k.Text.En != "" && strings.EqualFold(s, k.Text.En) {
			return k.Code
		}
	}
	return s
}

// Lines writes a version as rows, each cell as Read takes it; words are in a language.
func (v *Version) Lines(l string) []Line {
	say := func(key string) string { return lang.T(l, key, nil) }
	out := []Line{{1, map[string]string{"layer": say("std.layer." + titleRow), "code": v.From.String(),
		"zh": v.Title.Zh, "en": v.Title.En}}}
	for _, k := range v.Kinds {
		out = append(out, Line{len(out) + 1, map[string]string{"layer": say("std.layer." + kindRow), "code": k.Code,
			"zh": k.Text.Zh, "en": k.Text.En}})
	}
	for _, n := range v.Nodes {
		c := map[string]string{"layer": say("std.layer." + n.Layer.String()), "code": n.Code, "parent": n.Parent,
			"zh": n.Text.Zh, "en": n.Text.En,
			"kinds": strings.Join(n.Kinds, " "), "category": n.Category, "deadline": n.Deadline.String()}
		if n.Deadline.Zero() {
			c["deadline"] = ""
		}
		if n.Layer == Item {
			c["method"], c["way"], c["full"] = say("std.method."+n.Method.String()),
				say("std.way."+n.Rule.Way.String()), n.Full.String()
			c["veto"] = say("std.veto." + map[bool]string{true: "yes", false: "no"}[n.Veto])
			if n.Rule.Way == Each {
				c["off"], c["floor"] = n.Rule.Off.String(), n.Rule.Floor.String()
			}
		}
		if n.Severity != 0 {
			c["severity"] = say("severity." + n.Severity.String())
		}
		for _, d := range n.Duties {
			c["lead_"+d.Level.String()], c["co_"+d.Level.String()] = d.Lead, strings.Join(d.Co, " ")
		}
		out = append(out, Line{len(out) + 1, c})
	}
	return out
}

// wordOf finds which of some words a cell says, in English as files have it or as either language names it; "" when
// none.
func wordOf(s, prefix string, known []string) string {
	s = strings.TrimSpace(s)
	i := slices.IndexFunc(known, func(w string) bool {
		return strings.EqualFold(s, w) || slices.ContainsFunc(lang.All(), func(l string) bool {
			return strings.EqualFold(s, lang.T(l, prefix+w, nil))
		})
	})
	if s == "" || i < 0 {
		return ""
	}
	return known[i]
}

// split reads a list: what stands between blanks, commas and the like; names of several words stand between commas.
func split(s string) []string {
	seps := ",，、;；\n"
	if !strings.ContainsAny(s, seps) {
		seps = " \t　"
	}
	var out []string
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(seps, r) }) {
		if f = strings.TrimSpace(f); f != "" {
			out = append(out, f)
		}
	}
	return out
}

// ParsePoints reads points of at most two decimals, exactly; a sign is no part of them.
func ParsePoints(s string) (Points, bool) {
	whole, part, _ := strings.Cut(s, ".")
	part = strings.TrimRight(part, "0") // spreadsheets write 0.50 and 0.5 alike
	if len(part) > 2 || len(whole) > 6 || whole+part == "" && !strings.Contains(s, "0") {
		return 0, false
	}
	part += "00"[len(part):]
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	return Points(n), err == nil
}

// narrow makes full-width letters and digits ordinary ones.
func narrow(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s))
}

// short is what a sentence quotes of a cell.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
