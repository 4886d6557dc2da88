package web

import (
	"encoding/json"
	"net/url"
	"os"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// maxStandardFile is the largest file that is taken in, in bytes.
const maxStandardFile = 8 << 20

// standardUpload is the page that takes a file.
func (c *call) standardUpload() error {
	p, _, err := c.uploadPage()
	if err != nil {
		return err
	}
	return c.render(p)
}

func (c *call) uploadPage() (*StandardUploadPage, standard.Known, error) {
	if !c.mayStandard() {
		return nil, standard.Known{}, fault.New(fault.Denied, "not_allowed")
	}
	k, err := c.all.Standard.Known(c.ctx)
	if err != nil {
		return nil, k, err
	}
	p := &StandardUploadPage{Frame: c.overview("standard"), Places: c.standardPlaces("upload"),
		Upload: Form{ID: "upload", Action: "/standard/upload", Files: true, Submit: c.t("std.check"), Tone: "primary",
			Fields: []Field{{Kind: "file", Name: "file", Label: c.t("std.file"), Hint: c.t("std.file_hint"),
				Required: true},
				{Kind: "date", Name: "from", Label: c.t("std.from"), Hint: c.t("std.from_hint")}}}}
	if k.Last == nil {
		p.Sample = &Form{ID: "sample", Action: "/standard/upload", Submit: c.t("std.sample"),
			Hint: c.t("std.sample_hint"), Fields: []Field{{Kind: "hidden", Name: "sample", Value: "1"}}}
	}
	return p, k, nil
}

// setStandard checks a file and shows what it would change; sent again with the digest that was checked, it puts it
// in force.
func (c *call) setStandard() error {
	p, k, err := c.uploadPage()
	if err != nil {
		return err
	}
	d, s, err := c.draftSent()
	if err == nil && s.Get("sample") == "1" {
		if n := d.OnlyKnown(k); n > 0 {
			p.Said = c.t("std.sample_left", "n", strconv.Itoa(n))
		}
	}
	if v := s.Get("from"); err == nil && v != "" {
		if d.From, err = views.ParseDay(v); err != nil {
			err = fault.New(fault.Invalid, "date_form").On("from").By(err)
		}
	}
	if err != nil {
		c.wrong(&p.Frame, &p.Upload, s, err)
		return c.render(p)
	}
	if s.Get("checked") != "" {
		return c.publishStandard(p, d, s.Get("checked"), k)
	}
	return c.previewStandard(p, d, k)
}

// previewStandard shows every mistake of a draft, or what it would change.
func (c *call) previewStandard(p *StandardUploadPage, d *standard.Draft, k standard.Known) error {
	if d.Same(k) {
		p.Said = c.t("std.same")
		return c.render(p)
	}
	v, wrong := d.Check(k)
	if len(wrong) > 0 {
		c.mistaken(p, wrong)
		return c.render(p)
	}
	text, err := json.Marshal(v.Lines(lang.Zh))
	if err != nil {
		return err
	}
	said, groups := c.changesTold(standard.Diff(last(k), v))
	p.Said, p.Groups, p.Checked = strings.TrimSpace(p.Said+" "+said), groups, true
	p.Publish = Form{ID: "publish", Action: "/standard/upload", Files: true, Tone: "primary",
		Submit: c.t("std.publish", "from", lang.Date(c.l, v.From.Start())), Hint: c.t("std.publish_hint"),
		Fields: []Field{{Kind: "hidden", Name: "lines", Value: string(text)},
			{Kind: "hidden", Name: "checked", Value: after(k) + v.Digest()}}}
	return c.render(p)
}

func last(k standard.Known) *standard.Version {
	if k.Last == nil {
		return nil
	}
	return k.Last.Version
}

// after names the version that a preview compared with.
func after(k standard.Known) string {
	if k.Last == nil {
		return "0."
	}
	return strconv.FormatInt(k.Last.Seq, 10) + "."
}

func (c *call) mistaken(p *StandardUploadPage, wrong []standard.Mistake) {
	p.Status = fault.Invalid.Status()
	for _, m := range wrong {
		row := ""
		if m.Row > 0 {
			row = c.t("std.row", "row", strconv.Itoa(m.Row))
		}
		p.Mistakes = append(p.Mistakes, StandardMistake{row, lang.Error(c.l, m.Err)})
	}
}

// publishStandard puts in force exactly what was previewed: when the last version is another one by now, the preview
// is shown again.
func (c *call) publishStandard(p *StandardUploadPage, d *standard.Draft, checked string, k standard.Known) error {
	if seq, digest, _ := strings.Cut(checked, "."); k.Last != nil && d.Same(k) && digest == k.Last.Digest {
		c.to("/standard?version=" + strconv.FormatInt(k.Last.Seq, 10)) // sent twice
		return nil
	} else if seq+"." != after(k) {
		return c.previewStandard(p, d, k)
	}
	e, _, wrong, err := c.all.Standard.Publish(c.ctx, c.who.Caller, d)
	if len(wrong) > 0 {
		c.mistaken(p, wrong)
		return c.render(p)
	}
	if err != nil {
		return err
	}
	c.flash("flash.standard", "")
	c.to("/standard?version=" + strconv.FormatInt(e.Seq, 10))
	return nil
}

// draftSent reads the form: a file, the rows of a preview, or the wish for the sample.
func (c *call) draftSent() (*standard.Draft, *sent, error) {
	file, s, err := c.fileSent("file", maxStandardFile)
	if file != "" {
		defer os.Remove(file)
	}
	if err != nil {
		return nil, s, err
	}
	if file == "" {
		d, err := draftOf(s.Values)
		return d, s, err
	}
	d, _, err := sheet.ReadStandard(file, nil)
	return d, s, err
}

// draftOf is the draft of a form without a file.
func draftOf(values url.Values) (*standard.Draft, error) {
	if values.Get("sample") == "1" {
		return standard.Sample(), nil
	}
	text := values.Get("lines")
	if text == "" {
		return nil, fault.New(fault.Invalid, "standard_file").On("file")
	}
	var lines []standard.Line
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		return nil, fault.New(fault.Invalid, "form_broken").By(err)
	}
	return standard.Read(lines), nil
}
