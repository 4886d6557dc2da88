package duty

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/store"
)

// What can be said of a duty at most.
const (
	LongTitle = 60
	LongText  = 1000
	MostCo    = 20
)

// MayKeep says whether the caller may begin, change and end duties in an area.
func (x *Duties) MayKeep(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, BegunType, a)
}

// MayKeepSomewhere says whether he may in some area, so that a page offers it.
func (x *Duties) MayKeepSomewhere(caller org.Caller) bool {
	return x.Org().MayActSomewhere(caller, BegunType)
}

// Begin begins a duty and gives its id. Who sees to the area may. Faults: duty_words, duty_long, duty_rhythm, duty_day,
// duty_month, duty_season, duty_dates, duty_ahead, duty_never for a calendar by which no report is ever due,
// area_unknown, unit_unknown, category_unknown, duty_secret for a text that bears a mark.
func (x *Duties) Begin(ctx context.Context, caller org.Caller, id ledger.ID, d Duty) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"begin", d}, func(_ context.Context, _ *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		d := d
		if d.First == 0 {
			d.First = Today(now)
		}
		if err := x.said(&d); err != nil {
			return nil, err
		}
		next, _ := d.turn(x.Desk.Calendar(), x.limit(&d), max(d.First, Today(now)).Plus(-1))
		if next == nil {
			return nil, fault.New(fault.Invalid, "duty_never").On("last")
		}
		return []desk.Fact{{Type: BegunType, Subject: ledger.New, Areas: []area.Code{d.Area},
			Body: &Begun{d, next}}}, nil
	})
	return a.Subject, err
}

// Change says all of a duty anew. What went out stays as it is; the next period is the first behind the last one that
// went out. Faults as of Begin, and duty_over.
func (x *Duties) Change(ctx context.Context, caller org.Caller, id ledger.ID, duty int64, d Duty) error {
	return x.about(ctx, caller, id, duty, []any{"change", duty, d}, func(s *Stand,
		now calendar.Instant) (event.Type, []area.Code, any, error) {
		d := d
		d.From = s.From
		if d.First == 0 {
			d.First = s.First
		}
		if err := x.said(&d); err != nil {
			return "", nil, nil, err
		}
		after := Today(now).Plus(-1)
		if s.Latest != nil {
			after = max(after, s.Latest.Period)
		}
		next, _ := d.turn(x.Desk.Calendar(), x.limit(&d), after)
		return ChangedType, []area.Code{s.Area, d.Area}, &Changed{d, next}, nil
	})
}

// End ends a duty, for a reason: no further task goes out. Faults: duty_words, duty_over.
func (x *Duties) End(ctx context.Context, caller org.Caller, id ledger.ID, duty int64, reason string) error {
	return x.about(ctx, caller, id, duty, []any{"end", duty, reason}, func(s *Stand,
		_ calendar.Instant) (event.Type, []area.Code, any, error) {
		reason, err := words(reason, "reason", matter.MaxNote)
		return EndedType, []area.Code{s.Area}, &Ended{reason}, err
	})
}

// about records what decide says of a duty that nobody has ended.
func (x *Duties) about(ctx context.Context, caller org.Caller, id ledger.ID, duty int64, said any,
	decide func(*Stand, calendar.Instant) (event.Type, []area.Code, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, duty)
		if err != nil {
			return nil, err
		}
		if !x.sees(caller, s) {
			return nil, missing()
		}
		if !x.MayKeep(caller, s.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		if s.Ended != 0 {
			return nil, fault.New(fault.Conflict, "duty_over")
		}
		typ, areas, body, err := decide(s, now)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: s.ID, Areas: areas, Body: body}}, nil
	})
	return err
}

// said checks what is said of a duty and puts it in order.
func (x *Duties) said(d *Duty) (err error) {
	if d.Title, err = words(d.Title, "title", LongTitle); err != nil {
		return err
	}
	if d.Text, err = words(d.Text, "text", LongText); err != nil {
		return err
	}
	a, known := x.Org().Tree().Get(d.Area)
	if !known || a.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", d.Area.String()).On("area")
	}
	d.Co = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(d.Co))),
		func(u int64) bool { return u == d.Lead })
	if len(d.Co) > MostCo {
		return fault.New(fault.TooLarge, "duty_units", "most", MostCo).On("co")
	}
	for i, id := range d.units() {
		if u, ok := x.Org().Unit(id); !ok || u.Former {
			return fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(id, 10)).On([]string{"lead",
				"co"}[min(i, 1)])
		}
	}
	if d.Category == "" {
		d.Category = usual(x.Policy())
	}
	if _, ok := x.Policy().Category(d.Category); !ok {
		return fault.New(fault.Invalid, "category_unknown", "category", d.Category).On("category")
	}
	return d.check()
}

// usual is the category of the tasks of duties: policy's first one of tasks, else its first one.
func usual(p *policy.Policy) string {
	list := p.Categories()
	for _, c := range list {
		if strings.HasPrefix(c.Code, "task.") {
			return c.Code
		}
	}
	return list[0].Code
}

// limit is how much time policy gives a task of the duty at most.
func (x *Duties) limit(d *Duty) calendar.Limit {
	return x.Policy().Terms(matter.Task, d.Category, matter.General).Deadline
}

// words cleans what a person wrote, and refuses what is empty, too long or bears a mark of secrecy.
func words(s, name string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "duty_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "duty_long", "max", most, "n", n).On(name)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "duty_secret", "mark", mark).On(name)
	}
	return s, nil
}
