package bench

import "context"

type action struct{}
type survey struct{}

func (y *grounded) gives(ctx context.Context, i int) error { return nil }
func (y *grounded) countStock(ctx context.Context) error   { return nil }
func (y *grounded) countSurveys(ctx context.Context) error { return nil }
func (y *grounded) readers() map[string]string             { return nil }
func (y *grounded) pages(ctx context.Context) error        { return nil }
