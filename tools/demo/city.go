package demo

import (
	"context"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// Password is that of every login of the demo.
const Password = "Hengyang#2026"

// Logins are one for each post, in the order of the loop, with the words that name the post in the catalogue.
func Logins() []string {
	return []string{"inspector", "dispatcher", "city", "clerk", "head", "community", "verifier", "supervisor", "leader",
		"auditor", "admin"}
}

const (
	hengyang = area.Code(430400000000)
	zhuhui   = area.Code(430405000000) // 珠晖区, where most of the demo happens
)

// bureau is an office that a county and the city have.
type bureau struct{ code, zh, en string }

var bureaus = []bureau{
	{"wmb", "文明办", "Civilised City Office"}, {"cgj", "城管局", "Urban Management Bureau"},
	{"zjj", "住建局", "Housing and Construction Bureau"},
	{"jjd", "交警大队", "Traffic Police"}, {"sgj", "市场监管局", "Market Regulation Bureau"},
	{"hbj", "生态环境局", "Environment Bureau"},
	{"jyj", "教育局", "Education Bureau"}, {"slj", "水利局", "Water Bureau"}, {"hcz", "核查中心", "Verification Centre"},
}

// surnames and givens make names of people who do not exist.
var (
	surnames = []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹")
	givens   = []string{"建国", "伟", "丽华", "志强", "敏", "海燕", "国庆", "晓明", "芳", "军", "秀英", "文杰", "静", "永红", "浩", "雪梅", "建平",
		"艳", "鹏", "春花"}
)

func (s *story) name() string {
	return string(surnames[s.rand.IntN(len(surnames))]) + givens[s.rand.IntN(len(givens))]
}

// people makes areas, units and people.
func (s *story) people(ctx context.Context) error {
	areas, err := Areas()
	if err != nil {
		return err
	}
	var c []org.Change
	for _, a := range areas {
		c = append(c, &org.AreaSet{Area: a.Code, Name: a.Name})
	}
	for _, a := range areas {
		c = append(c, s.units(a)...)
	}
	c = append(c, s.named()...)
	if _, err := s.desk.Change(ctx, org.Caller{System: true}, s.id(), c); err != nil {
		return err
	}
	for _, l := range Logins() {
		p, ok := s.desk.Org().PersonByLogin(l)
		if !ok {
			return fmt.Errorf("demo: no login %s", l)
		}
		if err := s.desk.Auth.SetPassword(ctx, p, Password, false); err != nil {
			return err
		}
	}
	return nil
}

// units are the offices of an area, and their clerks.
func (s *story) units(a area.Area) []org.Change {
	switch a.Code.Level() {
	case area.City, area.County:
		var c []org.Change
		prefix := fmt.Sprint(int64(a.Code) / 1e6)
		short, up := a.Name, ""
		if a.Code.Level() == area.City {
			short, up = "市", ""
		}
		for _, b := range bureaus {
			code := b.code + prefix
			if a.Code.Level() == area.County {
				up = b.code + "430400"
			}
			c = append(c, &org.UnitSet{Code: code, Zh: short + b.zh, En: b.en + ", " + a.Name, Area: a.Code,
				ParentCode: up})
			if b.code != "hcz" && b.code != "wmb" {
				c = append(c, s.unitPeople(code, a.Code)...)
			}
		}
		c = append(c,
			s.person("disp"+prefix, matter.Dispatcher, a.Code, "wmb"+prefix),
			s.person("ver"+prefix, matter.Verifier, a.Code, "hcz"+prefix),
			s.person("insp"+prefix, matter.Inspector, a.Code, "wmb"+prefix))
		return c
	case area.Township:
		code := fmt.Sprint("t", int64(a.Code)/1e3)
		zh := a.Name + "人民政府"
		if n := []rune(a.Name); len(n) > 2 && string(n[len(n)-2:]) == "街道" {
			zh = a.Name + "办事处"
		}
		return append([]org.Change{&org.UnitSet{Code: code, Zh: zh, Area: a.Code}}, s.unitPeople(code, a.Code)...)
	case area.Village:
		code := fmt.Sprint("v", int64(a.Code))
		c := []org.Change{&org.UnitSet{Code: code, Zh: a.Name, Area: a.Code,
			ParentCode: fmt.Sprint("t", int64(a.Code)/1e3)}}
		if zhuhui.Contains(a.Code) {
			c = append(c, s.clerk("c-"+code, code, matter.UnitClerk, ""))
		}
		return c
	}
	return nil
}

func (s *story) unitPeople(unit string, _ area.Code) []org.Change {
	return []org.Change{s.clerk("c-"+unit, unit, matter.UnitClerk, ""), s.clerk("h-"+unit, unit, matter.UnitHead, "主任")}
}

func (s *story) clerk(login, unit string, kind matter.Post, title string) *org.PersonSet {
	return &org.PersonSet{Login: login, Name: s.name(), Posts: []org.Post{{Kind: kind, Title: title}},
		UnitCodes: []string{unit}}
}

func (s *story) person(login string, kind matter.Post, a area.Code, unit string) *org.PersonSet {
	return &org.PersonSet{Login: login, Name: s.name(), Posts: []org.Post{{Kind: kind, Area: a}},
		UnitCodes: []string{unit}}
}

// the clerk's desk of the demo: a subdistrict of 珠晖区 and its first community.
const (
	demoTownship  = area.Code(430405009000)
	demoCommunity = area.Code(430405009001)
)

// named are the logins that the demo prints.
func (s *story) named() []org.Change {
	t, v := fmt.Sprint("t", int64(demoTownship)/1e3), fmt.Sprint("v", int64(s.community()))
	return []org.Change{
		s.person("inspector", matter.Inspector, zhuhui, "wmb430405"),
		s.person("dispatcher", matter.Dispatcher, zhuhui, "wmb430405"),
		s.person("city", matter.Dispatcher, hengyang, "wmb430400"),
		s.clerk("clerk", t, matter.UnitClerk, ""),
		s.clerk("head", t, matter.UnitHead, "主任"),
		s.clerk("community", v, matter.UnitClerk, ""),
		s.person("verifier", matter.Verifier, zhuhui, "hcz430405"),
		s.person("supervisor", matter.Supervisor, hengyang, "wmb430400"),
		s.person("leader", matter.Leader, hengyang, "wmb430400"),
		s.person("auditor", matter.Auditor, hengyang, "wmb430400"),
		s.person("admin", matter.Administrator, hengyang, "wmb430400"),
		&org.PersonSet{Login: districtSupervisor, Name: "陈国强", // no chance: the names of all others stay
			Posts: []org.Post{{Kind: matter.Supervisor, Area: zhuhui}}, UnitCodes: []string{"wmb430405"}},
	}
}

func (s *story) community() area.Code {
	for _, a := range s.villages {
		if demoTownship.Contains(a.Code) {
			return a.Code
		}
	}
	return demoCommunity
}

func (s *story) caller(login string) org.Caller {
	p, _ := s.desk.Org().PersonByLogin(login)
	return p.Caller()
}

func (s *story) do(ctx context.Context, login string, m int64, c matter.Command) (desk.Result, error) {
	caller := org.Caller{}
	if login != "" {
		caller = s.caller(login)
	}
	return s.desk.Do(ctx, caller, desk.Command{ID: s.id(), Matter: m, Body: c})
}

func (s *story) id() ledger.ID {
	id, err := ledger.NewID(s.clock.Now(), s.source)
	if err != nil {
		panic(err) // the generator never ends
	}
	return id
}
