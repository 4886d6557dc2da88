package rota

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
)

// waits names on the home page the cases that wait for the word of a unit of the person's.
func (x *Rota) waits(ctx context.Context, c org.Caller) ([]part.Waiting, error) {
	const most = 99
	list, err := x.Desk.Offers(ctx, c, views.Offer{}, most+1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return []part.Waiting{{Key: "waits.cases", N: min(len(list), most), More: len(list) > most, Path: "/cases"}}, nil
}
