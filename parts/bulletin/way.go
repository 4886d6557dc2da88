package bulletin

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
	"xiaohao/platform/store"
)

// A bulletin goes out by the office's way and by no other. Submit hands it to the office and begins its paper in the
// same command; the office reviews, signs off, numbers, stamps and hands it out. The clock, which looks at the papers
// of what is with the office, says that a bulletin is out, as what the paper says in the end, or brings it back to its
// maker with the reason for which the office gave it up. The figures are fixed on the way: the office edits words only.

// paperKind is the kind of a bulletin's paper, in policy.
const paperKind = "bulletin"

// fixed is what of the paper's content the office does not change: the period with its figures, and their table.
var fixed = []string{office.FixedBasis, office.FixedTable}

// Submit hands a bulletin to the office. Whoever worked on it counts as a drafter of its paper: none of them reviews
// or signs it off. Faults: bulletin_missing, bulletin_in_office, bulletin_fixed, bulletin_nobody for one that goes to
// no unit, and those of the office for words that no paper may say.
func (x *Bulletins) Submit(ctx context.Context, caller org.Caller, id ledger.ID, bulletin int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"submit", bulletin}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		h, err := x.mine(ctx, tx, caller, bulletin)
		if err != nil {
			return nil, err
		}
		if len(h.To) == 0 {
			return nil, fault.New(fault.Conflict, "bulletin_nobody")
		}
		f, err := frozenOf(ctx, tx, x.City, bulletin)
		if err != nil {
			return nil, err
		}
		paper, err := x.office.Started(office.Draft{Kind: paperKind, Part: Name, Subject: bulletin, Area: h.Area,
			Content: x.content(h, f), To: h.To, By: h.Hands, Fixed: fixed})
		return []desk.Fact{{Type: SubmittedType, Subject: bulletin, Areas: []area.Code{h.Area}, Body: &Submitted{}},
			paper}, err
	})
	return err
}

// Paper is the newest paper of a bulletin as far as the caller may know of it, nil for none.
func (x *Bulletins) Paper(ctx context.Context, caller org.Caller, bulletin int64) (*office.Paper, error) {
	p, err := office.Last(ctx, x.DB.Read(), x.City, Name, bulletin)
	if err != nil || !x.office.SeesPaper(caller, p) {
		return nil, err
	}
	return p, nil
}

// waitsShown is how many bulletins that came back are counted for a home page, of as many that are looked at.
const waitsShown, waitsRead = 99, 300

// Waits says how many bulletins came back from the office to the caller, for his home page.
func (x *Bulletins) Waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	if !x.MayMakeSomewhere(caller) {
		return nil, nil
	}
	n := 0
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var at int64
		if err := rows.Scan(&at); err != nil {
			return err
		}
		if x.MayMake(caller, area.Code(at)) {
			n++
		}
		return nil
	}, "SELECT area FROM bulletins WHERE city = $1 AND came_back = 1 ORDER BY id DESC LIMIT $2", x.City, waitsRead)
	if err != nil || n == 0 {
		return nil, err
	}
	return []part.Waiting{{Key: "waits.bulletin_back", N: min(n, waitsShown), More: n > waitsShown,
		Path: "/bulletins"}}, nil
}

var clock = org.Caller{Clock: true}

// mostDue is how many bulletins that are with the office are looked at in one reading.
const mostDue = 200

// Tick says which bulletins are out and which came back, and how many that were. Any number of processes may.
func (x *Bulletins) Tick(ctx context.Context) (done int, err error) {
	for after := int64(0); ; {
		var ids []int64
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, "SELECT id FROM bulletins WHERE city = $1 AND with_office = 1 AND id > $2 ORDER BY id LIMIT $3", x.City,
			after, mostDue)
		if err != nil {
			return done, err
		}
		for _, id := range ids {
			after = id
			if _, err := x.Aside.Try(ctx, fmt.Sprintf("bulletin %d", id), func() error {
				some, err := x.due(ctx, id)
				if some {
					done++
				}
				return err
			}); err != nil {
				return done, fmt.Errorf("bulletin %d: %w", id, err)
			}
		}
		if len(ids) < mostDue {
			return done, nil
		}
	}
}

// due does what the paper of a bulletin asks for, and says whether that was anything.
func (x *Bulletins) due(ctx context.Context, id int64) (bool, error) {
	p, err := office.Last(ctx, x.DB.Read(), x.City, Name, id)
	if err != nil || p.Standing() == office.UnderWay || p == nil {
		return false, err
	}
	a, err := x.Desk.Keep(ctx, clock, desk.Once("bulletin paper", id, p.ID, string(p.Standing())), nil,
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			h, err := headOf(ctx, tx, x.City, id)
			if err != nil || !h.withOffice() {
				return nil, err
			}
			typ, body, err := x.ended(ctx, tx, id)
			if err != nil || body == nil {
				return nil, err
			}
			return []desk.Fact{{Type: typ, Subject: id, Areas: []area.Code{h.Area}, Body: body}}, nil
		})
	return a.First > 0 && !a.Repeated, err
}

// ended is what follows for a bulletin from where its paper stands, nil for nothing.
func (x *Bulletins) ended(ctx context.Context, r store.Reader, id int64) (event.Type, any, error) {
	p, err := office.Last(ctx, r, x.City, Name, id)
	if err != nil {
		return "", nil, err
	}
	switch p.Standing() {
	case office.SentOut:
		c, err := office.SaidIn(ctx, r, x.City, p)
		return IssuedType, &Issued{Words: Words{Title: c.Title, Opening: strings.Join(c.Paragraphs, "\n"),
			Closing: strings.Join(c.Foot, "\n"), To: p.To}, Paper: p.ID, Number: p.Number, Day: p.Day()}, err
	case office.TakenBack:
		return ReturnedType, &Returned{Paper: p.ID, Reason: p.Refusal()}, nil
	}
	return "", nil, nil
}
