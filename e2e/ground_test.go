package e2e

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/loop/track"
	"xiaohao/parts/chief"
	"xiaohao/parts/help"
	"xiaohao/parts/patrol"
	"xiaohao/parts/rota"
	"xiaohao/parts/tally"
)

// ground has what is done on the ground: a rota, the case of a person in need, chiefs of whom one left, a patrol that
// found something, patches, and a count of use.
func ground(t *testing.T, data string) {
	t.Helper()
	withStaff(t, data, func(ctx context.Context, o staff) {
		_, err := o.Change(ctx, org.Caller{System: true}, o.id(), []org.Change{
			&org.PersonSet{Login: "walker", Name: "督查员辛", Posts: []org.Post{{Kind: matter.Inspector,
				Area: officesCounty}}}})
		o.must(err)
		o.helps(ctx)
		o.chiefs(ctx)
		o.patrols(ctx)
		o.counts(ctx)
		o.must(o.Ledger().CatchUp(ctx))
	})
}

func (o staff) helps(ctx context.Context) {
	all := o.who("all")
	_, err := part.Get[*rota.Rota](o.Values).Set(ctx, all, o.id(), rota.Watch{Area: officesCounty, Person: all.Person,
		As: matter.AsDuty, Days: 127, From: 0, To: 0})
	o.must(err)
	x := part.Get[*help.Cases](o.Values)
	for _, phone := range []string{"家里座机", ""} {
		r, err := x.Open(ctx, all, o.id(), help.Intake{Category: "help.child", Area: officesVillage, Age: care.Under14,
			Where: "派出所", Who: "女孩，来见网友。", Phone: phone, Needs: "吃饭", Stranger: true})
		o.must(err)
		o.must(x.Call(ctx, all, o.id(), r.Matter, "family", false, help.Note{Text: "没人接"}))
		o.must(x.Mark(ctx, all, o.id(), r.Matter, care.Marks{Name: "某女孩", Birth: "2014", Paper: "43040520140101"}))
		_, err = x.Send(ctx, all, o.id(), r.Matter, help.Send{Kind: "shelter", Way: care.OutReferral, To: "救助管理站",
			For: "借宿一晚", Back: "社会事务办 0734-1234567", Share: []string{"text"}})
		o.must(err)
		if phone == "" {
			o.give(ctx, "all", r.Matter, &matter.List{Category: "help.child"})
			o.give(ctx, "all", r.Matter, &matter.Assign{Lead: o.unit("cg")})
		}
	}
}

func (o staff) chiefs(ctx context.Context) {
	x, all := part.Get[*chief.Chiefs](o.Values), o.who("all")
	today := chief.Today(o.now())
	give := func(post, name string, person int64) int64 {
		id, err := x.Appoint(ctx, all, o.id(), chief.Giving{Theme: "forest", Post: post, Area: officesVillage,
			Name: name, Person: person, Since: today})
		o.must(err)
		return id
	}
	leaver := give("chief", "刘林长", 0)
	o.must(x.Note(ctx, all, o.id(), give("ranger", "", o.who("clerk").Person), chief.Noted{Day: today, Text: "巡过"}))
	o.must(x.Note(ctx, all, o.id(), leaver, chief.Noted{Day: today, Text: "巡过"}))
	_, err := x.Adopt(ctx, all, o.id(), chief.Adopting{Area: officesVillage, Name: "何局长", Since: today})
	o.must(err)
	o.must(x.Phone(ctx, all, o.id(), chief.Phoned{Theme: "forest", Area: officesCounty, Phone: "0734-3331012"}))
	_, err = x.Leave(ctx, all, o.id(), leaver, chief.Leaving{Reason: "换届", Person: all.Person})
	o.must(err)
}

func (o staff) patrols(ctx context.Context) {
	x, walker, all := part.Get[*patrol.Patrols](o.Values), o.who("walker"), o.who("all")
	h := patrol.Head{Key: o.id().String(), Theme: "forest", Area: officesVillage}
	leg := patrol.Walked{Area: officesVillage, From: o.now().Plus(-2 * int64(time.Hour/time.Microsecond)), To: o.now()}
	var fixes []track.Fix
	for i := range int64(40) {
		fixes = append(fixes, track.Fix{At: int64(leg.From)/1000 + i*15000, Accuracy: 6, Lat: 26.9 + float64(i)*2e-4,
			Lng: 112.6 + float64(i*i%7)*1e-4})
	}
	_, err := x.TakePart(ctx, walker, patrol.Piece{Patrol: h, N: 1, Legs: []patrol.Walked{leg},
		Track: track.Pack(track.Simplify(track.Clean(fixes)))}, o.now())
	o.must(err)
	found := o.give(ctx, "walker", 0, &matter.Report{Source: matter.FromInspector, Area: officesVillage, Text: "林下有垃圾"})
	o.must(x.Found(ctx, walker, h, found))
	_, err = x.End(ctx, walker, o.id(), patrol.Finish{Patrol: h, Legs: []patrol.Walked{leg}, Parts: 1,
		How: patrol.ByPerson}, o.now())
	o.must(err)
	_, err = x.Open(ctx, all, o.id(), found, "核对位置")
	o.must(err)
	o.must(x.Take(ctx, all, o.id(), []patrol.Record{{No: "XLT-1", Theme: "forest", Area: officesVillage,
		Day: patrol.DayOf(o.now()), Person: walker.Person}}))
	shape, err := patch.Read("Polygon", json.RawMessage(
		`[[[112.6,26.9],[112.602,26.9],[112.602,26.902],[112.6,26.902],[112.6,26.9]]]`), place.WGS84, 200)
	o.must(err)
	o.must(x.TakePatch(ctx, all, patrol.PatchIn{No: "TB-1", Kind: "felling", Area: officesVillage, Shape: shape}))
	list, _, err := x.Patches(ctx, all, patrol.PatchFilter{Limit: 1})
	o.must(err)
	_, err = x.Looks(ctx, all, o.id(), list[0].ID, patrol.Looking{Looked: patrol.Looked{Look: patrol.Office, Yes: true,
		Note: "林木减少"}})
	o.must(err)
}

func (o staff) counts(ctx context.Context) {
	x, all := part.Get[*tally.Tallies](o.Values), o.who("all")
	p := tally.Plan{Title: "佩戴率", Kind: tally.Helmet, Area: officesCounty, People: 30, Minutes: 30,
		Slots: []tally.Slot{{Weekday: 2, Hour: 7}, {Weekday: 4, Hour: 17}}, Counters: []int64{all.Person},
		Wanted: map[tally.Road]int{tally.CityRoad: 6},
		Before: tally.Span{From: o.now(), Until: o.now().Plus(14 * oneDay)},
		After:  tally.Span{From: o.now().Plus(30 * oneDay), Until: o.now().Plus(44 * oneDay)}}
	for _, name := range []string{"东口", "西口", "南口", "北口"} {
		p.Sites = append(p.Sites, tally.Site{Name: name, Area: officesVillage, Road: tally.CityRoad})
	}
	id, err := x.Plan(ctx, all, o.id(), p)
	o.must(err)
	o.must(x.Draw(ctx, all, o.id(), id))
	begun := calendar.Of(time.Now().Add(-time.Hour))
	_, err = x.Count(ctx, all, o.id(), id, tally.Sheet{Wave: tally.Before, Place: 1, Person: all.Person, Begun: begun,
		Ended: begun.Plus(1800e6), Counts: map[tally.Cell]int64{tally.CellOf(tally.Ebike, tally.Rider, true): 20}})
	o.must(err)
}
