package bench

import (
	"context"
	"fmt"
	mathrand "math/rand/v2"
	"net/url"
	"strconv"
	"time"

	"xiaohao/loop/calendar"
)

// georeport measures what programs ask by Open311: lists that nobody asked for before, by one reader.
func (b *run) georeport(ctx context.Context, v *visible, p *process) error {
	r := mathrand.New(mathrand.NewPCG(5, 6))
	iso := func(at calendar.Instant) string { return url.QueryEscape(at.Time().UTC().Format(time.RFC3339)) }
	window := func() string { // a window of 90 days, any second of two years
		from := v.now.Plus(-r.Int64N(640 * 24 * 3600 * 1_000_000))
		return "&start_date=" + iso(from-90*24*3600e6) + "&end_date=" + iso(from)
	}
	kind := func() string { return v.kinds[r.IntN(len(v.kinds))] }
	around := func() string {
		lat, lng, _, _, _ := v.places.spot(r)
		return fmt.Sprintf("&lat=%.5f&long=%.5f&radius=%d", lat, lng, 300+r.IntN(1700))
	}
	for _, m := range []struct {
		name, path string
		narrowed   func() string
	}{
		{"GeoReport, 50", "requests.json?page_size=50", window},
		{"GeoReport, 50 in XML", "requests.xml?page_size=50", window},
		{"GeoReport, 50 open of three services", "requests.json?page_size=50&status=open", func() string {
			return "&service_code=" + kind() + "," + kind() + "," + kind() + window()
		}},
		{"GeoReport, 50 around a place", "requests.json?page_size=50", func() string { return around() + window() }},
		{"GeoReport, 50 that changed", "requests.json?page_size=50", func() string {
			return "&updated_before=" + iso(v.now.Plus(-r.Int64N(600*24*3600*1_000_000)))
		}},
		{"GeoReport, 50 on a deep page", "requests.json?page_size=50", func() string {
			return "&page=" + strconv.Itoa(1+r.IntN(1000)) + window()
		}},
		{"GeoReport, 1,000", "requests.json?page_size=1000", window},
		{"GeoReport, 1,000 in XML", "requests.xml?page_size=1000", window},
		{"GeoReport, 1,000 closed of three services", "requests.json?status=closed", func() string {
			return "&service_code=" + kind() + "," + kind() + "," + kind() + window()
		}},
		{"GeoReport, one", "", func() string { return "requests/" + strconv.Itoa(1001+r.IntN(b.n)) + ".json" }},
		{"GeoReport, 1,000 updates", "servicerequestupdates.json?page_size=1000", window},
	} {
		if err := b.pages(ctx, p, m.name, 1, func(context.Context, int) string {
			return "/open311/v2/" + m.path + m.narrowed()
		}); err != nil {
			return err
		}
	}
	return nil
}
