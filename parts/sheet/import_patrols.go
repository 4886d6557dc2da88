package sheet

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/parts/patrol"
)

// recordImport reads patrols that another system recorded, the province's above all: each is a visit, so that nobody
// walks twice. A number that is there with other content is in conflict; whose row names nobody, or one of several
// people of a name, is set aside with the question.
type recordImport struct {
	*job
	list []recordLine
	good []recordLine
}

type recordLine struct {
	nth int
	who string
	patrol.Record
}

func (i *recordImport) fields() []field {
	return []field{
		{"person", true, []string{"账号", "登录名", "巡护人员", "巡林人员", "巡护人", "姓名", "人员", "login", "person", "name"}},
		{"area", true, []string{"区划代码", "行政区划代码", "区划", "责任区", "巡护区域", "area", "area code"}},
		{"day", true, []string{"日期", "巡护日期", "巡林日期", "巡护时间", "时间", "day", "date", "time"}},
		{"theme", false, []string{"主题", "巡护类型", "类型", "theme", "kind"}},
		{"no", false, []string{"记录编号", "巡护编号", "编号", "number", "record number", "id"}},
	}
}

func (i *recordImport) begin(context.Context) error { return nil }

func (i *recordImport) who(r Row) string { return cut(i.at.of(r, "no"), 40) }

func (i *recordImport) check(_ context.Context, r Row) error {
	l := recordLine{nth: r.Nth, who: i.who(r)}
	l.No = whole(i.at.of(r, "no"))
	var err error
	if l.Area, err = i.area(i.at.of(r, "area"), 0); err != nil {
		return err
	}
	at, err := i.time(r, "day")
	if err != nil {
		return err
	}
	if at == 0 {
		return fault.New(fault.Invalid, "patrol_day", "most", patrol.MostBack).On("day")
	}
	l.Day = patrol.DayOf(at)
	if l.Theme, err = i.theme(i.at.of(r, "theme")); err != nil {
		return err
	}
	name := strings.TrimSpace(i.at.of(r, "person"))
	switch found := i.person(name); len(found) {
	case 1:
		l.Person = found[0]
	case 0:
		i.mark(r.Nth, aside, i.of(l.who, i.say("import.person_none", "name", cut(name, 40))))
		return nil
	default:
		i.mark(r.Nth, aside, i.of(l.who, i.say("import.person_several", "name", cut(name, 40))))
		return nil
	}
	i.list = append(i.list, l)
	return nil
}

// theme is the code of a theme that a file names by code or by name; the first one where it names none.
func (i *recordImport) theme(s string) (string, error) {
	list := i.d.Policy().Chiefs.Themes
	if s == "" && len(list) > 0 {
		return list[0].Code, nil
	}
	for _, t := range list {
		if s == t.Code || s == t.Zh || strings.EqualFold(s, t.En) || strings.Contains(s, t.Zh) {
			return t.Code, nil
		}
	}
	return "", fault.New(fault.Invalid, "theme_unknown", "theme", cut(s, 40)).On("theme")
}

// person are the people whom a login or a whole name means.
func (j *job) person(s string) (out []int64) {
	o := j.d.Org()
	if p, ok := o.PersonByLogin(whole(s)); ok {
		return []int64{p.ID}
	}
	for _, p := range o.FindPeople(s, 0, 200) {
		if p.Name == s && !p.Disabled {
			out = append(out, p.ID)
		}
	}
	return out
}

func (i *recordImport) settle(ctx context.Context) error {
	lines := make([]line, len(i.list))
	for n, l := range i.list {
		key := l.No
		if key == "" {
			key = fmt.Sprint(l.Record)
		}
		lines[n] = line{l.nth, key, l.Record}
	}
	left := i.once(lines)
	for _, l := range i.list {
		if !left[l.nth] {
			continue
		}
		fate, err := i.c.Patrols.Weigh(ctx, i.opts.caller(), l.Record)
		switch {
		case err != nil:
			if err := i.refuse(l.nth, l.who, err); err != nil {
				return err
			}
		case fate == patrol.Same:
			i.mark(l.nth, repeated, "")
		case fate == patrol.Other:
			i.mark(l.nth, conflict, i.say("import.record_other", "no", l.No))
		default:
			i.good = append(i.good, l)
		}
	}
	return nil
}

func (i *recordImport) write(ctx context.Context) error {
	for left := i.good; len(left) > 0; left = left[min(len(left), patrol.AtOnce):] {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := left[:min(len(left), patrol.AtOnce)]
		list := make([]patrol.Record, len(now))
		for n, l := range now {
			list[n] = l.Record
		}
		id, err := ledger.NewID(i.d.Now(), rand.Reader)
		if err != nil {
			return err
		}
		if err := i.c.Patrols.Take(ctx, i.opts.caller(), id, list); err != nil {
			return err
		}
		for _, l := range now {
			i.rows[l.nth-1].in = true
		}
		i.came(len(now))
	}
	return nil
}
