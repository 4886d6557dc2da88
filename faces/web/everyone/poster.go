package everyone

import (
	"html/template"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// Poster is a sheet of A4 that hangs in an area: what can be reported, the code that is scanned, what was done lately.
type Poster struct {
	kit.Frame
	Place   string // the area's name, the city's for all of it
	QR      template.HTML
	Typed   string   // the address for who has no camera
	Steps   []string // what to do, in turn
	What    []string
	Figures []kit.Fact
	Of      string // whose figures, and of which day
	Back    string
}

func (*Poster) Template() string { return "poster" }

// mostWhat is how many examples of what can be reported a poster shows.
const mostWhat = 9

// poster is the sheet of an area, or of the city.
func poster(c *kit.Call) error {
	a, err := areaAsked(c)
	if err != nil {
		return err
	}
	p := &Poster{Frame: c.Frame("", c.T("everyone.poster")), Place: c.City(), Typed: c.Gate.Base(c.R),
		Back: "/public"}
	scanned := p.Typed + "/"
	if a != 0 {
		p.Place, p.Back = c.AreaName(a), areaURL(a)
		scanned += "?area=" + a.String()
	}
	if p.QR, err = kit.DrawQR(scanned, c.T("everyone.poster_alt", "address", scanned)); err != nil {
		return err
	}
	p.What = what(c)
	p.Steps = []string{c.T("everyone.step_scan"), c.T("everyone.step_say"), c.T("everyone.step_keep")}
	of := a
	if of.Level() > area.Township {
		of = of.Ancestor(area.Township)
	}
	got, err := releasesOf(c.House).Progress(c.Ctx, of)
	if err != nil {
		return err
	}
	p.Figures = figures(c, got.Figures)
	name := c.City()
	if of != 0 {
		name = c.AreaName(of)
	}
	p.Of = c.T("everyone.figures_of", "area", name, "day", lang.Date(c.L, c.Now))
	return c.Render(p)
}

// areaAsked is the area that the address names, 0 for the city. The fault is page_missing for one that is not there.
func areaAsked(c *kit.Call) (area.Code, error) {
	code := c.R.PathValue("code")
	if code == "" {
		return 0, nil
	}
	a, err := area.Parse(code)
	if err != nil {
		return 0, c.Nowhere()
	}
	if x, ok := c.Org.Tree().Get(a); !ok || x.Former {
		return 0, c.Nowhere()
	}
	if a.Level() <= area.City {
		a = 0
	}
	return a, nil
}

// what are examples of what can be reported: the first category of each group.
func what(c *kit.Call) (out []string) {
	seen := map[string]bool{}
	p := c.Desk.Policy()
	for _, x := range p.Categories() {
		if !seen[x.Group] && p.Release.May(matter.FromResident, x.Code) && len(out) < mostWhat {
			seen[x.Group] = true
			out = append(out, x.Name(c.Short()))
		}
	}
	return out
}

// figures are what was done lately; what would be nought is not told.
func figures(c *kit.Call, f release.Figures) (out []kit.Fact) {
	add := func(key string, n int) {
		if n > 0 {
			out = append(out, kit.Fact{Label: c.T(key), Value: strconv.Itoa(n)})
		}
	}
	add("everyone.week", f.Week)
	add("everyone.now", f.All-f.In(org.PlainStruck))
	add("everyone.struck", f.In(org.PlainStruck))
	return out
}
