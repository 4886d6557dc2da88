package georeport

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The most that is read of what a server lists.
const (
	maxServices   = 2000
	maxAttributes = 200
	maxValues     = 1000
	maxEndpoints  = 50
)

// Found is what a server says of itself.
type Found struct {
	Discovery string // the address at which it does; "" where it does not, and was found by its services
	Changeset time.Time
	Endpoints []Endpoint
}

// Endpoint is an address where reports are taken.
type Endpoint struct {
	URL     string
	Type    string   // "production", "test", or what they call it; "" for nothing
	Formats []string // "json", "xml"; nil where it does not say
}

// Discover finds out where a server takes reports, from any address of it: its discovery, its endpoint, its front
// page. allow are hosts inside the own network that an administrator allows. Errors are *Error; that of the first
// address where no other one led further.
func (c *Client) Discover(ctx context.Context, address string, allow []string) (Found, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return Found{}, &Error{Kind: Refused, Why: WhyAddress}
	}
	u.RawQuery, u.Fragment = "", ""
	var first error
	for _, at := range discoveries(u) {
		f, err := c.discovered(ctx, at, allow)
		if err == nil {
			return f, nil
		}
		if first == nil {
			first = err
		}
		if e := new(Error); asError(err, &e) && e.Away() {
			return Found{}, first
		}
	}
	s := Server{Base: strings.TrimRight(u.String(), "/"), AllowHosts: allow}
	if _, err := c.Services(ctx, s); err == nil {
		return Found{Endpoints: []Endpoint{{URL: s.Base, Formats: []string{c.Format(s)}}}}, nil
	}
	return Found{}, first
}

