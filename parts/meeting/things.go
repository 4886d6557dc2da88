package meeting

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/office"
	"xiaohao/platform/store"
)

// keep records one event about a thing that is there already and that nothing of the body depends on.
func (x *Meetings) keep(ctx context.Context, caller org.Caller, id ledger.ID, typ event.Type, subject int64,
	a area.Code, body any) (ledger.Answer, error) {
	return x.Desk.Keep(ctx, caller, id, nil, func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) {
		return []desk.Fact{{Type: typ, Subject: subject, Areas: []area.Code{a}, Body: body}}, nil
	})
}

// Register enters a thing and gives its id. Whom policy names over its area may. Faults: meeting_words, meeting_long,
// meeting_secret, meeting_internal, meeting_kind, meeting_day, meeting_item, meeting_many, area_unknown,
// unit_unknown, meeting_person, meeting_group_missing, not_allowed.
func (x *Meetings) Register(ctx context.Context, caller org.Caller, id ledger.ID, e Entry) (int64, error) {
	e, err := x.entered(e)
	if err != nil {
		return 0, err
	}
	a, err := x.Desk.Keep(ctx, caller, id, []any{"register", e}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		if err := x.mayRegister(caller, e.Area); err != nil {
			return nil, err
		}
		if err := x.led(ctx, tx, e.Group); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: RegisteredType, Subject: ledger.New, Areas: []area.Code{e.Area},
			Body: &Registered{e}}}, nil
	})
	return a.Subject, err
}

// led checks that there is such a leading group, where one is named.
func (x *Meetings) led(ctx context.Context, r store.Reader, group int64) error {
	if group == 0 {
		return nil
	}
	_, err := groupOf(ctx, r, x.City, group)
	return err
}

// Amend says all of a thing anew, with a reason; seq is what the person read: somebody who changed it meanwhile makes
// it meeting_changed. Its kind and area stay.
func (x *Meetings) Amend(ctx context.Context, caller org.Caller, id ledger.ID, thing, seq int64, e Entry,
	why string) error {
	e, err := x.entered(e)
	if err != nil {
		return err
	}
	if why, err = x.words("why", why, mostNote, true); err != nil {
		return err
	}
	return x.about(ctx, caller, id, thing, []any{"amend", thing, e, why}, func(ctx context.Context, tx *store.Tx,
		t *Thing) (event.Type, any, error) {
		if t.Seq != seq {
			return "", nil, fault.New(fault.Conflict, "meeting_changed")
		}
		if e.Kind != t.Kind || e.Area != t.Area {
			return "", nil, fault.New(fault.Invalid, "meeting_kind").On("kind")
		}
		return AmendedType, &Amended{e, why}, x.led(ctx, tx, e.Group)
	})
}

// Withdraw takes a thing back, with a reason. Its open tasks then wait for a decision each (Settle); nothing of them
// changes by itself. A paper of it that is not out yet is taken back with it, and nothing more is handed out.
func (x *Meetings) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, reason string) error {
	reason, err := x.words("reason", reason, mostNote, true)
	if err != nil {
		return err
	}
	t, err := x.mine(ctx, x.DB.Read(), caller, thing)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, x.asOwner(caller, office.WithdrawnType, t.Area), id, []any{"withdraw", thing, reason},
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			t, err := x.mine(ctx, tx, caller, thing)
			if err == nil {
				err = t.over()
			}
			if err != nil {
				return nil, err
			}
			papers, err := x.recalled(ctx, tx, thing, reason)
			return append([]desk.Fact{{Type: WithdrawnType, Subject: thing, Areas: []area.Code{t.Area},
				Body: &Withdrawn{reason}}}, papers...), err
		})
	return err
}

