package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
)

// What is aimed at: milliseconds of the median.
const (
	entryAim  = 20
	rollUpAim = 10
)

// rollUp measures how long it takes to say how the set stands at each level, from the figures that are maintained.
func (y *year) rollUp(ctx context.Context) error {
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

// aimed measures with one client what is aimed at so many milliseconds.
func (y *year) aimed(ctx context.Context, name string, aim float64, op func(context.Context, int, int) error) error {
	err := y.timed(ctx, name, 1, op)
	if err == nil {
		y.rep.Results[len(y.rep.Results)-1].Aim = aim
	}
	return err
}

// unlock opens the last quarter again where readings are entered to be measured.
func (y *year) unlock(ctx context.Context) error {
	for _, a := range []area.Code{y.city, y.entry.Ancestor(area.County)} {
		if err := y.indicators.Unlock(ctx, y.who[oversees], id(), y.set, a, y.quarters[3], "更正"); err != nil {
			return err
		}
	}
	return nil
}

// pages measures the pages that people read, one reader at a time, and the entry of a reading. Each answer must have
// what the page is for: an empty list is none.
func (y *year) pages(ctx context.Context) error {
	last := func(list []int64) int64 { return list[len(list)-1] }
	overview := func(a area.Code) string { return fmt.Sprintf("/indicators/%d?area=%v", y.set, a) }
	late := ""
	if y.n >= small {
		late = `/matters/\d+`
	}
	for _, p := range []struct {
		name, who string
		path      func(i int) string
		has       string // what stands in every answer
	}{
		{"meeting register", drafts, fixedPath("/meetings"), `/meetings/\d+`},
		{"breakdown", drafts, among("/breakdowns/%d", y.breakdowns), `/breakdowns/\d+/table`},
		{"office desk", drafts, fixedPath("/office"), ``},
		{"office paper", drafts, among("/office/%d", y.papers), `/office/\d+/paper\.docx`},
		{"plan board", signs, fixedPath("/plans/board"), fmt.Sprintf(`/plans/%d`, last(y.planned))},
		{"plan page", signs, among("/plans/%d", y.planned), `/plans/\d+/`},
		{"indicator overview, city", signs, fixedPath(overview(y.city)), y.counties[0].String()},
		{"indicator overview, county", signs, func(i int) string { return overview(y.counties[i%len(y.counties)]) },
			`/indicators/\d+`},
		{"node list", signs, fixedPath("/nodes"), late},
		{"duty list", signs, fixedPath("/duties"), `/duties/\d+`},
		{"bulletin list", signs, fixedPath("/bulletins"), fmt.Sprintf(`/bulletins/%d`, last(y.written))},
	} {
		has, token := regexp.MustCompile(p.has), y.tokens[p.who]
		get := func(ctx context.Context, _, i int) error {
			out, err := y.call(ctx, http.MethodGet, p.path(i), token, nil, http.StatusOK)
			if err == nil && !has.Match(out) {
				err = fmt.Errorf("GET %s: no %s in %d bytes", p.path(i), p.has, len(out))
			}
			return err
		}
		if err := get(ctx, 0, 0); err != nil { // the first one after the start is no measure of those that follow
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := y.timed(ctx, p.name, 1, get); err != nil {
			return err
		}
	}
	return y.aimed(ctx, "entry of a reading", entryAim, y.enters)
}

func fixedPath(s string) func(int) string { return func(int) string { return s } }

// among is the page of one thing after another.
func among(pattern string, ids []int64) func(int) string {
	return func(i int) string { return fmt.Sprintf(pattern, ids[i%len(ids)]) }
}

// enters sends the form of a village's figures, all of them corrected, with an answer to whatever may be asked.
func (y *year) enters(ctx context.Context, _, i int) error {
	form := url.Values{"id": {id().String()}, "reason": {"更正"}, "answer.late:": {"补报"}}
	for k, m := range measured {
		form.Set("v."+m.code, fmt.Sprint(int64(i)*7%m.large+int64(k)+11))
		for _, q := range []string{"jump", "own", "peers", "same", "round", "tenthousand"} {
			form.Set("answer."+q+":"+m.code, "核对过")
		}
	}
	path := fmt.Sprintf("/indicators/%d/entry?area=%v&span=%v", y.set, y.entry, y.quarters[3])
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, y.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+y.tokens[types])
	res, err := y.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("POST %s: %d %.2000s", path, res.StatusCode, said)
	}
	return err
}
