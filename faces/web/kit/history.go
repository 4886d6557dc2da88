package kit

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Stations are the stations of the loop; the last one differs when a matter left it.
func (c *Call) Stations(m *matter.Matter) []Step {
	at := []struct {
		state matter.State
		us    calendar.Instant
	}{{matter.Reported, m.ReportedAt}, {matter.Listed, m.ListedAt}, {matter.Assigned, m.AssignedAt},
		{matter.InHand, m.SignedAt}, {matter.Fixed, m.FixedAt}, {matter.StruckOff, m.StruckAt}}
	now := m.State
	if now == matter.Suspended {
		now = matter.InHand
	}
	if m.State == matter.Declined || m.State == matter.Merged {
		return []Step{{Label: c.T("step.reported"), At: lang.When(c.L, c.Now, m.ReportedAt), Done: true},
			{Label: c.T("step." + m.State.String()), At: lang.When(c.L, c.Now, m.UpdatedAt), Done: true, Now: true}}
	}
	var out []Step
	for _, x := range at {
		s := Step{Label: c.T("step." + x.state.String()), Done: x.state < now || now == matter.StruckOff,
			Now: x.state == now}
		if s.Now && m.State == matter.Suspended {
			s.Label = c.T("step.suspended")
		}
		if (s.Done || s.Now) && x.us != 0 {
			s.At = lang.When(c.L, c.Now, x.us)
		}
		out = append(out, s)
	}
	return out
}

// Shots are the photos of a matter before and after the work; base is the address they hang under.
func (c *Call) Shots(m *matter.Matter, base string) (before, after []Photo) {
	for _, p := range m.Photos {
		x := c.Shot(p, base)
		if p.Step == "fix" || p.Step == "strike_off" || p.Step == matter.SpotStep {
			after = append(after, x)
		} else {
			before = append(before, x)
		}
	}
	return before, after
}

// Shot is a photo of a matter; base is the address it hangs under.
func (c *Call) Shot(p matter.Photo, base string) Photo {
	u := base + "/photos/" + p.ID + "?size="
	parts := []string{c.T("command." + p.Step), lang.When(c.L, c.Now, p.At)}
	if p.Lat != nil {
		parts = append(parts, c.T("photo.position"))
	}
	if p.TakenAt != 0 {
		key := "photo.taken"
		if p.Told == matter.ByPhone {
			key = "photo.taken_phone"
		}
		parts = append(parts, c.T(key, "at", lang.DateTime(c.L, p.TakenAt)))
	}
	return Photo{View: u + "view", Thumb: u + "thumb", Caption: strings.Join(parts, " · "), Alt: parts[0]}
}

