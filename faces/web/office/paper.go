package office

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
	"xiaohao/platform/lang"
)

// Paper is the page of one paper: where it stands, what may be done now, how it looks.
type Paper struct {
	kit.Frame
	Row
	Next     string // what is next, and by whom
	Strip    []Stage
	Look     Look
	Forms    []kit.Form
	Names    []kit.Datalist
	Links    []kit.Link
	Versions []kit.Link
	Changes  []string // from the version before to the one that is shown
	Against  string   // which versions are compared
	Opinions []Said
	Receipts []Said
	History  []Past
	Archive  *kit.Link
	Origin   *kit.Link // what it was made from; nil for nothing, or for who does not see that
	Fixed    string    // what of it is changed there alone, in a sentence
	Why      string    // it came back to its drafter or was given up; "" where it was neither
}

func (*Paper) Template() string { return "office-paper" }

// Stage is one step of the way.
type Stage struct{ Class, Label, Who, When string }

// Said is what a unit said or did.
type Said struct{ Unit, State, Tone, Who, Reason string }

// Past is one step in the history.
type Past struct{ When, What, Note string }

// Look is the paper as it will be read.
type Look struct {
	Issuer, Number, Signer, Title, To, Date string
	Body, Heads, Foot                       []string
	Rows                                    [][]string
}

func paperPage(c *kit.Call) error { return showPaper(c, "", nil, nil) }

