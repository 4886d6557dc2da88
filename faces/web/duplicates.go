package web

import (
	"slices"
	"strconv"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/pattern"
	"xiaohao/platform/lang"
)

// DuplicatesPage is what is probably reported more than once, group by group, for those who may merge.
type DuplicatesPage struct {
	Frame
	Groups []DuplicateGroup
	Pager  Pager
	Only   bool // the group of one matter
}

// DuplicateGroup is one form: members are ticked, then merged into the head or told apart from the rest.
type DuplicateGroup struct {
	Action string
	Once   string
	Back   string
	Said   string // "3 件、7 人反映"
	Head   DuplicateCard
	List   []DuplicateCard
	May    bool // at least one may be ticked
}

// DuplicateCard is a matter of a group.
type DuplicateCard struct {
	Card
	When   string // "2 天前"
	Why    string // "相距约 40 米；文字相似"
	Bar    string // why it cannot be ticked, "" when it may
	Ticked bool
}

func (*DuplicatesPage) template() string { return "duplicates" }

const groupsShown = 10

func (c *call) duplicates() error { return c.showDuplicates(nil) }

func (c *call) showDuplicates(wrong error) error {
	p := &DuplicatesPage{Frame: c.overview("duplicates")}
	q := c.r.URL.Query()
	if of := q.Get("of"); of != "" {
		id, err := strconv.ParseInt(of, 10, 64)
		if err != nil {
			return fault.New(fault.Missing, "matter_missing").By(err)
		}
		g, err := c.all.Patterns.GroupOf(c.ctx, c.who.Caller, id)
		if err != nil && fault.Code(err) != "group_missing" {
			return err
		}
		if p.Only = true; err == nil {
			p.Groups = append(p.Groups, c.duplicateGroup(g))
		}
	} else {
		page, err := c.all.Patterns.GroupsOf(c.ctx, c.who.Caller, q.Get("after"), groupsShown)
		if err != nil {
			return err
		}
		for _, g := range page.Groups {
			p.Groups = append(p.Groups, c.duplicateGroup(g))
		}
		if q.Get("after") != "" {
			p.Pager.First = "/duplicates"
		}
		if page.After != "" {
			p.Pager.Next = "/duplicates?after=" + page.After
		}
	}
	if wrong != nil {
		p.Status = fault.Of(wrong).Kind.Status()
		p.Flash = &Flash{Text: lang.Error(c.l, fault.Of(wrong))}
	}
	return c.render(p)
}

func (c *call) duplicateGroup(g pattern.Group) DuplicateGroup {
	out := DuplicateGroup{Action: "/duplicates/" + strconv.FormatInt(g.Head.ID, 10), Once: c.once(),
		Back: c.r.URL.RequestURI(),
		Said: c.t("duplicates.said", "n", strconv.Itoa(1+len(g.Members)), "people", strconv.Itoa(g.Voices)),
		Head: c.duplicateCard(g.Head)}
	for _, m := range g.Members {
		x := c.duplicateCard(m.Matter)
		x.Why = c.because(m.Reasons)
		if !m.Close {
			x.Why = c.t("duplicates.linked")
		}
		if m.Bar != "" {
			x.Bar = c.t("duplicates.bar." + m.Bar)
		}
		x.Ticked = m.Close && m.Bar == ""
		out.List, out.May = append(out.List, x), out.May || m.Bar == ""
	}
	return out
}

func (c *call) duplicateCard(m *matter.Matter) DuplicateCard {
	x := DuplicateCard{Card: c.cardOf(m), When: lang.Ago(c.l, c.now, m.ReportedAt)}
	if slices.ContainsFunc(m.Photos, func(p matter.Photo) bool { return p.Step == "report" }) {
		x.Thumb = "/alike/" + strconv.FormatInt(m.ID, 10) + "/photo"
	}
	return x
}

// duplicatesStep merges what was ticked into the head, or tells it apart from the rest of its group.
func (c *call) duplicatesStep() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return err
	}
	head, err := c.pathID()
	if err != nil {
		return err
	}
	ticked, rest := s.numbers("m"), []int64{head}
	for _, n := range s.numbers("of") {
		if !slices.Contains(ticked, n) && n != head {
			rest = append(rest, n)
		}
	}
	id, err := s.id()
	if err != nil {
		return c.showDuplicates(err)
	}
	done := "flash.merge_group"
	var failed map[int64]error
	if s.Get("do") == "apart" {
		done = "flash.apart"
		failed, err = c.all.Patterns.Apart(c.ctx, c.who.Caller, id, ticked, rest)
	} else {
		failed, err = c.all.Patterns.Merge(c.ctx, c.who.Caller, id, head, ticked)
	}
	if err == nil && len(failed) == len(ticked) {
		err = failed[ticked[0]]
	}
	if err != nil {
		if !refused(err) || fault.Of(err).Kind == fault.Denied || fault.Of(err).Kind == fault.Missing {
			return err
		}
		return c.showDuplicates(err)
	}
	c.all.Patterns.Settle(c.ctx)
	c.decided(failed, len(ticked), done)
	c.to(local(s.Get("back"), "/duplicates"))
	return nil
}

// decided says on the next page what came of several commands; done is the key of the sentence when all were good.
func (c *call) decided(failed map[int64]error, of int, done string) {
	for _, err := range failed {
		c.log(err)
	}
	if len(failed) > 0 {
		c.flash("flash.some_failed", strconv.Itoa(len(failed)))
	} else {
		c.flash(done, strconv.Itoa(of))
	}
}

// splitAll takes ticked matters out of the one they were merged into.
func (c *call) splitAll() error {
	s, err := c.read(c.who.Caller)
	if err != nil {
		return err
	}
	head, err := c.pathID()
	if err != nil {
		return err
	}
	id, err := s.id()
	ticked := s.numbers("m")
	var failed map[int64]error
	if err == nil {
		failed, err = c.all.Patterns.Split(c.ctx, c.who.Caller, id, ticked)
	}
	if err == nil && len(failed) == len(ticked) {
		err = failed[ticked[0]]
	}
	if err != nil {
		return c.refusedCommand(head, "split", s, err)
	}
	c.all.Patterns.Settle(c.ctx)
	c.decided(failed, len(ticked), "flash.split_all")
	c.to(matterURL(head))
	return nil
}
