package web

import (
	"strconv"

	"xiaohao/loop/area"
	"xiaohao/parts/inspect"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

const stopsOnPage = 50

func inspectionURL(id int64) string { return "/inspections/" + strconv.FormatInt(id, 10) }
func looksURL(point int64) string   { return "/inspections?point=" + strconv.FormatInt(point, 10) }

// round is one round with its progress.
func (c *call) round() error {
	s, err := c.roundAsked()
	if err != nil {
		return err
	}
	p := &RoundPage{Frame: c.overview("rounds"), Heading: s.Name, State: c.t("round." + s.State),
		Tone:   roundTones[s.State],
		Crumbs: []Link{{c.t("tab.rounds"), "/rounds", false}, {s.Name, roundURL(s.ID), true}}}
	p.Title = s.Name
	p.Said = []string{c.roundDates(s.From, s.Until) + " · " + c.versionName(s.Version), c.done(s.Points, s.Done)}
	if s.Full > 0 {
		p.Score, p.Full = inspect.Share(s.Full-s.Lost, s.Full), ""
		if s.LostAfter != s.Lost {
			p.After = c.t("rounds.after", "score", inspect.Share(s.Full-s.LostAfter, s.Full))
		}
	}
	for _, t := range s.Teams {
		p.Teams = append(p.Teams, c.part(c.peopleNames(t.Members), t))
	}
	for _, a := range s.Areas {
		p.Areas = append(p.Areas, c.part(c.areaName(a.Area), a))
	}
	p.Forms = c.roundForms(s)
	if s.State == "closed" && s.Opened != nil {
		p.Links = append(p.Links, Link{Label: c.t("mock.title"), URL: roundURL(s.ID) + "/mock"})
	}
	if s.Opened != nil {
		p.Links = append(p.Links, Link{Label: c.t("league.export"), URL: roundURL(s.ID) + "/round.xlsx"})
	}
	p.Proof = c.proof(s)
	if err := c.stops(p, s); err != nil {
		return err
	}
	return c.render(p)
}

func (c *call) roundAsked() (*inspect.RoundSheet, error) {
	id, err := c.pathID()
	if err != nil {
		return nil, err
	}
	return c.all.Inspect.Sheet(c.ctx, c.who.Caller, id)
}

func (c *call) versionName(id int64) string {
	return c.all.Inspect.VersionName(c.ctx, c.l, id)
}

func (c *call) part(name string, x inspect.Progress) PartRow {
	r := PartRow{Name: name, Said: c.done(x.Points, x.Done), Score: inspect.Share(x.Full-x.Lost, x.Full),
		Share: share(x.Done, x.Points)}
	if x.LostAfter != x.Lost {
		r.Said += " " + c.t("rounds.after", "score", inspect.Share(x.Full-x.LostAfter, x.Full))
	}
	return r
}

// roundForms are the steps that the caller may take with a round now.
func (c *call) roundForms(s *inspect.RoundSheet) (out []Form) {
	form := func(step, tone string, open bool) {
		out = append(out, Form{ID: step, Action: roundURL(s.ID) + "/" + step, Once: c.once(),
			Title: c.t("rounds." + step), Hint: c.t("rounds." + step + "_hint"),
			Submit: c.t("rounds." + step), Tone: tone, Open: open})
	}
	if c.org.MayAct(c.who.Caller, inspect.OpenedType, s.Plan.Areas...) && s.State == "planned" {
		form("open", "primary", true)
	}
	if c.org.MayAct(c.who.Caller, inspect.ClosedType, s.Plan.Areas...) && s.State != "closed" {
		form("close", "danger", false)
	}
	return out
}

// roundStep opens or closes a round.
func (c *call) roundStep() error {
	id, s, err := c.stepSent()
	if err != nil {
		return err
	}
	command, err := s.id()
	if err != nil {
		return err
	}
	switch c.r.PathValue("step") {
	case "open":
		err = c.all.Inspect.Open(c.ctx, c.who.Caller, command, id)
	case "close":
		err = c.all.Inspect.Close(c.ctx, c.who.Caller, command, id, "")
	default:
		return c.nowhere()
	}
	if err != nil {
		return err
	}
	c.flash("flash.round_"+c.r.PathValue("step"), "")
	c.to(roundURL(id))
	return nil
}

// proof is what somebody needs to draw the sample again.
func (c *call) proof(s *inspect.RoundSheet) []Fact {
	out := []Fact{{Label: c.t("rounds.commitment"), Value: s.Plan.Commitment},
		{Label: c.t("rounds.frame"), Value: strconv.Itoa(len(s.Plan.Frame)) + " · " + s.Plan.Digest},
		{Label: c.t("rounds.sampling"), Value: c.t("sampling." + string(s.Plan.Sampling))}}
	if s.Opened != nil {
		out = append(out, Fact{Label: c.t("rounds.seed"), Value: s.Opened.Seed},
			Fact{Label: c.t("rounds.key"), Value: "round " + s.Plan.Key})
	}
	return out
}

// stops fills in a page of the round's points.
func (c *call) stops(p *RoundPage, s *inspect.RoundSheet) error {
	after, _ := strconv.ParseInt(c.r.URL.Query().Get("after"), 10, 64)
	list, err := c.all.Inspect.Stops(c.ctx, s.ID, after, stopsOnPage+1)
	if err != nil {
		return err
	}
	if len(list) > stopsOnPage {
		list = list[:stopsOnPage]
		p.Pager.Next = roundURL(s.ID) + "?after=" + strconv.FormatInt(list[stopsOnPage-1].Point, 10)
	}
	names, err := c.spots(list)
	if err != nil {
		return err
	}
	for _, x := range list {
		row := StopRow{Name: names[x.Point].Name, URL: looksURL(x.Point),
			Kind: c.all.Inspect.KindName(c.ctx, c.l, x.Kind), Area: c.areaName(x.Area),
			Said: c.t("rounds.waiting"), Tone: "soft"}
		if x.Team < len(s.Teams) {
			row.Who = c.peopleNames(s.Teams[x.Team].Members)
		}
		if x.Inspection != 0 {
			row.URL, row.Said, row.Tone = inspectionURL(x.Inspection), c.scoreWords(x.Full, x.Lost, x.LostAfter), ""
		}
		p.Stops = append(p.Stops, row)
	}
	return nil
}

func (c *call) spots(list []inspect.Stopped) (map[int64]inspect.Spot, error) {
	var ids []int64
	for _, x := range list {
		ids = append(ids, x.Point)
	}
	return c.all.Inspect.Spots(c.ctx, ids)
}

// scoreWords is what a point got, and what after re-inspections.
func (c *call) scoreWords(full, lost, after int64) string {
	s := c.t("rounds.points_of", "got", inspect.Points(full-lost), "full", inspect.Points(full))
	if after != lost {
		s += " " + c.t("rounds.after", "score", inspect.Points(full-after))
	}
	return s
}

// roundFile is a round as a spreadsheet: each point with its team and score.
func (c *call) roundFile() error {
	s, err := c.roundAsked()
	if err != nil {
		return err
	}
	out := sheet.Grid{Title: s.Name, Notes: []string{c.roundDates(s.From, s.Until), c.done(s.Points, s.Done)},
		Heads: []string{c.t("field.code"), c.t("rounds.point"), c.t("rounds.kind"),
			c.t("level.county"), c.t("field.area"), c.t("rounds.team"), c.t("rounds.inspected"), c.t("mock.full"),
			c.t("mock.got"), c.t("rounds.got_after")}}
	for after := int64(0); ; {
		list, err := c.all.Inspect.Stops(c.ctx, s.ID, after, 500)
		if err != nil {
			return err
		}
		names, err := c.spots(list)
		if err != nil {
			return err
		}
		for _, x := range list {
			county, _ := c.org.Tree().Get(x.Area.Ancestor(area.County))
			row := []any{names[x.Point].Code, names[x.Point].Name, c.all.Inspect.KindName(c.ctx, c.l, x.Kind),
				county.Name, c.areaName(x.Area), "", "", "", "", ""}
			if x.Team < len(s.Teams) {
				row[5] = c.peopleNames(s.Teams[x.Team].Members)
			}
			if x.Inspection != 0 {
				row[6], row[7], row[8], row[9] = c.t("rounds.inspected"), sheet.Hundredths(x.Full),
					sheet.Hundredths((x.Full - x.Lost)), sheet.Hundredths((x.Full - x.LostAfter))
			}
			out.Rows = append(out.Rows, row)
		}
		if len(list) < 500 {
			break
		}
		after = list[len(list)-1].Point
	}
	d := c.file("xlsx")
	return out.Write(d)
}

// looks is the history of a point.
func (c *call) looks() error {
	point, err := strconv.ParseInt(c.r.URL.Query().Get("point"), 10, 64)
	if err != nil {
		return c.nowhere()
	}
	below, _ := strconv.ParseInt(c.r.URL.Query().Get("below"), 10, 64)
	list, err := c.all.Inspect.OfPoint(c.ctx, c.who.Caller, point, below, stopsOnPage+1)
	if err != nil {
		return err
	}
	names, err := c.all.Inspect.Spots(c.ctx, []int64{point})
	if err != nil {
		return err
	}
	s, ok := names[point]
	if !ok {
		return c.nowhere()
	}
	p := &LooksPage{Frame: c.overview("rounds"), Heading: s.Name,
		Said: []string{c.all.Inspect.KindName(c.ctx, c.l, s.Kind) + " · " + c.areaName(s.Area)}}
	p.Title = s.Name
	if len(list) > stopsOnPage {
		list = list[:stopsOnPage]
		p.Pager.Next = looksURL(point) + "&below=" + strconv.FormatInt(list[stopsOnPage-1].ID, 10)
	}
	for _, x := range list {
		p.Rows = append(p.Rows, c.lookRow(x))
	}
	return c.render(p)
}

func (c *call) lookRow(x inspect.Look) LookRow {
	row := LookRow{When: lang.DateTime(c.l, x.Found), ISO: lang.ISO(x.Found), Who: c.personName(x.Person),
		URL: inspectionURL(x.ID), Score: inspect.Share(x.Full-x.Lost, x.Full), Why: c.why(x)}
	row.Said = c.scoreWords(x.Full, x.Lost, x.LostAfter)
	if x.Fails > 0 {
		row.Said += " · " + c.t("looks.fails", "n", strconv.Itoa(x.Fails))
	}
	return row
}

func (c *call) personName(id int64) string {
	p, _ := c.org.Person(id)
	return p.Name
}

// why says in words why an inspection does not count in a round; "" for one that does.
func (c *call) why(x inspect.Look) string {
	if x.Why == "" {
		return ""
	}
	if x.Why == inspect.WhySecond {
		return c.t("looks.second")
	}
	return c.t("inspect.why." + x.Why)
}
