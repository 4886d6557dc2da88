package sheet

import (
	"context"
	"reflect"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// areaImport reads areas. What a row does not say of an area that is there stays as it is.
type areaImport struct {
	*job
	batch
	list []areaLine
}

type areaLine struct {
	nth    int
	code   area.Code
	name   string
	former *bool
	heirs  []area.Code // successors
	anyway bool        // abolished without any, knowing what is open there
}

func (i *areaImport) fields() []field {
	return []field{
		{"code", true, []string{"区划代码", "代码", "编码", "code", "area code", "区划"}},
		{"name", false, []string{"名称", "区划名称", "name", "area name"}},
		{"former", false, []string{"已撤销", "撤销", "former"}},
		{"successors", false, []string{"继任区划代码", "继任区划", "并入区划代码", "successors", "successor"}},
		{"anyway", false, []string{"无继任仍撤销", "anyway"}},
	}
}

func (i *areaImport) begin(context.Context) error { return nil }

func (i *areaImport) who(r Row) string { return cut(i.at.of(r, "code"), 40) }

func (i *areaImport) check(_ context.Context, r Row) error {
	code := whole(i.at.of(r, "code"))
	c, err := area.Parse(code)
	if err != nil {
		return fault.New(fault.Invalid, "area_code", "code", cut(code, 20)).On("area").By(err)
	}
	if c.City() != i.d.City() {
		return fault.New(fault.Invalid, "area_elsewhere", "code", c.String())
	}
	former, err := flag(i.at.of(r, "former"), "former")
	if err != nil {
		return err
	}
	heirs, err := org.ParseCodes(i.at.of(r, "successors"))
	if err != nil {
		return err
	}
	anyway, err := flag(i.at.of(r, "anyway"), "anyway")
	if err != nil {
		return err
	}
	i.list = append(i.list, areaLine{r.Nth, c, i.at.of(r, "name"), former, heirs, anyway != nil && *anyway})
	return nil
}

func (i *areaImport) settle(ctx context.Context) error {
	lines := make([]line, len(i.list))
	for n, l := range i.list {
		lines[n] = line{l.nth, l.code.String(), [2]string{l.name, shown(l.former) + org.SpellCodes(l.heirs)}}
	}
	left := i.once(lines)
	for _, l := range i.list {
		if !left[l.nth] {
			continue
		}
		if err := i.judge(l); err != nil {
			if err := i.refuse(l.nth, l.code.String(), err); err != nil {
				return err
			}
		}
	}
	return i.foretold(ctx, i.job)
}

// judge says what a row changes.
func (i *areaImport) judge(l areaLine) error {
	old, known := i.d.Org().ChangeOfArea(l.code)
	c := *old
	put(&c.Name, l.name)
	if l.former != nil {
		c.Former = *l.former
	}
	if !c.Former {
		c.Successors = nil // one that is in use again has none
	}
	if len(l.heirs) > 0 {
		c.Successors = l.heirs
	}
	c.Anyway = l.anyway
	r, err := i.try(i.d, i.opts.caller(), &c)
	if err != nil {
		return err
	}
	now, _ := r.(*org.AreaSet)
	now.Anyway = false // says how it came, not what it is
	if known && reflect.DeepEqual(now, old) {
		i.mark(l.nth, repeated, "")
		return nil
	}
	i.will(l.nth, l.code.String(), &c)
	if known {
		i.mark(l.nth, alters, "")
		i.tellChange(l.nth, l.code.String(), i.altered("import.name", old.Name, now.Name),
			i.altered("field.former", i.yes(old.Former), i.yes(now.Former)),
			i.altered("field.successors", org.SpellCodes(old.Successors), org.SpellCodes(now.Successors)))
	}
	return nil
}

func (i *areaImport) write(ctx context.Context) error { return i.give(ctx, i.job) }

// shown is a yes, a no or nothing, as text.
func shown(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "1"
	}
	return "0"
}
