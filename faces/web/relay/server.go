package relay

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/relay"
	"xiaohao/platform/georeport"
	"xiaohao/platform/lang"
)

// Server is the system of another body, and what goes there.
type Server struct {
	kit.Frame
	Tabs        []kit.Link
	Name, Host  string
	State, Tone string
	Services    string // what they take, in a sentence
	Routes      []RouteRow
	New         kit.Form
	Fetch, Edit kit.Form
}

func (*Server) Template() string { return "relay_server" }

// RouteRow is one of our categories and where it goes.
type RouteRow struct {
	Category, Service string
	Where, How        string // from which areas, by whom
	Lacks             string // what they ask for and are not told; "" for nothing
	Edit, Drop        kit.Form
}

func server(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	return showServer(c, id, nil, nil)
}

func showServer(c *kit.Call, id int64, s *kit.Sent, wrong error) error {
	x, err := relayOf(c.House).Server(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	routes, err := relayOf(c.House).Routes(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Server{Frame: c.Frame("admin", x.Name), Tabs: c.AdminTabs("relay_servers"), Name: x.Name, Host: x.Host(),
		Edit: serverForm(c, x), New: newRouteForm(c, x), Services: c.T("relay.services_none"),
		Fetch: kit.Form{Action: serverURL(id) + "/fetch", Submit: c.T("relay.fetch")}}
	p.State, p.Tone = standOf(c, &x)
	if x.Fetched != 0 {
		p.Services = c.T("relay.services", "n", strconv.Itoa(len(x.Services)), "at", lang.When(c.L, c.Now, x.Fetched))
	}
	p.New.Open = len(routes) == 0 && len(x.Services) > 0
	for _, r := range routes {
		p.Routes = append(p.Routes, routeRow(c, r))
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.refuse(c, s, wrong)
	}
	return c.Render(p)
}

// refuse puts an error onto the form that it came from.
func (p *Server) refuse(c *kit.Call, s *kit.Sent, wrong error) {
	if s == nil || s.Get("server") == "" && s.Get("category") == "" && s.Get("route") == "" {
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		return
	}
	f := &p.New
	if s.Get("server") != "" {
		f = &p.Edit
	}
	for i := range p.Routes {
		if p.Routes[i].Edit.ID == "route-"+s.Get("route") {
			f = &p.Routes[i].Edit
		}
	}
	f.Again(c.L, s, wrong)
}

func routeRow(c *kit.Call, r relay.Route) RouteRow {
	id := strconv.FormatInt(r.ID, 10)
	row := RouteRow{Category: c.Category(r.Category), Service: r.Name, Where: c.T("relay.everywhere"),
		How: c.T("relay.by_person"), Edit: routeForm(c, r),
		Drop: kit.Form{ID: "drop-" + id, Action: serverURL(r.Server) + "/drop", Submit: c.T("relay.route_drop"),
			Tone: "danger", Ask: c.T("relay.route_drop_ask"),
			Fields: []kit.Field{{Kind: "hidden", Name: "route", Value: id}}}}
	if r.Ruled {
		row.How = c.T("relay.by_rule")
	}
	var names []string
	for _, a := range r.Areas {
		names = append(names, c.AreaName(a))
	}
	if len(names) > 0 {
		row.Where = strings.Join(names, c.T("word.and"))
	}
	var lacks []string
	for _, a := range r.Lacks() {
		lacks = append(lacks, nameOf(a))
	}
	row.Lacks = strings.Join(lacks, c.T("word.and"))
	return row
}

func nameOf(a georeport.Attribute) string {
	if a.Description != "" {
		return a.Description
	}
	return a.Code
}

// newRouteForm chooses a category of ours and a service of theirs.
func newRouteForm(c *kit.Call, x relay.Server) kit.Form {
	var services []kit.Option
	for _, y := range x.Services {
		services = append(services, kit.Option{Value: y.Code, Label: y.Name, Group: y.Group})
	}
	return kit.Form{ID: "route-new", Action: serverURL(x.ID) + "/routes", Title: c.T("relay.route_new"),
		Submit: c.T("relay.route_add"), Hint: c.T("relay.route_hint"), Fields: []kit.Field{
			kit.Choose("category", c.T("field.category"), true, c.Categories("")),
			kit.Choose("service", c.T("relay.service"), true, services)}}
}

// routeForm is the form of a route: from where, by whom, and what they ask for.
func routeForm(c *kit.Call, r relay.Route) kit.Form {
	id := strconv.FormatInt(r.ID, 10)
	areas := kit.Field{Kind: "checks", Name: "areas", Label: c.T("relay.areas"), Hint: c.T("relay.areas_hint")}
	for _, a := range c.Org.Tree().Children(c.Top()) {
		if !a.Former || slices.Contains(r.Areas, a.Code) {
			areas.Options = append(areas.Options, kit.Option{Value: a.Code.String(), Label: a.Name,
				Selected: slices.Contains(r.Areas, a.Code)})
		}
	}
	f := kit.Form{ID: "route-" + id, Action: serverURL(r.Server) + "/routes", Title: c.T("relay.route_edit"),
		Submit: c.T("delivery.save"), Open: len(r.Lacks()) > 0, Fields: []kit.Field{
			{Kind: "hidden", Name: "route", Value: id}, areas,
			{Kind: "check", Name: "ruled", Label: c.T("relay.ruled"), Hint: c.T("relay.ruled_hint"), Checked: r.Ruled}}}
	for i, a := range r.Asks {
		if a.Variable {
			f.Fields = append(f.Fields, answerFields(c, r, i, a)...)
		}
	}
	return f
}

// nothing is chosen where an attribute is told nothing of ours, or nothing at all: no field and no choice bears it.
const nothing = "\u2014"

// answerFields are what an attribute of theirs is told: from a field of ours, or always the same.
func answerFields(c *kit.Call, r relay.Route, i int, a georeport.Attribute) []kit.Field {
	n := strconv.Itoa(i)
	var now relay.Answer
	if k := slices.IndexFunc(r.Answers, func(x relay.Answer) bool { return x.Code == a.Code }); k >= 0 {
		now = r.Answers[k]
	}
	label := c.T("relay.asks", "what", nameOf(a))
	if a.Required {
		label = c.T("relay.asks_must", "what", nameOf(a))
	}
	from := []kit.Option{{Value: nothing, Label: c.T("relay.from_none"), Selected: now.From == ""}}
	for _, x := range relay.Fields() {
		from = append(from, kit.Option{Value: x, Label: c.T("relay.field." + x), Selected: x == now.From})
	}
	ours := kit.Field{Kind: "select", Name: "from-" + n, Label: label + c.T("word.colon") + c.T("relay.from"),
		Options: from}
	text := kit.Field{Kind: "text", Name: "text-" + n, Label: label + c.T("word.colon") + c.T("relay.always"), Max: 500,
		Value: now.Text, Hint: a.Hint}
	switch {
	case a.Datatype == georeport.TypeOne && len(a.Values) > 0:
		text.Kind, text.Required = "select", true
		text.Options = []kit.Option{{Value: nothing, Label: c.T("relay.always_none"), Selected: now.Text == ""}}
		for _, v := range a.Values {
			text.Options = append(text.Options, kit.Option{Value: v.Key, Label: v.Name, Selected: v.Key == now.Text})
		}
		return []kit.Field{text}
	case a.Datatype == georeport.TypeMany && len(a.Values) > 0:
		text.Kind = "checks"
		chosen := strings.Split(now.Text, "\n")
		for _, v := range a.Values {
			text.Options = append(text.Options, kit.Option{Value: v.Key, Label: v.Name,
				Selected: slices.Contains(chosen, v.Key)})
		}
		return []kit.Field{text}
	}
	return []kit.Field{ours, text}
}

func fetch(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	if _, err = c.Read(c.Who.Caller); err == nil {
		_, err = relayOf(c.House).Fetch(c.Ctx, c.Who.Caller, id)
	}
	if err != nil {
		if !kit.Refused(err) || fault.Of(err).Kind == fault.Denied {
			return err
		}
		return showServer(c, id, nil, err)
	}
	c.Flash("flash.relay_fetched", "")
	c.To(serverURL(id))
	return nil
}

// setRoute makes a route or changes it.
func setRoute(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	x := relayOf(c.House)
	r := relay.Route{ID: s.Number("route"), Server: id, Category: s.Get("category"), Service: s.Get("service"),
		Ruled: s.Yes("ruled")}
	for _, code := range s.Values["areas"] {
		if a, err := area.Parse(code); err == nil {
			r.Areas = append(r.Areas, a)
		}
	}
	if err = s.Bad; err == nil && r.ID != 0 {
		r.Answers, err = answered(c, id, r.ID, s)
	}
	if err == nil {
		_, err = x.SetRoute(c.Ctx, c.Who.Caller, r)
	}
	if err != nil {
		if !kit.Refused(err) || fault.Of(err).Kind == fault.Denied {
			return err
		}
		return showServer(c, id, s, err)
	}
	c.Flash("flash.relay_route", "")
	c.To(serverURL(id))
	return nil
}

// answered are the answers of a route's form.
func answered(c *kit.Call, server, route int64, s *kit.Sent) (out []relay.Answer, err error) {
	all, err := relayOf(c.House).Routes(c.Ctx, c.Who.Caller, server)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(r relay.Route) bool { return r.ID == route })
	if i < 0 {
		return nil, fault.New(fault.Missing, "relay_route_missing")
	}
	for n, a := range all[i].Asks {
		at := strconv.Itoa(n)
		x := relay.Answer{Code: a.Code, From: s.Get("from-" + at), Text: strings.Join(s.Values["text-"+at], "\n")}
		x.From, x.Text = strings.TrimPrefix(x.From, nothing), strings.TrimPrefix(x.Text, nothing)
		if x.From != "" || x.Text != "" {
			out = append(out, x)
		}
	}
	return out, nil
}

func dropRoute(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = relayOf(c.House).DropRoute(c.Ctx, c.Who.Caller, s.Number("route"))
	}
	if err != nil {
		return err
	}
	c.Flash("flash.relay_dropped", "")
	c.To(serverURL(id))
	return nil
}
