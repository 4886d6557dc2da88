package store

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// A standby may lag: it is asked only while it has all that the primary had a few looks ago.
const (
	lookPause = 2 * time.Second
	lookBack  = 5 // looks: with the pause between them, the lag that readers may see
)

// lagging is the pool of a standby and what is known of how far it is behind.
type lagging struct {
	*reads
	near atomic.Bool
	stop context.CancelFunc
	gone chan struct{}
}

// Lagging reads from the standby, if there is one and it is no more than ten seconds behind; otherwise it is Read. It
// is for pages on which an answer of some seconds ago does no harm: charts, leagues, exports, the public pages.
func (db *DB) Lagging() Reader {
	if db.lagging != nil && db.lagging.near.Load() {
		return db.lagging.reads
	}
	return db.read
}

func newLagging(primary *reads, cfg *pgx.ConnConfig) *lagging {
	ctx, cancel := context.WithCancel(context.Background())
	l := &lagging{reads: &reads{db: readPool(cfg), engine: Postgres, guard: primary.guard}, stop: cancel,
		gone: make(chan struct{})}
	go l.watch(ctx, primary)
	return l
}

func (l *lagging) watch(ctx context.Context, primary *reads) {
	defer close(l.gone)
	var ends []string // where the primary's log ended at the last looks
	t := time.NewTicker(lookPause)
	defer t.Stop()
	for {
		var end string
		if err := primary.QueryRow(ctx, "SELECT pg_current_wal_lsn()::text").Scan(&end); err == nil {
			if ends = append(ends, end); len(ends) > lookBack {
				ends = ends[1:]
			}
		}
		has := false
		if len(ends) > 0 {
			err := l.QueryRow(ctx, "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= $1::text::pg_lsn",
				ends[0]).Scan(&has)
			has = has && err == nil
		}
		l.near.Store(has)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func (l *lagging) close() {
	l.stop()
	<-l.gone
	l.db.Close()
}
