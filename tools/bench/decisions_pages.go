package bench

import (
	"context"
	"fmt"
	"net/url"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// What is aimed at: milliseconds of the median.
const (
	entryAim  = 20
	rollUpAim = 10
)

// rollUp measures how long it takes to say how the set stands at each level, from the figures that are maintained.
func (y *decided) rollUp(ctx context.Context) error {
	v := y.villages[len(y.villages)/2]
	for _, a := range []area.Code{y.city, v.Ancestor(area.County), v.Ancestor(area.Township), v} {
		name := "roll-up of all indicators, " + a.Level().String()
		if err := y.aimed(ctx, name, rollUpAim, func(ctx context.Context, _, _ int) error {
			list, err := y.indicators.Standing(ctx, org.Caller{System: true}, y.set, a, nil)
			if err == nil && (len(list) == 0 || list[0].Actual == nil) {
				err = fmt.Errorf("there are no figures of %v", a)
			}
			return err
		}); err != nil {
			return err
		}
	}
	return y.unlock(ctx)
}

// unlock opens the last quarter again where readings are entered to be measured.
func (y *decided) unlock(ctx context.Context) error {
	for _, a := range []area.Code{y.city, y.entry.Ancestor(area.County)} {
		if err := y.indicators.Unlock(ctx, y.who[oversees], id(), y.set, a, y.quarters[3], "更正"); err != nil {
			return err
		}
	}
	return nil
}

// readers are who reads the pages, and the clerk of a township, who enters a village's figures.
func (y *decided) readers() map[string]string {
	return map[string]string{drafts: drafts, signs: signs,
		types: fmt.Sprint("c", int64(y.entry.Ancestor(area.Township)))}
}

// types is the clerk of a township among them.
const types = "types"

// pages measures the pages that people read, and the entry of a reading.
func (y *decided) pages(ctx context.Context) error {
	last := func(list []int64) int64 { return list[len(list)-1] }
	overview := func(a area.Code) string { return fmt.Sprintf("/indicators/%d?area=%v", y.set, a) }
	late := ""
	if 10*y.n >= y.kind.whole {
		late = `/matters/\d+`
	}
	if err := y.read(ctx, []page{
		{"meeting register", drafts, fixedPath("/meetings"), `/meetings/\d+`, 0},
		{"breakdown", drafts, among("/breakdowns/%d", y.breakdowns), `/breakdowns/\d+/table`, 0},
		{"office desk", drafts, fixedPath("/office"), ``, 0},
		{"office paper", drafts, among("/office/%d", y.papers), `/office/\d+/paper\.docx`, 0},
		{"plan board", signs, fixedPath("/plans/board"), fmt.Sprintf(`/plans/%d`, last(y.planned)), 0},
		{"plan page", signs, among("/plans/%d", y.planned), `/plans/\d+/`, 0},
		{"indicator overview, city", signs, fixedPath(overview(y.city)), y.counties[0].String(), 0},
		{"indicator overview, county", signs, func(i int) string { return overview(y.counties[i%len(y.counties)]) },
			`/indicators/\d+`, 0},
		{"node list", signs, fixedPath("/nodes"), late, 0},
		{"duty list", signs, fixedPath("/duties"), `/duties/\d+`, 0},
		{"bulletin list", signs, fixedPath("/bulletins"), fmt.Sprintf(`/bulletins/%d`, last(y.written)), 0},
	}); err != nil {
		return err
	}
	return y.aimed(ctx, "entry of a reading", entryAim, y.enters)
}

// enters sends the form of a village's figures, all of them corrected, with an answer to whatever may be asked.
func (y *decided) enters(ctx context.Context, _, i int) error {
	form := url.Values{"id": {id().String()}, "reason": {"更正"}, "answer.late:": {"补报"}}
	for k, m := range measured {
		form.Set("v."+m.code, fmt.Sprint(int64(i)*7%m.large+int64(k)+11))
		for _, q := range []string{"jump", "own", "peers", "same", "round", "tenthousand"} {
			form.Set("answer."+q+":"+m.code, "核对过")
		}
	}
	return y.send(ctx, y.tokens[types], fmt.Sprintf("/indicators/%d/entry?area=%v&span=%v", y.set, y.entry,
		y.quarters[3]), form)
}
