package campaign

import (
	"context"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// tells are the events of a campaign that somebody is told of.
func (x *Campaigns) tells() part.Telling {
	return part.Telling{Tell: x.tell, Types: []event.Type{OpenedType, InstructedType, RemindedType,
		ClosedType, DrawnType,
		SentType, SpotCheckedType}}
}

// tell says what an event of a campaign means: to those at the foot of its scope, who answer; to those of the levels
// above, who see to it; to inspectors.
func (x *Campaigns) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	c, plan, err := Read(ctx, r, x.City, e.Subject)
	if err != nil {
		return nil, err
	}
	h := &hall{o: x.Org(), c: c, foot: plan.Foot}
	h.title, _ = redact.Text(c.Name)
	h.about(body)
	return h.out, nil
}

// hall gathers who is told of one event of a
type hall struct {
	o     *org.Org
	c     *Campaign
	title string
	foot  []area.Code
	posts map[area.Code][]seat
	out   []part.Message
}

// seat is a post of somebody who is in office.
type seat struct {
	person int64
	kind   matter.Post
}

// at is who holds one of some posts over exactly an area, or in a unit of it.
func (h *hall) at(a area.Code, kinds ...matter.Post) (out []int64) {
	if h.posts == nil {
		h.posts = map[area.Code][]seat{}
		for _, p := range h.o.People() {
			for _, x := range p.Posts {
				if !p.Disabled {
					h.posts[x.Area] = append(h.posts[x.Area], seat{p.ID, x.Kind})
				}
			}
		}
	}
	for _, s := range h.posts[a] {
		for _, k := range kinds {
			if s.kind == k {
				out = append(out, s.person)
			}
		}
	}
	return out
}

// answers are those who answer for an area at the foot.
func (h *hall) answers(a area.Code) []int64 {
	return h.at(a, matter.UnitClerk, matter.UnitHead, matter.Leader)
}

// above are those who see to it that the areas below one answer. Heads of units do so from the township down; a
// county has too many of them.
func (h *hall) above(a area.Code) []int64 {
	kinds := []matter.Post{matter.Supervisor, matter.Dispatcher, matter.Leader}
	if a.Level() >= area.Township {
		kinds = append(kinds, matter.UnitHead)
	}
	return h.at(a, kinds...)
}

// superior is who is above an area: of the next level that has anybody.
func (h *hall) superior(a area.Code) (area.Code, []int64) {
	for l := a.Level() - 1; l >= area.City; l-- {
		if up := a.Ancestor(l); len(h.above(up)) > 0 {
			return up, h.above(up)
		}
	}
	return a, nil
}

// say adds a sentence about an area; n is how many, where it counts.
func (h *hall) say(kind string, urgent bool, a area.Code, n int, people ...int64) {
	due := h.c.Deadline
	if int64((due+8*3600e6))%(24*3600e6) == 0 {
		due -= 60e6 // a day that counts whole ends at 23:59
	}
	at := a
	if !h.c.Scope.Contains(a) {
		at = h.c.Scope
	}
	w := part.Message{Kind: kind, People: people, Urgent: urgent, At: h.c.Scope, Title: h.title, Due: due, N: n,
		Area: h.o.Tree().FullName(a), Path: fmt.Sprintf("/campaigns/%d?area=%s", h.c.ID, at)}
	if kind == "campaign_drawn" {
		w.Path = "/campaigns"
	}
	h.out = append(h.out, w)
}

// units marks what was said last for the groups of the area's own units.
func (h *hall) units(a area.Code) {
	last := &h.out[len(h.out)-1]
	for _, u := range h.o.Units(a) {
		if u.Area == a && !u.Former {
			last.Units = append(last.Units, u.ID)
		}
	}
}

func (h *hall) about(body any) {
	switch b := body.(type) {
	case *Opened:
		h.below(b.Scope, true, "campaign_foot", "campaign_upper")
	case *Instructed:
		h.below(b.Area, false, "campaign_instructed", "campaign_instructed")
	case *Reminded:
		for _, a := range b.Areas {
			h.say("campaign_due", false, a, 0, h.answers(a)...)
			h.units(a)
		}
	case *Closed:
		h.late(b.Overdue)
		h.say("campaign_closed", false, h.c.Scope, 0, h.c.Opener)
	case *Drawn:
		h.drawn(b.Sent)
	case *SentOut:
		h.say("campaign_drawn", false, b.Area, 1, b.Person)
	case *SpotCheck:
		if b.False {
			_, people := h.superior(b.Area)
			h.say("campaign_false", true, b.Area, 0, append(append(h.answers(b.Area), people...), h.c.Opener)...)
		}
	}
}

// below tells the foot of an area, and the levels between; with the area itself or without.
func (h *hall) below(top area.Code, itself bool, foot, upper string) {
	at, seen := map[area.Code]int{}, map[area.Code]bool{}
	var levels []area.Code
	for _, a := range h.foot {
		if !top.Contains(a) || a == top && !itself {
			continue
		}
		h.say(foot, false, a, 0, h.answers(a)...)
		h.units(a)
		for l := a.Level() - 1; l >= top.Level(); l-- {
			up := a.Ancestor(l)
			if at[up]++; !seen[up] && (up != top || itself) {
				seen[up] = true
				levels = append(levels, up)
			}
		}
	}
	for _, up := range levels {
		h.say(upper, false, up, at[up], h.above(up)...)
	}
}

// late tells who has not answered, and his superior how many.
func (h *hall) late(areas []area.Code) {
	n, people := map[area.Code]int{}, map[area.Code][]int64{}
	var ups []area.Code
	for _, a := range areas {
		h.say("campaign_overdue", true, a, 0, h.answers(a)...)
		h.units(a)
		up, who := h.superior(a)
		if n[up]++; n[up] == 1 {
			ups, people[up] = append(ups, up), who
		}
	}
	for _, up := range ups {
		h.say("campaign_overdue_below", true, up, n[up], people[up]...)
	}
}

// drawn tells each inspector how many zeros were drawn for him and where, and who opened it of those that nobody is
// there to look at.
func (h *hall) drawn(list []Sent) {
	of := map[int64][]area.Code{}
	var people []int64
	for _, s := range list {
		if len(of[s.Person]) == 0 {
			people = append(people, s.Person)
		}
		of[s.Person] = append(of[s.Person], s.Area)
	}
	for _, p := range people {
		kind, urgent, to := "campaign_drawn", false, []int64{p}
		if p == 0 {
			kind, urgent, to = "campaign_nobody", true,
				append([]int64{h.c.Opener}, h.at(h.c.Scope, matter.Supervisor)...)
		}
		h.say(kind, urgent, h.c.Scope, len(of[p]), to...)
		var names []string
		for _, a := range of[p][:min(len(of[p]), 3)] {
			names = append(names, h.o.Tree().FullName(a))
		}
		h.out[len(h.out)-1].Area = strings.Join(names, "、")
	}
}
