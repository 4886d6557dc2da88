package public

import (
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Matter is the page of a public matter. It holds nothing that is of one visitor alone: the same page is kept for all.
type Matter struct {
	kit.Frame
	Card   Card
	Crumbs []kit.Link // the areas above, down to the matter's
	Text   string
	Number string
	Voices string // how many said the same, in words
	Said   string // the state and the deadline, in one sentence
	Steps  []kit.Step
	Turns  []kit.Entry // every change, the first one first
	Ahead  string      // what has to happen next
	Before []Shot
	After  []Shot
	Words  []Said

	Same   string // where somebody says that he saw it too; empty when nobody may
	Like   string // where he reports something like it
	Follow string // where he follows it; empty where the city has no such page
}

func (*Matter) Template() string { return "public-matter" }

// Said is something a resident said.
type Said struct{ When, Text string }

func address(id int64) string { return "/public/matters/" + strconv.FormatInt(id, 10) }

// one shows what everybody may see of a matter; of all others nobody learns whether they are there.
func one(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	m, err := releasesOf(c.House).One(c.Ctx, id)
	if err != nil {
		return err
	}
	p := &Matter{Frame: c.Frame("", m.Title), Card: card(c, m), Crumbs: crumbs(c, m.Area, false), Text: m.Text,
		Number: m.Number, Said: said(c, m), Steps: steps(c, m), Turns: turns(c, m),
		Like: "/?like=" + c.R.PathValue("id")}
	p.Card.Light.Due, p.Card.Light.ISO = "", "" // the sentence says until when
	p.Feeds = feedsOf(c, m.Area, "")
	if m.State != org.PlainStruck {
		p.Ahead = c.T("public.ahead." + string(m.State))
	}
	if m.Voices > 0 {
		p.Voices = c.T("public.voices", "n", strconv.Itoa(m.Voices))
	}
	p.Before, p.After = shots(c, m)
	p.Preview = preview(c, m)
	for _, w := range m.Words {
		x := Said{Text: w.Text}
		if w.At != 0 {
			x.When = day(c, w.At)
		}
		p.Words = append(p.Words, x)
	}
	if maySay(c) && m.State != org.PlainStruck {
		p.Same = address(m.Matter) + "/same"
	}
	if c.Answers("GET /public/matters/{id}/follow") {
		p.Follow = address(m.Matter) + "/follow"
	}
	cached(c)
	return c.Render(p)
}

// maySay says whether policy lets residents say that they saw the same.
func maySay(c *kit.Call) bool {
	return slices.Contains(c.Desk.Policy().May(matter.CmdMeToo), matter.Resident)
}

// said is where a matter stands, in one sentence: who has it, and whether it is on time.
func said(c *kit.Call, m org.Public) string {
	key := "public.said." + string(m.State)
	switch {
	case m.State == org.PlainStruck && m.Late:
		key = "public.said.struck_late"
	case m.State == org.PlainFixed && m.Late:
		key = "public.said.fixed_late"
	case m.Late:
		key = "public.said.late"
	case m.Due == 0 && (m.State == org.PlainAssigned || m.State == org.PlainInHand):
		key += "_timeless"
	}
	unit, due := c.T("public.some_unit"), ""
	if m.Unit != 0 {
		unit = c.UnitName(m.Unit)
	}
	if m.Due != 0 {
		due = lang.Due(c.L, c.Now, m.Due)
	}
	return c.T(key, "unit", unit, "due", due)
}

// steps are the five states on one line; of one that was reached more than once the last time counts, and what was
// reached before a step back is no longer done.
func steps(c *kit.Call, m org.Public) (out []kit.Step) {
	at := map[org.Plain]org.PublicStep{}
	for _, s := range m.Steps {
		at[s.State] = s
	}
	reached := true
	for _, s := range org.Plains() {
		x := kit.Step{Label: c.T("public.state." + string(s)), Now: s == m.State, Done: reached && s != m.State}
		if got, ok := at[s]; ok && reached {
			x.At = when(c, got)
		}
		if out = append(out, x); x.Now {
			reached = false
		}
	}
	return out
}

// turns are all changes in words, the first one first: a fix that did not hold is told like one that did.
func turns(c *kit.Call, m org.Public) (out []kit.Entry) {
	before := org.Plain("")
	for _, s := range m.Steps {
		key, tone := turn(before, s.State)
		x := kit.Entry{Words: c.T("public.turn." + key), Tone: tone, At: when(c, s)}
		if s.At != 0 {
			x.ISO = lang.ISO(s.At)
		}
		out, before = append(out, x), s.State
	}
	return out
}

// turn names a change by what was before, and says whether it was a good one.
func turn(before, now org.Plain) (key, tone string) {
	switch {
	case now == org.PlainListed && before != "":
		return "returned", ""
	case now == org.PlainAssigned && before == org.PlainInHand:
		return "passed_on", ""
	case now == org.PlainInHand && before == org.PlainFixed:
		return "rejected", "bad"
	case now == org.PlainInHand && before == org.PlainStruck:
		return "reopened", "bad"
	case now == org.PlainStruck:
		return "struck", "good"
	}
	return string(now), ""
}
