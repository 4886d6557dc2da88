package demo_test

import (
	"context"
	"testing"

	"xiaohao/area"
	"xiaohao/blob"
	"xiaohao/city"
	"xiaohao/demo"
	"xiaohao/desk"
	"xiaohao/matter"
	"xiaohao/store"
	"xiaohao/store/storetest"
)

// TestFill tells the whole story and wants matters in every state, in every county's office hours, without a refusal on the way.
func TestFill(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	db, err := store.Open(ctx, storetest.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx, city.Migrations()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	const end = int64(1_795_400_000_000_000) // 2026-11-23
	clock := demo.NewClock(end)
	d, err := city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs, Now: clock.Now, Secret: make([]byte, 32)}, SealKey: dir + "/seal.key"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := demo.Fill(ctx, d, clock, end, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	p, _ := d.Org().PersonByLogin("supervisor")
	f, err := d.Figures(ctx, p.Caller(), []area.Code{430400000000})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v, %d events", f[0], d.Ledger().Head().Seq)
	for s, n := range map[matter.State]int64{matter.Reported: f[0].Reported, matter.Declined: f[0].Declined, matter.Merged: f[0].Merged, matter.Listed: f[0].Listed, matter.Assigned: f[0].Assigned,
		matter.InHand: f[0].InHand, matter.Suspended: f[0].Suspended, matter.Fixed: f[0].Fixed, matter.StruckOff: f[0].StruckOff} {
		if n == 0 {
			t.Errorf("no matter is %s", s)
		}
	}
	if f[0].Red == 0 || f[0].Green == 0 {
		t.Errorf("the lights of the demo are all one colour: %+v", f[0])
	}
	if n := d.Org().Tree().Len(); n != 2991 {
		t.Errorf("%d areas", n)
	}
}
