package relay

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/relay"
	"xiaohao/platform/georeport"
	"xiaohao/platform/lang"
)

// Servers are the systems of other bodies.
type Servers struct {
	kit.Frame
	Tabs  []kit.Link
	Rows  []ServerRow
	Find  kit.Form
	Found *FoundBox // what was found at an address
	New   kit.Form
}

func (*Servers) Template() string { return "relay_servers" }

// ServerRow is one of them.
type ServerRow struct {
	Name, Host, URL string
	State, Tone     string
	Counts          string // what was sent there, in a sentence
}

// FoundBox is what was found at an address: one form for each place where reports are taken.
type FoundBox struct {
	Said  string
	At    string // where they say so; "" for nowhere
	Forms []kit.Form
}

func servers(c *kit.Call) error {
	return showServers(c, nil, nil, nil)
}

// showServers shows the servers; found is what was found, s and wrong a form that was refused.
func showServers(c *kit.Call, found *FoundBox, s *kit.Sent, wrong error) error {
	all, err := relayOf(c.House).Servers(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	counts, err := relayOf(c.House).Counts(c.Ctx, c.Who.Caller)
	if err != nil {
		return err
	}
	p := &Servers{Frame: c.Frame("admin", c.T("admin.relay_servers")), Tabs: c.AdminTabs("relay_servers"), Found: found,
		Find: findForm(c), New: serverForm(c, relay.Server{Enabled: true, Media: relay.NoMedia})}
	p.New.Title = c.T("relay.new")
	for i := range all {
		x := &all[i]
		r := ServerRow{Name: x.Name, Host: x.Host(), URL: serverURL(x.ID), Counts: countsOf(c, counts[x.ID])}
		r.State, r.Tone = standOf(c, x)
		p.Rows = append(p.Rows, r)
	}
	p.Find.Open = len(all) == 0 && found == nil
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		f := &p.New
		if strings.HasSuffix(c.R.URL.Path, "/find") {
			f = &p.Find
		}
		f.Again(c.L, s, wrong)
	}
	return c.Render(p)
}

func serverURL(id int64) string { return "/admin/relay/" + strconv.FormatInt(id, 10) }

// standOf says how a server does, and in which colour.
func standOf(c *kit.Call, s *relay.Server) (words, tone string) {
	switch {
	case !s.Enabled:
		return c.T("relay.server_off"), "grey"
	case s.Problem != "":
		words = trouble(c, s.Problem, "")
		if s.Again > c.Now {
			words = c.T("relay.server_again", "why", words, "at", lang.When(c.L, c.Now, s.Again))
		}
		return words, "red"
	case s.Answered == 0:
		return c.T("relay.server_new"), "grey"
	}
	return c.T("relay.server_well", "at", lang.When(c.L, c.Now, s.Answered)), "green"
}

// countsOf says how many were sent and how they stand.
func countsOf(c *kit.Call, by map[string]int) string {
	var said []string
	for _, state := range relay.States() {
		if n := by[state]; n > 0 {
			said = append(said, c.T("relay.count", "state", c.T("relay.state."+state), "n", strconv.Itoa(n)))
		}
	}
	if len(said) == 0 {
		return c.T("relay.count_none")
	}
	return strings.Join(said, c.T("word.and"))
}

func findForm(c *kit.Call) kit.Form {
	address := c.Line("address", "relay.address", 500, true)
	address.Hint = c.T("relay.address_hint")
	hosts := c.Line("hosts", "delivery.hosts", 300, false)
	hosts.Hint = c.T("relay.hosts_hint")
	return kit.Form{ID: "find", Action: "/admin/relay/find", Title: c.T("relay.find"), Submit: c.T("relay.find_go"),
		Tone: "primary", Fields: []kit.Field{address, hosts}}
}

