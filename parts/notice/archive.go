package notice

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// Ends tells the archive of notices 批示件、督办单、问责单 whose matter is over. It says which notice it was, of whom, to
// whom, until when, on which matter; never what a notice or its matter says: who keeps the archive need not know that.
type Ends struct{ part.Base }

// The clock tells the archive; it reads as the city itself does, who sent a notice among it.
var clock, reader = org.Caller{Clock: true}, org.Caller{System: true}

// mostEnds is how many notices are looked at in one reading.
const mostEnds = 200

// Tick tells the archive of what is over, and says of how many notices that were. Any number of processes may.
func (x *Ends) Tick(ctx context.Context) (done int, err error) {
	for after := int64(0); ; {
		var list [][2]int64
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var n [2]int64
			err := rows.Scan(&n[0], &n[1])
			list = append(list, n)
			return err
		}, `SELECT notice, matter FROM notice_ends WHERE city = $1 AND waits = 1 AND notice > $2
			ORDER BY notice LIMIT $3`, x.City, after, mostEnds)
		if err != nil {
			return done, err
		}
		for _, n := range list {
			after = n[0]
			if _, err := x.Aside.Try(ctx, fmt.Sprintf("notice %d", n[0]), func() error {
				some, err := x.offer(ctx, n[0], n[1])
				if some {
					done++
				}
				return err
			}); err != nil {
				return done, fmt.Errorf("notice %d: %w", n[0], err)
			}
		}
		if len(list) < mostEnds {
			return done, nil
		}
	}
}

// offer tells the archive of one notice where its matter is over, and says whether it did.
func (x *Ends) offer(ctx context.Context, seq, id int64) (bool, error) {
	m, err := x.Desk.Matter(ctx, reader, id)
	if err != nil || m.State != matter.StruckOff && m.State != matter.Merged {
		return false, err
	}
	n, ok := m.NoticeAt(seq)
	if !ok {
		return false, nil
	}
	steps, err := x.Desk.History(ctx, reader, id, seq-1, 1)
	if err != nil || len(steps) == 0 || steps[0].Seq != seq {
		return false, err
	}
	item := writer{x.Desk.Names(lang.Zh), x.Desk}.item(m, n, steps[0])
	a, err := x.Desk.Keep(ctx, clock, desk.Once("notice archived", seq), nil, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		return []desk.Fact{archive.Offer(item)}, nil
	})
	return a.First > 0 && !a.Repeated, err
}

// item is what the archive keeps of a notice. The number of a matter of kind help is left out: nobody learns by it that
// somebody needed help.
func (w writer) item(m *matter.Matter, n matter.Notice, sent desk.Entry) archive.Item {
	kind, number, of := w.Notice(n.Paper.Kind), w.Policy().Number(n.Paper), m.Number
	if m.Kind == matter.Help {
		of = ""
	}
	title := kind
	if of != "" {
		title += "（" + of + "）"
	}
	day := func(at calendar.Instant) string {
		if at == 0 {
			return ""
		}
		return at.Time().In(calendar.China()).Format(time.DateOnly)
	}
	i := archive.Item{Part: Name, Subject: n.Seq, Kind: archive.KindNotice, Title: title, Number: number,
		Day: day(n.At), Author: w.issuer(m, n, sent), Keep: policy.Keep10,
		Area: cmp.Or(w.issuedIn(m, n, sent), m.Area.Ancestor(area.City)), Content: archive.Content{Title: kind}}
	unit := w.Unit(n.Unit)
	if unit != "" {
		i.To = []string{unit}
	}
	row := []string{}
	for _, c := range [][2]string{{w.T("archive.notice.kind"), kind}, {w.T("archive.notice.number"), number},
		{w.T("archive.notice.unit"), unit}, {w.T("archive.notice.issuer"), i.Author},
		{w.T("archive.notice.day"), i.Day}, {w.T("archive.notice.due"), day(m.Due)},
		{w.T("archive.notice.matter"), of}} {
		i.Content.Columns, row = append(i.Content.Columns, c[0]), append(row, c[1])
	}
	i.Content.Rows = [][]string{row}
	return i
}
