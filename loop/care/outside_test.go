package care_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
)

// TestDoors is what a code opens, case by case.
func TestDoors(t *testing.T) {
	t.Parallel()
	const until = calendar.Instant(1000 * 60_000_000)
	before, after := until.Plus(-1), until
	transfer := care.OutTransfer
	for name, x := range map[string]struct {
		o     care.Outside
		now   calendar.Instant
		right bool
		want  care.Door
	}{
		"the first opening reads":              {care.Outside{}, before, true, care.DoorReads},
		"a wrong code":                         {care.Outside{}, before, false, care.DoorWrong},
		"the last wrong code":                  {care.Outside{Tries: care.OutTries - 1}, before, false, care.DoorShuts},
		"the right one after that":             {care.Outside{Tries: 5, Shut: 1}, before, true, care.DoorNothing},
		"a second opening answers":             {care.Outside{Read: 1, Opens: 1}, before, true, care.DoorAnswers},
		"after its time it answers":            {care.Outside{}, after, true, care.DoorAnswers},
		"after its time a transfer is over":    {care.Outside{Way: transfer}, after, true, care.DoorNothing},
		"withdrawn":                            {care.Outside{Withdrawn: 1}, before, true, care.DoorNothing},
		"answered":                             {care.Outside{Answered: 1}, before, true, care.DoorNothing},
		"a referral that was taken":            {care.Outside{Taken: 1, Read: 1}, before, true, care.DoorAnswers},
		"a transfer that was taken":            {care.Outside{Way: transfer, Taken: 1}, before, true, care.DoorNothing},
		"too many openings by one code":        {care.Outside{Opens: care.OutOpens}, before, true, care.DoorNothing},
		"the case was over":                    {care.Outside{Ended: 1}, before, true, care.DoorNothing},
		"a wrong code on what is over is none": {care.Outside{Refused: 1}, before, false, care.DoorNothing},
	} {
		if x.o.Until = until; x.o.Way == "" {
			x.o.Way = care.OutReferral
		}
		if got := x.o.Try(x.now, x.right); got != x.want {
			t.Errorf("%s: %d, want %d", name, got, x.want)
		}
	}
}

// TestWhatAPaperNeverDoes holds for whatever became of a paper.
func TestWhatAPaperNeverDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at := func(name string) calendar.Instant {
			return calendar.Instant(rapid.SampledFrom([]int64{0, 0, 1, 20, 40, 60, 80}).Draw(rt, name) * 60_000_000)
		}
		o := care.Outside{Way: rapid.SampledFrom(care.OutWays()).Draw(rt, "way"), Until: at("until"),
			Shut: at("shut"), Read: at("read"), Opened: at("opened"), Taken: at("taken"), Refused: at("refused"),
			Answered: at("answered"), Overdue: at("overdue"), Withdrawn: at("withdrawn"), Ended: at("ended"),
			Tries: rapid.IntRange(0, care.OutTries).Draw(rt, "tries"),
			Opens: rapid.IntRange(0, care.OutOpens).Draw(rt, "opens")}
		now := at("now")
		right, wrong := o.Try(now, true), o.Try(now, false)
		switch {
		case wrong.Opens():
			rt.Fatal("a wrong code opens")
		case right.Opens() && (o.Shut != 0 || o.Withdrawn != 0 || o.Ended != 0 || o.Over()):
			rt.Fatal("it opens after it was shut, taken back or over")
		case right == care.DoorNothing && o.Opens < care.OutOpens && wrong != care.DoorNothing:
			rt.Fatal("a wrong code is counted where the right one opens nothing: it tells that there is a paper")
		case right == care.DoorReads && (o.Read != 0 || now >= o.Until):
			rt.Fatal("what was shared is read twice, or after its time")
		case o.Shows(now) && !o.Live(now), o.Live(now) && now >= o.Opened.Plus(care.OutSession):
			rt.Fatal("an opening lasts longer than it may")
		case o.Live(now) && (o.Withdrawn != 0 || o.Ended != 0):
			rt.Fatal("it is read on after it was taken back")
		case o.Over() && o.Due() != 0:
			rt.Fatal("the clock waits for what is over")
		}
		says := o.Says(now)
		if says != nil && (!o.Live(now) || !o.Stands(now)) {
			rt.Fatal("a word is taken that is too late")
		}
		if o.Way == care.OutTransfer && (slices.Contains(says, care.OutAnswers) || says != nil && now >= o.Until) {
			rt.Fatal("a transfer is accepted late, or answered")
		}
	})
}

// TestWhoTakesAMinorOver is an office, whatever the paper says.
func TestWhoTakesAMinorOver(t *testing.T) {
	t.Parallel()
	for _, kind := range care.Outsides() {
		for _, way := range care.OutWays() {
			for _, x := range []struct{ minor, stopped bool }{{}, {true, false}, {false, true}, {true, true}} {
				want := kind != "other" || way == care.OutReferral || !x.minor && !x.stopped
				if got := care.OutMay(kind, way, x.minor, x.stopped); got != want {
					t.Errorf("%s to %s, %+v: %v", way, kind, x, got)
				}
			}
		}
	}
}
