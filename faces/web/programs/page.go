package programs

import (
	"strings"

	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// Page is the page about the interface for programs.
type Page struct {
	kit.Frame
	Base        string // what addresses begin with
	Version     string
	Description string // where the description is, in the page's language
	Script      string // addresses of the reader
	Style       string
	Boot        string
	Steps       []Step
	Groups      []Group
	Doors       []Door
}

func (*Page) Template() string { return "programs" }

// Step is a request to begin with, as it is typed.
type Step struct{ Text, Curl string }

// Group are operations of one kind of caller.
type Group struct {
	Label, Text string
	Operations  []Operation
}

// Operation is one in a sentence.
type Operation struct{ Method, Path, Text string }

// Door is another way in for programs.
type Door struct{ Label, Text, URL string }

// show explains the interface. The page is the same for everybody.
func show(c *kit.Call) error {
	base := c.Gate.Base(c.R)
	p := &Page{Frame: c.Frame("", c.T("programs.title")), Base: base, Version: gate.APIVersion,
		Description: "/api/v1/openapi.yaml", Script: address(script), Style: address(style),
		Boot:  kit.Asset("reader.js"),
		Steps: steps(c.T, base)}
	if c.L == lang.Zh {
		p.Description += "?lang=zh"
	}
	p.Preview = &kit.Preview{Title: p.Title, Text: c.T("programs.lead"), URL: base + "/api"}
	open := Group{Label: c.T("programs.open"), Text: c.T("programs.open_text")}
	staff := Group{Label: c.T("programs.staff"), Text: c.T("programs.staff_text")}
	for _, o := range api.Operations() {
		x := Operation{Method: o.Method, Path: o.Path, Text: o.En}
		if c.L == lang.Zh {
			x.Text = o.Zh
		}
		to := &open
		if o.Login {
			to = &staff
		}
		to.Operations = append(to.Operations, x)
	}
	p.Groups = []Group{open, staff}
	p.Doors = doors(c)
	c.W.Header().Set("Cache-Control", "public, max-age=30")
	c.W.Header().Set("Vary", "Accept-Language, Cookie")
	if c.Who.Staff() {
		c.W.Header().Set("Cache-Control", "private, no-store")
	}
	return c.Render(p)
}

// doors are the other ways in that this city has.
func doors(c *kit.Call) (out []Door) {
	out = append(out, Door{c.T("programs.georeport"), c.T("programs.georeport_text"), "/open311/discovery.json"})
	if c.Answers("GET /data/{$}") || c.Answers("GET /data/") {
		out = append(out, Door{c.T("programs.data"), c.T("programs.data_text"), "/data/"})
	}
	return append(out, Door{c.T("programs.feeds"), c.T("programs.feeds_text"), "/public/feed.json"})
}

// steps are the requests to begin with.
func steps(say func(key string, args ...string) string, base string) (out []Step) {
	for _, x := range Curls() {
		out = append(out, Step{say("programs.step." + x.Key), strings.ReplaceAll(x.Line, "{base}", base)})
	}
	return out
}

// Curl is a request as it is typed; {base} stands for the city's address, $KEY for the key.
type Curl struct{ Key, Line string }

// Curls are the requests that the page begins with. Each is run by a test.
func Curls() []Curl {
	return []Curl{
		{"areas", "curl '{base}/api/v1/areas'"},
		{"public", "curl '{base}/api/v1/public/matters?state=open&limit=5'"},
		{"me", "curl -H \"Authorization: Bearer $KEY\" '{base}/api/v1/me'"},
		{"work", "curl -H \"Authorization: Bearer $KEY\" '{base}/api/v1/work?limit=5'"},
		{"comment", "curl -H \"Authorization: Bearer $KEY\" -H 'Content-Type: application/json' \\\n" +
			"  -d '{\"id\": \"0198f3a0-2222-7abc-8def-0123456789ab\", \"command\": \"comment\", \"body\": " +
			"{\"text\": \"看过现场\"}}' \\\n  '{base}/api/v1/matters/1/commands'"},
	}
}
