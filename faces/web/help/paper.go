package help

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
)

// Paper is a case on one sheet of A4, whatever was said: long texts are cut, and of a long timeline stands what counts
// and what was last.
type Paper struct {
	kit.Frame
	Heading  string
	Facts    []kit.Fact
	Timeline []Moment
	Left     string // how many lines are left out; "" for none
}

func (*Paper) Template() string { return "help-paper" }

// So much goes onto the sheet: lines of the timeline, letters of a text, and letters of what was said at the hand-over,
// which whoever collects a person signs for.
const (
	paperLines  = 7
	paperText   = 30
	paperHanded = 150
)

// weighty are the moments that stand on the sheet before all others.
var weighty = []event.Type{help.HandedType, help.EndedType, matter.TypeReported, help.ToldType, help.SparedType,
	help.DecidedType, help.StoppedType, help.FollowedType, help.WaivedType}

func paper(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	s, err := casesOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Paper{Frame: c.Overview("help"), Heading: called(c, s.Matter), Facts: factsOf(c, s)}
	p.Title = p.Heading
	for i := range p.Facts {
		p.Facts[i].Value = brief(p.Facts[i].Value, paperText)
	}
	all := timeline(c, s)
	kept := chosen(s.Timeline)
	for _, i := range kept {
		m := all[i]
		if m.Who != "" {
			m.What, m.Who = m.What+" · "+m.Who, ""
		}
		left := paperText
		if s.Timeline[i].Type == help.HandedType {
			left = paperHanded
		}
		for k, text := range m.Said {
			m.Said[k] = brief(text, left)
			left = max(left-utf8.RuneCountInString(text), 0)
		}
		m.Said = slices.DeleteFunc(m.Said, func(s string) bool { return s == "" })
		p.Timeline = append(p.Timeline, m)
	}
	if n := len(all) - len(kept); n > 0 || s.More {
		p.Left = c.T("help.paper_left", "n", strconv.Itoa(n))
	}
	return c.Render(p)
}

// chosen are the places in a timeline of what stands on the sheet, in their order: of each weighty type the last one,
// then what was last.
func chosen(all []help.Moment) (out []int) {
	add := func(i int) {
		if i >= 0 && len(out) < paperLines && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	for _, typ := range weighty {
		last := -1
		for i := range all {
			if all[i].Type == typ {
				last = i
			}
		}
		add(last)
	}
	for i := len(all) - 1; i >= 0; i-- {
		add(i)
	}
	slices.Sort(out)
	return out
}

// brief is a text of at most so many letters, "" for none.
func brief(s string, most int) string {
	r := []rune(s)
	switch {
	case len(r) <= most:
		return s
	case most < 2:
		return ""
	}
	return string(r[:most-1]) + "…"
}
