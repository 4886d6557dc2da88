package directive

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"xiaohao/loop/calendar"
)

// labelled is one sentence of a text that a person marked as ordering something.
type labelled struct {
	from, to  int // code points
	key       span
	kind      Type
	due, lead string
}

// sample is a text with what was marked in it.
type sample struct {
	name string
	text string
	day  calendar.Instant
	want []labelled
}

var marked = regexp.MustCompile(`(?s)⟦([tpd])((?: (?:due|lead)=[^ |]+)*)\|(.*?)⟧`)

// parse reads a text in which each sentence that orders something is marked as ⟦TYPE|…⟧, and in it the subject with its
// order as ‹…›; without one the first 要 that is a word of its own.
func parse(t testing.TB, name, marks string) sample {
	t.Helper()
	s := sample{name: name}
	day, err := ParseDay(strings.TrimSuffix(name[strings.LastIndex(name, "_")+1:], ".txt"))
	if err != nil {
		t.Fatal(err)
	}
	s.day = day
	var b strings.Builder
	runes, from := 0, 0
	put := func(x string) { b.WriteString(x); runes += utf8.RuneCountInString(x) }
	for _, m := range marked.FindAllStringSubmatchIndex(marks, -1) {
		put(marks[from:m[0]])
		l := labelled{from: runes, kind: map[string]Type{"t": Task, "p": Principle, "d": Duty}[marks[m[2]:m[3]]]}
		for _, a := range strings.Fields(marks[m[4]:m[5]]) {
			if v, ok := strings.CutPrefix(a, "due="); ok {
				l.due = v
			}
			if v, ok := strings.CutPrefix(a, "lead="); ok {
				l.lead = v
			}
		}
		body := marks[m[6]:m[7]]
		if at := strings.Index(body, "‹"); at >= 0 {
			end := strings.Index(body, "›")
			l.key = span{runes + utf8.RuneCountInString(body[:at]), runes + utf8.RuneCountInString(body[:end]) - 1}
			body = strings.NewReplacer("‹", "", "›", "").Replace(body)
		} else {
			at := strings.Index(body, "要")
			for !wordMust(body, at) {
				at += len("要") + strings.Index(body[at+len("要"):], "要")
			}
			n := runes + utf8.RuneCountInString(body[:at])
			l.key = span{n, n + 1}
		}
		put(body)
		l.to = runes
		s.want = append(s.want, l)
		from = m[1]
	}
	put(marks[from:])
	s.text = b.String()
	return s
}

// samples are the marked texts of a folder.
func samples(t testing.TB, folder string) (out []sample) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal(folder, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, parse(t, filepath.Base(f), string(b)))
	}
	return out
}

// figure is so many of so many.
type figure struct{ n, of int }

func (f figure) rate() float64 {
	if f.of == 0 {
		return 1
	}
	return float64(f.n) / float64(f.of)
}

// wilson is the interval that holds the true rate in 19 of 20 cases.
func (f figure) wilson() (low, high float64) {
	if f.of == 0 {
		return 0, 1
	}
	n, p, z := float64(f.of), f.rate(), 1.96
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return mid - half, mid + half
}

func (f figure) String() string {
	low, high := f.wilson()
	return fmt.Sprintf("%d/%d = %.3f [%.3f, %.3f]", f.n, f.of, f.rate(), low, high)
}

func (f *figure) count(ok bool) {
	f.of++
	if ok {
		f.n++
	}
}

// measure holds clauses against what was marked.
type measure struct {
	recall    figure // sentences marked, of which a clause holds the order with its subject
	precision figure // clauses that order, which lie in a sentence that was marked
	ticked    figure // sentences marked as task or duty, of which a clause says so
	exact     figure // clauses said to be a task or a duty, which lie in a sentence that was marked so
	kind      figure // found sentences with a clause of the right type
	due, lead figure // of those that have one marked
	noDue     figure // found sentences without a date, for which none was said
	missed    []string
}

func (m *measure) add(s sample, got []Clause) {
	text := []rune(s.text)
	in := func(c Clause, l labelled) bool { return c.Start >= l.from && c.End <= l.to }
	tick := func(t Type) bool { return t == Task || t == Duty }
	for _, l := range s.want {
		found, ticked, kind, due, lead := false, false, false, "", ""
		for _, c := range got {
			if !c.Type.Directs() || !in(c, l) {
				continue
			}
			found = found || c.Start <= l.key.from && c.End >= l.key.to
			ticked = ticked || tick(c.Type)
			kind = kind || c.Type == l.kind
			if due == "" {
				due = c.Due
			}
			if lead == "" || c.Lead == l.lead {
				lead = c.Lead
			}
		}
		m.recall.count(found)
		if !found {
			m.missed = append(m.missed, s.name+" missed: "+string(text[l.from:l.to]))
			continue
		}
		m.kind.count(kind)
		if !kind {
			m.missed = append(m.missed, s.name+" is "+string(l.kind)+": "+string(text[l.from:l.to]))
		}
		if tick(l.kind) {
			m.ticked.count(ticked)
		}
		if l.due != "" {
			m.due.count(due == l.due)
		} else {
			m.noDue.count(due == "")
		}
		if l.due != due {
			m.missed = append(m.missed, fmt.Sprintf("%s due %q, want %q", s.name, due, l.due))
		}
		if l.lead != "" {
			m.lead.count(lead == l.lead)
			if lead != l.lead {
				m.missed = append(m.missed, fmt.Sprintf("%s lead %q, want %q", s.name, lead, l.lead))
			}
		}
	}
	for _, c := range got {
		if !c.Type.Directs() {
			continue
		}
		lies, right := false, false
		for _, l := range s.want {
			lies = lies || in(c, l)
			right = right || in(c, l) && tick(l.kind)
		}
		m.precision.count(lies)
		if !lies {
			m.missed = append(m.missed, s.name+" invented: "+c.Quote)
		}
		if tick(c.Type) {
			m.exact.count(right)
		}
	}
}

func (m *measure) String() string {
	return fmt.Sprintf("recall %v\nprecision %v\ntask or duty: recall %v, precision %v\nright type %v\n"+
		"due %v, none invented %v\nlead %v", m.recall, m.precision, m.ticked, m.exact, m.kind, m.due, m.noDue, m.lead)
}

// good is what was asked for: enough found, little invented, and what can be ticked off told from what cannot.
func (m *measure) good(recall, precision float64) bool {
	return m.recall.rate() >= recall && m.precision.rate() >= precision && m.ticked.rate() >= 0.8 &&
		m.exact.rate() >= 0.7
}

func TestSeen(t *testing.T) {
	t.Parallel()
	var m measure
	for _, s := range samples(t, "seen") {
		m.add(s, Cut(s.text, s.day))
	}
	t.Logf("%v\n%s", &m, strings.Join(m.missed, "\n"))
	if !m.good(0.95, 0.9) {
		t.Error("the texts that were looked at are not cut well")
	}
}
