// Package release is what may be seen outside, and who let it 先审后公开. A matter that was released has a row of its
// own, made of what the office let out and of what the gate (org.Publish) may know of the matter; every page, feed,
// count and poster reads these rows through the gate and nothing else.
package release

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Releases are a city's releases. Safe for concurrent use.
type Releases struct {
	part.Base
	passed atomic.Int64 // the matter up to which Tick has come on its round
	named  atomic.Pointer[named]
}

// New makes the releases of a city whose tables are there.
func New(b part.Base) *Releases { return &Releases{Base: b} }

// The events. Their subject is the matter.
const (
	typePrefix               = event.Type("release.")
	DraftedType   event.Type = "release.drafted"   // 经办
	PassedType    event.Type = "release.passed"    // 审核, 签发
	RefusedType   event.Type = "release.refused"   // 退回
	WithdrawnType event.Type = "release.withdrawn" // 撤回
	PhotoOutType  event.Type = "release.photo_out" // one photo is taken back 撤下照片
	RuledType     event.Type = "release.ruled"     // by the rule for plain categories
)

// Drafted is what somebody asks to let out. With one step it is out at once.
type Drafted struct {
	Release org.Release `json:"release"`
	Need    int         `json:"need"` // steps in all, by the policy of that day
}

// Passed is a further step: whoever took it has read the draft. The last one lets it out.
type Passed struct {
	Draft int64 `json:"draft"`          // the seq of the draft that was read
	Step  int   `json:"step"`           // 2, 3
	Need  int   `json:"need,omitempty"` // steps in all, by the policy of this day; 0 for those of the draft
}

// Refused says why a draft may not go out.
type Refused struct {
	Draft  int64  `json:"draft"`
	Reason string `json:"reason"`
	Tell
}

// Withdrawn takes back what is out, and what waits.
type Withdrawn struct {
	Reason string     `json:"reason,omitempty"`
	Why    org.Secret `json:"why,omitempty"` // where it followed from a change: why the gate is shut
	Tell
}

// PhotoOut takes one photo back; the rest stays out. A draft that waits loses it too.
type PhotoOut struct {
	Original string `json:"original"` // the matter's photo
	Reason   string `json:"reason"`
}

// Ruled is what a rule let out.
type Ruled struct {
	Release org.Release `json:"release"`
}

// Where a release stands.
const (
	Waits = "waits"     // a draft waits for the next step
	Out   = "out"       // everybody may see it, if the gate lets him
	Back  = "refused"   // the last draft was refused; what was out before stays
	Taken = "withdrawn" // nothing is out
)

// Stand is where the release of a matter stands.
type Stand struct {
	Matter int64
	Area   area.Code
	State  string
	Step   int          // steps taken by the draft that waits
	Need   int          // steps that it needs
	Hands  []int64      // who took them
	Seq    int64        // of the draft
	Draft  *org.Release // what waits
	Shown  *org.Release // what is out
	Last   *org.Release // the draft that was refused last, until there is another one
	Reason string       // of the last refusal or withdrawal
	Why    org.Secret   // of the last withdrawal, where it followed from a change
	Ground Ground       // of the last refusal or withdrawal, as the reporter is told
	Tell   string       // the same in the office's words
	By     int64        // who took the last step; 0 for the rule and what follows from a change
	At     calendar.Instant
}

// standing is where a matter's release stands after some event, by the events.
func standing(ctx context.Context, r store.Reader, city, id, upto int64) (Stand, error) {
	s := Stand{Matter: id}
	err := ledger.EachOf(ctx, r, city, id, upto, []event.Type{typePrefix}, s.apply)
	return s, err
}

// Of is where the release of a matter stands, for whoever sees the matter.
func (x *Releases) Of(ctx context.Context, caller org.Caller, id int64) (Stand, error) {
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return Stand{}, err
	}
	s, err := standing(ctx, x.DB.Read(), x.City, id, ledger.ToEnd)
	s.Area = m.Area
	return s, err
}

// Ready waits until what was done can be seen. What programs are answered from is waited for a moment only: it may be
// on its way through all events of a city.
func (x *Releases) Ready(ctx context.Context) error {
	if err := x.Desk.CatchUp(ctx, followerName); err != nil {
		return err
	}
	soon, cancel := context.WithTimeout(ctx, moment)
	defer cancel()
	_ = x.Desk.CatchUp(soon, requestsName) // where it fails, who keeps watch is told
	return ctx.Err()
}

// moment is how long Ready waits for what programs are answered from.
const moment = 2 * time.Second

// The longest texts, in characters.
const (
	maxTitle = 60
	maxText  = 4000
)

// line tidies a text and says what is wrong with its length.
func line(s, name string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "release_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "release_long", "max", most, "n", n).On(name)
	}
	return s, nil
}

// taker says whether somebody may take a step: one of its posts over the area, and no step of this draft before.
func (x *Releases) taker(caller org.Caller, step int, m *matter.Matter, hands []int64) error {
	return caller.MayTake(x.Policy().Release.Steps, step, m.Area, hands)
}

// Shut says as a fault why a matter may not be public.
func Shut(why org.Secret) error {
	return fault.New(fault.Conflict, fmt.Sprintf("release_%s", why))
}

// matterIn is the matter on the writer's turn, for somebody who sees it.
func (x *Releases) matterIn(ctx context.Context, tx *store.Tx, caller org.Caller, id int64) (*matter.Matter, error) {
	m, err := views.Get(ctx, tx, x.City, id)
	if err != nil || !caller.Clock && !x.Org().Sees(caller, m) {
		return nil, fault.New(fault.Missing, "matter_missing").By(err)
	}
	return m, nil
}

// facts is one event about a matter.
func facts(typ event.Type, m *matter.Matter, body any) []desk.Fact {
	return []desk.Fact{{Type: typ, Subject: m.ID, Areas: []area.Code{m.Area}, Body: body}}
}
