package sheet

import (
	"context"
	"os"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/indicator"
	"xiaohao/parts/patrol"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
)

// Kind is a kind of list that can be brought in.
type Kind struct {
	// areas, units, people, matters, standard, points, chiefs, readings, boundaries, patrols, patches
	Name    string
	Options []string // what can be told of it besides -dry-run, by the names of the command line

	may   func(org.Caller, City) bool // who may bring it in at all; what each row may change is asked besides
	bring func(context.Context, *job) (Account, error)
}

// Options of an import, by the names of the command line.
const (
	OptSheet   = "sheet"
	OptMap     = "map"
	OptSkipBad = "skip-bad"
	OptDates   = "dates"
	OptSource  = "source"
	OptArea    = "area"
	OptSame    = "same-number"
	OptPrefix  = "number-prefix"
	OptDatum   = "datum"
	OptFrom    = "from"
	OptSet     = "set"
	OptSpan    = "span"
)

// kinds is the one list of what can be brought in; command line and pages range over it.
var kinds = []Kind{
	{"areas", []string{OptSheet, OptMap, OptSkipBad}, manages,
		func(ctx context.Context, j *job) (Account, error) { return j.bring(ctx, &areaImport{job: j}) }},
	{"units", []string{OptSheet, OptMap, OptSkipBad}, manages,
		func(ctx context.Context, j *job) (Account, error) { return j.bring(ctx, &unitImport{job: j}) }},
	{"people", []string{OptSheet, OptMap, OptSkipBad}, manages,
		func(ctx context.Context, j *job) (Account, error) { return j.bring(ctx, &personImport{job: j}) }},
	{"matters", []string{OptSheet, OptMap, OptDates, OptSource, OptArea, OptSame, OptPrefix, OptSkipBad}, overCity,
		func(ctx context.Context, j *job) (Account, error) { return j.bring(ctx, &matterImport{job: j}) }},
	{"standard", []string{OptSheet, OptMap, OptFrom},
		func(by org.Caller, c City) bool { return c.Desk.Org().MayAct(by, standard.PublishedType) },
		func(ctx context.Context, j *job) (Account, error) { return j.bringStandard(ctx) }},
	{"points", []string{OptSheet, OptMap, OptDatum, OptSkipBad},
		func(by org.Caller, c City) bool { return c.Desk.Org().MayActSomewhere(by, point.RegisteredType) },
		func(ctx context.Context, j *job) (Account, error) { return j.bring(ctx, &pointImport{job: j}) }},
	{"chiefs", []string{OptSheet, OptMap, OptDates, OptSkipBad},
		func(by org.Caller, c City) bool { return c.Chiefs.MayKeepSomewhere(by) },
		func(ctx context.Context, j *job) (Account, error) {
			return j.bring(ctx, &chiefImport{job: j, w: j.c.Chiefs.Weighing()})
		}},
	{"readings", []string{OptSet, OptSpan, OptSheet, OptMap, OptSkipBad},
		func(by org.Caller, c City) bool { return c.Desk.Org().MayActSomewhere(by, indicator.BroughtType) },
		func(ctx context.Context, j *job) (Account, error) { return j.bringReadings(ctx) }},
	{"boundaries", []string{OptDatum, OptSkipBad}, overCity,
		func(ctx context.Context, j *job) (Account, error) { return j.bringBoundaries(ctx) }},
	{"patrols", []string{OptSheet, OptMap, OptDates, OptSkipBad}, records,
		func(ctx context.Context, j *job) (Account, error) { return j.bring(ctx, &recordImport{job: j}) }},
	{"patches", []string{OptSheet, OptMap, OptDatum, OptSkipBad}, records,
		func(ctx context.Context, j *job) (Account, error) { return j.bringPatches(ctx) }},
}

func manages(by org.Caller, c City) bool { return c.Desk.Org().Administers(by) }

func records(by org.Caller, c City) bool { return c.Desk.Org().MayActSomewhere(by, patrol.TakenType) }

func overCity(by org.Caller, c City) bool {
	return c.Desk.Org().MayAdminister(by, area.Code(c.Desk.City()*1e8))
}

// Kinds are the kinds of lists, in order.
func Kinds() []Kind { return slices.Clone(kinds) }

// Takes says whether an option does something for the kind.
func (k Kind) Takes(option string) bool { return slices.Contains(k.Options, option) }

// May says whether the caller may bring lists of this kind into the city.
func (k Kind) May(by org.Caller, c City) bool { return by.System || k.may(by, c) }

// KindOf is the kind of a name, or the fault import_what.
func KindOf(name string) (Kind, error) {
	for _, k := range kinds {
		if k.Name == name {
			return k, nil
		}
	}
	return Kind{}, fault.New(fault.Invalid, "import_what", "what", cut(name, 40))
}

// idle are those of some options that do nothing for the kind. -skip-bad is refused where it cannot be kept: whoever
// gives it expects that the good rows come in.
func (k Kind) idle(options []string) (idle []string, err error) {
	for _, o := range options {
		switch {
		case k.Takes(o):
		case o == OptSkipBad:
			return nil, fault.New(fault.Invalid, "standard_whole")
		default:
			idle = append(idle, o)
		}
	}
	return idle, nil
}

// given are the options that are set.
func (o Options) given() (out []string) {
	for _, x := range []struct {
		name string
		set  bool
	}{{OptSheet, o.Sheet != ""}, {OptMap, o.Map != nil}, {OptSkipBad, o.BadFile != ""}, {OptDates, o.Dates != ""},
		{OptSource, o.Source != "" && o.Source != "import"}, {OptArea, o.Area != 0}, {OptSame, o.SameNumberNew},
		{OptPrefix, o.NumberPrefix != ""}, {OptDatum, o.Datum != place.WGS84}, {OptFrom, o.From != ""},
		{OptSet, o.Set != 0}, {OptSpan, o.Span != 0}} {
		if x.set {
			out = append(out, x.name)
		}
	}
	return out
}

// apart refuses to write the bad rows over the list itself.
func (o Options) apart(path string) error {
	if o.BadFile == "" {
		return nil
	}
	in, err := os.Stat(path)
	out, none := os.Stat(o.BadFile)
	if err == nil && none == nil && os.SameFile(in, out) {
		return fault.New(fault.Invalid, "import_over", "file", o.BadFile)
	}
	return nil
}
