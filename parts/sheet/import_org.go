package sheet

import (
	"context"
	"crypto/rand"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// batch collects changes that are given as one: all of them or none. Each row is checked as it is read, on a stage
// that knows those before it.
type batch struct {
	changes []org.Change
	stage   *org.Stage
}

// add checks a change on the stage; the numbers it gets there are provisional.
func (b *batch) add(d *desk.Desk, c org.Change) error {
	if b.stage == nil {
		b.stage = d.Org().Stage()
	}
	if _, err := b.stage.Add(c, provisional+int64(len(b.changes))); err != nil {
		return err
	}
	b.changes = append(b.changes, c)
	return nil
}

// provisional numbers cannot be those of any event.
const provisional = 1 << 60

func (b *batch) give(ctx context.Context, j *job) error {
	if len(b.changes) == 0 {
		return nil
	}
	id, err := ledger.NewID(j.d.Now(), rand.Reader)
	if err != nil {
		return err
	}
	_, err = j.d.Change(ctx, org.Caller{System: true}, id, b.changes)
	j.report.Made = len(b.changes)
	return err
}

type areaImport struct {
	*job
	batch
}

func (i *areaImport) fields() []field {
	return []field{
		{"code", true, []string{"区划代码", "代码", "编码", "code", "area code", "区划"}},
		{"name", true, []string{"名称", "区划名称", "name", "area name"}},
		{"former", false, []string{"已撤销", "撤销", "former"}},
	}
}

func (i *areaImport) check(r Row) error {
	code := whole(i.at.of(r, "code"))
	c, err := area.Parse(code)
	if err != nil {
		return fault.New(fault.Invalid, "area_code", "code", cut(code, 20)).On("area").By(err)
	}
	if c.City() != i.d.City() {
		return fault.New(fault.Invalid, "area_elsewhere", "code", c.String())
	}
	return i.add(i.d, &org.AreaSet{Area: c, Name: i.at.of(r, "name"), Former: truth(i.at.of(r, "former"))})
}

func (i *areaImport) write(ctx context.Context) error { return i.give(ctx, i.job) }

type unitImport struct {
	*job
	batch
}

func (i *unitImport) fields() []field {
	return []field{
		{"code", true, []string{"单位代码", "单位编码", "代码", "编码", "code", "unit code"}},
		{"zh", true, []string{"单位名称", "名称", "name", "单位", "unit"}},
		{"en", false, []string{"英文名称", "英文名", "english", "name en"}},
		{"parent", false, []string{"上级单位代码", "上级代码", "上级单位", "上级", "parent", "parent code"}},
		{"area", true, []string{"区划代码", "区划", "所在区划", "area", "area code"}},
		{"former", false, []string{"已撤销", "撤销", "former"}},
		{"successor", false, []string{"继任单位代码", "继任单位", "并入单位代码", "successor", "successor code"}},
	}
}

func (i *unitImport) check(r Row) error {
	a, err := i.area(i.at.of(r, "area"), 0)
	if err != nil {
		return err
	}
	return i.add(i.d, &org.UnitSet{Code: whole(i.at.of(r, "code")), Zh: i.at.of(r, "zh"), En: i.at.of(r, "en"),
		ParentCode: whole(i.at.of(r, "parent")), Area: a,
		Former: truth(i.at.of(r, "former")), SuccessorCode: whole(i.at.of(r, "successor"))})
}

func (i *unitImport) write(ctx context.Context) error { return i.give(ctx, i.job) }

// personImport reads people; a person with several posts stands in several rows.
type personImport struct {
	*job
	batch
	index     map[string]int // login → change
	passwords map[string]string
}

func (i *personImport) fields() []field {
	return []field{
		{"login", true, []string{"登录名", "账号", "用户名", "login", "account"}},
		{"name", true, []string{"姓名", "名字", "name"}},
		{"post", true, []string{"岗位", "角色", "post"}},
		{"area", false, []string{"区划代码", "区划", "负责区划", "area", "area code"}},
		{"unit", false, []string{"单位代码", "单位编码", "单位", "unit", "unit code"}},
		{"title", false, []string{"职务", "title"}},
		{"password", false, []string{"初始密码", "密码", "password"}},
	}
}

func (i *personImport) check(r Row) error {
	if i.index == nil {
		i.index, i.passwords = map[string]int{}, map[string]string{}
	}
	p := org.Post{Kind: postNamed(i.at.of(r, "post")), Title: i.at.of(r, "title")}
	if s := i.at.of(r, "area"); s != "" {
		a, err := i.area(s, 0)
		if err != nil {
			return err
		}
		p.Area = a
	}
	login, unit := strings.ToLower(i.at.of(r, "login")), whole(i.at.of(r, "unit"))
	c := &org.PersonSet{Login: login, Name: i.at.of(r, "name"), Posts: []org.Post{p}, UnitCodes: []string{unit}}
	if at, known := i.index[login]; known {
		old := i.changes[at].(*org.PersonSet)
		c = &org.PersonSet{Login: login, Name: old.Name, Posts: append(append([]org.Post(nil), old.Posts...), p),
			UnitCodes: append(append([]string(nil), old.UnitCodes...), unit)}
		if _, err := i.stage.Add(c, provisional+int64(at)); err != nil {
			return err
		}
		i.changes[at] = c
		return nil
	}
	if err := i.add(i.d, c); err != nil {
		return err
	}
	i.index[login] = len(i.changes) - 1
	if pw := i.at.of(r, "password"); pw != "" {
		i.passwords[login] = pw
	}
	return nil
}

// postNamed reads a post by its name in either language.
func postNamed(s string) matter.Post {
	for _, p := range matter.Posts() {
		for _, l := range lang.All() {
			if strings.EqualFold(lang.T(l, "post."+string(p), nil), s) {
				return p
			}
		}
	}
	return matter.Post(strings.ToLower(s))
}

func (i *personImport) write(ctx context.Context) error {
	if err := i.give(ctx, i.job); err != nil {
		return err
	}
	for login, password := range i.passwords {
		p, _ := i.d.Org().PersonByLogin(login)
		if err := i.d.SetPassword(ctx, org.Caller{System: true}, p, password, true); err != nil {
			return err
		}
	}
	return nil
}
