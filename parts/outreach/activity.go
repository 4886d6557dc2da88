package outreach

import (
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/stock"
)

// State is where an activity stands.
type State string

// The states, in their order; an activity that was taken back is off.
const (
	Draft    State = "draft"
	Called   State = "called" // teams and volunteers know of it
	Running  State = "running"
	Ended    State = "ended"
	Reported State = "reported" // the books are closed
	Off      State = "off"
)

// steps are the steps between states, and whether each needs a reason.
var steps = map[State]map[State]bool{
	Draft:    {Called: false, Off: true},
	Called:   {Running: false, Draft: true, Off: true},
	Running:  {Ended: false, Off: true},
	Ended:    {Reported: false, Running: true},
	Reported: {Ended: true},
	Off:      {Draft: true},
}

// Steps are the states that an activity can be taken into from s: onward first, and whether a reason is asked for.
func (s State) Steps() (out []Step) {
	for _, to := range []State{Called, Running, Ended, Reported, Draft, Off} {
		if reason, ok := steps[s][to]; ok {
			out = append(out, Step{to, reason})
		}
	}
	slices.SortStableFunc(out, func(a, b Step) int {
		switch {
		case a.Reason == b.Reason:
			return 0
		case b.Reason:
			return -1
		}
		return 1
	})
	return out
}

// Step is a step that can be taken.
type Step struct {
	To     State
	Reason bool // it is a step back, and says why
}

// moves say in which states a movement can be made.
var moves = map[stock.Kind][]State{
	stock.In: {Draft, Called, Running}, stock.Sent: {Called, Running},
	stock.Received: {Called, Running, Ended, Off},
	stock.Given:    {Running, Ended}, stock.Undone: {Running, Ended},
	stock.Returned: {Called, Running, Ended, Off}, stock.Turned: {Called, Running, Ended, Off},
	stock.Damaged: {Draft, Called, Running, Ended, Off}, stock.Lost: {Draft, Called, Running, Ended, Off},
	stock.WayLost: {Called, Running, Ended, Off}, stock.Counted: {Draft, Called, Running, Ended, Off},
}

// Takes says whether a movement can be made in the state. What was given is entered while the activity runs, and of
// paper sheets until the report.
func (s State) Takes(k stock.Kind) bool { return slices.Contains(moves[k], s) }

