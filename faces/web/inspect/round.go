package inspect

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/inspect"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

const stopsOnPage = 50

func inspectionURL(id int64) string { return "/inspections/" + strconv.FormatInt(id, 10) }

// round is one round with its progress.
func round(c *kit.Call) error {
	s, err := roundAsked(c)
	if err != nil {
		return err
	}
	p := &RoundPage{Frame: c.Overview("rounds"), Heading: s.Name, State: c.T("round." + s.State),
		Tone: roundTones[s.State],
		Crumbs: []kit.Link{{Label: c.T("tab.rounds"), URL: "/rounds", Current: false},
			{Label: s.Name, URL: roundURL(s.ID), Current: true}}}
	p.Title = s.Name
	p.Said = []string{roundDates(c, s.From, s.Until) + " · " + versionName(c, s.Version), done(c, s.Points, s.Done)}
	if s.Full > 0 {
		p.Score, p.Full = inspect.Share(s.Full-s.Lost, s.Full), ""
		if s.LostAfter != s.Lost {
			p.After = c.T("rounds.after", "score", inspect.Share(s.Full-s.LostAfter, s.Full))
		}
	}
	for _, t := range s.Teams {
		p.Teams = append(p.Teams, partRow(c, c.PeopleNames(t.Members), t))
	}
	for _, a := range s.Areas {
		p.Areas = append(p.Areas, partRow(c, c.AreaName(a.Area), a))
	}
	p.Forms = roundForms(c, s)
	if s.State == "closed" && s.Opened != nil {
		p.Links = append(p.Links, kit.Link{Label: c.T("mock.title"), URL: roundURL(s.ID) + "/mock"})
	}
	if s.Opened != nil {
		p.Links = append(p.Links, kit.Link{Label: c.T("league.export"), URL: roundURL(s.ID) + "/round.xlsx"})
	}
	p.Proof = proof(c, s)
	if err := stops(c, p, s); err != nil {
		return err
	}
	return c.Render(p)
}

func roundAsked(c *kit.Call) (*inspect.RoundSheet, error) {
	id, err := c.PathID()
	if err != nil {
		return nil, err
	}
	return inspectOf(c.House).Sheet(c.Ctx, c.Who.Caller, id)
}

func versionName(c *kit.Call, id int64) string {
	return inspectOf(c.House).VersionName(c.Ctx, c.L, id)
}

func partRow(c *kit.Call, name string, x inspect.Progress) PartRow {
	r := PartRow{Name: name, Said: done(c, x.Points, x.Done), Score: inspect.Share(x.Full-x.Lost, x.Full),
		Share: share(x.Done, x.Points)}
	if x.LostAfter != x.Lost {
		r.Said += " " + c.T("rounds.after", "score", inspect.Share(x.Full-x.LostAfter, x.Full))
	}
	return r
}

// roundForms are the steps that the caller may take with a round now.
func roundForms(c *kit.Call, s *inspect.RoundSheet) (out []kit.Form) {
	form := func(step, tone string, open bool) {
		out = append(out, kit.Form{ID: step, Action: roundURL(s.ID) + "/" + step, Once: c.Once(),
			Title: c.T("rounds." + step), Hint: c.T("rounds." + step + "_hint"),
			Submit: c.T("rounds." + step), Tone: tone, Open: open})
	}
	if c.Org.MayAct(c.Who.Caller, inspect.OpenedType, s.Plan.Areas...) && s.State == "planned" {
		form("open", "primary", true)
	}
	if c.Org.MayAct(c.Who.Caller, inspect.ClosedType, s.Plan.Areas...) && s.State != "closed" {
		form("close", "danger", false)
	}
	return out
}

// roundStep opens or closes a round.
func roundStep(c *kit.Call) error {
	id, s, err := c.StepSent()
	if err != nil {
		return err
	}
	command, err := s.ID()
	if err != nil {
		return err
	}
	switch c.R.PathValue("step") {
	case "open":
		err = inspectOf(c.House).Open(c.Ctx, c.Who.Caller, command, id)
	case "close":
		err = inspectOf(c.House).Close(c.Ctx, c.Who.Caller, command, id, "")
	default:
		return c.Nowhere()
	}
	if err != nil {
		return err
	}
	c.Flash("flash.round_"+c.R.PathValue("step"), "")
	c.To(roundURL(id))
	return nil
}

// proof is what somebody needs to draw the sample again.
func proof(c *kit.Call, s *inspect.RoundSheet) []kit.Fact {
	out := []kit.Fact{{Label: c.T("rounds.commitment"), Value: s.Plan.Commitment},
		{Label: c.T("rounds.frame"), Value: strconv.Itoa(len(s.Plan.Frame)) + " · " + s.Plan.Digest},
		{Label: c.T("rounds.sampling"), Value: c.T("sampling." + string(s.Plan.Sampling))}}
	if s.Opened != nil {
		out = append(out, kit.Fact{Label: c.T("rounds.seed"), Value: s.Opened.Seed},
			kit.Fact{Label: c.T("rounds.key"), Value: "round " + s.Plan.Key})
	}
	return out
}

