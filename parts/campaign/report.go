package campaign

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Rate is how often the campaign's items failed where inspectors looked, in a time; of a campaign that names
// categories only, how many of all matters were theirs.
type Rate struct {
	From    calendar.Instant `json:"from"`
	To      calendar.Instant `json:"to"`
	Checked int64            `json:"checked"`
	Failed  int64            `json:"failed"`
}

// Report is what a closed campaign came to, as it stands now: what is fixed later counts.
type Report struct {
	*Sheet
	SpotChecks int   `json:"looks"`       // zeros drawn
	Waiting    int   `json:"waiting"`     // of them not yet looked at, by whom they were drawn for
	Not        int   `json:"not_checked"` // of them not checked, since nobody from elsewhere is there to look
	Falses     []Row `json:"false_zeros"`
	Before     *Rate `json:"before,omitempty"` // eight weeks before the opening; nil where nobody counts
	After      *Rate `json:"after,omitempty"`  // from the end on, at most eight weeks
}

// eightWeeks is how far the rates before and after reach, in µs.
const eightWeeks = 56 * 24 * 3600 * 1_000_000

// Remaining is what was found and is not fixed.
func (r *Report) Remaining() int { return r.All.Found - r.All.Fixed }

// Report writes the closing report of an area of a campaign (0 for the highest that the caller sees). Who may see its
// matrix may. It gives "campaign_open" while the campaign runs.
func (x *Campaigns) Report(ctx context.Context, caller org.Caller, id int64, at area.Code) (*Report, error) {
	s, err := x.Sheet(ctx, caller, id, at)
	if err != nil {
		return nil, err
	}
	if s.Closed == 0 {
		return nil, fault.New(fault.Conflict, "campaign_open")
	}
	out := &Report{Sheet: s}
	cells, err := cellsOf(ctx, x.DB.Read(), x.City, id, s.At)
	if err != nil {
		return nil, err
	}
	for i := range cells {
		switch {
		case cells[i].Nobody():
			out.Not++
		case cells[i].Spot == Waiting:
			out.Waiting++
		case cells[i].Spot == False:
			out.Falses = append(out.Falses, Row{Area: cells[i].Area, Cell: &cells[i]})
		}
		if cells[i].Spot != NotDrawn {
			out.SpotChecks++
		}
	}
	if x.Rate == nil || x.Part == nil {
		return out, nil
	}
	if out.Before, err = x.rate(ctx, s, s.Campaign.At-eightWeeks, s.Campaign.At); err != nil {
		return out, err
	}
	out.After, err = x.rate(ctx, s, s.Closed, min(s.Closed+eightWeeks, x.Now()))
	return out, err
}

func (x *Campaigns) rate(ctx context.Context, s *Sheet, from, to calendar.Instant) (*Rate, error) {
	if len(s.Plan.Items) == 0 {
		n, of, err := x.Part(ctx, s.Plan.Categories, s.At, from, to)
		return &Rate{from, to, n, of}, err
	}
	n, failed, err := x.Rate(ctx, s.Plan.Items, s.Plan.Kinds, s.At, from, to)
	return &Rate{from, to, n, failed}, err
}
