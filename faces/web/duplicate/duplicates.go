package duplicate

import (
	"slices"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/lang"
)

// DuplicatesPage is what is probably reported more than once, group by group, for those who may merge.
type DuplicatesPage struct {
	kit.Frame
	Groups []DuplicateGroup
	Pager  kit.Pager
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
	kit.Card
	When   string // "2 天前"
	Why    string // "相距约 40 米；文字相似"
	Bar    string // why it cannot be ticked, "" when it may
	Ticked bool
}

func (*DuplicatesPage) Template() string { return "duplicates" }

const groupsShown = 10

func duplicates(c *kit.Call) error { return showDuplicates(c, nil) }

func showDuplicates(c *kit.Call, wrong error) error {
	p := &DuplicatesPage{Frame: c.Overview("duplicates")}
	q := c.R.URL.Query()
	if of := q.Get("of"); of != "" {
		id, err := strconv.ParseInt(of, 10, 64)
		if err != nil {
			return fault.New(fault.Missing, "matter_missing").By(err)
		}
		g, err := duplicatesOf(c.House).GroupOf(c.Ctx, c.Who.Caller, id)
		if err != nil && fault.Code(err) != "group_missing" {
			return err
		}
		if p.Only = true; err == nil {
			p.Groups = append(p.Groups, duplicateGroup(c, g))
		}
	} else {
		page, err := duplicatesOf(c.House).GroupsOf(c.Ctx, c.Who.Caller, q.Get("after"), groupsShown)
		if err != nil {
			return err
		}
		for _, g := range page.Groups {
			p.Groups = append(p.Groups, duplicateGroup(c, g))
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
		p.Flash = &kit.Flash{Text: lang.Error(c.L, fault.Of(wrong))}
	}
	return c.Render(p)
}

func duplicateGroup(c *kit.Call, g duplicate.Group) DuplicateGroup {
	out := DuplicateGroup{Action: "/duplicates/" + strconv.FormatInt(g.Head.ID, 10), Once: c.Once(),
		Back: c.R.URL.RequestURI(),
		Said: c.T("duplicates.said", "n", strconv.Itoa(1+len(g.Members)), "people", strconv.Itoa(g.Voices)),
		Head: duplicateCard(c, g.Head)}
	for _, m := range g.Members {
		x := duplicateCard(c, m.Matter)
		x.Why = c.Because(m.Reasons)
		if !m.Close {
			x.Why = c.T("duplicates.linked")
		}
		if m.Bar != "" {
			x.Bar = c.T("duplicates.bar." + m.Bar)
		}
		x.Ticked = m.Close && m.Bar == ""
		out.List, out.May = append(out.List, x), out.May || m.Bar == ""
	}
	return out
}

func duplicateCard(c *kit.Call, m *matter.Matter) DuplicateCard {
	x := DuplicateCard{Card: c.CardOf(m), When: lang.Ago(c.L, c.Now, m.ReportedAt)}
	if slices.ContainsFunc(m.Photos, func(p matter.Photo) bool { return p.Step == "report" }) {
		x.Thumb = "/alike/" + strconv.FormatInt(m.ID, 10) + "/photo"
	}
	return x
}

// duplicatesStep merges what was ticked into the head, or tells it apart from the rest of its group.
func duplicatesStep(c *kit.Call) error {
	s, err := c.Read(c.Who.Caller)
	if err != nil {
		return err
	}
	head, err := c.PathID()
	if err != nil {
		return err
	}
	ticked, rest := s.Numbers("m"), []int64{head}
	for _, n := range s.Numbers("of") {
		if !slices.Contains(ticked, n) && n != head {
			rest = append(rest, n)
		}
	}
	id, err := s.ID()
	if err != nil {
		return showDuplicates(c, err)
	}
	done := "flash.merge_group"
	var failed map[int64]error
	if s.Get("do") == "apart" {
		done = "flash.apart"
		failed, err = duplicatesOf(c.House).Apart(c.Ctx, c.Who.Caller, id, ticked, rest)
	} else {
		failed, err = duplicatesOf(c.House).Merge(c.Ctx, c.Who.Caller, id, head, ticked)
	}
	if err == nil && len(failed) == len(ticked) {
		err = failed[ticked[0]]
	}
	if err != nil {
		if !kit.Refused(err) || fault.Of(err).Kind == fault.Denied || fault.Of(err).Kind == fault.Missing {
			return err
		}
		return showDuplicates(c, err)
	}
	duplicatesOf(c.House).Settle(c.Ctx)
	c.Decided(failed, len(ticked), done)
	c.To(kit.Local(s.Get("back"), "/duplicates"))
	return nil
}
