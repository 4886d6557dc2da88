package outreach

import (
	"slices"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/outreach"
)

// notice says where that stands which everybody reads, and which photos may be let out with it.
func (p *Activity) notice(c *kit.Call, a *outreach.Activity) {
	r := &a.Release
	p.Notice, p.NoticeReason = c.T("outreach.notice.none"), r.Reason
	if r.State != "" {
		p.Notice = c.T("outreach.notice."+r.State, "step", strconv.Itoa(r.Step), "need", strconv.Itoa(r.Need))
	}
	if r.Shown != nil {
		p.Public = publicURL(a.ID)
	}
	if !slices.Contains(outreachOf(c.House).NoticeSteps(c.Who.Caller, a), "offer") {
		return
	}
	last := r.Last()
	for i, s := range a.Photos {
		x := OfferShot{N: strconv.Itoa(i), View: activityURL(a.ID) + "/photos/" + s.Photo.ID + "?size=view",
			Label: c.T("outreach.photo_n", "n", strconv.Itoa(i+1), "basis", c.T("outreach.basis."+string(s.Basis))),
			Width: s.Photo.Width, Height: s.Photo.Height}
		for _, out := range last.Photos {
			if out.Original == s.Photo.ID {
				x.Checked, x.Boxes = true, kit.WriteBoxes(out.Boxes)
			}
		}
		p.Offer = append(p.Offer, x)
	}
}

// photoForms take a photo in, and one out. What may be in a photo is said where it is chosen.
func photoForms(c *kit.Call, a *outreach.Activity, leads bool,
	form func(string, string, ...kit.Field) kit.Form) (out []kit.Form) {
	if slices.ContainsFunc(a.Teams, func(t outreach.Team) bool {
		return outreachOf(c.House).Works(c.Who.Caller, a, t)
	}) {
		basis := kit.Field{Kind: "radios", Name: "basis", Label: c.T("outreach.field.basis"), Required: true}
		for _, b := range outreach.Bases() {
			basis.Options = append(basis.Options, kit.Option{Value: string(b), Label: c.T("outreach.basis." +
				string(b))})
		}
		one := c.Pictures(true)
		one.Max = 1
		f := form("photo", "", one, basis, kit.Field{Kind: "check", Name: "minors", Label: c.T("outreach.field.minors"),
			Required: true}, c.Line("note", "field.note", 100, false))
		f.Files, f.Hint = true, c.T("outreach.hint.photo")
		out = append(out, f)
	}
	if leads && len(a.Photos) > 0 {
		which := kit.Choose("photo", c.T("outreach.field.photo"), true, nil)
		for i, s := range a.Photos {
			which.Options = append(which.Options, kit.Option{Value: s.Photo.ID, Label: c.T("outreach.photo_n", "n",
				strconv.Itoa(i+1), "basis", s.Note)})
		}
		out = append(out, form("photo_gone", "danger", which, c.Reason()))
	}
	return out
}

// noticeForms are the steps with what everybody reads.
func noticeForms(c *kit.Call, a *outreach.Activity, form func(string, string, ...kit.Field) kit.Form) (out []kit.Form) {
	draft := kit.Field{Kind: "hidden", Name: "draft", Value: number(a.Release.Seq)}
	for _, s := range outreachOf(c.House).NoticeSteps(c.Who.Caller, a) {
		switch s {
		case "offer":
			last := a.Release.Last()
			if last.Title.Zh == "" {
				last.Title.Zh, last.Text.Zh = a.Name, a.Text
			}
			title, text := c.Line("title", "publicity.field.title", 60, true), c.Words("text", "outreach.field.notice",
				1000,
				true)
			titleEn, textEn := c.Line("title_en", "publicity.field.title_en", 120, false), c.Words("text_en",
				"outreach.field.notice_en", 2000, false)
			title.Value, text.Value, titleEn.Value, textEn.Value = last.Title.Zh, last.Text.Zh, last.Title.En,
				last.Text.En
			f := form("offer", "", title, text, titleEn, textEn)
			f.Hint = c.T("outreach.hint.offer")
			out = append(out, f)
		case "pass":
			f := form("pass", "primary", draft)
			f.Open, f.Hint = true, c.T("outreach.hint.pass", "title", a.Release.Last().Title.In(c.Short()), "text",
				a.Release.Last().Text.In(c.Short()))
			out = append(out, f)
		case "refuse":
			out = append(out, form("refuse", "danger", draft, c.Reason()))
		case "withdraw":
			out = append(out, form("withdraw", "danger", c.Reason()))
		}
	}
	return out
}

func takeNotice(c *kit.Call, command ledger.ID, id int64, step string, s *kit.Sent) error {
	x, who := outreachOf(c.House), c.Who.Caller
	draft := s.Number("draft")
	if s.Bad != nil {
		return s.Bad
	}
	switch step {
	case "photo":
		p := outreach.Photographing{Basis: outreach.Basis(s.Get("basis")), NoMinors: s.Yes("minors"),
			Note: s.Get("note")}
		if len(s.Photos()) > 0 {
			p.Token = s.Photos()[0]
		}
		return x.Photo(c.Ctx, who, command, id, p)
	case "photo_gone":
		return x.DropPhoto(c.Ctx, who, command, id, s.Get("photo"), s.Text("reason"))
	case "pass":
		return x.Pass(c.Ctx, who, command, id, draft)
	case "refuse":
		return x.Refuse(c.Ctx, who, command, id, draft, s.Text("reason"))
	case "withdraw":
		return x.Withdraw(c.Ctx, who, command, id, s.Text("reason"))
	}
	a, err := x.Get(c.Ctx, who, id)
	if err != nil {
		return err
	}
	n := outreach.Noticing{Title: outreach.Words{Zh: s.Get("title"), En: s.Get("title_en")},
		Text: outreach.Words{Zh: s.Text("text"), En: s.Text("text_en")}}
	for i, shot := range a.Photos {
		if !s.Yes("photo-" + strconv.Itoa(i)) {
			continue
		}
		var boxes []org.Box
		if boxes, err = kit.Boxes(s.Get("boxes-" + strconv.Itoa(i))); err != nil {
			return err
		}
		n.Photos = append(n.Photos, outreach.Shut{Photo: shot.Photo.ID, Boxes: boxes})
	}
	return x.Offer(c.Ctx, who, command, id, n)
}

// photo is a photo of the activity, for staff.
func photo(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	f, err := outreachOf(c.House).OpenPhoto(c.Ctx, c.Who.Caller, id, c.R.PathValue("photo"),
		c.R.URL.Query().Get("size"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.W, c.R, f)
	return nil
}