// serverForm is the form of a server. Its key is not shown again.
func serverForm(c *kit.Call, x relay.Server) kit.Form {
	name, base := c.Line("name", "relay.name", 60, true), c.Line("base", "relay.base", 500, true)
	name.Value, base.Value = x.Name, x.Base
	jurisdiction, key := c.Line("jurisdiction", "relay.jurisdiction", 100, false),
		c.Line("key", "relay.key", 300, false)
	jurisdiction.Value, jurisdiction.Hint = x.Jurisdiction, c.T("relay.jurisdiction_hint")
	key.Kind, key.Auto, key.Hint = "password", "off", c.T("relay.key_hint")
	hosts := c.Line("hosts", "delivery.hosts", 300, false)
	hosts.Value, hosts.Hint = strings.Join(x.Hosts, " "), c.T("relay.hosts_hint")
	media := kit.Field{Kind: "select", Name: "media", Label: c.T("relay.media"), Required: true}
	for _, m := range relay.Medias() {
		media.Options = append(media.Options, kit.Option{Value: m, Label: c.T("relay.media." + m),
			Selected: m == x.Media})
	}
	return kit.Form{ID: "server-" + strconv.FormatInt(x.ID, 10), Action: "/admin/relay", Title: c.T("relay.edit"),
		Submit: c.T("delivery.save"), Fields: []kit.Field{
			{Kind: "hidden", Name: "server", Value: strconv.FormatInt(x.ID, 10)}, name, base, jurisdiction, key, media,
			hosts, {Kind: "check", Name: "enabled", Label: c.T("relay.enabled"), Checked: x.Enabled}}}
}

// find looks what is at an address, and shows it as forms that are filled in.
func find(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	hosts := strings.Fields(s.Get("hosts"))
	f, err := relayOf(c.House).Discover(c.Ctx, c.Who.Caller, s.Get("address"), hosts)
	if err != nil {
		if !kit.Refused(err) || fault.Of(err).Kind == fault.Denied {
			return err
		}
		return showServers(c, nil, s, err)
	}
	return showServers(c, foundBox(c, f, hosts), s, nil)
}

func foundBox(c *kit.Call, f georeport.Found, hosts []string) *FoundBox {
	b := &FoundBox{Said: c.T("relay.found_bare")}
	if f.Discovery != "" {
		b.Said = c.T("relay.found", "n", strconv.Itoa(len(f.Endpoints)))
		b.At = f.Discovery
	}
	for i, e := range f.Endpoints[:min(len(f.Endpoints), 5)] {
		x := serverForm(c, relay.Server{Enabled: true, Media: relay.NoMedia, Hosts: hosts,
			Wire: relay.Wire{Base: e.URL}})
		x.ID = "found-" + strconv.Itoa(i)
		x.Title = e.URL
		if e.Type != "" {
			x.Title += " · " + e.Type
		}
		if len(e.Formats) > 0 {
			x.Title += " · " + strings.ToUpper(strings.Join(e.Formats, ", "))
		}
		x.Open, x.Submit = i == 0, c.T("relay.add")
		b.Forms = append(b.Forms, x)
	}
	return b
}

// setServer makes a server or changes it.
func setServer(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	x := relay.Server{ID: s.Number("server"), Name: s.Get("name"), Hosts: strings.Fields(s.Get("hosts")),
		Media: s.Get("media"), Enabled: s.Yes("enabled"), Wire: relay.Wire{Base: s.Get("base"),
			Jurisdiction: strings.TrimSpace(s.Get("jurisdiction")), Key: strings.TrimSpace(s.Get("key"))}}
	if err = s.Bad; err == nil {
		x.ID, err = relayOf(c.House).SetServer(c.Ctx, c.Who.Caller, x)
	}
	if err != nil {
		if !kit.Refused(err) || fault.Of(err).Kind == fault.Denied {
			return err
		}
		if x.ID != 0 {
			return showServer(c, x.ID, s, err)
		}
		return showServers(c, nil, s, err)
	}
	c.Flash("flash.relay_server", "")
	c.To(serverURL(x.ID))
	return nil
}
