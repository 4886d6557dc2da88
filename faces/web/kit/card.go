package kit

import (
	"strconv"
)

// Glimpse is a matter as far as the caller may read it.
func (c *Call) Glimpse(id int64) Glimpse {
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return Glimpse{Title: c.T("campaign.hidden")}
	}
	return Glimpse{Title: m.Title, URL: "/matters/" + strconv.FormatInt(id, 10),
		State: c.T("state." + m.State.String()), Area: c.AreaName(m.Area)}
}

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
	Type   string // event type, for the mark beside it
	Words  string // "签收，开始整改"
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
