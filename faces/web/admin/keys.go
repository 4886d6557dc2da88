package admin

import (
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Keys are the API keys that are good: those of other programs, for who administers the city, and those of the people
// whom the reader manages.
type Keys struct {
	kit.Frame
	Tabs    []kit.Link
	Secret  string // a service key made just now, shown this once
	City    bool   // the reader administers the city
	Service []KeyCard
	New     kit.Form
	Search  kit.Field
	People  []KeyCard
}

// KeyCard is one key in words.
type KeyCard struct {
	Name, URL string   // of a person's key: where he is
	May       []string // what it may
	Made      string   // who made it, and when
	Used      string
	Tone      string // of Ends: green, yellow, red
	Ends      string // when, and what to do
	End       kit.Form
}

func (*Keys) Template() string { return "keys" }

func keys(c *kit.Call) error { return showKeys(c, "", nil, nil) }

// showKeys shows the page; secret is a key made just now. It must not travel in an address or a cookie.
func showKeys(c *kit.Call, secret string, s *kit.Sent, wrong error) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	p := &Keys{Frame: c.Frame("admin", c.T("admin.keys")), Tabs: c.AdminTabs("keys"), Secret: secret,
		City:   c.Org.MayAct(c.Who.Caller, org.TypeServiceKeyMade),
		Search: kit.Field{Name: "q", Value: c.R.URL.Query().Get("q"), Hint: c.T("admin.search")}}
	if p.City {
		list, err := c.Desk.ServiceKeys(c.Ctx, c.Who.Caller)
		if err != nil {
			return err
		}
		for _, k := range list {
			p.Service = append(p.Service, serviceCard(c, k))
		}
		p.New = newServiceKey(c)
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.New.Again(c.L, s, wrong)
	}
	list, err := c.Desk.Auth.AllKeys(c.Ctx)
	if err != nil {
		return err
	}
	for _, k := range list {
		x, ok := c.Org.Person(k.Person)
		if !ok || !c.Org.MayKnow(c.Who.Caller, x) || !strings.Contains(x.Name+" "+x.Login+" "+k.Name, p.Search.Value) {
			continue
		}
		card := keyCard(c, k.Key, "reach.person.")
		card.Name, card.URL = x.Name+" · "+k.Name, "/admin/people?id="+strconv.FormatInt(x.ID, 10)
		card.Made = c.T("keys.made_at", "at", lang.Date(c.L, k.Created))
		p.People = append(p.People, card)
	}
	return c.Render(p)
}

// keyCard says of a key what holds for all of them; words begins the keys of the sentences of what it may.
func keyCard(c *kit.Call, k org.Key, words string) KeyCard {
	card := KeyCard{Name: k.Name, Used: c.T("keys.never")}
	for _, r := range k.Reach {
		if r != org.ReachRead || !k.Reach.Has(org.ReachWrite) { // who may write may read
			card.May = append(card.May, c.T(words+wordOf(r)))
		}
	}
	if k.Seen != 0 {
		card.Used = c.T("keys.used_at", "at", lang.Ago(c.L, c.Now, k.Seen))
	}
	card.Tone, card.Ends = ends(c, k.Expires)
	return card
}

// wordOf ends the key of the sentence of a reach.
func wordOf(r org.Reach) string {
	if r == org.ReachOpen311 {
		return "post"
	}
	return string(r)
}

// ends says when a key ends, in the colour of how soon that is.
func ends(c *kit.Call, at calendar.Instant) (tone, said string) {
	day := lang.Date(c.L, at)
	switch left := at.Since(c.Now); {
	case left <= 0:
		return "red", c.T("keys.over", "at", day)
	case left < org.KeyNotice:
		return "yellow", c.T("keys.ends_soon", "at", day, "n", strconv.FormatInt(max(1, left/kit.Day), 10))
	}
	return "green", c.T("keys.ends_at", "at", day)
}

func serviceCard(c *kit.Call, k org.ServiceKeyInfo) KeyCard {
	card := keyCard(c, k.Key, "reach.service.")
	by := c.T("keys.by_system")
	if x, ok := c.Org.Person(k.Maker); ok {
		by = x.Name
	}
	card.Made = c.T("keys.made_by", "name", by, "at", lang.Date(c.L, k.Created))
	card.End = kit.Form{Action: "/admin/keys/" + strconv.FormatInt(k.ID, 10) + "/end", Submit: c.T("me.end_key"),
		Tone: "danger", Ask: c.T("keys.end_ask", "name", k.Name)}
	return card
}

func newServiceKey(c *kit.Call) kit.Form {
	name := c.Line("name", "keys.name", 100, true)
	name.Hint = c.T("keys.name_hint")
	may := kit.Field{Kind: "checks", Name: "reach", Label: c.T("keys.may")}
	for _, r := range []org.Reach{org.ReachOpen311, org.ReachRead, org.ReachWrite} {
		may.Options = append(may.Options, kit.Option{Value: string(r), Label: c.T("reach.service." + wordOf(r)),
			Selected: r == org.ReachOpen311})
	}
	until := kit.Field{Kind: "date", Name: "until", Label: c.T("keys.until"), Hint: c.T("keys.until_hint")}
	return kit.Form{ID: "service-key", Action: "/admin/keys", Title: c.T("keys.new"), Submit: c.T("me.make_key"),
		Tone: "primary", Fields: []kit.Field{name, may, until}}
}

// setKey makes a service key and shows it on the answer itself.
func setKey(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err == nil && c.Who.Key {
		err = fault.New(fault.Denied, "not_allowed") // a key makes no keys
	}
	secret := ""
	if err == nil {
		k := org.Key{Name: strings.TrimSpace(s.Get("name")), Expires: s.Instant("until")}
		for _, r := range s.Values["reach"] {
			if r != "" {
				k.Reach = append(k.Reach, org.Reach(r))
			}
		}
		if err = s.Bad; err == nil {
			secret, _, err = c.Desk.NewServiceKey(c.Ctx, c.Who.Caller, k)
		}
	}
	if err != nil {
		if f := fault.Of(err); f.Field == "expires" {
			err = fault.New(f.Kind, f.Code).On("until") // as the form calls it
		}
		c.Log(err)
		return showKeys(c, "", s, err)
	}
	return showKeys(c, secret, nil, nil)
}

func endKey(c *kit.Call) error {
	id, err := c.PathID()
	if err == nil {
		err = c.Desk.EndServiceKey(c.Ctx, c.Who.Caller, id)
	}
	if err != nil {
		return err
	}
	c.Flash("flash.key_ended", "")
	c.To("/admin/keys")
	return nil
}
