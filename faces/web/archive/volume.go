package archive

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/archive"
	"xiaohao/platform/lang"
)

// Volume is a volume with its list 卷内目录.
type Volume struct {
	kit.Frame
	Row
	Next   string // what is done next, for who keeps it
	Lines  []Line
	Pages  string // in all
	Hash   string // of the list, where it is closed
	Closed string // when and by whom
	Notes  []Note
	Forms  []kit.Form
	List   string // the list as a document
	Folder string // all of it as one folder
}

func (*Volume) Template() string { return "archive-volume" }

// Line is an entry of the list.
type Line struct{ Nth, Number, Author, Title, URL, Day, Pages string }

// Note is a correction that stands beside.
type Note struct{ When, Who, Text string }

func volumePage(c *kit.Call) error { return showVolume(c, "", nil, nil) }

func showVolume(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := archiveOf(c.House)
	w, err := x.Volume(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	list, err := x.Items(c.Ctx, c.Who.Caller, w)
	if err != nil {
		return err
	}
	p := &Volume{Frame: c.Overview("archive"), Row: volumeRow(c, w), Hash: w.Hash}
	p.Frame.Title = w.Title
	pages := 0
	for _, e := range list {
		pages += e.Pages
		p.Lines = append(p.Lines, Line{strconv.Itoa(e.Nth), e.Number, e.Author, e.Title, itemURL(e), dayOf(c, e.Day),
			strconv.Itoa(e.Pages)})
	}
	p.Pages = c.T("archive.sum", "n", strconv.Itoa(len(list)), "pages", strconv.Itoa(pages))
	if len(list) > 0 {
		p.List, p.Folder = volumeURL(id)+"/list.docx", volumeURL(id)+"/folder.zip"
	}
	if w.Closed > 0 {
		p.Closed = c.T("archive.closed_at", "day", lang.DateTime(c.L, w.Closed), "who", c.PeopleNames([]int64{w.By}))
	}
	for _, n := range w.Notes {
		p.Notes = append(p.Notes, Note{lang.DateTime(c.L, n.At), c.PeopleNames([]int64{n.Person}), n.Text})
	}
	if p.Forms, err = forms(c, w); err != nil {
		return err
	}
	if x.MayKeep(c.Who.Caller, w.Area) {
		p.Next = next(c, w)
	}
	if wrong != nil {
		c.Log(wrong)
		p.Status = fault.Of(wrong).Kind.Status()
		if !kit.Refuse(p.Forms, c.L, step, sent, wrong) {
			p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
		}
	}
	return c.Render(p)
}

// next is what is done next with a volume.
func next(c *kit.Call, w *archive.Volume) string {
	switch {
	case w.Closed == 0 && w.Items == 0:
		return c.T("archive.next.fill")
	case w.Closed == 0:
		return c.T("archive.next.close")
	case w.Ends > 0 && w.Ends <= c.Now:
		return c.T("archive.next.over")
	}
	return c.T("archive.next.kept")
}

// sorts are the orders in which a list may be put.
var sorts = []string{"kept", "number", "day", "title"}

func forms(c *kit.Call, w *archive.Volume) (out []kit.Form, err error) {
	x := archiveOf(c.House)
	if !x.MayKeep(c.Who.Caller, w.Area) {
		return nil, nil
	}
	form := func(step, tone string, open bool, fields ...kit.Field) {
		out = append(out, kit.Form{ID: step, Action: volumeURL(w.ID) + "/" + step, Once: c.Once(),
			Title: c.T("archive.step." + step), Submit: c.T("archive.step." + step), Tone: tone, Open: open,
			Hint: c.T("archive.hint." + step), Fields: fields})
	}
	if w.Closed == 0 {
		list, err := x.Fitting(c.Ctx, c.Who.Caller, w)
		if err != nil {
			return nil, err
		}
		items := kit.Field{Kind: "checks", Name: "items", Label: c.T("archive.items")}
		for _, e := range list {
			row := itemRow(c, e)
			items.Options = append(items.Options, kit.Option{Value: strconv.FormatInt(e.ID, 10),
				Label: e.Title + " · " + row.Said, Selected: e.Volume == w.ID})
		}
		if len(list) == 0 {
			items.Hint = c.T("archive.nothing_fits")
		}
		var by []kit.Option
		for _, s := range sorts {
			by = append(by, kit.Option{Value: s, Label: c.T("archive.sort." + s)})
		}
		form("arrange", "primary", w.Items == 0, items, kit.Choose("sort", c.T("archive.sort"), false, by))
		if w.Items > 0 {
			form("close", "danger", false)
			out[len(out)-1].Ask = c.T("archive.ask_close")
		}
	}
	form("note", "", false, c.Words("text", "archive.note", 1000, true))
	return out, nil
}

// step takes one step with a volume.
func step(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	name := c.R.PathValue("step")
	if err := take(c, id, name, s); err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showVolume(c, name, s, err)
	}
	c.Flash("flash.archive_"+name, "")
	c.To(volumeURL(id))
	return nil
}