// Deal says that a meeting dealt with a task: heard how it stands, or decided on it again. Faults: meeting_kind for
// what is no meeting, matter_missing, meeting_task for what is no task, meeting_twice.
func (x *Meetings) Deal(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, d Dealt) error {
	note, err := x.words("note", d.Note, mostNote, d.How == DecidedOn)
	if err != nil {
		return err
	}
	d.Note = note
	return x.about(ctx, caller, id, thing, []any{"deal", thing, d}, func(ctx context.Context, tx *store.Tx,
		t *Thing) (event.Type, any, error) {
		if t.Kind != Meeting || d.How != HeardOf && d.How != DecidedOn {
			return "", nil, fault.New(fault.Invalid, "meeting_kind").On("how")
		}
		m, err := views.Get(ctx, tx, x.City, d.Matter)
		if err == nil && !x.Org().Sees(caller, m) {
			err = fault.New(fault.Missing, "matter_missing")
		}
		if err != nil {
			return "", nil, err
		}
		if m.Kind != matter.Task {
			return "", nil, fault.New(fault.Invalid, "meeting_task").On("matter")
		}
		list, err := tasksOf(ctx, tx, x.City, thing, mostTasks)
		if slices.ContainsFunc(list, func(l Link) bool { return l.Matter == d.Matter && l.How == d.How }) {
			err = fault.New(fault.Conflict, "meeting_twice").On("matter")
		}
		return DealtType, &d, err
	})
}

// Settle decides about an open task whose thing was taken back: it goes on, or the dispatcher is asked to take it from
// the list, which a remark on the task tells him. Faults: meeting_standing while the thing stands, meeting_task for
// none of its tasks, meeting_settled.
func (x *Meetings) Settle(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, s Settled) (err error) {
	if s.Note, err = x.words("note", s.Note, mostNote, false); err != nil {
		return err
	}
	if s.Fate != GoOn && s.Fate != AskWithdraw {
		return fault.New(fault.Invalid, "choice_missing").On("fate")
	}
	_, err = x.Desk.Keep(ctx, caller, id, []any{"settle", thing, s}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		t, err := x.mine(ctx, tx, caller, thing)
		if err != nil {
			return nil, err
		}
		if t.Withdrawn == 0 {
			return nil, fault.New(fault.Conflict, "meeting_standing")
		}
		list, err := tasksOf(ctx, tx, x.City, thing, mostTasks)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list, func(l Link) bool { return l.Matter == s.Matter && l.How == Made })
		switch {
		case i < 0:
			return nil, fault.New(fault.Invalid, "meeting_task").On("matter")
		case list[i].Fate != "":
			return nil, fault.New(fault.Conflict, "meeting_settled")
		}
		return []desk.Fact{{Type: SettledType, Subject: thing, Areas: []area.Code{t.Area}, Body: &s}}, nil
	})
	if err != nil || s.Fate != AskWithdraw {
		return err
	}
	_, err = x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("meeting settle", thing, s.Matter), Matter: s.Matter,
		Body: &matter.Comment{Text: strings.TrimSpace(said("meeting.ask_withdraw") + s.Note)}})
	return err
}

// about records what decide says of a thing that stands and that the caller works with.
func (x *Meetings) about(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, what any,
	decide func(context.Context, *store.Tx, *Thing) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, what, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		t, err := x.mine(ctx, tx, caller, thing)
		if err == nil {
			err = t.over()
		}
		if err != nil {
			return nil, err
		}
		typ, body, err := decide(ctx, tx, t)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: thing, Areas: []area.Code{t.Area}, Body: body}}, nil
	})
	return err
}

// mine is a thing that the caller works with; for whom it is not there it is missing.
func (x *Meetings) mine(ctx context.Context, r store.Reader, caller org.Caller, thing int64) (*Thing, error) {
	t, err := thingOf(ctx, r, x.City, thing)
	if err != nil {
		return nil, err
	}
	if !x.Sees(caller, &t.Entry) {
		return nil, missing()
	}
	return t, x.mayRegister(caller, t.Area)
}

