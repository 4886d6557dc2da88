package public

import (
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// Matter is the page of a public matter.
type Matter struct {
	kit.Frame
	Card    Card
	Text    string
	Number  string
	Voices  string // how many said the same, in words
	Said    string // the state and the deadline, in one sentence
	Steps   []Step
	Before  []Shot
	After   []Shot
	Words   []Said
	Similar string // where the same can be reported
}

func (*Matter) Template() string { return "public-matter" }

// Step is one of the five plain states on the way.
type Step struct {
	State, When string
	Done, Here  bool
}

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
	p := &Matter{Frame: c.Frame("", m.Title), Card: card(c, m), Text: m.Text, Number: m.Number, Said: said(c, m),
		Steps: steps(c, m)}
	if m.Voices > 0 {
		p.Voices = c.T("public.voices", "n", strconv.Itoa(m.Voices))
	}
	p.Before, p.After = shots(c, m)
	p.Preview = preview(c, m)
	for _, w := range m.Words {
		x := Said{Text: w.Text}
		if w.At != 0 {
			x.When = lang.Date(c.L, w.At)
		}
		p.Words = append(p.Words, x)
	}
	cached(c)
	return c.Render(p)
}

// said is where a matter stands, in one sentence: who has it, and whether it is on time.
func said(c *kit.Call, m org.Public) string {
	key := "public.said." + string(m.State)
	switch {
	case m.State == org.PlainStruck && m.Late:
		key += "_late"
	case m.State != org.PlainStruck && m.Late:
		key = "public.said.late"
	}
	unit, due := "", ""
	if m.Unit != 0 {
		unit = c.UnitName(m.Unit)
	}
	if m.Due != 0 {
		due = lang.Due(c.L, c.Now, m.Due)
	}
	return c.T(key, "unit", unit, "due", due)
}

// steps are the five states; of one that was reached more than once the last time counts.
func steps(c *kit.Call, m org.Public) (out []Step) {
	at := map[org.Plain]org.PublicStep{}
	for _, s := range m.Steps {
		at[s.State] = s
	}
	reached := true
	for _, s := range org.Plains() {
		x := Step{State: c.T("public.state." + string(s)), Here: s == m.State}
		if got, ok := at[s]; ok && reached {
			x.Done, x.When = true, when(c, got)
		}
		if out = append(out, x); x.Here {
			reached = false
		}
	}
	return out
}
