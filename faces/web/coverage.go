package web

import (
	"strconv"

	"xiaohao/parts/inspect"
	"xiaohao/parts/standard"
)

// Looked says what inspections leave out: points that nobody saw, items that never fail or always do.
type Looked struct {
	Said       string
	Never      []Link // points
	More       string // there are more than are shown
	Suspicious []LookedItem
	Hopeless   []LookedItem
}

// LookedItem is an item with how often it was asked and failed.
type LookedItem struct {
	Item Link
	Said string
}

const neverOnPage = 200

// looked is for whoever oversees the whole city, nil for others: only then are its figures whole.
func (c *call) looked(e *standard.Edition) (*Looked, error) {
	if !c.desk.Covers(c.who.Caller, c.top()) {
		return nil, nil
	}
	all, never, err := c.all.Inspect.Never(c.ctx)
	if err != nil {
		return nil, err
	}
	p := &Looked{Said: c.t("coverage.said", "n", strconv.Itoa(all), "never", strconv.Itoa(len(never)))}
	for _, s := range never[:min(len(never), neverOnPage)] {
		p.Never = append(p.Never, Link{Label: s.Name + " · " + c.areaName(s.Area), URL: looksURL(s.ID)})
	}
	if n := len(never) - neverOnPage; n > 0 {
		p.More = c.t("coverage.more", "n", strconv.Itoa(n))
	}
	items, err := c.all.Inspect.Items(c.ctx)
	if err != nil {
		return nil, err
	}
	p.Suspicious = c.lookedItems(e, items, inspect.Asking.Suspicious)
	p.Hopeless = c.lookedItems(e, items, inspect.Asking.Hopeless)
	return p, nil
}

// lookedItems are the items of a version that something is true of, in its order.
func (c *call) lookedItems(e *standard.Edition, items map[string]inspect.Asking,
	is func(inspect.Asking) bool) []LookedItem {
	var out []LookedItem
	for _, n := range e.Items("") {
		if a := items[n.Code]; is(a) {
			out = append(out, LookedItem{Link{Label: n.Code + " " + n.Text.In(c.l),
				URL: standardItemURL(n.Code, e.Seq)},
				c.t("coverage.asked", "asked", strconv.FormatInt(a.Asked, 10),
					"failed", strconv.FormatInt(a.Failed, 10))})
		}
	}
	return out
}
