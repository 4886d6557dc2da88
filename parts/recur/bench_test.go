package recur_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/store"
)

// BenchmarkAbsences asks what a matter may have come back after, in a city that has struck off so many in three years
// around 2,000 corners.
func BenchmarkAbsences(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			o := citytest.New(b)
			ctx, rng := context.Background(), rand.New(rand.NewPCG(1, 2))
			corner := func() place.Place {
				c := rng.IntN(2000)
				return place.Place{Lat: 26.8 + float64(c%50)*0.004 + rng.NormFloat64()*0.0005,
					Lng: 112.5 + float64(c/50)*0.005 + rng.NormFloat64()*0.0005}
			}
			const years = int64(3 * 365 * 86400e6)
			for done := 0; done < n; done += 10_000 {
				err := o.DB.Write(ctx, func(tx *store.Tx) error {
					for i := range 10_000 {
						lat, lng := corner().E7()
						if err := tx.Later(ctx, `INSERT INTO recur_offs (city, sort, spot, struck, matter, ended,
							category, item, point, known, lat, lng) VALUES (4304, 2, $1, $2, $3, 0, $4, '', 0, 1, $5,
							$6)`,
							duplicate.Square(lat, lng), o.Now().Plus(-rng.Int64N(years)), int64(1_000_000+done+i),
							fmt.Sprint("c", rng.IntN(20)), lat, lng); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			found := 0
			for b.Loop() {
				p := corner()
				m := &matter.Matter{FoundAt: o.Now(), ReportedAt: o.Now(), Lat: &p.Lat, Lng: &p.Lng}
				rule := matter.RecurrenceRule{Days: 90, Radius: 50}
				absences, err := o.Recur.Absences(ctx, o.DB.Read(), m, "c1", rule)
				if err != nil {
					b.Fatal(err)
				}
				found += len(rule.Recurs(m, "c1", absences))
			}
			b.ReportMetric(float64(found)/float64(b.N), "links/op")
		})
	}
}
