package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/loop/track"
	"xiaohao/parts/patrol"
)

// hill is a wooded hill of 珠晖区 that is made up, where patrols walk and patches lie.
var hill = place.Place{Lat: 26.932, Lng: 112.668}

// walked plans what was walked in 珠晖区: records of the province's system, a patrol of two days with a finding, a short
// one that ended at its hour, a note, and four patches, one in each state.
func (s *story) walked(end calendar.Instant) {
	x := part.Get[*patrol.Patrols](s.desk.Values)
	at := func(days, hours int64) calendar.Instant { return midnight(end).Plus(-days*day + hours*hour) }
	villages := []area.Code{s.within(zhuhui, true).Code, s.within(zhuhui, true).Code, s.within(zhuhui, false).Code}
	s.add(at(12, 9), func(ctx context.Context) error {
		var list []patrol.Record
		for i, v := range villages {
			list = append(list, patrol.Record{No: fmt.Sprintf("XLT-2026-%03d", 118+i), Theme: "forest", Area: v,
				Day: patrol.DayOf(at(int64(14+i), 9)), Person: s.caller("inspector").Person})
		}
		return x.Take(ctx, s.caller("supervisor"), s.key(), list)
	})
	s.add(at(4, 17), func(ctx context.Context) error { return s.patrolled(ctx, x, villages, at(5, 9)) })
	s.add(at(1, 17), func(ctx context.Context) error {
		h := patrol.Head{Key: s.key().String(), Theme: "river", Area: demoTownship}
		leg := patrol.Walked{Area: demoTownship, From: at(1, 15), To: at(1, 16)}
		if err := s.part(ctx, x, "head", h, 1, leg); err != nil {
			return err
		}
		_, err := x.End(ctx, s.caller("head"), s.key(), patrol.Finish{Patrol: h, Legs: []patrol.Walked{leg}, Parts: 1,
			How: patrol.ByHour}, s.clock.Now())
		return err
	})
	s.add(at(2, 10), func(ctx context.Context) error {
		return x.Noted(ctx, s.caller(districtSupervisor), s.key(), patrol.Note{Theme: "river", Area: demoTownship,
			Day: patrol.DayOf(at(3, 9)), Text: "沿湘江岸线看了三处排口，水质无异常，岸坡有少量漂浮物，已请街道当天清理。"}, nil)
	})
	s.add(at(6, 9), func(ctx context.Context) error { return s.patched(ctx, x, villages) })
}

// patrolled walks on two days, with a companion, and finds something.
func (s *story) patrolled(ctx context.Context, x *patrol.Patrols, villages []area.Code, from calendar.Instant) error {
	h := patrol.Head{Key: s.key().String(), Theme: "forest", Area: villages[0],
		Persons: []int64{s.caller("dispatcher").Person}}
	legs := []patrol.Walked{{Area: villages[0], From: from, To: from.Plus(2 * hour)},
		{Area: villages[1], From: from.Plus(day), To: from.Plus(day + 2*hour)}}
	for i, leg := range legs {
		if err := s.part(ctx, x, "inspector", h, int64(i+1), leg); err != nil {
			return err
		}
	}
	lat, lng := hill.Lat+0.002, hill.Lng+0.006
	r, err := s.desk.Do(ctx, s.caller("inspector"), s.command(0, &matter.Report{Source: matter.FromInspector,
		Area: villages[0], Place: "林区防火通道旁", Lat: &lat, Lng: &lng, FoundAt: from.Plus(hour),
		Text: "防火通道旁堆放建筑垃圾约两车，压住了部分新造林苗木。"}))
	if err != nil {
		return err
	}
	if err := x.Found(ctx, s.caller("inspector"), h, r.Matter); err != nil {
		return err
	}
	_, err = x.End(ctx, s.caller("inspector"), s.key(), patrol.Finish{Patrol: h, Legs: legs, Parts: len(legs),
		How: patrol.ByPerson}, s.clock.Now())
	return err
}

// part is a stretch of a walk round the hill.
func (s *story) part(ctx context.Context, x *patrol.Patrols, login string, h patrol.Head, n int64,
	leg patrol.Walked) error {
	var fixes []track.Fix
	for i := int64(0); leg.From.Plus(i*15e6) < leg.To; i++ {
		turn := float64(i)/90 + float64(n)
		fixes = append(fixes, track.Fix{At: int64(leg.From)/1000 + i*15000, Accuracy: 6,
			Lat: hill.Lat + 0.006*math.Sin(turn) + 0.0006*math.Sin(9*turn),
			Lng: hill.Lng + 0.008*math.Cos(turn) + 0.0006*math.Cos(7*turn)})
	}
	_, err := x.TakePart(ctx, s.caller(login), patrol.Piece{Patrol: h, N: n, Legs: []patrol.Walked{leg},
		Track: track.Pack(track.Simplify(track.Clean(fixes)))}, s.clock.Now())
	return err
}

// patched takes four patches in; three of them were looked at.
func (s *story) patched(ctx context.Context, x *patrol.Patrols, villages []area.Code) error {
	kinds := []string{"felling", "occupation", "digging", "fire"}
	for i, kind := range kinds {
		shape, err := patch.Read("Polygon", around(hill.Lat+0.004*float64(i), hill.Lng-0.003*float64(i), i),
			place.WGS84, 200)
		if err != nil {
			return err
		}
		if err := x.TakePatch(ctx, s.caller("supervisor"), patrol.PatchIn{No: fmt.Sprintf("TB-430405-%04d", 31+i),
			Kind: kind, Area: villages[i%2], Shape: shape}); err != nil {
			return err
		}
	}
	list, _, err := x.Patches(ctx, s.caller("supervisor"), patrol.PatchFilter{Limit: len(kinds)})
	if err != nil {
		return err
	}
	for i, looks := range [][]patrol.Looked{{}, {{Look: patrol.Office, Yes: true, Note: "影像前后对比，林木明显减少"}},
		{{Look: patrol.Office, Note: "为已批准的临时用地，手续齐全"}},
		{{Look: patrol.Office, Yes: true, Note: "未查到采伐许可"}, {Look: patrol.Field, Yes: true,
			Note: "现场有新伐根二十余个"}}} {
		for n, l := range looks {
			who := []string{"dispatcher", "verifier"}[n]
			if _, err := x.Looks(ctx, s.caller(who), s.key(), list[i].ID, patrol.Looking{Looked: l}); err != nil {
				return err
			}
		}
	}
	return nil
}

// around is an uneven polygon of some hectares around a place, as GeoJSON has its coordinates.
func around(lat, lng float64, n int) json.RawMessage {
	var ring [][2]float64
	const corners = 14
	for i := range corners {
		turn := 2 * math.Pi * float64(i) / corners
		far := 0.0007 + 0.0003*math.Sin(3*turn+float64(n))
		ring = append(ring, [2]float64{lng + far*math.Cos(turn), lat + far*math.Sin(turn)})
	}
	b, _ := json.Marshal([][][2]float64{append(ring, ring[0])}) // numbers always can
	return b
}
