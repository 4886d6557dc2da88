package campaign

import (
	"context"
	"database/sql"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Glance is a self-check campaign as everybody may see it: what it looks for, and how far it is in numbers.
type Glance struct {
	ID                int64
	Name              string
	Scope             area.Code
	Items, Categories []string
	At, Deadline      calendar.Instant
	Over              bool
	Areas             int // that have to answer
	Answered          int // of them did, zero included
	Found, Fixed      int // matters that were found, and of them struck off
}

// Shown says whether policy lets everybody see campaigns.
func (x *Campaigns) Shown() bool { return x.Policy().Release.Campaigns }

// Public gives the newest campaigns as everybody may see them, up to a number; none where policy does not let them out.
func (x *Campaigns) Public(ctx context.Context, limit int) (out []Glance, err error) {
	if !x.Shown() {
		return nil, nil
	}
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		var list []Campaign
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var c Campaign
			err := c.scan(rows.Scan)
			list = append(list, c)
			return err
		}, columns+" ORDER BY id DESC LIMIT "+strconv.Itoa(limit), x.City)
		if err != nil {
			return err
		}
		for i := range list {
			g, ok, err := x.glance(ctx, r, &list[i])
			if err != nil {
				return err
			}
			if ok {
				out = append(out, g)
			}
		}
		return nil
	})
	return out, err
}

func (x *Campaigns) glance(ctx context.Context, r store.Reader, c *Campaign) (Glance, bool, error) {
	sum, err := x.sum(ctx, r, c, c.Scope)
	if err != nil {
		return Glance{}, false, err
	}
	name, ok := org.PublicCampaign(x.Policy().Release, c.Name, sum.Areas)
	if !ok {
		return Glance{}, false, nil
	}
	plan, err := planOf(ctx, r, x.City, c.ID)
	if err != nil {
		return Glance{}, false, err
	}
	return Glance{ID: c.ID, Name: name, Scope: c.Scope, Items: plan.Items, Categories: plan.Categories, At: c.At,
		Deadline: c.Deadline, Over: c.Over(x.Now()), Areas: sum.Areas, Answered: sum.Reported + sum.Zero + sum.False,
		Found: sum.Found, Fixed: sum.Fixed}, true, nil
}
