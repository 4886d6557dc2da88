package city_test

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"xiaohao/city"
	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
	"xiaohao/tools/demo"
)

const (
	storyCity = 4304
	storyEnd  = calendar.Instant(1_795_400_000_000_000) // 2026-11-23
	storyFold = 2000                                    // events in a transaction of a straight fold
)

// story is the demo's city, told once, and what its ledger's events are.
type story struct {
	t      *testing.T
	city   *city.City
	db     *store.DB
	events []ledger.Event
}

func newStory(t *testing.T) *story {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	db, err := store.Open(ctx, storetest.FileDSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx, city.Standard().Steps()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	clock := demo.NewClock(storyEnd)
	c, err := city.Open(ctx, city.Config{Config: desk.Config{City: storyCity, DB: db, Blobs: blobs, Now: clock.Now,
		Secret: make([]byte, 32)}, SealKey: filepath.Join(dir, "seal.key")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if err := demo.Fill(ctx, c, clock, storyEnd, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	marked(t, c, clock.Now())
	abroad(t, c, clock.Now())
	s := &story{t: t, city: c, db: db}
	if s.events, err = ledger.After(ctx, db.Read(), storyCity, 0, 1<<20); err != nil {
		t.Fatal(err)
	}
	return s
}

// marked has somebody mark a report as spam, which the story never does.
func marked(t *testing.T, c *city.City, now calendar.Instant) {
	t.Helper()
	give := func(who org.Caller, on int64, body matter.Command) int64 {
		id, err := ledger.NewID(now, crand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Do(t.Context(), who, desk.Command{ID: id, Matter: on, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		return r.Matter
	}
	for _, p := range c.Org().People() {
		for _, post := range p.Posts {
			if post.Kind == matter.Dispatcher {
				id := give(org.Caller{}, 0, &matter.Report{Area: post.Area, Text: "高价回收旧手机旧家电，专业开锁换锁，随叫随到"})
				give(p.Caller(), id, &matter.Decline{Reason: "广告", Spam: true})
				return
			}
		}
	}
	t.Fatal("nobody may decline a report")
}

// options are those of the shipped list, with the followers that only a city at work has.
func (s *story) options() ledger.Options {
	o := citytest.LedgerOptions(s.t, storyCity, ledger.SM3, func() calendar.Instant { return storyEnd })
	o.Followers = append(o.Followers, s.city.Notify.Follower(), s.city.Following.Follower())
	return o
}

// town is a copy of the story's database in which views and followers are made anew. It does what the writer and the
// followers' loop do, at any moment.
type town struct {
	*story
	db    *store.DB
	opts  ledger.Options
	known int // events that the views know
	at    []int
}

func (s *story) copy() *store.DB {
	path := filepath.Join(s.t.TempDir(), "copy.db")
	if err := s.db.Backup(s.t.Context(), path, nil); err != nil {
		s.t.Fatal(err)
	}
	db, err := store.Open(s.t.Context(), path, store.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { db.Close() })
	return db
}

func (s *story) empty() *town {
	w := &town{story: s, db: s.copy(), opts: s.options()}
	w.at = make([]int, len(w.opts.Followers))
	w.write(func(ctx context.Context, tx *store.Tx) error {
		for _, v := range w.opts.Views {
			if err := v.Reset(ctx, tx); err != nil {
				return err
			}
		}
		for _, f := range w.opts.Followers {
			if err := f.Reset(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func (w *town) write(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	ctx := context.Background()
	if err := w.db.Write(ctx, func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// grow lets the views learn up to n more events.
func (w *town) grow(n int) {
	w.t.Helper()
	events := w.events[w.known:min(len(w.events), w.known+n)]
	w.write(func(ctx context.Context, tx *store.Tx) error {
		for _, v := range w.opts.Views {
			v.Begin(tx)
			for _, e := range events {
				if err := v.Apply(ctx, tx, e); err != nil {
					return fmt.Errorf("view %s at %d: %w", v.Name(), e.Seq, err)
				}
			}
			if err := v.Flush(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	w.known += len(events)
}

var errCrash = errors.New("crash")

// slice lets a follower apply up to n more of the events that the views know, all or those of its types. When it
// crashes nothing remains of it.
func (w *town) slice(i, n int, filtered, crash bool) {
	w.t.Helper()
	f, to := w.opts.Followers[i], min(w.known, w.at[i]+n)
	events := w.events[w.at[i]:to]
	if filtered {
		events = ledger.WantsOf(f).Of(events)
	}
	if len(events) > 0 {
		err := w.db.Write(context.Background(), func(tx *store.Tx) error {
			if err := f.Apply(context.Background(), tx, events); err != nil || !crash {
				return err
			}
			return errCrash
		})
		if crash && errors.Is(err, errCrash) {
			return
		}
		if err != nil {
			w.t.Fatalf("follower %s after event %d: %v", f.Name(), w.at[i], err)
		}
	}
	w.at[i] = to
}

// straight folds all events, the followers right behind the views.
func (s *story) straight(filtered bool) *town {
	w := s.empty()
	for w.known < len(w.events) {
		w.grow(storyFold)
		for i := range w.at {
			w.slice(i, storyFold, filtered, false)
		}
	}
	return w
}

// rows are all rows of all tables but the ledger's own.
func (s *story) rows(db *store.DB) map[string][]string {
	s.t.Helper()
	ctx, out := context.Background(), map[string][]string{}
	names, err := storetest.Tables(ctx, db.Read())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		if slices.Contains([]string{"events", "commands", "heads", "cursors"}, name) {
			continue
		}
		if out[name], err = storetest.Dump(ctx, db.Read(), name); err != nil {
			s.t.Fatal(err)
		}
	}
	for name, table := range map[string]string{"search": "search_words", "search_public": "search_public_words"} {
		if out[name], err = storetest.Dump(ctx, db.Read(), table); err != nil {
			s.t.Fatal(err)
		}
	}
	return out
}

// same tells the first row of each table that only one of the two has.
func same(t *testing.T, what string, want, got map[string][]string) {
	t.Helper()
	for name, rows := range want {
		if slices.Equal(rows, got[name]) {
			continue
		}
		t.Errorf("%s: %s has %d rows, want %d", what, name, len(got[name]), len(rows))
		for i, row := range rows {
			if i >= len(got[name]) || got[name][i] != row {
				t.Logf("want %s", row)
				if i < len(got[name]) {
					t.Logf("got  %s", got[name][i])
				}
				break
			}
		}
	}
}

// TestFollowersLaw says that what a follower keeps is a function of the events: with and without those it did not ask
// for, in whatever order followers and views go on, however the events are cut, whenever one crashes or begins with an
// empty memory, its tables end with the same rows. It draws by seeds: to shrink a case would fold the story for hours.
func TestFollowersLaw(t *testing.T) {
	if testing.Short() {
		t.Skip("it tells a long story again and again; whole in make test")
	}
	s := newStory(t)
	all := s.straight(false)
	want := s.rows(all.db)
	for _, name := range []string{"inbox", "alarm_photos", "pattern_matters", "recheck_looks", "recur_offs",
		"score_files", "spots", "standard_versions", "trend_counts", "inspections", "search", "releases",
		"public_matters", "public_tallies", "public_dots", "public_versions", "search_public", "publicity_papers",
		"publicity_plans", "publicity_positions", "screen_texts", "screen_pieces", "relay_matters", "relay_turns",
		"opendata_withdrawn"} {
		if len(want[name]) == 0 {
			t.Errorf("the story says nothing of %s", name)
		}
	}
	same(t, "as it was told", s.rows(s.db), want)
	same(t, "the types they asked for", want, s.rows(s.straight(true).db))
	for draw := range uint64(2) {
		seed := rand.Uint64()
		w := s.drawn(rand.New(rand.NewPCG(seed, draw)))
		same(t, fmt.Sprintf("draw %d with seed %d", draw, seed), want, s.rows(w.db))
	}
	same(t, "the ledger's own loop", want, s.rows(s.followed()))
}

// drawn folds all events in a drawn way.
func (s *story) drawn(r *rand.Rand) *town {
	w := s.empty()
	for slices.Min(w.at) < len(w.events) {
		if w.known < len(w.events) && r.IntN(12) == 0 {
			w.grow(1 + r.IntN(3000))
			continue
		}
		i := r.IntN(len(w.at))
		if w.at[i] == w.known {
			if w.known == slices.Min(w.at) && w.known < len(w.events) {
				w.grow(1 + r.IntN(100))
			}
			continue
		}
		w.slice(i, 1+r.IntN(1+r.IntN(3000)), r.IntN(4) > 0, r.IntN(8) == 0)
		if r.IntN(40) == 0 {
			w.opts = s.options() // another process, whose memory is empty
		}
	}
	return w
}

// again is a follower under another name, so that it begins anew; it fails now and then.
type again struct {
	ledger.Follower
	rand *rand.Rand
}

func (a again) Name() string { return a.Follower.Name() + ".again" }

func (a again) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	err := a.Follower.Apply(ctx, tx, events)
	if err == nil && a.rand.IntN(30) == 0 {
		return errCrash
	}
	return err
}

// followed lets the ledger feed followers that begin anew, fail sometimes, and are interrupted.
func (s *story) followed() *store.DB {
	db := s.copy()
	for round := range 3 {
		o := s.options()
		for i, f := range o.Followers {
			o.Followers[i] = again{f, rand.New(rand.NewPCG(uint64(i), uint64(round)))}
		}
		l, err := ledger.Open(s.t.Context(), db, o)
		if err != nil {
			s.t.Fatal(err)
		}
		if round < 2 {
			time.Sleep(200 * time.Millisecond) // in the middle
		}
		for err = errCrash; round == 2 && errors.Is(err, errCrash); {
			if err = l.CatchUp(s.t.Context()); errors.Is(err, errCrash) {
				time.Sleep(50 * time.Millisecond)
			}
		}
		l.Close()
		if round == 2 && err != nil {
			s.t.Fatal(err)
		}
	}
	return db
}
