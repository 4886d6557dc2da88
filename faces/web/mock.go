package web

import (
	"strconv"
	"strings"

	"xiaohao/parts/inspect"
	"xiaohao/parts/sheet"
)

// mock is a closed round as an outside examiner would score it.
func (c *call) mock() error {
	a, m, after, err := c.mockAsked()
	if err != nil {
		return err
	}
	base := roundURL(a.Round.ID)
	p := &MockPage{Frame: c.overview("rounds"), Heading: c.t("mock.title") + " · " + a.Round.Name,
		Got: inspect.Points(m.Got()), Full: inspect.Points(m.Full), Rate: inspect.Share(m.Got(), m.Full),
		Crumbs: []Link{{c.t("tab.rounds"), "/rounds", false}, {a.Round.Name, base, false},
			{c.t("mock.title"), base + "/mock", true}},
		Said: []string{c.roundDates(a.Round.From, a.Round.Until) + " · " + c.versionName(a.Round.Version),
			c.done(a.Round.Points, a.Round.Done)},
		Sides:  []Link{{c.t("mock.first"), base + "/mock", !after}, {c.t("mock.after"), base + "/mock?after=1", after}},
		Export: base + "/mock.xlsx"}
	p.Title = p.Heading
	if after {
		p.Export += "?after=1"
	}
	p.Sums = append(p.Sums, c.t("mock.sum_full", "full", inspect.Points(m.Full)))
	for _, d := range m.Dimensions {
		name := c.all.Inspect.ItemText(c.ctx, c.l, a.Round.Version, d.Code)
		p.Sums = append(p.Sums, c.t("mock.sum_lost", "name", name, "lost", inspect.Points(d.Lost)))
		p.Dimensions = append(p.Dimensions, c.branch(a, d, name))
	}
	p.Sums = append(p.Sums, c.t("mock.sum_got", "got", inspect.Points(m.Got()), "full", inspect.Points(m.Full),
		"rate", inspect.Share(m.Got(), m.Full)))
	for _, x := range m.Areas {
		area, _ := c.org.Tree().Get(x.Area)
		row := MockPlace{Name: area.Name, Got: inspect.Points(x.Full - x.Lost), Full: inspect.Points(x.Full),
			Rate: inspect.Share(x.Full-x.Lost, x.Full)}
		var items []string
		for _, i := range x.Items[:min(5, len(x.Items))] {
			items = append(items, i.Code+" −"+inspect.Points(i.Lost))
		}
		row.Items = strings.Join(items, c.t("word.and"))
		p.Areas = append(p.Areas, row)
	}
	if len(m.Unseen) > 0 {
		p.Unseen = c.t("mock.unseen", "n", strconv.Itoa(len(m.Unseen)),
			"items", strings.Join(m.Unseen, c.t("word.and")))
	}
	return c.render(p)
}

// mockAsked is the assessment asked for: by the first looks, or after re-inspections.
func (c *call) mockAsked() (*inspect.Assessment, *inspect.Mock, bool, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, nil, false, err
	}
	a, err := c.all.Inspect.Assess(c.ctx, c.who.Caller, id)
	if err != nil {
		return nil, nil, false, err
	}
	if c.r.URL.Query().Get("after") == "1" {
		return a, a.After, true, nil
	}
	return a, a.First, false, nil
}

func (c *call) branch(a *inspect.Assessment, d inspect.MockDimension, name string) MockBranch {
	b := MockBranch{Name: name, Said: c.t("rounds.points_of", "got", inspect.Points(d.Full-d.Lost),
		"full", inspect.Points(d.Full))}
	clean := 0
	for _, i := range d.Items {
		if i.Sum == 0 {
			clean++
			continue
		}
		b.Items = append(b.Items, MockLine{Code: i.Code,
			Text: c.all.Inspect.ItemText(c.ctx, c.l, a.Round.Version, i.Code), Lost: "−" + inspect.Points(i.Lost),
			Words: c.lossWords(i), Areas: c.lossAreas(i)})
	}
	if clean > 0 {
		b.Clean = c.t("mock.clean", "n", strconv.Itoa(clean))
	}
	return b
}

// lossWords is the arithmetic of an item's loss.
func (c *call) lossWords(i inspect.MockItem) string {
	s := c.t("mock.words", "asked", strconv.FormatInt(i.Asked, 10), "failed", strconv.FormatInt(i.Failed, 10),
		"sum", inspect.Points(i.Sum), "full", inspect.Points(i.Full), "lost", inspect.Points(i.Lost))
	if i.Vetoed > 0 {
		s += " " + c.t("mock.vetoed", "n", inspect.Points(i.Vetoed))
	}
	return s
}

func (c *call) lossAreas(i inspect.MockItem) string {
	var out []string
	for _, a := range i.Areas {
		x, _ := c.org.Tree().Get(a.Area)
		out = append(out, x.Name+" "+inspect.Points(a.Lost))
	}
	return strings.Join(out, c.t("word.and"))
}

// mockFile is the assessment as a spreadsheet: a row an item, with its arithmetic and what each area added to the loss.
func (c *call) mockFile() error {
	a, m, _, err := c.mockAsked()
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.t("mock.title") + " " + a.Round.Name,
		Notes: []string{c.t("mock.sum_got", "got", inspect.Points(m.Got()), "full", inspect.Points(m.Full),
			"rate", inspect.Share(m.Got(), m.Full))},
		Heads: []string{c.t("field.code"), c.t("mock.item"), c.t("mock.dimension"), c.t("mock.full"), c.t("mock.lost"),
			c.t("mock.asked"), c.t("mock.failed"), c.t("mock.sum")}}
	for _, x := range m.Areas {
		area, _ := c.org.Tree().Get(x.Area)
		out.Heads = append(out.Heads, area.Name)
	}
	total := []any{c.t("mock.total"), "", "", sheet.Hundredths(m.Full), sheet.Hundredths(m.Lost), "", "", ""}
	losses := make([]int64, len(m.Areas))
	for _, d := range m.Dimensions {
		for _, i := range d.Items {
			row := []any{i.Code, c.all.Inspect.ItemText(c.ctx, c.l, a.Round.Version, i.Code),
				c.all.Inspect.ItemText(c.ctx, c.l, a.Round.Version, d.Code), sheet.Hundredths(i.Full),
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
	return out.Write(c.file("xlsx"))
}