func take(c *kit.Call, id int64, name string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, who := archiveOf(c.House), c.Who.Caller
	switch name {
	case "arrange":
		items, err := sorted(c, id, s.Numbers("items"), s.Get("sort"))
		if err != nil {
			return err
		}
		return x.Arrange(c.Ctx, who, command, id, items)
	case "close":
		return x.Close(c.Ctx, who, command, id)
	case "note":
		return x.Note(c.Ctx, who, command, id, archive.Noted{Text: s.Text("text")})
	}
	return c.Nowhere()
}

// sorted puts the chosen items in order.
func sorted(c *kit.Call, volume int64, ids []int64, by string) ([]int64, error) {
	x := archiveOf(c.House)
	w, err := x.Volume(c.Ctx, c.Who.Caller, volume)
	if err != nil {
		return nil, err
	}
	list, err := x.Fitting(c.Ctx, c.Who.Caller, w)
	if err != nil {
		return nil, err
	}
	of := map[int64]archive.Entry{}
	for _, e := range list {
		of[e.ID] = e
	}
	slices.SortStableFunc(ids, func(a, b int64) int {
		x, y := of[a], of[b]
		switch by {
		case "number":
			return cmp.Or(cmp.Compare(len(x.Number), len(y.Number)), cmp.Compare(x.Number, y.Number))
		case "day":
			return cmp.Compare(x.Day, y.Day)
		case "title":
			return cmp.Compare(x.Title, y.Title)
		}
		return 0
	})
	return ids, nil
}

// listFile is the list as a document.
func listFile(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := archiveOf(c.House)
	w, err := x.Volume(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	list, err := x.Items(c.Ctx, c.Who.Caller, w)
	if err != nil {
		return err
	}
	return c.Letter(w.Title, func(to io.Writer) error { return x.ListFile(w, list).Write(to) })
}

// folder is a volume as one folder, written while it is made.
func folder(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := archiveOf(c.House)
	w, err := x.Volume(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	to := &begun{Call: c, name: w.Title}
	z := archive.NewZip(to)
	err = x.Export(c.Ctx, c.Who.Caller, id, z, nil)
	if err == nil {
		err = z.Close()
	}
	if err != nil && to.sent { // whoever gets a part must not take it for the whole
		c.Break(err)
	}
	return err
}

// begun writes the head of an answer before its first byte.
type begun struct {
	*kit.Call
	name string
	sent bool
}

func (b *begun) Write(p []byte) (int, error) {
	if !b.sent {
		b.sent = true
		h := b.W.Header()
		h.Set("Content-Type", "application/zip")
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(b.name+".zip"))
		h.Set("Cache-Control", "no-store")
	}
	return b.W.Write(p)
}

// Item is one item, as it was frozen.
type Item struct {
	kit.Frame
	Said  string
	Back  string
	Lines []kit.Fact
	Body  []string
	Heads []string
	Rows  [][]string
	Foot  []string
}

func (*Item) Template() string { return "archive-item" }

func itemPage(c *kit.Call) error {
	n, err := strconv.ParseInt(c.R.PathValue("item"), 10, 64)
	if err != nil {
		return c.Nowhere()
	}
	e, err := archiveOf(c.House).Item(c.Ctx, c.Who.Caller, n)
	if err != nil {
		return err
	}
	p := &Item{Frame: c.Overview("archive"), Back: "/archive", Heads: e.Content.Columns, Rows: e.Content.Rows,
		Foot: e.Content.Foot}
	p.Title = e.Title
	if e.Volume != 0 {
		p.Back = volumeURL(e.Volume)
	}
	p.Said = itemRow(c, e).Said
	for _, f := range [][2]string{{"archive.column.author", e.Author}, {"office.signer", e.Signer},
		{"archive.keep", archive.TermWords(c.L, e.Keep)}, {"archive.sum_of", e.Sum}} {
		if f[1] != "" {
			p.Lines = append(p.Lines, kit.Fact{Label: c.T(f[0]), Value: f[1]})
		}
	}
	if e.Content.Basis != "" {
		p.Body = append(p.Body, e.Content.Basis)
	}
	p.Body = append(p.Body, e.Content.Paragraphs...)
	return c.Render(p)
}
