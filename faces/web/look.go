package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/views"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/lang"
)

// card is a row as lists show it.
func (c *call) card(r *views.Row) Card {
	k := Card{ID: r.ID, URL: matterURL(r.ID), Number: r.Number, Title: r.Title, Place: r.Place,
		Area: c.areaName(r.Area), Category: c.category(r.Category),
		Kind: r.Kind.String(), State: r.State.String(), Severity: r.Severity.String(), Voices: r.Voices,
		Bounces: r.Bounces, Reworks: r.Reworks,
		Reopens: r.Reopens, Rung: r.Rung.String(), Who: c.holder(r.State, r.Lead)}
	k.Light = c.light(r.Light(c.now), r.State, r.Due, r.Next)
	if r.Why != "" {
		k.Why = c.t("why." + string(r.Why))
	}
	return k
}

func matterURL(id int64) string { return "/matters/" + strconv.FormatInt(id, 10) }

// cardOf is the same of a whole matter, with the time left in working time where the deadline runs in it.
func (c *call) cardOf(m *matter.Matter) Card {
	r := views.Row{ID: m.ID, Number: m.Number, Title: m.Title, Place: m.Place, Area: m.Area, Category: m.Category,
		Kind: m.Kind, State: m.State, Severity: m.Severity,
		Voices: m.Voices(), Bounces: m.Bounces, Reworks: m.Reworks, Reopens: m.Reopens, Rung: m.Rung, Lead: m.Lead,
		Due: m.Due, Warn: m.Warn, Next: m.Next}
	if m.Extension != nil {
		r.Ask = views.AskExtension
	}
	k := c.card(&r)
	for _, kind := range []string{matter.Recurrent, matter.Stubborn} {
		if m.Mark(kind) != nil {
			k.Marked = append(k.Marked, kind)
		}
	}
	if l := m.Light(c.now); !m.Plain && (l == matter.Green || l == matter.Yellow || l == matter.Red) {
		cal := c.desk.Calendar()
		left := cal.Between(c.now, m.Due)
		if l == matter.Red {
			left = -max(cal.Between(m.Due, c.now), 1)
		}
		k.Light.Left = lang.LeftWorking(c.l, left, cal.DayMinutes())
	}
	return k
}

// light is the deadline in words: the unit's, the review date of what is suspended, or when the office must have acted.
func (c *call) light(l matter.Light, s matter.State, due, next int64) Light {
	out := Light{Code: l.String()}
	switch {
	case l == matter.Green || l == matter.Yellow || l == matter.Red:
		out.Left, out.Due, out.ISO = lang.Left(c.l, c.now, due), lang.Due(c.l, c.now, due), lang.ISO(due)
	case l == matter.Grey:
		if s == matter.InHand {
			out.Due = c.t("why.extension")
			break
		}
		out.Due, out.ISO = c.t("light.review", "at", lang.When(c.l, c.now, next)), lang.ISO(next)
	case s.Open() && next != 0:
		out.Due, out.ISO = lang.Due(c.l, c.now, next), lang.ISO(next)
	}
	return out
}

// holder names who has it for a state: the unit, or the office that must act.
func (c *call) holder(s matter.State, lead int64) string {
	switch s {
	case matter.Reported, matter.Listed:
		return c.t("who." + s.String())
	case matter.Fixed:
		return c.t("who.fixed", "unit", c.unitName(lead))
	}
	return c.unitName(lead)
}

func (c *call) category(code string) string {
	x, ok := c.desk.Policy().Category(code)
	if !ok {
		return ""
	}
	return x.Name(c.short())
}

// short is the language as policy and org name it.
func (c *call) short() string {
	if c.l == lang.En {
		return "en"
	}
	return "zh"
}

// path are the stations of the loop; the last one differs when a matter left it.
func (c *call) path(m *matter.Matter) []Step {
	at := []struct {
		state matter.State
		us    int64
	}{{matter.Reported, m.ReportedAt}, {matter.Listed, m.ListedAt}, {matter.Assigned, m.AssignedAt},
		{matter.InHand, m.SignedAt}, {matter.Fixed, m.FixedAt}, {matter.StruckOff, m.StruckAt}}
	now := m.State
	if now == matter.Suspended {
		now = matter.InHand
	}
	if m.State == matter.Declined || m.State == matter.Merged {
		return []Step{{Label: c.t("step.reported"), At: lang.When(c.l, c.now, m.ReportedAt), Done: true},
			{Label: c.t("step." + m.State.String()), At: lang.When(c.l, c.now, m.UpdatedAt), Done: true, Now: true}}
	}
	var out []Step
	for _, x := range at {
		s := Step{Label: c.t("step." + x.state.String()), Done: x.state < now || now == matter.StruckOff,
			Now: x.state == now}
		if s.Now && m.State == matter.Suspended {
			s.Label = c.t("step.suspended")
		}
		if (s.Done || s.Now) && x.us != 0 {
			s.At = lang.When(c.l, c.now, x.us)
		}
		out = append(out, s)
	}
	return out
}

