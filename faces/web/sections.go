package web

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// section is a page of the overview: how things stand, beside what is to be done.
type section struct{ key, url string }

// group is pages of the overview that belong together; the first is what its entry leads to.
type group struct {
	key   string
	pages []section
}

// groups are the first level of the overview. What comes back again and again has its place in "again".
var groups = []group{
	{"now", []section{{"board", "/board"}, {"map", "/map"}, {"room", "/room"}}},
	{"again", []section{{"topics", "/topics"}, {"duplicates", "/duplicates"}, {"recurring", "/recurring"},
		{"trends", "/trends"}, {"campaigns", "/campaigns"}}},
	{"rounds", []section{{"rounds", "/rounds"}, {"points", "/points"}, {"standard", "/standard"}}},
	{"score", []section{{"score", "/score"}, {"recheck", "/rechecks"}, {"burden", "/burden"}}},
	{"papers", []section{{"notices", "/notices"}, {"seals", "/seals"}}},
}

// orders say which groups matter first to whom, by post; the other ones follow in their order. Who holds several
// posts reads the first of them here.
var orders = []struct {
	post   matter.Post
	groups []string
}{
	{matter.Leader, []string{"now", "score", "again"}},
	{matter.Supervisor, []string{"now", "again", "rounds", "score"}},
	{matter.Dispatcher, []string{"now", "again", "papers"}},
	{matter.Inspector, []string{"rounds", "again", "now"}},
	{matter.Verifier, []string{"score", "again", "now"}},
	{matter.UnitHead, []string{"papers", "score", "again"}},
	{matter.UnitClerk, []string{"papers", "again", "score"}},
}

// groupsFor are the groups that the caller may open something of, in the order of what matters to him.
func (c *call) groupsFor() (out []group) {
	var first []string
	for _, o := range orders {
		if first == nil && slices.ContainsFunc(c.who.Posts, func(p org.Post) bool { return p.Kind == o.post }) {
			first = o.groups
		}
	}
	for _, g := range groups {
		g.pages = slices.DeleteFunc(slices.Clone(g.pages), func(s section) bool { return !c.opens(s.key) })
		if len(g.pages) > 0 {
			out = append(out, g)
		}
	}
	place := func(g group) int {
		if i := slices.Index(first, g.key); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortStableFunc(out, func(a, b group) int { return place(a) - place(b) })
	return out
}

// overview is the frame of one of the pages.
func (c *call) overview(key string) Frame {
	f := c.frame("board", c.t("tab."+key))
	for _, g := range c.groupsFor() {
		here := slices.ContainsFunc(g.pages, func(s section) bool { return s.key == key })
		f.Groups = append(f.Groups, Link{c.t("group." + g.key), g.pages[0].url, here})
		if !here || len(g.pages) == 1 {
			continue
		}
		for _, s := range g.pages {
			f.Sections = append(f.Sections, Link{c.t("tab." + s.key), s.url, s.key == key})
		}
	}
	f.Warn = c.missingYears()
	return f
}

// opens says whether the caller may open a page: figures are for who has an area to answer for, what comes back for
// units too, the large screen from the county up.
func (c *call) opens(key string) bool {
	switch key {
	case "board", "topics", "trends", "burden", "rounds":
		return c.overArea() != 0
	case "duplicates":
		return c.mergesHere()
	case "recurring":
		return c.overArea() != 0 || slices.ContainsFunc(c.who.Posts, func(p org.Post) bool { return p.Unit != 0 })
	case "room":
		a := c.overArea()
		return a != 0 && a.Level() <= area.County
	}
	return true
}
