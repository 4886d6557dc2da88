package intake

import (
	"os"

	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/intake"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// imported is a list as programs see it.
type imported struct {
	ID      string           `json:"id,omitempty"` // left out of a list of somebody else
	Kind    string           `json:"kind"`
	File    string           `json:"file,omitempty"`
	State   string           `json:"state,omitempty"` // looking, looked, taking, taken; left out for another program's
	By      string           `json:"by,omitempty"`    // "" for the command line
	Since   calendar.Instant `json:"since"`           // of the state, µs
	Until   calendar.Instant `json:"until,omitempty"` // when it is gone unless it is used, µs
	Looked  int64            `json:"looked"`          // rows
	In      int64            `json:"in"`              // rows written
	Percent int64            `json:"percent"`         // of the file
	Ready   bool             `json:"ready"`           // it may be taken in
	Account *sheet.Account   `json:"account,omitempty"`
	Code    string           `json:"code,omitempty"`   // why not all is well
	Detail  string           `json:"detail,omitempty"` // the same in words
}

func shown(language string, l intake.List) imported {
	out := imported{ID: l.ID, Kind: l.Kind.Name, File: l.File, State: l.State.String(), By: l.By, Since: l.Since,
		Until: l.Until, Looked: l.Looked, In: l.In, Percent: l.Percent, Ready: l.Ready()}
	if l.Ended() {
		out.Account = &l.Account
		if out.Account.Notes == nil {
			out.Account.Notes = []sheet.Note{}
		}
	}
	if l.Err != nil {
		f := fault.Of(l.Err)
		out.Code, out.Detail = f.Code, lang.Error(language, f)
	}
	return out
}

// getImports is what is under way in the city, and the caller's own lists.
func getImports(c *api.Call) (any, error) {
	x := intakeOf(c.House)
	if len(kindsOf(x, c.Who.Caller)) == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	out := struct {
		Running *imported  `json:"running,omitempty"`
		Imports []imported `json:"imports"`
	}{Imports: []imported{}}
	if l, ok := x.Running(); ok {
		r := shown(c.Who.Lang, l)
		if !x.MayStop(c.Who.Caller, l.ID) {
			r.ID, r.File = "", ""
		}
		out.Running = &r
	} else if d, there, err := x.Elsewhere(c.Ctx); err != nil {
		return nil, err
	} else if there {
		out.Running = &imported{Kind: d.What, By: d.By, Since: d.Since, Looked: d.Rows, Percent: d.Percent()}
	}
	for _, l := range x.Mine(c.Who.Caller) {
		out.Imports = append(out.Imports, shown(c.Who.Lang, l))
	}
	return out, nil
}

// postImport takes a file, which is the body, and looks at it. The options stand in the query, by the names of the
// command line.
func postImport(c *api.Call) (any, error) {
	q := c.R.URL.Query()
	k, err := sheet.KindOf(q.Get("kind"))
	if err == nil && !k.May(c.Who.Caller, intakeOf(c.House).City()) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	if err != nil {
		return nil, err
	}
	for name := range q {
		if name != "kind" && name != "file" && !k.Takes(name) {
			return nil, fault.New(fault.Invalid, "import_option", "option", name[:min(len(name), 40)], "what", k.Name)
		}
	}
	o, err := options(c.Who.Lang, k, &kit.Sent{Values: q})
	if err != nil {
		return nil, err
	}
	file, err := kit.SetAside(c.R.Body)
	if file != "" {
		defer os.Remove(file) // it is moved away when it is kept
	}
	if err != nil {
		return nil, err
	}
	id, err := intakeOf(c.House).Send(c.Who.Caller, k.Name, q.Get("file"), file, o)
	if err != nil {
		return nil, err
	}
	l, err := waited(c, id)
	return api.Created{Value: l}, err
}

// waited waits a little for a list and shows it.
func waited(c *api.Call, id string) (imported, error) {
	intakeOf(c.House).Wait(c.Ctx, id, while)
	l, err := intakeOf(c.House).Get(c.Who.Caller, id)
	return shown(c.Who.Lang, l), err
}

func getImport(c *api.Call) (any, error) {
	l, err := intakeOf(c.House).Get(c.Who.Caller, c.R.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return shown(c.Who.Lang, l), nil
}

// postTake takes in what was looked at.
func postTake(c *api.Call) (any, error) {
	id := c.R.PathValue("id")
	if err := intakeOf(c.House).Take(c.Who.Caller, id, c.Who.Lang); err != nil {
		return nil, err
	}
	return waited(c, id)
}

// postStop interrupts what is under way.
func postStop(c *api.Call) (any, error) {
	id := c.R.PathValue("id")
	if err := intakeOf(c.House).Stop(c.Who.Caller, id); err != nil {
		return nil, err
	}
	intakeOf(c.House).Wait(c.Ctx, id, while)
	return struct{}{}, nil
}
