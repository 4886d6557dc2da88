package sheet

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
)

// batch collects changes that are given as one: all of them or none. Each is checked on a stage that knows those
// before it.
type batch struct {
	changes []org.Change
	stage   *org.Stage
	from    []cause // of each of changes; see will
}

// cause is the row that a change comes from, and whom or what it is about.
type cause struct {
	nth int
	who string
}

// will notes what a row changes.
func (b *batch) will(nth int, who string, c org.Change) {
	b.changes, b.from = append(b.changes, c), append(b.from, cause{nth, who})
}

// foretold puts the rows that leave open work behind in conflict, now that all rows are known: an area or a unit is
// abolished and nobody stands in its place, see desk.Foretell.
func (b *batch) foretold(ctx context.Context, j *job) error {
	for i, c := range b.changes {
		if b.stage == nil || j.rows[b.from[i].nth-1].bad() {
			continue
		}
		err := j.d.Foretell(ctx, b.stage, c)
		if err == nil {
			continue
		}
		if err := j.refuse(b.from[i].nth, b.from[i].who, err); err != nil {
			return err
		}
	}
	return nil
}

// try checks a change on the stage and gives it back as it would be kept; the numbers it gets there are provisional.
func (b *batch) try(d *desk.Desk, caller org.Caller, c org.Change) (org.Change, error) {
	if b.stage == nil {
		b.stage = d.Org().Stage()
	}
	r, err := b.stage.Add(c, provisional+int64(len(b.changes)))
	if err != nil {
		return nil, err
	}
	if !caller.System && !b.stage.MayChange(caller, r) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	return r, nil
}

// provisional numbers cannot be those of any event.
const provisional = 1 << 60

// give writes the changes, and notes that all rows that are good are in.
func (b *batch) give(ctx context.Context, j *job) error {
	if len(b.changes) > 0 {
		id, err := ledger.NewID(j.d.Now(), rand.Reader)
		if err != nil {
			return err
		}
		if _, err := j.d.Change(ctx, j.opts.caller(), id, b.changes); err != nil {
			return err
		}
	}
	j.allIn()
	return nil
}

// line is a row of a register: what it is about, and what it says of that. Who says two things of one thing in one file
// is in conflict with himself.
type line struct {
	nth  int
	key  string
	says any // comparable
}

// once leaves of several rows about one thing the first, and marks those in conflict. It gives the rows that are left,
// in the order of the file.
func (j *job) once(lines []line) map[int]bool {
	by := map[string][]line{}
	for _, l := range lines {
		by[l.key] = append(by[l.key], l)
	}
	left := map[int]bool{}
	for _, same := range by {
		if slices.ContainsFunc(same, func(l line) bool { return l.says != same[0].says }) {
			j.clash(same)
			continue
		}
		left[same[0].nth] = true
		for _, l := range same[1:] {
			j.mark(l.nth, repeated, "")
		}
	}
	return left
}

// clash marks rows that say different things of one thing.
func (j *job) clash(same []line) {
	all := make([]int, len(same))
	for n, l := range same {
		all[n] = l.nth
	}
	for _, l := range same {
		j.mark(l.nth, conflict, j.say("import.clash", "who", l.key, "rows", j.others(all, l.nth)))
	}
}

// others names the first few of some rows but one.
func (j *job) others(rows []int, but int) string {
	var out []string
	for _, nth := range rows[:min(len(rows), 6)] {
		if nth != but && len(out) < 5 {
			out = append(out, j.rows[nth-1].row)
		}
	}
	return strings.Join(out, ", ")
}

// flag reads yes or no; nil where a cell does not say.
func flag(s, on string) (*bool, error) {
	yes := true
	switch strings.ToLower(narrow(strings.TrimSpace(s))) {
	case "":
		return nil, nil
	case "1", "true", "yes", "y", "是", "√", "已撤销", "撤销", "停用", "已停用", "禁用", "免去", "former", "disabled":
		return &yes, nil
	case "0", "false", "no", "n", "否", "×", "在用", "启用", "正常", "未撤销", "有效":
		yes = false
		return &yes, nil
	}
	return nil, fault.New(fault.Invalid, "flag_unread", "value", cut(s, 20)).On(on)
}

// put gives a text to a field where a cell says one.
func put(to *string, s string) {
	if s != "" {
		*to = s
	}
}

// clears says that a cell asks for nothing in its place: an empty one leaves what is there.
func clears(s string) bool {
	return slices.Contains([]string{"-", "—", "无", "none"}, strings.ToLower(s))
}

// altered says what changes in a field, "" where nothing does.
func (j *job) altered(field, old, now string) string {
	if old == now {
		return ""
	}
	say := func(s string) string {
		if s == "" {
			return j.say("import.nothing")
		}
		return s
	}
	return j.say("import.altered", "field", "@"+field, "old", say(old), "new", say(now))
}

// tellChange notes what changes in something that is there.
func (j *job) tellChange(nth int, who string, what ...string) {
	what = slices.DeleteFunc(what, func(s string) bool { return s == "" })
	j.tell(nth, false, j.say("import.of", "who", who, "why", strings.Join(what, j.say("import.and"))))
}

func (j *job) yes(b bool) string {
	if b {
		return j.say("import.yes")
	}
	return j.say("import.no")
}
