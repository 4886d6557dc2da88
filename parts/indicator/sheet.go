package indicator

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// missing is what there is not, or not for the caller.
func missing() error { return fault.New(fault.Missing, "indicator_missing") }

func isMissing(err error) bool { return fault.Code(err) == "indicator_missing" }

// Sheet is what an area reported of a span, as it stands.
type Sheet struct {
	Area    area.Code        `json:"area"`
	At      area.Code        `json:"at"` // where it counts: the area, or its first heir
	Span    Span             `json:"span"`
	State   string           `json:"state"`
	Seq     int64            `json:"seq"`
	Entered calendar.Instant `json:"entered"`
	Person  int64            `json:"person"`
	InTime  bool             `json:"in_time"`
	sheetBody
}

const sheetColumns = "area, at, span, state, seq, entered, person, in_time, body"

func (s *Sheet) scanned(scan func(...any) error) error {
	var inTime int64
	var body string
	if err := scan(&s.Area, &s.At, &s.Span, &s.State, &s.Seq, &s.Entered, &s.Person, &inTime, &body); err != nil {
		return err
	}
	s.InTime = inTime == 1
	return json.Unmarshal([]byte(body), &s.sheetBody)
}

// sheetOf reads one, also in a transaction. It gives fault.Missing "indicator_missing".
func sheetOf(ctx context.Context, r store.Reader, city, set int64, s Span, a area.Code) (*Sheet, error) {
	x := &Sheet{}
	err := x.scanned(r.QueryRow(ctx, "SELECT "+sheetColumns+` FROM indicator_sheets WHERE city = $1 AND set_id = $2
		AND span = $3 AND area = $4`, city, set, int64(s), int64(a)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing()
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return x, nil
}

// sheets reads those that a condition fits.
func sheets(ctx context.Context, r store.Reader, fn func(*Sheet) error, where string, args ...any) error {
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		x := &Sheet{}
		if err := x.scanned(rows.Scan); err != nil {
			return err
		}
		return fn(x)
	}, "SELECT "+sheetColumns+" FROM indicator_sheets WHERE city = $1 AND "+where, args...)
}

// setOf reads a set, also in a transaction. It gives fault.Missing "indicator_missing".
func setOf(ctx context.Context, r store.Reader, city, set int64) (*Definition, error) {
	d := &Definition{}
	return d, part.Document(r.QueryRow(ctx, "SELECT body FROM indicator_sets WHERE city = $1 AND id = $2", city, set),
		d, missing)
}

// foot is an area that reports.
type foot struct {
	area, at     area.Code
	since, until calendar.Instant
}

// reports says whether the area reports a span.
func (f *foot) reports(s Span) bool { return s.To() > f.since && (f.until == 0 || s.To() <= f.until) }

// footOf gives fault.Missing "indicator_area" for one that reports nothing in the set.
func footOf(ctx context.Context, r store.Reader, city, set int64, a area.Code) (*foot, error) {
	f := &foot{area: a}
	err := r.QueryRow(ctx, "SELECT at, since, until FROM indicator_foot WHERE city = $1 AND set_id = $2 AND area = $3",
		city, set, int64(a)).Scan(&f.at, &f.since, &f.until)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Missing, "indicator_area").On("area")
	}
	return f, store.Explain(err)
}

// isNone says that an area reports nothing in a set.
func isNone(err error) bool { return fault.Code(err) == "indicator_area" }
