package sheet

import (
	"strconv"
	"strings"
	"unicode"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// column is one column of the 台账.
type column struct {
	name  string
	width float64
	value func(x *office, m *matter.Matter) cell
}

// cell is text, a number or an instant.
type cell struct {
	text   string
	n      int64
	number bool
	at     calendar.Instant // µs
}

// plain is the cell as text that no spreadsheet program runs.
func (c cell) plain() string {
	switch {
	case c.at != 0:
		return c.at.Time().In(china).Format("2006-01-02 15:04")
	case c.number:
		return strconv.FormatInt(c.n, 10)
	}
	t := harmless(c.text)
	if strings.ContainsAny(first(t), "=+-@\t\r＝＋－＠") {
		return "'" + t
	}
	return t
}

func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// maxCell is the longest text a cell may hold, in characters.
const maxCell = 32000

// harmless drops what only confuses: control characters and bidirectional overrides; and cuts what does not fit.
func harmless(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || !unicode.IsControl(r) && !(r >= '\u202A' && r <= '\u202E') &&
			!(r >= '\u2066' && r <= '\u2069') && r != '\u200E' && r != '\u200F' {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "�"))
	if r := []rune(s); len(r) > maxCell {
		return string(r[:maxCell-1]) + "…"
	}
	return s
}

var china = calendar.China()

// serial is an instant as Excel counts days since 1899-12-30, by the clock of the office.
func serial(at calendar.Instant) float64 {
	_, off := at.Time().In(china).Zone()
	return float64(int64(at)/1e6+int64(off))/86400 + 25569
}

// office is what a row needs to put names to numbers.
type office struct {
	d    *desk.Desk
	lang string
	now  calendar.Instant
	seq  int64
}

func (x *office) say(key string) string { return lang.T(x.lang, key, nil) }

func (x *office) unit(id int64) string {
	u, ok := x.d.Org().Unit(id)
	if !ok {
		return ""
	}
	return u.Name(x.lang)
}

func (x *office) units(ids []int64) string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, x.unit(id))
	}
	return strings.Join(names, "、")
}

func (x *office) person(id int64) string {
	p, _ := x.d.Org().Person(id)
	return p.Name
}

// head is the leader of a unit: the first of its heads.
func (x *office) head(unit int64) string {
	for _, p := range x.d.Org().Staff(unit) {
		if isHead(p, unit) {
			return p.Name
		}
	}
	return ""
}

func isHead(p org.Person, unit int64) bool {
	for _, post := range p.Posts {
		if post.Unit == unit && post.Kind == matter.UnitHead {
			return true
		}
	}
	return false
}

func (x *office) area(c area.Code) string { return x.d.Org().Tree().FullName(c) }

func text(s string) cell               { return cell{text: s} }
func number(n int64) cell              { return cell{n: n, number: true} }
func instant(at calendar.Instant) cell { return cell{at: at} }

var widths = map[string]float64{"seq": 6, "number": 16, "source": 8, "source_no": 14, "point": 24, "area": 28,
	"kind": 8, "category": 14, "severity": 8, "state": 10,
	"problem": 50, "goal": 28, "measure": 36, "lead": 20, "co": 20, "leader": 10, "handler": 10, "reported_at": 17,
	"assigned_at": 17, "due": 17, "light": 8,
	"progress": 12, "evidence": 8, "verifier": 10, "struck_at": 17, "rebound": 8, "voices": 8, "rating": 10}

// values make each column from a matter. The reporter's name and phone are not among them and never will be.
var values = map[string]func(x *office, m *matter.Matter) cell{
	"seq":       func(x *office, _ *matter.Matter) cell { return number(x.seq) },
	"number":    func(_ *office, m *matter.Matter) cell { return text(m.Number) },
	"source":    func(x *office, m *matter.Matter) cell { return text(x.say("source." + string(m.Source))) },
	"source_no": func(_ *office, m *matter.Matter) cell { return text(m.SourceNo) },
	"point":     func(_ *office, m *matter.Matter) cell { return text(m.Place) },
	"area":      func(x *office, m *matter.Matter) cell { return text(x.area(m.Area)) },
	"kind":      func(x *office, m *matter.Matter) cell { return text(x.say("kind." + m.Kind.String())) },
	"category": func(x *office, m *matter.Matter) cell {
		c, _ := x.d.Policy().Category(m.Category)
		return text(c.Name(x.lang))
	},
	"severity": func(x *office, m *matter.Matter) cell { return text(x.say("severity." + m.Severity.String())) },
	"state":    func(x *office, m *matter.Matter) cell { return text(x.say("state." + m.State.String())) },
	"problem": func(_ *office, m *matter.Matter) cell {
		if m.Text == m.Title || strings.HasPrefix(m.Text, m.Title) {
			return text(m.Text)
		}
		return text(m.Title + "\n" + m.Text)
	},
	"goal":        func(_ *office, m *matter.Matter) cell { return text(m.Goal) },
	"measure":     func(_ *office, m *matter.Matter) cell { return text(m.Work) },
	"lead":        func(x *office, m *matter.Matter) cell { return text(x.unit(m.Lead)) },
	"co":          func(x *office, m *matter.Matter) cell { return text(x.units(m.Co)) },
	"leader":      func(x *office, m *matter.Matter) cell { return text(x.head(m.Lead)) },
	"handler":     func(x *office, m *matter.Matter) cell { return text(x.person(m.Handler)) },
	"reported_at": func(_ *office, m *matter.Matter) cell { return instant(m.ReportedAt) },
	"assigned_at": func(_ *office, m *matter.Matter) cell { return instant(m.AssignedAt) },
	"due":         func(_ *office, m *matter.Matter) cell { return instant(m.Due) },
	"light":       func(x *office, m *matter.Matter) cell { return text(x.say("light." + m.Light(x.now).String())) },
	"progress":    func(x *office, m *matter.Matter) cell { return text(x.say("state." + m.State.String())) },
	"evidence":    func(_ *office, m *matter.Matter) cell { return number(int64(len(m.Photos))) },
	"verifier":    func(x *office, m *matter.Matter) cell { return text(x.person(m.Verifier)) },
	"struck_at":   func(_ *office, m *matter.Matter) cell { return instant(m.StruckAt) },
	"rebound":     func(_ *office, m *matter.Matter) cell { return number(int64(m.Reopens)) },
	"voices":      func(_ *office, m *matter.Matter) cell { return number(int64(m.Voices())) },
	"rating": func(x *office, m *matter.Matter) cell {
		if m.Rating == nil {
			return cell{}
		}
		if m.Rating.Fixed {
			return text(x.say("rating.fixed"))
		}
		return text(x.say("rating.not_fixed"))
	},
}