// shots are the photos of a matter before and after the work; base is the address they hang under.
func (c *call) shots(m *matter.Matter, base string) (before, after []Photo) {
	for _, p := range m.Photos {
		x := c.shot(p, base)
		if p.Step == "fix" || p.Step == "strike_off" || p.Step == matter.SpotStep {
			after = append(after, x)
		} else {
			before = append(before, x)
		}
	}
	return before, after
}

func (c *call) shot(p matter.Photo, base string) Photo {
	u := base + "/photos/" + p.ID + "?size="
	parts := []string{c.t("command." + p.Step), lang.When(c.l, c.now, p.At)}
	if p.Lat != nil {
		parts = append(parts, c.t("photo.position"))
	}
	if p.TakenAt != 0 {
		key := "photo.taken"
		if p.Told == matter.ByPhone {
			key = "photo.taken_phone"
		}
		parts = append(parts, c.t(key, "at", lang.DateTime(c.l, p.TakenAt)))
	}
	return Photo{View: u + "view", Thumb: u + "thumb", Caption: strings.Join(parts, " · "), Alt: parts[0]}
}

// entries are steps of the history as they are told, the newest first.
func (c *call) entries(list []desk.Entry, base string) []Entry {
	out := make([]Entry, 0, len(list))
	for _, e := range list {
		x := Entry{Type: e.Type, Who: e.Name, Unit: c.unitName(e.Unit), At: lang.When(c.l, c.now, e.At),
			ISO: lang.ISO(e.At), Tone: tones[e.Type]}
		if e.Name == "" && e.Person == 0 {
			x.Unit = ""
		}
		x.Words, x.Note = c.told(e)
		if b := matter.OutsideOf(e.Body); b != nil {
			x.Note = strings.TrimSpace(x.Note + "\n" + c.outside(b))
		}
		for _, p := range matter.PhotosOf(e.Body) {
			x.Photos = append(x.Photos, c.shot(p, base))
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}

var tones = map[string]string{"matter.rejected": "bad", "matter.bounced": "bad", "matter.held": "bad",
	"matter.reopened": "bad", "matter.supervised": "bad", "matter.marked": "bad", "matter.back": "bad",
	"matter.fixed": "good", "matter.struck_off": "good"}

// told puts one step into words, with what was said about it.
func (c *call) told(e desk.Entry) (words, note string) {
	say := func(args ...string) string {
		return c.t("event.matter."+strings.TrimPrefix(e.Type, "matter."), args...)
	}
	due := func(us int64) string { return lang.Due(c.l, c.now, us) }
	when := func(us int64) string { return lang.DateTime(c.l, us) }
	switch b := e.Body.(type) {
	case *matter.WasListed:
		return say("number", b.Number), ""
	case *matter.WasAssigned:
		return say("unit", c.unitName(b.Lead), "due", due(b.Due)), b.Goal
	case *matter.WasDelegated:
		return say("unit", c.unitName(b.To)), b.Note
	case *matter.WasExtensionAsked:
		return say("until", when(b.Until)), b.Reason
	case *matter.WasExtended:
		return say("due", due(b.Due)), b.Note
	case *matter.WasSuspensionAsked:
		return say("until", when(b.Until)), b.Reason
	case *matter.WasSuspended:
		return say("until", when(b.Until)), b.Note
	case *matter.WasResumed:
		return say("due", due(b.Due)), b.Note
	case *matter.WasUrged:
		if b.Step != "" {
			return c.t("event.matter.urged_by_clock"), b.Note
		}
	case *matter.WasSupervised:
		return c.toldPaper("supervised", b.Step, b.Paper), b.Note
	case *matter.WasHeld:
		return c.toldPaper("held", "", b.Paper), b.Reason
	case *matter.WasHoldDrafted:
		return say("notice", c.noticeName(b.Notice)), ""
	case *matter.WasInstructed:
		return say("number", c.paperNumber(b.Paper)), b.Text
	case *matter.WasMoved:
		return say("from", c.unitName(b.From), "to", c.unitName(b.To)), ""
	case *matter.WasReckoned:
		return say("due", due(b.Due)), ""
	case *matter.WasAppealed:
		return say("ground", c.t("ground."+b.Ground)), b.Reason
	case *matter.WasAppealDecided:
		if b.Upheld {
			return c.t("event.matter.appeal_upheld", "ground", c.t("ground."+b.Ground)), b.Reason
		}
		return say("ground", c.t("ground."+b.Ground)), b.Reason
	case *matter.WasMarked:
		return say("mark", c.t("mark."+b.Mark), "why", c.markWhy(b.Why, b.N)), ""
	case *matter.WasUnmarked:
		return say("mark", c.t("mark."+b.Mark)), b.Reason
	case *matter.WasBack:
		return say("matter", c.numberOf(b.By)), ""
	case *matter.WasNotBack:
		return say("matter", c.numberOf(b.By)), ""
	case *matter.WasRootPlanned:
		return say("until", lang.Date(c.l, b.Until)), b.Cause + "\n" + b.Measure
	case *matter.WasRootDone:
		return say(), b.Note
	case *matter.WasRootChecked:
		if !b.Held {
			return c.t("event.matter.root_failed"), ""
		}
		return say(), ""
	case *matter.WasDrawn:
		return say("week", b.Week), ""
	case *matter.WasRechecked:
		if !b.Good {
			return c.t("event.matter.rechecked_bad"), b.Note
		}
		return say(), b.Note
	case *matter.WasRated:
		word := "rating.not_fixed"
		if b.Fixed {
			word = "rating.fixed"
		}
		return say() + c.t("word.colon") + c.t(word), b.Text
	}
	return say(), noteOf(e.Body)
}

// toldPaper tells of a notice that was sent, by a person or by a rung of the ladder.
func (c *call) toldPaper(what, step string, p *matter.Paper) string {
	if p == nil {
		return c.t("event.matter." + what)
	}
	key := "event.matter." + what + "_with"
	if step != "" {
		key = "event.matter." + what + "_by_clock"
	}
	return c.t(key, "notice", c.noticeName(p.Kind), "number", c.paperNumber(p))
}

func (c *call) paperNumber(p *matter.Paper) string {
	if p == nil {
		return ""
	}
	return c.desk.Policy().Number(*p)
}

// noteOf is what was said with a step that has nothing else to tell.
func noteOf(b matter.Body) string {
	switch b := b.(type) {
	case *matter.WasDeclined:
		return b.Reason
	case *matter.WasMerged:
		return b.Reason
	case *matter.WasSplit:
		return b.Reason
	case *matter.WasAmended:
		return b.Reason
	case *matter.WasBounced:
		return b.Reason
	case *matter.WasExtensionDenied:
		return b.Reason
	case *matter.WasSuspensionDenied:
		return b.Reason
	case *matter.WasFixed:
		return b.Note
	case *matter.WasRejected:
		return b.Reason
	case *matter.WasStruckOff:
		return b.Note
	case *matter.WasReopened:
		return b.Reason
	case *matter.WasUrged:
		return b.Note
	case *matter.WasSupervised:
		return b.Note
	case *matter.WasHeld:
		return b.Reason
	case *matter.WasCommented:
		return b.Text
	case *matter.WasAttached:
		return b.Note
	case *matter.WasHoldDropped:
		return b.Reason
	case *matter.WasNoticeAnswered:
		return b.Text
	case *matter.WasRevealed:
		return b.Reason
	}
	return ""
}

// outside says when a step without a network was taken, and of a phone whose clock was off what it showed.
func (c *call) outside(o *matter.Outside) string {
	out := c.t("matter.outside", "at", lang.DateTime(c.l, o.At))
	if o.Off != 0 {
		out += " " + inspect.OffWords(c.l, o.Off) + " " + c.t("matter.outside_phone", "at", lang.DateTime(c.l, o.Phone))
	}
	return out
}

func paragraphs(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(p string) bool { return strings.TrimSpace(p) == "" })
}

// grouped writes a receipt code in groups of four.
func grouped(code string) string {
	if len(code) != 12 {
		return code
	}
	return fmt.Sprintf("%s %s %s", code[:4], code[4:8], code[8:])
}
