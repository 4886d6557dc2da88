package views

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Notice is a row of the register of notices.
type Notice struct {
	Seq, Matter int64
	Paper       matter.Paper
	Unit        int64
	Level       int
	At          calendar.Instant // µs
	Signed      bool
	Answered    bool
}

const paperText = "SELECT n FROM notices WHERE city = $1 AND kind = $2 AND year = $3 ORDER BY n DESC LIMIT 1"

// notice writes what an event says of notices. unit is the lead unit when it was sent.
func (v *Matters) notice(ctx context.Context, tx *store.Tx, e ledger.Event, body matter.Body, m *matter.Matter) error {
	switch b := body.(type) {
	case *matter.WasSigned:
		for _, n := range m.Notices {
			if n.Paper.Kind == "assign" && n.SignedAt == e.At {
				return marked(ctx, tx, v.city, m.ID, n.Seq, "signed")
			}
		}
		return nil
	case *matter.WasNoticeSigned:
		return marked(ctx, tx, v.city, m.ID, b.Notice, "signed")
	case *matter.WasNoticeAnswered:
		if err := marked(ctx, tx, v.city, m.ID, b.Notice, "signed"); err != nil {
			return err
		}
		return marked(ctx, tx, v.city, m.ID, b.Notice, "answered")
	}
	n, ok := m.NoticeAt(e.Seq)
	if !ok {
		return nil
	}
	v.counters.took(counter{paper: n.Paper.Kind, year: n.Paper.Year}, n.Paper.N)
	err := tx.Later(ctx, "INSERT INTO notices (city, seq, matter, kind, year, n, unit, level, at, signed, answered) "+
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)",
		v.city, n.Seq, m.ID, n.Paper.Kind, n.Paper.Year, n.Paper.N, n.Unit, n.Level, n.At)
	return err
}

func marked(ctx context.Context, tx *store.Tx, city, id, seq int64, column string) error {
	err := tx.Later(ctx, "UPDATE notices SET "+column+" = 1 WHERE city = $1 AND matter = $2 AND seq = $3",
		city, id, seq)
	return err
}

const noticeColumns = "SELECT seq, matter, kind, year, n, unit, level, at, signed, answered FROM notices " +
	"WHERE city = $1 AND "

const (
	unsignedText    = noticeColumns + "signed = 0 AND kind <> 'assign' AND seq < $2 ORDER BY seq DESC LIMIT $3"
	unitNoticesText = noticeColumns + "unit = $2 AND signed = 0 AND seq < $3 ORDER BY seq DESC LIMIT $4"
)

// Unsigned are the notices that nobody has signed for, the newest first: those of some units (all kinds of paper), or
// without units all but the 交办单, which the worklist shows. Before is the seq of the last one of the page before, 0
// for the first page.
func Unsigned(ctx context.Context, r store.Reader, city int64, units []int64, before int64,
	limit int) ([]Notice, error) {
	if before == 0 {
		before = maxID
	}
	var out []Notice
	scan := func(rows *sql.Rows) error {
		n, err := scanNotice(rows)
		out = append(out, n)
		return err
	}
	if units == nil {
		err := store.Each(ctx, r, scan, unsignedText, city, before, limit)
		return out, err
	}
	for _, u := range units {
		if err := store.Each(ctx, r, scan, unitNoticesText, city, u, before, limit); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scanNotice(rows *sql.Rows) (Notice, error) {
	var n Notice
	err := rows.Scan(&n.Seq, &n.Matter, &n.Paper.Kind, &n.Paper.Year, &n.Paper.N, &n.Unit, &n.Level, &n.At,
		&n.Signed, &n.Answered)
	return n, err
}

// Register is a page of a year's notices of a kind, the highest number first, below a number (0 for all).
func Register(ctx context.Context, r store.Reader, city int64, kind string, year int, below int64,
	limit int) ([]Notice, error) {
	if below == 0 {
		below = maxID
	}
	var out []Notice
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		n, err := scanNotice(rows)
		out = append(out, n)
		return err
	}, noticeColumns+"kind = $2 AND year = $3 AND n < $4 ORDER BY n DESC LIMIT $5", city, kind, year, below, limit)
	if err != nil {
		return nil, fmt.Errorf("register of notices: %w", err)
	}
	return out, nil
}

// noticeRow is a notice as one text, for comparing.
const noticeRow = `SELECT kind || ' ' || year || ' ' || n || ' ' || unit || ' ' || level || ' ' || at || ' ' || signed
	|| ' ' || answered FROM notices
WHERE city = $1 AND matter = $2 AND seq = $3`

func noticeText(n matter.Notice) string {
	return fmt.Sprintf("%s %d %d %d %d %d %d %d", n.Paper.Kind, n.Paper.Year, n.Paper.N, n.Unit, n.Level, n.At,
		bit(n.SignedAt != 0), bit(n.Answered != 0))
}
