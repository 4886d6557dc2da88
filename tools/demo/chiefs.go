package demo

import (
	"context"
	"maps"
	"slices"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/chief"
)

// When the demo's forest chiefs begin, and when the community's chief leaves, in days before the end.
const (
	chiefsBegin = 58
	chiefLeaves = 12
)

// villageChiefs look after the communities of the clerk's desk without logging in, in the order of the codes.
var villageChiefs = []string{"刘志平", "罗春生", "谭小军", "阳国庆", "邓建华", "彭松林", "蒋福元", "欧冬梅"}

// chiefs plans forest chiefs at four levels: the city's leader, a deputy head of 珠晖区, the head of the clerk's desk and
// those of its communities, with a ranger. Most go every week; some have let it lapse, and the township's head too, so
// that whoever is above sees it. The first community's chief leaves, his list is frozen, and both sides have signed.
func (s *story) chiefs(end calendar.Instant) {
	x := part.Get[*chief.Chiefs](s.desk.Values)
	at := func(days int64) calendar.Instant { return midnight(end).Plus(-days*day + 10*hour) }
	first := chief.Today(at(chiefsBegin))
	var left, ranger int64
	held := map[int64]int{} // post of a community → which one
	s.add(at(chiefsBegin), func(ctx context.Context) error {
		give := func(post string, a area.Code, login, name string) (int64, error) {
			g := chief.Giving{Theme: "forest", Post: post, Area: a, Name: name, Since: first}
			if login != "" {
				p, _ := s.desk.Org().PersonByLogin(login)
				g.Person = p.ID
			}
			return x.Appoint(ctx, s.caller("supervisor"), s.key(), g)
		}
		for _, g := range []struct {
			a           area.Code
			login, name string
		}{{hengyang, "leader", ""}, {zhuhui, "", "何志强"}, {demoTownship, "head", ""}} {
			if _, err := give("chief", g.a, g.login, g.name); err != nil {
				return err
			}
		}
		n := 0
		for _, v := range s.villages {
			if !demoTownship.Contains(v.Code) || n == len(villageChiefs) {
				continue
			}
			id, err := give("chief", v.Code, "", villageChiefs[n])
			if err != nil {
				return err
			}
			if held[id] = n; v.Code == s.community() {
				left = id
			}
			n++
		}
		var err error
		if ranger, err = give("ranger", s.community(), "", "肖守山"); err != nil {
			return err
		}
		if err := x.Phone(ctx, s.caller("supervisor"), s.key(), chief.Phoned{Theme: "forest", Area: zhuhui,
			Phone: "0734-3331012"}); err != nil {
			return err
		}
		_, err = x.Adopt(ctx, s.caller("supervisor"), s.key(), chief.Adopting{Area: demoTownship, Name: "何志强",
			Title: "副区长", Since: first})
		return err
	})
	for days := int64(chiefsBegin - 1); days > 0; days-- {
		s.add(at(days).Plus(6*hour), func(ctx context.Context) error {
			return s.noted(ctx, x, held, ranger, days)
		})
	}
	s.add(at(chiefLeaves), func(ctx context.Context) error {
		next, _ := s.desk.Org().PersonByLogin("community")
		paper, err := x.Leave(ctx, s.caller("supervisor"), s.key(), left, chief.Leaving{Reason: "换届不再担任",
			Person: next.ID})
		if err != nil {
			return err
		}
		if err := x.Sign(ctx, s.caller("head"), s.key(), paper, chief.Leaver, "本人不使用系统，已在纸质清单上签字"); err != nil {
			return err
		}
		s.add(at(chiefLeaves-1), func(ctx context.Context) error {
			return x.Sign(ctx, s.caller("community"), s.key(), paper, chief.Successor, "")
		})
		return nil
	})
}

// noted notes the days on which the communities' chiefs and their ranger went: each on a weekday of his own, every
// third one only until some weeks before the end.
func (s *story) noted(ctx context.Context, x *chief.Chiefs, held map[int64]int, ranger, days int64) error {
	today, by := chief.Today(s.clock.Now()), s.caller("supervisor")
	note := func(id int64, text string) error {
		return x.Note(ctx, by, s.key(), id, chief.Noted{Day: today, Text: text})
	}
	for _, id := range slices.Sorted(maps.Keys(held)) {
		n := held[id]
		sheet, err := x.Sheet(ctx, by, id)
		if err != nil {
			return err
		}
		if sheet.Handover != 0 || days%7 != int64(n%5) || n%3 == 2 && days < 20 {
			continue
		}
		if err := note(id, "巡看山林和绿化带，未发现火情和盗伐，清理垃圾一处。"); err != nil {
			return err
		}
	}
	if days%6 == 0 {
		return note(ranger, "巡护林道，劝导一起野外用火。")
	}
	return nil
}
