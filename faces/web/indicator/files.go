package indicator

import (
	"bytes"
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/file"
	"xiaohao/platform/lang"
)

// Files are what proves the figures of a page.
type Files struct {
	Rows []FileRow
	Form *kit.Form // nil for who may add none
}

// FileRow is a file that proves figures.
type FileRow struct {
	Name, URL, Said string
	Withdraw        *kit.Form
}

// form is the form of a name, nil where there is none.
func (f *Files) form(name string) *kit.Form {
	if f == nil {
		return nil
	}
	if f.Form != nil && f.Form.ID == name {
		return f.Form
	}
	for _, r := range f.Rows {
		if r.Withdraw != nil && r.Withdraw.ID == name {
			return r.Withdraw
		}
	}
	return nil
}

// mostProof is the most that such a file may be on its way in; policy says less.
const mostProof = 21 << 20

var proof = gate.Body{Text: 64 << 10, File: mostProof}

func fileURL(w at, id int64, step string) string {
	return setURL(w.id, "files/"+strconv.FormatInt(id, 10)+step, w.area, w.span)
}

// filesOf are the files of what an area reported; nil where there is nothing to show.
func filesOf(c *kit.Call, w at) (*Files, error) {
	list, why, err := indicatorsOf(c.House).Evidence(c.Ctx, c.Who.Caller, w.id, w.area, w.span)
	if err != nil {
		return nil, err
	}
	p := &Files{}
	for _, f := range list {
		who, _ := c.Org.Person(f.Person)
		r := FileRow{Name: f.Name, URL: fileURL(w, f.ID, ""), Said: c.T("indicator.file_by", "who", who.Name, "at",
			lang.When(c.L, c.Now, f.At))}
		if why == nil && f.Person == c.Who.Caller.Person {
			r.Withdraw = &kit.Form{ID: "withdraw-" + strconv.FormatInt(f.ID, 10), Action: fileURL(w, f.ID, "/withdraw"),
				Once: c.Once(), Tone: "danger", Title: c.T("file.withdraw"), Submit: c.T("file.withdraw"),
				Hint: c.T("file.withdraw_hint"), Fields: []kit.Field{c.Reason()}}
		}
		p.Rows = append(p.Rows, r)
	}
	if why == nil {
		p.Form = &kit.Form{ID: "file", Action: setURL(w.id, "files", w.area, w.span), Once: c.Once(), Files: true,
			Title: c.T("file.add"), Submit: c.T("file.send"), Hint: c.T("file.hint", "mb",
				strconv.Itoa(c.Desk.Policy().Files.MostMB)),
			Fields: []kit.Field{{Kind: "file", Name: "file", Label: c.T("file.choose"), Required: true}}}
	}
	if len(p.Rows) == 0 && p.Form == nil {
		return nil, nil
	}
	return p, nil
}

// addFile hangs a file on what an area reported.
func addFile(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	data, s, err := c.FileRead("file", mostProof)
	var added file.Added
	if err == nil {
		added, err = addSent(c, w, data, s)
	}
	switch {
	case err != nil && !kit.Refused(err):
		return err
	case err != nil:
		return showEntryOf(c, "file", s, err)
	case added.Again:
		c.Flash("flash.file_again", "")
	default:
		c.Flash("flash.file_added", "")
	}
	c.To(setURL(w.id, "entry", w.area, w.span))
	return nil
}

func addSent(c *kit.Call, w at, data []byte, s *kit.Sent) (file.Added, error) {
	id, err := s.ID()
	if err != nil {
		return file.Added{}, err
	}
	if s.File == "" {
		return file.Added{}, fault.New(fault.Invalid, "file_none").On("file")
	}
	return indicatorsOf(c.House).AddEvidence(c.Ctx, c.Who.Caller, id, w.id, w.area, w.span, s.File,
		bytes.NewReader(data))
}

// theFile is the file that the address names.
func theFile(c *kit.Call) (int64, error) {
	id, err := strconv.ParseInt(c.R.PathValue("file"), 10, 64)
	if err != nil {
		err = fault.New(fault.Missing, "files_gone")
	}
	return id, err
}

// openFile hands a file out.
func openFile(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	id, err := theFile(c)
	if err != nil {
		return err
	}
	f, r, err := indicatorsOf(c.House).OpenEvidence(c.Ctx, c.Who.Caller, w.id, w.area, w.span, id)
	if err != nil {
		return err
	}
	defer r.Close()
	_, media := f.Shown()
	gate.ServeFile(c.W, c.R, f.SavedAs(), media, r)
	return nil
}

// withdrawFile takes a file out of sight.
func withdrawFile(c *kit.Call) error {
	w, err := where(c)
	if err != nil {
		return err
	}
	id, err := theFile(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err == nil {
		err = indicatorsOf(c.House).WithdrawEvidence(c.Ctx, c.Who.Caller, command, w.id, w.area, w.span, id,
			s.Text("reason"))
	}
	switch {
	case err != nil && !kit.Refused(err):
		return err
	case err != nil:
		return showEntryOf(c, "withdraw-"+c.R.PathValue("file"), s, err)
	}
	c.Flash("flash.file_withdrawn", "")
	c.To(setURL(w.id, "entry", w.area, w.span))
	return nil
}