// Item is a thing that is given out.
type Item struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`    // 安全头盔
	Measure string `json:"measure"` // 个
	Planned int64  `json:"planned"`
	Ticket  bool   `json:"ticket,omitempty"` // one for each person, by a numbered ticket
}

// Team goes out and gives.
type Team struct {
	ID      int64            `json:"id"`
	Name    string           `json:"name"` // 第一组
	Unit    int64            `json:"unit"`
	Area    area.Code        `json:"area"`
	Place   string           `json:"place,omitempty"` // 三塘镇集市
	From    calendar.Instant `json:"from,omitempty"`  // when it is there, µs; 0 for the whole time
	Members []int64          `json:"members,omitempty"`
	Count   int              `json:"count,omitempty"` // of members who have no account
	Shares  []Share          `json:"shares,omitempty"`
}

// Share is how many of a thing a team is to give out.
type Share struct {
	Item int64 `json:"item"`
	N    int64 `json:"n"`
}

// People is how many are in the team.
func (t Team) People() int { return len(t.Members) + t.Count }

// Share is how many of a thing the team is to give out, 0 where nobody said.
func (t Team) Share(item int64) int64 {
	for _, s := range t.Shares {
		if s.Item == item {
			return s.N
		}
	}
	return 0
}

// Call asks for volunteers.
type Call struct {
	Text  string           `json:"text,omitempty"`
	Seats int              `json:"seats,omitempty"` // how many can help; 0 for no call
	Until calendar.Instant `json:"until,omitempty"` // the end of the last day on which one signs up, µs
}

// Planning is what can be said of an activity.
type Planning struct {
	Name     string           `json:"name"`
	Theme    string           `json:"theme"`              // 交通安全
	Superior string           `json:"superior,omitempty"` // the action of those above: 一盔一带
	Text     string           `json:"text,omitempty"`
	Area     area.Code        `json:"area"`
	Unit     int64            `json:"unit"` // who leads it
	From     calendar.Instant `json:"from"` // the first day, µs
	Until    calendar.Instant `json:"until"`
	Items    []Item           `json:"items,omitempty"`
	Teams    []Team           `json:"teams"`
	Call     Call             `json:"call"`
}

// Item is a thing of the activity by its number.
func (p *Planning) Item(id int64) (Item, bool) {
	i := slices.IndexFunc(p.Items, func(x Item) bool { return x.ID == id })
	if i < 0 {
		return Item{}, false
	}
	return p.Items[i], true
}

// Team is a team of the activity by its number.
func (p *Planning) Team(id int64) (Team, bool) {
	i := slices.IndexFunc(p.Teams, func(x Team) bool { return x.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return p.Teams[i], true
}

// Areas are the areas that the activity is in, each once: its own, those of its teams, and all above.
func (p *Planning) Areas() (out []area.Code) {
	add := func(a area.Code) {
		for _, up := range above(a) {
			if !slices.Contains(out, up) {
				out = append(out, up)
			}
		}
	}
	add(p.Area)
	for _, t := range p.Teams {
		add(t.Area)
	}
	slices.Sort(out)
	return out
}

// above is an area and all that hold it, up to the city.
func above(a area.Code) (out []area.Code) {
	for l := area.City; l <= a.Level(); l++ {
		out = append(out, a.Ancestor(l))
	}
	return out
}

// Basis is why a photo of the activity may be kept.
type Basis string

// The bases: nobody in it can be recognised, those in it agreed in writing, or they will be covered before anybody
// outside sees it. None of them takes a minor who can be recognised.
const (
	Nobody  Basis = "nobody"
	Consent Basis = "consent"
	Masked  Basis = "masked"
)

// Bases lists them.
func Bases() []Basis { return []Basis{Nobody, Consent, Masked} }

// Shot is a photo of the activity.
type Shot struct {
	Photo matter.Photo `json:"photo"`
	Basis Basis        `json:"basis"`
	Note  string       `json:"note,omitempty"`
	Seq   int64        `json:"seq"`
}

// Words are in both languages; without English the Chinese ones stand for both.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en,omitempty"`
}

// In is the words in a language.
func (w Words) In(lang string) string {
	if lang == "en" && w.En != "" {
		return w.En
	}
	return w.Zh
}

// Notice is what everybody may read of an activity, beside its figures.
type Notice struct {
	Title  Words               `json:"title"`
	Text   Words               `json:"text"`
	Photos []org.ReleasedPhoto `json:"photos,omitempty"`
}

// Where the notice of an activity stands.
const (
	NoticeWaits = "waits"
	NoticeOut   = "out"
	NoticeBack  = "refused"
	NoticeTaken = "withdrawn"
)

// Release is how the notice of an activity came out.
type Release struct {
	State  string           `json:"state,omitempty"` // "" before the first draft
	Step   int              `json:"step,omitempty"`
	Need   int              `json:"need,omitempty"`
	Hands  []int64          `json:"hands,omitempty"`
	Seq    int64            `json:"seq,omitempty"` // of the draft
	Draft  *Notice          `json:"draft,omitempty"`
	Shown  *Notice          `json:"shown,omitempty"`
	Reason string           `json:"reason,omitempty"`
	At     calendar.Instant `json:"at,omitempty"`
	Since  calendar.Instant `json:"since,omitempty"`
}

// Last is what somebody who drafts goes on from.
func (r *Release) Last() Notice {
	switch {
	case r.Draft != nil:
		return *r.Draft
	case r.Shown != nil:
		return *r.Shown
	}
	return Notice{}
}

