package release

import (
	"net/url"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// View is what everybody would see of a matter, or sees.
type View struct {
	Title, Text, Where, Category string
	Near                         bool // the place is beside, and times are weekdays
	Before, After                []Photo
	Words                        []string
}

// Photo is the public copy of a photo; Back takes it back, nil where the reader may not.
type Photo struct {
	Thumb, URL string
	Back       *kit.Form

	original string
}

// viewOf is a release as it is seen; nil for none.
func viewOf(c *kit.Call, m *matter.Matter, r *org.Release) *View {
	if r == nil {
		return nil
	}
	v := &View{Title: r.Title, Text: r.Text, Category: c.Category(r.Category), Where: c.AreaName(m.Area)}
	if v.Near = c.Desk.Policy().Release.NearHome(r.Category); !v.Near && r.Place != "" {
		v.Where += " · " + r.Place
	}
	for _, p := range r.Photos {
		x := Photo{URL: address(m.ID) + "/photos/" + p.Copy, original: p.Original}
		if x.Thumb = x.URL + "?size=thumb"; p.After {
			v.After = append(v.After, x)
		} else {
			v.Before = append(v.Before, x)
		}
	}
	for _, w := range r.Words {
		v.Words = append(v.Words, w.Text)
	}
	return v
}

// takeBack puts a form onto each photo that takes it back alone.
func (v *View) takeBack(c *kit.Call, id int64) {
	if v == nil {
		return
	}
	n := 0
	for _, list := range [][]Photo{v.Before, v.After} {
		for i := range list {
			n++
			list[i].Back = &kit.Form{ID: "photo-" + strconv.Itoa(n), Action: address(id) + "/photo", Once: c.Once(),
				Title: c.T("release.photo_back"), Submit: c.T("release.photo_back"), Tone: "danger",
				Fields: []kit.Field{{Kind: "hidden", Name: "photo", Value: list[i].original},
					c.Words("reason", "field.reason", matter.MaxNote, true)}}
		}
	}
}

// preview shows what was written as it would be seen, before anything is asked for.
func preview(c *kit.Call, p *Release, m *matter.Matter, s *kit.Sent) error {
	a, err := asking(c, m, s)
	if err != nil {
		return err
	}
	r, err := releasesOf(c.House).Preview(c.Ctx, c.Who.Caller, m.ID, a)
	if err != nil {
		return err
	}
	p.Would = viewOf(c, m, &r)
	p.Would.covered(m.ID, r.Photos)
	p.Forms = nil
	p.Flash = &kit.Flash{Good: true, Text: c.T("release.previewed")}
	return nil
}

// covered has the photos of a preview made when they are asked for: nothing names their copies.
func (v *View) covered(id int64, list []org.ReleasedPhoto) {
	for _, shown := range [][]Photo{v.Before, v.After} {
		for i := range shown {
			at := slices.IndexFunc(list, func(p org.ReleasedPhoto) bool { return p.Original == shown[i].original })
			q := url.Values{"boxes": {kit.WriteBoxes(list[at].Boxes)}}
			shown[i].URL = address(id) + "/covered/" + shown[i].original + "?" + q.Encode()
			shown[i].Thumb = shown[i].URL + "&size=thumb"
		}
	}
}

// covered is a photo of the matter with boxes burnt in, before anything is asked for.
func covered(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	boxes, err := kit.Boxes(q.Get("boxes"))
	if err != nil {
		return err
	}
	f, err := releasesOf(c.House).Covered(c.Ctx, c.Who.Caller, id, release.Photo{ID: c.R.PathValue("photo"),
		Boxes: boxes}, q.Get("size"))
	if err != nil {
		return err
	}
	defer f.Close()
	gate.ServePhoto(c.W, c.R, f)
	return nil
}

// copyOf is the public copy of a photo of a draft, or of what is out, for staff who see the matter: nobody else sees
// a draft.
func copyOf(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	f, err := releasesOf(c.House).DraftCopy(c.Ctx, c.Who.Caller, id, c.R.PathValue("name"), c.R.URL.Query().Get("size"))
	if err != nil {
		return fault.New(fault.Missing, "photo_missing").By(err)
	}
	defer f.Close()
	gate.ServePhoto(c.W, c.R, f)
	return nil
}

// hasBoth says that there is a photo from before and one from after the fix.
func hasBoth(photos []matter.Photo) bool {
	after := slices.IndexFunc(photos, func(p matter.Photo) bool { return p.Step == string(matter.CmdFix) })
	return after > 0
}
