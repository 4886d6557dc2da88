package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/loop/track"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
)

// visit is that the holder of a post is in his area, the nth time in that span.
type visit struct {
	*held
	nth int
}

// walk is a patrol with the phone.
type walk struct{ at calendar.Instant }

// visited is a day on which those chiefs are in their areas who were to be. What other systems recorded comes in by
// county, as a list.
func (y *grounded) visited(ctx context.Context) error {
	list := y.visits[y.day]
	delete(y.visits, y.day)
	records := map[area.Code][]patrol.Record{}
	var alone []visit
	for _, v := range list {
		v.seen(y.day)
		switch {
		case v.way == ofRecord:
			county := v.Area.Ancestor(area.County)
			records[county] = append(records[county], patrol.Record{Theme: v.Theme, Area: v.Area,
				Day: patrol.DayOf(y.Clock.Now()), Person: v.Person,
				No: fmt.Sprintf("HY%d-%v-%d", y.day, v.Area, v.Person)})
			continue
		case v.way == withPhone && y.day/7%4 == 0:
			y.walks = append(y.walks, walk{y.Clock.Now()})
		}
		alone = append(alone, v)
	}
	for _, county := range y.counties {
		for part := range slices.Chunk(records[county], patrol.AtOnce) {
			if err := y.patrols.Take(ctx, y.officer(byDay, county), id(), part); err != nil {
				return err
			}
		}
	}
	return together(ctx, len(alone), func(ctx context.Context, i int) error {
		if err := y.seen(ctx, alone[i]); err != nil {
			return fmt.Errorf("%+v: %w", alone[i].Giving, err)
		}
		return nil
	})
}

// seen notes a day, once.
func (h *held) seen(day int) {
	if !slices.Contains(h.days, day) {
		h.days = append(h.days, day)
	}
}

// seen has one day noted, in the way that the post's holder has.
func (y *grounded) seen(ctx context.Context, v visit) error {
	who, now := y.caller(v.held), y.Clock.Now()
	switch {
	case v.way == wordOfOffice:
		who = y.officer(byDay, v.Area)
		fallthrough
	case v.way == ownWord:
		return y.chiefs.Note(ctx, who, id(), v.id, chief.Noted{Day: chief.Today(now), Text: "沿山脚查看防火隔离带"})
	case v.way == withPhone && y.day/7%4 == 0:
		return y.walk(ctx, v.held, nil)
	}
	return y.patrols.Noted(ctx, who, id(), patrol.Note{Theme: v.Theme, Area: v.Area, Day: patrol.DayOf(now),
		Text: "查看林区，未见异常"}, nil)
}

// caller is who holds a post.
func (y *grounded) caller(h *held) org.Caller {
	p, _ := y.run.desk.Org().Person(h.Person)
	return p.Caller()
}

// walk is a patrol of forty minutes whose end comes with its only part; found is what was found on it.
func (y *grounded) walk(ctx context.Context, h *held, found func(patrol.Head, org.Caller) error) error {
	who, now := y.caller(h), y.Clock.Now()
	from := now.Plus(-40 * 60e6)
	head := patrol.Head{Key: id().String(), Theme: h.Theme, Area: h.Area}
	legs := []patrol.Walked{{Area: h.Area, From: from, To: now}}
	var fixes []track.Fix
	for i := range 160 {
		fixes = append(fixes, track.Fix{At: int64(from)/1000 + int64(i)*15000, Lat: 26.9 + float64(i%7)*0.0002,
			Lng: 112.6 + float64(i)*0.0001, Accuracy: 5})
	}
	if _, err := y.patrols.TakePart(ctx, who, patrol.Piece{Patrol: head, N: 1, Legs: legs,
		Track: track.Pack(track.Simplify(track.Clean(fixes)))}, now); err != nil {
		return err
	}
	if found != nil {
		if err := found(head, who); err != nil {
			return err
		}
	}
	_, err := y.patrols.End(ctx, who, id(), patrol.Finish{Patrol: head, Legs: legs, Parts: 1, How: patrol.ByPerson},
		now)
	return err
}

// walker is somebody who walks with the phone, one after another.
func (y *grounded) walker(i int) *held {
	for n := range y.posts {
		h := y.posts[(i*53+n)%len(y.posts)]
		if h.way == withPhone && h.until == 0 && h.lazy == 0 {
			return h
		}
	}
	return nil
}