func showPaper(c *kit.Call, step string, sent *kit.Sent, wrong error) error {
	id, err := c.PathID()
	if err != nil {
		return err
	}
	x := officeOf(c.House)
	paper, err := x.Paper(c.Ctx, c.Who.Caller, id)
	if err != nil {
		return err
	}
	n, err := shownVersion(c, paper)
	if err != nil {
		return err
	}
	said, err := x.Version(c.Ctx, c.Who.Caller, paper, n)
	if err != nil {
		return err
	}
	p := &Paper{Frame: c.Overview("office"), Row: rowOf(c, paper), Look: look(c, paper, said), Next: next(c, paper)}
	p.Frame.Title = paper.Title
	p.Forms = forms(c, paper, said)
	if err := p.tell(c, paper, n, said); err != nil {
		return err
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

// shownVersion is the version that the address asks for, or the newest one that the caller may read.
func shownVersion(c *kit.Call, p *office.Paper) (int, error) {
	list := officeOf(c.House).VersionsFor(c.Who.Caller, p)
	if len(list) == 0 {
		return 0, c.Nowhere()
	}
	if v := c.R.URL.Query().Get("version"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || !slices.Contains(list, n) {
			return 0, c.Nowhere()
		}
		return n, nil
	}
	return list[len(list)-1], nil
}

// tell fills in what is beside the paper itself. A unit reads its own opinion and its own receipt only.
func (p *Paper) tell(c *kit.Call, paper *office.Paper, n int, said office.Content) error {
	x := officeOf(c.House)
	inside, mine := x.Inside(c.Who.Caller, paper), x.UnitsFor(c.Who.Caller, paper)
	p.Strip = strip(c, paper, inside)
	base := paperURL(paper.ID)
	at := "?version=" + strconv.Itoa(n)
	p.Links = []kit.Link{{Label: c.T("office.docx"), URL: base + "/paper.docx" + at}}
	if len(said.Columns) > 0 {
		p.Links = append(p.Links, kit.Link{Label: c.T("office.xlsx"), URL: base + "/table.xlsx" + at})
	}
	versions := x.VersionsFor(c.Who.Caller, paper)
	if len(versions) > 1 {
		for _, v := range versions {
			p.Versions = append(p.Versions, kit.Link{Label: c.T("office.version", "n", strconv.Itoa(v)),
				URL: base + "?version=" + strconv.Itoa(v), Current: v == n})
		}
	}
	if i := slices.Index(versions, n); i > 0 {
		before, err := x.Version(c.Ctx, c.Who.Caller, paper, versions[i-1])
		if err != nil {
			return err
		}
		p.Against = c.T("office.against", "a", strconv.Itoa(versions[i-1]), "b", strconv.Itoa(n))
		p.Changes = changes(c, office.Diff(before, said))
	}
	for _, o := range paper.Opinions {
		if _, own := mine[o.Unit]; inside || own {
			p.Opinions = append(p.Opinions, opinion(c, o))
		}
	}
	for _, r := range paper.Receipts {
		if _, own := mine[r.Unit]; inside || own {
			p.Receipts = append(p.Receipts, receipt(c, r))
		}
	}
	if !inside {
		return nil
	}
	p.Origin, p.Fixed = origin(c, paper), fixedSaid(c, paper)
	if why := paper.Refusal(); why != "" {
		p.Why = c.T("office.why_back", "reason", why)
	}
	for _, s := range paper.Steps {
		p.History = append(p.History, past(c, s))
	}
	if paper.State == office.Finished {
		volume, locked, err := x.Archived(c.Ctx, paper.ID)
		if err != nil {
			return err
		}
		key := map[bool]string{true: "office.in_archive", false: "office.in_volume"}[locked]
		if volume != 0 {
			p.Archive = &kit.Link{Label: c.T(key), URL: "/archive/" + strconv.FormatInt(volume, 10)}
		}
	}
	return nil
}

var saidTones = map[string]string{office.Waits: "yellow", office.Agrees: "green", office.Objects: "red",
	office.Silence: "grey", office.Dropped: "grey"}

func opinion(c *kit.Call, o office.Opinion) Said {
	s := Said{Unit: c.UnitName(o.Unit), State: c.T("office.opinion." + o.State), Tone: saidTones[o.State],
		Reason: o.Reason, Who: c.T("office.version", "n", strconv.Itoa(o.Version))}
	if o.At > 0 {
		s.Who += " · " + strings.TrimSpace(c.PeopleNames(some(o.Person))+" "+lang.DateTime(c.L, o.At))
	}
	return s
}

func receipt(c *kit.Call, r office.Receipt) Said {
	if r.At == 0 {
		return Said{Unit: c.UnitName(r.Unit), State: c.T("office.not_signed"), Tone: "yellow"}
	}
	return Said{Unit: c.UnitName(r.Unit), State: c.T("office.has_signed"), Tone: "green",
		Who: c.PeopleNames(some(r.Person)) + " " + lang.DateTime(c.L, r.At)}
}

func past(c *kit.Call, s office.Step) Past {
	who := c.T("office.clock")
	if s.Person != 0 {
		who = c.PeopleNames(some(s.Person))
	}
	_, name, _ := strings.Cut(string(s.Type), ".")
	p := Past{When: lang.DateTime(c.L, s.At), Note: s.Note, What: who + " " + c.T("office.did."+name)}
	switch {
	case s.Unit != 0:
		p.What += " · " + c.UnitName(s.Unit)
	case s.Units > 0:
		p.What += " · " + c.T("office.units_n", "n", strconv.Itoa(s.Units))
	}
	return p
}

// next says what is next, by whom and until when.
func next(c *kit.Call, p *office.Paper) string {
	x := officeOf(c.House)
	key := "office.next." + string(p.State)
	switch p.State {
	case office.Asking:
		if len(own(c, p, p.Open())) == 0 {
			return c.T("office.next.answered", "day", lang.Date(c.L, p.Until-1))
		}
		return c.T(key, "who", c.UnitNames(own(c, p, p.Open())), "day", lang.Date(c.L, p.Until-1))
	case office.Out:
		if len(own(c, p, p.Unsigned())) == 0 {
			return c.T("office.next.finish")
		}
		return c.T(key, "who", c.UnitNames(own(c, p, p.Unsigned())), "day", lang.Date(c.L, p.Until-1))
	case office.ToStamp:
		if !c.Desk.Policy().Papers.Stamp {
			key = "office.next.hand_out"
		}
	}
	who := c.PeopleNames(x.Next(p))
	if who == "" && !p.Over() {
		who = c.T("office.nobody")
	}
	return c.T(key, "who", who)
}

// own are the units that the caller may hear of: the office of all, a unit of itself.
func own(c *kit.Call, p *office.Paper, units []int64) []int64 {
	x := officeOf(c.House)
	if x.Inside(c.Who.Caller, p) {
		return units
	}
	mine := x.UnitsFor(c.Who.Caller, p)
	return slices.DeleteFunc(slices.Clone(units), func(u int64) bool { _, is := mine[u]; return !is })
}

// ways are the steps of the strip, by the event that ends each; the state in which it is the one that is waited for.
var ways = []struct {
	key   string
	ends  []event.Type
	state []office.State
}{
	{"draft", []event.Type{office.AskedType, office.SubmittedType}, []office.State{office.Drafting}},
	{"asked", nil, []office.State{office.Asking}},
	{"review", []event.Type{office.ReviewedType}, []office.State{office.Reviewing}},
	{"sign", []event.Type{office.SignedType}, []office.State{office.Signing}},
	{"number", []event.Type{office.NumberedType}, []office.State{office.ToNumber}},
	{"stamp", []event.Type{office.StampedType}, []office.State{office.ToStamp}},
	{"hand_out", []event.Type{office.HandedOutType}, []office.State{office.ToHandOut}},
	{"out", nil, []office.State{office.Out}},
	{"done", []event.Type{office.DoneType}, []office.State{office.Finished}},
}

// strip is the way of a paper: what was done by whom and when, and what is next.
func strip(c *kit.Call, p *office.Paper, inside bool) (out []Stage) {
	now := slices.IndexFunc(ways, func(w struct {
		key   string
		ends  []event.Type
		state []office.State
	}) bool {
		return slices.Contains(w.state, p.State)
	})
	for i, w := range ways {
		if w.key == "asked" && len(p.Opinions) == 0 && len(p.Ask) == 0 ||
			w.key == "stamp" && !c.Desk.Policy().Papers.Stamp && p.Seal == "" {
			continue
		}
		s := Stage{Label: c.T("office.way." + w.key)}
		switch {
		case i < now || p.State == office.Finished:
			s.Class = "done"
		case i == now:
			s.Class = "now"
		}
		if inside && s.Class == "done" {
			for _, did := range p.Steps {
				if slices.Contains(w.ends, did.Type) {
					s.Who, s.When = c.PeopleNames(some(did.Person)), lang.Date(c.L, did.At)
				}
			}
		}
		out = append(out, s)
	}
	return out
}

// look is the paper as it will be read.
func look(c *kit.Call, p *office.Paper, said office.Content) Look {
	l := Look{Issuer: officeOf(c.House).Author(p.Area), Number: p.Number, Title: said.Title,
		Signer: c.PeopleNames(some(p.Signer)), To: c.UnitNames(p.To), Heads: said.Columns, Rows: said.Rows,
		Foot: said.Foot}
	if said.Basis != "" {
		l.Body = append(l.Body, said.Basis)
	}
	l.Body = append(l.Body, said.Paragraphs...)
	if p.SignedAt > 0 {
		l.Date = lang.Date(lang.Zh, p.SignedAt)
	}
	return l
}

// changes says in words how a version differs.
func changes(c *kit.Call, list []office.Change) (out []string) {
	for _, d := range list {
		how := "changed"
		switch {
		case d.Old == "":
			how = "added"
		case d.New == "":
			how = "removed"
		}
		where := c.T("office.where."+d.Where, "n", strconv.Itoa(d.N), "name", d.Name)
		out = append(out, c.T("office.diff."+how, "where", where, "old", kit.Clipped(d.Old, 300),
			"new", kit.Clipped(d.New, 300)))
	}
	if len(out) == 0 {
		out = []string{c.T("office.diff.none")}
	}
	return out
}

// step takes one step with a paper.
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
		form := name
		if unit := s.Get("unit"); unit != "" {
			form += "-" + unit
		}
		return showPaper(c, form, s, err)
	}
	c.Flash("flash.office_"+name, "")
	c.To(paperURL(id))
	return nil
}

