package kit

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/matter"
)

// Section is a page of the overview, which says how things stand beside what is to be done, or of the administration.
type Section struct {
	Group string // key of its group: one of groupKeys, or AdminGroup
	Key   string // its name is the sentence "tab." + Key, of the administration "admin." + Key
	URL   string
	Place int                // within its group, 1 first; leave gaps of ten
	Opens func(c *Call) bool // for whom it is there; nil for all staff
}

// AdminGroup is the group of the pages for administrators.
const AdminGroup = "admin"

// group is pages of the overview that belong together; the first is what its entry leads to.
type group struct {
	key   string
	pages []Section
}

// groupKeys are the first level of the overview, in order. What comes back again and again has its place in "again".
var groupKeys = []string{"now", "again", "rounds", "ground", "score", "papers", "office"}

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
func (c *Call) groupsFor() (out []group) {
	var first []string
	for _, o := range orders {
		if first == nil && slices.ContainsFunc(c.Who.Posts, func(p org.Post) bool { return p.Kind == o.post }) {
			first = o.groups
		}
	}
	for _, g := range c.site.groups {
		g.pages = slices.DeleteFunc(slices.Clone(g.pages),
			func(s Section) bool { return s.Opens != nil && !s.Opens(c) })
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

// Overview is the frame of one of the pages.
func (c *Call) Overview(key string) Frame {
	f := c.Frame("board", c.T("tab."+key))
	for _, g := range c.groupsFor() {
		here := slices.ContainsFunc(g.pages, func(s Section) bool { return s.Key == key })
		f.Groups = append(f.Groups, Link{c.T("group." + g.key), g.pages[0].URL, here})
		if !here || len(g.pages) == 1 {
			continue
		}
		for _, s := range g.pages {
			f.Sections = append(f.Sections, Link{c.T("tab." + s.Key), s.URL, s.Key == key})
		}
	}
	f.Warn = c.MissingYears()
	return f
}

// AdminTabs are the pages of the administration that the caller may open.
func (c *Call) AdminTabs(here string) []Link {
	var out []Link
	for _, s := range c.site.admin {
		if s.Opens != nil && !s.Opens(c) {
			continue
		}
		out = append(out, Link{c.T("admin." + s.Key), s.URL, s.Key == here})
	}
	return out
}

// Oversees says whether the caller has an area to answer for: figures are for him.
func (c *Call) Oversees() bool { return c.OverArea() != 0 }

// MergesHere says whether the caller may merge anywhere: to others what is probably a duplicate does not exist.
func (c *Call) MergesHere() bool {
	return len(c.Org.Within(c.Who.Caller, c.Desk.Policy().May(matter.CmdMerge))) > 0
}
