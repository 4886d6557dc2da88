package file

import (
	"bytes"
	"cmp"
	"strconv"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/file"
	"xiaohao/platform/document"
	"xiaohao/platform/lang"
)

// excerptRunes is how much of a file's text its page shows.
const excerptRunes = 1200

// cardRows is how many files the matter's page shows.
const cardRows = 8

// Row is a file in a list.
type Row struct {
	Name, URL, Download string
	Kind, Size          string // in words
	Who, At, ISO        string
	Mark                string // 内部资料
	From                *kit.Link
}

// Card is what the matter's page shows of its files.
type Card struct {
	Rows []Row
	More string    // how many there are in all, where not all are shown
	URL  string    // of the list
	Form *kit.Form // nil for who may not add one
	None string
	Need string // how many files policy asks for before the work can be claimed done, while there are fewer
}

// List is the list of a matter's files.
type List struct {
	kit.Frame
	Title, URL string // of the matter
	Rows       []Row
	Form       *kit.Form
	Why        string // why none can be added; "" where one can
}

// Template implements kit.Page.
func (*List) Template() string { return "file_list" }

// One is the page of a file.
type One struct {
	kit.Frame
	Row
	Title, URL string // of the matter
	Facts      []kit.Fact
	Excerpt    []string // lines
	Cut        bool     // the text goes on
	Silent     string   // why there is no text
	Steps      []kit.Fact
	Withdraw   *kit.Form
}

// Template implements kit.Page.
func (*One) Template() string { return "file_one" }

func address(m int64) string { return kit.MatterURL(m) + "/files" }

func fileURL(m, f int64) string { return address(m) + "/" + strconv.FormatInt(f, 10) }

// size is a number of bytes in words.
func size(c *kit.Call, n int64) string {
	if n < 1<<20 {
		return c.T("file.kb", "n", strconv.FormatInt(max((n+512)>>10, 1), 10))
	}
	return c.T("file.mb", "n", strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64))
}

func rowOf(c *kit.Call, m int64, f *file.File) Row {
	r := Row{Name: f.Name, URL: fileURL(m, f.ID), Download: fileURL(m, f.ID) + "/download", Mark: f.Mark,
		Kind: c.T("file.kind." + string(f.Kind)), Size: size(c, f.Size), At: lang.When(c.L, c.Now, f.At),
		ISO: lang.ISO(f.At)}
	if p, ok := c.Org.Person(f.Person); ok {
		r.Who = p.Name
	}
	if f.On.ID != m {
		r.From = &kit.Link{Label: c.NumberOf(f.On.ID), URL: kit.MatterURL(f.On.ID)}
	}
	return r
}

func rows(c *kit.Call, m *matter.Matter) ([]Row, error) {
	list, err := filesOf(c.House).Of(c.Ctx, m)
	out := make([]Row, 0, len(list))
	for i := range list {
		out = append(out, rowOf(c, m.ID, &list[len(list)-1-i])) // the newest first
	}
	return out, err
}

// formFor is the form by which a file is added.
func formFor(c *kit.Call, m int64) *kit.Form {
	r := c.Desk.Policy().Files
	return &kit.Form{ID: "file", Action: address(m), Once: c.Once(), Files: true, Title: c.T("file.add"),
		Submit: c.T("file.send"), Hint: c.T("file.hint", "mb", strconv.Itoa(r.MostMB)),
		Fields: []kit.Field{{Kind: "file", Name: "file", Label: c.T("file.choose"), Required: true}}}
}

// CardOf is what a matter's page shows of its files; nil where the reader may not know of them, or there is nothing to
// say.
func CardOf(c *kit.Call, m *matter.Matter) (*Card, error) {
	x := filesOf(c.House)
	if !x.Reads(c.Who.Caller, m) || m.Kind == matter.Help {
		return nil, nil
	}
	all, err := rows(c, m)
	if err != nil {
		return nil, err
	}
	k := &Card{Rows: all, URL: address(m.ID)}
	if len(all) > cardRows {
		k.Rows, k.More = all[:cardRows], c.T("file.all", "n", strconv.Itoa(len(all)))
	}
	terms := c.Desk.Policy().Terms(m.Kind, m.Category, m.Severity)
	if n := terms.Fix.Files; len(all) < n && (m.State == matter.Assigned || m.State == matter.InHand) {
		k.Need = c.T("file.need", "n", strconv.Itoa(n))
	}
	if x.MayAdd(c.Who.Caller, m) == nil {
		k.Form = formFor(c, m.ID)
	}
	if len(all) == 0 {
		if k.Form == nil && k.Need == "" {
			return nil, nil
		}
		k.None = c.T("file.none")
	}
	return k, nil
}

func list(c *kit.Call) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	return showList(c, id, nil, nil)
}

