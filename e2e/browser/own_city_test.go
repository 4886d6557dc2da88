package browser

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	works "xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/loop/calendar"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/tools/demo"
)

// ownCity is a city that one test has to itself, served by the test's own process, with a clock that the test turns.
// Nothing happens in it by itself: turn and tick do what the clock does.
type ownCity struct {
	*works.City
	t   *testing.T
	url string
	at  *atomic.Int64 // its clock, µs
}

// ownCityAt makes a city at a time with an organisation, and serves it. Everybody in it has demo.Password.
func ownCityAt(t *testing.T, at time.Time, changes []org.Change) *ownCity {
	t.Helper()
	o := &ownCity{t: t, at: &atomic.Int64{}}
	o.at.Store(int64(calendar.Of(at)))
	ctx, dir := context.WithoutCancel(t.Context()), t.TempDir()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "xiaohao.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx, works.Standard().Steps()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	now := func() calendar.Instant { return calendar.Instant(o.at.Load()) }
	o.City, err = works.Open(ctx, works.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs, Now: now,
		Secret: make([]byte, 32)}, SealKey: filepath.Join(dir, "seal.key")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	o.people(changes)
	h, _, err := faces.Open(gate.New(o.House(), gate.Options{TrustLoopback: true}), faces.Rooms(),
		works.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	o.url = s.URL
	return o
}

// people makes the organisation; everybody can log in.
func (o *ownCity) people(changes []org.Change) {
	o.t.Helper()
	id, err := ledger.NewID(o.Now(), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.Change(o.t.Context(), org.Caller{System: true}, id, changes); err != nil {
		o.t.Fatal(err)
	}
	o.Auth.Effort = org.Light // everybody knows this password
	for _, p := range o.Org().People() {
		if err := o.Auth.SetPassword(o.t.Context(), p, demo.Password, false); err != nil {
			o.t.Fatal(err)
		}
	}
}

// turn lets time pass, does what the clock does then, and waits until everything has followed.
func (o *ownCity) turn(by time.Duration) {
	o.t.Helper()
	o.at.Add(by.Microseconds())
	o.tick()
}

// tick does what the clock does now until nothing is left to do.
func (o *ownCity) tick() {
	o.t.Helper()
	for range 20 {
		n, err := o.City.Tick(o.t.Context())
		if err == nil {
			err = o.Ledger().CatchUp(o.t.Context())
		}
		if err != nil {
			o.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}
