package demo

import (
	"context"

	"xiaohao/loop/matter"
)

// cures are causes and what ends them for good.
var cures = [][2]string{
	{"商户清运时间与环卫作业时间错开，垃圾过夜堆放。", "与沿街商户重新约定投放时间，增设一组分类箱，社区每晚九点巡查。"},
	{"路段没有规范停放区，乱停后反复清理。", "施划停放区，高峰时段派人引导，三个月后评估。"},
	{"管线老化，临时修补撑不过雨季。", "列入本年度改造计划，整段更换并复测。"},
}

// cure promises a root-cause measure where the matter came back or will not go away, and carries most of them out
// later. It says whether the unit may go on: some are slow to promise.
func (c *course) cure(ctx context.Context, login string) (bool, error) {
	m, err := c.desk.Glimpse(ctx, c.id)
	if err != nil || !m.NeedsRoot() {
		return true, err
	}
	if c.pick(25) {
		return false, nil
	}
	x := cures[c.rand.IntN(len(cures))]
	ok, err := c.give(ctx, login, &matter.PlanRoot{Cause: x[0], Measure: x[1],
		Until: c.clock.Now().Plus(int64(10+c.rand.IntN(50)) * day)})
	if ok && c.pick(70) {
		c.later(8, 60, func(ctx context.Context) error {
			_, err := c.give(ctx, login, &matter.DoneRoot{Note: "措施已落实，效果待查看。"})
			return err
		})
	}
	return ok, err
}
