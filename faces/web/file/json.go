package file

import (
	"strconv"

	"xiaohao/faces/api"
	"xiaohao/faces/gate"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/file"
)

// shown is a file as programs see it.
type shown struct {
	ID      int64            `json:"id"`
	Matter  int64            `json:"matter"` // that it hangs on; another one where that was merged into this
	Name    string           `json:"name"`
	Kind    string           `json:"kind"` // pdf, docx, xlsx, picture, text
	Type    string           `json:"type"`
	Size    int64            `json:"size"` // bytes
	Hash    string           `json:"hash"` // SHA-256 of what was uploaded
	Pages   int              `json:"pages"`
	Scanned bool             `json:"scanned,omitempty"`
	Mark    string           `json:"mark,omitempty"`
	Person  int64            `json:"person"`
	At      calendar.Instant `json:"at"` // µs
	URL     string           `json:"url"`
	Again   bool             `json:"again,omitempty"` // the same bytes hung there before
}

func shownOf(c *api.Call, m int64, f *file.File) shown {
	return shown{ID: f.ID, Matter: f.On.ID, Name: f.Name, Kind: string(f.Kind), Type: f.Type, Size: f.Size,
		Hash:  f.Hash,
		Pages: f.Pages, Scanned: f.Scanned, Mark: f.Mark, Person: f.Person, At: f.At,
		URL: c.Base() + "/api/v1" + fileURL(m, f.ID)}
}

// getFiles are the files of a matter, the oldest first.
func getFiles(c *api.Call) (any, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	list, err := filesOf(c.House).OfMatter(c.Ctx, c.Who.Caller, id)
	out := struct {
		Files []shown `json:"files"`
	}{[]shown{}}
	for i := range list {
		out.Files = append(out.Files, shownOf(c, id, &list[i]))
	}
	return out, err
}

// postFile hangs a file on a matter: the body is the file, its name and the command's id stand in the query.
func postFile(c *api.Call) (any, error) {
	m, err := c.PathID()
	if err != nil {
		return nil, err
	}
	q := c.R.URL.Query()
	id, err := api.CommandID(q.Get("id"))
	if err != nil {
		return nil, err
	}
	if q.Get("name") == "" {
		return nil, fault.New(fault.Invalid, "file_none").On("name")
	}
	added, err := filesOf(c.House).AddToMatter(c.Ctx, c.Who.Caller, id, m, q.Get("name"), c.R.Body)
	if err != nil {
		return nil, err
	}
	out := shownOf(c, m, &added.File)
	out.Again = added.Again
	return api.Created{Value: out}, nil
}

// getFile hands a file out.
func getFile(c *api.Call) (any, error) {
	m, err := c.PathID()
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(c.R.PathValue("file"), 10, 64)
	if err != nil {
		return nil, fault.New(fault.Missing, "files_gone")
	}
	f, r, err := filesOf(c.House).OpenOfMatter(c.Ctx, c.Who.Caller, m, id)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	_, media := f.Shown()
	gate.ServeFile(c.W, c.R, f.SavedAs(), media, r)
	return nil, nil
}
