package sheet_test

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// TestRegistersAgain imports each kind of register twice: the second time says that all is there and writes nothing.
func TestRegistersAgain(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	square := `{"type":"Polygon","coordinates":[[[112.5,26.8],[112.7,26.8],[112.7,26.9],[112.5,26.9],[112.5,26.8]]]}`
	for _, x := range []struct {
		what, file string
		taken      int
	}{
		{"areas", "区划代码,名称\n430405002000,苗圃街道\n430405002001,苗圃社区\n", 2},
		{"units", "单位代码,名称,上级,区划\nmp,苗圃街道办,,430405002000\nmps,苗圃居委会,mp,430405002001\n", 2},
		{"people", "登录名,姓名,岗位,区划,单位,职务,初始密码\nmiao,苗一,单位经办人,,mp,文书,Abcd#20261xyz\n" +
			"hua,花二,核查员,430405002000,,,\n", 2},
		{"points", "点位编号,名称,类型,区划,纬度,经度,坐标系\nM1,苗圃市场,market,430405002000,26.889,112.577,高德\n", 1},
		{"standard", "层级,代码,上级代码,中文,适用点位,测评方式,分值,扣分方式,每处扣分,事项分类\n" +
			"版本,2026-01-01,,新体系,,,,,,\n点位类型,market,,市场,,,,,,\n维度,D,,环境,,,,,,\n" +
			"测评项,A,D,路面干净,市场,实地检查,2,按处扣分,0.5,暴露垃圾\n", 4},
		{"boundaries", `{"features":[{"properties":{"code":"430405"},"geometry":` + square + `}]}`, 1},
		{"matters", "编号,区划,内容\n1,430405002000,路灯不亮\n,430405002000,路灯不亮\n", 2},
	} {
		path := csvFile(t, x.file)
		a, err := sheet.Import(ctx, cityOf(o), x.what, path, sheet.Options{Lang: lang.Zh})
		sums(t, a)
		if err != nil || a.Taken != x.taken || a.Rows != x.taken || !a.Written {
			t.Fatalf("%s: %+v %v", x.what, a, err)
		}
		before := head(o)
		a, err = sheet.Import(ctx, cityOf(o), x.what, path, sheet.Options{Lang: lang.Zh})
		sums(t, a)
		if err != nil || a.Repeated != x.taken || a.Rows != x.taken || head(o) != before {
			t.Errorf("%s again: %+v %v, %d events", x.what, a, err, head(o)-before)
		}
	}
}

// TestAsItIs: what a list does not say stays as it is, and what it says is told.
func TestAsItIs(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	disp, _ := o.Org().PersonByLogin("disp")
	o.ChangeOrg(&org.PersonSet{ID: disp.ID, Login: "disp", Name: disp.Name, Disabled: true, Lang: "en",
		Posts: append(slices.Clone(disp.Posts), org.Post{Kind: matter.Verifier, Area: citytest.Other, Title: "科长"})},
		&org.AreaSet{Area: citytest.Other, Name: "雁峰区", Former: true},
		&org.UnitSet{ID: o.Units["new"], Code: "new", Zh: "新社区居委会", En: "New", Area: citytest.Village,
			Parent: o.Units["jie"], Former: true, Successor: o.Units["she"]})
	was := []any{must1(o.Org().ChangeOfPerson("disp")), must1(o.Org().ChangeOfArea(citytest.Other)),
		must1(o.Org().ChangeOfUnit("new"))}
	give := func(what, file string, want counts, told ...string) {
		t.Helper()
		for _, dry := range []bool{true, false} {
			a, err := sheet.Import(ctx, cityOf(o), what, csvFile(t, file), sheet.Options{Lang: lang.Zh, DryRun: dry})
			if err != nil || countsOf(a) != want || a.Written == dry {
				t.Errorf("%s: %+v %v", what, a, err)
			}
			tells(t, a, told)
		}
	}
	before := head(o)
	give("people", "登录名,姓名,岗位,区划\ndisp,受理甲,受理员,"+citytest.County.String()+"\n", counts{rows: 1, repeated: 1})
	give("people", "登录名,停用\ndisp,\n", counts{rows: 1, repeated: 1})
	give("areas", "区划代码,名称\n430406000000,雁峰区\n", counts{rows: 1, repeated: 1})
	give("units", "单位代码,名称,区划\nnew,新社区居委会,"+citytest.Village.String()+"\n", counts{rows: 1, repeated: 1})
	give("units", "单位代码,英文名称\nnew,New\n", counts{rows: 1, repeated: 1})
	now := []any{must1(o.Org().ChangeOfPerson("disp")), must1(o.Org().ChangeOfArea(citytest.Other)),
		must1(o.Org().ChangeOfUnit("new"))}
	if head(o) != before || !reflect.DeepEqual(was, now) {
		t.Errorf("%d events; %+v, then %+v", head(o)-before, was, now)
	}
	give("people", "登录名,停用\ndisp,否\n", counts{rows: 1, changed: 1}, "停用账号：是 → 否")
	give("people", "登录名,岗位,区划,免去\ndisp,核查员,430406000000,是\n", counts{rows: 1, changed: 1}, "免去岗位：")
	give("areas", "区划代码,已撤销\n430406000000,否\n", counts{rows: 1, changed: 1}, "已撤销：是 → 否")
	give("units", "单位代码,上级,已撤销\nnew,-,否\n", counts{rows: 1, changed: 1}, "上级单位：街道办 → （无）")
	p, _ := o.Org().PersonByLogin("disp")
	if p.Disabled || len(p.Posts) != 1 || p.Lang != "en" || p.Name != "受理甲" {
		t.Errorf("%+v", p)
	}
	if u, _ := o.Org().UnitByCode("new"); u.Parent != 0 || u.Former || u.Successor != o.Units["she"] || u.En != "New" {
		t.Errorf("%+v", u)
	}
}

