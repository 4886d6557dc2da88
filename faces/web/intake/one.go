package intake

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/intake"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// notesShown is how many lines of an account stand on one page.
const notesShown = 200

// asked is the list that the address names.
func asked(c *kit.Call) (intake.List, error) {
	return intakeOf(c.House).Get(c.Who.Caller, c.R.PathValue("id"))
}

func one(c *kit.Call) error {
	l, err := asked(c)
	if err != nil {
		return err
	}
	return showImport(c, &l, nil, nil)
}

// showImport is the page of a list; wrong is why what was asked of it was not done, by the form that asked.
func showImport(c *kit.Call, l *intake.List, s *kit.Sent, wrong error) error {
	heading := c.T("intake.heading", "what", "@import.kind."+l.Kind.Name, "file", l.File)
	p := &Import{Frame: c.Frame("admin", heading), Tabs: tabs(c), Heading: heading,
		Back: kit.Link{Label: c.T("intake.back"), URL: "/imports?kind=" + l.Kind.Name}}
	if l.Kind.Name == "readings" {
		p.Back = kit.Link{Label: c.T("indicator.import"), URL: "/indicators/" + strconv.FormatInt(l.Options.Set, 10) +
			"/import?span=" + l.Options.Span.String()}
	} else if own[l.Kind.Name] != "" {
		p.Back = kit.Link{Label: c.T("tab." + l.Kind.Name), URL: "/" + l.Kind.Name}
	}
	if !l.Ended() {
		p.Running, p.Refresh = running(c, l), refresh
		return c.Render(p)
	}
	if l.Err != nil {
		p.Wrong = lang.Error(c.L, fault.Of(l.Err))
	}
	dry := l.State == intake.Looked
	if l.Account.Rows > 0 {
		p.Account = &kit.Account{Said: sheet.Said(c.L, l.Account, dry)}
		for _, x := range sheet.Counts(c.L, l.Account, dry) {
			p.Account.Counts = append(p.Account.Counts, kit.Fact{Label: x.Label, Value: x.Value})
		}
	}
	if l.Bad != "" {
		p.Bad = address(l.ID) + "/bad.csv"
	}
	notes(c, p, l)
	if l.Ready() {
		p.Take = takeForm(c, l)
	}
	if l.State == intake.Looked || l.Err != nil {
		p.Again = &kit.Form{ID: "again", Action: address(l.ID) + "/look", Title: c.T("intake.again"),
			Submit: c.T("intake.look"), Open: l.Err != nil, Fields: optionFields(c, l.Kind, l.Options)}
	}
	if wrong != nil {
		f := p.Take
		if f == nil || strings.HasSuffix(c.R.URL.Path, "/look") {
			f = p.Again
		}
		if f == nil {
			return wrong
		}
		c.Wrong(&p.Frame, f, s, wrong)
	}
	return c.Render(p)
}

func takeForm(c *kit.Call, l *intake.List) *kit.Form {
	f := &kit.Form{ID: "take", Action: address(l.ID) + "/take", Tone: "primary", Hint: c.T("intake.take_hint"),
		Submit: c.T("intake.take", "n", strconv.Itoa(l.Account.Taken+l.Account.Changed+l.Account.Joined))}
	if l.State == intake.Taken {
		f.Submit = c.T("intake.go_on")
	}
	return f
}

// notes puts what is wrong first, a page at a time.
func notes(c *kit.Call, p *Import, l *intake.List) {
	list := slices.Clone(l.Account.Notes)
	slices.SortStableFunc(list, func(a, b sheet.Note) int {
		switch {
		case a.Bad == b.Bad:
			return 0
		case a.Bad:
			return -1
		}
		return 1
	})
	n := len(list)
	from, _ := strconv.Atoi(c.R.URL.Query().Get("from"))
	from = min(max(from, 0), n)
	to := min(from+notesShown, n)
	for _, x := range list[from:to] {
		p.Notes = append(p.Notes, Note{x.Row, x.Text, x.Bad})
	}
	if n <= notesShown {
		return
	}
	if from > 0 {
		p.Pager.First = address(l.ID)
	}
	if to < n {
		p.Pager.Next = address(l.ID) + "?from=" + strconv.Itoa(to)
	}
	p.Pager.Total = c.T("page.of", "from", strconv.Itoa(min(from+1, n)), "to", strconv.Itoa(to), "n", strconv.Itoa(n))
}

// badRows is the file with the rows that were left out.
func badRows(c *kit.Call) error {
	l, err := asked(c)
	if err != nil {
		return err
	}
	if l.Bad == "" || !l.Ended() {
		return c.Nowhere()
	}
	f, err := os.Open(l.Bad)
	if err != nil {
		return fault.New(fault.Missing, "import_gone").By(err)
	}
	defer f.Close()
	s, err := f.Stat()
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="bad.csv"`)
	h.Set("Cache-Control", "no-store")
	http.ServeContent(c.W, c.R, "", s.ModTime(), f)
	return nil
}

// lookAgain looks at the same file with other options.
func lookAgain(c *kit.Call) error {
	return step(c, func(l *intake.List, s *kit.Sent) error {
		o, err := options(c.L, l.Kind, s)
		if err == nil {
			err = intakeOf(c.House).Look(c.Who.Caller, l.ID, o)
		}
		return err
	})
}

// take takes in what was looked at.
func take(c *kit.Call) error {
	return step(c, func(l *intake.List, _ *kit.Sent) error {
		return intakeOf(c.House).Take(c.Who.Caller, l.ID, c.L)
	})
}

// step does something with a list and shows it, or shows why not.
func step(c *kit.Call, do func(l *intake.List, s *kit.Sent) error) error {
	l, err := asked(c)
	if err != nil {
		return err
	}
	s, err := c.Read(c.Who.Caller)
	if err == nil {
		err = do(&l, s)
	}
	if err != nil && kit.Refused(err) {
		c.Log(err)
		return showImport(c, &l, s, err)
	}
	if err != nil {
		return err
	}
	return after(c, l.ID)
}

// stop interrupts a list that is under way.
func stop(c *kit.Call) error {
	id := c.R.PathValue("id")
	if _, err := c.Read(c.Who.Caller); err != nil {
		return err
	}
	if err := intakeOf(c.House).Stop(c.Who.Caller, id); err != nil {
		return err
	}
	intakeOf(c.House).Wait(c.Ctx, id, while)
	if _, err := asked(c); err != nil {
		c.To("/imports") // it is somebody else's
		return nil
	}
	c.To(address(id))
	return nil
}
