package topic

import (
	"fmt"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/sheet"
	"xiaohao/parts/topic"
	"xiaohao/platform/lang"
)

// topicsFile has a line for each message of each topic.
func topicsFile(c *kit.Call) error {
	a, err := c.BoardArea()
	if err != nil {
		return err
	}
	l, err := topicOf(c.House).Of(c.Ctx, c.Who.Caller, a)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: c.T("tab.topics"), Notes: []string{c.T("topics.text"), c.T("topics.how")},
		Heads: append([]string{c.T("tab.topics"), c.T("topics.heat"), c.T("topics.people")}, c.MatterHeads()...)}
	for _, g := range l.Groups {
		for _, id := range g.Voices {
			if m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id); err == nil {
				out.Rows = append(out.Rows, append([]any{g.Title, float64(int(g.Heat*10+0.5)) / 10, g.People},
					c.MatterLine(m)...))
			}
		}
	}
	return out.Write(c.File("xlsx"))
}

// TopicsPage is what many people write about in an area.
type TopicsPage struct {
	kit.Frame
	Heading string
	Looked  string // when it was found, among how many matters; "" if never
	Crumbs  []kit.Link
	Below   []kit.Link
	Topics  []TopicCard
	Export  string
}

// TopicCard is one topic.
type TopicCard struct {
	Title   string
	Said    string // how many messages of how many people, since when
	Heat    string
	Hot     int // of the hottest topic's heat, in hundredths
	Matters []kit.Link
	More    string // how many matters are not shown, "" for none
}

func (*TopicsPage) Template() string { return "topics" }

const (
	topicsShown  = 20 // topics on a page
	mattersShown = 10 // matters of a topic that are linked
)

func topics(c *kit.Call) error {
	a, err := c.BoardArea()
	if err != nil {
		return err
	}
	l, err := topicOf(c.House).Of(c.Ctx, c.Who.Caller, a)
	if err != nil {
		return err
	}
	here, _ := c.Org.Tree().Get(a)
	page := &TopicsPage{Frame: c.Overview("topics"), Heading: here.Name,
		Export: "/topics/topics.xlsx?area=" + a.String()}
	if l.At > 0 {
		page.Looked = c.T("topics.looked", "at", lang.DateTime(c.L, l.At), "n", strconv.Itoa(l.Of))
	}
	url := "/topics?area="
	for _, x := range c.Org.Tree().Path(a) {
		if c.Desk.Covers(c.Who.Caller, x.Code) {
			page.Crumbs = append(page.Crumbs, kit.Link{Label: x.Name, URL: url + x.Code.String(), Current: x.Code == a})
		}
	}
	if a == c.Top() {
		for _, x := range c.Org.Tree().Children(a) {
			page.Below = append(page.Below, kit.Link{Label: x.Name, URL: url + x.Code.String()})
		}
	}
	for _, g := range l.Groups[:min(topicsShown, len(l.Groups))] {
		page.Topics = append(page.Topics, topicCard(c, g, l.Groups[0].Heat))
	}
	return c.Render(page)
}

func topicCard(c *kit.Call, g topic.Group, hottest float64) TopicCard {
	t := TopicCard{Title: g.Title, Heat: fmt.Sprintf("%.1f", g.Heat), Hot: int(g.Heat/hottest*100 + 0.5),
		Said: c.T("topics.said", "n", strconv.Itoa(len(g.Voices)), "people", strconv.Itoa(g.People),
			"likes", strconv.FormatInt(g.Likes, 10), "from", lang.Date(c.L, g.From), "to", lang.Date(c.L, g.To))}
	for _, id := range g.Voices {
		if len(t.Matters) == mattersShown {
			break
		}
		if m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id); err == nil {
			t.Matters = append(t.Matters, kit.Link{Label: m.Title + " · " + c.T("state."+m.State.String()),
				URL: kit.MatterURL(id)})
		}
	}
	if n := len(g.Voices) - len(t.Matters); n > 0 {
		t.More = c.T("topics.more", "n", strconv.Itoa(n))
	}
	return t
}
