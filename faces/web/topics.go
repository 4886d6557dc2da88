package web

import (
	"fmt"
	"strconv"

	"xiaohao/parts/topic"
	"xiaohao/platform/lang"
)

// TopicsPage is what many people write about in an area.
type TopicsPage struct {
	Frame
	Heading string
	Looked  string // when it was found, among how many matters; "" if never
	Crumbs  []Link
	Below   []Link
	Topics  []TopicCard
	Export  string
}

// TopicCard is one topic.
type TopicCard struct {
	Title   string
	Said    string // how many messages of how many people, since when
	Heat    string
	Hot     int // of the hottest topic's heat, in hundredths
	Matters []Link
	More    string // how many matters are not shown, "" for none
}

func (*TopicsPage) template() string { return "topics" }

const (
	topicsShown  = 20 // topics on a page
	mattersShown = 10 // matters of a topic that are linked
)

func (c *call) topics() error {
	a, err := c.boardArea()
	if err != nil {
		return err
	}
	l, err := c.all.Topics.Of(c.ctx, c.who.Caller, a)
	if err != nil {
		return err
	}
	here, _ := c.org.Tree().Get(a)
	page := &TopicsPage{Frame: c.overview("topics"), Heading: here.Name,
		Export: "/topics/topics.xlsx?area=" + a.String()}
	if l.At > 0 {
		page.Looked = c.t("topics.looked", "at", lang.DateTime(c.l, l.At), "n", strconv.Itoa(l.Of))
	}
	url := "/topics?area="
	for _, x := range c.org.Tree().Path(a) {
		if c.desk.Covers(c.who.Caller, x.Code) {
			page.Crumbs = append(page.Crumbs, Link{x.Name, url + x.Code.String(), x.Code == a})
		}
	}
	if a == c.top() {
		for _, x := range c.org.Tree().Children(a) {
			page.Below = append(page.Below, Link{Label: x.Name, URL: url + x.Code.String()})
		}
	}
	for _, g := range l.Groups[:min(topicsShown, len(l.Groups))] {
		page.Topics = append(page.Topics, c.topicCard(g, l.Groups[0].Heat))
	}
	return c.render(page)
}

func (c *call) topicCard(g topic.Group, hottest float64) TopicCard {
	t := TopicCard{Title: g.Title, Heat: fmt.Sprintf("%.1f", g.Heat), Hot: int(g.Heat/hottest*100 + 0.5),
		Said: c.t("topics.said", "n", strconv.Itoa(len(g.Voices)), "people", strconv.Itoa(g.People),
			"likes", strconv.FormatInt(g.Likes, 10), "from", lang.Date(c.l, g.From), "to", lang.Date(c.l, g.To))}
	for _, id := range g.Voices {
		if len(t.Matters) == mattersShown {
			break
		}
		if m, err := c.desk.Matter(c.ctx, c.who.Caller, id); err == nil {
			t.Matters = append(t.Matters, Link{Label: m.Title + " · " + c.t("state."+m.State.String()),
				URL: matterURL(id)})
		}
	}
	if n := len(g.Voices) - len(t.Matters); n > 0 {
		t.More = c.t("topics.more", "n", strconv.Itoa(n))
	}
	return t
}
