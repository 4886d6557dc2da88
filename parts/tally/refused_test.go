package tally_test

import (
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/parts/tally"
	"xiaohao/platform/store"
)

// TestPlans: what cannot be counted is refused, each with its own words.
func TestPlans(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for what, alter := range map[string]func(*tally.Plan){
		"tally_words":    func(p *tally.Plan) { p.Title = " " },
		"tally_long":     func(p *tally.Plan) { p.Title = strings.Repeat("长", 61) },
		"tally_secret":   func(p *tally.Plan) { p.Title = "绝密★一年" },
		"tally_kind":     func(p *tally.Plan) { p.Kind = "mask" },
		"tally_sites":    func(p *tally.Plan) { p.Sites = nil },
		"tally_site":     func(p *tally.Plan) { p.Sites[0].Area = citytest.Other },
		"tally_site ":    func(p *tally.Plan) { p.Sites[0].Road = "sea" },
		"tally_site  ":   func(p *tally.Plan) { p.Sites[1].Name = p.Sites[0].Name },
		"area_unknown":   func(p *tally.Plan) { p.Sites[0].Area = 430405009009 },
		"tally_slots":    func(p *tally.Plan) { p.Slots = nil },
		"tally_slots ":   func(p *tally.Plan) { p.Slots[0].Hour = 24 },
		"tally_many":     func(p *tally.Plan) { p.Wanted[tally.OrdinaryRoad] = 5 },
		"tally_few":      func(p *tally.Plan) { p.Wanted = map[tally.Road]int{tally.CityRoad: 5} },
		"tally_number":   func(p *tally.Plan) { p.People = 0 },
		"tally_number ":  func(p *tally.Plan) { p.Minutes = 61 },
		"tally_number  ": func(p *tally.Plan) { p.Activity = -1 },
		"tally_dates":    func(p *tally.Plan) { p.Before.Until = p.Before.From },
		"tally_days":     func(p *tally.Plan) { p.Before.Until = p.Before.From + 2*86400e6 },
		"tally_order":    func(p *tally.Plan) { p.After = p.Before },
		"tally_counters": func(p *tally.Plan) { p.Counters = nil },
		"tally_counter":  func(p *tally.Plan) { p.Counters = append(p.Counters, o.Who["lead"].Person) },
		"tally_counter ": func(p *tally.Plan) { p.Counters = []int64{999} },
	} {
		p := o.helmets()
		alter(&p)
		_, err := o.Tallies.Plan(o.ctx, o.Who["disp"], o.ID(), p)
		wants(t, what, err, strings.TrimSpace(what))
	}
	if got := o.rows(); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

// TestCheckFindsForgery: rows and draws that were altered are told.
func TestCheckFindsForgery(t *testing.T) {
	t.Parallel()
	for _, spoil := range []string{
		"UPDATE tally_surveys SET body = replace(body, '送头盔', '送书') WHERE city = 4304",
		"DELETE FROM tally_counters WHERE city = 4304",
		"UPDATE tally_sheets SET counts = 0 WHERE city = 4304",
		`UPDATE tally_sheets SET body = replace(body, '"ebike.rider.on":20', '"ebike.rider.on":39') WHERE city = 4304`,
		`UPDATE events SET body = replace(body, '"seed":"', '"seed":"00') WHERE type = 'tally.drawn'`,
		`UPDATE events SET body = replace(body, '"commitment":"', '"commitment":"0') WHERE type = 'tally.planned'`,
		`UPDATE events SET body = replace(replace(body, '"spare":true', '"spare":false'), '"site":0', '"site":1')
			WHERE type = 'tally.drawn'`,
		`UPDATE events SET body = replace(body, '"next":5', '"next":6') WHERE type = 'tally.missed'`,
	} {
		o := newTown(t)
		id := o.drawn()
		wants(t, "missing one", o.miss(id, 2, "大雨"), "")
		o.count(id, o.sheet(id, tally.Before, 1, 40, 20))
		if got := o.told(); got != nil {
			t.Fatalf("%q", got)
		}
		err := o.Office.DB.Write(o.ctx, func(tx *store.Tx) error { _, err := tx.Exec(o.ctx, spoil); return err })
		if err != nil {
			t.Fatal(err)
		}
		if got := o.told(); got == nil {
			t.Errorf("nothing is told of %s", spoil)
		}
	}
}
