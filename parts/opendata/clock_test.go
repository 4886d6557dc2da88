package opendata_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"
	"xiaohao/city/citytest"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// TestPublicAgain: what is let out again stands no more in the list of what was withdrawn; what was never out does not
// stand there.
func TestPublicAgain(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	id := o.out("green.damage", false)
	draft := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "井盖"})
	o.Give("disp", draft, &matter.List{Category: "green.damage"})
	if err := o.releases.Draft(ctx, o.Who["disp"], o.ID(), draft, release.Asking{Title: "井盖"}); err != nil {
		t.Fatal(err)
	}
	for _, x := range []int64{id, draft} {
		if err := o.releases.Withdraw(ctx, o.Who["sup"], o.ID(), x, "先撤下"); err != nil {
			t.Fatal(err)
		}
	}
	if m := o.make(); m.Rows != 0 || m.Withdrawn != 1 {
		t.Errorf("%d rows, %d withdrawn; want none and one", m.Rows, m.Withdrawn)
	}
	o.release(id, false)
	if m := o.make(); m.Rows != 1 || m.Withdrawn != 0 {
		t.Errorf("%d rows, %d withdrawn; want one and none", m.Rows, m.Withdrawn)
	}
}

// TestByTheClock: a snapshot is made at once when there is none, then at the hour, when somebody asks, and when policy
// says another thing; where policy gives nothing out the files go.
func TestByTheClock(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	o.out("green.damage", false)
	if c := o.code(citytest.City, "matters.csv"); c != "opendata_none" {
		t.Errorf("before the first one: %s", c)
	}
	made := func() calendar.Instant {
		t.Helper()
		o.tick()
		s, err := o.data.State(ctx)
		if err != nil || s.Manifest == nil {
			t.Fatal("no snapshot", err)
		}
		return s.Manifest.Made
	}
	first := made()
	for at, again := range map[string]bool{"2026-11-16 23:59": false, "2026-11-17 02:59": false} {
		if o.Set(at); made() != first != again {
			t.Errorf("made at %s", at)
		}
	}
	if o.Set("2026-11-17 03:00"); made() == first {
		t.Error("not made at three")
	}
	second := made()
	o.Advance(time.Minute)
	if _, err := o.data.Ask(ctx, o.Who["sup"], o.ID()); fault.Code(err) != "not_allowed" {
		t.Errorf("a supervisor asks: %v", err)
	}
	if made() != second {
		t.Error("made without need")
	}
	if _, err := o.data.Ask(ctx, o.Who["admin"], o.ID()); err != nil {
		t.Fatal(err)
	}
	o.CatchUp()
	third := made()
	if third == second || made() != third {
		t.Error("what was asked for was not made once")
	}
	o.Advance(time.Minute)
	o.policy("open_data: {on: true, offset: {default: 100}}")
	if c := o.code(citytest.City, "matters.csv"); c != "opendata_shut" {
		t.Errorf("policy says another thing, and the file answers %q", c)
	}
	if made() == third {
		t.Error("not made anew when policy said another thing")
	}
	o.policy("open_data: {on: false}")
	if c := o.code(citytest.City, "matters.csv"); c != "opendata_off" {
		t.Errorf("off: %s", c)
	}
	o.tick()
	if s, err := o.data.State(ctx); err != nil || s.Manifest != nil {
		t.Errorf("off, and the snapshot is kept: %v", err)
	}
	if _, err := o.data.Ask(ctx, o.Who["admin"], o.ID()); fault.Code(err) != "opendata_off" {
		t.Errorf("asked while it is off: %v", err)
	}
}

// TestPoisonedRow: a row that cannot be read is left out, named to the administrator, and hinders no other.
func TestPoisonedRow(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	bad, good := o.out("green.damage", false), o.out("green.damage", false)
	o.CatchUp()
	put := func(text string) {
		if err := o.DB.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE public_matters SET bare = "+text+" WHERE city = $1 AND matter = $2", 4304,
				bad)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	put("'{' || bare")
	if m := o.make(); m.Rows != 1 || m.Bad != 1 ||
		len(by(o.table(citytest.City), "matter", strconv.FormatInt(good, 10))) != 1 {
		t.Errorf("the manifest: %+v", m)
	}
	aside := func() (n int) {
		for _, i := range o.Office.Aside() {
			if i.Part == "opendata" && i.Key == fmt.Sprintf("matter %d", bad) {
				n++
			}
		}
		return n
	}
	if aside() != 1 {
		t.Error("the row was not set aside")
	}
	put("SUBSTR(bare, 2)")
	if m := o.make(); m.Rows != 2 || m.Bad != 0 || aside() != 0 {
		t.Errorf("mended: %+v", m)
	}
}
