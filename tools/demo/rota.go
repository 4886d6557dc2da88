package demo

import (
	"context"

	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/rota"
)

// rota plans the rota 值班 of 珠晖区: a dispatcher by day and the supervisor round the clock; at night policy's nearest
// dispatchers are on duty.
func (s *story) rota(begin calendar.Instant) {
	x := part.Get[*rota.Rota](s.desk.Values)
	s.add(begin, func(ctx context.Context) error {
		for _, w := range []rota.Watch{
			{Person: s.caller("disp430405").Person, As: matter.AsDuty, Days: 0b1111111, From: 8 * 60, To: 20 * 60},
			{Person: s.caller("supervisor").Person, As: matter.AsSupervisor, Days: 0b1111111, From: 0, To: 24 * 60},
		} {
			w.Area = zhuhui
			if _, err := x.Set(ctx, s.caller("supervisor"), s.key(), w); err != nil {
				return err
			}
		}
		return nil
	})
}
