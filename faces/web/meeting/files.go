package meeting

import (
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/meeting"
	"xiaohao/platform/lang"
)

// FileRow is a file of a thing in words.
type FileRow struct {
	Name, URL, Said string
	Drop            *kit.Form // to take it out of sight; nil for who may not
}

// fileRows are the files of a thing, the newest first.
func fileRows(c *kit.Call, t *meeting.Thing, may bool) (out []FileRow, err error) {
	list, err := of(c.House).FilesOf(c.Ctx, c.Who.Caller, t)
	for i := len(list) - 1; i >= 0; i-- {
		f := &list[i]
		id := strconv.FormatInt(f.ID, 10)
		r := FileRow{Name: f.Name, URL: thingURL(t.ID) + "/files/" + id,
			Said: c.T("file.kind."+string(f.Kind)) + " · " + lang.DateTime(c.L, f.At)}
		if f.Mark != "" {
			r.Said = f.Mark + " · " + r.Said
		}
		if may {
			r.Drop = &kit.Form{ID: "drop-" + id, Action: thingURL(t.ID) + "/drop", Once: c.Once(), Tone: "danger",
				Title: c.T("file.withdraw"), Submit: c.T("file.withdraw"), Hint: c.T("file.withdraw_hint"),
				Fields: []kit.Field{c.Reason(), {Kind: "hidden", Name: "file", Value: id}}}
		}
		out = append(out, r)
	}
	return out, err
}

// fileForm is the form by which a file is hung on a thing.
func fileForm(c *kit.Call, t *meeting.Thing) kit.Form {
	return kit.Form{ID: "file", Action: thingURL(t.ID) + "/file", Once: c.Once(), Files: true, Title: c.T("file.add"),
		Submit: c.T("file.send"), Hint: c.T("meeting.hint.file"),
		Fields: []kit.Field{{Kind: "file", Name: "file", Label: c.T("file.choose"), Required: true}}}
}

// thingFile hands a file of a thing out to be saved.
func thingFile(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(c.R.PathValue("file"), 10, 64)
	if err != nil {
		return fault.New(fault.Missing, "files_gone")
	}
	f, r, err := of(c.House).OpenFile(c.Ctx, c.Who.Caller, id, at)
	if err != nil {
		return err
	}
	defer r.Close()
	_, media := f.Shown()
	gate.ServeFile(c.W, c.R, f.SavedAs(), media, r)
	return nil
}

// closedWhy says that a thing was closed, and why with open tasks.
func closedWhy(c *kit.Call, t *meeting.Thing) string {
	if t.Reason == "" {
		return c.T("meeting.closed", "at", lang.Date(c.L, t.Closed))
	}
	return c.T("meeting.closed_why", "at", lang.Date(c.L, t.Closed), "reason", t.Reason)
}
