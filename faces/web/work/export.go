package work

import (
	"path"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
)

// export is a list as a spreadsheet: exactly what its filter shows, in the columns that the person chose.
func export(c *kit.Call) error {
	f, err := filter(c)
	if err != nil {
		return err
	}
	f.After, f.Limit = "", 0
	switch path.Base(c.R.PathValue("file")) {
	case "export.xlsx":
		w := c.File("xlsx")
		return w.Finish(sheet.Export(c.Ctx, c.Desk, c.Who.Caller, c.L, f, nil, w))
	case "export.csv":
		w := c.File("csv")
		return w.Finish(sheet.ExportCSV(c.Ctx, c.Desk, c.Who.Caller, c.L, f, nil, w))
	}
	return fault.New(fault.Missing, "page_missing")
}
