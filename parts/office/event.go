package office

import (
	"encoding/json"
	"fmt"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
)

// The events. The subject of all of them is the paper.
const (
	typePrefix               = event.Type("office.")
	BegunType     event.Type = "office.begun"      // 拟稿
	RedraftedType event.Type = "office.redrafted"  // 改稿
	AskedType     event.Type = "office.asked"      // 征求意见
	AnsweredType  event.Type = "office.answered"   // 同意, 不同意
	SilentType    event.Type = "office.silent"     // 逾期未回, 视为同意: by the clock
	SubmittedType event.Type = "office.submitted"  // 送核
	ReviewedType  event.Type = "office.reviewed"   // 核稿
	ReturnedType  event.Type = "office.returned"   // 退回修改
	SignedType    event.Type = "office.signed"     // 签发
	UrgedType     event.Type = "office.urged"      // 催签发: by the clock
	NumberedType  event.Type = "office.numbered"   // 编号
	StampedType   event.Type = "office.stamped"    // 用印
	HandedOutType event.Type = "office.handed_out" // 下发
	SignedForType event.Type = "office.signed_for" // 签收
	RemindedType  event.Type = "office.reminded"   // 催签: by the clock
	DoneType      event.Type = "office.done"       // 办结
	WithdrawnType event.Type = "office.withdrawn"  // 撤稿
)

// Draft is what a paper is begun with.
type Draft struct {
	Kind     string    `json:"kind"` // of the policy
	Part     string    `json:"part,omitempty"`
	Subject  int64     `json:"subject,omitempty"` // what it is made from, in that part
	Area     area.Code `json:"area"`
	Content  Content   `json:"content"`
	Ask      []int64   `json:"ask,omitempty"`      // units whose opinion is asked
	To       []int64   `json:"to,omitempty"`       // units that it goes to
	Presided int64     `json:"presided,omitempty"` // the person who presided, where it comes from a meeting
	By       []int64   `json:"by,omitempty"`       // who made and handed in what it is made from: drafters as well
	Fixed    []string  `json:"fixed,omitempty"`    // what of it only the part it comes from changes: FixedTable …
}

// What of a paper's content may be fixed: it is changed in the part that the paper comes from, never at the office.
const (
	FixedTitle      = "title"
	FixedBasis      = "basis"
	FixedParagraphs = "paragraphs"
	FixedTable      = "rows" // columns and rows
	FixedFoot       = "foot"
)

// Begun begins a paper.
type Begun struct {
	Draft
	Asks bool   `json:"asks"` // opinions must be asked, by the policy of that day
	Keep string `json:"keep"` // its term in the archive, by the same
}

// Redrafted is a new version.
type Redrafted struct {
	Content Content `json:"content"`
	Ask     []int64 `json:"ask,omitempty"`
	To      []int64 `json:"to,omitempty"`
	Note    string  `json:"note,omitempty"` // what was done about an objection
}

// Asked asks for opinions.
type Asked struct {
	Version int              `json:"version"`
	Units   []int64          `json:"units"`
	Until   calendar.Instant `json:"until"` // µs; silence until then is consent
}

// Answered is a unit's opinion.
type Answered struct {
	Unit   int64  `json:"unit"`
	Agrees bool   `json:"agrees"`
	Reason string `json:"reason,omitempty"` // why not; a remark where it agrees
}

// Silent says that a unit did not answer in time: it consents.
type Silent struct {
	Unit int64 `json:"unit"`
}

// Submitted hands a draft to the reviewer.
type Submitted struct {
	Version int `json:"version"`
}

// Reviewed lets a version pass.
type Reviewed struct {
	Version int              `json:"version"`
	Until   calendar.Instant `json:"until,omitempty"` // by when it is signed off or sent back, µs; 0 for no limit
}

// Urged urges who is to sign off, and from then on also those of a level above.
type Urged struct {
	Level area.Level       `json:"level"`          // up to this one they are urged
	Next  calendar.Instant `json:"next,omitempty"` // when it climbs on, 0 for never
}

// Returned sends a version back, by the reviewer or by who is to sign it off.
type Returned struct {
	Version int    `json:"version"`
	Step    string `json:"step"` // review, sign
	Reason  string `json:"reason"`
}

// Signed signs a version off.
type Signed struct {
	Version int `json:"version"`
}

// Numbered gives the number.
type Numbered struct {
	Sign string `json:"sign"`
	Year int    `json:"year"`
	N    int64  `json:"n"`
}

// Stamped puts the seal on it.
type Stamped struct {
	Seal   string `json:"seal"`
	Copies int    `json:"copies"`
}

// HandedOut hands it out.
type HandedOut struct {
	Units []int64          `json:"units"`
	Due   calendar.Instant `json:"due"` // by when they sign for it, µs
}

// SignedFor says that a unit has it.
type SignedFor struct {
	Unit int64 `json:"unit"`
}

// Reminded reminds the units that have not signed.
type Reminded struct {
	Units []int64          `json:"units"`
	Next  calendar.Instant `json:"next,omitempty"` // when they are reminded again, 0 for never
}

// Done ends it.
type Done struct {
	Reason string `json:"reason,omitempty"` // why, where a unit has not signed
}

// Withdrawn gives it up.
type Withdrawn struct {
	Reason string `json:"reason"`
}

// bodies make the body of each type of event.
var bodies = map[event.Type]func() any{
	BegunType: func() any { return &Begun{} }, RedraftedType: func() any { return &Redrafted{} },
	AskedType: func() any { return &Asked{} }, AnsweredType: func() any { return &Answered{} },
	SilentType: func() any { return &Silent{} }, SubmittedType: func() any { return &Submitted{} },
	ReviewedType: func() any { return &Reviewed{} }, ReturnedType: func() any { return &Returned{} },
	SignedType: func() any { return &Signed{} }, NumberedType: func() any { return &Numbered{} },
	StampedType: func() any { return &Stamped{} }, HandedOutType: func() any { return &HandedOut{} },
	UrgedType:     func() any { return &Urged{} },
	SignedForType: func() any { return &SignedFor{} }, RemindedType: func() any { return &Reminded{} },
	DoneType: func() any { return &Done{} }, WithdrawnType: func() any { return &Withdrawn{} },
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	fresh, ok := bodies[typ]
	if !ok {
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	b := fresh()
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
