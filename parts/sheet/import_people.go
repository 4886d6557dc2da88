package sheet

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// personImport reads people; a person with several posts stands in several rows. What the rows do not say of a person
// who is there stays as it is: he keeps his other posts, and stays disabled where he is.
type personImport struct {
	*job
	batch
	logins []string                // in the order of the file
	people map[string][]personLine // by login
	bad    map[string]bool         // logins of rows that are refused: a person is changed whole or not at all
	first  map[string][]int        // login → rows that wait for his first password
	words  map[string]string       // login → first password
	kept   int                     // people who have a password already
	anyway bool                    // a row says that it is known that a unit has nobody then
}

type personLine struct {
	nth                   int
	name, password        string
	disabled              *bool
	kind                  string // of the post, as it is written; "" for none
	end                   bool   // the post ends
	area                  area.Code
	unit, title           string
	fresh, changed, joint bool
}

func (i *personImport) fields() []field {
	return []field{
		{"login", true, []string{"登录名", "账号", "用户名", "login", "account"}},
		{"name", false, []string{"姓名", "名字", "name"}},
		{"post", false, []string{"岗位", "角色", "post"}},
		{"area", false, []string{"区划代码", "区划", "负责区划", "area", "area code"}},
		{"unit", false, []string{"单位代码", "单位编码", "单位", "unit", "unit code"}},
		{"title", false, []string{"职务", "title"}},
		{"password", false, []string{"初始密码", "密码", "password"}},
		{"disabled", false, []string{"停用", "已停用", "禁用", "停用账号", "disabled"}},
		{"end", false, []string{"免去", "免去岗位", "岗位已免", "post ends", "end"}},
		{"anyway", false, []string{"无人在岗仍执行", "anyway"}},
	}
}

func (i *personImport) begin(context.Context) error {
	i.people, i.bad = map[string][]personLine{}, map[string]bool{}
	i.first, i.words = map[string][]int{}, map[string]string{}
	return nil
}

func (i *personImport) who(r Row) string { return cut(i.login(r), 40) }

func (i *personImport) login(r Row) string { return strings.ToLower(i.at.of(r, "login")) }

func (i *personImport) check(_ context.Context, r Row) (err error) {
	login := i.login(r)
	defer func() { i.bad[login] = i.bad[login] || err != nil }()
	l := personLine{nth: r.Nth, name: i.at.of(r, "name"), kind: i.at.of(r, "post"), unit: whole(i.at.of(r, "unit")),
		title: i.at.of(r, "title"), password: i.at.of(r, "password")}
	if l.disabled, err = flag(i.at.of(r, "disabled"), "disabled"); err != nil {
		return err
	}
	end, err := flag(i.at.of(r, "end"), "end")
	if err != nil {
		return err
	}
	l.end = end != nil && *end
	anyway, err := flag(i.at.of(r, "anyway"), "anyway")
	if err != nil {
		return err
	}
	i.anyway = i.anyway || anyway != nil && *anyway
	if s := i.at.of(r, "area"); s != "" {
		if l.area, err = i.area(s, 0); err != nil {
			return err
		}
	}
	if _, known := i.people[login]; !known {
		i.logins = append(i.logins, login)
	}
	i.people[login] = append(i.people[login], l)
	return nil
}

func (i *personImport) settle(ctx context.Context) error {
	for _, login := range i.logins {
		if err := i.settlePerson(ctx, login, i.people[login]); err != nil {
			return err
		}
	}
	if i.kept > 0 {
		i.tell(0, false, i.say("import.password_kept", "n", strconv.Itoa(i.kept)))
	}
	return nil
}

// settlePerson judges the rows about one person.
func (i *personImport) settlePerson(ctx context.Context, login string, list []personLine) error {
	if i.contradicts(login, list) {
		return nil
	}
	old, known := i.d.Org().ChangeOfPerson(login)
	c := *old
	c.Login = login
	hadPassword, err := i.passwordThere(ctx, old.ID, list)
	if err != nil {
		return err
	}
	changed := false
	for n := range list {
		l := &list[n]
		next, err := i.row(c, l, known || n > 0)
		if err == nil {
			next, err = i.stageRow(next, l, hadPassword)
		}
		if err != nil {
			i.bad[login] = true
			if err := i.refuse(l.nth, login, err); err != nil {
				return err
			}
			continue
		}
		next.ID = old.ID // the stage knows somebody new by a provisional number
		alters := !samePerson(c, *next)
		i.outcome(l, known, changed, alters, !hadPassword)
		changed = changed || alters || !known
		c = *next
	}
	return i.close(login, list, old, &c, known, changed && (!known || !samePerson(*old, c)))
}

// contradicts marks the rows about a person that give him two names, or say that he is disabled and that he is not.
func (i *personImport) contradicts(login string, list []personLine) bool {
	names, flags := map[string]bool{}, map[string]bool{}
	for _, l := range list {
		if l.name != "" {
			names[l.name] = true
		}
		if l.disabled != nil {
			flags[shown(l.disabled)] = true
		}
	}
	if len(names) < 2 && len(flags) < 2 {
		return false
	}
	lines := make([]line, len(list))
	for n, l := range list {
		lines[n] = line{nth: l.nth, key: login}
	}
	i.clash(lines)
	return true
}

// passwordThere says whether the person has a password; asked only where a row brings one.
func (i *personImport) passwordThere(ctx context.Context, id int64, list []personLine) (bool, error) {
	if id == 0 || !slices.ContainsFunc(list, func(l personLine) bool { return l.password != "" }) {
		return false, nil
	}
	had, err := i.d.Auth.HasPassword(ctx, id)
	if had {
		i.kept++
	}
	return had, err
}

