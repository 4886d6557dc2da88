package notify_test

import (
	"context"
	"slices"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// merged is a matter that lives, and one that was merged into it, whose reporter holds its receipt.
func merged(o *citytest.Office) (lives, gone int64, reporter org.Caller) {
	o.T.Helper()
	lives = o.Assigned()
	second := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺一片"})
	gone = o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带坏了"})
	o.Give("disp", gone, &matter.Merge{Into: second})
	o.Give("disp", second, &matter.Merge{Into: lives})
	return lives, gone, org.Caller{Matter: gone}
}

// say has the reporter give a command that must be taken.
func say(o *citytest.Office, reporter org.Caller, b matter.Command) {
	o.T.Helper()
	if _, err := o.Do(context.Background(), reporter, desk.Command{ID: o.ID(), Matter: reporter.Matter,
		Body: b}); err != nil {
		o.T.Fatalf("%s: %v", b.Name(), err)
	}
}

// told are the kinds of what somebody finds in his inbox.
func told(o *citytest.Office, login string) (out []string) {
	o.T.Helper()
	o.CatchUp()
	list, err := o.Notify.Inbox(context.Background(), o.Who[login], 0, 100)
	if err != nil {
		o.T.Fatal(err)
	}
	for _, x := range list {
		out = append(out, x.Kind)
	}
	return out
}

// TestMergedReporterAdds has the reporter of a merged matter send photos, and after the strike-off say what became of
// it. Both land in the matter that lives on and in its handler's inbox, and stay on his own matter too; the reporter of
// the other one is not shown them.
func TestMergedReporterAdds(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	lives, gone, reporter := merged(o)
	o.Give("clerk", lives, &matter.Sign{})
	u, err := o.Upload(ctx, reporter, o.Photo())
	if err != nil {
		t.Fatal(err)
	}
	say(o, reporter, &matter.Attach{Photos: []string{u.Token}, Note: "电线漏电，很危险"})
	for _, id := range []int64{lives, gone} {
		if m := o.Truth(id); !slices.ContainsFunc(m.Photos, func(p matter.Photo) bool { return p.ID == u.Photo.ID }) {
			t.Errorf("%d has not the photo: %+v", id, m.Photos)
		}
	}
	if !slices.Contains(told(o, "clerk"), "resident_shows") {
		t.Errorf("the handler was told %v", told(o, "clerk"))
	}
	other := org.Caller{Matter: lives}
	if _, err := o.City.Desk.Photo(ctx, other, lives, u.Photo.ID, "view"); fault.Of(err).Kind != fault.Missing {
		t.Errorf("the other reporter sees the photo: %v", err)
	}
	_, err = o.Do(ctx, reporter, desk.Command{ID: o.ID(), Matter: gone, Body: &matter.Rate{Fixed: true}})
	if fault.Code(err) != "state_forbids" {
		t.Errorf("rated before it was fixed: %v", err)
	}
	o.Fix(lives)
	o.Give("ver", lives, &matter.StrikeOff{Note: "看过"})
	say(o, reporter, &matter.Rate{Fixed: true, Score: 5, Text: "谢谢"})
	m, own := o.Truth(lives), o.Truth(gone)
	if m.Rating == nil || !m.Rating.Fixed || m.Rating.From != gone || own.Rating == nil || own.State != matter.Merged {
		t.Errorf("the word on the result: %+v, on his own %+v", m.Rating, own)
	}
	if !slices.Contains(told(o, "clerk"), "resident_rates") {
		t.Errorf("the handler was told %v", told(o, "clerk"))
	}
	list, err := o.History(ctx, other, lives, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Type == matter.TypeRated {
			t.Errorf("the other reporter reads %+v", e.Body)
		}
	}
}

// TestMergedReporterReopens has the reporter of a merged matter say that it is not fixed: the matter that lives on is
// in hand again, once, and his own stays merged.
func TestMergedReporterReopens(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	lives, gone, reporter := merged(o)
	o.Give("clerk", lives, &matter.Sign{})
	o.Fix(lives)
	o.Give("ver", lives, &matter.StrikeOff{Note: "看过"})
	id := o.ID()
	for range 2 {
		out, _, err := o.NotFixed(ctx, reporter, id, o.Truth(gone), desk.Unfixed{Why: "partly", Text: "还缺一块"})
		if err != nil || out != desk.OutcomeReopened {
			t.Fatalf("%s, %v", out, err)
		}
	}
	m, own := o.Truth(lives), o.Truth(gone)
	if m.State != matter.InHand || m.Reopens != 1 || own.State != matter.Merged {
		t.Errorf("%v, reopened %d times; his own %v", m.State, m.Reopens, own.State)
	}
	if !slices.Contains(told(o, "clerk"), "reopened") {
		t.Errorf("the handler was told %v", told(o, "clerk"))
	}
}
