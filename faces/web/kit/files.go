package kit

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Download is an answer that becomes a file with its first byte; until then it can still become a page that says what
// was wrong.
type Download struct {
	c     *Call
	ext   string
	begun bool
}

var fileTypes = map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"csv": "text/csv; charset=utf-8"}

// File begins an answer that is a file: "xlsx" or "csv".
func (c *Call) File(ext string) *Download { return &Download{c: c, ext: ext} }

func (d *Download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		name := d.c.City() + " " + strings.ReplaceAll(lang.Date(d.c.L, d.c.Now), " ", "-") + "." + d.ext
		h := d.c.W.Header()
		h.Set("Content-Type", fileTypes[d.ext])
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("Cache-Control", "no-store")
	}
	return d.c.W.Write(b)
}

// Letter answers with a document of that name, which is written whole before anything is sent.
func (c *Call) Letter(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+".docx"))
	_, err := c.W.Write(b.Bytes())
	return err
}

// Finish ends the file. What breaks off half-way breaks the connection, so that nobody takes a part for the whole.
func (d *Download) Finish(err error) error {
	if err != nil && d.begun {
		d.c.Break(err)
	}
	return err
}

// Break breaks the connection in the middle of a file.
func (c *Call) Break(err error) {
	c.Gate.Log.ErrorContext(c.Ctx, "export broke off", "error", err.Error())
	panic(http.ErrAbortHandler)
}

// MatterHeads are the headings over MatterLine.
func (c *Call) MatterHeads() []string {
	return []string{c.T("column.number"), c.T("column.problem"), c.T("field.area"), c.T("field.place"),
		c.T("field.category"), c.T("field.state"), c.T("field.reported_at"), c.T("field.lead")}
}

// MatterLine is a matter as a line of a spreadsheet.
func (c *Call) MatterLine(m *matter.Matter) []any {
	lead := ""
	if m.Lead != 0 {
		lead = c.UnitName(m.Lead)
	}
	return []any{m.Number, m.Title, c.AreaName(m.Area), m.Place, c.Category(m.Category),
		c.T("state." + m.State.String()), lang.DateTime(c.L, m.ReportedAt), lead}
}

// FileSent reads a form that may carry a file of up to most bytes, which it puts beside for a while: a spreadsheet is
// read from its end. The caller removes it; it is "" when none was chosen.
func (c *Call) FileSent(name string, most int64) (file string, s *Sent, err error) {
	s = &Sent{Values: url.Values{}}
	left := gate.BodyOf(c.R).Text
	if !strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		return "", s, c.readPlain(s, left)
	}
	c.R.Body = http.MaxBytesReader(c.W, c.R.Body, most+left)
	m, err := c.R.MultipartReader()
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
			s.File = part.FileName()
			file, err = SetAside(part)
		} else {
			left, err = s.part(part, left)
		}
		if err != nil {
			return file, s, err
		}
	}
}

// FileRead reads a form with a file of up to most bytes into memory: no byte of it lies on the disk before somebody
// looked through it. The bytes are nil when none was chosen; its name is Sent.File.
func (c *Call) FileRead(name string, most int64) (data []byte, s *Sent, err error) {
	s = &Sent{Values: url.Values{}}
	left := gate.BodyOf(c.R).Text
	if !strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		return nil, s, c.readPlain(s, left)
	}
	c.R.Body = http.MaxBytesReader(c.W, c.R.Body, most+left)
	m, err := c.R.MultipartReader()
	if err != nil {
		return nil, s, tooMuch(err)
	}
	for {
		part, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return data, s, nil
		}
		if err != nil {
			return data, s, tooMuch(err)
		}
		if part.FileName() != "" && part.FormName() == name && s.File == "" && !c.Who.Back {
			s.File = part.FileName()
			data, err = io.ReadAll(part)
			if err != nil {
				err = tooMuch(err)
			}
		} else {
			left, err = s.part(part, left)
		}
		if err != nil {
			return data, s, err
		}
	}
}

// SetAside writes a file beside; the caller removes it, also after an error. What a program that ended has left there
// is taken away by the part intake.
func SetAside(r io.Reader) (string, error) {
	f, err := os.CreateTemp("", "xiaohao-sent-*")
	if err != nil {
		return "", fault.New(fault.NoSpace, "disk_full").By(err)
	}
	_, err = io.Copy(f, r)
	err = errors.Join(err, f.Close())
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return f.Name(), fault.New(fault.NoSpace, "disk_full").By(err)
	case err != nil:
		return f.Name(), tooMuch(err)
	}
	return f.Name(), nil
}
