// Package chief is who looks after which areas for what 林长、河长、路长、网格: posts held from a day to a day, whether their
// duty is met, which areas nobody has been to for long, leaders who adopt points or areas, and what is handed over when
// somebody leaves.
//
// It owns the tables chief_*. All but chief_names are folded from its own events, from patrol.visited and from those of
// matters; chief_names holds the names of those who cannot log in, sealed, since no event may bear them. It owns no
// page and changes no matter.
//
// Invariants:
//   - A single post of an area has one holder on any day.
//   - A duty is met by days in an area. A day counts once, whoever walked how far for how long; nothing here knows a
//     way, an hour or a kilometre, and people are never put in an order by what they did (docs/adr/0047).
//   - An area's last visit is the latest of its visits, in whatever order they come.
//   - A hand-over list is frozen with the event that ends the post, with its hash; signing adds to it, nothing changes
//     it.
//   - A problem climbs each step of a theme's chain once.
package chief

import (
	"sync"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/indicator"
	"xiaohao/parts/patrol"
)

// Chiefs are a city's. Safe for concurrent use.
type Chiefs struct {
	part.Base
	indicators *indicator.Indicators // nil for none
	patrols    *patrol.Patrols
	names      part.Box
	mark       []byte    // key of the marks by which a name is found
	rest       part.Rest // problems of which nothing climbs now, because no chief is left to tell

	mu    sync.Mutex
	swept *org.Org // whose abolished areas hold no post any more
}

// New makes them for a city whose tables are there.
func New(b part.Base, i *indicator.Indicators, p *patrol.Patrols) (*Chiefs, error) {
	x := &Chiefs{Base: b, indicators: i, patrols: p}
	return x, x.keys()
}

// rules is policy's section.
func (x *Chiefs) rules() *policy.Chiefs { return &x.Policy().Chiefs }

// Who holds a post or adopts something: somebody who can log in, or a name alone, which lies in chief_names under Ref.
type Who struct {
	Person int64  `json:"person,omitempty"`
	Ref    string `json:"ref,omitempty"`
}

// Holding is a post that somebody holds, both days included; Until is "" while there is no end.
type Holding struct {
	Theme string    `json:"theme"`
	Post  string    `json:"post"`
	Area  area.Code `json:"area"`
	Who
	Single bool `json:"single,omitempty"` // as policy said when it was given
	Since  Day  `json:"since"`
	Until  Day  `json:"until,omitempty"`
}

// Stand is a holding as it stands.
type Stand struct {
	ID int64 `json:"id"`
	Holding
	Was      area.Code        `json:"was,omitempty"`      // the abolished area that it was over
	Handover int64            `json:"handover,omitempty"` // the list that was frozen when the holder left
	By       int64            `json:"by,omitempty"`
	At       calendar.Instant `json:"at"`
}

// key is whose days count for a holding: the person's, or of who cannot log in those noted for this post.
func (s *Stand) key() int64 {
	if s.Person != 0 {
		return s.Person
	}
	return -s.ID
}

// held says whether the post is held on a day.
func (h *Holding) held(d Day) bool { return h.Since <= d && (h.Until == "" || d <= h.Until) }

// clash says whether two holdings cannot both be: a single post of one area on a common day.
func clash(a, b *Holding) bool {
	return a.Theme == b.Theme && a.Post == b.Post && a.Area == b.Area && (a.Single || b.Single) &&
		(a.Until == "" || b.Since <= a.Until) && (b.Until == "" || a.Since <= b.Until)
}
