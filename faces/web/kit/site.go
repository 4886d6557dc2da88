package kit

import (
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/platform/lang"
)

// Room is the pages of a capability, and what others must know of them.
type Room struct {
	Name      string   // the folder's
	Part      string   // the part that it shows; "" for none
	Needs     []string // other parts whose values its handlers ask for
	Routes    []Route
	Templates fs.FS  // with a folder templates; nil for none
	Pages     []Page // one of each kind that its templates show, empty: each template is held against its struct
	Sections  []Section
	JSON      []api.Route // what programs ask for, beneath /api/v1

	// Unread counts the messages that the caller has not looked at, for the bell on every page. One room has it.
	Unread func(c *Call) int

	// Version is a text that is another one whenever something changes of what everybody may see. One room has it; see
	// Shared.
	Version func(c *Call) (string, error)

	// Enter asks who it is, or for a password of his own, before a form that was sent without that comes back. One
	// room has it.
	Enter func(c *Call, u *Unsent) error
}

// Route is one address.
type Route struct {
	Pattern string // of http.ServeMux
	Access  Access
	Do      func(c *Call) error
	Body    gate.Body // what a request may bring
	Shared  bool      // see Shared
	Fields  []string  // of the query, on which its pages hang; for a shared route alone
}

// Brings is the route for requests that may bring something else than others of its access.
func (r Route) Brings(b gate.Body) Route {
	r.Body = b
	return r
}

// Access is who may open a route; what he then sees and may do is the desk's to say.
type Access uint8

// The levels of access.
const (
	ForAnyone Access = iota
	ForStaff         // somebody who logged in and has a password of his own
	ForFresh         // somebody who logged in, also with the first password
)

func (a Access) String() string { return [...]string{"anyone", "staff", "fresh"}[a] }

// Anyone is a route for everybody. It is brought words alone.
func Anyone(pattern string, do func(c *Call) error) Route {
	return Route{Pattern: pattern, Access: ForAnyone, Do: do, Body: gate.Words}
}

// Staff is a route for who logged in and has a password of his own.
func Staff(pattern string, do func(c *Call) error) Route {
	return Route{Pattern: pattern, Access: ForStaff, Do: do, Body: gate.Office}
}

// Fresh is a route for who logged in, also with the first password.
func Fresh(pattern string, do func(c *Call) error) Route {
	return Route{Pattern: pattern, Access: ForFresh, Do: do, Body: gate.Office}
}

// Site is the rooms of a city, joined: their templates, their sections. Make it with NewSite. Safe for concurrent use.
type Site struct {
	gate      *gate.Gate
	mux       *http.ServeMux // all routes; Serve sets it
	house     *part.House
	rooms     []Room
	groups    []group
	admin     []Section
	version   func(c *Call) (string, error) // of what everybody sees
	pages     *gate.Kept
	templates map[string]func() *template.Template // one set for each language, parsed when it is first needed
}

// NewSite joins rooms; parts are the names of the parts that the city has. A room without a name or with one that is
// taken, without its part, with a route, a template or a section of another one is refused with a sentence that says
// where to look.
func NewSite(g *gate.Gate, rooms []Room, parts []string) (*Site, error) {
	s := &Site{gate: g, house: g.House, rooms: rooms, pages: gate.NewKept(gate.KeptMost)}
	names, routes, sections := map[string]bool{}, map[string]string{}, map[string]string{}
	for i, r := range rooms {
		switch {
		case r.Name == "":
			return nil, fmt.Errorf("room %d of the list has no name: give one in its room.go", i+1)
		case names[r.Name]:
			return nil, fmt.Errorf("two rooms are called %s: a room's name is its folder's", r.Name)
		}
		names[r.Name] = true
		if r.Version != nil {
			s.version = r.Version
		}
		if err := r.fits(parts); err != nil {
			return nil, err
		}
		for _, x := range r.Routes {
			if other, ok := routes[x.Pattern]; ok {
				return nil, fmt.Errorf("rooms %s and %s both answer %q: look at their room.go", other, r.Name,
					x.Pattern)
			}
			routes[x.Pattern] = r.Name
		}
		for _, x := range r.Sections {
			if other, ok := sections[x.Key]; ok {
				return nil, fmt.Errorf("rooms %s and %s both have the section %s: look at their room.go", other,
					r.Name, x.Key)
			}
			sections[x.Key] = r.Name
		}
	}
	if err := s.furnish(); err != nil {
		return nil, err
	}
	return s, s.arrange()
}

