package demo

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// course is one matter on its way through the loop.
type course struct {
	*story
	id       int64
	village  area.Code
	county   string
	unit     string // the lead unit's code
	text     said
	receipt  string
	reworked bool
	variant  int // of the pictures of its scene, so that before and after show one place
	offer    int // the number of its draft for the public, 0 for none
	// what follows the strike-off of what an inspection found, nil for other matters
	again func(ctx context.Context) error
}

// give gives a command in the name of a login; what the state forbids by now (merged, declined …) ends the course
// quietly.
func (c *course) give(ctx context.Context, login string, b matter.Command) (bool, error) {
	_, err := c.do(ctx, login, c.id, b)
	if err != nil && fault.Of(err).Kind == fault.Missing {
		if err = c.letIn(ctx, login); err == nil {
			_, err = c.do(ctx, login, c.id, b)
		}
	}
	if f := fault.Of(err); err != nil && f.Kind == fault.Conflict {
		return false, nil
	}
	return err == nil, err
}

// letIn has somebody who keeps the case of a person in need bring somebody in.
func (c *course) letIn(ctx context.Context, login string) error {
	m, err := c.desk.Matter(ctx, org.Caller{System: true}, c.id)
	if err != nil {
		return err
	}
	for _, x := range m.Members {
		p, ok := c.desk.Org().Person(x.Person)
		if !ok || x.As == matter.AsVerifier || x.As == matter.AsReferral {
			continue
		}
		_, err := c.do(ctx, p.Login, c.id, &matter.Admit{Person: c.caller(login).Person, Reason: "请协助办理并核实。"})
		return err
	}
	return fault.New(fault.Missing, "matter_missing")
}

func (c *course) list(ctx context.Context) error {
	disp := "disp" + c.county
	if c.again != nil {
		return c.listAs(ctx, disp)
	}
	if c.pick(6) {
		_, err := c.give(ctx, disp, &matter.Decline{Reason: "现场核实，不属于本平台受理范围，已告知反映人向有关部门咨询。"})
		return err
	}
	if before := c.latest[c.county]; before != 0 && c.pick(7) {
		if ok, err := c.give(ctx, disp, &matter.Merge{Into: before, Reason: "与前一件反映的是同一处问题。"}); ok ||
			fault.Of(err).Code != "merge_help" && err != nil {
			return err
		}
	}
	return c.listAs(ctx, disp)
}

func (c *course) listAs(ctx context.Context, disp string) error {
	if ok, err := c.give(ctx, disp, &matter.List{Category: c.text.category}); !ok {
		return err
	}
	c.latest[c.county] = c.id
	m, err := c.desk.Matter(ctx, c.caller(disp), c.id)
	if err != nil {
		return err
	}
	c.offered(m.Kind, m.Source, len(m.Photos))
	c.later(0, 5, c.assign)
	return nil
}

func (c *course) assign(ctx context.Context) error {
	a := &matter.Assign{Lead: c.unitID(c.unit), Goal: "按标准整改到位，举一反三，防止反弹。"}
	if c.text.bureau != "" && c.unit[0] == 't' {
		a.Co = []int64{c.unitID(c.text.bureau + c.county)}
	}
	login := "disp" + c.county
	m, err := c.desk.Matter(ctx, c.caller(login), c.id)
	if err != nil {
		return err
	}
	if m.Decider != 0 {
		login = "disp430400"
	}
	if ok, err := c.give(ctx, login, a); !ok {
		return err
	}
	if c.pick(8) {
		c.later(1, 5, c.bounce)
		return nil
	}
	c.later(0, 8, c.sign)
	return nil
}

func (c *course) bounce(ctx context.Context) error {
	if ok, err := c.give(ctx, "c-"+c.unit, &matter.Bounce{Reason: "经核实，该路段由其他单位负责养护，申请改派。"}); !ok {
		return err
	}
	c.later(1, 6, c.assign)
	return nil
}

func (c *course) sign(ctx context.Context) error {
	if ok, err := c.give(ctx, "c-"+c.unit, &matter.Sign{}); !ok {
		return err
	}
	down := c.below()
	switch {
	case down != "" && c.pick(25):
		if ok, err := c.give(ctx, "c-"+c.unit, &matter.Delegate{To: c.unitID(down), Note: "请社区先行处置。"}); !ok {
			return err
		}
		c.unit = down
		c.later(0, 6, c.sign)
	case c.pick(10):
		c.later(2, 8, c.extend)
	case c.pick(9):
		c.later(2, 8, c.suspend)
	default:
		return c.inTime(ctx)
	}
	return nil
}

// inTime plans the fix: mostly before the deadline, one in six well after it.
func (c *course) inTime(ctx context.Context) error {
	m, err := c.desk.Matter(ctx, c.caller("c-"+c.unit), c.id)
	if err != nil {
		return err
	}
	left := max(2, c.desk.Calendar().Between(c.clock.Now(), m.Due)/60) // working hours
	if c.pick(16) {
		c.later(left+2, 3*left+16, c.fix)
	} else {
		c.later(1, left, c.fix)
	}
	return nil
}

// papers signs for the notices that came meanwhile, and answers most of them.
func (c *course) papers(ctx context.Context, login string) error {
	m, err := c.desk.Matter(ctx, c.caller(login), c.id)
	if err != nil {
		return err
	}
	for _, n := range m.Notices {
		if n.SignedAt != 0 || n.Paper.Kind == "assign" {
			continue
		}
		var b matter.Command = &matter.SignNotice{Notice: n.Seq}
		if c.pick(70) {
			b = &matter.AnswerNotice{Notice: n.Seq, Text: answers[c.rand.IntN(len(answers))]}
		}
		if _, err := c.give(ctx, login, b); err != nil {
			return err
		}
	}
	return nil
}

