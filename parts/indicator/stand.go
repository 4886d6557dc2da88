// Package indicator is what plans are measured by 指标: indicators with a rule of aggregation, targets, readings, and how
// each area stands.
//
// It owns the tables indicator_*. All but indicator_files are folded from its own events and never behind the ledger.
// Sums are kept for each area, span and indicator as readings come, so that a page at any level reads a few rows; they
// equal a recount, which Check proves. It owns no page, ranks no village, and corrects no figure by itself: what is
// unlikely is asked about, and what does not add up is said.
package indicator

import (
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Amount is a figure in ten-thousandths of its indicator's unit, so that sums are exact.
type Amount int64

// Lights of a figure against its line.
const (
	Green  = "green"
	Yellow = "yellow"
	Red    = "red"
	None   = "" // no target, or nothing read yet
)

// Stand is how an indicator stands in an area at the end of a span.
type Stand struct {
	Indicator string           `json:"indicator"` // its code in the plan
	Zh        string           `json:"zh"`
	En        string           `json:"en"`
	Unit      string           `json:"unit"` // 元, 亩, 个
	UnitEn    string           `json:"unit_en,omitempty"`
	Area      area.Code        `json:"area"`
	From      calendar.Instant `json:"from"` // µs
	To        calendar.Instant `json:"to"`
	Target    *Amount          `json:"target,omitempty"`
	Line      *Amount          `json:"line,omitempty"` // where it should be by now 序时进度
	Actual    *Amount          `json:"actual,omitempty"`
	Forecast  *Amount          `json:"forecast,omitempty"` // at the end of the plan
	Error     *Amount          `json:"error,omitempty"`    // of the forecast, either way
	Light     string           `json:"light"`
	Asked     int              `json:"asked"` // readings that were asked for
	In        int              `json:"in"`    // and are in
}
