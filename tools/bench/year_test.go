package bench

import (
	"context"
	"errors"
	"io"
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
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/tools/demo"
)

// lives lives a year of so many things that ends at an instant, and gives what was counted and which pages were
// measured.
func lives(t *testing.T, kind func(context.Context, Config) (Report, error), n int, end time.Time) (y Year,
	out map[string]int64, seen map[string]bool) {
	t.Helper()
	began := time.Now()
	clock := &Clock{Real: func() calendar.Instant { return calendar.Of(end.Add(time.Since(began))) }}
	rep, err := kind(t.Context(), Config{Dir: t.TempDir(), Sizes: []int{n}, Time: time.Millisecond, Seed: 7,
		Clock: clock, Open: opens(clock), Handler: func(d *city.City) (http.Handler, error) {
			h, _, err := faces.Open(gate.New(d.House(), gate.Options{TrustLoopback: true}), faces.Rooms(),
				city.Standard().Names())
			return h, err
		}, Bar: func(string) (func(done, total int64), func()) { return func(int64, int64) {}, func() {} }})
	if err != nil {
		t.Fatal(err)
	}
	y, out, seen = rep.Years[0], map[string]int64{}, map[string]bool{}
	for _, c := range y.Counts {
		out[c.What] = c.Out
	}
	for _, a := range y.Also {
		out[a.What] = a.N
	}
	for _, r := range rep.Results {
		seen[r.Name] = r.P50 > 0 && r.Within50[0] <= r.P50 && r.P50 <= r.Within50[1]
	}
	return y, out, seen
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

// spoilt is a page that is broken, and which measure must say so.
type spoilt struct{ broken, status, name string }

// refuses has a year's pages read from a server on which one after another is broken; all others answer with the text.
func refuses(t *testing.T, list []spoilt, text string, of func(url string) life) {
	t.Helper()
	for _, c := range list {
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
				_, _ = io.WriteString(w, text)
			}
		}))
		err := of(srv.URL).pages(t.Context())
		srv.Close()
		if c.name == "" && err != nil || c.name != "" && (err == nil || !strings.HasPrefix(err.Error(), c.name+":")) {
			t.Errorf("%s %s: %v", c.broken, c.status, err)
		}
	}
}

// reads is a year whose pages a server has.
func reads(url string, k kind, n int) *year {
	return &year{run: &run{Config: Config{Time: time.Millisecond}, n: n, rep: &Report{}, url: url,
		http: &http.Client{CheckRedirect: stay}}, kind: k, tokens: map[string]string{},
		staff: &staff{city: 430400000000, counties: []area.Code{430405000000}}}
}

// TestWhole refuses a year in which something is missing, or came out twice.
func TestWhole(t *testing.T) {
	t.Parallel()
	y := Year{Counts: []Counted{{"things", Tally{3, 3}}, {"others", Tally{3, 3}}}}
	if err := y.whole(); err != nil {
		t.Error(err)
	}
	for _, bad := range []Tally{{3, 2}, {3, 4}, {0, 0}} {
		for k := range y.Counts {
			y := Year{Counts: []Counted{{"things", Tally{3, 3}}, {"others", Tally{3, 3}}}}
			if y.Counts[k].Tally = bad; y.whole() == nil {
				t.Errorf("%d: %+v passes", k, bad)
			}
		}
	}
}

// TestTogether does all of many things, and gives the first error.
func TestTogether(t *testing.T) {
	t.Parallel()
	done := make([]bool, 1000)
	if err := together(t.Context(), len(done), func(_ context.Context, i int) error {
		done[i] = true
		return nil
	}); err != nil {
		t.Error(err)
	}
	for i, d := range done {
		if !d {
			t.Errorf("%d was not done", i)
		}
	}
	wrong := errors.New("wrong")
	if err := together(t.Context(), 100, func(_ context.Context, i int) error {
		return map[bool]error{true: wrong}[i == 70]
	}); !errors.Is(err, wrong) {
		t.Error(err)
	}
	if err := together(t.Context(), 0, nil); err != nil {
		t.Error(err)
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
	for word, all := range map[string]map[string]int{
		"decisions": {"whole": 240, "small": 24, "1": 1, "0": 0, "x": 0, "99999999": 0},
		"ground":    {"whole": 2000, "small": 200, "20": 20, "19": 0, "x": 0, "99999999": 0}} {
		for text, want := range all {
			if got, err := Years(word, text); (err != nil) != (want == 0) || want != 0 && got[0] != want {
				t.Errorf("%s %s: %v, %v", word, text, got, err)
			}
		}
	}
	areas, err := demo.Areas()
	if err != nil {
		t.Fatal(err)
	}
	villages := map[int]int{}
	for _, n := range []int{20, 200, 2000} {
		for _, a := range choose(areas, n, 2000) {
			if a.Code.Level() == area.Village {
				villages[n]++
			}
		}
	}
	if villages[2000] != 2785 || villages[200] < 200 || villages[200] > 300 || villages[20] < 10 {
		t.Error(villages)
	}
}