var answers = []string{"因人手调配不及时造成拖延，已责成专人今日办结。", "材料到货延误，现已到位，正在施工。", "需与产权单位协商，已达成一致，即日整改。"}

func (c *course) extend(ctx context.Context) error {
	m, err := c.desk.Matter(ctx, c.caller("c-"+c.unit), c.id)
	if err != nil {
		return err
	}
	if ok, err := c.ask(ctx, &matter.AskExtension{Until: m.Due.Plus(4 * hour), Reason: "材料正在采购，需要再等几天。"}); !ok {
		return err
	}
	if c.pick(30) {
		return nil
	}
	c.later(1, 4, func(ctx context.Context) error {
		var b matter.Command = &matter.GrantExtension{}
		if c.pick(25) {
			b = &matter.DenyExtension{Reason: "不属于客观原因，请抓紧整改。"}
		}
		if ok, err := c.give(ctx, "disp"+c.county, b); !ok {
			return err
		}
		c.later(4, 40, c.fix)
		return nil
	})
	return nil
}

// ask asks for more time; where policy gives none, the unit gets on with the work.
func (c *course) ask(ctx context.Context, b matter.Command) (bool, error) {
	ok, err := c.give(ctx, "c-"+c.unit, b)
	if !ok && (err == nil || fault.Of(err).Kind == fault.Invalid) {
		c.later(1, 10, c.fix)
		return false, nil
	}
	return ok, err
}

func (c *course) suspend(ctx context.Context) error {
	if ok, err := c.ask(ctx, &matter.AskSuspension{Until: c.clock.Now().Plus(25 * day),
		Reason: "已列入下季度改造计划，资金到位后实施。"}); !ok {
		return err
	}
	if c.pick(20) {
		return nil
	}
	c.later(1, 8, func(ctx context.Context) error {
		ok, err := c.give(ctx, "supervisor", &matter.GrantSuspension{Note: "同意挂账，到期复核。"})
		if ok {
			c.add(c.clock.Now().Plus(25*day+hour), func(ctx context.Context) error {
				if _, err := c.desk.Tick(ctx); err != nil {
					return err
				}
				c.later(2, 20, c.fix)
				return nil
			})
		}
		return err
	})
	return nil
}

func (c *course) fix(ctx context.Context) error {
	login := "c-" + c.unit
	if err := c.papers(ctx, login); err != nil {
		return err
	}
	if ok, err := c.cure(ctx, login); !ok {
		return err
	}
	f := &matter.Fix{Note: fixes[c.rand.IntN(len(fixes))]}
	photos, err := c.photo(ctx, login, c.sceneOr("street"), c.variant, true)
	if err != nil {
		return err
	}
	if f.Photos = photos; c.text == helpText { // of a person in need none is taken
		f.Photos = nil
	}
	if ok, err := c.give(ctx, login, f); !ok {
		return err
	}
	if c.pick(12) {
		return nil
	}
	c.later(1, 14, c.verify)
	return nil
}

func (c *course) verify(ctx context.Context) error {
	login := "ver" + c.county
	if !c.reworked && c.pick(15) {
		c.reworked = true
		if ok, err := c.give(ctx, login, &matter.Reject{Reason: "现场复核，仍有残留，请重新整改。"}); !ok {
			return err
		}
		c.later(3, 16, c.fix)
		return nil
	}
	s := &matter.StrikeOff{Note: "现场核查，整改到位。"}
	if demanded := c.desk.Policy().Terms(matter.Problem, c.text.category, matter.General).Strike.Photos; demanded > 0 ||
		c.pick(20) {
		var err error
		if s.Photos, err = c.photo(ctx, login, c.sceneOr("street"), c.variant, true); err != nil {
			return err
		}
	}
	if c.text == helpText {
		s.Photos = nil
		if err := c.collected(ctx); err != nil {
			return err
		}
	}
	if ok, err := c.give(ctx, login, s); !ok {
		return err
	}
	c.shown()
	if c.again != nil && c.pick(75) {
		c.later(2, 24, c.again)
	}
	if c.receipt != "" && c.pick(50) {
		c.later(1, 30, c.answer)
	}
	return nil
}

func (c *course) sceneOr(s string) string {
	if c.text.scene != "" {
		return c.text.scene
	}
	return s
}

// answer is the reporter's word.
func (c *course) answer(ctx context.Context) error {
	who := org.Caller{Matter: c.id}
	var b matter.Command = &matter.Rate{Fixed: true, Score: 4 + c.rand.IntN(2)}
	if c.pick(14) {
		b = &matter.Reopen{Reason: "今天又这样了，没有真正解决。"}
	}
	_, err := c.desk.Do(ctx, who, desk.Command{ID: c.story.id(), Matter: c.id, Body: b})
	if f := fault.Of(err); err != nil && f.Kind == fault.Conflict {
		return nil
	}
	if _, again := b.(*matter.Reopen); again && err == nil {
		c.later(2, 20, c.fix)
	}
	return err
}

// voice is somebody else who has the same trouble.
func (c *course) voice(ctx context.Context) error {
	_, err := c.desk.Do(ctx, org.Caller{Voice: fmt.Sprint("demo", c.n, c.rand.Uint32())},
		desk.Command{ID: c.story.id(), Matter: c.id, Body: &matter.MeToo{}})
	f := fault.Of(err) // nobody adds a voice to a person's trouble, which he does not see
	if err != nil && slices.Contains([]fault.Kind{fault.Conflict, fault.Denied, fault.Missing}, f.Kind) {
		return nil
	}
	return err
}
