package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

var (
	groupLinks   = regexp.MustCompile(`(?s)<ul class="groups scroll">(.*?)</ul>`)
	sectionLinks = regexp.MustCompile(`(?s)<nav class="sections.*?<ul class="chips scroll">(.*?)</ul>`)
	hrefs        = regexp.MustCompile(`href="([^"]+)"`)
)

func links(part *regexp.Regexp, page string) (out []string) {
	if m := part.FindStringSubmatch(page); m != nil {
		for _, h := range hrefs.FindAllStringSubmatch(m[1], -1) {
			out = append(out, h[1])
		}
	}
	return out
}

// TestSections: whoever he is, nobody is offered more than seven groups and six pages in one, the overview opens on
// what is first for him, every page that is offered opens, and every page there is is offered to somebody.
func TestSections(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.InField()
	o.Hire([]org.Change{
		&org.PersonSet{Login: "lead", Name: "领导", Posts: []org.Post{{Kind: matter.Leader, Area: webtest.City}}},
		&org.PersonSet{Login: "head", Name: "所长", Posts: []org.Post{{Kind: matter.UnitHead}},
			UnitCodes: []string{"gdl"}}}, "lead", "head")
	offered := map[string]bool{}
	for login, first := range map[string]string{"lead": "/board", "sup": "/board", "disp": "/board", "ins1": "/rounds",
		"ver": "/score", "head": "/notices", "clerk": "/notices", "admin": "/board"} {
		b := o.As(login)
		b.Get("/work", 200)
		at := b.Match(`<a href="([^"]+)"[^>]*><svg[^>]*>(?:[^<]|<[^/]|</[^a])*?看板</a>`)
		if login == "admin" {
			first = at // whatever an administrator reads first
		}
		if at != first {
			t.Errorf("%s begins at %s, want %s", login, at, first)
		}
		b.Get(at, 200)
		groups := links(groupLinks, b.Page)
		if len(groups) == 0 || len(groups) > 7 || groups[0] != at {
			t.Errorf("%s has %q", login, groups)
		}
		for _, g := range groups {
			b.Get(g, 200)
			if n := strings.Count(groupLinks.FindString(b.Page), "aria-current"); n != 1 {
				t.Errorf("%s on %s: %d groups are the open one", login, g, n)
			}
			pages := append(links(sectionLinks, b.Page), g)
			slices.Sort(pages)
			pages = slices.Compact(pages)
			if len(pages) > 6 {
				t.Errorf("%s has %q", login, pages)
			}
			for _, p := range pages {
				b.Get(p, 200)
				offered[p] = true
			}
		}
	}
	for _, r := range faces.Rooms() {
		for _, s := range r.Sections {
			if s.Group != kit.AdminGroup && !offered[s.URL] {
				t.Errorf("%s is offered to nobody", s.URL)
			}
		}
	}
}
