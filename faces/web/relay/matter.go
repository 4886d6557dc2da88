package relay

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/relay"
	"xiaohao/platform/lang"
)

// Abroad is where a matter was sent, and where it may be sent.
type Abroad struct {
	kit.Frame
	Title, URL string // of the matter
	Card       *Card
}

func (*Abroad) Template() string { return "relay_matter" }

// Card is the same on the matter's own page.
type Card struct {
	List    []Row
	Ways    []kit.Form // one for each place where it may be sent
	Kept    string     // that they keep what is not public here any more; "" for nothing
	None    string     // why it cannot be sent; "" where it can, or the reader does not decide
	Details string     // address of the page with all that may be done; "" on that page
}

// Row is something that was sent.
type Row struct {
	Name, Service, Number string
	State, Tone           string // how it stands in words, the light's colour
	Said, Notes           string // theirs
	Why, Next             string
	When                  string
	Forms                 []kit.Form
	Matter                kit.Glimpse // in lists
}

// tones are the lights of the states.
var tones = map[string]string{relay.Waits: "grey", relay.Out: "green", relay.Looked: "yellow", relay.Answered: "green",
	relay.Closed: "yellow", relay.NotTaken: "red", relay.LaidBy: "red", relay.Given: "grey"}

func address(id int64) string { return kit.MatterURL(id) + "/relay" }

// rowOf is something that was sent in words.
func rowOf(c *kit.Call, s relay.Stand) Row {
	r := Row{Name: s.Sent.Name, Service: s.Sent.Called, Number: s.Number, Tone: tones[s.State], Said: s.Said,
		Notes: s.Notes, When: lang.When(c.L, c.Now, s.Changed), State: c.T("relay.state." + s.State)}
	if s.State == relay.Out && s.Number == "" {
		r.State = c.T("relay.state.token")
	}
	switch s.State {
	case relay.NotTaken:
		r.Why, r.Said = trouble(c, s.Why, s.Said), ""
	case relay.LaidBy, relay.Given:
		r.Why = c.T("relay.why." + s.Why)
	case relay.Looked, relay.Closed:
		r.Next = c.T("relay.next." + s.State)
	}
	if s.Reason != "" {
		r.Why += c.T("word.colon") + s.Reason
	}
	return r
}

// trouble says why a server could not be used.
func trouble(c *kit.Call, why, said string) string {
	return lang.Error(c.L, relay.Trouble(why, said))
}

// CardOf is where a matter was sent and may be sent, for its page; nil where there is nothing to say.
func CardOf(c *kit.Call, m *matter.Matter) (*Card, error) {
	k, err := cardOf(c, m, false)
	if err == nil && len(k.List) == 0 && len(k.Ways) == 0 {
		return nil, nil
	}
	return k, err
}

// cardOf is the card; whole has all forms on it.
func cardOf(c *kit.Call, m *matter.Matter, whole bool) (*Card, error) {
	a, err := relayOf(c.House).Of(c.Ctx, c.Who.Caller, m)
	if err != nil {
		return nil, err
	}
	k := &Card{}
	theirs := false
	for i := len(a.List) - 1; i >= 0; i-- {
		s := a.List[i]
		r := rowOf(c, s)
		if a.May && whole {
			r.Forms = forms(c, m.ID, s)
		} else if a.May && len(forms(c, m.ID, s)) > 0 {
			k.Details = address(m.ID)
		}
		theirs = theirs || s.Number != "" || s.Token != ""
		k.List = append(k.List, r)
	}
	for _, w := range a.Ways {
		k.Ways = append(k.Ways, kit.Form{ID: "relay-" + strconv.FormatInt(w.Route, 10), Action: address(m.ID),
			Once: c.Once(), Submit: c.T("relay.send", "name", w.Server),
			Hint:   c.T("relay.send_as", "service", w.Service),
			Ask:    c.T("relay.send_ask", "name", w.Server),
			Fields: []kit.Field{{Kind: "hidden", Name: "route", Value: strconv.FormatInt(w.Route, 10)}}})
	}
	if theirs && !a.Public {
		k.Kept = c.T("relay.kept")
	}
	if a.May && whole && len(k.Ways) == 0 {
		k.None = c.T("relay.no_way")
		if !a.Public {
			k.None = c.T("relay.not_public")
		}
	}
	return k, nil
}

// forms are what may be done about something that was sent.
func forms(c *kit.Call, m int64, s relay.Stand) (out []kit.Form) {
	seq := kit.Field{Kind: "hidden", Name: "of", Value: strconv.FormatInt(s.Seq, 10)}
	add := func(step, tone string, fields ...kit.Field) {
		out = append(out, kit.Form{ID: step + "-" + seq.Value, Action: address(m) + "/" + step,
			Once: c.Once(), Tone: tone,
			Title: c.T("relay." + step), Submit: c.T("relay." + step), Fields: append([]kit.Field{seq}, fields...)})
	}
	if s.State == relay.LaidBy || s.State == relay.Looked {
		add("settle", "primary", c.Line("number", "relay.number", 200, true))
	}
	if s.State == relay.LaidBy || s.State == relay.NotTaken {
		add("again", "")
		out[len(out)-1].Hint = c.T("relay.again_hint")
	}
	if s.State == relay.LaidBy || s.State == relay.Looked || s.State == relay.Waits {
		add("drop", "danger", c.Reason())
		out[len(out)-1].Hint = c.T("relay.drop_hint")
	}
	return out
}

func show(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	return showMatter(c, id, nil)
}

func showMatter(c *kit.Call, id int64, wrong error) error {
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Abroad{Frame: c.Frame("lists", c.T("tab.relay")), Title: m.Title, URL: kit.MatterURL(id)}
	if p.Card, err = cardOf(c, m, true); err != nil {
		return err
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
	}
	return c.Render(p)
}

// send sends a matter to another body.
func send(c *kit.Call) error {
	return act(c, "sent", func(s *kit.Sent, m int64) error {
		id, err := s.ID()
		if err != nil {
			return err
		}
		return relayOf(c.House).Send(c.Ctx, c.Who.Caller, id, m, s.Number("route"))
	})
}

// decide does what a person decides about something that was sent.
func decide(c *kit.Call) error {
	step := c.R.PathValue("step")
	return act(c, step, func(s *kit.Sent, m int64) error {
		id, err := s.ID()
		if err != nil {
			return err
		}
		x, of := relayOf(c.House), s.Number("of")
		switch step {
		case "again":
			return x.Again(c.Ctx, c.Who.Caller, id, m, of)
		case "settle":
			return x.Settle(c.Ctx, c.Who.Caller, id, m, of, s.Get("number"))
		case "drop":
			return x.Drop(c.Ctx, c.Who.Caller, id, m, of, s.Text("reason"))
		}
		return fault.New(fault.Missing, "page_missing")
	})
}

// act does one thing about a matter, and shows its page again.
func act(c *kit.Call, done string, do func(s *kit.Sent, m int64) error) error {
	m, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = do(s, m)
	}
	if err != nil {
		if !kit.Refused(err) && fault.Code(err) != "relay_route_missing" {
			return err
		}
		return showMatter(c, m, err)
	}
	c.Flash("flash.relay_"+done, "")
	c.To(kit.MatterURL(m) + "#relay")
	return nil
}
