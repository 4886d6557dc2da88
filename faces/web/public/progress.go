package public

import (
	"cmp"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/release"
)

// Sums are how an area gets on: a sentence, and the figures in it as links.
type Sums struct {
	Said  string
	Tiles []kit.Fact
}

// Compared is an area beside its neighbours: what matters first.
type Compared struct {
	Name, URL string
	Late      string // how many are late, in words; empty for none
	Rest      string // how many are being fixed and were struck off
	Segments  []kit.Segment
}

const (
	weekµs    = calendar.Instant(7 * 24 * 3600 * 1_000_000)
	weekShown = 3 // of those struck off this week, on a page about everything
)

// progress says how an area gets on, compares the areas below it and shows some of what was struck off this week.
func progress(c *kit.Call, p *List, a asked) error {
	x := releasesOf(c.House)
	got, err := x.Progress(c.Ctx, a.Area)
	if err != nil {
		return err
	}
	p.Sums = sumsOf(c, got.Figures)
	most := 1
	for _, f := range got.Below {
		most = max(most, f.All)
	}
	slices.SortStableFunc(got.Below, func(f, g release.Figures) int {
		return cmp.Or(g.Late-f.Late, inHand(g)-inHand(f), g.All-f.All)
	})
	for _, f := range got.Below {
		if f.All == 0 {
			p.Quiet = append(p.Quiet, kit.Link{Label: c.ShortName(f.Area), URL: areaURL(f.Area)})
			continue
		}
		p.Below = append(p.Below, compared(c, f, most))
	}
	week, err := x.Struck(c.Ctx, release.Filter{Area: a.Area}, c.Now-weekµs, weekShown)
	if err != nil {
		return err
	}
	for _, m := range week.Matters {
		p.Week = append(p.Week, card(c, m))
	}
	p.WeekURL = weekURL(a.Area)
	return nil
}

// inHand is how many somebody has who has not fixed them yet, or which wait to be verified.
func inHand(f release.Figures) int { return f.All - f.In(org.PlainStruck) }

// sentence is how an area gets on, as one says it: "本周销号 12 件，47 件正在办，3 件超期。"
func sentence(c *kit.Call, f release.Figures) string {
	late := "public.sum.none_late"
	if f.Late > 0 {
		late = "public.sum.late"
	}
	week := "public.sum.none_struck"
	if f.Week > 0 {
		week = "public.sum.struck"
	}
	n := strconv.Itoa
	if f.All == 0 {
		return c.T("public.sum.nothing")
	}
	return c.T("public.sum", "week", c.T(week, "n", n(f.Week)), "open", c.T("public.sum.open", "n", n(inHand(f))),
		"late", c.T(late, "n", n(f.Late)))
}

// Sentence is how the whole city gets on with what is public; empty where nothing is.
func Sentence(c *kit.Call) (string, error) {
	p, err := releasesOf(c.House).Progress(c.Ctx, 0)
	if err != nil || p.All == 0 {
		return "", err
	}
	return sentence(c, p.Figures), nil
}

func sumsOf(c *kit.Call, f release.Figures) *Sums {
	s := &Sums{Said: sentence(c, f)}
	if f.All == 0 {
		return s
	}
	openURL := asked{Filter: release.Filter{Area: f.Area, Open: true}}.url()
	for _, x := range []struct {
		key, tone, url string
		n              int
	}{{"public.tile.late", "red", "", f.Late}, {"public.tile.open", "", openURL, inHand(f)},
		{"public.tile.week", "green", weekURL(f.Area), f.Week}} {
		s.Tiles = append(s.Tiles, kit.Fact{Label: c.T(x.key), Value: strconv.Itoa(x.n), URL: x.url, Tone: x.tone})
	}
	return s
}

func compared(c *kit.Call, f release.Figures, most int) Compared {
	n := func(v int) string { return strconv.Itoa(v) }
	out := Compared{Name: c.ShortName(f.Area), URL: areaURL(f.Area),
		Rest: c.T("public.compared", "open", n(inHand(f)), "struck", n(f.In(org.PlainStruck)), "week", n(f.Week))}
	if f.Late > 0 {
		out.Late = c.T("public.compared_late", "n", n(f.Late))
	}
	out.Segments = kit.Bar(int64(most), []string{"red", "wait", "green"},
		[]int64{int64(f.Late), int64(inHand(f) - f.Late), int64(f.In(org.PlainStruck))})
	return out
}

// weekURL is what was struck off this week in an area, 0 for the whole city.
func weekURL(code area.Code) string {
	if code.Level() <= area.City {
		return "/public/week"
	}
	return "/public/week?area=" + code.String()
}

// Week is the page of what was struck off in the last seven days.
type Week struct {
	kit.Frame
	Heading, Said string
	Crumbs        []kit.Link
	Cards         []Card
	Next          string
	All           kit.Link // the page of the area
}

func (*Week) Template() string { return "public-week" }

// week shows what was struck off in the last seven days, with how it was before and after.
func week(c *kit.Call) error {
	a, err := ask(c)
	if err != nil {
		return err
	}
	page, err := releasesOf(c.House).Struck(c.Ctx, a.Filter, c.Now-weekµs, perPage)
	if err != nil {
		return err
	}
	p := &Week{Heading: c.T("public.week"), Crumbs: crumbs(c, a.Area, false)}
	if a.Area != 0 {
		p.Heading = c.T("public.week_in", "area", c.ShortName(a.Area))
	}
	p.All = kit.Link{Label: c.T("public.all_of_them"), URL: areaURL(a.Area)}
	if a.Area != 0 {
		p.All.Label = c.T("public.title_in", "area", c.ShortName(a.Area))
	}
	p.Frame = c.Frame("", p.Heading)
	for _, m := range page.Matters {
		p.Cards = append(p.Cards, card(c, m))
	}
	p.Said = c.T("public.week_said", "from", day(c, c.Now-weekµs), "to", day(c, c.Now))
	if a.Behind = page.Next; page.Next.Matter != 0 {
		v := a.values()
		if a.Area != 0 {
			v.Set("area", a.Area.String())
		}
		p.Next = "/public/week?" + v.Encode()
	}
	p.Feeds = feedsOf(c, a.Area, "")
	p.Preview = listed(c, p.Heading, p.Said, "/public/week")
	cached(c)
	return c.Render(p)
}
