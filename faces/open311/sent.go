package open311

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/open311"
)

// sent is what a program sent: the values of the body, behind them those of the address, and uploads of pictures.
type sent struct {
	url.Values
	photos []string
	key    open311.Key
}

// sent reads what a program sent, and finds its key. The key and the jurisdiction may stand in the address or in the
// body. Faults: georeport_key and those of the key, georeport_jurisdiction, form_broken, body_large, those of photos.
func (f *Face) sent(c *call) (*sent, error) {
	s := &sent{Values: url.Values{}}
	var err error
	if asked := c.params.Get("api_key"); asked != "" { // before a byte of the body is read
		if err = s.find(f, c, asked); err != nil {
			return nil, err
		}
	}
	if strings.HasPrefix(c.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = f.parts(c, s)
	} else {
		err = s.form(c.r)
	}
	if err != nil {
		return nil, err
	}
	s.Values = given(s.Values)
	for name, values := range c.params {
		if !s.Has(name) {
			s.Values[name] = values
		}
	}
	if s.key.ID == 0 {
		if err = s.find(f, c, s.Get("api_key")); err != nil {
			return nil, err
		}
	}
	return s, f.jurisdiction(s.Values)
}

// find finds the key.
func (s *sent) find(f *Face, c *call, key string) (err error) {
	if key == "" {
		return fault.New(fault.Denied, "georeport_key")
	}
	s.key.ID, s.key.Name, err = f.gate.ServiceKey(c.w, c.r, key, org.ReachOpen311)
	return err
}

// form reads a body that is a form, whatever it says that it is. A semicolon is a letter like any other.
func (s *sent) form(r *http.Request) error {
	if r.Body == nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, gate.Words.Text+1))
	if err != nil {
		return broken(err)
	}
	if int64(len(b)) > gate.Words.Text {
		return fault.New(fault.TooLarge, "body_large")
	}
	s.Values, err = url.ParseQuery(strings.ReplaceAll(string(b), ";", "%3B"))
	if err != nil {
		return fault.New(fault.Invalid, "form_broken").By(err)
	}
	return nil
}

// partCost is what a value of a form in parts costs beside its bytes.
const partCost = 64

// parts reads a form in parts: each file in it is a picture.
func (f *Face) parts(c *call, s *sent) error {
	m, err := c.r.MultipartReader()
	if err != nil {
		return broken(err)
	}
	for left := gate.Words.Text; ; {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		if p.FileName() != "" {
			err = f.picture(c, s, p)
		} else {
			left, err = s.part(p, left)
		}
		if err != nil {
			return err
		}
	}
}

// part reads a text, of which all together may be no longer than left.
func (s *sent) part(p *multipart.Part, left int64) (int64, error) {
	left -= partCost + int64(len(p.FormName()))
	b, err := io.ReadAll(io.LimitReader(p, max(left, 0)+1))
	if err != nil {
		return left, broken(err)
	}
	if left -= int64(len(b)); left < 0 {
		return left, fault.New(fault.TooLarge, "body_large")
	}
	s.Add(p.FormName(), string(b))
	return left, nil
}

// picture takes a picture in as it comes. A key that was named before it must be right: nobody else's bytes are kept.
func (f *Face) picture(c *call, s *sent, p *multipart.Part) error {
	if asked := s.Get("api_key"); asked != "" && s.key.ID == 0 {
		if err := s.find(f, c, asked); err != nil {
			return err
		}
	}
	if len(s.photos) >= matter.MaxPhotos {
		return fault.New(fault.TooLarge, "photos_too_many", "max", matter.MaxPhotos)
	}
	u, err := f.desk.Upload(c.ctx, org.Caller{}, p)
	if err == nil {
		s.photos = append(s.photos, u.Token)
	}
	return err
}

// broken is what went wrong while a body was read.
func broken(err error) error {
	var big *http.MaxBytesError
	var known *fault.Error
	switch {
	case errors.As(err, &big):
		return fault.New(fault.TooLarge, "body_large").By(err)
	case errors.As(err, &known):
		return known
	}
	return fault.New(fault.Invalid, "form_broken").By(err)
}
