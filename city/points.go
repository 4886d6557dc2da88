package city

import (
	"context"

	"xiaohao/area"
	"xiaohao/inspect"
)

// noPoints is the register of a city that keeps none: every round is empty.
type noPoints struct{}

// Spots implements inspect.Register.
func (noPoints) Spots(context.Context, []int64) (map[int64]inspect.Spot, error) { return nil, nil }

// Within implements inspect.Register.
func (noPoints) Within(context.Context, []area.Code, []string) ([]inspect.Spot, error) {
	return nil, nil
}
