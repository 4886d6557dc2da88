package release

import (
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
	Since      string // who took the last step, and when
	Shut       string // why it may not be public, "" when it may
	Public     string // where everybody reads it, "" when nobody can
	Pieces     []Piece
	Would      *View // what waits, or what was written, as it would be seen
	Out        *View // what is out
	Draft      *Draft
	Forms      []kit.Form
	Next       string // the draft that waits next for this person, after he took a step
}

func (*Release) Template() string { return "release" }

// Piece is a stretch of what was reported; Kind says what would be taken out there, "" for nothing.
type Piece struct{ Text, Kind string }

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
		State: state(c, m, stand), Since: since(c, stand), Pieces: pieces(m.Text),
		Would: viewOf(c, m, stand.Draft), Out: viewOf(c, m, stand.Shown)}
	if why := org.Hidden(c.Desk.Policy().Release, org.BareOf(m, nil)); why != "" {
		p.Shut = lang.Error(c.L, fault.Of(release.Shut(why)))
	}
	may := releasesOf(c.House).May(c.Who.Caller, m, stand)
	p.Forms = forms(c, m, stand, may)
	if may.Draft && p.Shut == "" {
		if p.Draft, err = draftOf(c, m, stand, s); err != nil {
			return err
		}
	}
	if may.Back {
		p.Out.takeBack(c, m.ID)
	}
	if p.Shut == "" && stand.Shown != nil {
		p.Public = "/public" + kit.MatterURL(id)
	}
	if step == "preview" && wrong == nil {
		err = preview(c, p, m, s)
		step, wrong = "draft", err
	}
	if p.Next, err = next(c, id); err != nil {
		return err
	}
	refused(c, p, step, s, wrong)
	return c.Render(p)
}

// refused puts what is wrong onto the form that it came from.
func refused(c *kit.Call, p *Release, step string, s *kit.Sent, wrong error) {
	if wrong == nil {
		return
	}
	p.Status = fault.Of(wrong).Kind.Status()
	list := p.Forms
	if p.Draft != nil && step == "draft" {
		list = []kit.Form{p.Draft.Form}
	}
	if !kit.Refuse(list, c.L, step, s, wrong) {
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		return
	}
	if p.Draft != nil && step == "draft" {
		p.Draft.Form = list[0]
	}
}

// next is the draft that waits next for this person, "" for none.
func next(c *kit.Call, but int64) (string, error) {
	list, err := releasesOf(c.House).Waiting(c.Ctx, c.Who.Caller, 2)
	for _, s := range list {
		if s.Matter != but {
			return address(s.Matter), err
		}
	}
	return "", err
}

// state is where a release stands, in one sentence: what is done next, and by whom.
func state(c *kit.Call, m *matter.Matter, s release.Stand) string {
	key := "release.stand." + standing(s)
	if s.State == release.Waits && s.Step < s.Need {
		return c.T(key, "step", c.T("release.step."+strconv.Itoa(s.Step+1)), "who", nextPosts(c, s.Step))
	}
	return c.T(key, "reason", reason(c, s))
}

// nextPosts are the posts that take the step behind one.
func nextPosts(c *kit.Call, step int) string {
	steps := c.Desk.Policy().Release.Steps
	if step >= len(steps) {
		return ""
	}
	var names []string
	for _, p := range steps[step].Posts {
		names = append(names, c.T("post."+string(p)))
	}
	return strings.Join(names, c.T("word.and"))
}

// since is who took the last step, and when.
func since(c *kit.Call, s release.Stand) string {
	if s.At == 0 {
		return ""
	}
	who := c.T("release.by_rule")
	if p, ok := c.Org.Person(s.By); ok {
		who = p.Name
	}
	return who + " · " + lang.When(c.L, c.Now, s.At)
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

// forms are what may be done: the next step of a draft that waits, sending it back, taking back.
func forms(c *kit.Call, m *matter.Matter, s release.Stand, may release.May) []kit.Form {
	base := address(m.ID) + "/"
	words := c.Words("reason", "field.reason", matter.MaxNote, true)
	var out []kit.Form
	if may.Next {
		seq := kit.Field{Kind: "hidden", Name: "draft", Value: strconv.FormatInt(s.Seq, 10)}
		out = append(out, kit.Form{ID: "pass", Action: base + "pass", Once: c.Once(), Title: c.T("release.pass"),
			Submit: c.T("release.pass"), Tone: "primary", Open: true, Fields: []kit.Field{seq}},
			kit.Form{ID: "refuse", Action: base + "refuse", Once: c.Once(), Title: c.T("release.refuse"),
				Submit: c.T("release.refuse"), Tone: "danger", Fields: []kit.Field{seq, words}})
	}
	if may.Back {
		out = append(out, kit.Form{ID: "withdraw", Action: base + "withdraw", Once: c.Once(),
			Title: c.T("release.withdraw"), Submit: c.T("release.withdraw"), Tone: "danger",
			Fields: []kit.Field{words}})
	}
	return out
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
	if step == "preview" {
		return showRelease(c, step, s, nil)
	}
	if err := stepBy(c, id, step, s); err != nil {
		return showRelease(c, step, s, err)
	}
	if err := releasesOf(c.House).Ready(c.Ctx); err != nil {
		return err
	}
	c.Flash("flash.release_"+step, "")
	to := address(id)
	if step == "pass" || step == "refuse" { // on to the next one
		if further, err := next(c, id); err == nil && further != "" {
			to = further
		} else {
			to = "/releases"
		}
	}
	c.To(to)
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
		return x.Refuse(c.Ctx, c.Who.Caller, command, id, draft, s.Text("reason"))
	case "withdraw":
		return x.Withdraw(c.Ctx, c.Who.Caller, command, id, s.Text("reason"))
	case "photo":
		return x.WithdrawPhoto(c.Ctx, c.Who.Caller, command, id, s.Get("photo"), s.Text("reason"))
	case "draft":
		m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
		if err != nil {
			return err
		}
		a, err := asking(c, m, s)
		if err != nil {
			return err
		}
		return x.Draft(c.Ctx, c.Who.Caller, command, id, a)
	}
	return c.Nowhere()
}
