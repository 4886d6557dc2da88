package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
)

// maxPointsFile is the largest file of points, and the largest preview of one, in bytes.
const maxPointsFile = 16 << 20

func (c *call) pointsUpload() error {
	p, err := c.pointsUploadPage()
	if err != nil {
		return err
	}
	return c.render(p)
}

func (c *call) pointsUploadPage() (*PointsUpload, error) {
	if !c.org.MayActSomewhere(c.who.Caller, "point.registered") {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	datum := choose("datum", c.t("field.datum"), true, nil)
	datum.Hint = c.t("points.datum_hint")
	for _, d := range place.Datums() {
		datum.Options = append(datum.Options, Option{Value: d.String(), Label: c.t("datum." + d.String()),
			Selected: d == place.WGS84})
	}
	return &PointsUpload{Frame: c.overview("points"),
		Upload: Form{ID: "upload", Action: "/points/upload", Files: true, Submit: c.t("points.look"), Tone: "primary",
			Fields: []Field{{Kind: "file", Name: "file", Label: c.t("points.file"), Hint: c.t("points.file_hint"),
				Required: true}, datum}}}, nil
}

// setPoints looks at a file and says what it would change; sent again with what was looked at, it brings that in, all
// of it or nothing.
func (c *call) setPoints() error {
	p, err := c.pointsUploadPage()
	if err != nil {
		return err
	}
	file, s, err := c.fileSent("file", maxPointsFile)
	if file != "" {
		defer os.Remove(file)
	}
	if err == nil && s.Get("list") != "" {
		if err = c.bringPoints(s); err == nil {
			return nil
		}
	} else if err == nil {
		err = c.lookAtPoints(p, file, s)
	}
	if err != nil {
		if !refused(err) {
			return err
		}
		c.wrong(&p.Frame, &p.Upload, s, err)
	}
	return c.render(p)
}

// lookAtPoints fills the page with what a file would change, or with what is wrong in it row by row.
func (c *call) lookAtPoints(p *PointsUpload, file string, s *sent) error {
	if file == "" {
		return fault.New(fault.Invalid, "points_file").On("file")
	}
	datum, err := place.ParseDatum(s.Get("datum"))
	if err != nil {
		return err
	}
	list, r, err := sheet.ReadPoints(c.ctx, c.desk, c.all.Points, file, sheet.Options{Lang: c.l, Datum: datum})
	for _, m := range r.Mistakes {
		p.Mistakes = append(p.Mistakes, StandardMistake{c.t("std.row", "row", strconv.Itoa(m.Row)), m.Text})
	}
	if err != nil {
		return err
	}
	made, changed, same, err := c.all.Points.Look(c.ctx, c.who.Caller, list)
	if err != nil {
		return err
	}
	p.Said = c.t("points.would", "made", strconv.Itoa(made), "changed", strconv.Itoa(changed),
		"same", strconv.Itoa(same))
	if made+changed == 0 {
		return nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	p.Save = &Form{ID: "save", Action: "/points/upload", Once: c.once(), Files: true, Tone: "primary",
		Submit: c.t("points.bring", "n", strconv.Itoa(made+changed)),
		Fields: []Field{{Kind: "hidden", Name: "list", Value: string(text)}}}
	return nil
}

func (c *call) bringPoints(s *sent) error {
	id, err := s.id()
	if err != nil {
		return err
	}
	var list []point.Details
	if err := json.Unmarshal([]byte(s.Get("list")), &list); err != nil {
		return fault.New(fault.Invalid, "form_broken").By(err)
	}
	made, changed, _, err := c.all.Points.Import(c.ctx, c.who.Caller, id, list)
	if err != nil {
		return err
	}
	c.flash("flash.points", strconv.Itoa(made+changed))
	c.to("/points")
	return nil
}

// fileSent reads a form that may carry a file of up to most bytes, which it puts beside for a while: a spreadsheet is
// read from its end. The caller removes it; it is "" when none was chosen.
func (c *call) fileSent(name string, most int64) (file string, s *sent, err error) {
	s = &sent{Values: url.Values{}}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, most+maxText)
	if !strings.HasPrefix(c.r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := c.r.ParseForm(); err != nil {
			return "", s, tooMuch(err)
		}
		s.Values = c.r.PostForm
		return "", s, nil
	}
	m, err := c.r.MultipartReader()
	if err != nil {
		return "", s, tooMuch(err)
	}
	for {
		part, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return file, s, nil
		}
		if err != nil {
			return file, s, tooMuch(err)
		}
		if part.FileName() != "" && part.FormName() == name && file == "" {
			if file, err = setAside(part); err != nil {
				return file, s, err
			}
			continue
		}
		b, err := io.ReadAll(part)
		if err != nil {
			return file, s, tooMuch(err)
		}
		s.Add(part.FormName(), string(b))
	}
}

func setAside(r io.Reader) (string, error) {
	f, err := os.CreateTemp("", "sent-*")
	if err != nil {
		return "", fault.New(fault.NoSpace, "internal").By(err)
	}
	_, err = io.Copy(f, r)
	if err := errors.Join(err, f.Close()); err != nil {
		return f.Name(), tooMuch(err)
	}
	return f.Name(), nil
}
