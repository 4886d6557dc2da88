package plan

// OfYear is what a plan asks of a year.
type OfYear struct {
	Year     int
	Goals    []Goal // each with the year's target alone
	Measures []int  // places of those that are due in the year, or done each year
	Money    []Sum
}

// Split is a plan by year.
func Split(s *Sheet) (out []OfYear) {
	for _, year := range s.Content.Years() {
		y := OfYear{Year: year}
		for _, g := range s.Content.Goals {
			for _, t := range g.Targets {
				if t.Year == year {
					g.Targets = []Target{t}
					y.Goals = append(y.Goals, g)
					break
				}
			}
		}
		for i, m := range s.Content.Measures {
			due := m.Due
			if due == 0 {
				due = s.Content.Last
			}
			if m.Yearly || yearOf(due-1) == year {
				y.Measures = append(y.Measures, i)
			}
		}
		for _, m := range s.Money {
			if m.Year == year {
				y.Money = append(y.Money, m)
			}
		}
		out = append(out, y)
	}
	return out
}
