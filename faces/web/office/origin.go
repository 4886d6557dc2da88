package office

import (
	"slices"
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/parts/office"
)

// homes are where the things of other parts stand that papers are made from.
var homes = map[string]string{"meeting": "/breakdowns/", "bulletin": "/bulletins/", "plan": "/plans/"}

// from names the part that a paper comes from; "" for a paper that was begun here.
func from(c *kit.Call, p *office.Paper) string {
	if homes[p.Part] == "" {
		return ""
	}
	return c.T("office.from." + p.Part)
}

// origin leads to what a paper was made from; nil where it was begun here.
func origin(c *kit.Call, p *office.Paper) *kit.Link {
	if from(c, p) == "" {
		return nil
	}
	return &kit.Link{Label: c.T("office.made_from", "from", from(c, p)),
		URL: homes[p.Part] + strconv.FormatInt(p.Subject, 10)}
}

// fixedSaid says what of a paper the office does not change, and where that is changed; "" for nothing.
func fixedSaid(c *kit.Call, p *office.Paper) string {
	var what []string
	for _, f := range []struct{ name, said string }{{office.FixedTitle, c.T("office.title")},
		{office.FixedBasis, c.T("office.basis")}, {office.FixedParagraphs, c.T("office.paragraphs")},
		{office.FixedTable, c.T("office.rows")}, {office.FixedFoot, c.T("office.foot")}} {
		if slices.Contains(p.Fixed, f.name) {
			what = append(what, f.said)
		}
	}
	if len(what) == 0 || p.State != office.Drafting {
		return ""
	}
	return c.T("office.is_fixed", "what", strings.Join(what, c.T("word.and")), "from", from(c, p))
}

// redraftSent is what a person changed in a paper; what is fixed and was not asked for stays as it is.
func redraftSent(c *kit.Call, id int64, s *kit.Sent) (said office.Content, ask, to []int64, err error) {
	if said, ask, to, err = contentSent(c, s); err != nil {
		return said, ask, to, err
	}
	x := officeOf(c.House)
	p, err := x.Paper(c.Ctx, c.Who.Caller, id)
	if err != nil || len(p.Fixed) == 0 {
		return said, ask, to, err
	}
	was, err := x.Version(c.Ctx, c.Who.Caller, p, p.Version)
	for _, name := range p.Fixed {
		if _, sent := s.Values[name]; sent {
			continue // the office says that it is fixed
		}
		switch name {
		case office.FixedTitle:
			said.Title = was.Title
		case office.FixedBasis:
			said.Basis = was.Basis
		case office.FixedParagraphs:
			said.Paragraphs = was.Paragraphs
		case office.FixedTable:
			said.Columns, said.Rows = was.Columns, was.Rows
		case office.FixedFoot:
			said.Foot = was.Foot
		}
	}
	return said, ask, to, err
}