// stops fills in a page of the round's points.
func stops(c *kit.Call, p *RoundPage, s *inspect.RoundSheet) error {
	after, _ := strconv.ParseInt(c.R.URL.Query().Get("after"), 10, 64)
	list, err := inspectOf(c.House).Stops(c.Ctx, s.ID, after, stopsOnPage+1)
	if err != nil {
		return err
	}
	if len(list) > stopsOnPage {
		list = list[:stopsOnPage]
		p.Pager.Next = roundURL(s.ID) + "?after=" + strconv.FormatInt(list[stopsOnPage-1].Point, 10)
	}
	names, err := spots(c, list)
	if err != nil {
		return err
	}
	for _, x := range list {
		row := StopRow{Name: names[x.Point].Name, URL: kit.InspectionsURL(x.Point),
			Kind: inspectOf(c.House).KindName(c.Ctx, c.L, x.Kind), Area: c.AreaName(x.Area),
			Said: c.T("rounds.waiting"), Tone: "soft"}
		if x.Team < len(s.Teams) {
			row.Who = c.PeopleNames(s.Teams[x.Team].Members)
		}
		if x.Inspection != 0 {
			row.URL, row.Said, row.Tone = inspectionURL(x.Inspection), scoreWords(c, x.Full, x.Lost, x.LostAfter), ""
		}
		p.Stops = append(p.Stops, row)
	}
	return nil
}

func spots(c *kit.Call, list []inspect.Stopped) (map[int64]inspect.Spot, error) {
	var ids []int64
	for _, x := range list {
		ids = append(ids, x.Point)
	}
	return inspectOf(c.House).Spots(c.Ctx, ids)
}

// scoreWords is what a point got, and what after re-inspections.
func scoreWords(c *kit.Call, full, lost, after int64) string {
	s := c.T("rounds.points_of", "got", inspect.Points(full-lost), "full", inspect.Points(full))
	if after != lost {
		s += " " + c.T("rounds.after", "score", inspect.Points(full-after))
	}
	return s
}

// roundFile is a round as a spreadsheet: each point with its team and score.
func roundFile(c *kit.Call) error {
	s, err := roundAsked(c)
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: s.Name, Notes: []string{roundDates(c, s.From, s.Until), done(c, s.Points, s.Done)},
		Heads: []string{c.T("field.code"), c.T("rounds.point"), c.T("rounds.kind"),
			c.T("level.county"), c.T("field.area"), c.T("rounds.team"), c.T("rounds.inspected"), c.T("mock.full"),
			c.T("mock.got"), c.T("rounds.got_after")}}
	for after := int64(0); ; {
		list, err := inspectOf(c.House).Stops(c.Ctx, s.ID, after, 500)
		if err != nil {
			return err
		}
		names, err := spots(c, list)
		if err != nil {
			return err
		}
		for _, x := range list {
			county, _ := c.Org.Tree().Get(x.Area.Ancestor(area.County))
			row := []any{names[x.Point].Code, names[x.Point].Name, inspectOf(c.House).KindName(c.Ctx, c.L, x.Kind),
				county.Name, c.AreaName(x.Area), "", "", "", "", ""}
			if x.Team < len(s.Teams) {
				row[5] = c.PeopleNames(s.Teams[x.Team].Members)
			}
			if x.Inspection != 0 {
				row[6], row[7], row[8], row[9] = c.T("rounds.inspected"), sheet.Hundredths(x.Full),
					sheet.Hundredths((x.Full - x.Lost)), sheet.Hundredths((x.Full - x.LostAfter))
			}
			out.Rows = append(out.Rows, row)
		}
		if len(list) < 500 {
			break
		}
		after = list[len(list)-1].Point
	}
	d := c.File("xlsx")
	return out.Write(d)
}

// inspections is the history of a point.
func inspections(c *kit.Call) error {
	point, err := strconv.ParseInt(c.R.URL.Query().Get("point"), 10, 64)
	if err != nil {
		return c.Nowhere()
	}
	below, _ := strconv.ParseInt(c.R.URL.Query().Get("below"), 10, 64)
	list, err := inspectOf(c.House).OfPoint(c.Ctx, c.Who.Caller, point, below, stopsOnPage+1)
	if err != nil {
		return err
	}
	names, err := inspectOf(c.House).Spots(c.Ctx, []int64{point})
	if err != nil {
		return err
	}
	s, ok := names[point]
	if !ok {
		return c.Nowhere()
	}
	p := &InspectionsPage{Frame: c.Overview("rounds"), Heading: s.Name,
		Said: []string{inspectOf(c.House).KindName(c.Ctx, c.L, s.Kind) + " · " + c.AreaName(s.Area)}}
	p.Title = s.Name
	if len(list) > stopsOnPage {
		list = list[:stopsOnPage]
		p.Pager.Next = kit.InspectionsURL(point) + "&below=" + strconv.FormatInt(list[stopsOnPage-1].ID, 10)
	}
	for _, x := range list {
		p.Rows = append(p.Rows, inspectionRow(c, x))
	}
	return c.Render(p)
}

func inspectionRow(c *kit.Call, x inspect.Brief) InspectionRow {
	row := InspectionRow{When: lang.DateTime(c.L, x.Found), ISO: lang.ISO(x.Found), Who: personName(c, x.Person),
		URL: inspectionURL(x.ID), Score: inspect.Share(x.Full-x.Lost, x.Full), Why: why(c, x)}
	row.Said = scoreWords(c, x.Full, x.Lost, x.LostAfter)
	if x.Fails > 0 {
		row.Said += " · " + c.T("looks.fails", "n", strconv.Itoa(x.Fails))
	}
	return row
}

func personName(c *kit.Call, id int64) string {
	p, _ := c.Org.Person(id)
	return p.Name
}

// why says in words why an inspection does not count in a round; "" for one that does.
func why(c *kit.Call, x inspect.Brief) string {
	if x.Why == "" {
		return ""
	}
	if x.Why == inspect.WhySecond {
		return c.T("looks.second")
	}
	return c.T("inspect.why." + x.Why)
}