// entered checks what is said of a thing, before anything is stored.
func (x *Meetings) entered(e Entry) (_ Entry, err error) {
	for _, f := range []struct {
		name string
		to   *string
		most int
	}{{"title", &e.Title, mostTitle}, {"number", &e.Number, mostTitle}, {"from", &e.From, mostTitle},
		{"text", &e.Text, mostText}, {"body", &e.Body, mostTitle}, {"presided", &e.Presided, mostTitle},
		{"attendance", &e.Attendance, mostNote * 4}} {
		if *f.to, err = x.words(f.name, *f.to, f.most, false); err != nil {
			return e, err
		}
	}
	switch {
	case !slices.Contains(Kinds(), e.Kind):
		return e, fault.New(fault.Invalid, "meeting_kind").On("kind")
	case e.Kind == Meeting && e.Body == "" && e.Group == 0:
		return e, fault.New(fault.Invalid, "meeting_words").On("body")
	case e.Kind == Document && e.Title == "" && e.Number == "":
		return e, fault.New(fault.Invalid, "meeting_words").On("title")
	case e.Kind == Instruction && (e.Title == "" || e.From == ""):
		field := map[bool]string{true: "title", false: "from"}[e.Title == ""]
		return e, fault.New(fault.Invalid, "meeting_words").On(field)
	case e.Kind != Meeting && (e.Body != "" || e.Presided != "" || e.Attendance != "" || len(e.Agenda) > 0):
		return e, fault.New(fault.Invalid, "meeting_kind").On("body")
	case e.Day <= 0 || e.Day > x.Now().Plus(400*day):
		return e, fault.New(fault.Invalid, "meeting_day").On("day")
	}
	e.Day = dayOf(e.Day)
	if err := x.known(e.Area, "area"); err != nil {
		return e, err
	}
	if e.Agenda, err = x.agenda(e.Agenda); err != nil {
		return e, err
	}
	return e, x.addressed(&e)
}

// addressed checks the addressees.
func (x *Meetings) addressed(e *Entry) error {
	if len(e.People)+len(e.Units) > mostNamed {
		return fault.New(fault.TooLarge, "meeting_many", "max", mostNamed).On("readers")
	}
	for _, id := range e.People {
		if _, ok := x.Org().Person(id); !ok {
			return fault.New(fault.Invalid, "meeting_person", "person", id).On("readers")
		}
	}
	for _, id := range e.Units {
		if err := x.unit(id, "readers"); err != nil {
			return err
		}
	}
	slices.Sort(e.People)
	slices.Sort(e.Units)
	e.People, e.Units = slices.Compact(e.People), slices.Compact(e.Units)
	return nil
}

func (x *Meetings) agenda(list []Item) (_ []Item, err error) {
	if len(list) > mostAgenda {
		return nil, fault.New(fault.TooLarge, "meeting_many", "max", mostAgenda).On("agenda")
	}
	out := slices.Clone(list)
	for i := range out {
		it := &out[i]
		if !slices.Contains(ItemKinds(), it.Kind) || len(it.Indicators) > 0 && it.Kind != Heard {
			return nil, fault.New(fault.Invalid, "meeting_item", "n", i+1).On("agenda")
		}
		if it.Text, err = x.words("agenda", it.Text, mostNote, true); err != nil {
			return nil, err
		}
		if it.Outcome, err = x.words("agenda", it.Outcome, mostNote, false); err != nil {
			return nil, err
		}
		for _, c := range it.Indicators {
			plan, code, ok := strings.Cut(c, ":")
			if !ok || plan == "" || code == "" || len(c) > mostTitle {
				return nil, fault.New(fault.Invalid, "meeting_indicator", "code", c).On("agenda")
			}
			if err := x.Unmarked("agenda", c); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// known checks that an area is in use.
func (x *Meetings) known(c area.Code, field string) error {
	if a, ok := x.Org().Tree().Get(c); !ok || a.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", c.String()).On(field)
	}
	return nil
}

// unit checks that a unit is in use.
func (x *Meetings) unit(id int64, field string) error {
	if u, ok := x.Org().Unit(id); !ok || u.Former {
		return fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(id, 10)).On(field)
	}
	return nil
}

// day is a day in µs.
const day = 24 * 3600 * 1_000_000

// dayOf is the beginning of an instant's day in China: a day that was typed is a day, whatever hour a form or a program
// put to it.
func dayOf(at calendar.Instant) calendar.Instant {
	t := at.Time().In(calendar.China())
	return calendar.Of(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location()))
}
