package inspect

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/inspect"
	"xiaohao/parts/sheet"
)

// mock is a closed round as an outside examiner would score it.
func mock(c *kit.Call) error {
	a, m, after, err := mockAsked(c)
	if err != nil {
		return err
	}
	base := roundURL(a.Round.ID)
	p := &MockPage{Frame: c.Overview("rounds"), Heading: c.T("mock.title") + " · " + a.Round.Name,
		Got: inspect.Points(m.Got()), Full: inspect.Points(m.Full), Rate: inspect.Share(m.Got(), m.Full),
		Crumbs: []kit.Link{{Label: c.T("tab.rounds"), URL: "/rounds", Current: false},
			{Label: a.Round.Name, URL: base, Current: false},
			{Label: c.T("mock.title"), URL: base + "/mock", Current: true}},
		Said: []string{roundDates(c, a.Round.From, a.Round.Until) + " · " + versionName(c, a.Round.Version),
			done(c, a.Round.Points, a.Round.Done)},
		Sides: []kit.Link{{Label: c.T("mock.first"), URL: base + "/mock", Current: !after},
			{Label: c.T("mock.after"), URL: base + "/mock?after=1", Current: after}},
		Export: base + "/mock.xlsx"}
	p.Title = p.Heading
	if after {
		p.Export += "?after=1"
	}
	p.Sums = append(p.Sums, c.T("mock.sum_full", "full", inspect.Points(m.Full)))
	for _, d := range m.Dimensions {
		name := inspectOf(c.House).ItemText(c.Ctx, c.L, a.Round.Version, d.Code)
		p.Sums = append(p.Sums, c.T("mock.sum_lost", "name", name, "lost", inspect.Points(d.Lost)))
		p.Dimensions = append(p.Dimensions, branch(c, a, d, name))
	}
	p.Sums = append(p.Sums, c.T("mock.sum_got", "got", inspect.Points(m.Got()), "full", inspect.Points(m.Full),
		"rate", inspect.Share(m.Got(), m.Full)))
	for _, x := range m.Areas {
		area, _ := c.Org.Tree().Get(x.Area)
		row := MockPlace{Name: area.Name, Got: inspect.Points(x.Full - x.Lost), Full: inspect.Points(x.Full),
			Rate: inspect.Share(x.Full-x.Lost, x.Full)}
		var items []string
		for _, i := range x.Items[:min(5, len(x.Items))] {
			items = append(items, i.Code+" −"+inspect.Points(i.Lost))
		}
		row.Items = strings.Join(items, c.T("word.and"))
		p.Areas = append(p.Areas, row)
	}
	if len(m.Unseen) > 0 {
		p.Unseen = c.T("mock.unseen", "n", strconv.Itoa(len(m.Unseen)),
			"items", strings.Join(m.Unseen, c.T("word.and")))
	}
	return c.Render(p)
}

// mockAsked is the assessment asked for: by the first looks, or after re-inspections.
func mockAsked(c *kit.Call) (*inspect.Assessment, *inspect.Mock, bool, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, nil, false, err
	}
	a, err := inspectOf(c.House).Assess(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return nil, nil, false, err
	}
	if c.R.URL.Query().Get("after") == "1" {
		return a, a.After, true, nil
	}
	return a, a.First, false, nil
}

func branch(c *kit.Call, a *inspect.Assessment, d inspect.MockDimension, name string) MockBranch {
	b := MockBranch{Name: name, Said: c.T("rounds.points_of", "got", inspect.Points(d.Full-d.Lost),
		"full", inspect.Points(d.Full))}
	clean := 0
	for _, i := range d.Items {
		if i.Sum == 0 {
			clean++
			continue
		}
		b.Items = append(b.Items, MockLine{Code: i.Code,
			Text: inspectOf(c.House).ItemText(c.Ctx, c.L, a.Round.Version, i.Code), Lost: "−" + inspect.Points(i.Lost),
			Words: lossWords(c, i), Areas: lossAreas(c, i)})
	}
	if clean > 0 {
		b.Clean = c.T("mock.clean", "n", strconv.Itoa(clean))
	}
	return b
}

// lossWords is the arithmetic of an item's loss.
func lossWords(c *kit.Call, i inspect.MockItem) string {
	s := c.T("mock.words", "asked", strconv.FormatInt(i.Asked, 10), "failed", strconv.FormatInt(i.Failed, 10),
		"sum", inspect.Points(i.Sum), "full", inspect.Points(i.Full), "lost", inspect.Points(i.Lost))
	if i.Vetoed > 0 {
		s += " " + c.T("mock.vetoed", "n", inspect.Points(i.Vetoed))
	}
	return s
}

func lossAreas(c *kit.Call, i inspect.MockItem) string {
	var out []string
	for _, a := range i.Areas {
		x, _ := c.Org.Tree().Get(a.Area)
		out = append(out, x.Name+" "+inspect.Points(a.Lost))
	}
	return strings.Join(out, c.T("word.and"))
}

// mockFile is the assessment as a spreadsheet: a row an item, with its arithmetic and what each area added to the loss.
func mockFile(c *kit.Call) error {
	a, m, _, err := mockAsked(c)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("mock.title") + " " + a.Round.Name,
		Notes: []string{c.T("mock.sum_got", "got", inspect.Points(m.Got()), "full", inspect.Points(m.Full),
			"rate", inspect.Share(m.Got(), m.Full))},
		Heads: []string{c.T("field.code"), c.T("mock.item"), c.T("mock.dimension"), c.T("mock.full"), c.T("mock.lost"),
			c.T("mock.asked"), c.T("mock.failed"), c.T("mock.sum")}}
	for _, x := range m.Areas {
		area, _ := c.Org.Tree().Get(x.Area)
		out.Heads = append(out.Heads, area.Name)
	}
	total := []any{c.T("mock.total"), "", "", sheet.Hundredths(m.Full), sheet.Hundredths(m.Lost), "", "", ""}
	losses := make([]int64, len(m.Areas))
	for _, d := range m.Dimensions {
		for _, i := range d.Items {
			row := []any{i.Code, inspectOf(c.House).ItemText(c.Ctx, c.L, a.Round.Version, i.Code),
				inspectOf(c.House).ItemText(c.Ctx, c.L, a.Round.Version, d.Code), sheet.Hundredths(i.Full),
				sheet.Hundredths(i.Lost),
				i.Asked, i.Failed, sheet.Hundredths(i.Sum)}
			for n, x := range m.Areas {
				var lost int64
				for _, l := range i.Areas {
					if l.Area == x.Area {
						lost = l.Lost
					}
				}
				losses[n] += lost
				row = append(row, sheet.Hundredths(lost))
			}
			out.Rows = append(out.Rows, row)
		}
	}
	for _, n := range losses {
		total = append(total, sheet.Hundredths(n))
	}
	out.Rows = append(out.Rows, total)
	return out.Write(c.File("xlsx"))
}
