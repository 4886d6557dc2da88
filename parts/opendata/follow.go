package opendata

import (
	"context"
	"database/sql"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// AskedType is the event that somebody wants a snapshot at once.
const AskedType event.Type = "opendata.asked"

// Asked is its body.
type Asked struct{}

// acts say who may ask for a snapshot: an administrator of the city, and the command line.
func acts() []org.Act {
	return []org.Act{{Type: AskedType, Rights: []org.Right{{System: true}, {In: org.City,
		Posts: []matter.Post{matter.Administrator}}}}}
}

// Ask asks for a snapshot at once. An administrator of the city may. Faults: opendata_off where policy gives nothing
// out.
func (x *OpenData) Ask(ctx context.Context, caller org.Caller, id ledger.ID) (ledger.Answer, error) {
	return x.Desk.Keep(ctx, caller, id, []any{"ask"}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		if !x.Policy().OpenData.On {
			return nil, off()
		}
		return []desk.Fact{{Type: AskedType, Subject: ledger.None, Areas: []area.Code{area.Code(x.City * 1e8)},
			Body: &Asked{}}}, nil
	})
}

// MayAsk says whether somebody may ask for a snapshot.
func (x *OpenData) MayAsk(caller org.Caller) bool {
	return x.Org().MayAct(caller, AskedType, area.Code(x.City*1e8))
}

// follower keeps what was asked for and what was withdrawn.
type follower struct{ city int64 }

const followerName = "opendata.1"

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type { return []event.Type{AskedType, release.WithdrawnType} }

// Reset implements ledger.Follower. What is given out stays: no event says it.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, table := range []string{"opendata_withdrawn", "opendata_asked"} {
		if err := tx.Later(ctx, "DELETE FROM "+table+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower. A draft that was taken back before anything was out is not withdrawn.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	for _, e := range events {
		switch e.Type {
		case AskedType:
			if err := tx.Later(ctx, `INSERT INTO opendata_asked (city, seq, at) VALUES ($1, $2, $3)
				ON CONFLICT (city) DO UPDATE SET seq = excluded.seq, at = excluded.at`,
				f.city, e.Seq, e.At); err != nil {
				return err
			}
		case release.WithdrawnType:
			out, err := release.HadOut(ctx, tx, f.city, e.Subject, e.Seq-1)
			if err != nil {
				return err
			}
			if !out {
				continue
			}
			if err := tx.Later(ctx, `INSERT INTO opendata_withdrawn (city, matter, at) VALUES ($1, $2, $3)
				ON CONFLICT (city, matter) DO UPDATE SET at = excluded.at`, f.city, e.Subject, e.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// asked is the seq of the last wish, and when it was; 0 for none.
func (x *OpenData) asked(ctx context.Context, r store.Reader) (seq int64, at calendar.Instant, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error { return rows.Scan(&seq, &at) },
		"SELECT seq, at FROM opendata_asked WHERE city = $1", x.City)
	return seq, at, err
}
