package sheet

import (
	"context"
	"reflect"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// unitImport reads units. What a row does not say of a unit that is there stays as it is.
type unitImport struct {
	*job
	batch
	list []unitLine
}

type unitLine struct {
	nth                             int
	code, zh, en, parent, successor string
	area                            area.Code
	former                          *bool
	anyway                          bool // abolished without a successor, knowing what is open there
}

func (i *unitImport) fields() []field {
	return []field{
		{"code", true, []string{"单位代码", "单位编码", "代码", "编码", "code", "unit code"}},
		{"zh", false, []string{"单位名称", "名称", "name", "单位", "unit"}},
		{"en", false, []string{"英文名称", "英文名", "english", "name en"}},
		{"parent", false, []string{"上级单位代码", "上级代码", "上级单位", "上级", "parent", "parent code"}},
		{"area", false, []string{"区划代码", "区划", "所在区划", "area", "area code"}},
		{"former", false, []string{"已撤销", "撤销", "former"}},
		{"successor", false, []string{"继任单位代码", "继任单位", "并入单位代码", "successor", "successor code"}},
		{"anyway", false, []string{"无继任仍撤销", "anyway"}},
	}
}

func (i *unitImport) begin(context.Context) error { return nil }

func (i *unitImport) who(r Row) string { return cut(i.at.of(r, "code"), 40) }

func (i *unitImport) check(_ context.Context, r Row) error {
	l := unitLine{nth: r.Nth, code: whole(i.at.of(r, "code")), zh: i.at.of(r, "zh"), en: i.at.of(r, "en"),
		parent: whole(i.at.of(r, "parent")), successor: whole(i.at.of(r, "successor"))}
	var err error
	if l.former, err = flag(i.at.of(r, "former"), "former"); err != nil {
		return err
	}
	anyway, err := flag(i.at.of(r, "anyway"), "anyway")
	if err != nil {
		return err
	}
	l.anyway = anyway != nil && *anyway
	_, known := i.d.Org().UnitByCode(l.code)
	if s := i.at.of(r, "area"); s != "" || !known {
		if l.area, err = i.area(s, 0); err != nil {
			return err
		}
	}
	i.list = append(i.list, l)
	return nil
}

func (i *unitImport) settle(ctx context.Context) error {
	lines := make([]line, len(i.list))
	for n, l := range i.list {
		lines[n] = line{l.nth, l.code, [6]string{l.zh, l.en, l.parent, l.successor, l.area.String(), shown(l.former)}}
	}
	left := i.once(lines)
	for _, l := range i.list {
		if !left[l.nth] {
			continue
		}
		if err := i.judge(l); err != nil {
			if err := i.refuse(l.nth, l.code, err); err != nil {
				return err
			}
		}
	}
	return i.foretold(ctx, i.job)
}

// judge says what a row changes.
func (i *unitImport) judge(l unitLine) error {
	old, known := i.d.Org().ChangeOfUnit(l.code)
	c := *old
	c.Code = l.code
	put(&c.Zh, l.zh)
	put(&c.En, l.en)
	if clears(l.en) {
		c.En = ""
	}
	refer(l.parent, &c.Parent, &c.ParentCode)
	refer(l.successor, &c.Successor, &c.SuccessorCode)
	if l.area != 0 {
		c.Area = l.area
	}
	if l.former != nil {
		c.Former = *l.former
	}
	c.Anyway = l.anyway
	r, err := i.try(i.d, i.opts.caller(), &c)
	if err != nil {
		return err
	}
	now, _ := r.(*org.UnitSet)
	now.Anyway = false // says how it came, not what it is
	if known && reflect.DeepEqual(now, old) {
		i.mark(l.nth, repeated, "")
		return nil
	}
	i.will(l.nth, l.code, &c)
	if known {
		i.mark(l.nth, alters, "")
		i.tellUnit(l.nth, old, now)
	}
	return nil
}

// refer says which other unit is meant, where a row says so.
func refer(code string, id *int64, by *string) {
	switch {
	case clears(code):
		*id = 0
	case code != "":
		*id, *by = 0, code
	}
}

// tellUnit notes what changes in a unit.
func (i *unitImport) tellUnit(nth int, old, now *org.UnitSet) {
	name := func(id int64) string {
		u, _ := i.d.Org().Unit(id)
		return u.Zh
	}
	place := func(a area.Code) string { return i.d.Org().Tree().FullName(a) }
	i.tellChange(nth, old.Code, i.altered("import.name", old.Zh, now.Zh), i.altered("import.en", old.En, now.En),
		i.altered("field.parent", name(old.Parent), name(now.Parent)),
		i.altered("field.area", place(old.Area), place(now.Area)),
		i.altered("field.former", i.yes(old.Former), i.yes(now.Former)),
		i.altered("field.successor", name(old.Successor), name(now.Successor)))
}

func (i *unitImport) write(ctx context.Context) error { return i.give(ctx, i.job) }
