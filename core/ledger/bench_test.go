package ledger_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/platform/store"
)

// reportBody is what a resident's report looks like as an event.
var reportBody = map[string]any{
	"kind": "problem", "area": "430408005012", "place": "解放大道与船山大道交叉口东北角公交站台旁", "source": "anyone",
	"text":  "公交站台旁边的垃圾桶已经满了三天，污水流到人行道上，早晚高峰的时候行人只能绕到机动车道上走，希望尽快派人清理，谢谢。",
	"point": map[string]any{"lat": 26.89342, "lng": 112.57201, "datum": "gcj02"}, "receipt": "9f2c61d4a7b05e83",
	"voice": "c1d2e3f4a5b60718",
}

func BenchmarkAppend(b *testing.B) {
	for _, clients := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			l := openLedger(b, newStore(b), nil)
			ids := make([]ledger.ID, b.N)
			for i := range ids {
				ids[i] = newID(b)
			}
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for range clients {
				wg.Add(1)
				go func() {
					defer wg.Done()
					for {
						i := int(next.Add(1)) - 1
						if i >= b.N {
							return
						}
						if _, err := l.Append(context.Background(),
							says(ids[i], 0, draft("reported", ledger.New, reportBody))); err != nil {
							b.Error(err)
							return
						}
					}
				}()
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
		})
	}
}

// BenchmarkRawInsert is the yardstick: the same event rows by plain inserts, 256 to a transaction, nothing else.
func BenchmarkRawInsert(b *testing.B) {
	for _, size := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprintf("group=%d", size), func(b *testing.B) {
			db := newStore(b)
			body, err := json.Marshal(reportBody)
			if err != nil {
				b.Fatal(err)
			}
			ids := make([]ledger.ID, b.N)
			for i := range ids {
				ids[i] = newID(b)
			}
			hash := make([]byte, 32)
			ctx := context.Background()
			b.ResetTimer()
			for i := 0; i < b.N; {
				err := db.Write(ctx, func(tx *store.Tx) error {
					for end := min(b.N, i+size); i < end; i++ {
						_, err := tx.Exec(ctx, `INSERT INTO events (city, seq, at, type, subject, actor, command, body,
							hash)
							VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, city, i+1, 1_700_000_000_000_000+i,
							"reported", i+1, 0, ids[i][:], string(body), hash)
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
