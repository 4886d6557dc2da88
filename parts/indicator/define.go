package indicator

import (
	"fmt"
	"regexp"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Rule is how figures of areas and spans become one.
type Rule string

// The rules. What is typed is a Sum, a Last or a Max; the others follow from what is typed.
const (
	Sum   Rule = "sum"   // areas add up, spans add up: planted this quarter
	Last  Rule = "last"  // areas add up, of the spans the last one counts: what stands there, a year's income
	Max   Rule = "max"   // the largest of the areas and of the spans
	Ratio Rule = "ratio" // of two other indicators, each added up apart
	Band  Rule = "band"  // how many areas have another indicator's value in a band; of the spans the last one counts
)

// Indicator is one figure of a set.
type Indicator struct {
	Code     string  `json:"code"`
	Zh       string  `json:"zh"`
	En       string  `json:"en"`
	Group    string  `json:"group,omitempty"`
	Unit     string  `json:"unit"`
	UnitEn   string  `json:"unit_en,omitempty"`
	Rule     Rule    `json:"rule"`
	Less     bool    `json:"less,omitempty"` // less is better
	Decimals int     `json:"decimals,omitempty"`
	Level    string  `json:"level"`              // who reports it: village, township, county
	Every    string  `json:"every"`              // year, half, quarter, month
	System   string  `json:"system,omitempty"`   // the system whose file it comes from first; "" for none
	Optional bool    `json:"optional,omitempty"` // may be left empty
	Minus    bool    `json:"minus,omitempty"`    // may lie below zero
	Season   []int64 `json:"season,omitempty"`   // shares of the four quarters; none for a straight line

	Over  string `json:"over,omitempty"` // a ratio's parts
	Under string `json:"under,omitempty"`
	Scale int64  `json:"scale,omitempty"` // what the ratio is multiplied by; 100 for per cent

	Of    string  `json:"of,omitempty"` // a band's indicator, from From (with it) to Until (without it)
	From  *Amount `json:"from,omitempty"`
	Until *Amount `json:"until,omitempty"`
	Tone  string  `json:"tone,omitempty"` // of a band: green, yellow, red, grey
}

// Typed says whether somebody types it, or a file says it.
func (x *Indicator) Typed() bool { return x.Rule == Sum || x.Rule == Last || x.Rule == Max }

// Adds says whether the areas' figures add up, so that a target can be split down.
func (x *Indicator) Adds() bool { return x.Rule == Sum || x.Rule == Last || x.Rule == Band }

// Flows says whether the spans' figures add up.
func (x *Indicator) Flows() bool { return x.Rule == Sum }

// Name is its name in a language.
func (x *Indicator) Name(lang string) string {
	if lang == "en" && x.En != "" {
		return x.En
	}
	return x.Zh
}

// UnitIn is its unit in a language.
func (x *Indicator) UnitIn(lang string) string {
	if lang == "en" && x.UnitEn != "" {
		return x.UnitEn
	}
	return x.Unit
}

// level is the level of the areas that report it.
func (x *Indicator) level() area.Level { l, _ := area.ParseLevel(x.Level); return l }

// within says whether a value lies in the band.
func (x *Indicator) within(v Amount) bool {
	return (x.From == nil || v >= *x.From) && (x.Until == nil || v < *x.Until)
}

// Group is a heading over indicators.
type Group struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Between is a rule between indicators, as data.
type Between struct {
	Text string `json:"text"` // renewed <= stands
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Definition is a set: what is measured, where and when.
type Definition struct {
	Zh         string           `json:"zh"`
	En         string           `json:"en"`
	Area       area.Code        `json:"area"`
	From       calendar.Instant `json:"from"`     // first day, µs
	To         calendar.Instant `json:"to"`       // behind the last day
	Due        int              `json:"due"`      // days after a span in which it is to be reported
	Villages   string           `json:"villages"` // "": villages and communities; village: no communities
	Groups     []Group          `json:"groups,omitempty"`
	Indicators []Indicator      `json:"indicators"`
	Checks     []Between        `json:"checks,omitempty"`
}

// Name is its name in a language.
func (d *Definition) Name(lang string) string {
	if lang == "en" && d.En != "" {
		return d.En
	}
	return d.Zh
}

// Get is an indicator by its code.
func (d *Definition) Get(code string) (*Indicator, bool) {
	for i := range d.Indicators {
		if d.Indicators[i].Code == code {
			return &d.Indicators[i], true
		}
	}
	return nil, false
}

// Asked are the indicators that an area of a level reports for a kind of span.
func (d *Definition) Asked(l area.Level, every string) (out []*Indicator) {
	for i := range d.Indicators {
		if x := &d.Indicators[i]; x.Typed() && x.level() == l && x.Every == every {
			out = append(out, x)
		}
	}
	return out
}

// Levels are those at which somebody reports.
func (d *Definition) Levels() (out []area.Level) {
	for l := area.City; l <= area.Village; l++ {
		for i := range d.Indicators {
			if d.Indicators[i].Typed() && d.Indicators[i].level() == l {
				out = append(out, l)
				break
			}
		}
	}
	return out
}

// Kinds are the kinds of span for which an area of a level reports; NoLevel for any level. The longest comes first.
func (d *Definition) Kinds(l area.Level) (out []string) {
	for _, kind := range []string{Year, Half, Quarter, Month} {
		for i := range d.Indicators {
			if x := &d.Indicators[i]; x.Typed() && x.Every == kind && (l == area.NoLevel || x.level() == l) {
				out = append(out, kind)
				break
			}
		}
	}
	return out
}

// Spans are those of a kind in the set's time.
func (d *Definition) Spans(kind string) []Span { return Spans(kind, d.From, d.To) }

// DueAt is by when a span is to be reported.
func (d *Definition) DueAt(s Span) calendar.Instant {
	return s.To().Plus(int64(d.Due) * 24 * 3600 * 1_000_000)
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

const (
	mostIndicators = 60
	longestName    = 60
	longestSet     = 11 * 366 * 24 * 3600 * 1_000_000
)

// check says what is wrong with a definition.
func (d *Definition) check() error {
	switch {
	case strings.TrimSpace(d.Zh) == "" || len([]rune(d.Zh)) > longestName || len([]rune(d.En)) > 2*longestName:
		return fault.New(fault.Invalid, "indicator_name").On("name")
	case d.From <= 0 || d.To <= d.From || d.To.Since(d.From) > longestSet:
		return fault.New(fault.Invalid, "indicator_period").On("until")
	case d.Due < 0 || d.Due > 366:
		return fault.New(fault.Invalid, "indicator_due").On("due")
	}
	if err := d.sound(); err != nil {
		return fault.New(fault.Invalid, "indicator_definition", "why", err.Error()).On("set")
	}
	return nil
}

// sound says what does not fit among the indicators. The error is for whoever writes a set's file.
func (d *Definition) sound() error {
	if len(d.Indicators) == 0 || len(d.Indicators) > mostIndicators {
		return fmt.Errorf("%d indicators; 1 to %d may be", len(d.Indicators), mostIndicators)
	}
	seen := map[string]bool{}
	for i := range d.Indicators {
		x := &d.Indicators[i]
		if !codeForm.MatchString(x.Code) || seen[x.Code] {
			return fmt.Errorf("indicator %q: no code, or it stands twice", x.Code)
		}
		seen[x.Code] = true
		if err := d.fits(x); err != nil {
			return fmt.Errorf("indicator %s: %w", x.Code, err)
		}
	}
	for _, c := range d.Checks {
		e, err := ParseExpr(c.Text)
		if err != nil {
			return fmt.Errorf("check %q: %w", c.Text, err)
		}
		var first *Indicator
		for _, code := range e.Codes() {
			x, ok := d.Get(code)
			switch {
			case !ok || !x.Typed():
				return fmt.Errorf("check %q: %s is not typed", c.Text, code)
			case first == nil:
				first = x
			case x.Level != first.Level || x.Every != first.Every:
				return fmt.Errorf("check %q: %s and %s are reported apart", c.Text, first.Code, code)
			}
		}
	}
	return nil
}

func (d *Definition) fits(x *Indicator) error {
	if x.Zh == "" || x.En == "" || x.Unit == "" {
		return fmt.Errorf("name in both languages and unit are needed")
	}
	if x.Decimals < 0 || x.Decimals > decimalsKept {
		return fmt.Errorf("%d decimals", x.Decimals)
	}
	if x.Season != nil && len(x.Season) != 4 {
		return fmt.Errorf("a season has four shares")
	}
	switch x.Rule {
	case Sum, Last, Max:
		if l := x.level(); l < area.County || l > area.Village {
			return fmt.Errorf("level %q", x.Level)
		}
		if _, ok := kindsOfSpan[x.Every]; !ok {
			return fmt.Errorf("every %q", x.Every)
		}
	case Ratio:
		over, ok := d.Get(x.Over)
		under, there := d.Get(x.Under)
		if !ok || !there || !over.Adds() || !under.Adds() {
			return fmt.Errorf("a ratio has two parts that add up")
		}
		if over.Every != under.Every && over.Flows() != under.Flows() {
			return fmt.Errorf("the parts of a ratio fit no common span")
		}
		x.Level, x.Every = under.Level, under.Every
	case Band:
		of, ok := d.Get(x.Of)
		if !ok || !of.Typed() {
			return fmt.Errorf("a band lies over an indicator that is typed")
		}
		x.Level, x.Every = of.Level, of.Every
	default:
		return fmt.Errorf("rule %q", x.Rule)
	}
	return nil
}

// Values are what an area reported of a span, by the codes of indicators.
type Values map[string]Amount

// give says what values add to the sums of an area and those above it, by code.
func (d *Definition) give(v Values) Values {
	out := Values{}
	for i := range d.Indicators {
		x := &d.Indicators[i]
		switch x.Rule {
		case Band:
			if n, ok := v[x.Of]; ok {
				out[x.Code] = 0
				if x.within(n) {
					out[x.Code] = One
				}
			}
		default:
			if n, ok := v[x.Code]; ok && x.Typed() {
				out[x.Code] = n
			}
		}
	}
	return out
}
