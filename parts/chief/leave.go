package chief

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// List is what somebody hands over who leaves a post: what it was, how its areas and its duty stood, which problems
// were open. It bears no name and nothing that somebody wrote: those stand in the matters.
type List struct {
	Holding
	Frozen calendar.Instant `json:"frozen"` // µs
	Duty   Duty             `json:"duty"`
	Areas  []Cover          `json:"areas"` // the area first, then those below it

	Problems []Problem `json:"problems"`
	More     int       `json:"more,omitempty"` // further open ones, beyond mostProblems
	Adopted  []int64   `json:"adopted,omitempty"`
}

// Problem is an open problem as it stood when the list was frozen.
type Problem struct {
	Matter   int64            `json:"matter"`
	Number   string           `json:"number,omitempty"`
	Category string           `json:"category"`
	Area     area.Code        `json:"area"`
	State    string           `json:"state"`
	Due      calendar.Instant `json:"due,omitempty"`
	Light    string           `json:"light"`
	Own      bool             `json:"own,omitempty"`   // whoever leaves reported it himself: a finding of his
	Found    bool             `json:"found,omitempty"` // on a patrol for the theme, whoever walked
}

// mostProblems is how many problems a list names; of the rest it says how many there are.
const mostProblems = 1000

// mostEvents bounds how many hand-overs Check looks at.
const mostEvents = 1_000_000

func hashOf(list []byte) string {
	h := sha256.Sum256(list)
	return hex.EncodeToString(h[:])
}

// Leaving is how somebody leaves a post, and who comes after him; nobody for a post that stays empty.
type Leaving struct {
	Until  Day    `json:"until,omitempty"` // his last day; "" for today
	Reason string `json:"reason"`
	Person int64  `json:"person,omitempty"` // the successor, from the next day on
	Name   string `json:"name,omitempty"`
}

// Leave ends a post and freezes what is handed over; it gives the list's id. Who keeps the area may. Faults:
// chief_missing, chief_gone, chief_words, chief_long, chief_day, chief_days, chief_ahead, and those of Appoint for the
// successor.
func (x *Chiefs) Leave(ctx context.Context, caller org.Caller, id ledger.ID, post int64, l Leaving) (int64, error) {
	if given, err := x.Desk.Given(ctx, id); err != nil || given {
		a, err := x.leave(ctx, caller, id, post, l, nil)
		return a.Subject, err
	}
	s, err := standOf(ctx, x.DB.Read(), x.City, post)
	if err != nil {
		return 0, err
	}
	if !x.MayKeep(caller, s.Area) {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	list, err := x.freeze(ctx, s)
	if err != nil {
		return 0, err
	}
	a, err := x.leave(ctx, caller, id, post, l, list)
	return a.Subject, err
}

func (x *Chiefs) leave(ctx context.Context, caller org.Caller, id ledger.ID, post int64, l Leaving,
	list *List) (ledger.Answer, error) {
	return x.Desk.Keep(ctx, caller, id, []any{"leave", post, l}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		l := l
		s, err := standOf(ctx, tx, x.City, post)
		if err != nil {
			return nil, err
		}
		if l.Reason, err = words(l.Reason, "reason", LongText); err != nil {
			return nil, err
		}
		if l.Until == "" {
			l.Until = Today(now)
		}
		switch {
		case s.Handover != 0:
			return nil, fault.New(fault.Conflict, "chief_gone")
		case l.Until > Today(now):
			return nil, fault.New(fault.Invalid, "chief_ahead").On("until")
		case s.Until != "" && l.Until > s.Until:
			l.Until = s.Until // his time was over before
		}
		if err := inOrder(s.Since, l.Until); err != nil {
			return nil, err
		}
		out, err := s.goes(list, l.Until, l.Reason, 0)
		if err != nil || l.Person == 0 && l.Name == "" {
			return out, err
		}
		next, err := x.successor(ctx, tx, s, l, now)
		if err != nil {
			return nil, err
		}
		return append(out, *next), nil
	})
}

