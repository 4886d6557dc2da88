package campaign

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// A finding, and what disproves a zero, is a matter first and counted by a second event, whose id follows from the
// matter. Whoever is cut off between the two sends again; where nobody does, the tick finishes.

const (
	settle      = 60 * 1_000_000 // µs that a send is left alone
	stretch     = 1000           // matters that one tick looks through
	looking     = 2 * Longest    // µs for which a closed campaign's spot checks are finished
	bySpotCheck = "inspector"    // source of a matter that disproves a zero
)

// findingNo is the source number of a finding that a command reports.
func findingNo(campaign int64, id ledger.ID) string { return fmt.Sprintf("%d/%x", campaign, id[:]) }

// lookNo is the source number of the matter that disproves an area's zero: there is one.
func lookNo(campaign int64, a area.Code) string { return fmt.Sprintf("%s/%d/%s", Source, campaign, a) }

// counted notes that a matter is a finding, as the person who reported it.
func (x *Campaigns) counted(ctx context.Context, caller org.Caller, campaign, m int64, a area.Code) error {
	_, err := x.Desk.Keep(ctx, caller, desk.Once("campaign found", campaign, m), nil,
		func(context.Context, *store.Tx, calendar.Instant) ([]desk.Fact, error) {
			return []desk.Fact{{Type: FoundType, Subject: campaign, Areas: []area.Code{a}, Body: &Found{a, m}}}, nil
		})
	return err
}

// loose is a matter that may have been cut off from its campaign.
type loose struct {
	id                 int64
	at                 calendar.Instant
	reporter, campaign int64
	area               area.Code
	spot               bool
}

// finish counts what was cut off, as the person who reported it and only if he might have counted it himself, and
// says how much that was. Every matter is looked at once in a process, from the oldest campaign on in which something
// may be open.
func (x *Campaigns) finish(ctx context.Context) (n int, err error) {
	x.mu.Lock()
	after := x.swept
	x.mu.Unlock()
	if after == 0 {
		row := x.DB.Read().QueryRow(ctx,
			"SELECT COALESCE(MIN(id), 0) FROM campaigns WHERE city = $1 AND (drawn = 0 OR closed > $2)", x.City,
			x.Now()-looking)
		if err := row.Scan(&after); err != nil || after == 0 {
			return 0, store.Explain(err)
		}
	}
	list, last, err := x.loose(ctx, after)
	if err != nil {
		return 0, err
	}
	x.mu.Lock()
	list = append(slices.Clone(x.left), list...)
	x.left = nil
	x.mu.Unlock()
	var left []loose
	for i, l := range list {
		done, counted, err := x.tryOne(ctx, l)
		if err != nil {
			x.keepLeft(append(left, list[i:]...), last)
			return n, fmt.Errorf("campaign %d, matter %d: %w", l.campaign, l.id, err)
		}
		if !done {
			left = append(left, l)
		}
		if counted {
			n++
		}
	}
	x.keepLeft(left, last)
	return n, nil
}

// tryOne counts one matter, or sets it aside, and says whether it was looked at and whether it counted.
func (x *Campaigns) tryOne(ctx context.Context, l loose) (done, counted bool, err error) {
	key := fmt.Sprintf("matter %d of campaign %d", l.id, l.campaign)
	done, err = x.Aside.Try(ctx, key, func() (err error) {
		counted, err = x.finishOne(ctx, l)
		return err
	})
	return done, counted, err
}

// keepLeft remembers how far the matters were looked at, and which of them were set aside.
func (x *Campaigns) keepLeft(left []loose, last int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.left, x.swept = left, max(x.swept, last)
}

