package meeting_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/parts/office"
)

// way is a breakdown on its way, with what was seen of it.
type way struct {
	*town
	thing, b int64
}

// act takes one step of the register, of the office or of the clock, whatever stands.
func (w *way) act(name string) error {
	x, disp, id := w.office(), w.Who["disp"], w.ID()
	p, err := w.PaperOf(w.ctx, &meeting.Breakdown{ID: w.b})
	if err != nil {
		return err
	}
	switch name {
	case "confirm":
		return w.Confirm(w.ctx, disp, id, w.b)
	case "submit":
		return w.Meetings.Submit(w.ctx, disp, id, w.b)
	case "reopen":
		return w.Reopen(w.ctx, disp, id, w.b, "改")
	case "withdraw":
		return w.Withdraw(w.ctx, disp, id, w.thing, "会议改期")
	case "tick": // two programs at once
		other := make(chan error)
		go func() {
			_, err := w.Meetings.Tick(w.ctx)
			other <- err
		}()
		_, err := w.Meetings.Tick(w.ctx)
		return errors.Join(err, <-other)
	}
	if name == "next" && (p == nil || p.State == office.Taken) {
		return w.Meetings.Submit(w.ctx, disp, id, w.b)
	}
	if p == nil {
		return nil
	}
	switch name {
	case "give up":
		return x.Withdraw(w.ctx, disp, id, p.ID, "撤")
	case "object":
		return x.Answer(w.ctx, w.Who["clerk"], id, p.ID, office.Answered{Unit: w.Units["she"], Reason: "不行"})
	case "redraft":
		c, err := x.Version(w.ctx, disp, p, p.Version)
		if err != nil {
			return err
		}
		return x.Redraft(w.ctx, disp, id, p.ID, office.Redrafted{Content: c, Ask: p.Ask, To: p.To, Note: "已说明"})
	}
	switch p.State { // the next step of the office
	case office.Drafting:
		return x.Submit(w.ctx, disp, id, p.ID, p.Version)
	case office.Asking:
		return x.Answer(w.ctx, w.Who["clerk"], id, p.ID, office.Answered{Unit: w.Units["she"], Agrees: true})
	case office.Reviewing:
		return x.Review(w.ctx, w.Who["sup"], id, p.ID, p.Version)
	case office.Signing:
		return x.SignOff(w.ctx, w.Who["lead"], id, p.ID, p.Version)
	case office.ToNumber:
		return x.GiveNumber(w.ctx, disp, id, p.ID)
	case office.ToStamp:
		return x.PutSeal(w.ctx, disp, id, p.ID, office.Stamped{Seal: "区委办", Copies: 1})
	case office.ToHandOut:
		return x.HandOut(w.ctx, disp, id, p.ID)
	}
	return nil
}

// made is how many matters there are in the city, whether the register knows of them or not.
func (w *way) made(t *rapid.T) (n int) {
	if err := w.DB.Read().QueryRow(w.ctx, "SELECT COUNT(*) FROM matters WHERE city = $1", w.Meetings.City).
		Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// each checks that no row is linked with two tasks, nor two rows with one.
func (w *way) each(t *rapid.T, made int) {
	var links, matters int
	if err := w.DB.Read().QueryRow(w.ctx, "SELECT COUNT(*), COUNT(DISTINCT matter) FROM meeting_tasks WHERE city = $1 "+
		"AND thing = $2", w.Meetings.City, w.thing).Scan(&links, &matters); err != nil {
		t.Fatal(err)
	}
	if links != matters || links != made {
		t.Fatalf("%d links, %d matters linked, %d made", links, matters, made)
	}
}

// TestWayLaws: under any order of steps nothing is handed out before the paper was sent, each row is handed out at most
// once, and a meeting that was taken back hands out nothing more.
func TestWayLaws(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	steps := append([]string{"confirm", "confirm", "submit", "reopen", "withdraw", "tick", "tick", "give up", "object",
		"redraft"}, slices.Repeat([]string{"next"}, 20)...)
	rapid.Check(t, func(t *rapid.T) {
		o.ticks() // what the run before left
		w := &way{town: o, thing: o.held("2026-11-13")}
		w.b = o.ready(w.thing, "要做甲。要做乙。")
		before, gone := w.made(t), false
		for range rapid.IntRange(10, 40).Draw(t, "steps") {
			name := rapid.SampledFrom(steps).Draw(t, "step")
			held := w.made(t)
			err := w.act(name)
			if k := fault.Of(err).Kind; err != nil && k != fault.Conflict && k != fault.Denied && k != fault.Invalid &&
				k != fault.Missing {
				t.Fatalf("%s: %v", name, err)
			}
			gone = gone || name == "withdraw" && err == nil
			made := w.made(t)
			p, err := w.PaperOf(w.ctx, &meeting.Breakdown{ID: w.b})
			switch {
			case err != nil:
				t.Fatal(err)
			case made > held && name != "tick":
				t.Fatalf("%s hands out", name)
			case made > before && p.Standing() != office.SentOut:
				t.Fatalf("%d tasks, and the paper stands %q", made-before, p.Standing())
			case made > held && gone:
				t.Fatalf("a meeting that was taken back hands out")
			case made > before+2:
				t.Fatalf("%d tasks of two rows", made-before)
			}
			w.each(t, made-before)
		}
	})
	o.sound()
}
