package intake

import (
	"os"
	"strconv"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/parts/intake"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// while is how long the answer to a form waits for a list, so that a small one shows its account at once.
const while = 3 * time.Second

// own are the kinds that have a page of their own, which their lists are sent from.
var own = map[string]string{"points": "/points/upload", "standard": "/standard/upload", "readings": "/indicators"}

// imports is where a list is sent.
func imports(c *kit.Call) error { return showImports(c, c.R.URL.Query().Get("kind"), nil, nil) }

// mayImport are the kinds of lists that the caller may bring in.
func mayImport(c *kit.Call) (out []sheet.Kind) { return kindsOf(intakeOf(c.House), c.Who.Caller) }

func kindsOf(x *intake.Intake, caller org.Caller) (out []sheet.Kind) {
	for _, k := range sheet.Kinds() {
		if k.May(caller, x.City()) {
			out = append(out, k)
		}
	}
	return out
}

func showImports(c *kit.Call, kind string, s *kit.Sent, wrong error) error {
	kinds := mayImport(c)
	if len(kinds) == 0 || len(kinds) == 1 && kinds[0].Name == "readings" && wrong == nil { // it has pages of its own
		return fault.New(fault.Denied, "not_allowed")
	}
	if kind == "" {
		kind = kinds[0].Name
	}
	p := &Imports{Frame: c.Frame("admin", c.T("admin.imports")), Tabs: tabs(c)}
	for _, k := range kinds {
		x := kit.Link{Label: c.T("import.kind." + k.Name), URL: "/imports?kind=" + k.Name, Current: k.Name == kind}
		if at := own[k.Name]; at != "" && !x.Current {
			x.URL = at
		}
		p.Kinds = append(p.Kinds, x)
		if x.Current && k.Name != "standard" && (k.Name != "readings" || s != nil) { // figures are of a set and a span
			p.Heading, p.Hint = x.Label, c.T("intake.hint."+k.Name)
			p.Form = sendForm(c, k)
		}
	}
	if l, ok := intakeOf(c.House).Running(); ok {
		p.Running = running(c, &l)
	} else if d, there, err := intakeOf(c.House).Elsewhere(c.Ctx); err != nil {
		return err
	} else if there && d.What != "" {
		p.Running = elsewhere(c, d)
	}
	if p.Running != nil {
		p.Refresh = refresh
		if wrong == nil {
			p.Form = nil
		}
	}
	for _, l := range intakeOf(c.House).Mine(c.Who.Caller) {
		p.Mine = append(p.Mine, kit.Link{URL: address(l.ID), Label: c.T("intake.listed",
			"what", "@import.kind."+l.Kind.Name, "file", l.File, "state", "@"+state(&l),
			"since", lang.When(c.L, c.Now, l.Since))})
	}
	if wrong != nil {
		if p.Form == nil {
			return wrong
		}
		c.Wrong(&p.Frame, p.Form, s, wrong)
	}
	return c.Render(p)
}

// refresh is how often a browser without script looks again, in seconds.
const refresh = 3

// tabs are the pages of the administration, for who has any.
func tabs(c *kit.Call) []kit.Link {
	if !c.Org.Administers(c.Who.Caller) {
		return nil
	}
	return c.AdminTabs("imports")
}

func address(id string) string { return "/imports/" + id }

func sendForm(c *kit.Call, k sheet.Kind) *kit.Form {
	hint := "intake.file_hint"
	if k.Name == "boundaries" {
		hint = "intake.file_hint_boundaries"
	}
	return &kit.Form{ID: "send", Action: "/imports", Files: true, Submit: c.T("intake.look"), Tone: "primary",
		Fields: append([]kit.Field{{Kind: "hidden", Name: "kind", Value: k.Name},
			{Kind: "file", Name: "file", Label: c.T("intake.file"), Hint: c.T(hint), Required: true}},
			optionFields(c, k, sheet.Options{})...)}
}

// running says how far a list is.
func running(c *kit.Call, l *intake.List) *Running {
	r := &Running{Percent: l.Percent, Said: c.T("intake.running", "who", l.By, "since", lang.When(c.L, c.Now, l.Since),
		"what", "@import.kind."+l.Kind.Name, "state", "@"+state(l)),
		Rows: c.T("intake.rows", "rows", strconv.FormatInt(l.Looked, 10), "in", strconv.FormatInt(l.In, 10))}
	if intakeOf(c.House).MayStop(c.Who.Caller, l.ID) {
		r.Stop = &kit.Form{ID: "stop", Action: address(l.ID) + "/stop", Submit: c.T("intake.stop"), Tone: "danger"}
	}
	return r
}

// state is the key of the words for how far a list is.
func state(l *intake.List) string {
	if l.State == intake.Taking && !l.Writing {
		return "intake.state.again"
	}
	return "intake.state." + strconv.Itoa(int(l.State))
}

// elsewhere says how far a list is that another program brings in.
func elsewhere(c *kit.Call, d ledger.Doing) *Running {
	return &Running{Percent: d.Percent(), Said: lang.Error(c.L, sheet.Busy(c.L, c.Now, d)),
		Rows: c.T("intake.rows_elsewhere", "rows", strconv.FormatInt(d.Rows, 10))}
}

// send takes a file in and looks at it.
func send(c *kit.Call) error {
	if len(mayImport(c)) == 0 {
		return fault.New(fault.Denied, "not_allowed")
	}
	file, s, err := c.FileSent("file", intake.MaxFile)
	if file != "" {
		defer os.Remove(file) // it is moved away when it is kept
	}
	var k sheet.Kind
	if err == nil {
		k, err = sheet.KindOf(s.Get("kind"))
	}
	var o sheet.Options
	if err == nil {
		o, err = options(c.L, k, s)
	}
	if err == nil && file == "" {
		err = fault.New(fault.Invalid, "import_file").On("file")
	}
	id := ""
	if err == nil {
		id, err = intakeOf(c.House).Send(c.Who.Caller, k.Name, s.File, file, o)
	}
	if err != nil {
		return showImports(c, s.Get("kind"), s, err)
	}
	return after(c, id)
}

// after waits a little for a list and shows it.
func after(c *kit.Call, id string) error {
	intakeOf(c.House).Wait(c.Ctx, id, while)
	c.To(address(id))
	return nil
}
