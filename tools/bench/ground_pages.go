package bench

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"xiaohao/loop/area"
)

// What is aimed at: milliseconds of the median.
const (
	coverAim  = 50 // of the areas of a county or the city
	intakeAim = 30
)

// Who reads the pages, beside the city's chief.
const (
	atCounter = "counter"        // the office that took the last person in
	inUnit    = "unit"           // the unit that is asked to take him
	ofCounty  = "county chief"   // and the chiefs of a county,
	ofTown    = "township chief" // of a township
	ofVillage = "village chief"  // and of a village
)

func (y *grounded) readers() map[string]string {
	last := y.persons.last.Area
	town, county := last.Ancestor(area.Township), last.Ancestor(area.County)
	unit := town
	if y.offices[town] == 0 {
		unit = county
	}
	i := slices.IndexFunc(y.posts, func(h *held) bool {
		return h.Area.Level() == area.Village && h.Person != 0 && h.until == 0
	})
	village := y.posts[i].Area
	return map[string]string{signs: signs, atCounter: login(byDay, county), inUnit: login("c", unit),
		ofCounty: login(leads, county), ofTown: login(heads, village.Ancestor(area.Township)),
		ofVillage: login(looks, village)}
}

// pages measures the pages that people on the ground and their chiefs read, those that everybody reads, and how long it
// takes until a person in need is taken in.
func (y *grounded) pages(ctx context.Context) error {
	last := y.persons.last.Area
	county := last.Ancestor(area.County)
	mine := y.persons.ids[county]
	mine = mine[max(0, len(mine)-50):]
	var acts, surveys []int64
	for _, a := range y.actions {
		acts = append(acts, a.m)
	}
	for _, s := range y.surveys {
		surveys = append(surveys, s.m)
	}
	cover := func(a area.Code) func(int) string { return fixedPath(fmt.Sprintf("/chiefs/areas/%v?theme=forest", a)) }
	if err := y.read(ctx, []page{
		{"cases that wait for a unit", inUnit, fixedPath("/cases"), `/cases/\d+/`, 0},
		{"cases at a counter", atCounter, fixedPath("/help"), `/help/\d+`, 0},
		{"cases at a counter that are over", atCounter, fixedPath("/help?over=1"), ``, 0},
		{"case", atCounter, among("/help/%d", mine), `/help/\d+/sheet`, 0},
		{"rota", atCounter, fixedPath("/rota"), `/rota/\d+/end`, 0},
		{"register of chiefs", signs, fixedPath("/chiefs?theme=forest"), `/chiefs/\d+`, 0},
		{"chief's own page, city", signs, fixedPath("/chief"), `/chiefs/\d+`, 0},
		{"chief's own page, county", ofCounty, fixedPath("/chief"), `/chiefs/\d+`, 0},
		{"chief's own page, township", ofTown, fixedPath("/chief"), `/chiefs/\d+`, 0},
		{"chief's own page, village", ofVillage, fixedPath("/chief"), `/chiefs/\d+`, 0},
		{"page of the city, with its coverage", signs, cover(y.city), `/chiefs/areas/\d+`, coverAim},
		{"page of a county, with its coverage", signs, cover(county), `/chiefs/areas/\d+`, coverAim},
		{"visits", signs, fixedPath("/patrols"), `/patrols/\d+|查看林区`, 0},
		{"visits of a county", ofCounty, fixedPath(fmt.Sprintf("/patrols?area=%v", county)), ``, 0},
		{"patches", signs, fixedPath("/patches"), `/patches/\d+`, 0},
		{"activities", signs, fixedPath("/outreach"), `/outreach/\d+`, 0},
		{"activity with its stock", signs, among("/outreach/%d", acts), `安全头盔`, 0},
		{"activity, for everybody", "", among("/public/outreach/%d", acts), `送头盔`, 0},
		{"surveys that ended", signs, fixedPath("/tallies?over=1"), `/tallies/\d+`, 0},
		{"survey with its result", signs, among("/tallies/%d", surveys), `%`, 0},
	}); err != nil {
		return err
	}
	return y.aimed(ctx, "intake answered", intakeAim, func(ctx context.Context, _, i int) error {
		return y.send(ctx, y.tokens[atCounter], "/help/new", url.Values{"id": {id().String()},
			"category": {types4[i%4]}, "who": {abouts[i%4]}, "age": {string(aged[i%4])}, "where": {"汽车站候车室"},
			"phone": {fmt.Sprintf("137%08d", i)}, "needs": {"吃饭"}, "area": {last.String()}})
	})
}
