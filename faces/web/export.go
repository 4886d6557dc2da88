package web

import (
	"mime"
	"net/http"
	"path"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// download is an answer that becomes a file with its first byte; until then it can still become a page that says what
// was wrong.
type download struct {
	c     *call
	ext   string
	begun bool
}

var fileTypes = map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"csv": "text/csv; charset=utf-8"}

func (c *call) file(ext string) *download { return &download{c: c, ext: ext} }

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		name := d.c.city() + " " + strings.ReplaceAll(lang.Date(d.c.l, d.c.now), " ", "-") + "." + d.ext
		h := d.c.w.Header()
		h.Set("Content-Type", fileTypes[d.ext])
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("Cache-Control", "no-store")
	}
	return d.c.w.Write(b)
}

// finish ends the file. What breaks off half-way breaks the connection, so that nobody takes a part for the whole.
func (d *download) finish(err error) error {
	if err != nil && d.begun {
		d.c.gate.Log.ErrorContext(d.c.ctx, "export broke off", "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	return err
}

// export is a list as a spreadsheet: exactly what its filter shows, in the columns that the person chose.
func (c *call) export() error {
	f, err := c.filter()
	if err != nil {
		return err
	}
	f.After, f.Limit = "", 0
	switch path.Base(c.r.PathValue("file")) {
	case "export.xlsx":
		w := c.file("xlsx")
		return w.finish(sheet.Export(c.ctx, c.desk, c.who.Caller, c.l, f, nil, w))
	case "export.csv":
		w := c.file("csv")
		return w.finish(sheet.ExportCSV(c.ctx, c.desk, c.who.Caller, c.l, f, nil, w))
	}
	return fault.New(fault.Missing, "page_missing")
}
