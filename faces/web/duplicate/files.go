package duplicate

import (
	"xiaohao/faces/web/kit"
	"xiaohao/parts/duplicate"
	"xiaohao/parts/sheet"
)

// The lists of what keeps coming back as spreadsheets.
const groupsInFile = 500

// duplicatesFile has a line for each matter of each probable group, its head first.
func duplicatesFile(c *kit.Call) error {
	out := sheet.Grid{Title: c.T("tab.duplicates"), Notes: []string{c.T("duplicates.text")},
		Heads: append([]string{c.T("duplicates.group"), c.T("duplicates.why")}, c.MatterHeads()...)}
	n := 0
	for after := ""; ; {
		page, err := duplicatesOf(c.House).GroupsOf(c.Ctx, c.Who.Caller, after, 50)
		if err != nil {
			return err
		}
		for _, g := range page.Groups {
			n++
			out.Rows = append(out.Rows, append([]any{n, ""}, c.MatterLine(g.Head)...))
			out.Rows = append(out.Rows, groupLines(c, n, g)...)
		}
		if after = page.After; after == "" || n >= groupsInFile {
			return out.Write(c.File("xlsx"))
		}
	}
}

func groupLines(c *kit.Call, n int, g duplicate.Group) (out [][]any) {
	for _, m := range g.Members {
		why := c.T("duplicates.linked")
		if m.Close {
			why = c.Because(m.Reasons)
		}
		out = append(out, append([]any{n, why}, c.MatterLine(m.Matter)...))
	}
	return out
}
