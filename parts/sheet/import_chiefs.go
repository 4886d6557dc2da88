package sheet

import (
	"context"
	"crypto/rand"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/parts/chief"
)

// chiefImport reads who holds which post in which area 林长、河长名单. A row whose holder has the post already is
// repeated; one for a single post that another one holds is in conflict: he hands over first.
type chiefImport struct {
	*job
	w    *chief.Weighing
	good []chiefLine
}

type chiefLine struct {
	nth int
	chief.Giving
}

func (i *chiefImport) fields() []field {
	return []field{
		{"post", true, []string{"职务", "岗位", "post", "role"}},
		{"area", true, []string{"区划代码", "区划", "行政区划", "责任区划", "area", "area code"}},
		{"name", false, []string{"姓名", "名字", "责任人", "name"}},
		{"login", false, []string{"登录名", "账号", "login", "account"}},
		{"theme", false, []string{"制度", "类别", "theme"}},
		{"since", false, []string{"从哪天起", "任职日期", "起始日期", "任期起", "from", "since"}},
		{"until", false, []string{"到哪天止", "离任日期", "截止日期", "任期止", "until", "to"}},
	}
}

func (i *chiefImport) begin(context.Context) error { return nil }

func (i *chiefImport) who(r Row) string { return cut(i.at.of(r, "name"), 40) }

func (i *chiefImport) check(ctx context.Context, r Row) error {
	g, err := i.giving(r)
	if err != nil {
		return err
	}
	same, err := i.w.Weigh(ctx, i.opts.caller(), g)
	switch {
	case err != nil:
		return err
	case same:
		i.mark(r.Nth, repeated, "")
	default:
		i.good = append(i.good, chiefLine{r.Nth, g})
	}
	return nil
}

func (i *chiefImport) settle(context.Context) error { return nil }

// giving reads a row.
func (i *chiefImport) giving(r Row) (g chief.Giving, err error) {
	if g.Theme, g.Post, err = i.post(i.at.of(r, "theme"), i.at.of(r, "post")); err != nil {
		return g, err
	}
	if g.Area, err = i.area(i.at.of(r, "area"), 0); err != nil {
		return g, err
	}
	if login := i.at.of(r, "login"); login != "" {
		p, ok := i.d.Org().PersonByLogin(login)
		if !ok {
			return g, fault.New(fault.Invalid, "chief_person").On("login")
		}
		g.Person = p.ID
	} else {
		g.Name = strings.TrimSpace(i.at.of(r, "name"))
	}
	for key, to := range map[string]*chief.Day{"since": &g.Since, "until": &g.Until} {
		at, err := i.time(r, key)
		if err != nil {
			return g, err
		}
		if at != 0 {
			*to = chief.Today(at)
		}
	}
	return g, nil
}

// post finds a post by its code or name, of the theme that a row names, or of the only one that has a post called so.
func (i *chiefImport) post(theme, post string) (string, string, error) {
	is := func(code string, n policy.Name, s string) bool {
		s = strings.TrimSpace(s)
		return s == code || s == n.Zh || n.En != "" && strings.EqualFold(s, n.En)
	}
	var found [][2]string
	known := false
	for _, t := range i.d.Policy().Chiefs.Themes {
		if theme != "" && !is(t.Code, t.Name, theme) {
			continue
		}
		known = true
		for _, p := range t.Posts {
			if is(p.Code, p.Name, post) {
				found = append(found, [2]string{t.Code, p.Code})
			}
		}
	}
	switch {
	case !known || len(found) > 1:
		return "", "", fault.New(fault.Invalid, "chief_theme").On("theme")
	case len(found) == 0:
		return "", "", fault.New(fault.Invalid, "chief_post").On("post")
	}
	return found[0][0], found[0][1], nil
}

func (i *chiefImport) write(ctx context.Context) error {
	for left := i.good; len(left) > 0; left = left[min(len(left), chief.AtOnce):] {
		now := left[:min(len(left), chief.AtOnce)]
		list := make([]chief.Giving, len(now))
		for n, l := range now {
			list[n] = l.Giving
		}
		id, err := ledger.NewID(i.d.Now(), rand.Reader)
		if err != nil {
			return err
		}
		if _, err := i.c.Chiefs.Import(ctx, i.opts.caller(), id, list); err != nil {
			return err
		}
		for _, l := range now {
			i.rows[l.nth-1].in = true
		}
		i.came(len(now))
	}
	return nil
}
