package kit

import (
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Card is a matter as lists and pages show it. All texts are in the reader's language; codes name their words in the
// catalogue.
type Card struct {
	ID       int64
	URL      string
	Number   string // on the list, empty before it is listed
	Title    string
	Place    string
	Area     string
	Category string
	Kind     string // code
	State    string // code
	Severity string // code
	Light    Light
	Who      string // the unit that has it, or the office that must act
	Voices   int
	Bounces  int
	Reworks  int
	Reopens  int
	Rung     string   // code; "" and "none" show nothing
	Marked   []string // codes: recurrent, stubborn
	Thumb    string   // address, empty for none
	Why      string   // why it is on my list: "等待签收"
	Next     *Action
}

// Light is the deadline: a colour that is also a shape and a word, how much time there is, until when.
type Light struct {
	Code string // none, green, yellow, red, grey
	Left string // "还剩 3 小时"
	Due  string // "今天 17:00 前"
	ISO  string
}

// Action is the next thing to do, as a button. Without Post it leads to the form.
type Action struct {
	Label string
	URL   string
	Post  bool
	Once  string // UUIDv7 of the command when Post
}

// Photo is one piece of evidence.
type Photo struct {
	View    string // address
	Thumb   string // address
	Caption string // "整改后 · 11月20日 15:04 · 有位置信息"
	Alt     string
}

// Entry is one step of the history.
type Entry struct {
	Type   event.Type // event type, for the mark beside it
	Words  string     // "签收，开始整改"
	Who    string
	Unit   string
	At     string
	ISO    string
	Note   string
	Photos []Photo
	Tone   string // "", good, bad
}

// Step is one station of the loop on a progress line.
type Step struct {
	Label string
	At    string
	Done  bool
	Now   bool
}

// Fact is a labelled value.
type Fact struct {
	Label string
	Value string
	URL   string
	Tone  string
}

// Pager leads to the neighbouring pages; an empty address has none.
type Pager struct {
	First string
	Next  string
	Shown int
	Total string // in words, empty when not counted
}

// Glimpse is a matter that was found.
type Glimpse struct{ Title, URL, State, Area string }

// Glimpse is a matter as far as the caller may read it.
func (c *Call) Glimpse(id int64) Glimpse {
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return Glimpse{Title: c.T("campaign.hidden")}
	}
	return Glimpse{Title: m.Title, URL: MatterURL(id),
		State: c.T("state." + m.State.String()), Area: c.AreaName(m.Area)}
}

// Card is a row as lists show it.
func (c *Call) Card(r *views.Row) Card {
	k := Card{ID: r.ID, URL: MatterURL(r.ID), Number: r.Number, Title: r.Title, Place: r.Place,
		Area: c.AreaName(r.Area), Category: c.Category(r.Category),
		Kind: r.Kind.String(), State: r.State.String(), Severity: r.Severity.String(), Voices: r.Voices,
		Bounces: r.Bounces, Reworks: r.Reworks,
		Reopens: r.Reopens, Rung: r.Rung.String(), Who: c.holder(r.State, r.Lead)}
	k.Light = c.light(r.Light(c.Now), r.State, r.Due, r.Next)
	if r.Why != "" {
		k.Why = c.T("why." + string(r.Why))
	}
	return k
}

// CardOf is the same of a whole matter, with the time left in working time where the deadline runs in it.
func (c *Call) CardOf(m *matter.Matter) Card {
	r := views.Row{ID: m.ID, Number: m.Number, Title: m.Title, Place: m.Place, Area: m.Area, Category: m.Category,
		Kind: m.Kind, State: m.State, Severity: m.Severity,
		Voices: m.Voices(), Bounces: m.Bounces, Reworks: m.Reworks, Reopens: m.Reopens, Rung: m.Rung, Lead: m.Lead,
		Due: m.Due, Warn: m.Warn, Next: m.Next}
	if m.Extension != nil {
		r.Ask = views.AskExtension
	}
	k := c.Card(&r)
	for _, kind := range []string{matter.Recurrent, matter.Stubborn} {
		if m.Mark(kind) != nil {
			k.Marked = append(k.Marked, kind)
		}
	}
	if l := m.Light(c.Now); !m.Plain && (l == matter.Green || l == matter.Yellow || l == matter.Red) {
		cal := c.Desk.Calendar()
		left := cal.Between(c.Now, m.Due)
		if l == matter.Red {
			left = -max(cal.Between(m.Due, c.Now), 1)
		}
		k.Light.Left = lang.LeftWorking(c.L, left, cal.DayMinutes())
	}
	return k
}

// light is the deadline in words: the unit's, the review date of what is suspended, or when the office must have acted.
func (c *Call) light(l matter.Light, s matter.State, due, next calendar.Instant) Light {
	out := Light{Code: l.String()}
	switch {
	case l == matter.Green || l == matter.Yellow || l == matter.Red:
		out.Left, out.Due, out.ISO = lang.Left(c.L, c.Now, due), lang.Due(c.L, c.Now, due), lang.ISO(due)
	case l == matter.Grey:
		if s == matter.InHand {
			out.Due = c.T("why.extension")
			break
		}
		out.Due, out.ISO = c.T("light.review", "at", lang.When(c.L, c.Now, next)), lang.ISO(next)
	case s.Open() && next != 0:
		out.Due, out.ISO = lang.Due(c.L, c.Now, next), lang.ISO(next)
	}
	return out
}

// holder names who has it for a state: the unit, or the office that must act.
func (c *Call) holder(s matter.State, lead int64) string {
	switch s {
	case matter.Reported, matter.Listed:
		return c.T("who." + s.String())
	case matter.Fixed:
		return c.T("who.fixed", "unit", c.UnitName(lead))
	}
	return c.UnitName(lead)
}

// Short is the language as policy and org name it.
func (c *Call) Short() string { return c.names().Short() }

// Account is what became of the rows of a list that was brought in, or what would.
type Account struct {
	Said   string // in a sentence
	Counts []Fact
}
