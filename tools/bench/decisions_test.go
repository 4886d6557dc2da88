package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/tools/demo"
)

// TestYear lives the smallest year and reads every page that is measured: a page whose question is broken fails it, and
// so does anything that was asked for and did not come out. A year may end on any day: today, or soon after a quarter.
func TestYear(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Time{"today": time.Now(),
		"new year": time.Date(2027, 1, 5, 10, 0, 0, 0, calendar.China())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lives(t, end)
		})
	}
}

func lives(t *testing.T, end time.Time) {
	t.Helper()
	began := time.Now()
	clock := &Clock{Real: func() calendar.Instant { return calendar.Of(end.Add(time.Since(began))) }}
	rep, err := Decisions(t.Context(), Config{Dir: t.TempDir(), Sizes: []int{1}, Time: time.Millisecond, Seed: 7,
		Clock: clock, Open: opens(clock), Handler: func(d *city.City) (http.Handler, error) {
			h, _, err := faces.Open(gate.New(d.House(), gate.Options{TrustLoopback: true}), faces.Rooms(),
				city.Standard().Names())
			return h, err
		}, Bar: func(string) (func(done, total int64), func()) { return func(int64, int64) {}, func() {} }})
	if err != nil {
		t.Fatal(err)
	}
	y := rep.Years[0]
	if y.Things.Out != 1 || y.Tasks.Out == 0 || y.Periods.Out != 12 || y.Readings.Out != 4*y.Areas || y.Done == 0 ||
		y.Reports == 0 || y.Versions.Out != 2 {
		t.Errorf("%+v", y)
	}
	seen := map[string]bool{}
	for _, r := range rep.Results {
		seen[r.Name] = r.P50 > 0 && r.Within50[0] <= r.P50 && r.P50 <= r.Within50[1]
	}
	for _, name := range []string{"meeting register", "breakdown", "office desk", "plan board", "plan page",
		"indicator overview, city", "indicator overview, county", "node list", "duty list", "entry of a reading",
		"roll-up of all indicators, city"} {
		if !seen[name] {
			t.Errorf("%s was not measured: %+v", name, rep.Results)
		}
	}
}

// opens opens a city of SQLite as the program does.
func opens(clock *Clock) func(context.Context, string, string) (*city.City, func() error, error) {
	return func(ctx context.Context, dir, dsn string) (*city.City, func() error, error) {
		db, err := store.Open(ctx, dsn, store.Options{})
		if err != nil {
			return nil, nil, err
		}
		if err := Migrate(ctx, db); err != nil {
			return nil, nil, err
		}
		blobs, err := blob.Open(filepath.Join(dir, "blobs"))
		if err != nil {
			return nil, nil, err
		}
		c, err := city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs, Now: clock.Now,
			Secret: make([]byte, 32)}, SealKey: filepath.Join(dir, "seal.key"), Folder: dir})
		if err != nil {
			return nil, nil, err
		}
		return c, func() error { c.Close(); return db.Close() }, nil
	}
}

// TestPagesRead refuses a page that fails, and one that is empty where something must stand.
func TestPagesRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ broken, status, name string }{
		{"", "", ""},
		{"/meetings", "fails", "meeting register"}, {"/meetings", "empty", "meeting register"},
		{"/breakdowns/", "fails", "breakdown"}, {"/breakdowns/", "empty", "breakdown"},
		{"/office/", "fails", "office paper"}, {"/office", "fails", "office desk"},
		{"/plans/board", "fails", "plan board"}, {"/plans/board", "empty", "plan board"},
		{"/plans/9", "fails", "plan page"}, {"/indicators/3", "fails", "indicator overview, city"},
		{"/indicators/3", "empty", "indicator overview, city"}, {"/nodes", "fails", "node list"},
		{"/nodes", "empty", "node list"}, {"/duties", "empty", "duty list"}, {"/duties", "fails", "duty list"},
		{"/indicators/3/entry", "fails", "entry of a reading"},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			at := r.URL.Path
			hit := at == c.broken || strings.HasSuffix(c.broken, "/") && strings.HasPrefix(at, c.broken)
			switch {
			case hit && c.status == "fails":
				w.WriteHeader(http.StatusInternalServerError)
			case hit:
			case r.Method == http.MethodPost:
				w.WriteHeader(http.StatusSeeOther)
			default:
				fmt.Fprint(w, "/meetings/1 /breakdowns/5/table /office/6/paper.docx /plans/9/ 430405000000 ",
					"/indicators/3 /matters/2 /duties/4 /bulletins/8")
			}
		}))
		y := &year{run: &run{Config: Config{Time: time.Millisecond}, n: small, rep: &Report{}, url: srv.URL,
			http: &http.Client{CheckRedirect: stay}}, set: 3, breakdowns: []int64{5}, papers: []int64{6},
			planned: []int64{9}, written: []int64{8}, tokens: map[string]string{},
			quarters: []indicator.Span{202541, 202542, 202543, 202544},
			staff:    &staff{city: 430400000000, counties: []area.Code{430405000000}}}
		err := y.pages(t.Context())
		srv.Close()
		if c.name == "" && err != nil || c.name != "" && (err == nil || !strings.HasPrefix(err.Error(), c.name+":")) {
			t.Errorf("%s %s: %v", c.broken, c.status, err)
		}
	}
}

// TestWhole refuses a year in which something is missing, or came out twice.
func TestWhole(t *testing.T) {
	t.Parallel()
	full := Tally{3, 3}
	good := Year{Things: full, Tasks: full, Duties: full, Papers: full, Plans: full, Versions: full, Readings: full,
		Reviewed: full, Periods: full, Bulletins: full}
	if err := good.whole(); err != nil {
		t.Error(err)
	}
	for i, bad := range []Tally{{3, 2}, {3, 4}, {0, 0}} {
		for k := range 10 {
			y := good
			*[]*Tally{&y.Things, &y.Tasks, &y.Duties, &y.Papers, &y.Plans, &y.Versions, &y.Readings, &y.Reviewed,
				&y.Periods, &y.Bulletins}[k] = bad
			if y.whole() == nil {
				t.Errorf("%d of %d pass: %+v", i, k, bad)
			}
		}
	}
}

// TestInterrupted ends a year soon after it is called off.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	clock := &Clock{Real: func() calendar.Instant { return calendar.Of(time.Now()) }}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Decisions(ctx, Config{Dir: t.TempDir(), Sizes: []int{1}, Time: time.Millisecond, Clock: clock,
		Open: opens(clock), Bar: func(string) (func(done, total int64), func()) {
			return func(done, _ int64) {
				if done == 3 {
					cancel()
				}
			}, func() {}
		}})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestYears reads how large a year is, and a tenth of a year has a tenth of the villages.
func TestYears(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"whole": Whole, "small": 24, "1": 1, "0": 0, "x": 0, "99999999": 0} {
		if got, err := Years(text); (err != nil) != (want == 0) || want != 0 && got[0] != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	areas, err := demo.Areas()
	if err != nil {
		t.Fatal(err)
	}
	villages := map[int]int{}
	for _, n := range []int{1, small, Whole} {
		for _, a := range choose(areas, n) {
			if a.Code.Level() == area.Village {
				villages[n]++
			}
		}
	}
	if villages[Whole] != 2785 || villages[small] < 200 || villages[small] > 300 || villages[1] < 10 {
		t.Error(villages)
	}
}
