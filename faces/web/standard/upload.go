package standard

import (
	"encoding/json"
	"net/url"
	"os"
	"strconv"
	"strings"

	"xiaohao/core/views"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// maxStandardFile is the largest file that is taken in, in bytes.
const maxStandardFile = 8 << 20

// standardUpload is the page that takes a file.
func standardUpload(c *kit.Call) error {
	p, _, err := uploadPage(c)
	if err != nil {
		return err
	}
	return c.Render(p)
}

func uploadPage(c *kit.Call) (*StandardUploadPage, standard.Known, error) {
	if !mayStandard(c) {
		return nil, standard.Known{}, fault.New(fault.Denied, "not_allowed")
	}
	k, err := standardOf(c.House).Known(c.Ctx)
	if err != nil {
		return nil, k, err
	}
	p := &StandardUploadPage{Frame: c.Overview("standard"), Places: standardPlaces(c, "upload"),
		Upload: kit.Form{ID: "upload", Action: "/standard/upload", Files: true, Submit: c.T("std.check"),
			Tone: "primary",
			Fields: []kit.Field{{Kind: "file", Name: "file", Label: c.T("std.file"), Hint: c.T("std.file_hint"),
				Required: true},
				{Kind: "date", Name: "from", Label: c.T("std.from"), Hint: c.T("std.from_hint")}}}}
	if k.Last == nil {
		p.Sample = &kit.Form{ID: "sample", Action: "/standard/upload", Submit: c.T("std.sample"),
			Hint: c.T("std.sample_hint"), Fields: []kit.Field{{Kind: "hidden", Name: "sample", Value: "1"}}}
	}
	return p, k, nil
}

// setStandard checks a file and shows what it would change; sent again with the digest that was checked, it puts it
// in force.
func setStandard(c *kit.Call) error {
	p, k, err := uploadPage(c)
	if err != nil {
		return err
	}
	d, s, err := draftSent(c)
	if err == nil && s.Get("sample") == "1" {
		if n := d.OnlyKnown(k); n > 0 {
			p.Said = c.T("std.sample_left", "n", strconv.Itoa(n))
		}
	}
	if v := s.Get("from"); err == nil && v != "" {
		if d.From, err = views.ParseDay(v); err != nil {
			err = fault.New(fault.Invalid, "date_form").On("from").By(err)
		}
	}
	if err != nil {
		c.Wrong(&p.Frame, &p.Upload, s, err)
		return c.Render(p)
	}
	if s.Get("checked") != "" {
		return publishStandard(c, p, d, s.Get("checked"), k)
	}
	return previewStandard(c, p, d, k)
}

// previewStandard shows every mistake of a draft, or what it would change.
func previewStandard(c *kit.Call, p *StandardUploadPage, d *standard.Draft, k standard.Known) error {
	if d.Same(k) {
		p.Said = c.T("std.same")
		p.Account = account(c, sheet.StandardAccount(c.L, d, nil, nil, false), true)
		return c.Render(p)
	}
	v, wrong := d.Check(k)
	if len(wrong) > 0 {
		mistaken(c, p, d, wrong)
		return c.Render(p)
	}
	text, err := json.Marshal(v.Lines(lang.Zh))
	if err != nil {
		return err
	}
	said, groups := changesTold(c, standard.Diff(last(k), v))
	p.Said, p.Groups, p.Checked = strings.TrimSpace(p.Said+" "+said), groups, true
	p.Account = account(c, sheet.StandardAccount(c.L, d, v, last(k), false), true)
	p.Publish = kit.Form{ID: "publish", Action: "/standard/upload", Files: true, Tone: "primary",
		Submit: c.T("std.publish", "from", lang.Date(c.L, v.From.Start())), Hint: c.T("std.publish_hint"),
		Fields: []kit.Field{{Kind: "hidden", Name: "lines", Value: string(text)},
			{Kind: "hidden", Name: "checked", Value: after(k) + v.Digest()}}}
	return c.Render(p)
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

// account is what became of the rows, or would, as every list ends with one.
func account(c *kit.Call, a sheet.Account, dry bool) *kit.Account {
	out := &kit.Account{Said: sheet.Said(c.L, a, dry)}
	for _, x := range sheet.Counts(c.L, a, dry) {
		out.Counts = append(out.Counts, kit.Fact{Label: x.Label, Value: x.Value})
	}
	return out
}

func mistaken(c *kit.Call, p *StandardUploadPage, d *standard.Draft, wrong []standard.Mistake) {
	p.Status = fault.Invalid.Status()
	p.Account = account(c, sheet.StandardRefused(c.L, d, wrong), false)
	for _, m := range wrong {
		row := ""
		if m.Row > 0 {
			row = c.T("std.row", "row", strconv.Itoa(m.Row))
		}
		p.Mistakes = append(p.Mistakes, kit.RowMistake{Row: row, Text: lang.Error(c.L, m.Err)})
	}
}

// publishStandard puts in force exactly what was previewed: when the last version is another one by now, the preview
// is shown again.
func publishStandard(c *kit.Call, p *StandardUploadPage, d *standard.Draft, checked string, k standard.Known) error {
	if seq, digest, _ := strings.Cut(checked, "."); k.Last != nil && d.Same(k) && digest == k.Last.Digest {
		c.To(published(k.Last.Seq)) // sent twice
		return nil
	} else if seq+"." != after(k) {
		return previewStandard(c, p, d, k)
	}
	e, _, wrong, err := standardOf(c.House).Publish(c.Ctx, c.Who.Caller, d)
	if len(wrong) > 0 {
		mistaken(c, p, d, wrong)
		return c.Render(p)
	}
	if err != nil {
		return err
	}
	c.Flash("flash.standard", "")
	c.To(published(e.Seq))
	return nil
}

// published is a version with the account of the list that it came from.
func published(seq int64) string {
	return "/standard?version=" + strconv.FormatInt(seq, 10) + "&account=1"
}

// accountOf is what a version did to the one before it.
func accountOf(c *kit.Call, e *standard.Edition, list []standard.Row) (*kit.Account, error) {
	var before *standard.Version
	for _, r := range list { // the newest first
		if r.Seq >= e.Seq {
			continue
		}
		x, err := standardOf(c.House).Edition(c.Ctx, r.Seq)
		if err != nil {
			return nil, err
		}
		before = x.Version
		break
	}
	d := standard.Read(e.Lines(lang.Zh))
	return account(c, sheet.StandardAccount(c.L, d, e.Version, before, true), false), nil
}

// draftSent reads the form: a file, the rows of a preview, or the wish for the sample.
func draftSent(c *kit.Call) (*standard.Draft, *kit.Sent, error) {
	file, s, err := c.FileSent("file", maxStandardFile)
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
	d, _, err := sheet.ReadStandard(c.Ctx, file, nil)
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
