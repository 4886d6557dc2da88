package rota

import (
	"time"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Watch is one line of the rota: somebody is on duty for an area on some days of the week, between two times of day.
type Watch struct {
	ID     int64     `json:"-"`
	Area   area.Code `json:"area"`
	Person int64     `json:"person"`
	As     matter.As `json:"as"`   // matter.AsDuty or matter.AsSupervisor
	Days   int       `json:"days"` // bits, Monday is 1
	From   int       `json:"from"` // minutes of the day, included
	To     int       `json:"to"`   // minutes of the day, not included; not after From: of the next day
}

const (
	day     = 24 * 60
	allDays = 1<<7 - 1
)

// check says what is wrong with a line.
func (w *Watch) check() error {
	switch {
	case w.As != matter.AsDuty && w.As != matter.AsSupervisor:
		return fault.New(fault.Invalid, "choice_missing").On("as")
	case w.Days <= 0 || w.Days > allDays:
		return fault.New(fault.Invalid, "rota_days").On("days")
	case w.From < 0 || w.From >= day:
		return fault.New(fault.Invalid, "rota_time").On("from")
	case w.To < 0 || w.To > day:
		return fault.New(fault.Invalid, "rota_time").On("to")
	}
	return nil
}

// On says whether the watch is on at an instant, and when it then ends. A watch over midnight belongs to the day on
// which it begins.
func (w *Watch) On(at calendar.Instant, zone *time.Location) (until calendar.Instant, on bool) {
	t := at.Time().In(zone)
	for _, back := range []int{0, -1} {
		begin := time.Date(t.Year(), t.Month(), t.Day()+back, 0, 0, 0, 0, zone)
		if w.Days>>((int(begin.Weekday())+6)%7)&1 == 0 {
			continue
		}
		length := w.To - w.From
		if length <= 0 {
			length += day
		}
		from := calendar.Of(begin).Plus(int64(w.From) * 60e6)
		if end := from.Plus(int64(length) * 60e6); from <= at && at < end {
			return end, true
		}
	}
	return 0, false
}

// onDuty are those of the watches of an area and of those above it, the nearest first, who are on: of duty those of
// the nearest area that has any, and of supervisors likewise.
func onDuty(levels [][]Watch, at calendar.Instant, zone *time.Location) (out []matter.Member) {
	for _, as := range []matter.As{matter.AsDuty, matter.AsSupervisor} {
		for _, list := range levels {
			var found []matter.Member
			for i := range list {
				until, on := list[i].On(at, zone)
				if !on || list[i].As != as || len(out)+len(found) >= most {
					continue
				}
				found = longest(found, matter.Member{Person: list[i].Person, As: as, Until: until})
			}
			if found != nil {
				out = append(out, found...)
				break
			}
		}
	}
	return out
}

// most is how many people the rota puts on a case at once.
const most = 20

// longest adds somebody, or lets him stay longer who is there already.
func longest(list []matter.Member, x matter.Member) []matter.Member {
	for i := range list {
		if list[i].Person == x.Person {
			list[i].Until = max(list[i].Until, x.Until)
			return list
		}
	}
	return append(list, x)
}
