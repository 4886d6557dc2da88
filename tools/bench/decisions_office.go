package bench

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/office"
)

// walks has a paper go the office's way, a step or two a day by whom each is for. back is what becomes of one that a
// unit objected to.
func (y *decided) walks(paper int64, back func(context.Context) error) {
	y.on(y.day+1, func(ctx context.Context) error {
		p, err := y.office.Paper(ctx, org.Caller{System: true}, paper)
		if err != nil {
			return err
		}
		if p.State == office.Drafting && p.Returned {
			return back(ctx)
		}
		over, err := y.step(ctx, p)
		if err != nil {
			return fmt.Errorf("paper %d, which stands %s: %w", paper, p.State, err)
		}
		switch {
		case over && p.State == office.Out:
			y.papers = append(y.papers, paper)
		case !over && y.day < y.days-1:
			y.walks(paper, back)
		case !over:
			return fmt.Errorf("paper %d stands %s when the year ends", paper, p.State)
		}
		return nil
	})
}

// step takes the next step with a paper, and says whether it was the last.
func (y *decided) step(ctx context.Context, p *office.Paper) (over bool, err error) {
	drafter := y.who[drafts]
	switch p.State {
	case office.Drafting:
		return false, y.office.Submit(ctx, drafter, id(), p.ID, p.Version)
	case office.Asking:
		return false, y.opinions(ctx, p)
	case office.Reviewing:
		return false, y.office.Review(ctx, y.who[reviews], id(), p.ID, p.Version)
	case office.Signing:
		return false, y.office.SignOff(ctx, y.who[signs], id(), p.ID, p.Version)
	case office.ToNumber:
		return false, y.office.GiveNumber(ctx, drafter, id(), p.ID)
	case office.ToStamp:
		return false, y.office.PutSeal(ctx, drafter, id(), p.ID, office.Stamped{Seal: "办公室印",
			Copies: 1 + y.rand.IntN(30)})
	case office.ToHandOut:
		return false, y.office.HandOut(ctx, drafter, id(), p.ID)
	case office.Out:
		return y.signed(ctx, p)
	}
	return true, nil
}

// opinions are those of some units: others let the days go by, which is consent. One in forty objects, once.
func (y *decided) opinions(ctx context.Context, p *office.Paper) error {
	for _, u := range p.Open() {
		a := office.Answered{Unit: u, Agrees: true}
		switch n := y.rand.IntN(40); {
		case n < 10:
			continue
		case n == 10 && len(p.Opinions) < 4:
			a.Agrees, a.Reason = false, "人手不够，请调整时限"
		}
		if err := y.office.Answer(ctx, y.clerks[u], id(), p.ID, a); err != nil || !a.Agrees {
			return err
		}
	}
	return nil
}

// signed has most units sign for a paper that is out, and ends it when all have.
func (y *decided) signed(ctx context.Context, p *office.Paper) (over bool, err error) {
	left := p.Unsigned()
	for _, u := range left {
		if y.rand.IntN(4) == 0 && y.day < y.days-10 {
			continue
		}
		if err := y.office.SignFor(ctx, y.clerks[u], id(), p.ID, u); err != nil {
			return false, err
		}
	}
	if len(left) > 0 {
		return false, nil
	}
	return true, y.office.Finish(ctx, y.who[drafts], id(), p.ID, "")
}

// bulletin says how the tasks of the last weeks stand, and sends it to the counties.
func (y *decided) bulletin(ctx context.Context, i int) error {
	who, now := y.who[oversees], y.Clock.Now()
	made, err := y.bulletins.Make(ctx, who, id(), bulletin.Asking{Title: fmt.Sprintf("第%d期督查情况", i+1), Area: y.city,
		From: now.Plus(-30 * oneDay), Until: now, Source: []string{"", "meeting"}[i%2]})
	if err != nil {
		return err
	}
	y.written = append(y.written, made)
	y.Bulletins.Asked++
	w := bulletin.Words{Title: fmt.Sprintf("第%d期督查情况", i+1), Opening: "现将近期情况通报如下。", Closing: "请对照整改。"}
	for _, c := range y.counties {
		w.To = append(w.To, y.offices[c])
	}
	if err := y.bulletins.Word(ctx, who, id(), made, w); err != nil {
		return err
	}
	if err := y.bulletins.Submit(ctx, who, id(), made); err != nil {
		return err
	}
	p, err := y.bulletins.Paper(ctx, who, made)
	if err != nil {
		return err
	}
	y.walks(p.ID, func(context.Context) error { return fmt.Errorf("bulletin %d came back", made) })
	return nil
}