// showList shows the list, after a refusal with what was wrong.
func showList(c *kit.Call, id int64, s *kit.Sent, wrong error) error {
	x := filesOf(c.House)
	m, err := c.Desk.Matter(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	if !x.Reads(c.Who.Caller, m) {
		return fault.New(fault.Missing, "matter_missing")
	}
	p := &List{Frame: c.Frame("lists", c.T("file.files")), Title: m.Title, URL: kit.MatterURL(id)}
	if p.Rows, err = rows(c, m); err != nil {
		return err
	}
	may := x.MayAdd(c.Who.Caller, m)
	if may == nil {
		p.Form = formFor(c, id)
	} else if fault.Of(may).Kind == fault.Conflict || fault.Code(may) == "file_help" {
		p.Why = lang.Error(c.L, fault.Of(may))
	}
	if wrong != nil {
		if p.Form == nil {
			return wrong
		}
		c.Wrong(&p.Frame, p.Form, s, wrong)
	}
	return c.Render(p)
}

// add hangs a file on a matter.
func add(c *kit.Call) error {
	m, err := c.PathID()
	if err != nil {
		return err
	}
	data, s, err := c.FileRead("file", mostFile)
	var added file.Added
	if err == nil {
		added, err = addSent(c, m, data, s)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showList(c, m, s, err)
	}
	if added.Again {
		c.Flash("flash.file_again", "")
	} else {
		c.Flash("flash.file_added", "")
	}
	c.To(kit.MatterURL(m) + "#files")
	return nil
}

func addSent(c *kit.Call, m int64, data []byte, s *kit.Sent) (file.Added, error) {
	id, err := s.ID()
	if err != nil {
		return file.Added{}, err
	}
	if s.File == "" {
		return file.Added{}, fault.New(fault.Invalid, "file_none").On("file")
	}
	return filesOf(c.House).AddToMatter(c.Ctx, c.Who.Caller, id, m, s.File, bytes.NewReader(data))
}

// named reads which file of which matter the address names.
func named(c *kit.Call) (m, f int64, err error) {
	if m, err = c.PathID(); err != nil {
		return 0, 0, err
	}
	f, err = strconv.ParseInt(c.R.PathValue("file"), 10, 64)
	if err != nil {
		err = fault.New(fault.Missing, "files_gone")
	}
	return m, f, err
}

func one(c *kit.Call) error { return showOne(c, nil, nil) }

func showOne(c *kit.Call, s *kit.Sent, wrong error) error {
	m, id, err := named(c)
	if err != nil {
		return err
	}
	x := filesOf(c.House)
	f, err := x.OfMatterOne(c.Ctx, c.Who.Caller, m, id)
	if err != nil {
		return err
	}
	on, err := c.Desk.Matter(c.Ctx, c.Who.Caller, m)
	if err != nil {
		return err
	}
	p := &One{Frame: c.Frame("lists", f.Name), Row: rowOf(c, m, f), Title: on.Title, URL: kit.MatterURL(m)}
	p.Facts = factsOf(c, f)
	p.Steps = []kit.Fact{{Label: lang.DateTime(c.L, f.At), Value: c.T("file.kept_by", "name",
		cmp.Or(p.Who, c.T("file.somebody")))}}
	text, err := x.TextOfMatter(c.Ctx, c.Who.Caller, m, id)
	if err != nil {
		return err
	}
	p.Excerpt, p.Cut = excerpt(text)
	if len(p.Excerpt) == 0 {
		p.Silent = c.T("file.no_text")
		if f.Scanned {
			p.Silent = c.T("file.scanned")
		}
	}
	of := on
	if f.On.ID != m {
		if of, err = c.Desk.Matter(c.Ctx, c.Who.Caller, f.On.ID); err != nil {
			of = nil // he sees the one it was merged into, and no more
		}
	}
	if of != nil && x.MayWithdraw(c.Who.Caller, of, f) == nil {
		p.Withdraw = &kit.Form{ID: "withdraw", Action: fileURL(m, id) + "/withdraw", Once: c.Once(), Tone: "danger",
			Title: c.T("file.withdraw"), Submit: c.T("file.withdraw"), Hint: c.T("file.withdraw_hint"),
			Fields: []kit.Field{c.Reason()}}
	}
	if wrong != nil {
		if p.Withdraw == nil {
			return wrong
		}
		c.Wrong(&p.Frame, p.Withdraw, s, wrong)
	}
	return c.Render(p)
}

func factsOf(c *kit.Call, f *file.File) []kit.Fact {
	out := []kit.Fact{{Label: c.T("file.kind"), Value: c.T("file.kind." + string(f.Kind))},
		{Label: c.T("file.size"), Value: size(c, f.Size)}}
	if f.Kind == document.PDF || f.Kind == document.Sheet {
		out = append(out, kit.Fact{Label: c.T("file.pages." + string(f.Kind)), Value: strconv.Itoa(f.Pages)})
	}
	return append(out, kit.Fact{Label: c.T("file.hash"), Value: f.Hash})
}

// excerpt is the beginning of a text, line by line without empty ones.
func excerpt(text string) (out []string, cut bool) {
	left := excerptRunes
	for _, p := range kit.Paragraphs(text) {
		r := []rune(p)
		if len(r) > left {
			return append(out, string(r[:left])+"…"), true
		}
		left -= len(r)
		if p != "" {
			out = append(out, p)
		}
	}
	return out, false
}

// download hands a file out to be saved.
func download(c *kit.Call) error {
	m, id, err := named(c)
	if err != nil {
		return err
	}
	f, r, err := filesOf(c.House).OpenOfMatter(c.Ctx, c.Who.Caller, m, id)
	if err != nil {
		return err
	}
	defer r.Close()
	_, media := f.Shown()
	gate.ServeFile(c.W, c.R, f.SavedAs(), media, r)
	return nil
}

// withdraw takes a file out of sight.
func withdraw(c *kit.Call) error {
	m, id, err := named(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		command, wrong := s.ID()
		if err = wrong; err == nil {
			err = filesOf(c.House).WithdrawFromMatter(c.Ctx, c.Who.Caller, command, m, id, s.Text("reason"))
		}
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		return showOne(c, s, err)
	}
	c.Flash("flash.file_withdrawn", "")
	c.To(kit.MatterURL(m) + "#files")
	return nil
}
