package standard

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// PublishedType is the type of the event whose body is a Version.
const PublishedType event.Type = "standard.published"

// Standard is the book of a city's versions. Safe for concurrent use.
type Standard struct {
	part.Base

	mu   sync.Mutex
	read map[int64]*Edition // by seq; versions never change
}

// New makes the book of a city whose tables are there; Bind it to the desk before it publishes.
func New(b part.Base) *Standard { return &Standard{Base: b, read: map[int64]*Edition{}} }

// keepEditions is how many versions stay in memory; a city has a few a year.
const keepEditions = 16

// At is the version in force on a day, fault.Missing "standard_none" when there was none yet.
func (s *Standard) At(ctx context.Context, day views.Day) (*Edition, error) {
	return s.find(ctx,
		"SELECT seq FROM standard_versions WHERE city = $1 AND day <= $2 ORDER BY day DESC, seq DESC LIMIT 1",
		s.City, int64(day))
}

// Today is the version in force now; before the first one begins it is the first one.
func (s *Standard) Today(ctx context.Context) (*Edition, error) {
	e, err := s.At(ctx, views.DayOf(s.Now()))
	if fault.Code(err) == "standard_none" {
		return s.find(ctx, "SELECT seq FROM standard_versions WHERE city = $1 ORDER BY day, seq DESC LIMIT 1", s.City)
	}
	return e, err
}

// Last is the version that begins last, fault.Missing "standard_none" when there is none.
func (s *Standard) Last(ctx context.Context) (*Edition, error) {
	return s.find(ctx, "SELECT seq FROM standard_versions WHERE city = $1 ORDER BY day DESC, seq DESC LIMIT 1", s.City)
}

func (s *Standard) find(ctx context.Context, text string, args ...any) (*Edition, error) {
	var seq int64
	err := s.DB.Read().QueryRow(ctx, text, args...).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Missing, "standard_none")
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return s.Edition(ctx, seq)
}

// Edition is the version that an event published, whether or not it is in force: what an assessment kept finds its
// own again. No such event is fault.Missing "standard_none".
func (s *Standard) Edition(ctx context.Context, seq int64) (*Edition, error) {
	s.mu.Lock()
	e := s.read[seq]
	s.mu.Unlock()
	if e != nil {
		return e, nil
	}
	was, ok, err := ledger.One(ctx, s.DB.Read(), s.City, seq)
	if err != nil {
		return nil, fmt.Errorf("read the standard of event %d: %w", seq, err)
	}
	if !ok || was.Type != PublishedType {
		return nil, fault.New(fault.Missing, "standard_none")
	}
	e = &Edition{Seq: seq, At: was.At, By: was.Actor, Version: &Version{}}
	if err := json.Unmarshal(was.Body, e.Version); err != nil {
		return nil, fmt.Errorf("read the standard of event %d: %w", seq, err)
	}
	e.arrange()
	e.Digest = e.Version.Digest()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.read) >= keepEditions {
		clear(s.read)
	}
	s.read[seq] = e
	return e, nil
}

// Row is a version as a list shows it.
type Row struct {
	From   views.Day
	Seq    int64
	At     calendar.Instant
	By     int64
	Digest string
	Title  Text
	Items  int
}

// Editions lists the versions, the one that begins last first; limit is how many at most.
func (s *Standard) Editions(ctx context.Context, limit int) ([]Row, error) {
	rows, err := s.DB.Read().Query(ctx, "SELECT day, seq, at, person, digest, zh, en, items FROM standard_versions "+
		"WHERE city = $1 ORDER BY day DESC, seq DESC LIMIT $2", s.City, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Row
	for rows.Next() {
		var r Row
		if err := rows.Scan(&r.From, &r.Seq, &r.At, &r.By, &r.Digest, &r.Title.Zh, &r.Title.En, &r.Items); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, r)
	}
	return out, store.Explain(rows.Err())
}

// Known is what a version published now may name, and must come after.
func (s *Standard) Known(ctx context.Context) (Known, error) {
	last, err := s.Last(ctx)
	if err != nil && fault.Code(err) != "standard_none" {
		return Known{}, err
	}
	p, o := s.Policy(), s.Org()
	return Known{Last: last, Today: views.DayOf(s.Now()), Unit: func(l area.Level, code string) bool {
		return UnitKnown(o, l, code)
	},
		Category: func(x string) (string, bool) {
			for _, c := range p.Categories() {
				if x == c.Code || x == c.Zh || x == c.En {
					return c.Code, true
				}
			}
			return "", false
		}}, nil
}

// Publish puts a draft's version in force from its first day on. An administrator or a supervisor of the whole city
// may, and the command line. What says the same as the last version publishes nothing: made is false. A draft with
// mistakes is fault.Invalid "standard_wrong" and they are told; when somebody else published meanwhile, it is
// fault.Conflict "standard_overtaken".
func (s *Standard) Publish(ctx context.Context, caller org.Caller,
	d *Draft) (e *Edition, made bool, wrong []Mistake, err error) {
	if !s.Org().MayAct(caller, PublishedType) {
		return nil, false, nil, fault.New(fault.Denied, "not_allowed")
	}
	if err := s.Desk.Ledger().CatchUp(ctx); err != nil {
		return nil, false, nil, err
	}
	known, err := s.Known(ctx)
	if err != nil {
		return nil, false, nil, err
	}
	if known.Last != nil && d.Same(known) {
		return known.Last, false, nil, nil
	}
	v, wrong := d.Check(known)
	if len(wrong) > 0 {
		return nil, false, wrong, fault.New(fault.Invalid, "standard_wrong", "n", len(wrong))
	}
	after := int64(0)
	if known.Last != nil {
		after = known.Last.Seq
	}
	// only one version follows another
	seq, err := s.Desk.Declare(ctx, caller, desk.Once(PublishedType, after), PublishedType, v)
	if err != nil {
		return nil, false, nil, err
	}
	if err := s.Desk.Ledger().CatchUp(ctx); err != nil {
		return nil, false, nil, err
	}
	e, err = s.Edition(ctx, seq)
	if err != nil {
		return nil, false, nil, err
	}
	if e.Digest != v.Digest() || e.From != v.From {
		return nil, false, nil, fault.New(fault.Conflict, "standard_overtaken")
	}
	return e, true, nil, nil
}

// Same says whether a draft says what the last version says already. Another first day makes a difference only while
// that version waits for its own.
func (d *Draft) Same(k Known) bool {
	last := k.Last
	if last == nil || d.From != 0 && d.From != last.From && last.From > k.Today {
		return false
	}
	c := *d
	c.From, k.Last = last.From, nil // it need not come after itself
	v, wrong := c.Check(k)
	return len(wrong) == 0 && v.Digest() == last.Digest
}

// InForce says which items and kinds of point the standard in force has; none while there is no standard.
func (s *Standard) InForce(ctx context.Context) (item, kind func(code string) bool, err error) {
	none := func(string) bool { return false }
	e, err := s.Today(ctx)
	if fault.Code(err) == "standard_none" {
		return none, none, nil
	}
	if err != nil {
		return nil, nil, err
	}
	item = func(code string) bool { n, ok := e.Node(code); return ok && n.Layer == Item }
	kind = func(code string) bool {
		return slices.ContainsFunc(e.Kinds, func(k Kind) bool { return k.Code == code })
	}
	return item, kind, nil
}