func must1[T any](x T, _ bool) T { return x }

// TestSeveralPosts: a person's second post joins his first row; a person is brought in whole or not at all; two names
// of one login are in conflict.
func TestSeveralPosts(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	give := func(file string, skip bool, want counts) {
		t.Helper()
		opts := sheet.Options{Lang: lang.Zh}
		if skip {
			opts.BadFile = filepath.Join(t.TempDir(), "bad.csv")
		}
		a, err := sheet.Import(ctx, cityOf(o), "people", csvFile(t, "登录名,姓名,岗位,区划,单位\n"+file), opts)
		if countsOf(a) != want || (err != nil) != (a.Bad() > 0 && !skip) {
			t.Errorf("%+v %v, want %+v", a, err, want)
		}
	}
	two := "liang,两岗,核查员," + street + ",\nliang,两岗,单位经办人,,jie\nliang,两岗,核查员," + street + ",\n"
	give(two, false, counts{rows: 3, taken: 1, joined: 1, repeated: 1})
	if p, _ := o.Org().PersonByLogin("liang"); len(p.Posts) != 2 {
		t.Errorf("%+v", p)
	}
	give(two, false, counts{rows: 3, repeated: 3})
	give("liang,两岗,督办员,"+street+",\nliang,两岗,领导,"+street+",\n", false, counts{rows: 2, changed: 1, joined: 1})
	bad := "ban,半个,核查员," + street + ",\nban,半个,没有的岗位," + street + ",\nhao,好的,核查员," + street + ",\n"
	give(bad, false, counts{rows: 3, refused: 1, held: 2})
	give(bad, true, counts{rows: 3, taken: 1, refused: 1, held: 1})
	if _, ok := o.Org().PersonByLogin("ban"); ok {
		t.Error("half a person came in")
	}
	give("er,甲名,核查员,"+street+",\ner,乙名,核查员,"+street+",\n", true, counts{rows: 2, conflicts: 2})
	give("wu,没有岗位,,,\n", false, counts{rows: 1, refused: 1})
}

// TestPasswordsGoOn: people who are there and have no password yet get their first one, because an import may have
// broken off; nobody's own password is touched.
func TestPasswordsGoOn(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	o.Auth.Effort = org.Light
	file := "登录名,初始密码\ndisp,Abcd#20261xyz\n"
	a, err := sheet.Import(ctx, cityOf(o), "people", csvFile(t, file), sheet.Options{Lang: lang.Zh})
	if err != nil || countsOf(a) != (counts{rows: 1, changed: 1}) {
		t.Fatalf("%+v %v", a, err)
	}
	must(t, o.Auth.SetPassword(ctx, must1(o.Org().PersonByLogin("disp")), "a password of my own", false))
	a, err = sheet.Import(ctx, cityOf(o), "people", csvFile(t, file), sheet.Options{Lang: lang.Zh})
	if err != nil || countsOf(a) != (counts{rows: 1, repeated: 1}) {
		t.Errorf("%+v %v", a, err)
	}
	tells(t, a, []string{"1 人已有密码"})
	if _, err := o.Auth.Login(ctx, o.Org(), "disp", "a password of my own", org.Meta{}); err != nil {
		t.Error(err)
	}
}

// TestAbolishedByList: a list that abolishes an area or a unit with open work, and names no successor, is told what is
// open there, also when it is only tried; a column says that this is known.
func TestAbolishedByList(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	o.Assigned()
	she, _ := o.Org().Unit(o.Units["she"])
	for _, x := range []struct{ what, plain, anyway string }{
		{"units", "单位代码,撤销\n" + she.Code + ",是\n", "单位代码,撤销,无继任仍撤销\n" + she.Code + ",是,是\n"},
		{"areas", "区划代码,撤销\n" + citytest.Village.String() + ",是\n",
			"区划代码,撤销,无继任仍撤销\n" + citytest.Village.String() + ",是,是\n"},
	} {
		for _, dry := range []bool{true, false} {
			a, err := sheet.Import(ctx, cityOf(o), x.what, csvFile(t, x.plain),
				sheet.Options{Lang: lang.Zh, DryRun: dry})
			sums(t, a)
			if err == nil || a.Conflicts != 1 || a.Written {
				t.Errorf("%s, dry %v: %+v %v", x.what, dry, a, err)
			}
		}
		a, err := sheet.Import(ctx, cityOf(o), x.what, csvFile(t, x.anyway), sheet.Options{Lang: lang.Zh})
		sums(t, a)
		if err != nil || a.Changed != 1 || !a.Written {
			t.Errorf("%s, knowing it: %+v %v", x.what, a, err)
		}
	}
}
