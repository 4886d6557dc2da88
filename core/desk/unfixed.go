package desk

import (
	"context"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Unfixed is what a reporter says of a matter that was struck off and is not fixed.
type Unfixed struct {
	Why    string   // one of policy.Unfixed
	Text   string   // his words, "" for none
	Score  int      // 1 to matter.MaxScore, 0 for none
	Photos []string // tokens of uploads; they are kept where the matter is reopened
}

// Outcome is what a "not fixed" led to.
type Outcome string

// The outcomes.
const (
	OutcomeReopened Outcome = "reopened" // the matter is in hand again
	OutcomeCounted  Outcome = "counted"  // counted in the satisfaction, policy does not reopen for this reason
	OutcomeLate     Outcome = "late"     // counted, but the days in which he may reopen are over
)

// Sentence is the key of what the reporter is told, which may name {n} days.
func (o Outcome) Sentence() string {
	switch o {
	case OutcomeReopened:
		return "flash.rate_reopened"
	case OutcomeLate:
		return "flash.rate_late"
	}
	return "flash.rate_counted"
}

// NotFixed counts the word of a reporter that his matter, or the one that it was merged into, is not fixed, and
// reopens it where policy lets his reason do so. The reopening has an id of its own that follows from id, so that the
// same sent again does nothing and gives the same outcome. days is in how many days after the strike-off he may
// reopen. The faults are choice_missing without a reason, and those of rate.
func (d *Desk) NotFixed(ctx context.Context, caller org.Caller, id ledger.ID, m *matter.Matter,
	u Unfixed) (out Outcome, days int, err error) {
	if !slices.Contains(policy.Unfixed, u.Why) {
		return "", 0, fault.New(fault.Invalid, "choice_missing").On("unfixed")
	}
	lives, err := d.Survivor(ctx, m)
	if err != nil {
		return "", 0, err
	}
	days = d.Policy().Terms(lives.Kind, lives.Category, lives.Severity).ReopenDays
	again := Once("unfixed", id)
	given, err := d.Given(ctx, again)
	if err != nil {
		return "", 0, err
	}
	because := u.reason()
	_, err = d.Do(ctx, caller, Command{ID: id, Matter: m.ID, Body: &matter.Rate{Score: u.Score, Text: because}})
	if err != nil {
		return "", 0, err
	}
	if !given && (lives.State != matter.StruckOff || !d.Policy().Voice.Reopens(u.Why)) {
		return OutcomeCounted, days, nil
	}
	_, err = d.Do(ctx, caller, Command{ID: again, Matter: m.ID,
		Body: &matter.Reopen{Reason: because, Photos: u.Photos}})
	switch {
	case fault.Code(err) == "reopen_late":
		return OutcomeLate, days, nil
	case fault.Code(err) == "not_allowed": // the city lets no resident reopen
		return OutcomeCounted, days, nil
	}
	return OutcomeReopened, days, err
}

// reason is why it is not fixed, before his own words, in the city's language.
func (u Unfixed) reason() string {
	said := lang.T(lang.Zh, "unfixed."+u.Why, nil)
	if u.Text != "" {
		said += "：" + u.Text
	}
	return said
}
