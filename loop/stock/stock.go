// Package stock is how things that are given out may move: into a store, on the way to a team, into its hands, to
// residents, back, or away. It holds the rules and nothing else: who may and what is written down is others' to say.
//
// A Balance says where everything is that one holder answers for. For every holder, and so for every sum of holders,
// it holds at every moment that nothing is below zero and that
//
//	all = on hand + on the way + given + lost
//
// All is what came in less what went on to others. What was counted in excess is found and adds to all, wherever it
// goes then; what was counted short is missing and belongs to what was lost. Of the whole, all is what came in by paper
// and what was found.
package stock

import (
	"slices"

	"xiaohao/loop/fault"
)

// Kind is a sort of movement.
type Kind string

// The movements. The store is what an activity has in one place; teams take from it.
const (
	In       Kind = "in"       // into the store, from a source, by a paper
	Sent     Kind = "sent"     // from the store on the way to a team
	Received Kind = "received" // a team has it, all or a part
	Returned Kind = "returned" // from a team's hands back into the store
	Turned   Kind = "turned"   // what was on the way is back in the store
	Given    Kind = "given"    // to residents
	Undone   Kind = "undone"   // a giving that was none: what it took is in the hands again
	Damaged  Kind = "damaged"  // in the hands of a team or in the store
	Lost     Kind = "lost"     // as Damaged
	WayLost  Kind = "way_lost" // on the way
	Counted  Kind = "counted"  // somebody counted what is there
)

// Kinds are all movements, in the order in which a thing goes through them.
func Kinds() []Kind {
	return []Kind{In, Sent, Received, Given, Undone, Returned, Turned, Damaged, Lost, WayLost, Counted}
}

// Most is how much one movement is about at most, and Full how much a holder answers for at most: no sum comes near the
// end of an int64.
const (
	Most = 1_000_000
	Full = 1_000_000_000
)

// Balance says where that is which a holder answers for, or several of them together.
type Balance struct {
	All     int64 `json:"all"`     // came in, less what went on to others
	Hand    int64 `json:"hand"`    // is there
	Way     int64 `json:"way"`     // is on the way here
	Given   int64 `json:"given"`   // residents have it
	Lost    int64 `json:"lost"`    // damaged, lost or counted short
	Damaged int64 `json:"damaged"` // of Lost
	Missing int64 `json:"missing"` // of Lost: by which a count was short
	Found   int64 `json:"found"`   // by which counts here were over
}

// Plus is two balances together.
func (b Balance) Plus(o Balance) Balance {
	return Balance{b.All + o.All, b.Hand + o.Hand, b.Way + o.Way, b.Given + o.Given, b.Lost + o.Lost,
		b.Damaged + o.Damaged, b.Missing + o.Missing, b.Found + o.Found}
}

// Times is a balance n times: 1, or -1 for what goes away.
func (b Balance) Times(n int64) Balance {
	return Balance{n * b.All, n * b.Hand, n * b.Way, n * b.Given, n * b.Lost, n * b.Damaged, n * b.Missing, n * b.Found}
}

// Sound says that nothing is below zero and that all of it is somewhere.
func (b Balance) Sound() bool {
	return min(b.All, b.Hand, b.Way, b.Given, b.Lost, b.Damaged, b.Missing, b.Found) >= 0 &&
		b.All == b.Hand+b.Way+b.Given+b.Lost && b.Damaged+b.Missing <= b.Lost
}

// Move is a movement of one thing.
type Move struct {
	Kind Kind  `json:"kind"`
	Team int64 `json:"team,omitempty"` // 0 for the store
	N    int64 `json:"n"`              // how many; of Counted how many are there
	Seen int64 `json:"seen,omitempty"` // of Counted: how many the page said there were
}

// Change is what a movement does to the store and to a team.
type Change struct{ Store, Team Balance }

// Change is what a movement does, once it was decided; nothing for one that this holder cannot make.
func (m Move) Change() (c Change) {
	n, own := m.N, &c.Team
	if m.Team == 0 {
		own = &c.Store
	}
	switch m.Kind {
	case In:
		c.Store = Balance{All: n, Hand: n}
	case Sent:
		c = Change{Balance{All: -n, Hand: -n}, Balance{All: n, Way: n}}
	case Received:
		c.Team = Balance{Hand: n, Way: -n}
	case Turned:
		c = Change{Balance{All: n, Hand: n}, Balance{All: -n, Way: -n}}
	case WayLost:
		c.Team = Balance{Way: -n, Lost: n}
	case Returned:
		c = Change{Balance{All: n, Hand: n}, Balance{All: -n, Hand: -n}}
	case Given:
		c.Team = Balance{Hand: -n, Given: n}
	case Undone:
		c.Team = Balance{Hand: n, Given: -n}
	case Damaged:
		*own = Balance{Hand: -n, Lost: n, Damaged: n}
	case Lost:
		*own = Balance{Hand: -n, Lost: n}
	case Counted:
		if d := n - m.Seen; d > 0 {
			*own = Balance{All: d, Hand: d, Found: d}
		} else {
			*own = Balance{Hand: d, Lost: -d, Missing: -d}
		}
	}
	return c
}

// Decide says what a movement does where the store and the team stand so; one of the store itself has no team. Faults:
// stock_number, stock_holder for a movement that this holder cannot make, stock_full, and where there is not enough
// stock_few with how many are left, stock_way with how many are on the way, stock_given; stock_counted where something
// moved while somebody counted.
func (m Move) Decide(store, team Balance) (Change, error) {
	if m.N < 1 && m.Kind != Counted || m.N < 0 || m.N > Most {
		return Change{}, fault.New(fault.Invalid, "stock_number", "most", Most).On("n")
	}
	own := team
	if m.Team == 0 {
		own = store
	}
	var err error
	switch both := m.Kind == Damaged || m.Kind == Lost || m.Kind == Counted; {
	case !both && (m.Kind == In) != (m.Team == 0), !slices.Contains(Kinds(), m.Kind):
		err = fault.New(fault.Invalid, "stock_holder").On("team")
	case m.Kind == Sent:
		err = few(m.N, store.Hand, "stock_few")
	case m.Kind == Received, m.Kind == Turned, m.Kind == WayLost:
		err = few(m.N, team.Way, "stock_way")
	case m.Kind == Returned, m.Kind == Given, m.Kind == Damaged, m.Kind == Lost:
		err = few(m.N, own.Hand, "stock_few")
	case m.Kind == Undone:
		err = few(m.N, team.Given, "stock_given")
	case m.Kind == Counted && m.Seen != own.Hand:
		err = fault.New(fault.Conflict, "stock_counted", "seen", m.Seen, "now", own.Hand).On("n")
	}
	c := m.Change()
	if err == nil && own.All+max(c.Store.All, c.Team.All) > Full {
		err = fault.New(fault.TooLarge, "stock_full", "most", Full).On("n")
	}
	if err != nil {
		return Change{}, err
	}
	return c, nil
}

// few refuses more than there are, and says how many are left.
func few(n, left int64, code string) error {
	if n > left {
		return fault.New(fault.Conflict, code, "n", n, "left", left).On("n")
	}
	return nil
}
