package city_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city"
	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/parts/campaign"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// bad is a part that does something by the clock and nothing else.
func bad(name string, limit time.Duration, do func(context.Context) (int, error)) part.Part {
	return part.Part{Name: name, Make: func(part.Base) (part.Made, error) {
		return part.Made{Jobs: []part.Job{{Limit: limit, Do: do}}}, nil
	}}
}

// until waits for something to become true.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 30 s for %s", what)
		}
	}
}

// names are the parts in trouble.
func names(list []part.Trouble) (out []string) {
	for _, x := range list {
		out = append(out, x.Part)
	}
	slices.Sort(out)
	return out
}

// TestBadPartsHinderNobody has a part that always fails, one that panics and one that hangs stand before all others:
// the seal of the day is made all the same, each is named, and the program ends although one of them does not.
func TestBadPartsHinderNobody(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	defer close(free)
	o := citytest.New(t,
		bad("fails", 0, func(context.Context) (int, error) { return 0, errors.New("always") }),
		bad("panics", 0, func(context.Context) (int, error) { panic("always") }),
		bad("hangs", 30*time.Millisecond, func(context.Context) (int, error) { <-free; return 0, nil }))
	o.StruckOff()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.Run(ctx, 2*time.Second) }()
	until(t, "the seal of the day", func() bool {
		_, made, err := o.Seals.Last(t.Context())
		return err == nil && made
	})
	until(t, "all three in trouble", func() bool {
		return slices.Equal(names(o.Troubles()), []string{"fails", "hangs", "panics"})
	})
	stop()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "[hangs]") {
		t.Errorf("ended with %v: the one that did not end is to be named", err)
	}
}

// TestAFailingPartLetsPeopleIn asks at each visit what somebody watches: a part that cannot say it keeps nobody out,
// and what others say stands.
func TestAFailingPartLetsPeopleIn(t *testing.T) {
	t.Parallel()
	watching := func(name string, list []org.Watch, err error) part.Part {
		return part.Part{Name: name, Make: func(part.Base) (part.Made, error) {
			return part.Made{Watches: func(context.Context, int64) ([]org.Watch, error) { return list, err }}, nil
		}}
	}
	o := citytest.New(t, watching("fails", nil, errors.New("always")),
		watching("works", []org.Watch{{Area: citytest.County}}, nil))
	if list := o.Auth.Watches(t.Context(), o.Who["disp"].Person); len(list) != 1 {
		t.Errorf("he watches %+v", list)
	}
}

// TestTickGoesOn gives the errors of a round together, and what the other parts did.
func TestTickGoesOn(t *testing.T) {
	t.Parallel()
	works := 0
	o := citytest.New(t,
		bad("fails", 0, func(context.Context) (int, error) { return 0, errors.New("always") }),
		bad("works", 0, func(context.Context) (int, error) { works++; return 1, nil }))
	n, err := o.Tick(t.Context())
	if err == nil || !strings.Contains(err.Error(), "fails: always") || works != 1 || n == 0 {
		t.Errorf("%d done, %d times behind the failing one, %v", n, works, err)
	}
}

// TestHangingPartGivesItsLeaseUp runs two programs on one server: what hangs in one of them the other one does.
func TestHangingPartGivesItsLeaseUp(t *testing.T) {
	t.Parallel()
	dsn, free := storetest.ServerDSN(t), make(chan struct{})
	defer close(free)
	began, done := make(chan struct{}, 100), make(chan struct{}, 100)
	open := func(do func(context.Context) (int, error)) *city.City {
		db, err := store.Open(t.Context(), dsn, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		list, err := city.Join(append(city.Parts(), bad("work", 50*time.Millisecond, do)))
		if err == nil {
			err = db.Migrate(t.Context(), list.Steps())
		}
		blobs, wrong := blob.Open(t.TempDir())
		if err = errors.Join(err, wrong); err != nil {
			t.Fatal(err)
		}
		c, err := city.Open(t.Context(), city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs,
			Now: func() calendar.Instant { return calendar.Of(time.Now()) }, Secret: make([]byte, 32)}, List: list,
			SealKey: t.TempDir() + "/k"})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx, time.Millisecond) }()
		t.Cleanup(func() { stop(); <-ended; c.Close() })
		return c
	}
	open(func(context.Context) (int, error) { began <- struct{}{}; <-free; return 0, nil })
	select {
	case <-began:
	case <-time.After(20 * time.Second):
		t.Fatal("the first program never began")
	}
	open(func(context.Context) (int, error) { done <- struct{}{}; return 1, nil })
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("the second program did not take over what hangs in the first")
	}
}

// TestListsThatDoNotJoin refuses what cannot work, with a sentence that says where to look.
func TestListsThatDoNotJoin(t *testing.T) {
	t.Parallel()
	nothing := func(part.Base) (part.Made, error) { return part.Made{}, nil }
	step := func(p, sql string) []store.Step { return []store.Step{{Part: p, N: 1, SQL: sql}} }
	for want, list := range map[string][]part.Part{
		"has no name":                {{Make: nothing}},
		"two parts are called score": {{Name: "score", Make: nothing}},
		"two parts are called desk":  {{Name: "desk", Make: nothing}},
		"cannot be made":             {{Name: "x"}},
		"both make the table matters": {{Name: "x", Make: nothing,
			Steps: step("x", "CREATE TABLE matters (city BIGINT)")}},
		"a part makes its own tables": {{Name: "x", Make: nothing,
			Steps: step("y", "CREATE TABLE y (city BIGINT)")}},
		"the event type campaign.opened": {{Name: "x", Make: nothing, Acts: campaign.Part.Acts[:1]}},
		"steps are numbered from 1": {{Name: "x", Make: nothing,
			Steps: []store.Step{{Part: "x", N: 2, SQL: "SELECT 1"}}}},
		"stands behind: ": {{Name: "x", Make: nothing, Uses: []string{"later"}},
			{Name: "later", Make: nothing}},
		"the part nowhere, which is not": {{Name: "x", Make: nothing, Uses: []string{"nowhere"}}},
	} {
		if _, err := city.Join(append(city.Parts(), list...)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