func take(c *kit.Call, id int64, name string, s *kit.Sent) error {
	command, err := s.ID()
	if err != nil {
		return err
	}
	x, who, version, unit := officeOf(c.House), c.Who.Caller, int(s.Number("version")), s.Number("unit")
	if s.Bad != nil {
		return s.Bad
	}
	switch name {
	case "submit":
		return x.Submit(c.Ctx, who, command, id, version)
	case "agree":
		return x.Answer(c.Ctx, who, command, id, office.Answered{Unit: unit, Agrees: true})
	case "object":
		return x.Answer(c.Ctx, who, command, id, office.Answered{Unit: unit, Reason: s.Text("reason")})
	case "review":
		return x.Review(c.Ctx, who, command, id, version)
	case "sign":
		return x.SignOff(c.Ctx, who, command, id, version)
	case "return":
		return x.Return(c.Ctx, who, command, id, version, s.Text("reason"))
	case "number":
		return x.GiveNumber(c.Ctx, who, command, id)
	case "stamp":
		n := s.Number("copies")
		if s.Bad != nil {
			return s.Bad
		}
		return x.PutSeal(c.Ctx, who, command, id, office.Stamped{Seal: s.Get("seal"), Copies: int(n)})
	case "hand_out":
		return x.HandOut(c.Ctx, who, command, id)
	case "sign_for":
		return x.SignFor(c.Ctx, who, command, id, unit)
	case "finish":
		return x.Finish(c.Ctx, who, command, id, strings.TrimSpace(s.Text("reason")))
	case "withdraw":
		return x.Withdraw(c.Ctx, who, command, id, s.Text("reason"))
	case "redraft":
		said, ask, to, err := redraftSent(c, id, s)
		if err != nil {
			return err
		}
		return x.Redraft(c.Ctx, who, command, id, office.Redrafted{Content: said, Ask: ask, To: to,
			Note: s.Text("note")})
	}
	return c.Nowhere()
}