// discoveries are the addresses where a server may say where it takes reports, each without its suffix.
func discoveries(u *url.URL) (out []string) {
	add := func(path string) {
		at := *u
		at.RawPath, at.Path = "", path
		if s := at.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	path := strings.TrimRight(u.Path, "/")
	for _, suffix := range []string{".json", ".xml"} {
		if base, ok := strings.CutSuffix(path, suffix); ok {
			add(base)
			return out
		}
	}
	add(path + "/discovery")
	if i := strings.LastIndex(path, "/"); i >= 0 {
		add(path[:i] + "/discovery")
	}
	add("/open311/discovery")
	return out
}

// discovered reads what stands at an address.
func (c *Client) discovered(ctx context.Context, at string, allow []string) (out Found, err error) {
	i := strings.LastIndex(at, "/")
	s := Server{Base: at[:i], AllowHosts: allow}
	root, err := c.get(ctx, s, question{path: []string{at[i+1:]}})
	if err != nil {
		return out, err
	}
	out.Discovery = at + "." + c.Format(s)
	for _, n := range root.records("changeset") {
		out.Changeset = n.when("changeset", c.Zone)
	}
	for _, n := range root.records("url") {
		e := Endpoint{URL: strings.TrimRight(n.link("url"), "/"), Type: strings.ToLower(n.line("type", 40))}
		if e.URL == "" || len(out.Endpoints) >= maxEndpoints {
			continue
		}
		for _, f := range n.all("format") {
			for _, known := range []string{asJSON, asXML} {
				if strings.Contains(strings.ToLower(f), known) && !slices.Contains(e.Formats, known) {
					e.Formats = append(e.Formats, known)
				}
			}
		}
		out.Endpoints = append(out.Endpoints, e)
	}
	if len(out.Endpoints) == 0 {
		return out, &Error{Kind: Refused, Why: WhyUnreadable}
	}
	return out, nil
}

// all are the texts of parts of a name and of their list, wherever they stand beneath: format and formats.
func (n *node) all(name string) (out []string) {
	for _, k := range n.kids {
		if (k.name == name || k.name == name+"s") && strings.TrimSpace(k.text) != "" {
			out = append(out, k.text)
		}
		out = append(out, k.all(name)...)
	}
	return out
}

// Service is something that a server takes.
type Service struct {
	Code, Name, Description, Group string
	Metadata                       bool // it asks for more, see Definition
	Type                           string
}

// Services lists what a server takes. Errors are *Error.
func (c *Client) Services(ctx context.Context, s Server) (out []Service, err error) {
	root, err := c.get(ctx, s, question{path: []string{"services"}})
	if err != nil {
		return nil, err
	}
	for _, n := range root.records("servicecode") {
		x := Service{Code: n.id("servicecode"), Name: n.line("servicename", maxLine), Group: n.line("group", maxLine),
			Description: n.words("description", maxWords), Metadata: n.flag("metadata"), Type: n.line("type", 40)}
		if x.Code == "" || slices.ContainsFunc(out, func(y Service) bool { return y.Code == x.Code }) {
			continue
		}
		if x.Name == "" {
			x.Name = x.Code
		}
		if out = append(out, x); len(out) == maxServices {
			break
		}
	}
	if len(out) == 0 {
		return nil, &Error{Kind: Refused, Why: WhyUnreadable}
	}
	return out, nil
}

// The datatypes of attributes.
const (
	TypeString   = "string"
	TypeNumber   = "number"
	TypeDatetime = "datetime"
	TypeText     = "text"
	TypeOne      = "singlevaluelist"
	TypeMany     = "multivaluelist"
)

// Attribute is something that a service asks for. Variable is false where it is only to be read.
type Attribute struct {
	Code, Datatype, Description, Hint string
	Variable, Required                bool
	Order                             int
	Values                            []Value
}

// Value is one that may be chosen.
type Value struct{ Key, Name string }

// Definition is what a service asks for beside place and words, in the order in which it asks. Errors are *Error.
func (c *Client) Definition(ctx context.Context, s Server, code string) (out []Attribute, err error) {
	root, err := c.get(ctx, s, question{path: []string{"services", code}})
	if err != nil {
		return nil, err
	}
	for _, n := range root.definitions() {
		a := Attribute{Code: n.id("code"), Datatype: strings.ToLower(n.line("datatype", 40)),
			Description: n.line("description", maxLine), Hint: n.line("datatypedescription", maxLine),
			Variable: n.raw("variable") == "" || n.flag("variable"), Required: n.flag("required"),
			Order: n.number("order"), Values: n.values()}
		if a.Code == "" || slices.ContainsFunc(out, func(b Attribute) bool { return b.Code == a.Code }) {
			continue
		}
		if out = append(out, a); len(out) == maxAttributes {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Attribute) int { return a.Order - b.Order })
	return out, nil
}

// definitions are the attributes of a definition.
func (n *node) definitions() []*node {
	if n.has("code") && n.has("datatype", "variable", "required", "description", "order") {
		return []*node{n}
	}
	var out []*node
	for _, k := range n.kids {
		out = append(out, k.definitions()...)
	}
	return out
}

// values are the choices of an attribute: pairs of key and name, plain texts, or an object of names by key.
func (n *node) values() (out []Value) {
	add := func(v Value) {
		v.Key = clean(v.Key, maxLine, false)
		if v.Name = clean(v.Name, maxLine, false); v.Name == "" {
			v.Name = v.Key
		}
		if v.Key != "" && len(out) < maxValues {
			out = append(out, v)
		}
	}
	for _, k := range n.kids {
		if k.name != "values" && k.name != "value" {
			continue
		}
		if pairs := k.records("key"); len(pairs) > 0 {
			for _, p := range pairs {
				add(Value{p.raw("key"), p.raw("name")})
			}
			continue
		}
		if t := strings.TrimSpace(k.text); t != "" {
			add(Value{Key: t})
		}
		for _, x := range k.kids {
			if t := strings.TrimSpace(x.text); x.name == "value" || x.name == "item" {
				add(Value{Key: t})
			} else {
				add(Value{x.name, t})
			}
		}
	}
	return out
}