// finds is a patrol on which a problem is found. One in five is answered by nobody for nine days, so that chiefs hear.
func (y *grounded) finds(ctx context.Context, i int) error {
	h := y.walker(i)
	h.seen(y.day)
	y.walks = append(y.walks, walk{y.Clock.Now()})
	y.findings.Asked++
	return y.walk(ctx, h, func(head patrol.Head, who org.Caller) error {
		r, err := y.run.desk.Do(ctx, who, desk.Command{ID: id(), Body: &matter.Report{Source: matter.FromSelfCheck,
			Area: h.Area, Category: "green.damage", Text: pick(y.year, []string{"林下堆放垃圾", "隔离带有杂草", "树木被剥皮"})}})
		if err != nil {
			return err
		}
		if err := y.patrols.Found(ctx, who, head, r.Matter); err != nil {
			return err
		}
		waits := 1
		if i%5 == 1 {
			waits = 9
			y.climbs.Asked++
		}
		return y.course(ctx, r.Matter, h.Area, waits)
	})
}

// course has a problem listed and given to the township, signed for after some days, fixed, and struck off.
func (y *grounded) course(ctx context.Context, m int64, a area.Code, waits int) error {
	do := func(who org.Caller, body matter.Command) deed {
		return func(ctx context.Context) error {
			_, err := y.run.desk.Do(ctx, who, desk.Command{ID: id(), Matter: m, Body: body})
			return err
		}
	}
	office, clerk := y.officer(byDay, a), y.clerk(a)
	if err := each(ctx, []deed{do(office, &matter.List{Category: "green.damage"}),
		do(office, &matter.Assign{Lead: y.office(a)})}); err != nil {
		return err
	}
	y.later(y.day+waits, do(clerk, &matter.Sign{}))
	y.later(y.day+waits+3, func(ctx context.Context) error {
		token, err := y.photo(ctx, clerk)
		if err != nil {
			return err
		}
		return do(clerk, &matter.Fix{Note: "已清理补种", Photos: []string{token}})(ctx)
	})
	y.later(y.day+waits+5, do(y.who[strikesOf], &matter.StrikeOff{Note: "到场看过"}))
	return nil
}

// photo uploads a picture that is like no other.
func (y *grounded) photo(ctx context.Context, who org.Caller) (string, error) {
	m := image.NewGray(image.Rect(0, 0, 160, 120))
	for i := range m.Pix {
		m.Pix[i] = uint8(y.rand.IntN(256))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		return "", err
	}
	u, err := y.run.desk.Upload(ctx, who, &b)
	return u.Token, err
}

// patch takes in a patch seen from above, and has it looked at twice. A third is none by the office's look, and some
// are none when somebody stands there.
func (y *grounded) patch(ctx context.Context, i int) error {
	h := y.walker(i)
	v := h.Area
	lng := 112.5 + float64(i%100)*0.002
	raw, err := json.Marshal([][][]float64{{{lng, 26.9}, {lng + 0.001, 26.9}, {lng + 0.001, 26.901}, {lng, 26.901},
		{lng, 26.9}}})
	if err != nil {
		return err
	}
	shape, err := patch.Read("Polygon", raw, place.WGS84, 200)
	if err != nil {
		return err
	}
	in := patrol.PatchIn{No: fmt.Sprintf("T%04d", i), Kind: "felling", Area: v, Shape: shape}
	super, office := y.officer(watches, v), y.officer(byDay, v)
	if err := y.patrols.Placed(ctx, super, &in); err != nil {
		return err
	}
	if err := y.patrols.TakePatch(ctx, super, in); err != nil {
		return err
	}
	list, _, err := y.patrols.Patches(ctx, super, patrol.PatchFilter{Limit: 1})
	if err != nil || len(list) != 1 || list[0].No != in.No {
		return fmt.Errorf("patch %s is not there: %w", in.No, err)
	}
	p := list[0]
	y.later(y.day+2, func(ctx context.Context) error {
		l := patrol.Looked{Look: patrol.Office, Yes: i%3 != 2, Note: "与采伐许可比对"}
		if _, err := y.patrols.Looks(ctx, office, id(), p.ID, patrol.Looking{Looked: l}); err != nil || !l.Yes {
			y.patches[patrol.Refuted]++
			return err
		}
		y.later(y.day+3, func(ctx context.Context) error {
			l := patrol.Looked{Look: patrol.Field, Yes: i%7 != 4, Note: "现场查看"}
			_, err := y.patrols.Looks(ctx, y.caller(h), id(), p.ID, patrol.Looking{Looked: l})
			if err != nil || !l.Yes {
				y.patches[patrol.Refuted]++
				return err
			}
			y.patches[patrol.Confirmed]++
			return y.course(ctx, p.Matter, v, 1)
		})
		return nil
	})
	return nil
}