// Entries are steps of the history as they are told, the newest first.
func (c *Call) Entries(list []desk.Entry, base string) []Entry {
	out := make([]Entry, 0, len(list))
	for _, e := range list {
		x := Entry{Type: e.Type, Who: e.Name, Unit: c.UnitName(e.Unit), At: lang.When(c.L, c.Now, e.At),
			ISO: lang.ISO(e.At), Tone: tones[e.Type]}
		if e.Name == "" && e.Person == 0 {
			x.Unit = ""
		}
		x.Words, x.Note = c.told(e)
		if from := matter.FromOf(e.Body); from != 0 {
			x.Words += c.T("event.from_merged", "number", c.NumberOf(from))
		}
		if b := matter.OutsideOf(e.Body); b != nil {
			x.Note = strings.TrimSpace(x.Note + "\n" + c.outside(b))
		}
		if g := e.Given; g != nil {
			x.Note = strings.TrimSpace(x.Note + "\n" + c.given(g, e.At))
		}
		for _, p := range matter.PhotosOf(e.Body) {
			x.Photos = append(x.Photos, c.Shot(p, base))
		}
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}

// given says that somebody else gave who acted a password shortly before.
func (c *Call) given(g *desk.PasswordGiven, at calendar.Instant) string {
	hours := strconv.FormatInt(at.Since(g.At)/3600e6, 10)
	if g.By == "" {
		return c.T("history.password_cli", "hours", hours)
	}
	return c.T("history.password_given", "hours", hours, "name", g.By)
}

var tones = map[event.Type]string{matter.TypeRejected: "bad", matter.TypeBounced: "bad", matter.TypeHeld: "bad",
	matter.TypeReopened: "bad", matter.TypeSupervised: "bad", matter.TypeMarked: "bad", matter.TypeRecurred: "bad",
	matter.TypeFixed: "good", matter.TypeStruckOff: "good"}

// told puts one step into words, with what was said about it.
func (c *Call) told(e desk.Entry) (words, note string) {
	say := func(args ...string) string {
		return c.T("event."+string(e.Type), args...)
	}
	due := func(us calendar.Instant) string { return lang.Due(c.L, c.Now, us) }
	when := func(us calendar.Instant) string { return lang.DateTime(c.L, us) }
	if words, note, ok := c.toldCase(e); ok {
		return words, note
	}
	switch b := e.Body.(type) {
	case *matter.WasForgotten:
		if b.By != matter.ByOffice {
			return c.T("event.matter.forgotten." + b.By), b.Reason
		}
		return say(), b.Reason
	case *matter.WasWithheld:
		if b.Off {
			return c.T("event.matter.withheld_off"), ""
		}
	case *matter.WasListed:
		if b.Rule && b.Kind == matter.Task {
			return c.T("event.matter.listed_for", "number", b.Number), ""
		}
		if b.Rule {
			return c.T("event.matter.listed_by_rule", "number", b.Number), ""
		}
		return say("number", b.Number), ""
	case *matter.WasReported:
		if b.Via != nil {
			return c.T("event.matter.reported_via", "name", b.Via.Name), ""
		}
	case *matter.WasCommented:
		switch {
		case b.Lost != "":
			return c.T("event.matter.picture_lost", "why", c.T("lost."+string(b.Lost))), ""
		case b.Via != nil:
			return c.T("event.matter.commented_via", "name", b.Via.Name), b.Text
		}
	case *matter.WasAmended:
		if b.Was != 0 {
			return c.T("event.matter.resettled", "from", c.AreaName(b.Was), "to", c.AreaName(b.Area)), ""
		}
	case *matter.WasAssigned:
		return say("unit", c.UnitName(b.Lead), "due", due(b.Due)), b.Goal
	case *matter.WasDelegated:
		return say("unit", c.UnitName(b.To)), b.Note
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
			return c.T("event.matter.urged_by_clock"), b.Note
		}
		if e.Person == 0 { // what is late is not the matter itself; the note says what
			return c.T("event.matter.urged_for"), b.Note
		}
	case *matter.WasSupervised:
		return c.toldPaper("supervised", b.Step, b.Paper), b.Note
	case *matter.WasHeld:
		return c.toldPaper("held", "", b.Paper), b.Reason
	case *matter.WasHoldDrafted:
		return say("notice", c.NoticeName(b.Notice)), ""
	case *matter.WasInstructed:
		return say("number", c.paperNumber(b.Paper)), b.Text
	case *matter.WasMoved:
		return say("from", c.UnitName(b.From), "to", c.UnitName(b.To)), ""
	case *matter.WasReckoned:
		return say("due", due(b.Due)), ""
	case *matter.WasAppealed:
		return say("ground", c.T("ground."+b.Ground)), b.Reason
	case *matter.WasAppealDecided:
		if b.Upheld {
			return c.T("event.matter.appeal_upheld", "ground", c.T("ground."+b.Ground)), b.Reason
		}
		return say("ground", c.T("ground."+b.Ground)), b.Reason
	case *matter.WasMarked:
		return say("mark", c.T("mark."+b.Mark), "why", c.markWhy(b.Why, b.N)), ""
	case *matter.WasUnmarked:
		return say("mark", c.T("mark."+b.Mark)), b.Reason
	case *matter.WasRecurred:
		return say("matter", c.NumberOf(b.By)), ""
	case *matter.WasNotRecurred:
		return say("matter", c.NumberOf(b.By)), ""
	case *matter.WasRootPlanned:
		return say("until", lang.Date(c.L, b.Until)), b.Cause + "\n" + b.Measure
	case *matter.WasRootDone:
		return say(), b.Note
	case *matter.WasRootChecked:
		if !b.Held {
			return c.T("event.matter.root_failed"), ""
		}
		return say(), ""
	case *matter.WasDrawn:
		return say("week", b.Week), ""
	case *matter.WasRechecked:
		if !b.Good {
			return c.T("event.matter.rechecked_bad"), b.Note
		}
		return say(), b.Note
	case *matter.WasRated:
		word := "rating.not_fixed"
		if b.Fixed {
			word = "rating.fixed"
		}
		return say() + c.T("word.colon") + c.T(word), b.Text
	}
	return say(), NoteOf(e.Body)
}

// toldPaper tells of a notice that was sent, by a person or by a rung of the ladder.
func (c *Call) toldPaper(what, step string, p *matter.Paper) string {
	if p == nil {
		return c.T("event.matter." + what)
	}
	key := "event.matter." + what + "_with"
	if step != "" {
		key = "event.matter." + what + "_by_clock"
	}
	return c.T(key, "notice", c.NoticeName(p.Kind), "number", c.paperNumber(p))
}

func (c *Call) paperNumber(p *matter.Paper) string {
	if p == nil {
		return ""
	}
	return c.Desk.Policy().Number(*p)
}

// NoteOf is what was said with a step that has nothing else to tell.
func NoteOf(b matter.Body) string {
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
func (c *Call) outside(o *matter.Outside) string {
	out := c.T("matter.outside", "at", lang.DateTime(c.L, o.At))
	if o.Off != 0 {
		out += " " + lang.ClockOff(c.L, o.Off) + " " + c.T("matter.outside_phone", "at", lang.DateTime(c.L, o.Phone))
	}
	return out
}
