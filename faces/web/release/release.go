package release

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/parts/release"
	"xiaohao/platform/lang"
)

// Release is what of a matter is out, what waits, and what may be done about it.
type Release struct {
	kit.Frame
	Title, URL string // of the matter
	State      string // where it stands, in one sentence
	Shut       string // why it may not be public, "" when it may
	Pieces     []Piece
	Draft      *org.Release // what waits, as it would be seen
	Photos     []Photo
	Forms      []kit.Form
}

func (*Release) Template() string { return "release" }

// Piece is a stretch of what was reported; Kind says what would be taken out there, "" for nothing.
type Piece struct{ Text, Kind string }

// Photo is a photo of the draft that waits, as it would be seen.
type Photo struct{ Thumb, URL string }

func show(c *kit.Call) error { return showRelease(c, "", nil, nil) }

func showRelease(c *kit.Call, step string, s *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	stand, err := releasesOf(c.House).Of(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	p := &Release{Frame: c.Frame("", c.T("release.title")), Title: m.Title, URL: kit.MatterURL(id),
		State: c.T("release.stand."+standing(stand), "reason", reason(c, stand)), Pieces: pieces(m.Text),
		Draft: stand.Draft}
	if why := org.Hidden(c.Desk.Policy().Release, org.BareOf(m, nil)); why != "" {
		p.Shut = lang.Error(c.L, fault.Of(release.Shut(why)))
	}
	p.Forms = forms(c, m, stand, p.Shut == "")
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, s, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

func standing(s release.Stand) string {
	if s.State == "" {
		return "none"
	}
	return s.State
}

// reason is why it was refused or taken back; what followed from a change has a sentence of its own.
func reason(c *kit.Call, s release.Stand) string {
	if why, ruled := strings.CutPrefix(s.Reason, "."); ruled {
		return lang.Error(c.L, fault.Of(release.Shut(org.Secret(why))))
	}
	return s.Reason
}

// pieces cut a text where something would be taken out.
func pieces(text string) (out []Piece) {
	at := 0
	for _, f := range redact.Find(text) {
		if f.From > at {
			out = append(out, Piece{Text: text[at:f.From]})
		}
		out = append(out, Piece{Text: text[f.From:f.To], Kind: f.Mark})
		at = f.To
	}
	if at < len(text) {
		out = append(out, Piece{Text: text[at:]})
	}
	return out
}

// forms are what may be done: a draft, the next step of one that waits, taking back.
func forms(c *kit.Call, m *matter.Matter, s release.Stand, open bool) []kit.Form {
	base := address(m.ID) + "/"
	words := c.Words("reason", "field.reason", matter.MaxNote, true)
	var out []kit.Form
	if s.Draft != nil {
		seq := kit.Field{Kind: "hidden", Name: "draft", Value: strconv.FormatInt(s.Seq, 10)}
		out = append(out, kit.Form{ID: "pass", Action: base + "pass", Once: c.Once(), Title: c.T("release.pass"),
			Submit: c.T("release.pass"), Tone: "primary", Open: true, Fields: []kit.Field{seq}},
			kit.Form{ID: "refuse", Action: base + "refuse", Once: c.Once(), Title: c.T("release.refuse"),
				Submit: c.T("release.refuse"), Tone: "danger",
				Fields: append([]kit.Field{seq, words}, tellFields(c)...)})
	}
	if open {
		out = append(out, draftForm(c, m, s, base))
	}
	if s.Shown != nil || s.Draft != nil {
		out = append(out, kit.Form{ID: "withdraw", Action: base + "withdraw", Once: c.Once(),
			Title: c.T("release.withdraw"), Submit: c.T("release.withdraw"), Tone: "danger",
			Fields: append([]kit.Field{words}, tellFields(c)...)})
	}
	return out
}

// draftForm asks for the words that go out, filled in with what was reported after redaction, or with the last draft.
func draftForm(c *kit.Call, m *matter.Matter, s release.Stand, base string) kit.Form {
	r := org.Release{Title: redact.Public(m.Title), Text: redact.Public(m.Text), Place: redact.Public(m.Place)}
	for _, last := range []*org.Release{s.Shown, s.Draft} {
		if last != nil {
			r = *last
		}
	}
	title, text := c.Line("title", "release.field.title", 60, true), c.Words("text", "release.field.text", 2000, false)
	place := c.Line("place", "release.field.place", 60, false)
	title.Value, text.Value, place.Value = r.Title, r.Text, r.Place
	f := kit.Form{ID: "draft", Action: base + "draft", Once: c.Once(), Title: c.T("release.draft"),
		Submit: c.T("release.draft_go"), Tone: "primary", Open: s.Draft == nil, Fields: []kit.Field{title, text, place,
			{Kind: "check", Name: "hidden", Label: c.T("release.field.hidden"), Checked: false}}}
	if c.Desk.Policy().Release.Asks(m.Source) {
		f.Fields = append(f.Fields, kit.Field{Kind: "check", Name: "agreed", Label: c.T("release.field.agreed"),
			Checked: m.Agreed})
	}
	named := kit.Field{Kind: "check", Name: "named", Label: c.T("release.field.named"), Checked: redact.About(m.Text)}
	f.Fields = append(f.Fields, named)
	for i, p := range m.Photos {
		n := strconv.Itoa(i)
		label := c.T("release.field.photo", "n", strconv.Itoa(i+1), "step", c.T("step."+p.Step))
		boxes := c.Line("boxes-"+n, "release.field.boxes", 1000, false)
		boxes.Hint = c.T("release.hint.boxes")
		f.Fields = append(f.Fields, kit.Field{Kind: "check", Name: "photo-" + n, Label: label}, boxes)
	}
	return f
}

// give takes one step.
func give(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	step := c.R.PathValue("step")
	id, err := c.PathID()
	if err != nil {
		return err
	}
	if err := stepBy(c, id, step, s); err != nil {
		return showRelease(c, step, s, err)
	}
	if err := releasesOf(c.House).Ready(c.Ctx); err != nil {
		return err
	}
	c.Flash("flash.release_"+step, "")
	c.To(address(id))
	return nil
}

func stepBy(c *kit.Call, id int64, step string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, draft := releasesOf(c.House), s.Number("draft")
	switch step {
	case "pass":
		return x.Pass(c.Ctx, c.Who.Caller, command, id, draft)
	case "refuse":
		return x.Refuse(c.Ctx, c.Who.Caller, command, id, draft, s.Text("reason"), tellSent(s))
	case "withdraw":
		return x.Withdraw(c.Ctx, c.Who.Caller, command, id, s.Text("reason"), tellSent(s))
	case "draft":
		a, err := asking(c, id, s)
		if err != nil {
			return err
		}
		return x.Draft(c.Ctx, c.Who.Caller, command, id, a)
	}
	return c.Nowhere()
}

// asking reads the draft.
func asking(c *kit.Call, id int64, s *kit.Sent) (release.Asking, error) {
	a := release.Asking{Title: s.Get("title"), Text: s.Text("text"), Place: s.Get("place"), Hidden: s.Yes("hidden"),
		Agreed: s.Yes("agreed"), Named: s.Yes("named")}
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return a, err
	}
	first := slices.IndexFunc(m.Photos, func(p matter.Photo) bool { return p.Step == string(matter.CmdFix) })
	for i, p := range m.Photos {
		n := strconv.Itoa(i)
		if !s.Yes("photo-" + n) {
			continue
		}
		boxes, err := parseBoxes(s.Get("boxes-" + n))
		if err != nil {
			return a, err
		}
		a.Photos = append(a.Photos, release.Photo{ID: p.ID, Boxes: boxes, After: first >= 0 && i >= first})
	}
	return a, nil
}

// parseBoxes reads boxes as the form has them: four numbers each, in thousandths, with blanks or semicolons between.
func parseBoxes(text string) (out []org.Box, err error) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' }) {
		var n []int
		for _, x := range strings.FieldsFunc(part, func(r rune) bool { return r == ',' || r == '，' || r == ' ' }) {
			v, err := strconv.Atoi(x)
			if err != nil {
				return nil, fault.New(fault.Invalid, "release_box").On("photos")
			}
			n = append(n, v)
		}
		if len(n) == 0 {
			continue
		}
		if len(n) != 4 {
			return nil, fault.New(fault.Invalid, "release_box").On("photos")
		}
		out = append(out, org.Box{X: n[0], Y: n[1], W: n[2], H: n[3]})
	}
	return out, nil
}
