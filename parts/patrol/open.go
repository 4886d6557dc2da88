package patrol

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/loop/track"
	"xiaohao/platform/store"
)

// Found says that a matter was reported on a patrol by whoever has the phone. It may come before or after any other
// piece. Faults: those of a head, patrol_finding for a matter that somebody else reported.
func (x *Patrols) Found(ctx context.Context, caller org.Caller, h Head, id int64) error {
	patrol, err := x.begin(ctx, caller, h)
	if err != nil {
		return err
	}
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return err
	}
	if m.Reporter != caller.Person {
		return fault.New(fault.Denied, "patrol_finding")
	}
	_, err = x.Desk.Keep(ctx, caller, desk.Once("patrol found", id), nil, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, patrol)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: FoundType, Subject: patrol, Areas: []area.Code{s.Area},
			Body: &Found{Matter: id}}}, nil
	})
	return err
}

// Of is the patrol that a matter was found on; 0 for none.
func (x *Patrols) Of(ctx context.Context, id int64) (patrol int64, err error) {
	err = x.DB.Read().QueryRow(ctx, "SELECT patrol FROM patrol_found WHERE city = $1 AND matter = $2", x.City,
		id).Scan(&patrol)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return patrol, store.Explain(err)
}

// FoundFor says whether a matter was found on a patrol for a theme.
func (x *Patrols) FoundFor(ctx context.Context, theme string, id int64) (yes bool, err error) {
	err = x.DB.Read().QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM patrol_found f JOIN patrols p ON p.city = $1 AND
		p.id = f.patrol WHERE f.city = $1 AND f.matter = $2 AND p.theme = $3)`, x.City, id, theme).Scan(&yes)
	return yes, store.Explain(err)
}

// Track is a track that somebody opened.
type Track struct {
	Lines   [][]track.Spot
	Missing int // parts that did not come, as far as that is known
}

// Open shows the track of a patrol because of what was found on it, for a reason. Only who sees that matter may; the
// look is recorded first. Faults: patrol_none where the matter was found on no patrol, patrol_words, patrol_gone for a
// track that was destroyed or never came.
func (x *Patrols) Open(ctx context.Context, caller org.Caller, command ledger.ID, id int64, reason string) (*Track,
	error) {
	caller.Watches = nil // to watch a problem is to read it, and not the way that led to it
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	patrol, err := x.Of(ctx, id)
	if err != nil {
		return nil, err
	}
	if patrol == 0 {
		return nil, fault.New(fault.Missing, "patrol_none")
	}
	if reason, err = words(reason, "reason", matter.MaxNote); err != nil {
		return nil, err
	}
	if _, err = x.Desk.Keep(ctx, caller, command, []any{"open track", id, reason}, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		if key, err := x.key(ctx, tx, patrol); err != nil || key == nil {
			return nil, errors.Join(err, gone())
		}
		return []desk.Fact{{Type: OpenedType, Subject: patrol, Areas: []area.Code{m.Area},
			Body: &Opened{Matter: id, Reason: reason}}}, nil
	}); err != nil {
		return nil, err
	}
	return x.track(ctx, patrol)
}

func gone() error { return fault.New(fault.Missing, "patrol_gone") }

// track reads all parts of a track, in their order.
func (x *Patrols) track(ctx context.Context, patrol int64) (*Track, error) {
	key, err := x.key(ctx, x.DB.Read(), patrol)
	if err != nil {
		return nil, fault.New(fault.Internal, "patrol_broken").By(err)
	}
	if key == nil {
		return nil, gone()
	}
	s, err := standOf(ctx, x.DB.Read(), x.City, patrol)
	if err != nil {
		return nil, err
	}
	t, n := &Track{}, 0
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var nth int64
		var box []byte
		if err := rows.Scan(&nth, &box); err != nil {
			return err
		}
		n++
		plain, err := x.open(key, patrol, nth, box)
		if err != nil {
			return fault.New(fault.Internal, "patrol_broken").By(err)
		}
		spots, err := track.Unpack(plain)
		t.Lines = append(t.Lines, track.Lines(spots)...)
		return err
	}, "SELECT n, sealed FROM patrol_parts WHERE city = $1 AND patrol = $2 ORDER BY n LIMIT $3", x.City, patrol,
		MostParts)
	t.Missing = max(0, s.Parts-n)
	return t, explained(err)
}

// words cleans what a person wrote, and refuses what is empty, too long or bears a mark of secrecy.
func words(s, name string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "patrol_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "patrol_long", "max", most, "n", n).On(name)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "patrol_secret", "mark", mark).On(name)
	}
	return s, nil
}
