package city

import (
	"context"

	"xiaohao/area"
	"xiaohao/fault"
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

// WGS84 implements inspect.Register.
func (noPoints) WGS84(lat, lng float64, datum string) (float64, float64, error) {
	if datum != "wgs84" {
		return 0, 0, fault.New(fault.Invalid, "inspection_datum").On("place")
	}
	return lat, lng, nil
}