// Activity is an activity as it stands, without its stock.
type Activity struct {
	ID int64 `json:"id"`
	Planning
	State     State            `json:"state"`
	Reason    string           `json:"reason,omitempty"` // of the last step back
	At        calendar.Instant `json:"at"`               // of the last step
	Over      calendar.Instant `json:"over,omitempty"`
	LastTeam  int64            `json:"last_team"` // the highest numbers ever given
	LastItem  int64            `json:"last_item"`
	Tickets   map[int64]int64  `json:"tickets,omitempty"` // by thing, the highest number printed
	Photos    []Shot           `json:"photos,omitempty"`
	Release   Release          `json:"release"`
	Forgotten calendar.Instant `json:"forgotten,omitempty"`
	Signed    int64            `json:"signed,omitempty"` // volunteers, once their data is forgotten
	Told      []Reminded       `json:"told,omitempty"`   // what the clock has said
}

// plan says all of it, and notes the highest numbers.
func (a *Activity) plan(p Planning) {
	a.Planning = p
	for _, t := range p.Teams {
		a.LastTeam = max(a.LastTeam, t.ID)
	}
	for _, i := range p.Items {
		a.LastItem = max(a.LastItem, i.ID)
	}
}

// fold changes an activity by one of its events; those of its stock and people do not touch it.
func (a *Activity) fold(e ledger.Event, body any) error {
	if _, first := body.(*Begun); first != (a.ID == 0) {
		return fmt.Errorf("%s for activity %d, which is begun once and first", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Begun:
		*a = Activity{ID: e.Subject, State: Draft, At: e.At}
		a.plan(b.Planning)
	case *Changed:
		a.plan(b.Planning)
	case *Stepped:
		a.State, a.Reason, a.At = b.To, b.Reason, e.At
		if over := b.To == Ended || b.To == Reported || b.To == Off; !over {
			a.Over = 0
		} else if a.Over == 0 {
			a.Over = e.At
		}
	case *Printed:
		if a.Tickets == nil {
			a.Tickets = map[int64]int64{}
		}
		a.Tickets[b.Item] = b.Upto
	case *Photographed:
		a.Photos = append(a.Photos, Shot{b.Photo, b.Basis, b.Note, e.Seq})
	case *PhotoGone:
		a.Photos = slices.DeleteFunc(a.Photos, func(s Shot) bool { return s.Photo.ID == b.Photo })
		a.Release.drop(b.Photo)
	case *Forgotten:
		a.Forgotten, a.Signed = e.At, b.Signed
	case *Reminded:
		a.Told = append(a.Told, *b)
	case *Succeeded:
		a.goes(b)
	default:
		a.Release.fold(e, body)
	}
	return nil
}

// fold changes where the notice stands.
func (r *Release) fold(e ledger.Event, body any) {
	switch b := body.(type) {
	case *Drafted:
		r.State, r.Step, r.Need, r.Hands, r.Seq, r.Draft, r.Reason = NoticeWaits, 1, b.Need, []int64{e.Actor}, e.Seq,
			&b.Notice, ""
	case *Passed:
		r.Step++
		r.Hands = append(r.Hands, e.Actor)
	case *Refused:
		r.State, r.Reason, r.Step, r.Hands = NoticeBack, b.Reason, 0, nil
	case *Withdrawn:
		if r.Shown != nil {
			r.Draft = r.Shown
		}
		r.State, r.Reason, r.Shown, r.Step, r.Hands, r.Since = NoticeTaken, b.Reason, nil, 0, nil, 0
	}
	r.At = e.At
	if r.State == NoticeWaits && r.Step >= r.Need {
		r.State, r.Shown, r.Draft, r.Step, r.Since = NoticeOut, r.Draft, nil, 0, e.At
	}
}

// drop takes a photo out of what is out and of what waits.
func (r *Release) drop(photo string) {
	for _, n := range []*Notice{r.Draft, r.Shown} {
		if n != nil {
			n.Photos = slices.DeleteFunc(n.Photos, func(p org.ReleasedPhoto) bool { return p.Original == photo })
		}
	}
}

// missing is what there is not, or not for the caller.
func missing() error { return fault.New(fault.Missing, "outreach_missing") }
