package standard

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/inspect"
	"xiaohao/parts/standard"
)

// Looked says what inspections leave out: points that nobody saw, items that never fail or always do.
type Looked struct {
	Said       string
	Never      []kit.Link // points
	More       string     // there are more than are shown
	Suspicious []LookedItem
	Hopeless   []LookedItem
}

// LookedItem is an item with how often it was asked and failed.
type LookedItem struct {
	Item kit.Link
	Said string
}

const neverOnPage = 200

// looked is for whoever oversees the whole city, nil for others: only then are its figures whole.
func looked(c *kit.Call, e *standard.Edition) (*Looked, error) {
	if !c.Desk.Covers(c.Who.Caller, c.Top()) {
		return nil, nil
	}
	all, never, err := inspectOf(c.House).Never(c.Ctx)
	if err != nil {
		return nil, err
	}
	p := &Looked{Said: c.T("coverage.said", "n", strconv.Itoa(all), "never", strconv.Itoa(len(never)))}
	for _, s := range never[:min(len(never), neverOnPage)] {
		p.Never = append(p.Never, kit.Link{Label: s.Name + " · " + c.AreaName(s.Area), URL: kit.InspectionsURL(s.ID)})
	}
	if n := len(never) - neverOnPage; n > 0 {
		p.More = c.T("coverage.more", "n", strconv.Itoa(n))
	}
	items, err := inspectOf(c.House).Items(c.Ctx)
	if err != nil {
		return nil, err
	}
	p.Suspicious = lookedItems(c, e, items, inspect.Asking.Suspicious)
	p.Hopeless = lookedItems(c, e, items, inspect.Asking.Hopeless)
	return p, nil
}

// lookedItems are the items of a version that something is true of, in its order.
func lookedItems(c *kit.Call, e *standard.Edition, items map[string]inspect.Asking,
	is func(inspect.Asking) bool) []LookedItem {
	var out []LookedItem
	for _, n := range e.Items("") {
		if a := items[n.Code]; is(a) {
			out = append(out, LookedItem{kit.Link{Label: n.Code + " " + n.Text.In(c.L),
				URL: kit.StandardItemURL(n.Code, e.Seq)},
				c.T("coverage.asked", "asked", strconv.FormatInt(a.Asked, 10),
					"failed", strconv.FormatInt(a.Failed, 10))})
		}
	}
	return out
}
