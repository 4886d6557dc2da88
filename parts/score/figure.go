package score

// The figures. Each is a ratio of two sums over the rounds due in a period.
const (
	OnTimeRate     = "on_time"       // 按期整改率
	HandledRate    = "handled"       // 整改率
	StruckOffRate  = "struck_off"    // 销号率
	FirstPassRate  = "first_pass"    // 一次核查通过率
	ReworkRate     = "rework"        // 返工率
	BounceRate     = "bounce"        // 退单率
	RecurrenceRate = "recurrence"    // 反复率
	OverdueHours   = "overdue_hours" // 平均超期工作小时
	SignHours      = "sign_hours"    // 平均签收小时
	ResponseRate   = "response"      // 按时签收率
	SolvedRate     = "solved"        // 解决率
	SatisfiedRate  = "satisfied"     // 满意率
	SelfFoundRate  = "self_found"    // 自查发现率
	ExtensionRate  = "extension"     // 延期率
	OverdueOpen    = "overdue_open"  // 超期未整改率
	HeldRate       = "held"          // 问责率
	StubbornRate   = "stubborn"      // 顽固率
)

// formula is how a figure is computed.
type formula struct {
	code     string
	num, den func(c *Counts) int64
	hours    bool // minutes over rounds, told in hours; otherwise a share of rounds
	lower    bool // better when lower
	aside    int  // what else is left out of it, beside LeftOut and Paused; N for nothing
}

func of(i int) func(*Counts) int64 { return func(c *Counts) int64 { return c[i] } }

// formulas hold the figures in the order in which they are shown. Their places are those of the verdicts in
// score_lists.
var formulas = []formula{
	{code: OnTimeRate, num: of(OnTime), den: of(N)},
	{code: HandledRate, num: of(Fixed), den: of(N)},
	{code: StruckOffRate, num: of(Struck), den: of(N)},
	{code: FirstPassRate, num: of(Passed), den: of(Checked)},
	{code: ReworkRate, num: of(Reworked), den: of(N), lower: true},
	{code: BounceRate, num: of(Bounced), den: func(c *Counts) int64 { return c[N] + c[Bounced] }, lower: true},
	{code: RecurrenceRate, num: of(Recurred), den: of(Struck), lower: true},
	{code: OverdueHours, num: of(LateMinutes), den: of(Fixed), lower: true, hours: true},
	{code: SignHours, num: of(SignMinutes), den: of(Signed), lower: true, hours: true},
	{code: ResponseRate, num: of(Prompt), den: of(Assigned)},
	{code: SolvedRate, num: of(Solved), den: of(Rated), aside: Unrated},
	{code: SatisfiedRate, num: of(Satisfied), den: of(Rated), aside: Unrated},
	{code: SelfFoundRate, num: of(Self), den: of(N)},
	{code: ExtensionRate, num: of(Extended), den: of(N), lower: true},
	{code: OverdueOpen, num: func(c *Counts) int64 { return c[N] - c[Fixed] }, den: of(N), lower: true},
	{code: HeldRate, num: of(Held), den: of(N), lower: true},
	{code: StubbornRate, num: of(Endured), den: of(N), lower: true},
}

// Figures lists the codes of the figures in the order in which they are shown.
func Figures() []string {
	var out []string
	for _, f := range formulas {
		out = append(out, f.code)
	}
	return out
}

func formulaOf(code string) (f formula, place int, ok bool) {
	for i, f := range formulas {
		if f.code == code {
			return f, i, true
		}
	}
	return formula{}, 0, false
}

// verdict is what a round is to a figure.
type verdict int64

const (
	outside verdict = iota // not in its population
	counted                // in the numerator
	missed                 // in the denominator only
	leftOut                // would be, but is left out for a reason
)

func (f *formula) verdict(c *Counts) verdict {
	switch {
	case c[LeftOut]+c[Paused] > 0 || f.aside != N && c[f.aside] > 0:
		return leftOut
	case f.den(c) == 0:
		return outside
	case f.num(c) > 0:
		return counted
	}
	return missed
}

// flags packs the verdicts of a round on all figures, two bits each, behind a bit that says whether it waits for the
// unit.
func (r *Round) flags() int64 {
	c := r.Counts()
	out := bit(r.Waiting())
	for i := range formulas {
		out |= int64(formulas[i].verdict(&c)) << shift(i)
	}
	return out
}

func shift(place int) int { return 1 + 2*place }

// Figure is a figure of somebody in a period.
type Figure struct {
	Code     string
	Num, Den int64 // rounds; for hours minutes and rounds
	Value    int64 // hundredths of a percent or of an hour; 0 without a sample
	Hours    bool
	Lower    bool // better when lower
	LeftOut  int64
	Paused   int64
	NotDue   int64
	Aside    int64 // left out of this figure alone: ratings on appeal
	Excused  int64 // of Num on appeal: on time
	Rejects  int64 // of rework: rejections in all
	Dropped  int64 // of rework: not counted on appeal
	Open     int64 // of overdue_hours: not yet fixed, so that their hours are not known
}

// figure computes one from sums.
func (f *formula) figure(c *Counts, notDue int64) Figure {
	out := Figure{Code: f.code, Num: f.num(c), Den: f.den(c), Hours: f.hours, Lower: f.lower, LeftOut: c[LeftOut],
		Paused: c[Paused], NotDue: notDue}
	if f.aside != N {
		out.Aside = c[f.aside]
	}
	switch f.code {
	case OnTimeRate:
		out.Excused = c[Excused]
	case ReworkRate:
		out.Rejects, out.Dropped = c[Rejects], c[Unreworked]
	case OverdueHours:
		out.Open = c[N] - c[Fixed]
	}
	switch {
	case out.Den == 0:
	case f.hours:
		out.Value = halfUp(out.Num*100, out.Den*60)
	default:
		out.Value = halfUp(out.Num*10_000, out.Den)
	}
	return out
}

func figures(c *Counts, notDue int64) []Figure {
	out := make([]Figure, len(formulas))
	for i := range formulas {
		out[i] = formulas[i].figure(c, notDue)
	}
	return out
}

// halfUp divides and rounds half up; neither is negative, b is not 0.
func halfUp(a, b int64) int64 { return (2*a + b) / (2 * b) }