// goes are the facts that end a post: the list is frozen first, so that its number is the command's.
func (s *Stand) goes(list *List, until Day, reason string, gone area.Code) ([]desk.Fact, error) {
	list.Until = until
	body, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	at := []area.Code{s.Area}
	return []desk.Fact{
		{Type: HandedType, Subject: ledger.New, Areas: at, Body: &HandedOver{Post: s.ID, Area: s.Area, Reason: reason,
			List: body, Hash: hashOf(body)}},
		{Type: LeftType, Subject: s.ID, Areas: at, Body: &Left{Until: until, Reason: reason, Gone: gone}}}, nil
}

// successor is the fact that gives the post to who comes next.
func (x *Chiefs) successor(ctx context.Context, tx *store.Tx, s *Stand, l Leaving, now calendar.Instant) (*desk.Fact,
	error) {
	g := Giving{Theme: s.Theme, Post: s.Post, Area: s.Area, Person: l.Person, Name: l.Name, Since: l.Until.Plus(1)}
	h, err := x.said(&g, now)
	if err != nil {
		return nil, err
	}
	list, err := ofArea(ctx, tx, x.City, s.Theme, s.Area)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ID == s.ID {
			list[i].Until = l.Until
		}
	}
	switch same, err := x.meets(ctx, tx, g, h, list); {
	case err != nil:
		return nil, err
	case same:
		return nil, fault.New(fault.Conflict, "chief_same").On("person")
	}
	if g.Person == 0 {
		if h.Ref, err = x.keep(ctx, tx, g.Name); err != nil {
			return nil, err
		}
	}
	return &desk.Fact{Type: AppointedType, Subject: ledger.New, Areas: []area.Code{s.Area}, Body: &Appointed{*h}}, nil
}

// freeze reads what a holder hands over as it stands.
func (x *Chiefs) freeze(ctx context.Context, s *Stand) (*List, error) {
	out := &List{Holding: s.Holding, Frozen: x.Now(), Problems: []Problem{}}
	var err error
	if out.Duty, err = x.DutyOf(ctx, s); err != nil {
		return nil, err
	}
	if out.Areas, err = x.coverage(ctx, s.Theme, s.Area); err != nil {
		return nil, err
	}
	err = x.open(ctx, s, func(m *matter.Matter, found bool) {
		if len(out.Problems) == mostProblems {
			out.More++
			return
		}
		out.Problems = append(out.Problems, Problem{Matter: m.ID, Number: m.Number, Category: m.Category, Area: m.Area,
			State: m.State.String(), Due: m.Due, Light: m.Light(out.Frozen).String(),
			Own: s.Person != 0 && m.Reporter == s.Person, Found: found})
	})
	if err != nil {
		return nil, err
	}
	list, err := x.adoptions(ctx, "area >= $2 AND area <= $3", s.Area)
	for _, a := range list {
		if s.Person != 0 && a.Person == s.Person {
			out.Adopted = append(out.Adopted, a.ID)
		}
	}
	return out, err
}

// open gives the open problems of a holding's theme in its area, those that are due first in front, theme's category by
// category, then those of other categories, or of none yet, that were found on a patrol for the theme. A person in need
// is none of them.
func (x *Chiefs) open(ctx context.Context, s *Stand, fn func(m *matter.Matter, found bool)) error {
	yes := true
	each := func(category string, fn func(m *matter.Matter, found bool)) error {
		return views.Each(ctx, x.DB.Read(), x.City, org.Scope{All: true}, views.Filter{Kinds: []matter.Kind{
			matter.Problem}, Open: &yes, Area: s.Area, Category: category}, x.Now(), func(m *matter.Matter) error {
			found, err := x.patrols.FoundFor(ctx, s.Theme, m.ID)
			if err == nil {
				fn(m, found)
			}
			return err
		})
	}
	own := x.themeCategories(s.Theme)
	for _, c := range own {
		if err := each(c, fn); err != nil {
			return err
		}
	}
	return each("", func(m *matter.Matter, found bool) {
		if found && !slices.Contains(own, m.Category) {
			fn(m, found)
		}
	})
}

// themeCategories are the categories of a theme's problems.
func (x *Chiefs) themeCategories(theme string) (out []string) {
	t, _ := x.rules().Theme(theme)
	for _, c := range x.Policy().Categories() {
		if t.Holds(c.Code) {
			out = append(out, c.Code)
		}
	}
	return out
}