// Serve tells the site where all its routes are, before anything is asked of it.
func (s *Site) Serve(mux *http.ServeMux) { s.mux = mux }

// Answers says whether a room has a route, by its pattern, so that a page leads to another room only where that is
// there.
func (c *Call) Answers(pattern string) bool {
	return slices.ContainsFunc(c.site.rooms, func(r Room) bool {
		return slices.ContainsFunc(r.Routes, func(x Route) bool { return x.Pattern == pattern })
	})
}

// fits refuses a room whose parts are not there.
func (r *Room) fits(parts []string) error {
	for _, p := range append([]string{r.Part}, r.Needs...) {
		if p != "" && !slices.Contains(parts, p) {
			return fmt.Errorf("room %s shows the part %s, which this program does not have: add the part to its list "+
				"(city/parts.go) or take the room out of its list (faces/rooms.go)", r.Name, p)
		}
	}
	return nil
}

// furnish finds the templates of all rooms.
func (s *Site) furnish() error {
	folders := []fs.FS{templateFiles}
	owners := map[string]string{}
	if err := own(owners, "kit", templateFiles); err != nil {
		return err
	}
	for _, r := range s.rooms {
		if r.Templates == nil {
			continue
		}
		folders = append(folders, r.Templates)
		if err := own(owners, r.Name, r.Templates); err != nil {
			return err
		}
	}
	s.templates = map[string]func() *template.Template{}
	for _, l := range lang.All() {
		s.templates[l] = sync.OnceValue(func() *template.Template { return parse(l, folders) })
	}
	return nil
}

var defined = regexp.MustCompile(`{{-?\s*define\s+"([^"]+)"`)

// own notes who has which template, and refuses a name that is taken.
func own(owners map[string]string, room string, folder fs.FS) error {
	files, err := fs.Glob(folder, "templates/*.html")
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("room %s has no templates/*.html: embed them in its room.go", room)
	}
	for _, f := range files {
		b, err := fs.ReadFile(folder, f)
		if err != nil {
			return err
		}
		for _, m := range defined.FindAllStringSubmatch(string(b), -1) {
			if other, ok := owners[m[1]]; ok {
				return fmt.Errorf("the template %q of room %s is there already, in %s: look at %s", m[1], room,
					other, f)
			}
			owners[m[1]] = room
		}
	}
	return nil
}

// JSON are the routes of all rooms that programs ask for.
func JSON(rooms []Room) (out []api.Route) {
	for _, r := range rooms {
		out = append(out, r.JSON...)
	}
	return out
}

// Template is a template of the kit or of a room in a language, nil for none.
func (s *Site) Template(language, name string) *template.Template {
	return s.templates[language]().Lookup(name)
}

// Pages are one of each kind, empty.
func (s *Site) Pages() (out []Page) {
	for _, r := range s.rooms {
		out = append(out, r.Pages...)
	}
	return out
}

// Sections are all pages of the overview and of the administration.
func (s *Site) Sections() (out []Section) {
	for _, r := range s.rooms {
		out = append(out, r.Sections...)
	}
	return out
}

// unread is what the bell shows. A page is worth more than its bell: what goes wrong there shows nothing.
func (s *Site) unread(c *Call) int {
	for _, r := range s.rooms {
		if r.Unread != nil {
			return r.Unread(c)
		}
	}
	return 0
}

// arrange puts the sections into their groups, in order.
func (s *Site) arrange() error {
	for _, k := range groupKeys {
		s.groups = append(s.groups, group{key: k})
	}
	for _, r := range s.rooms {
		for _, x := range r.Sections {
			i := slices.Index(groupKeys, x.Group)
			switch {
			case x.Group == AdminGroup:
				s.admin = append(s.admin, x)
			case i < 0:
				return fmt.Errorf("room %s has a section in the group %q; there are %s and %s", r.Name, x.Group,
					strings.Join(groupKeys, ", "), AdminGroup)
			default:
				s.groups[i].pages = append(s.groups[i].pages, x)
			}
		}
	}
	byPlace := func(a, b Section) int { return a.Place - b.Place }
	for _, g := range s.groups {
		slices.SortStableFunc(g.pages, byPlace)
	}
	slices.SortStableFunc(s.admin, byPlace)
	return nil
}
