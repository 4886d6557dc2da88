package indicator

import (
	"context"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// words are what somebody wrote, clean and not too long.
func words(s, field string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "indicator_words").On(field)
	}
	if n := len([]rune(s)); n > most {
		return s, fault.New(fault.Invalid, "indicator_long", "max", most, "n", n).On(field)
	}
	return s, nil
}

// Define begins a set over an area and gives its id. Faults: indicator_definition with what does not fit, area_unknown,
// indicator_period, indicator_name, indicator_empty where nothing below the area reports.
func (x *Indicators) Define(ctx context.Context, caller org.Caller, id ledger.ID, d Definition) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"define", d}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		d.Indicators = slices.Clone(d.Indicators)
		if at, ok := x.Org().Tree().Get(d.Area); !ok || at.Former {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", d.Area.String()).On("area")
		}
		if err := d.check(); err != nil {
			return nil, err
		}
		b := &Defined{d, x.foot(&d)}
		if len(b.Foot) == 0 {
			return nil, fault.New(fault.Invalid, "indicator_empty").On("area")
		}
		return []desk.Fact{{Type: DefinedType, Subject: ledger.New, Areas: []area.Code{d.Area}, Body: b}}, nil
	})
	return a.First, err
}

// foot are the areas that report in a set today, by code. Communities of a town have 0 in the third digit of their own
// part of the code (001 to 199), villages begin with 2.
func (x *Indicators) foot(d *Definition) (out []area.Code) {
	levels := d.Levels()
	for _, a := range x.Org().Tree().All() {
		if a.Former || !d.Area.Contains(a.Code) || !slices.Contains(levels, a.Code.Level()) {
			continue
		}
		if a.Code.Level() == area.Village && d.Villages == "village" && a.Code%1000 < firstVillage {
			continue
		}
		out = append(out, a.Code)
	}
	return out
}

// firstVillage is where the numbers of villages begin within a township (村委会 200 to 399, 居委会 001 to 199).
const firstVillage = 200

// Reporting is what an area says of a span.
type Reporting struct {
	Area    area.Code         `json:"area"`
	Span    Span              `json:"span"`
	Values  Values            `json:"values"`
	Answers map[string]string `json:"answers,omitempty"` // by Question.Key
	Reason  string            `json:"reason,omitempty"`  // of a correction
}

// Report records an area's figures of a span, or corrects them. Whatever is unlikely is asked about: where an answer
// lacks the fault is indicator_unlikely, and Questions says what to ask. Faults: indicator_span, indicator_early,
// indicator_locked, indicator_value, indicator_lacks, indicator_reason for a correction without one.
func (x *Indicators) Report(ctx context.Context, caller org.Caller, id ledger.ID, set int64, r Reporting) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"report", set, r}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		f, err := x.report(ctx, tx, set, r, brought{}, now)
		return []desk.Fact{f}, err
	})
	return err
}

// brought is the file that figures came with, and what was asked about them when it was looked at; no file for figures
// that somebody types.
type brought struct {
	file  string
	asked []Answered
}

// report decides about one area's figures.
func (x *Indicators) report(ctx context.Context, tx store.Reader, set int64, r Reporting, from brought,
	now calendar.Instant) (desk.Fact, error) {
	f := desk.Fact{Type: ReportedType, Subject: set, Areas: []area.Code{r.Area}}
	d, err := setOf(ctx, tx, x.City, set)
	if err != nil {
		return f, err
	}
	old, err := x.open(ctx, tx, set, d, r, now)
	if err != nil {
		return f, err
	}
	b := &Reported{Area: r.Area, Span: r.Span, Values: r.Values, File: from.file, InTime: now < d.DueAt(r.Span)}
	if b.Reason, err = words(r.Reason, "reason", matter.MaxNote, false); err != nil {
		return f, err
	}
	if old != nil && old.State != stateReturned && b.Reason == "" {
		return f, fault.New(fault.Conflict, "indicator_reason").On("reason")
	}
	if err := d.whole(r); err != nil {
		return f, err
	}
	f.Body = b
	if from.file != "" {
		f.Type, b.Asked = BroughtType, from.asked
		return f, nil
	}
	list, err := x.questions(ctx, tx, set, d, r, now)
	if err != nil {
		return f, err
	}
	for _, q := range list {
		answer, err := words(r.Answers[q.Key()], "answer."+q.Key(), matter.MaxNote, false)
		if err != nil {
			return f, err
		}
		if answer == "" {
			return f, fault.New(fault.Conflict, "indicator_unlikely", "n", len(list)).On("answer." + q.Key())
		}
		b.Asked = append(b.Asked, Answered{q, answer})
	}
	return f, nil
}

