package tally

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"xiaohao/loop/calendar"
)

// seedOf is the secret that draws a survey's places. It follows from the city's own secret and the survey's key, so
// that it needs no table and nobody can choose it.
func seedOf(secret []byte, city int64, key string) [32]byte {
	h := hmac.New(sha256.New, secret)
	fmt.Fprintf(h, "xiaohao tally seed\n%d\n%s\n", city, key)
	return [32]byte(h.Sum(nil))
}

// Commitment is what the plan says of the seed, in hex: SHA-256 of "xiaohao tally commitment", the key and the seed in
// hex, each ended by a line feed.
func Commitment(seed [32]byte, key string) string {
	h := sha256.Sum256(fmt.Appendf(nil, "xiaohao tally commitment\n%s\n%x\n", key, seed))
	return hex.EncodeToString(h[:])
}

// lot is a place's number in the draw: SHA-256 of "xiaohao tally lot", the seed in hex, the key, the numbers of site
// and slot in the plan (from 1 on), each line ended by a line feed.
func lot(seed [32]byte, key string, site, slot int) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "xiaohao tally lot\n%x\n%s\n%d %d\n", seed, key, site+1, slot+1))
}

// Draw draws the places of a plan: on each kind of road those with the smallest lots, as many as are wanted, and as
// many again to be spare. The places of a road stand in the order of their lots, the wanted before the spare.
// Everybody who has the plan and the seed gets the same.
func Draw(p *Plan, seed [32]byte, key string) (out []Place) {
	type ticket struct {
		Place
		lot [32]byte
	}
	for _, road := range Roads() {
		var all []ticket
		for i, site := range p.Sites {
			if site.Road != road {
				continue
			}
			for j := range p.Slots {
				all = append(all, ticket{Place{Site: i, Slot: j}, lot(seed, key, i, j)})
			}
		}
		slices.SortFunc(all, func(a, b ticket) int {
			return cmp.Or(bytes.Compare(a.lot[:], b.lot[:]), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Slot, b.Slot))
		})
		for i, t := range all[:min(len(all), 2*p.Wanted[road])] {
			t.Spare = i >= p.Wanted[road]
			out = append(out, t.Place)
		}
	}
	return out
}

// drawn draws and gives out the turns of those that are not spare.
func (p *Plan) drawn(seed [32]byte, key string) []Place {
	places := Draw(p, seed, key)
	for i := range places {
		if !places[i].Spare {
			places[i].Before = p.turn(places, &places[i], Before, 0)
			places[i].After = p.turn(places, &places[i], After, 0)
		}
	}
	return places
}

// turn finds the first day of a wave, from an instant on, on which a counter is free at the place's hour, and of those
// the one with the fewest turns; where all are taken on every day nobody has it yet. nil where no such day is left.
func (p *Plan) turn(places []Place, of *Place, w Wave, from calendar.Instant) *Turn {
	taken := map[Turn]bool{}
	load := map[int64]int{}
	for i := range places {
		if t := places[i].Turn(w); t != nil {
			taken[*t] = true
			load[t.Person]++
		}
	}
	days := p.Span(w).starts(p.Slots[of.Slot], from)
	for _, at := range days {
		best := Turn{At: at}
		for _, c := range p.Counters {
			if !taken[Turn{c, at}] && (best.Person == 0 || load[c] < load[best.Person]) {
				best.Person = c
			}
		}
		if best.Person != 0 {
			return &best
		}
	}
	if len(days) == 0 {
		return nil
	}
	return &Turn{At: days[0]}
}

// starts are the instants at which a slot begins within the span, from one on.
func (s Span) starts(slot Slot, from calendar.Instant) (out []calendar.Instant) {
	t := s.From.Time().In(calendar.China())
	day := time.Date(t.Year(), t.Month(), t.Day(), slot.Hour, 0, 0, 0, calendar.China())
	day = day.AddDate(0, 0, (slot.Weekday-weekday(day)+7)%7)
	for ; calendar.Of(day) < s.Until; day = day.AddDate(0, 0, 7) {
		if at := calendar.Of(day); at >= max(from, s.From) {
			out = append(out, at)
		}
	}
	return out
}

// weekday is 1 for Monday to 7 for Sunday.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// early is how long before its hour a count may begin.
const early = 15 * time.Minute

// timed says what is wrong with when a sheet was begun; nothing for the hour of its slot on such a day of its wave.
func (p *Plan) timed(slot Slot, w Wave, begun calendar.Instant) (out []Mark) {
	t := begun.Add(early).Time().In(calendar.China())
	span := p.Span(w)
	if at := calendar.Of(t); weekday(t) != slot.Weekday || at < span.From || begun >= span.Until {
		out = append(out, OtherDay)
	}
	if into := time.Duration(t.Hour()-slot.Hour)*time.Hour + time.Duration(t.Minute())*time.Minute; into < 0 ||
		into >= time.Hour+early {
		out = append(out, OtherHour)
	}
	return out
}
