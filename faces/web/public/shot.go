package public

import (
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
)

// Shot is a public copy of a photo.
type Shot struct {
	Thumb, URL    string
	Alt           string
	Width, Height int // of the copy, pixels
	Small         int // width of the thumb, pixels
}

// thumbSide is the long side of a thumb, in pixels.
const thumbSide = 360

// shots are the public copies of a matter's photos: how it was, and how it is after the fix.
func shots(c *kit.Call, m org.Public) (before, after []Shot) {
	for _, x := range m.Photos {
		s := Shot{URL: address(m.Matter) + "/photos/" + x.Copy, Width: x.Width, Height: x.Height}
		s.Thumb = s.URL + "?size=thumb"
		s.Small = min(x.Width, x.Width*thumbSide/max(x.Width, x.Height, 1))
		if x.After {
			s.Alt = c.T("everyone.after_alt", "what", m.Title)
			after = append(after, s)
		} else {
			s.Alt = c.T("everyone.before_alt", "what", m.Title)
			before = append(before, s)
		}
	}
	return before, after
}

// previewed is how many characters of a matter's text a preview shows.
const previewed = 90

// preview is what a chat shows of a matter whose address is passed on: what everybody may see of it, and nothing else.
func preview(c *kit.Call, m org.Public) *kit.Preview {
	base := c.Gate.Base(c.R)
	p := &kit.Preview{Title: m.Title + " · " + c.T("public.state."+string(m.State)), Text: said(c, m),
		URL: base + address(m.Matter)}
	if text := []rune(m.Text); len(text) > previewed {
		p.Text += " " + string(text[:previewed]) + "…"
	} else if len(text) > 0 {
		p.Text += " " + m.Text
	}
	before, after := shots(c, m)
	for _, s := range append(after, before...) { // how it is now says more
		p.Image, p.Alt = base+s.Thumb, s.Alt
		break
	}
	return p
}

// listed is what a chat shows of a list whose address is passed on.
func listed(c *kit.Call, heading, lead, path string) *kit.Preview {
	return &kit.Preview{Title: heading + " · " + c.City(), Text: lead, URL: c.Gate.Base(c.R) + path}
}