// open says whether an area may report a span now, and gives what it reported before.
func (x *Indicators) open(ctx context.Context, r store.Reader, set int64, d *Definition, said Reporting,
	now calendar.Instant) (*Sheet, error) {
	f, err := footOf(ctx, r, x.City, set, said.Area)
	if err != nil {
		return nil, err
	}
	kind := said.Span.Kind()
	switch {
	case !slices.Contains(d.Spans(kind), said.Span) || len(d.Asked(said.Area.Level(), kind)) == 0 ||
		!f.reports(said.Span):
		return nil, fault.New(fault.Invalid, "indicator_span").On("span")
	case now < said.Span.From():
		return nil, fault.New(fault.Conflict, "indicator_early").On("span")
	}
	if at, err := closedAt(ctx, r, x.City, set, d, f.at, said.Span); err != nil || at != 0 {
		if err == nil {
			err = fault.New(fault.Conflict, "indicator_locked", "area", x.Org().Tree().FullName(at))
		}
		return nil, err
	}
	old, err := sheetOf(ctx, r, x.City, set, said.Span, said.Area)
	if isMissing(err) {
		return nil, nil
	}
	return old, err
}

// closedAt is the area at or above one whose span is closed, 0 for none.
func closedAt(ctx context.Context, r store.Reader, city, set int64, d *Definition, at area.Code,
	s Span) (area.Code, error) {
	for _, a := range d.path(at) {
		closed, err := isClosed(ctx, r, city, set, a, s)
		if err != nil || closed {
			return a, err
		}
	}
	return 0, nil
}

func isClosed(ctx context.Context, r store.Reader, city, set int64, a area.Code, s Span) (bool, error) {
	var n int
	err := r.QueryRow(ctx, `SELECT COUNT(*) FROM indicator_periods WHERE city = $1 AND set_id = $2 AND area = $3
		AND span = $4 AND closed = 1`, city, set, int64(a), int64(s)).Scan(&n)
	return n > 0, store.Explain(err)
}

// whole wants every figure that is asked, and none that is not.
func (d *Definition) whole(r Reporting) error {
	asked := d.Asked(r.Area.Level(), r.Span.Kind())
	for _, i := range asked {
		v, ok := r.Values[i.Code]
		if !ok && !i.Optional {
			return fault.New(fault.Invalid, "indicator_lacks", "name", i.Zh).On("v." + i.Code)
		}
		if err := i.fit(v); ok && err != nil {
			return err
		}
	}
	for _, code := range slices.Sorted(maps.Keys(r.Values)) {
		if !slices.ContainsFunc(asked, func(i *Indicator) bool { return i.Code == code }) {
			return fault.New(fault.Invalid, "indicator_code", "code", code).On("v." + code)
		}
	}
	return nil
}

// Judged is a sheet that somebody of the level above looked at; Seq names the version that he saw.
type Judged struct {
	Area area.Code `json:"area"`
	Seq  int64     `json:"seq"`
}

// mostJudged is how many sheets one command judges.
const mostJudged = 200

// Review says of some sheets of a span that they were looked at. Who typed a sheet does not review it. Faults:
// indicator_changed for one that is no longer the version that was seen, indicator_own.
func (x *Indicators) Review(ctx context.Context, caller org.Caller, id ledger.ID, set int64, s Span,
	list []Judged) error {
	return x.judge(ctx, caller, id, []any{"review", set, s, list}, set, s, list, func(b Reviewed) (event.Type, any) {
		return ReviewedType, &b
	})
}

// Return wants a sheet looked at again, for a reason.
func (x *Indicators) Return(ctx context.Context, caller org.Caller, id ledger.ID, set int64, s Span, j Judged,
	reason string) error {
	reason, err := words(reason, "reason", matter.MaxNote, true)
	if err != nil {
		return err
	}
	return x.judge(ctx, caller, id, []any{"return", set, s, j, reason}, set, s, []Judged{j},
		func(b Reviewed) (event.Type, any) { return ReturnedType, &Returned{b, reason} })
}

