package opendata

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/parts/release"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// Check folds what was asked for and withdrawn again, up to where the follower stands, and looks at what is given out:
// its manifest can be read, and knows of no event that is not there. The files are proved by Prove.
func Check(ctx context.Context, r store.Reader, city int64, _ part.Progress, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	type taken struct {
		matter, seq int64
		at          calendar.Instant
	}
	var events []taken
	var asked [2]int64
	err = ledger.EachType(ctx, r, city, 0, 0, follower{}.Types(), func(e ledger.Event) error {
		switch {
		case e.Seq > upto:
		case e.Type == AskedType:
			asked = [2]int64{e.Seq, int64(e.At)}
		default:
			events = append(events, taken{e.Subject, e.Seq, e.At})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the open data: %w", err)
	}
	want := map[int64]calendar.Instant{}
	for _, e := range events {
		out, err := release.HadOut(ctx, r, city, e.matter, e.seq-1)
		if err != nil {
			return fmt.Errorf("check the open data: %w", err)
		}
		if out {
			want[e.matter] = e.at
		}
	}
	if err := checkWithdrawn(ctx, r, city, want, tell); err != nil {
		return fmt.Errorf("check the open data: %w", err)
	}
	var have [2]int64
	err = store.Each(ctx, r, func(rows *sql.Rows) error { return rows.Scan(&have[0], &have[1]) },
		"SELECT seq, at FROM opendata_asked WHERE city = $1", city)
	if err == nil && have != asked {
		tell("opendata_asked: the row is not as the events say")
	}
	if err == nil {
		err = checkManifest(ctx, r, city, tell)
	}
	return err
}

func checkWithdrawn(ctx context.Context, r store.Reader, city int64, want map[int64]calendar.Instant,
	tell func(string)) error {
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var at calendar.Instant
		if err := rows.Scan(&id, &at); err != nil {
			return err
		}
		if was, ok := want[id]; !ok || was != at {
			tell(fmt.Sprintf("opendata_withdrawn: the row of matter %d is not as the events say", id))
		}
		delete(want, id)
		return nil
	}, "SELECT matter, at FROM opendata_withdrawn WHERE city = $1", city)
	for id := range want {
		tell(fmt.Sprintf("opendata_withdrawn: the row of matter %d is missing", id))
	}
	return err
}

// checkManifest looks at what is given out.
func checkManifest(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	m, seq, err := manifestOf(ctx, r, city)
	if err != nil {
		tell("opendata: " + err.Error())
		return nil
	}
	head, err := ledger.End(ctx, r, city)
	if err != nil || m == nil {
		return err
	}
	rows := int64(0)
	for i, a := range m.Areas {
		if rows += a.Rows; i == 0 {
			rows = 0 // the whole city
		}
	}
	switch {
	case m.Seq != seq || seq > head.Seq:
		tell(fmt.Sprintf("opendata: the snapshot knows of event %d, the ledger ends at %d", max(m.Seq, seq), head.Seq))
	case len(m.Areas) > 0 && (m.Areas[0].Rows != m.Rows || rows > m.Rows):
		tell("opendata: the counts of the areas do not fit together")
	}
	return nil
}

// manifestOf is what is given out, nil for nothing, and the seq of its row.
func manifestOf(ctx context.Context, r store.Reader, city int64) (m *Manifest, seq int64, err error) {
	var text string
	err = store.Each(ctx, r, func(rows *sql.Rows) error { return rows.Scan(&text, &seq) },
		"SELECT manifest, seq FROM opendata WHERE city = $1", city)
	if err != nil || text == "" {
		return nil, seq, err
	}
	m = &Manifest{}
	if err := json.Unmarshal([]byte(text), m); err != nil {
		return nil, seq, fmt.Errorf("the manifest cannot be read: %w", err)
	}
	return m, seq, nil
}

// Prove reads every file of what is given out, below a folder of a city's data, and tells which are damaged. Files that
// are missing are no fault where all are: a backup does not hold them, and the next making brings them back.
func Prove(ctx context.Context, r store.Reader, city int64, data string, tell func(string)) error {
	m, _, err := manifestOf(ctx, r, city)
	if err != nil || m == nil {
		return nil // Check tells
	}
	files := blob.At(under(data))
	there, all := 0, 0
	var wrong []string
	m.each(func(f File) {
		if ctx.Err() != nil {
			return
		}
		all++
		h, err := blob.ParseHash(f.Hash)
		if err == nil {
			err = files.Verify(h)
		}
		if err == nil {
			there++
		} else {
			wrong = append(wrong, fmt.Sprintf("opendata: %s: %v", f.Name, err))
			if !missing(err) {
				there++
			}
		}
	})
	if there > 0 {
		for _, w := range wrong {
			tell(w)
		}
	}
	return ctx.Err()
}
