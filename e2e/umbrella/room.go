package umbrella

import (
	"strconv"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// Page shows the umbrellas that are out.
type Page struct {
	kit.Frame
	Once string
	Rows []Row
}

type Row struct {
	Umbrella
	When, Once string
}

func (*Page) Template() string { return "umbrellas" }

// Room is the pages of umbrellas.
func Room() kit.Room {
	return kit.Room{
		Name: "umbrella", Part: "umbrella", Templates: files, Pages: []kit.Page{&Page{}},
		Routes: []kit.Route{kit.Staff("GET /umbrellas", page), kit.Staff("GET /umbrellas.json", asJSON),
			kit.Staff("POST /umbrellas/{id}", note)},
		Sections: []kit.Section{{Group: "papers", Key: "umbrellas", URL: "/umbrellas", Place: 90}},
	}
}

func of(c *kit.Call) *Umbrellas { return part.Get[*Umbrellas](c.House.Values) }

func page(c *kit.Call) error {
	list, err := of(c).Out(c.Ctx, c.OverArea())
	p := &Page{Frame: c.Overview("umbrellas"), Once: c.Once()}
	for _, u := range list {
		p.Rows = append(p.Rows, Row{u, lang.DateTime(c.L, u.At), c.Once()})
	}
	if err != nil {
		return err
	}
	return c.Render(p)
}

func asJSON(c *kit.Call) error {
	list, err := of(c).Out(c.Ctx, c.OverArea())
	if err != nil {
		return err
	}
	return c.JSON(map[string]any{"out": list})
}

// note lends an umbrella (0), or takes one back.
func note(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	x, typ := Umbrella{Area: c.OverArea()}, types[0]
	if x.ID, _ = strconv.ParseInt(c.R.PathValue("id"), 10, 64); x.ID != 0 {
		typ = types[1]
	}
	if err == nil {
		err = of(c).Note(c.Ctx, c.Who.Caller, command, typ, x)
	}
	if err != nil {
		return err
	}
	c.Flash("flash.umbrella", "")
	c.To("/umbrellas")
	return nil
}