// row is a person as a row leaves him.
func (i *personImport) row(c org.PersonSet, l *personLine, known bool) (*org.PersonSet, error) {
	put(&c.Name, l.name)
	if l.disabled != nil {
		c.Disabled = *l.disabled
	}
	if l.kind == "" {
		if !known {
			return nil, fault.New(fault.Invalid, "person_post").On("posts")
		}
		return &c, nil
	}
	if i.stage == nil {
		i.stage = i.d.Org().Stage()
	}
	p, err := i.stage.Post(org.Post{Kind: postNamed(l.kind), Area: l.area, Title: l.title}, l.unit)
	if err != nil {
		return nil, err
	}
	c.Posts = slices.Clone(c.Posts)
	at := slices.IndexFunc(c.Posts, func(x org.Post) bool {
		return x.Kind == p.Kind && x.Area == p.Area && x.Unit == p.Unit
	})
	switch {
	case at >= 0 && l.end:
		c.Posts = slices.Delete(c.Posts, at, at+1)
	case at >= 0:
		put(&c.Posts[at].Title, p.Title)
	case !l.end:
		c.Posts = append(c.Posts, p)
	}
	return &c, nil
}

// stageRow checks a person on the stage, and his first password.
func (i *personImport) stageRow(c *org.PersonSet, l *personLine, had bool) (*org.PersonSet, error) {
	r, err := i.try(i.d, i.opts.caller(), c)
	if err != nil {
		return nil, err
	}
	if l.password != "" && !had {
		if err := org.CheckPassword(org.Person{Login: c.Login}, l.password); err != nil {
			return nil, err
		}
		i.words[c.Login] = l.password
	}
	last, _ := r.(*org.PersonSet)
	return last, nil
}

// outcome is what a row comes to, if the others about the person are good.
func (i *personImport) outcome(l *personLine, known, changed, alters, wordless bool) {
	switch {
	case !known && !changed:
		l.fresh = true
	case alters && changed:
		l.joint = true
	case alters || known && wordless && l.password != "" && !changed:
		l.changed = true
	}
}

// close marks the rows of a person, now that all of them were looked at.
func (i *personImport) close(login string, list []personLine, old, last *org.PersonSet, known, changed bool) error {
	for _, l := range list {
		what := repeated
		switch {
		case l.fresh:
			what = fresh
		case l.joint:
			what = joins
		case l.changed:
			what = alters
		}
		switch {
		case i.rows[l.nth-1].bad():
			continue
		case i.bad[login] && what != repeated:
			what = apart
		case i.words[login] != "" && what != repeated:
			i.first[login] = append(i.first[login], l.nth)
		}
		i.mark(l.nth, what, "")
	}
	if i.bad[login] {
		delete(i.words, login)
		return nil
	}
	if known {
		if i.words[login] != "" {
			i.tell(list[0].nth, false, i.of(login, i.say("import.password_first")))
		}
		if changed {
			i.tellPerson(list[0].nth, old, last)
		}
	}
	if changed {
		i.changes = append(i.changes, last)
	}
	return nil
}

// tellPerson notes what changes in a person.
func (i *personImport) tellPerson(nth int, old, now *org.PersonSet) {
	var more []string
	for _, p := range now.Posts {
		if !slices.ContainsFunc(old.Posts, func(x org.Post) bool { return samePost(x, p) }) {
			more = append(more, i.say("import.post_more", "post", i.postSaid(p)))
		} else if !slices.Contains(old.Posts, p) {
			more = append(more, i.say("import.post_title", "post", i.postSaid(p), "title", p.Title))
		}
	}
	for _, p := range old.Posts {
		if !slices.ContainsFunc(now.Posts, func(x org.Post) bool { return samePost(x, p) }) {
			more = append(more, i.say("import.post_less", "post", i.postSaid(p)))
		}
	}
	i.tellChange(nth, old.Login+" "+old.Name, append(more, i.altered("field.name", old.Name, now.Name),
		i.altered("field.disabled", i.yes(old.Disabled), i.yes(now.Disabled)))...)
}

func (i *personImport) postSaid(p org.Post) string {
	where := i.d.Org().Tree().FullName(p.Area)
	if u, ok := i.d.Org().Unit(p.Unit); ok {
		where = u.Name(i.opts.Lang)
	}
	return where + " · " + i.say("post."+string(p.Kind))
}

func samePost(a, b org.Post) bool { return a.Kind == b.Kind && a.Area == b.Area && a.Unit == b.Unit }

func samePerson(a, b org.PersonSet) bool {
	return a.Name == b.Name && a.Disabled == b.Disabled && slices.Equal(a.Posts, b.Posts)
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

// write makes the people, then gives first passwords. One that breaks off says how many are whole, and the same again
// goes on with those who have none.
func (i *personImport) write(ctx context.Context) error {
	for _, c := range i.changes {
		if p, ok := c.(*org.PersonSet); ok {
			p.Anyway = i.anyway
		}
	}
	if err := i.give(ctx, i.job); err != nil {
		return err
	}
	i.waiting()
	for _, login := range i.logins {
		word := i.words[login]
		if word == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		p, _ := i.d.Org().PersonByLogin(login)
		if err := i.d.SetPassword(ctx, i.opts.caller(), p, word, true); err != nil {
			return err
		}
		for _, nth := range i.first[login] {
			i.rows[nth-1].in = true
		}
		i.came(len(i.first[login]))
	}
	return nil
}

// waiting marks the rows of those who have no password yet.
func (i *personImport) waiting() {
	for _, list := range i.first {
		for _, nth := range list {
			i.rows[nth-1].in = false
		}
		i.came(-len(list))
	}
}
