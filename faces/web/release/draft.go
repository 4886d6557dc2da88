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

// Draft is the form that asks to let a matter out: its words, its photos with boxes, what residents said.
type Draft struct {
	kit.Form
	Preview string // where it is sent to be looked at only
	Photos  []Shot
	Home    bool // it has photos, and none goes out: they would show a home
	Words   []Said
}

// Shot is a photo of the matter that may be chosen; boxes are drawn on it.
type Shot struct {
	N       string // its place on the form
	View    string // address of the photo, as staff see it
	Label   string
	Checked bool
	Boxes   string // as the field holds them
	Width   int
	Height  int
}

// Said is something a resident said that may be chosen, in words that may be changed.
type Said struct {
	Seq, When, What, Text string
	Pieces                []Piece
	Checked               bool
}

// draftOf is the form, filled in with what was sent, or with the last draft, or with what was reported after redaction.
func draftOf(c *kit.Call, m *matter.Matter, s release.Stand, sent *kit.Sent) (*Draft, error) {
	r := org.Release{Title: redact.Public(m.Title), Text: redact.Public(m.Text), Place: redact.Public(m.Place)}
	for _, last := range []*org.Release{s.Shown, s.Last, s.Draft} {
		if last != nil {
			r = *last
		}
	}
	title, text := c.Line("title", "release.field.title", 60, true), c.Words("text", "release.field.text", 4000, false)
	place := c.Line("place", "release.field.place", 60, false)
	title.Value, text.Value, place.Value = r.Title, r.Text, r.Place
	f := kit.Form{ID: "draft", Action: address(m.ID) + "/draft", Once: c.Once(), Title: c.T("release.draft"),
		Submit: c.T("release.draft_go"), Tone: "primary", Open: s.Draft == nil, Fields: []kit.Field{title, text, place,
			{Kind: "check", Name: "hidden", Label: c.T("release.field.hidden"),
				Checked: s.State != "" && m.Lat != nil && r.Lat == nil}}}
	if c.Desk.Policy().Release.Asks(m.Source) {
		f.Fields = append(f.Fields, kit.Field{Kind: "check", Name: "agreed", Label: c.T("release.field.agreed"),
			Checked: r.Agreed || m.Agreed})
	}
	f.Fields = append(f.Fields, kit.Field{Kind: "check", Name: "named", Label: c.T("release.field.named"),
		Checked: redact.About(m.Text)})
	d := &Draft{Form: f, Preview: address(m.ID) + "/preview#would", Photos: shots(c, m, r)}
	d.Home = len(d.Photos) == 0 && len(m.Photos) > 0
	var err error
	if d.Words, err = saids(c, m, r); err == nil && sent != nil && sent.Get("title") != "" {
		d.again(c, sent)
	}
	return d, err
}

// again keeps what was sent.
func (d *Draft) again(c *kit.Call, s *kit.Sent) {
	d.Form.Again(c.L, s, nil)
	for i := range d.Photos {
		p := &d.Photos[i]
		p.Checked, p.Boxes = s.Yes("photo-"+p.N), s.Get("boxes-"+p.N)
	}
	for i := range d.Words {
		w := &d.Words[i]
		if w.Checked = slices.Contains(s.Values["said"], w.Seq); s.Get("said-"+w.Seq) != "" {
			w.Text = s.Text("said-" + w.Seq)
		}
	}
}

// shots are the photos of a matter, none where they would show a home.
func shots(c *kit.Call, m *matter.Matter, r org.Release) (out []Shot) {
	if c.Desk.Policy().Release.NearHome(m.Category) {
		return nil
	}
	for i, p := range m.Photos {
		x := Shot{N: strconv.Itoa(i), View: kit.MatterURL(m.ID) + "/photos/" + p.ID + "?size=view", Width: p.Width,
			Height: p.Height, Label: c.T("release.field.photo", "n", strconv.Itoa(i+1), "step", c.T("command."+p.Step))}
		at := slices.IndexFunc(r.Photos, func(y org.ReleasedPhoto) bool { return y.Original == p.ID })
		if at >= 0 {
			x.Checked, x.Boxes = true, kit.WriteBoxes(r.Photos[at].Boxes)
		}
		out = append(out, x)
	}
	return out
}

// saids are what residents said.
func saids(c *kit.Call, m *matter.Matter, r org.Release) (out []Said, err error) {
	list, err := releasesOf(c.House).Said(c.Ctx, c.Who.Caller, m.ID)
	for _, w := range list {
		x := Said{Seq: strconv.FormatInt(w.Seq, 10), When: lang.When(c.L, c.Now, w.At),
			What:   c.T("release.said." + strings.TrimPrefix(string(w.Type), string(matter.TypePrefix))),
			Text:   redact.Public(w.Text),
			Pieces: pieces(w.Text)}
		if at := slices.IndexFunc(r.Words, func(y org.ReleasedWord) bool { return y.Seq == w.Seq }); at >= 0 {
			x.Checked, x.Text = true, r.Words[at].Text
		}
		out = append(out, x)
	}
	return out, err
}

// asking reads the draft.
func asking(c *kit.Call, m *matter.Matter, s *kit.Sent) (release.Asking, error) {
	a := release.Asking{Title: s.Get("title"), Text: s.Text("text"), Place: s.Get("place"), Hidden: s.Yes("hidden"),
		Agreed: s.Yes("agreed"), Named: s.Yes("named")}
	first := slices.IndexFunc(m.Photos, func(p matter.Photo) bool { return p.Step == string(matter.CmdFix) })
	for i, p := range m.Photos {
		n := strconv.Itoa(i)
		if !s.Yes("photo-" + n) {
			continue
		}
		boxes, err := kit.Boxes(s.Get("boxes-" + n))
		if err != nil {
			return a, err
		}
		a.Photos = append(a.Photos, release.Photo{ID: p.ID, Boxes: boxes, After: first >= 0 && i >= first})
	}
	for _, seq := range s.Values["said"] {
		n, err := strconv.ParseInt(seq, 10, 64)
		if err != nil {
			return a, fault.New(fault.Invalid, "release_said").On("words")
		}
		a.Words = append(a.Words, release.Word{Seq: n, Text: s.Text("said-" + seq)})
	}
	return a, nil
}