func (x *Indicators) judge(ctx context.Context, caller org.Caller, id ledger.ID, said any, set int64, s Span,
	list []Judged, say func(Reviewed) (event.Type, any)) error {
	if len(list) == 0 || len(list) > mostJudged {
		return fault.New(fault.Invalid, "indicator_choose", "max", mostJudged).On("sheet")
	}
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) (out []desk.Fact, err error) {
		seen := map[area.Code]bool{}
		for _, j := range list {
			sheet, err := sheetOf(ctx, tx, x.City, set, s, j.Area)
			switch {
			case err != nil:
				return nil, err
			case !x.MayReview(caller, sheet.At):
				return nil, fault.New(fault.Denied, "not_allowed")
			case sheet.Seq != j.Seq || sheet.State != stateReported || seen[j.Area]:
				return nil, fault.New(fault.Conflict, "indicator_changed", "area", x.Org().Tree().FullName(j.Area))
			case sheet.Person == caller.Person && caller.Person != 0:
				return nil, fault.New(fault.Denied, "indicator_own")
			}
			seen[j.Area] = true
			typ, body := say(Reviewed{j.Area, s, j.Seq})
			out = append(out, desk.Fact{Type: typ, Subject: set, Areas: []area.Code{sheet.At.Parent()}, Body: body})
		}
		return out, nil
	})
	return err
}

// Close closes an area's span: what was reviewed is locked, and its figures are kept as they are. Who has not reported,
// and whose sheet was not reviewed, is named; where somebody is, a reason is needed. Counties and the city close.
// Faults:
// indicator_level, indicator_early, indicator_closed, indicator_missing_reason.
func (x *Indicators) Close(ctx context.Context, caller org.Caller, id ledger.ID, set int64, a area.Code, s Span,
	reason string) error {
	reason, err := words(reason, "reason", matter.MaxNote, false)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, caller, id, []any{"close", set, a, s, reason}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		d, err := setOf(ctx, tx, x.City, set)
		if err != nil {
			return nil, err
		}
		if err := x.closable(ctx, tx, set, d, a, s, now); err != nil {
			return nil, err
		}
		b := &Closed{Area: a, Span: s, Reason: reason}
		if b.Missing, b.Open, err = lacking(ctx, tx, x.City, set, d, a, s); err != nil {
			return nil, err
		}
		if len(b.Missing)+len(b.Open) > 0 && reason == "" {
			return nil, fault.New(fault.Conflict, "indicator_missing_reason", "n", len(b.Missing), "open",
				len(b.Open)).On("reason")
		}
		rows, err := rowsOf(ctx, tx, x.City, set, a)
		b.Totals = rows.of(s)
		return []desk.Fact{{Type: ClosedType, Subject: set, Areas: []area.Code{a}, Body: b}}, err
	})
	return err
}

func (x *Indicators) closable(ctx context.Context, r store.Reader, set int64, d *Definition, a area.Code, s Span,
	now calendar.Instant) error {
	switch {
	case a.Level() > area.County || !d.Area.Contains(a):
		return fault.New(fault.Invalid, "indicator_level").On("area")
	case !slices.Contains(d.Spans(s.Kind()), s) || len(d.Kinds(area.NoLevel)) == 0 ||
		!slices.Contains(d.Kinds(area.NoLevel), s.Kind()):
		return fault.New(fault.Invalid, "indicator_span").On("span")
	case now < s.To():
		return fault.New(fault.Conflict, "indicator_early").On("span")
	}
	at, err := closedAt(ctx, r, x.City, set, d, a, s)
	if err == nil && at != 0 {
		err = fault.New(fault.Conflict, "indicator_closed")
	}
	return err
}

// Unlock opens a closed span again, for a reason: what was locked may be corrected then. The figures of the closing
// stay
// as they were. Faults: indicator_not_closed, indicator_upper where it is closed further up.
func (x *Indicators) Unlock(ctx context.Context, caller org.Caller, id ledger.ID, set int64, a area.Code, s Span,
	reason string) error {
	reason, err := words(reason, "reason", matter.MaxNote, true)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, caller, id, []any{"unlock", set, a, s, reason}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		d, err := setOf(ctx, tx, x.City, set)
		if err != nil {
			return nil, err
		}
		closed, err := isClosed(ctx, tx, x.City, set, a, s)
		if err != nil {
			return nil, err
		}
		if !closed {
			return nil, fault.New(fault.Conflict, "indicator_not_closed")
		}
		for _, up := range d.path(a)[1:] {
			if above, err := isClosed(ctx, tx, x.City, set, up, s); err != nil || above {
				if err == nil {
					err = fault.New(fault.Conflict, "indicator_upper", "area", x.Org().Tree().FullName(up))
				}
				return nil, err
			}
		}
		return []desk.Fact{{Type: UnlockedType, Subject: set, Areas: []area.Code{a},
			Body: &Unlocked{a, s, reason}}}, nil
	})
	return err
}