// loose reads matters after one of them that a campaign's people reported, and the last that was looked at; those of
// the last minute are left for later.
func (x *Campaigns) loose(ctx context.Context, after int64) (out []loose, last int64, err error) {
	last = after
	stop := errors.New("too young")
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var l loose
		var source, no string
		if err := rows.Scan(&l.id, &l.at, &l.reporter, &l.area, &source, &no); err != nil {
			return err
		}
		if l.at > x.Now()-settle {
			return stop
		}
		last = l.id
		rest, spot := strings.CutPrefix(no, Source+"/")
		if l.spot = spot; source != Source && (source != bySpotCheck || !spot) {
			return nil
		}
		if _, err := fmt.Sscanf(rest, "%d/", &l.campaign); err == nil {
			out = append(out, l)
		}
		return nil
	}, "SELECT id, reported_at, reporter, area, source, source_no FROM matters WHERE city = $1 AND id > $2 "+
		"ORDER BY id LIMIT $3", x.City, after, stretch)
	if errors.Is(err, stop) {
		err = nil
	}
	return out, last, err
}

// finishOne counts one matter, unless it is counted already or its reporter might not.
func (x *Campaigns) finishOne(ctx context.Context, l loose) (bool, error) {
	c, cell, err := x.cellFor(ctx, l)
	if err != nil || c == nil {
		return false, err
	}
	who, _ := x.Org().Person(l.reporter)
	caller := who.Caller()
	caller.Posts = x.Org().Posts(who, x.Now())
	if l.spot {
		if cell.Spot != Waiting || cell.Person != l.reporter {
			return false, nil
		}
		m, err := x.Desk.Matter(ctx, org.Caller{System: true}, l.id)
		if err != nil {
			return false, err
		}
		err = x.spotChecked(ctx, caller, desk.Once("campaign looked", l.campaign, int64(l.area)), l.campaign,
			&SpotCheck{Area: l.area, False: true, Note: m.Text, Matter: l.id}, nil)
		return err == nil, passed(err)
	}
	var there int
	err = x.DB.Read().QueryRow(ctx,
		"SELECT COUNT(*) FROM campaign_matters WHERE city = $1 AND campaign = $2 AND matter = $3", x.City,
		l.campaign, l.id).Scan(&there)
	if err != nil || there > 0 || l.at >= c.Deadline || c.Closed > 0 && l.at >= c.Closed {
		return false, store.Explain(err)
	}
	err = x.counted(ctx, caller, l.campaign, l.id, l.area)
	return err == nil, passed(err)
}

// cellFor is the area that a matter says it is about; nil when there is no such campaign or area: a source number is
// what somebody wrote.
func (x *Campaigns) cellFor(ctx context.Context, l loose) (*Campaign, *Cell, error) {
	c, err := get(ctx, x.DB.Read(), x.City, l.campaign)
	if err != nil {
		return nil, nil, ifThere(err)
	}
	cell, err := cellOf(ctx, x.DB.Read(), x.City, l.campaign, l.area)
	if err != nil {
		return nil, nil, ifThere(err)
	}
	return c, cell, nil
}

// ifThere is an error but that something is not there.
func ifThere(err error) error {
	if k := fault.Of(err).Kind; k == fault.Missing || k == fault.Invalid {
		return nil
	}
	return err
}

// passed is an error that another try may get over; what is refused for good is none.
func passed(err error) error {
	switch fault.Code(err) {
	case "not_allowed", "campaign_looked", "command_foreign":
		return nil
	}
	return err
}

// reportFound reports what an inspector found where nothing was said to be, or finds what he reported before he was
// cut off.
func (x *Campaigns) reportFound(ctx context.Context, caller org.Caller, campaign int64, note string,
	v Verdict) (int64, error) {
	r, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("campaign look", campaign, int64(v.Area),
		caller.Person), Body: &matter.Report{Kind: matter.Problem, Source: bySpotCheck,
		SourceNo: lookNo(campaign, v.Area), Area: v.Area, Place: v.Place, Text: note, Category: v.Category, Lat: v.Lat,
		Lng: v.Lng, Photos: v.Photos}})
	return r.Matter, err
}
