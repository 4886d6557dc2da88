package score

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"xiaohao/area"
	"xiaohao/ledger"
	"xiaohao/matter"
	"xiaohao/org"
	"xiaohao/store"
	"xiaohao/views"
)

// month fills a ledger with the events of n matters of one month as they usually go.
func month(b *testing.B, n int) (*store.DB, int64) {
	b.Helper()
	db, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "x.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	seq := int64(0)
	err = db.Write(b.Context(), func(tx *store.Tx) error {
		if err := tx.Script(b.Context(), ledger.Schema+org.Schema+views.Schema+views.LadderSchema+Schema); err != nil {
			return err
		}
		put := func(subject, at int64, x matter.Body) error {
			seq++
			if subject == 0 {
				subject = seq
			}
			body, err := json.Marshal(x)
			if err != nil {
				return err
			}
			var id ledger.ID
			binary.BigEndian.PutUint64(id[8:], uint64(seq))
			_, err = tx.Exec(b.Context(), "INSERT INTO events (city, seq, at, type, subject, actor, command, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
				cityNo, seq, at, x.Type(), subject, int64(7), id[:], string(body), make([]byte, 32))
			return err
		}
		photo := []matter.Photo{{ID: fmt.Sprintf("%064d", 1), View: fmt.Sprintf("%064d", 2), Thumb: fmt.Sprintf("%064d", 3), Type: "image/jpeg", Step: "fix", Width: 4000, Height: 3000, At: begin, By: 7}}
		for i := range n {
			at, first := begin+int64(i)*(30*24*hour/int64(n)), seq+1
			a := area.Code(430405101001 + i%12*1_000_000 + i%15*1000 + i%7)
			for _, x := range []matter.Body{
				&matter.WasReported{Kind: matter.Problem, Source: "resident", Area: a, Place: "解放路与蒸湘路口东北角公交站旁", Title: "路灯不亮，晚上行人看不清路", Text: "从上周三开始这一段三盏路灯都不亮，老人晚上走路很危险，请尽快修理。", Severity: matter.General, Next: at, Photos: photo},
				&matter.WasListed{Number: fmt.Sprintf("问〔2026〕%d", i), Kind: matter.Problem, Category: "fac.lamp", Severity: matter.General, Area: a, Title: "路灯不亮，晚上行人看不清路", Next: at},
				&matter.WasAssigned{Lead: int64(10 + i%200), Due: at + 60*hour, Warn: at, Level: 3, Limit: "5wd", Paper: &matter.Paper{Kind: "assign", Year: 2026, N: int64(i)}},
				&matter.WasSigned{Minutes: 60, Prompt: true},
				&matter.WasReminded{Step: "remind", To: []string{"unit_clerk"}, Fire: at},
				&matter.WasFixed{Note: "已更换灯泡和整流器，三盏路灯恢复照明。", Next: at, Photos: photo},
				&matter.WasStruckOff{Note: "现场看过，已亮。", Photos: photo},
				&matter.WasRated{Fixed: true, Score: 5},
			} {
				id := first
				if first == seq+1 {
					id = 0
				}
				if err := put(id, at, x); err != nil {
					return err
				}
			}
		}
		_, err := tx.Exec(b.Context(), "INSERT INTO heads (city, seq, hash, at, scheme) VALUES ($1, $2, $3, $4, 'sm3')", cityNo, seq, make([]byte, 32), begin)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return db, seq
}

// BenchmarkRecount scores a month from its events; at least 200,000 events a second are asked for.
func BenchmarkRecount(b *testing.B) {
	db, seq := month(b, 50_000)
	p, _ := ParsePeriod("2026-09")
	b.ResetTimer()
	for b.Loop() {
		book, err := Recount(b.Context(), db.Read(), cityNo, seq, nil)
		if err != nil {
			b.Fatal(err)
		}
		if len(book.Lines(p)) == 0 {
			b.Fatal("nothing counted")
		}
	}
	b.ReportMetric(float64(seq)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkFollower is how fast the tables are kept.
func BenchmarkFollower(b *testing.B) {
	db, seq := month(b, 5_000)
	w := &follower{city: cityNo}
	for b.Loop() {
		err := ledger.Replay(b.Context(), db, db, ledger.Options{City: cityNo, Now: func() int64 { return 0 }, Followers: []ledger.Follower{w}}, nil)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(seq)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
